"""Matching of one compiled pattern at one place of a folded text.

A pattern is walked outwards from its anchor, to the right and to the left. Each element turns a position into the
positions behind it (or before it), in order of preference: longer words first, a missing part last, short gaps first.
Positions are never tried twice, so the time is bounded by the pattern, whatever the text.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .pattern import Element, Sequence

STOPS = frozenset(",;:。!?…~\n()[]【】|—")
"""Folded characters that end a clause."""

EDGES = STOPS | frozenset("\"'“”‘’「」『』《》<> \t、@*-#>")
"""Characters that a clause may start behind or end before, in a pattern with ``^`` or ``$``."""


class Hit(NamedTuple):
    """A match: its edges, and the part of it that is reported."""

    start: int
    end: int
    shown_start: int
    shown_end: int


class State(NamedTuple):
    """How far a walk has come, and where ``<`` and ``>`` were passed (-1: not yet)."""

    at: int
    opened: int
    closed: int


def is_stop(text: str, at: int) -> bool:
    """True when the character at ``at`` ends a clause; not within a number, a time of day or a Latin abbreviation."""
    char = text[at]
    if char not in STOPS:
        return False
    return not (char in ",:" and text[at + 1 : at + 2].isdigit() and text[max(0, at - 1) : at].isdigit())


class Matcher:
    """Patterns of a bundle, matched at anchors; safe to share among threads (what it caches only grows)."""

    def __init__(self, classes: dict[str, list[Any]]) -> None:
        """``classes``: the bundle's table, class name → [words, sequences]."""
        self._raw = classes
        self._classes: dict[str, tuple[tuple[tuple[int, frozenset[str]], ...], list[Sequence]]] = {}
        self._sets: dict[tuple[str, ...], tuple[tuple[int, frozenset[str]], ...]] = {}
        self._regexes: dict[str, re.Pattern[str]] = {}

    def match(
        self, sequence: Sequence, index: int, text: str, bounds: tuple[int, int], anchor: tuple[int, int]
    ) -> tuple[list[State], list[State]]:
        """All ways to the left and to the right of ``anchor``, best first; either list empty: no match.

        Args:
            sequence: the pattern's elements; ``sequence[index]`` stands at ``anchor``.
            text: the folded text.
            bounds: start and end of the sentence, which no match leaves.
            anchor: start and end of the anchor word.
        """
        right = self._walk(sequence[index + 1 :], text, bounds, [State(anchor[1], -1, -1)], forward=True)
        if not right:
            return [], []
        left = self._walk(sequence[:index][::-1], text, bounds, [State(anchor[0], -1, -1)], forward=False)
        return left, right

    def regex(self, source: str) -> re.Pattern[str]:
        """``source`` compiled, once."""
        found = self._regexes.get(source)
        if found is None:
            found = self._regexes[source] = re.compile(source)
        return found

    def _walk(
        self, sequence: Sequence, text: str, bounds: tuple[int, int], states: list[State], *, forward: bool
    ) -> list[State]:
        for element in sequence:
            sign = element[0]
            if sign == "<":
                states = [state._replace(opened=state.at) for state in states]
                continue
            if sign == ">":
                states = [state._replace(closed=state.at) for state in states]
                continue
            following: dict[int, State] = {}
            for state in states:
                for at in self._step(element, text, bounds, state.at, forward):
                    if at not in following:
                        following[at] = state._replace(at=at)
                if sign in "wcar":
                    blank = state.at if forward else state.at - 1
                    if bounds[0] <= blank < bounds[1] and text[blank] == " ":
                        for at in self._step(element, text, bounds, blank + forward, forward):
                            if at not in following:
                                following[at] = state._replace(at=at)
            if not following:
                return []
            states = list(following.values())
        return states

    def _step(self, element: Element, text: str, bounds: tuple[int, int], at: int, forward: bool) -> list[int]:
        """The positions reached from ``at`` over ``element``, best first."""
        sign = element[0]
        low, high = bounds
        if sign == "w":
            if len(element) == 2:
                word = element[1]
                if forward:
                    end = at + len(word)
                    return [end] if end <= high and text.startswith(word, at) else []
                start = at - len(word)
                return [start] if start >= low and text.startswith(word, start) else []
            return _lookup(self._set(tuple(element[1:])), text, bounds, at, forward)
        if sign == "c":
            sets, sequences = self._class(element[1])
            found = _lookup(sets, text, bounds, at, forward)
            return found + self._branches(sequences, text, bounds, at, forward) if sequences else found
        if sign == "o":
            return [
                *self._step(element[1], text, bounds, at, forward),
                *self._spaced(element, text, bounds, at, forward),
                at,
            ]
        if sign == "a":
            return self._branches(element[1], text, bounds, at, forward)
        if sign == "g":
            return _gap(element[1], bool(element[2]), text, bounds, at, forward)
        if sign == "^":
            return [at] if at == low or text[at - 1] in EDGES else []
        if sign == "$":
            return [at] if at == high or text[at] in EDGES else []
        return self._regex_step(element[1], text, bounds, at, forward)

    def _spaced(self, element: Element, text: str, bounds: tuple[int, int], at: int, forward: bool) -> list[int]:
        """The inner element of an optional one, behind a blank."""
        blank = at if forward else at - 1
        if bounds[0] <= blank < bounds[1] and text[blank] == " ":
            return self._step(element[1], text, bounds, blank + forward, forward)
        return []

    def _branches(
        self, sequences: list[Sequence], text: str, bounds: tuple[int, int], at: int, forward: bool
    ) -> list[int]:
        found: dict[int, None] = {}
        for sequence in sequences:
            ordered = sequence if forward else sequence[::-1]
            for state in self._walk(ordered, text, bounds, [State(at, -1, -1)], forward=forward):
                found[state.at] = None
        return list(found)

    def _regex_step(self, source: str, text: str, bounds: tuple[int, int], at: int, forward: bool) -> list[int]:
        regex = self.regex(source)
        low, high = bounds
        if forward:
            match = regex.match(text, at, high)
            return [match.end()] if match and match.end() > at else []
        starts = range(max(low, at - 40), at)
        return [start for start in starts if (match := regex.match(text, start, at)) and match.end() == at][:1]

    def _set(self, words: tuple[str, ...]) -> tuple[tuple[int, frozenset[str]], ...]:
        found = self._sets.get(words)
        if found is None:
            found = self._sets[words] = _by_length(words)
        return found

    def _class(self, name: str) -> tuple[tuple[tuple[int, frozenset[str]], ...], list[Sequence]]:
        found = self._classes.get(name)
        if found is None:
            words, sequences = self._raw[name]
            found = self._classes[name] = (_by_length(words), sequences)
        return found


def _by_length(words: Any) -> tuple[tuple[int, frozenset[str]], ...]:
    lengths = sorted({len(word) for word in words}, reverse=True)
    return tuple((length, frozenset(word for word in words if len(word) == length)) for length in lengths)


def _lookup(
    sets: tuple[tuple[int, frozenset[str]], ...], text: str, bounds: tuple[int, int], at: int, forward: bool
) -> list[int]:
    low, high = bounds
    if forward:
        return [at + n for n, words in sets if at + n <= high and text[at : at + n] in words]
    return [at - n for n, words in sets if at - n >= low and text[at - n : at] in words]


def _gap(width: int, wide: bool, text: str, bounds: tuple[int, int], at: int, forward: bool) -> list[int]:
    found = [at]
    low, high = bounds
    for _ in range(width):
        here = at if forward else at - 1
        if not low <= here < high or (not wide and is_stop(text, here)):
            break
        at = at + 1 if forward else at - 1
        found.append(at)
    return found
