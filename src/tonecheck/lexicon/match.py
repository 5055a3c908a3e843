"""Matching of one compiled pattern at one place of a folded text.

A pattern is walked outwards from its anchor, to the right and to the left. Each of its elements is made into a step: a
function from a position to the positions behind it (or before it), in order of preference: longer words first, a
missing part last, short gaps first. No position is tried twice, so the time is bounded by the pattern alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .pattern import Element, Sequence

Step = Callable[[str, int, int, int], Iterable[int]]
"""(text, start of the sentence, end of the sentence, position) → positions, best first."""

Chars = frozenset[str] | None
"""Characters that may stand at a place; None: any."""

STOPS = frozenset(",;:。!?…~()[]【】|—")
"""Folded characters that end a clause."""

EDGES = STOPS | frozenset("\n\"'“”‘’「」『』《》<> \t、@*-#>")
"""Characters that a clause may start behind or end before, in a pattern with ``^`` or ``$``."""

_BLANKS = frozenset(" \n")
"""One of these may stand between two elements: a line end is there where a mail program broke the line."""
_MOST_DEPTH = 5


class State(NamedTuple):
    """How far a walk has come, and where ``<`` and ``>`` were passed (-1: not yet)."""

    at: int
    opened: int = -1
    closed: int = -1


class Pattern:
    """A pattern ready to match: what may stand beside its anchor, and the steps to each side of it."""

    __slots__ = ("_left", "_matcher", "_plain", "_right", "_steps", "before", "behind")

    def __init__(self, matcher: Matcher, left: Sequence, right: Sequence, before: Chars, behind: Chars) -> None:
        """Elements to the left of the anchor (outwards) and to its right; steps are made when they are first walked."""
        self._matcher, self._left, self._right = matcher, left, right
        self._plain = all(element[0] not in "<>" for element in (*left, *right))
        self.before, self.behind = before, behind
        self._steps: tuple[tuple[Step | str, ...], tuple[Step | str, ...]] | None = None

    def match(self, text: str, bounds: tuple[int, int], anchor: tuple[int, int]) -> tuple[list[State], list[State]]:
        """All ways to the left and to the right of ``anchor``, best first; either list empty: no match.

        Args:
            text: the folded text.
            bounds: start and end of the sentence, which no match leaves.
            anchor: start and end of the anchor word.
        """
        steps = self._steps
        if steps is None:
            steps = self._steps = self._matcher.steps(self._left, False), self._matcher.steps(self._right, True)
        if self._plain:
            low, high = bounds
            ends = advance(steps[1], text, low, high, anchor[1])  # type: ignore[arg-type]
            starts = advance(steps[0], text, low, high, anchor[0]) if ends else ()  # type: ignore[arg-type]
            return [State(at) for at in starts], [State(at) for at in ends]
        right = _walk(steps[1], text, bounds, State(anchor[1]))
        return (_walk(steps[0], text, bounds, State(anchor[0])) if right else []), right


def _walk(steps: tuple[Step | str, ...], text: str, bounds: tuple[int, int], start: State) -> list[State]:
    states = [start]
    run: list[Step] = []
    for step in steps:
        if not isinstance(step, str):
            run.append(step)
            continue
        states = _run(run, text, bounds, states)
        run = []
        if step == "<":
            states = [state._replace(opened=state.at) for state in states]
        else:
            states = [state._replace(closed=state.at) for state in states]
    return _run(run, text, bounds, states)


def _run(steps: list[Step], text: str, bounds: tuple[int, int], states: list[State]) -> list[State]:
    if not steps:
        return states
    low, high = bounds
    found: dict[int, State] = {}
    for at, opened, closed in states:
        for end in advance(steps, text, low, high, at):
            if end not in found:
                found[end] = State(end, opened, closed)
    return list(found.values())


def advance(steps: Iterable[Step], text: str, low: int, high: int, at: int) -> Iterable[int]:
    """The positions reached from ``at`` over all of ``steps``, best first."""
    positions: Iterable[int] = (at,)
    for step in steps:
        reached: dict[int, None] = {}
        for position in positions:
            for end in step(text, low, high, position):
                reached[end] = None
        if not reached:
            return ()
        positions = reached
    return positions


def is_stop(text: str, at: int) -> bool:
    """True when the character at ``at`` ends a clause; not within a number or a time of day."""
    char = text[at]
    if char not in STOPS:
        return False
    return not (char in ",:" and text[at + 1 : at + 2].isdigit() and text[max(0, at - 1) : at].isdigit())


class Matcher:
    """Makes patterns ready to match; safe to share among threads (what it keeps only grows)."""

    def __init__(self, class_items: Callable[[str], Any]) -> None:
        """``class_items``: class name → [words, sequences]."""
        self._items = class_items
        self._raw: dict[str, Any] = {}
        self._classes: dict[tuple[str, bool], Step] = {}
        self._edges: dict[tuple[str, int], Chars] = {}
        self._regexes: dict[str, re.Pattern[str]] = {}

    def pattern(self, sequence: Sequence, index: int) -> Pattern:
        """The pattern ``sequence`` with its anchor at ``index``, ready to match."""
        left, right = sequence[:index][::-1], sequence[index + 1 :]
        return Pattern(self, left, right, self._beside(left, -1), self._beside(right, 0))

    def steps(self, elements: Sequence, forward: bool) -> tuple[Step | str, ...]:
        """A step for each of ``elements``; the signs ``<`` and ``>`` stay."""
        return tuple(element[0] if element[0] in "<>" else self._step(element, forward) for element in elements)

    def regex(self, source: str) -> re.Pattern[str]:
        """``source`` compiled, once."""
        found = self._regexes.get(source)
        if found is None:
            found = self._regexes[source] = re.compile(source)
        return found

    def _class(self, name: str) -> Any:
        if name not in self._raw:
            self._raw[name] = self._items(name)
        return self._raw[name]

    def _step(self, element: Element, forward: bool) -> Step:
        sign = element[0]
        if sign == "w":
            return _words(element[1:], forward)
        if sign == "c":
            key = (element[1], forward)
            if key not in self._classes:
                words, sequences = self._class(element[1])
                self._classes[key] = self._either([_words(words, forward)] if words else [], sequences, forward)
            return self._classes[key]
        if sign == "o":
            return _optional(self._step(element[1], forward))
        if sign == "a":
            return self._either([], element[1], forward)
        if sign == "g":
            return _gap(element[1], bool(element[2]), forward)
        if sign == "r":
            return _regex(self.regex(element[1]), (element[2], element[3]), forward)
        return _clause_start if sign == "^" else _clause_end

    def _either(self, first: list[Step], sequences: list[Sequence], forward: bool) -> Step:
        """A step over any of ``first`` or of ``sequences``, of which only those that can begin here are tried."""
        if not sequences:
            return first[0]
        place = 0 if forward else -1
        anywhere: list[tuple[Step, ...]] = []
        by_char: dict[str, list[tuple[Step, ...]]] = {}
        for sequence in sequences:
            ordered = sequence if forward else sequence[::-1]
            steps = tuple(self._step(element, forward) for element in ordered)
            chars = self._beside(ordered, place)
            if chars is None:
                anywhere.append(steps)
            else:
                for char in chars:
                    by_char.setdefault(char, []).append(steps)

        def step(text: str, low: int, high: int, at: int) -> Iterable[int]:
            found: dict[int, None] = {}
            for words in first:
                for end in words(text, low, high, at):
                    found[end] = None
            char = text[at : at + 1] if forward else text[at - 1 : at]
            for steps in (*by_char.get(char, ()), *anywhere):
                for end in advance(steps, text, low, high, at):
                    found[end] = None
            return found

        return step

    def _beside(self, elements: Sequence, place: int) -> Chars:
        """The characters with which ``elements`` can begin (``place`` 0) or end (-1); None: any, or nothing."""
        found: frozenset[str] = _BLANKS
        for element in elements:
            if element[0] in "<>":
                continue
            chars = self._edge_chars(element, place, 0)
            if chars is None:
                return None
            found |= chars
            if element[0] != "o":
                return found
        return None

    def _edge_chars(self, element: Element, place: int, depth: int) -> Chars:
        sign = element[0]
        if depth > _MOST_DEPTH:
            return None
        if sign == "w":
            return frozenset(word[place] for word in element[1:])
        if sign == "o":
            return self._edge_chars(element[1], place, depth + 1)
        if sign == "c":
            key = (element[1], place)
            if key not in self._edges:
                words, sequences = self._class(element[1])
                self._edges[key] = self._union([[["w", *words]], *sequences] if words else sequences, place, depth)
            return self._edges[key]
        return self._union(element[1], place, depth) if sign == "a" else None

    def _union(self, sequences: list[Sequence], place: int, depth: int) -> Chars:
        found: set[str] = set()
        for sequence in sequences:
            for element in sequence if place == 0 else sequence[::-1]:
                chars = self._edge_chars(element, place, depth + 1)
                if chars is None:
                    return None
                found |= chars
                if element[0] != "o":
                    break
            else:
                return None
        return frozenset(found)


def _words(words: list[str], forward: bool) -> Step:
    """A step over one of ``words``, before which (behind which, going back) one blank may stand."""
    by_length: dict[int, list[str]] = {}
    for word in words:
        by_length.setdefault(len(word), []).append(word)
    sets = tuple((length, frozenset(by_length[length])) for length in sorted(by_length, reverse=True))

    def ahead(text: str, low: int, high: int, at: int) -> list[int]:
        found = [at + n for n, known in sets if text[at : at + n] in known and at + n <= high]
        if not found and at < high and text[at] in _BLANKS:
            at += 1
            found = [at + n for n, known in sets if text[at : at + n] in known and at + n <= high]
        return found

    def back(text: str, low: int, high: int, at: int) -> list[int]:
        found = [at - n for n, known in sets if at - n >= low and text[at - n : at] in known]
        if not found and at > low and text[at - 1] in _BLANKS:
            at -= 1
            found = [at - n for n, known in sets if at - n >= low and text[at - n : at] in known]
        return found

    return ahead if forward else back


def _optional(inner: Step) -> Step:
    return lambda text, low, high, at: [*inner(text, low, high, at), at]


def _gap(width: int, wide: bool, forward: bool) -> Step:
    def ahead(text: str, low: int, high: int, at: int) -> list[int]:
        found = [at]
        for here in range(at, min(at + width, high)):
            if not wide and is_stop(text, here):
                break
            found.append(here + 1)
        return found

    def back(text: str, low: int, high: int, at: int) -> list[int]:
        found = [at]
        for here in range(at - 1, max(at - width, low) - 1, -1):
            if not wide and is_stop(text, here):
                break
            found.append(here)
        return found

    return ahead if forward else back


def _regex(regex: re.Pattern[str], widths: tuple[int, int], forward: bool) -> Step:
    least, most = max(1, widths[0]), widths[1]

    def ahead(text: str, low: int, high: int, at: int) -> list[int]:
        if text[at : at + 1] in _BLANKS and not regex.match(text, at, high):
            at += 1
        if not regex.match(text, at, high):
            return []
        return [end for end in range(min(at + most, high), at + least - 1, -1) if regex.fullmatch(text, at, end)]

    # Many patterns ask at the same places, so the answers for the text met last are kept.
    met: tuple[str, dict[int, list[int]]] = ("", {})

    def back(text: str, low: int, high: int, at: int) -> list[int]:
        nonlocal met
        kept, known = met
        if kept is not text:
            known = {}
            met = (text, known)
        found = known.get(at)
        if found is None:
            end = at - 1 if text[at - 1 : at] in _BLANKS else at
            starts = range(max(0, end - most), end - least + 1)
            found = known[at] = [start for start in starts if regex.fullmatch(text, start, end)]
        return [start for start in found if start >= low]

    return ahead if forward else back


def _clause_start(text: str, low: int, high: int, at: int) -> list[int]:
    return [at] if at == low or text[at - 1] in EDGES else []


def _clause_end(text: str, low: int, high: int, at: int) -> list[int]:
    return [at] if at == high or text[at] in EDGES else []
