"""The compiled lexicon as one block of bytes, of which a check reads only what its text needs.

A header in JSON (rules, cues, voice …) is followed by arrays of 32-bit numbers and by values in JSON that are read one
by one when they are wanted: the words that begin with one character, a class, a pattern. The arrays say at which
byte each value starts, which sets of words a pattern needs, and which patterns are tried where a set occurs.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from bisect import bisect_left

from ..files import BrokenInstallationError
from .match import Matcher, is_one_of
from .regexes import RELEASE, code_of, from_code
from .weights import WordsOf as WeightsOf
from .weights import spell

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    import re
    from mmap import mmap
    from typing import Any

    Numbers = memoryview[int] | array[int]

MAGIC = b"tclexicon\n"
VERSION = 18
_HEAD = struct.Struct("<10sIII")
"""Magic, version, bytes of the header, CRC-32 of this length and of all that follows."""

_MOST_SCAN_CHARS = 600
"""A raw expression that can begin with more is tried at any: the header, read at each start, stays small."""

_decode = json.JSONDecoder().raw_decode

_SIGNED = frozenset({"needs", "tried", "groups", "members", "exception needs", "trees", "unless"})
_WORDING = frozenset(
    {"says", "says_en", "why", "why_en", "try", "try_en", "in", "suggest_try", "suggest_try_en", "suggest_without"}
    | {"gist", "gist_en"}
)
"""What a rule, a cue or a family has to say to people: most drafts need little of it."""

WordsOf = tuple[dict[str, list[int]], dict[str, int]]
"""Of the words that begin with one character: their lengths, longest first, by their second character (with those of
the character alone under ""), and the group of sets that each word is in."""


class TableError(BrokenInstallationError, ValueError):
    """The bytes are not a lexicon table of this version, or damaged; the lexicon must be compiled again."""


def pack(bundle: dict[str, Any]) -> bytes:
    """The bytes of a compiled ``bundle`` (see `compile.compile_source`); the same bundle gives the same bytes."""
    from binascii import crc32
    from functools import cache

    from .charsets import regex_edges
    from .native import core_numbers

    blob = bytearray()
    sections: dict[str, list[int]] = {}
    texts = bytearray()

    def lines(name: str, values: list[Any]) -> None:
        starts = array("I", [len(texts)])
        for value in values:
            texts.extend(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
            starts.append(len(texts))
        numbers(name, starts)

    def numbers(name: str, values: array[int]) -> None:
        if sys.byteorder != "little":
            values.byteswap()
        blob.extend(b"\0" * (-len(blob) % 4))
        sections[name] = [len(blob), len(values)]
        blob.extend(values.tobytes())

    def groups(name: str, rows: list[list[int]]) -> None:
        starts, flat = array("I", [0]), array("i")
        for row in rows:
            flat.extend(row)
            starts.append(len(flat))
        numbers(f"{name} starts", starts)
        numbers(name, flat)

    sets_of: dict[str, list[int]] = {}
    for number, words in enumerate(bundle["sets"]):
        for word in words:
            sets_of.setdefault(word, []).append(number)
    # Words of one class are in the same sets: each such group of sets is kept once.
    groups_of: dict[tuple[int, ...], int] = {}
    by_char: dict[str, dict[str, int]] = {}
    for word in sorted(sets_of):
        group = groups_of.setdefault(tuple(sets_of[word]), len(groups_of))
        by_char.setdefault(word[0], {})[word] = group
    numbers("chars", array("I", [ord(char) for char in by_char]))
    lines("words", [[_lengths(words), words] for words in by_char.values()])
    groups("groups", [list(group) for group in groups_of])
    weighted: dict[str, dict[str, str]] = {}
    for word, (values, hidden) in bundle["weights"].items():
        weighted.setdefault(word[0], {})[word] = spell(values, hidden)
    numbers("weighted chars", array("I", sorted(map(ord, weighted))))
    lines("weights", [[sorted({len(w) for w in words}), words] for _, words in sorted(weighted.items())])
    groups("trees", bundle["trees"])
    members: list[list[int]] = [[] for _ in bundle["sets"]]
    for sets, group in groups_of.items():
        for number in sets:
            members[number].append(group)
    groups("members", members)
    matcher = Matcher(lambda name: _unedged(bundle["classes"][name]), _no_regex, cache(regex_edges))
    charsets: dict[str, int] = {"": 0}
    beside = [  # two of a pattern
        chars for _, sequence, index, *_ in bundle["patterns"] for chars in matcher.beside(sequence, index)
    ]
    numbers("beside", array("I", [charsets.setdefault("".join(sorted(c or ())), len(charsets)) for c in beside]))
    lines("charsets", list(charsets))
    classes = [
        [words, [[seq, *("".join(sorted(chars or ())) for chars in matcher.edges(seq))] for seq in sequences]]
        for words, sequences in bundle["classes"].values()
    ]
    regexes: dict[str, int] = {}
    classes, patterns, exceptions = (
        _numbered(value, regexes) for value in (classes, bundle["patterns"], bundle["exceptions"])
    )
    lines("classes", classes)
    lines("patterns", patterns)
    lines("exceptions", exceptions)
    scans = [[cue, regexes.setdefault(source, len(regexes))] for cue, source in bundle["scans"]]
    scan_chars = {"": 0}  # "": any character
    for number, (_, source) in enumerate(bundle["scans"]):
        chars = regex_edges(source)[0]
        for char in chars if chars and len(chars) <= _MOST_SCAN_CHARS else ("",):
            scan_chars[char] = scan_chars.get(char, 0) | 1 << number
    lines("scans", [scans, dict(sorted(scan_chars.items()))])
    lines("regexes", [code_of(source) for source in regexes])
    groups("unless", [cue.get("unless", []) for cue in bundle["cues"]])
    wordings: list[dict[str, Any]] = []
    rules = {name: _silent(body, wordings) for name, body in bundle["rules"].items()}
    cues = [_silent(cue, wordings) for cue in bundle["cues"]]
    families = [_silent(family, wordings) for family in bundle["families"]]
    lines("wordings", wordings)
    lines("about", [bundle["examples"], bundle["principles"], bundle["figures"]])
    numbers("anchors", array("I", [number for number, patterns in enumerate(bundle["tried"]) if patterns]))
    numbers("keys", array("I", sorted({needs[0] for needs in bundle["needs"] if needs})))
    groups("needs", bundle["needs"])
    groups("exception needs", bundle["exception needs"])
    groups("tried", bundle["tried"])
    numbers("core", core_numbers(
        bundle, list(groups_of), {word: group for words in by_char.values() for word, group in words.items()},
        beside, dict(zip(bundle["classes"], classes, strict=True)), patterns, exceptions, list(regexes),
    ))  # fmt: skip
    apart = {"sets", "classes", "patterns", "exceptions", "examples", "principles", "figures", "needs", "tried"}
    apart |= {"exception needs", "weights", "trees", "scans"}
    header = {key: value for key, value in bundle.items() if key not in apart}
    header |= {
        "sections": sections,
        "classes": list(bundle["classes"]),
        "rules": rules,
        "families": families,
        "cues": [{key: value for key, value in cue.items() if key != "unless"} for cue in cues],
        "release": RELEASE,
    }
    header["numbers"] = len(blob)
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-(len(head) + _HEAD.size) % 4)
    body = head + bytes(blob + texts)
    return _HEAD.pack(MAGIC, VERSION, len(head), crc32(body, len(head))) + body


def _silent(body: dict[str, Any], wordings: list[dict[str, Any]]) -> dict[str, Any]:
    """``body`` without what it has to say, which goes to the end of ``wordings``; its place there stands for it."""
    said = {key: value for key, value in body.items() if key in _WORDING}
    if not said:
        return body
    wordings.append(said)
    kept = {key: value for key, value in body.items() if key not in _WORDING} | {"wording": len(wordings) - 1}
    if "case" in body:
        kept["case"] = [_silent(case, wordings) for case in body["case"]]
    return kept


def _lengths(words: dict[str, int]) -> dict[str, list[int]]:
    """Of ``words`` that begin with one character: second character → their lengths, longest first; "" → of any."""
    found: dict[str, set[int]] = {"": set()}
    for word in words:
        found.setdefault(word[1:2], set()).add(len(word))
    return {second: sorted(lengths | found[""], reverse=True) for second, lengths in found.items()}


def _unedged(items: list[Any]) -> list[Any]:
    """A class of a bundle in the shape of `Table.class_items`, before the characters at its edges are known."""
    words, sequences = items
    return [words, [[sequence, "", ""] for sequence in sequences]]


def _no_regex(number: int) -> re.Pattern[str]:
    raise AssertionError(f"raw expression {number} asked for, where only the characters at the edges are")


def _numbered(value: Any, regexes: dict[str, int]) -> Any:
    """``value`` with the source of each raw expression replaced by its number in ``regexes``."""
    if not isinstance(value, list):
        return value
    if len(value) == 4 and value[0] == "r" and isinstance(value[1], str):
        return ["r", regexes.setdefault(value[1], len(regexes)), *value[2:]]
    return [_numbered(item, regexes) for item in value]


def whole_table(data: bytes | mmap) -> Table:
    """The table in ``data``, which may be damaged anywhere.

    Raises:
        TableError: it is no table, or a byte has changed since it was packed.
    """
    from binascii import crc32

    if len(data) >= _HEAD.size:
        magic, _, length, crc = _HEAD.unpack_from(data)
        if magic == MAGIC and crc32(memoryview(data)[_HEAD.size :], length) == crc:
            return Table(data)
    raise TableError("the lexicon table is damaged")


class Table:
    """A packed lexicon, read piece by piece. Safe to share among threads: what it keeps only grows."""

    def __init__(self, data: bytes | mmap) -> None:
        """``data``: what `pack` returned, as bytes or mapped from a file; numbers are read where they lie.

        Raises:
            TableError: it is something else.
        """
        if len(data) < _HEAD.size:
            raise TableError("not a lexicon table")
        magic, version, length, self._crc = _HEAD.unpack_from(data)
        if magic != MAGIC or version != VERSION:
            raise TableError("not a lexicon table of this version")
        self._data = data
        self._base = _HEAD.size + length
        try:
            self.header: dict[str, Any] = json.loads(data[_HEAD.size : self._base])
            self._sections = {name: self._numbers(name) for name in self.header["sections"]}
            self._texts = self._base + self.header["numbers"]
        except (ValueError, KeyError, TypeError) as error:
            raise TableError(f"the lexicon table is damaged: {error}") from None
        self._class_numbers = {name: number for number, name in enumerate(self.header["classes"])}
        self._words: dict[str, WordsOf | None] = {}
        self._weights: dict[str, WeightsOf | None] = {}
        self._groups: dict[int, frozenset[int]] = {}
        self._members: dict[int, frozenset[int]] = {}
        self._regexes: dict[int, re.Pattern[str]] = {}
        self._charsets: dict[int, frozenset[str] | None] = {}
        self.patterns = len(self._sections["patterns"]) - 1
        self.anchors = frozenset(self._sections["anchors"])
        """The sets that are the anchor of a pattern."""
        self.keys = frozenset(self._sections["keys"])
        """The sets that are the first need of a pattern."""

    def verify(self) -> None:
        """Read it all.

        Raises:
            TableError: a byte has changed since it was packed.
        """
        from binascii import crc32

        if crc32(self._data[_HEAD.size :], self._base - _HEAD.size) != self._crc:
            raise TableError("the lexicon table is damaged")

    @property
    def core(self) -> memoryview[int] | None:
        """The numbers for the compiled core (see `native`); None: they are not there."""
        numbers = self._sections.get("core")
        return numbers if isinstance(numbers, memoryview) and len(numbers) else None

    def _numbers(self, name: str) -> Numbers:
        start, count = self.header["sections"][name]
        part = memoryview(self._data)[self._base + start : self._base + start + 4 * count]
        kind = "i" if name in _SIGNED else "I"
        if sys.byteorder == "little":
            return part.cast(kind)  # type: ignore[call-overload, no-any-return]
        values = array(kind, part.tobytes())
        values.byteswap()
        return values

    def _line(self, name: str, number: int) -> Any:
        starts = self._sections[name]
        return _decode(str(self._data[self._texts + starts[number] : self._texts + starts[number + 1]], "utf-8"))[0]

    def words_of(self, char: str) -> WordsOf | None:
        """The words that begin with ``char``; None: there are none."""
        try:
            return self._words[char]
        except KeyError:
            chars = self._sections["chars"]
            at = bisect_left(chars, ord(char))
            found: WordsOf | None = None
            if at < len(chars) and chars[at] == ord(char):
                lengths, words = self._line("words", at)
                found = (lengths, words)
            self._words[char] = found
            return found

    def weights_of(self, char: str) -> WeightsOf | None:
        """The weighted words that begin with ``char``; None: there are none."""
        try:
            return self._weights[char]
        except KeyError:
            chars = self._sections["weighted chars"]
            at = bisect_left(chars, ord(char))
            found: WeightsOf | None = None
            if at < len(chars) and chars[at] == ord(char):
                lengths, words = self._line("weights", at)
                found = (lengths, words)
            self._weights[char] = found
            return found

    def group(self, number: int) -> frozenset[int]:
        """The sets of group ``number``."""
        found = self._groups.get(number)
        if found is None:
            starts = self._sections["groups starts"]
            found = frozenset(self._sections["groups"][starts[number] : starts[number + 1]])
            self._groups[number] = found
        return found

    def members(self, number: int) -> frozenset[int]:
        """The groups whose words are in set ``number``."""
        found = self._members.get(number)
        if found is None:
            starts = self._sections["members starts"]
            found = frozenset(self._sections["members"][starts[number] : starts[number + 1]])
            self._members[number] = found
        return found

    def standing(self, patterns: list[int], before: str, behind: str) -> list[int]:
        """Those of ``patterns`` whose anchor may stand between these two characters."""
        beside, found = self._sections["beside"], []
        left: dict[int, bool] = {}
        right: dict[int, bool] = {}
        for number in patterns:
            one, other = beside[2 * number], beside[2 * number + 1]
            if one not in left:
                left[one] = is_one_of(before, self._charset(one))
            if left[one]:
                if other not in right:
                    right[other] = is_one_of(behind, self._charset(other))
                if right[other]:
                    found.append(number)
        return found

    def _charset(self, number: int) -> frozenset[str] | None:
        if number not in self._charsets:
            self._charsets[number] = frozenset(self._line("charsets", number)) or None
        return self._charsets[number]

    def regex(self, number: int) -> re.Pattern[str]:
        """Raw expression ``number``."""
        found = self._regexes.get(number)
        if found is None:
            found = self._regexes[number] = from_code(self._line("regexes", number), self.header["release"])
        return found

    def tried(self, number: int) -> list[int]:
        """The patterns to try where a word of set ``number`` occurs."""
        starts = self._sections["tried starts"]
        return self._sections["tried"][starts[number] : starts[number + 1]].tolist()

    def needs(self, pattern: int) -> list[int]:
        """The other sets of which a word must occur in the sentence for ``pattern`` to match, the rarest first."""
        starts = self._sections["needs starts"]
        return self._sections["needs"][starts[pattern] : starts[pattern + 1]].tolist()

    def exception_needs(self, number: int) -> list[int]:
        """The sets of which a word must occur in the sentence for exception ``number``, negative, to match.

        Its own comes first.
        """
        starts, at = self._sections["exception needs starts"], -number - 1
        return self._sections["exception needs"][starts[at] : starts[at + 1]].tolist()

    def unless(self, cue: int) -> tuple[int, ...]:
        """The exceptions of a cue."""
        starts = self._sections["unless starts"]
        return tuple(self._sections["unless"][starts[cue] : starts[cue + 1]])

    def wording(self, body: dict[str, Any]) -> dict[str, Any]:
        """What a rule, a cue or a family of the header has to say: ``says``, ``why``, ``gist`` and the like."""
        found: dict[str, Any] = self._line("wordings", body["wording"]) if "wording" in body else {}
        return found

    @property
    def scans(self) -> list[list[int]]:
        """(cue, raw expression) of the cues that are raw expressions alone."""
        found: list[list[int]] = self._line("scans", 0)
        return found

    @property
    def scan_chars(self) -> dict[str, int]:
        """Character → which of `scans` can begin with it, as bits; "" → which can begin with any."""
        found: dict[str, int] = self._line("scans", 1)
        return found

    def trees(self, number: int) -> Numbers:
        """The trees of model or message rule ``number``, packed (see `trees.packed`)."""
        starts = self._sections["trees starts"]
        return self._sections["trees"][starts[number] : starts[number + 1]]

    def pattern(self, number: int) -> Any:
        """[cue, sequence, index of the anchor, set of the anchor, fix] of a pattern."""
        return self._line("patterns", number)

    def exception(self, number: int) -> Any:
        """[sequence, index of the anchor, set of the anchor] of exception ``number``, which is negative."""
        return self._line("exceptions", -number - 1)

    def class_items(self, name: str) -> Any:
        """[words, [sequence, characters it can begin with, characters it can end with] …] of a class."""
        return self._line("classes", self._class_numbers[name])

    @property
    def digest(self) -> int:
        """A number that stands for all that the table says."""
        return int(self._crc)

    @property
    def classes(self) -> list[str]:
        """The names of all classes."""
        return list(self._class_numbers)

    @property
    def examples(self) -> dict[str, dict[str, Any]]:
        """Rule → its examples."""
        found: dict[str, dict[str, Any]] = self._line("about", 0)
        return found

    @property
    def figures(self) -> dict[str, Any]:
        """Rule → what was measured of it; ``messages`` → on how many messages."""
        found: dict[str, Any] = self._line("about", 2)
        return found

    @property
    def principles(self) -> list[dict[str, Any]]:
        """All principles."""
        found: list[dict[str, Any]] = self._line("about", 1)
        return found
