"""Matching of one compiled pattern at one place of a folded text.

A pattern is walked outwards from its anchor, to the right and to the left. Each of its elements is made into a step: a
function from a position to the positions behind it (or before it), in order of preference: longer words first, a
missing part last, short gaps first. No position is tried twice, so the time is bounded by the pattern alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter

from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    import re
    from typing import Any

    from .pattern import Element, Sequence

Positions = list[int] | tuple[int, ...] | dict[int, None]
"""Places in the text, best first."""

Chars = frozenset[str] | None
"""Characters that may stand at a place, and signs for kinds of them; None: any."""

DIGIT, SPACE, WORD = "\ue000", "\ue001", "\ue002"
"""The signs for ``\\d``, ``\\s`` and ``\\w`` in a set of characters."""
KINDS = frozenset({DIGIT, SPACE, WORD})


STOPS = frozenset(",;:。!?…~()[]【】|—")
"""Folded characters that end a clause."""

EDGES = STOPS | frozenset("\n\"'“”‘’「」『』《》<> \t、@*-#>")
"""Characters that a clause may start behind or end before, in a pattern with ``^`` or ``$``."""

_BLANKS = frozenset(" \n")
"""One of these may stand between two elements: a line end is there where a mail program broke the line."""
_MOST_DEPTH = 5
MOST_CHARS = 5000
"""Characters of which is remembered what they can begin."""


class State(NamedTuple):
    """How far a walk has come, and where ``<`` and ``>`` were passed (-1: not yet)."""

    at: int
    opened: int = -1
    closed: int = -1


class Step:
    """One element of a pattern: leads from a position to those behind it (before it, going back)."""

    __slots__ = ()

    def begins(self, char: str) -> bool:  # noqa: ARG002
        """False when nothing that begins with ``char`` can be walked over."""
        return True

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions reached from ``at`` in the sentence from ``low`` to ``high``, best first."""
        raise NotImplementedError


Steps = tuple[Step | str, ...]
"""What is walked over in turn; the signs ``<`` and ``>`` stay."""


class Pattern:
    """A pattern ready to match: the steps to each side of its anchor."""

    __slots__ = ("_left", "_matcher", "_right", "_steps", "alone", "plain")

    def __init__(self, matcher: Matcher, left: Sequence, right: Sequence) -> None:
        """Elements to the left of the anchor (outwards) and to its right; steps are made when they are first walked."""
        self._matcher, self._left, self._right = matcher, left, right
        self.alone = not left and not right
        """It is its anchor and nothing else."""
        self.plain = all(element[0] not in "<>" for element in (*left, *right))
        """No part of it is to be reported alone: `ends` and `starts` say all."""
        self._steps: tuple[Steps, Steps] | None = None

    def match(self, text: str, bounds: tuple[int, int], anchor: tuple[int, int]) -> tuple[list[State], list[State]]:
        """All ways to the left and to the right of ``anchor``, best first; either list empty: no match.

        Args:
            text: the folded text.
            bounds: start and end of the sentence, which no match leaves.
            anchor: start and end of the anchor word.
        """
        if self.plain:
            ends = self.ends(text, *bounds, anchor[1])
            starts = self.starts(text, *bounds, anchor[0]) if ends else ()
            return [State(at) for at in starts], [State(at) for at in ends]
        steps = self._steps or self._made()
        right = _walk(steps[1], text, bounds, State(anchor[1]))
        return (_walk(steps[0], text, bounds, State(anchor[0])) if right else []), right

    def ends(self, text: str, low: int, high: int, at: int) -> Positions:
        """Where a plain pattern can end whose anchor ends at ``at``, best first."""
        return advance((self._steps or self._made())[1], text, low, high, at)

    def starts(self, text: str, low: int, high: int, at: int) -> Positions:
        """Where a plain pattern can start whose anchor starts at ``at``, best first."""
        return advance((self._steps or self._made())[0], text, low, high, at)

    def steps(self) -> tuple[Steps, Steps]:
        """The steps to the left, outwards, and to the right of the anchor."""
        return self._steps or self._made()

    def _made(self) -> tuple[Steps, Steps]:
        self._steps = self._matcher.steps(self._left, False), self._matcher.steps(self._right, True)
        return self._steps


def _walk(steps: Steps, text: str, bounds: tuple[int, int], start: State) -> list[State]:
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


def advance(steps: Iterable[Any], text: str, low: int, high: int, at: int) -> Positions:
    """The positions reached from ``at`` over all of ``steps``, best first, each once."""
    positions: Positions = (at,)
    for step in steps:
        if len(positions) == 1:
            for at in positions:
                positions = step.walk(text, low, high, at)
        else:
            reached: dict[int, None] = {}
            for at in positions:
                for end in step.walk(text, low, high, at):
                    reached[end] = None
            positions = reached
        if not positions:
            return ()
    return positions if len(positions) == 1 else dict.fromkeys(positions)


def is_one_of(char: str, chars: Chars) -> bool:
    """True when ``char`` is one of ``chars`` or of the kinds that they name; not for the empty string."""
    if chars is None or char in chars:
        return True
    return (
        (DIGIT in chars and char.isdecimal())
        or (SPACE in chars and char.isspace())
        or (WORD in chars and (char.isalnum() or char == "_"))
    )


def union(sets: list[Chars]) -> Chars:
    """The characters of all of ``sets``."""
    known = [chars for chars in sets if chars is not None]
    return frozenset[str]().union(*known) if len(known) == len(sets) else None


def is_stop(text: str, at: int) -> bool:
    """True when the character at ``at`` ends a clause; not within a number or a time of day."""
    char = text[at]
    if char not in STOPS:
        return False
    return not (char in ",:" and text[at + 1 : at + 2].isdigit() and text[max(0, at - 1) : at].isdigit())


class Matcher:
    """Makes patterns ready to match; safe to share among threads (what it keeps only grows)."""

    def __init__(
        self,
        class_items: Callable[[str], Any],
        regex: Callable[[int], re.Pattern[str]],
        regex_edges: Callable[[str], tuple[Chars, Chars]] | None = None,
    ) -> None:
        """Make the matcher of a lexicon.

        Args:
            class_items: class name → [words, [sequence, characters it can begin with, characters it can end with] …].
            regex: number → raw expression.
            regex_edges: source of a raw expression → the characters it can begin and end with; None: not known.
        """
        self._regex_edges = regex_edges
        self._items = class_items
        self._raw: dict[str, Any] = {}
        self._classes: dict[tuple[str, bool], Step] = {}
        self._edges: dict[tuple[str, int], Chars] = {}
        self._regex = regex
        self._sets: dict[str, WordSet] = {}
        self._raws: dict[tuple[int, int, int, bool], Step] = {}

    def pattern(self, sequence: Sequence, index: int) -> Pattern:
        """The pattern ``sequence`` with its anchor at ``index``, ready to match."""
        return Pattern(self, sequence[:index][::-1], sequence[index + 1 :])

    def steps(self, elements: Sequence, forward: bool) -> Steps:
        """The steps over ``elements``; the signs ``<`` and ``>`` stay, and a gap goes together with what follows it."""
        steps: list[Step | str] = []
        gap: Element | None = None
        for element in elements:
            words = self._plain(element) if gap else None
            if gap and words:
                steps.append(GapWords(gap[1], bool(gap[2]), self._word_set(element, words), forward))
                gap = None
                continue
            if gap:
                together = element[0] in "ca"
                steps.append(Gap(gap[1], bool(gap[2]), self._step(element, forward) if together else None, forward))
                gap = None
                if together:
                    continue
            if element[0] == "g":
                gap = element
            else:
                steps.append(element[0] if element[0] in "<>" else self._step(element, forward))
        if gap:
            steps.append(Gap(gap[1], bool(gap[2]), None, forward))
        return tuple(steps)

    def _word_set(self, element: Element, words: list[str]) -> WordSet:
        """``words``, those of ``element``, ready to look up; kept for a class."""
        if element[0] != "c":
            return WordSet(words)
        if element[1] not in self._sets:
            self._sets[element[1]] = WordSet(words)
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
            return Words(WordSet(element[1:]), forward)
        if sign == "c":
            key = (element[1], forward)
            if key not in self._classes:
                words, sequences = self._class(element[1])
                plain = Words(self._word_set(element, words), forward) if words else None
                ways = [
                    (frozenset(begins if forward else ends) or None, sequence if forward else sequence[::-1])
                    for sequence, begins, ends in sequences
                ]
                self._classes[key] = self._either(plain, ways, forward)
            return self._classes[key]
        if sign == "o":
            return Optional(self._step(element[1], forward))
        if sign == "a":
            branches = element[1] if forward else [branch[::-1] for branch in element[1]]
            place = 0 if forward else -1
            return self._either(None, [(self._beside(branch, place), branch) for branch in branches], forward)
        if sign == "r":
            raw = (element[1], element[2], element[3], forward)
            if raw not in self._raws:
                self._raws[raw] = Raw(self._regex(element[1]), (element[2], element[3]), forward)
            return self._raws[raw]
        return ClauseStart() if sign == "^" else ClauseEnd()

    def _either(self, words: Words | None, ways: list[tuple[Chars, Sequence]], forward: bool) -> Step:
        if words and not ways:
            return words
        return Either(self, words, ways, forward)

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
        if sign == "r" and self._regex_edges:
            return self._regex_edges(element[1])[place]
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


class WordSet:
    """Some words ready to look up; those of a class are shared by all its steps."""

    __slots__ = ("_firsts", "_lasts", "lengths", "words")

    def __init__(self, words: list[str]) -> None:
        """Keep the words, and their lengths, longest first."""
        self.words = frozenset(words)
        self.lengths = sorted(set(map(len, words)), reverse=True)
        self._firsts: frozenset[str] | None = None
        self._lasts: frozenset[str] | None = None

    def begins(self, forward: bool) -> frozenset[str]:
        """The characters that come first, walking forward or back."""
        if forward:
            if self._firsts is None:
                self._firsts = frozenset(map(_first, self.words))
            return self._firsts
        if self._lasts is None:
            self._lasts = frozenset(map(_last, self.words))
        return self._lasts


_first, _last = itemgetter(0), itemgetter(-1)


class Words(Step):
    """One of some words, before which (behind which, going back) one blank may stand."""

    __slots__ = ("firsts", "forward", "lengths", "words")

    def __init__(self, words: WordSet, forward: bool) -> None:
        """``words``: one of them is walked over."""
        self.words, self.lengths = words.words, words.lengths
        self.forward, self.firsts = forward, words.begins(forward)

    def begins(self, char: str) -> bool:
        """True when a word, or the blank before it, can begin with ``char``."""
        return char in self.firsts or char in _BLANKS

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions behind one of the words, the longest first."""
        if self.forward:
            char = text[at : at + 1]
            if char in _BLANKS:
                at += 1
                char = text[at : at + 1]
            if char not in self.firsts:
                return ()
            words = self.words
            return [at + n for n in self.lengths if text[at : at + n] in words and at + n <= high]
        char = text[at - 1 : at]
        if char in _BLANKS:
            at -= 1
            char = text[at - 1 : at]
        if char not in self.firsts:
            return ()
        words = self.words
        return [at - n for n in self.lengths if at - n >= low and text[at - n : at] in words]


class Either(Step):
    """Some words, or any of several ways: elements in walking order, with the characters that begin them."""

    __slots__ = ("by_char", "chars", "forward", "made", "matcher", "ways", "words")

    def __init__(self, matcher: Matcher, words: Words | None, ways: list[tuple[Chars, Sequence]], forward: bool):
        """The steps of a way are made by ``matcher`` when they are first walked."""
        self.matcher, self.words, self.ways, self.forward = matcher, words, ways, forward
        self.made: dict[int, Steps] = {}
        self.by_char: dict[str, tuple[int, ...]] = {}
        self.chars: Chars = union([chars for chars, _ in ways])

    def begins(self, char: str) -> bool:
        """True when a way or a word can begin with ``char``."""
        numbers = self.by_char.get(char)
        if numbers is None:
            numbers = self._of(char)
        return bool(numbers) or (self.words is not None and self.words.begins(char))

    def _of(self, char: str) -> tuple[int, ...]:
        # Nothing is remembered of characters that begin nothing: they are nearly all, and these steps are many.
        if not is_one_of(char, self.chars):
            return ()
        numbers = tuple([number for number, (chars, _) in enumerate(self.ways) if is_one_of(char, chars)])
        if len(self.by_char) < MOST_CHARS:
            self.by_char[char] = numbers
        return numbers

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions behind the words, then those behind the ways in their order."""
        char = text[at : at + 1] if self.forward else text[at - 1 : at]
        numbers = self.by_char.get(char)
        if numbers is None:
            numbers = self._of(char)
        words = self.words
        if not numbers:
            return words.walk(text, low, high, at) if words else ()
        found: dict[int, None] = dict.fromkeys(words.walk(text, low, high, at)) if words else {}
        for number in numbers:
            steps = self.made.get(number)
            if steps is None:
                steps = self.made[number] = self.matcher.steps(self.ways[number][1], self.forward)
            for end in advance(steps, text, low, high, at):
                found[end] = None
        return found


class GapWords(Step):
    """A gap and one of some words behind it (before it, going back) in one step, the nearest first."""

    __slots__ = ("firsts", "forward", "lengths", "wide", "width", "words")

    def __init__(self, width: int, wide: bool, words: WordSet, forward: bool) -> None:
        """``wide``: the gap runs over the ends of clauses."""
        self.width, self.wide, self.forward = width, wide, forward
        self.words, self.lengths, self.firsts = words.words, words.lengths, words.begins(forward)

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions behind the words."""
        found: list[int] = []
        firsts, wide, words = self.firsts, self.wide, self.words
        if self.forward:
            for here in range(at, min(at + self.width + 1, high)):
                char = text[here]
                if char in firsts:
                    found += [here + n for n in self.lengths if text[here : here + n] in words and here + n <= high]
                if not wide and char in STOPS and is_stop(text, here):
                    break
            return found
        for here in range(at, max(at - self.width - 1, low), -1):
            char = text[here - 1]
            if char in firsts:
                found += [here - n for n in self.lengths if here - n >= low and text[here - n : here] in words]
            if not wide and char in STOPS and is_stop(text, here - 1):
                break
        return found


class Gap(Step):
    """A gap, the shortest first, and the step behind it (None: the gap alone)."""

    __slots__ = ("behind", "forward", "wide", "width")

    def __init__(self, width: int, wide: bool, behind: Step | None, forward: bool) -> None:
        """``wide``: the gap runs over the ends of clauses."""
        self.width, self.wide, self.behind, self.forward = width, wide, behind, forward

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions that the gap reaches, or those behind what follows it."""
        found: dict[int, None] = {}
        forward, wide, behind = self.forward, self.wide, self.behind
        here, last = at, min(at + self.width, high) if forward else max(at - self.width, low)
        while True:
            char = text[here : here + 1] if forward else text[here - 1 : here]
            if behind is None:
                found[here] = None
            elif behind.begins(char):
                for end in behind.walk(text, low, high, here):
                    found[end] = None
            if here == last or (not wide and char in STOPS and is_stop(text, here if forward else here - 1)):
                return found
            here += 1 if forward else -1


class Optional(Step):
    """A step that may be left out; best not."""

    __slots__ = ("inner",)

    def __init__(self, inner: Step) -> None:
        """``inner``: the step."""
        self.inner = inner

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions behind the inner step, then ``at``."""
        found = self.inner.walk(text, low, high, at)
        return [*found, at] if found else (at,)


class Raw(Step):
    """A raw expression, before which (behind which, going back) one blank may stand."""

    __slots__ = ("forward", "least", "met", "most", "regex")

    def __init__(self, regex: re.Pattern[str], widths: tuple[int, int], forward: bool) -> None:
        """``widths``: the least and the greatest width of what ``regex`` matches."""
        self.regex, self.forward = regex, forward
        self.least, self.most = max(1, widths[0]), widths[1]
        # Many patterns ask at the same places, so the answers for the text met last are kept.
        self.met: tuple[str, dict[int, list[int]]] = ("", {})

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:
        """The positions behind any match that begins at ``at``, the widest first."""
        kept, known = self.met
        if kept is not text:
            known = {}
            self.met = (text, known)
        found = known.get(at)
        if found is None:
            found = known[at] = self._ends(text, at) if self.forward else self._starts(text, at)
        if not found:
            return ()
        return [end for end in found if end <= high] if self.forward else [start for start in found if start >= low]

    def _ends(self, text: str, at: int) -> list[int]:
        regex = self.regex
        start = at + 1 if text[at : at + 1] in _BLANKS and not regex.match(text, at) else at
        if not regex.match(text, start):
            return []
        ends = range(min(start + self.most, len(text)), start + self.least - 1, -1)
        return [end for end in ends if regex.fullmatch(text, start, end)]

    def _starts(self, text: str, at: int) -> list[int]:
        regex, found = self.regex, []
        end = at - 1 if text[at - 1 : at] in _BLANKS else at
        match = regex.search(text, max(0, end - self.most), end)
        while match and match.start() <= end - self.least:
            start = match.start()
            if match.end() == end or regex.fullmatch(text, start, end):
                found.append(start)
            match = regex.search(text, start + 1, end)
        return found


class ClauseStart(Step):
    """The start of a clause."""

    __slots__ = ()

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:  # noqa: ARG002
        """``at``, when a clause starts there."""
        return (at,) if at == low or text[at - 1] in EDGES else ()


class ClauseEnd(Step):
    """The end of a clause."""

    __slots__ = ()

    def walk(self, text: str, low: int, high: int, at: int) -> Positions:  # noqa: ARG002
        """``at``, when a clause ends there."""
        return (at,) if at == high or text[at] in EDGES else ()
