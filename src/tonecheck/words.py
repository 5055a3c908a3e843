"""jieba's words and word boundaries, read from a compiled table that is mapped and not loaded.

Without the HMM (the default) nothing of jieba is imported. Measured as whole processes above bare ``python -c pass``:
a first sentence cut here 10 ms (``re`` is 6 of them), ``import jieba`` 118, ``jieba.lcut`` with its cache 690. So
jieba's DAG and route are walked by ``_steps`` below, with the same sums in the same order: ties and rounding fall as
they do in jieba, and the tokens are those of ``jieba.lcut(text, HMM=False)``. With the HMM, single characters in a row
go to ``jiebalib.py``, which reads the probabilities of ``jieba.finalseg`` (30 ms once, when such a row is first met).
``jiebalib.tokenizer`` gives jieba's own ``Tokenizer`` over the same table.

The table (written by ``wordtable.build_table``) is a header, then arrays of little-endian 32-bit numbers, then text.
Characters and pairs of characters are sorted arrays for bisection. What follows a pair in longer words is kept as
text, unpacked when that pair is first met and kept in a bounded store. Work and memory are linear in the text.
"""

from __future__ import annotations

import mmap
import os
import re
import struct
import sys
from binascii import crc32
from bisect import bisect_left
from math import inf, log

from .files import BrokenInstallationError

TYPE_CHECKING = False  # a type checker reads it as true; importing typing and pathlib would cost 5 ms here
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ._core import Cutter

    _Rest = dict[str, float]
    _Entry = tuple[float, float, _Rest]
    """Weight of the first character alone, weight of the pair, weights of what may follow the pair."""

MAGIC = b"tcwords\n"
VERSION = 1
HEADER = struct.Struct("<8s6I Q 2I")
"""Magic, version, counts (characters, pairs, longer words, bytes of text), longest word, total, CRC of the body, CRC
of all that precedes it."""
LONGEST = 255
"""The most characters that a word may have: a step is kept in one byte."""

_STORE = 1 << 15
"""Pairs of characters that are kept unpacked at most, 20 MB for the worst of texts; then the store starts again."""
_PIECE = 1 << 13
"""Characters of a block after which the route behind the longest word is forgotten."""
_MISSING = 1.0
_PREFIX = 2.0
# A word's weight is log(frequency / total), never above 0: numbers above 0 are free to mean something else.

# Runs of what jieba looks up (its re_han_default), and the one pair of other characters that it keeps together.
_PARTS = re.compile("[\u4e00-\u9fd5a-zA-Z0-9+#&._%\\-]{2,}|\r\n")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")  # jieba's re_eng


class WordTableError(BrokenInstallationError, ValueError):
    """A word table that cannot be used: damaged, cut short, or of another version. Build it again."""


class Words:
    """Cuts text into jieba's words. Made once, safe to share among threads."""

    def __init__(self, table: bytes | mmap.mmap, name: str = "word table") -> None:
        """Check the header of ``table``, which stays mapped; ``name`` is for the message of a ``WordTableError``."""
        if len(table) < HEADER.size:
            raise WordTableError(f"{name}: not a word table, or cut short; build it again")
        magic, version, *counts, longest, self.total, self._body_crc, head_crc = HEADER.unpack_from(table)
        if magic != MAGIC:
            raise WordTableError(f"{name}: not a word table")
        if version != VERSION:
            raise WordTableError(
                f"{name}: word table of version {version}, this program reads {VERSION}; build it again"
            )
        if crc32(table[: HEADER.size - 4]) != head_crc or not self.total or longest > LONGEST:
            raise WordTableError(f"{name}: the header is damaged; build the word table again")
        chars, pairs, tails, text = counts
        lengths = (chars, chars, chars + 1, pairs, pairs, pairs + 1, pairs + 1, tails)
        at = HEADER.size + 4 * sum(lengths)
        if len(table) != at + text:
            raise WordTableError(f"{name}: {len(table)} bytes where {at + text} belong; build the word table again")
        self._table = table
        view = memoryview(table)
        self._name, self._longest, self._body = name, longest, view[HEADER.size :]
        self._text = view[at:]
        sections: list[Sequence[int]] = []
        at = HEADER.size
        for length in lengths:
            sections.append(numbers(view[at : at + 4 * length]))
            at += 4 * length
        (
            self._first,
            self._first_freq,
            self._first_pairs,
            self._second,
            self._pair_freq,
            self._pair_tails,
            self._pair_text,
            self._tail_freq,
        ) = sections
        self._log_total = log(self.total)
        self._unknown: _Entry = (0.0 - self._log_total, _MISSING, {})
        self._entries: dict[str, _Entry] = {}
        self.cutter = _open_cutter(self._body, (chars, pairs, tails, text), self._log_total)
        """What finds boundaries in the compiled core."""

    def release(self) -> None:
        """Give back the memory of what was read of a mapped table; it is read anew where it is wanted."""
        if isinstance(self._table, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._table.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Read the whole table and raise a ``WordTableError`` if any byte of it has changed since it was built."""
        if crc32(self._body) != self._body_crc:
            raise WordTableError(f"{self._name}: the table is damaged; build it again")

    def frequency(self, word: str) -> int | None:
        """As jieba's ``FREQ.get(word)``: 0 for what only begins a word, None for what the table does not have."""
        if not 0 < len(word) <= self._longest:
            return None
        i, j = self._find(word[:2])
        if len(word) == 1 or i < 0:
            return None if i < 0 else self._first_freq[i]
        if len(word) == 2 or j < 0:
            return None if j < 0 else self._pair_freq[j]
        tail, begins = word[2:], False
        for known, freq in self._tails(j):
            if known == tail:
                return freq
            begins = begins or known.startswith(tail)
        return 0 if begins else None

    def cut(self, text: str, hmm: bool = False) -> list[str]:
        """The tokens of ``jieba.lcut(text, HMM=hmm)``; joined they are ``text``."""
        tokens: list[str] = []
        at = 0
        for part in _PARTS.finditer(text):
            tokens.extend(text[at : part.start()])
            at = part.end()
            tokens.extend(self._cut_part(part[0], hmm))
        tokens.extend(text[at:])
        return tokens

    def boundaries(self, text: str, hmm: bool = False) -> bytearray:
        """For every offset from 0 to ``len(text)``: 1 where a token begins or ends, 0 inside a token."""
        if self.cutter is not None and not hmm:
            try:
                return self.cutter.boundaries(text)
            except ValueError as error:
                raise self._damaged(error) from error
        marks = bytearray(b"\1") * (len(text) + 1)
        for part in _PARTS.finditer(text):
            at, end = part.span()
            marks[at + 1 : end] = bytes(end - at - 1)
            for token in self._cut_part(part[0], hmm):
                at += len(token)
                marks[at] = 1
        return marks

    def _cut_part(self, block: str, hmm: bool) -> Iterator[str]:
        """Tokens of what ``_PARTS`` matches (jieba's ``__cut_DAG`` and ``__cut_DAG_NO_HMM``)."""
        if block == "\r\n":
            yield block
            return
        steps = self._steps(block)
        at = run = 0  # block[run:at]: single characters that may belong together
        while at < len(block):
            step = steps[at]
            if step > 1 or not (hmm or block[at] in _LETTERS):
                if run < at:
                    yield from self._run(block[run:at], hmm)
                yield block[at : at + step]
                run = at + step
            at += step
        if run < at:
            yield from self._run(block[run:at], hmm)

    def _run(self, run: str, hmm: bool) -> Sequence[str]:
        """Tokens of single characters in a row: without the HMM, Latin letters and digits that stay together."""
        if not hmm or len(run) == 1:
            return (run,)
        if self.frequency(run):
            return run
        from .jiebalib import guess

        return guess(run)

    def _steps(self, block: str) -> bytearray:
        """For every offset the length of the word that the likeliest route takes there (jieba's ``calc``)."""
        steps = bytearray(b"\1") * len(block)
        entries, load, missing = self._entries, self._load, _MISSING
        best = 0.0
        route = [best]  # route[-n] is the weight of what lies n characters on
        for end in range(len(block), 0, -_PIECE):
            for at in range(end - 1, max(end - _PIECE, 0) - 1, -1):
                pair = block[at : at + 2]
                try:
                    one, two, rest = entries[pair]
                except KeyError:
                    one, two, rest = load(pair)
                best += one
                if two != missing:
                    step = 1
                    # Of equal weights jieba takes the longer word.
                    if two <= 0.0 and two + route[-2] >= best:
                        best, step = two + route[-2], 2
                    if rest:
                        stop = at + 3
                        while (weight := rest.get(block[at + 2 : stop], missing)) != missing and stop <= len(block):
                            if weight <= 0.0 and weight + route[at - stop] >= best:
                                best, step = weight + route[at - stop], stop - at
                            stop += 1
                    if best == -inf:
                        best = self._unknown[0] + route[-1]
                    steps[at] = step
                route.append(best)
            del route[: -self._longest - 1]
        return steps

    def _load(self, pair: str) -> _Entry:
        """Look up one character or two, and keep what was found."""
        i, j = self._find(pair)
        if i < 0:
            return self._unknown
        freq = self._first_freq[i]
        one = log(freq or 1) - self._log_total
        entry = (one, _MISSING, self._unknown[2])
        if j >= 0:
            # What is only the beginning of words cannot stand alone where one of them is found.
            entry = (one if freq else -inf, self._weight(self._pair_freq[j]), self._rest(j))
        if len(self._entries) >= _STORE:
            self._entries.clear()
        self._entries[pair] = entry
        return entry

    def _weight(self, freq: int) -> float:
        return log(freq) - self._log_total if freq else _PREFIX

    def _rest(self, j: int) -> _Rest:
        """What may follow pair ``j``, with what only begins it."""
        rest: _Rest = {}
        for tail, freq in self._tails(j):
            for end in range(1, len(tail)):
                rest.setdefault(tail[:end], _PREFIX)
            rest[tail] = self._weight(freq)
        return rest or self._unknown[2]

    def _tails(self, j: int) -> list[tuple[str, int]]:
        """What follows pair ``j`` in longer words, and the frequencies of these words."""
        start, end = self._pair_tails[j], self._pair_tails[j + 1]
        if start == end:
            return []
        try:
            text = str(self._text[self._pair_text[j] : self._pair_text[j + 1]], "utf-8", "surrogatepass")
            tails = list(zip(text.split("\n"), self._tail_freq[start:end], strict=True))
        except ValueError as error:
            raise self._damaged(error) from error
        if max(len(tail) for tail, _ in tails) > self._longest - 2:
            raise self._damaged("a word is too long")
        return tails

    def _find(self, pair: str) -> tuple[int, int]:
        """Where a character stands among the first ones, and a pair among the pairs; -1 for what is not there."""
        try:
            i = _index(self._first, ord(pair[0]), 0, len(self._first))
            if i < 0 or len(pair) == 1:
                return i, -1
            return i, _index(self._second, ord(pair[1]), self._first_pairs[i], self._first_pairs[i + 1])
        except IndexError as error:
            raise self._damaged(error) from error

    def _damaged(self, what: object) -> WordTableError:
        return WordTableError(f"{self._name}: the table is damaged ({what}); build it again")


def _open_cutter(body: memoryview, counts: tuple[int, int, int, int], log_total: float) -> Cutter | None:
    """What finds boundaries in the compiled core; None: it is not built, or not to be used."""
    if os.environ.get("TONECHECK_PURE", "") not in ("", "0") or sys.byteorder != "little":
        return None
    try:
        from ._core import Cutter
    except ImportError:
        return None
    return Cutter(body, counts, log_total)


def jieba_dictionary() -> Path:
    """Where the installed jieba keeps its dictionary; found without importing jieba."""
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("jieba")
    for folder in (spec and spec.submodule_search_locations) or ():
        if (path := Path(folder, "dict.txt")).is_file():
            return path
    raise WordTableError("jieba's dict.txt was not found; install jieba again")


def open_table(path: str | os.PathLike[str], trusted: Callable[[os.stat_result], bool] = lambda _found: True) -> Words:
    """Map the table at ``path`` read-only. ``WordTableError`` if it is damaged, ``OSError`` if it cannot be read.

    ``trusted`` looks at the opened file and says whether it may be used; if not, ``WordTableError`` as well.
    Only the header is checked here (``Words.verify`` reads it all). A table must be replaced, never written over.
    """
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not trusted(os.fstat(file)):
            raise WordTableError(f"{os.fspath(path)}: not a file of this user alone; it is not used")
        table = mmap.mmap(file, 0, access=mmap.ACCESS_READ)
    except ValueError as error:  # an empty file cannot be mapped
        raise WordTableError(f"{os.fspath(path)}: the word table is empty; build it again") from error
    finally:
        os.close(file)
    return Words(table, os.fspath(path))


def numbers(section: memoryview, order: str = sys.byteorder) -> Sequence[int]:
    """A section of the table as numbers: in place, but for a copy where the machine's byte order is the other one."""
    if order == "little":
        return section.cast("I")
    return struct.unpack(f"<{len(section) // 4}I", section)


def _index(values: Sequence[int], value: int, low: int, high: int) -> int:
    """Where ``value`` stands in a sorted stretch of ``values``, or -1."""
    at = bisect_left(values, value, low, high)
    return at if at < high and values[at] == value else -1
