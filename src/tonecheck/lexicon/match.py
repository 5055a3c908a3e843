"""Matching of one compiled pattern at one place of a folded text.

A pattern is walked outwards from its anchor, to the right and to the left. Each of its elements is made into a step: a
function from a position to the positions behind it (or before it), in order of preference: longer words first, a
missing part last, short gaps first. No position is tried twice, so the time is bounded by the pattern alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import re

    from .pattern import Element, Sequence

Step = Callable[[str, int, int, int], Iterable[int]]
"""(text, start of the sentence, end of the sentence, position) → positions, best first."""

Chars = frozenset[str] | None
"""Characters that may stand at a place; None: any."""

WordSets = tuple[tuple[tuple[int, frozenset[str]], ...], frozenset[str], frozenset[str]]
"""Words by length, longest first; their first characters; their last characters."""

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
    """A pattern ready to match: the steps to each side of its anchor."""

    __slots__ = ("_left", "_matcher", "_plain", "_right", "_steps")

    def __init__(self, matcher: Matcher, left: Sequence, right: Sequence) -> None:
        """Elements to the left of the anchor (outwards) and to its right; steps are made when they are first walked."""
        self._matcher, self._left, self._right = matcher, left, right
        self._plain = all(element[0] not in "<>" for element in (*left, *right))
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
            ends = advance(steps[1], text, low, high, anchor[1])
            starts = advance(steps[0], text, low, high, anchor[0]) if ends else ()
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


def advance(steps: Iterable[Any], text: str, low: int, high: int, at: int) -> Iterable[int]:
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

    def __init__(self, class_items: Callable[[str], Any], regex: Callable[[int], re.Pattern[str]]) -> None:
        """Make the matcher of a lexicon.

        Args:
            class_items: class name → [words, [sequence, characters it can begin with, characters it can end with] …].
            regex: number → raw expression.
        """
        self._items = class_items
        self._raw: dict[str, Any] = {}
        self._classes: dict[tuple[str, bool], Step] = {}
        self._edges: dict[tuple[str, int], Chars] = {}
        self._regex = regex
        self._sets: dict[str, WordSets] = {}

    def pattern(self, sequence: Sequence, index: int) -> Pattern:
        """The pattern ``sequence`` with its anchor at ``index``, ready to match."""
        return Pattern(self, sequence[:index][::-1], sequence[index + 1 :])

    def steps(self, elements: Sequence, forward: bool) -> tuple[Step | str, ...]:
        """The steps over ``elements``; the signs ``<`` and ``>`` stay, and a gap goes together with words behind it."""
        steps: list[Step | str] = []
        gap: Element | None = None
        for element in elements:
            words = self._plain(element) if gap else None
            if gap and words:
                steps.append(_gap_words(gap[1], bool(gap[2]), self._word_sets(element, words), forward))
                gap = None
                continue
            if gap:
                steps.append(_gap(gap[1], bool(gap[2]), forward))
            gap = element if element[0] == "g" else None
            if not gap:
                steps.append(element[0] if element[0] in "<>" else self._step(element, forward))
        if gap:
            steps.append(_gap(gap[1], bool(gap[2]), forward))
        return tuple(steps)

    def _word_sets(self, element: Element, words: list[str]) -> WordSets:
        """``words``, those of ``element``, ready to look up; kept for a class."""
        if element[0] != "c":
            return word_sets(words)
        if element[1] not in self._sets:
            self._sets[element[1]] = word_sets(words)
        return self._sets[element[1]]

    def _plain(self, element: Element) -> list[str] | None:
        """The words of ``element`` when it is nothing but words."""
        if element[0] == "w":
            return element[1:]
        if element[0] == "c":
            words, sequences = self._class(element[1])
            return words if words and not sequences else None
        return None

    def _class(self, name: str) -> Any:
        if name not in self._raw:
            self._raw[name] = self._items(name)
        return self._raw[name]

    def _step(self, element: Element, forward: bool) -> Step:
        sign = element[0]
        if sign == "w":
            return _words(word_sets(element[1:]), forward)
        if sign == "c":
            key = (element[1], forward)
            if key not in self._classes:
                words, sequences = self._class(element[1])
                plain = _words(self._word_sets(element, words), forward) if words else None
                ways = [
                    (frozenset(begins if forward else ends) or None, sequence if forward else sequence[::-1])
                    for sequence, begins, ends in sequences
                ]
                self._classes[key] = self._either(plain, ways, forward)
            return self._classes[key]
        if sign == "o":
            return _optional(self._step(element[1], forward))
        if sign == "a":
            branches = element[1] if forward else [branch[::-1] for branch in element[1]]
            place = 0 if forward else -1
            return self._either(None, [(self._beside(branch, place), branch) for branch in branches], forward)
        if sign == "r":
            return _regex(self._regex(element[1]), (element[2], element[3]), forward)
        return _clause_start if sign == "^" else _clause_end

    def _either(self, words: Step | None, ways: list[tuple[Chars, Sequence]], forward: bool) -> Step:
        """A step over ``words`` or any of ``ways``: elements in walking order, and the characters that begin them."""
        made: dict[int, tuple[Any, ...]] = {}

        def step(text: str, low: int, high: int, at: int) -> Iterable[int]:
            found: dict[int, None] = {}
            if words:
                for end in words(text, low, high, at):
                    found[end] = None
            char = text[at : at + 1] if forward else text[at - 1 : at]
            for number, (chars, elements) in enumerate(ways):
                if chars is None or char in chars:
                    steps = made.get(number)
                    if steps is None:
                        steps = made[number] = self.steps(elements, forward)
                    for end in advance(steps, text, low, high, at):
                        found[end] = None
            return found

        return words if words and not ways else step

    def beside(self, sequence: Sequence, index: int) -> tuple[Chars, Chars]:
        """The characters that may stand before and behind the anchor ``sequence[index]``."""
        return self._beside(sequence[:index][::-1], -1), self._beside(sequence[index + 1 :], 0)

    def edges(self, sequence: Sequence) -> tuple[Chars, Chars]:
        """The characters with which ``sequence`` can begin and end."""
        return self._beside(sequence, 0), self._beside(sequence[::-1], -1)

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
                plain = [sequence for sequence, *_ in sequences]
                self._edges[key] = self._union([[["w", *words]], *plain] if words else plain, place, depth)
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


def word_sets(words: list[str]) -> WordSets:
    """``words`` by length, longest first, and their first and last characters."""
    by_length: dict[int, list[str]] = {}
    for word in words:
        by_length.setdefault(len(word), []).append(word)
    sets = tuple((length, frozenset(by_length[length])) for length in sorted(by_length, reverse=True))
    return sets, frozenset([word[0] for word in words]), frozenset([word[-1] for word in words])


def _words(words: WordSets, forward: bool) -> Step:
    """A step over one of ``words``, before which (behind which, going back) one blank may stand."""
    sets, firsts, lasts = words

    def ahead(text: str, low: int, high: int, at: int) -> Iterable[int]:
        char = text[at : at + 1]
        if char in _BLANKS:
            at += 1
            char = text[at : at + 1]
        if char not in firsts:
            return ()
        return [at + n for n, known in sets if text[at : at + n] in known and at + n <= high]

    def back(text: str, low: int, high: int, at: int) -> Iterable[int]:
        char = text[at - 1 : at]
        if char in _BLANKS:
            at -= 1
            char = text[at - 1 : at]
        if char not in lasts:
            return ()
        return [at - n for n, known in sets if at - n >= low and text[at - n : at] in known]

    return ahead if forward else back


def _gap_words(width: int, wide: bool, words: WordSets, forward: bool) -> Step:
    """A gap and one of ``words`` behind it (before it, going back) in one step, the nearest first."""
    sets, firsts, lasts = words

    def ahead(text: str, low: int, high: int, at: int) -> list[int]:
        found = []
        for here in range(at, min(at + width + 1, high)):
            if text[here] in firsts:
                found += [here + n for n, known in sets if text[here : here + n] in known and here + n <= high]
            if not wide and text[here] in STOPS and is_stop(text, here):
                break
        return found

    def back(text: str, low: int, high: int, at: int) -> list[int]:
        found = []
        for here in range(at, max(at - width - 1, low), -1):
            if text[here - 1] in lasts:
                found += [here - n for n, known in sets if here - n >= low and text[here - n : here] in known]
            if not wide and text[here - 1] in STOPS and is_stop(text, here - 1):
                break
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

    # Many patterns ask at the same places, so the answers for the text met last are kept.
    met: tuple[str, dict[int, list[int]]] = ("", {})

    def ahead(text: str, low: int, high: int, at: int) -> list[int]:
        nonlocal met
        kept, known = met
        if kept is not text:
            known = {}
            met = (text, known)
        found = known.get(at)
        if found is None:
            start = at + 1 if text[at : at + 1] in _BLANKS and not regex.match(text, at) else at
            ends = range(min(start + most, len(text)), start + least - 1, -1) if regex.match(text, start) else ()
            found = known[at] = [end for end in ends if regex.fullmatch(text, start, end)]
        return [end for end in found if end <= high]

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
