"""What was understood of a message, kept from one run to the next: a file that has not changed is not searched again.

What is kept are names of the lexicon (moves, rules, cues) and positions: never a word of a message, nor a path. The key
of a row is a digest of the file and its path; the name of the store is one of the lexicon, the program, and the
libraries whose words and holidays it knows. Rules judge anew at each run, so settings need no store of their own.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .files import read_own
from .lexicon.cache import cache_folder, keep, used
from .model import Excused, Mark, Message, Reading, Span
from .sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .lexicon import Lexicon

MOST = 200_000
"""Rows that are kept; then only those of the last run are."""
_VERSION = 2
_SUFFIXES = {".py", ".so", ".pyd", ".bin", ".txt"}
"""Of programs, of the core and of tables of words."""

Row = list[Any]
"""[marks, excused marks, measures, weighed rules] of one message, flat, each name by its number in the store."""


Record = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]], list[str]]
"""A row with its names in full, as a process tells it to another."""


def rests_on() -> list[Path]:
    """The files on which, beside the lexicon, it rests what is understood of a message.

    The program with its core and its word table, jieba with its dictionary, and the calendar of holidays.
    """
    folders = [Path(__file__).parent]
    for library in ("jieba", "chinese_calendar"):
        spec = find_spec(library)
        folders += map(Path, (spec and spec.submodule_search_locations) or ())
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in _SUFFIXES]


class Results:
    """The store for one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Open the store of ``lexicon``; it is empty where there is none yet, or a damaged one."""
        stamps = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in rests_on()]
        stamp = repr((_VERSION, lexicon.table.digest, stamps))
        self.path = cache_folder() / f"results-{sha256(stamp.encode()).hexdigest()[:32]}.json"
        self._names, self._rows = self._read()
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._new: dict[str, Row] = {}
        self._used: set[str] = set()

    def _read(self) -> tuple[list[str], dict[str, Row]]:
        try:
            data = read_own(self.path)
            if data is not None:
                used(self.path)
                names, rows = json.loads(data)
                if isinstance(names, list) and isinstance(rows, dict) and all(isinstance(name, str) for name in names):
                    return names, rows
        except (ValueError, TypeError, RecursionError):
            pass  # damaged: made anew
        return [], {}

    @staticmethod
    def key(data: bytes, path: str, number: int) -> str:
        """The key of message ``number`` of a file."""
        return sha256(f"{path}\0{number}\0".encode("utf-8", "surrogatepass") + data).hexdigest()[:40]

    def reading(self, key: str, message: Message) -> Reading | None:
        """What was understood of ``message`` before; None: nothing was, or the row is damaged."""
        row = self._rows.get(key)
        if row is None:
            return None
        try:
            found = self._reading(row, message)
        except (ValueError, TypeError, IndexError):
            return None
        self._used.add(key)
        return found

    def _reading(self, row: Row, message: Message) -> Reading:
        marks, excused, measures, calls = row
        names, sentences = self._names, split_sentences(message)

        def mark(kind: int, cue: int, start: int, end: int, sentence: int) -> Mark:
            if not (0 <= start <= end <= len(message.text) and -1 <= sentence < len(sentences)):
                raise ValueError
            return Mark(names[kind], Span(start, end), sentence, names[cue])

        return Reading(
            message,
            sentences,
            tuple(mark(*five) for five in _by(marks, 5)),
            tuple(Excused(mark(*five), names[reason]) for *five, reason in _by(excused, 6)),
            {names[name]: int(count) for name, count in _by(measures, 2)},
            frozenset(names[name] for name in calls),
        )

    def record(self, reading: Reading) -> Record | None:
        """What is kept of ``reading``; None: nothing, for a mark of it tells words to put in the place of others."""
        marks = [(m.kind, m.cue, *m.span, m.sentence) for m in reading.marks]
        excused = [(m.kind, m.cue, *m.span, m.sentence, why) for m, why in reading.excused]
        if any(m.fix is not None for m in (*reading.marks, *(m for m, _ in reading.excused))):
            return None
        return marks, excused, list(reading.measures.items()), sorted(reading.calls)

    def keep(self, key: str, record: Record | None) -> None:
        """Keep the ``record`` under ``key`` when the store is written."""
        if record is not None:
            *spans, calls = record
            self._new[key] = [*([self._number(n) for row in part for n in row] for part in spans),
                              [self._number(rule) for rule in calls]]  # fmt: skip

    def _number(self, value: str | int) -> int:
        """A name's number in the store; a number stays."""
        if isinstance(value, int):
            return value
        if value not in self._numbers:
            self._numbers[value] = len(self._names)
            self._names.append(value)
        return self._numbers[value]

    def write(self) -> None:
        """Write the store, whole or not at all, for the user alone."""
        if self._new:
            rows = {**self._rows, **self._new}
            if len(rows) > MOST:
                rows = {key: row for key, row in rows.items() if key in self._used or key in self._new}
            keep(self.path, json.dumps([self._names, rows], separators=(",", ":")).encode())


def _by(values: list[int], size: int) -> Iterator[tuple[int, ...]]:
    """``values``, ``size`` at a time.

    Raises:
        ValueError: they are not numbers, or one is missing.
    """
    if len(values) % size or not all(type(value) is int and value >= -1 for value in values):
        raise ValueError
    return zip(*[iter(values)] * size, strict=True)
