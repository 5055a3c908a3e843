"""Sentences × cues → marks: anchor scan, then pattern, then boundary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .files import BrokenInstallationError
from .lexicon import Lexicon
from .lexicon.candidates import Candidate, Facts
from .lexicon.match import State
from .lexicon.table import TableError
from .model import Excused, Mark, Sentence, Span
from .spans import Spans

ON_TEXT, ON_SUBJECT, ALL = 0, 1, 2
"""Which marks are asked for: of cues that look at the text or at the subject, besides those of voice and classes."""
_NOWHERE = Spans([])

Boundary = Callable[[int, int], Sequence[int]]
"""(sentence start, sentence end) → for each offset from one to the other, true where no word runs across it."""

Place = tuple[int, int]


def find_marks(
    folded: str, sentences: tuple[Sentence, ...], lexicon: Lexicon, boundary: Boundary, which: int = ALL
) -> tuple[list[Mark], list[Excused]]:
    """The marks that the cues of ``lexicon`` leave on the sentences, and those set aside as neutral use.

    Args:
        folded: the folded text of the message (see `fold`).
        sentences: the author's own sentences, in order; nothing outside them is matched.
        lexicon: the cues.
        boundary: the witness of word boundaries.
        which: marks are asked for; all that are neutral use are told.
    """
    core = lexicon.compiled
    if core is not None:
        try:
            return core.marks(folded, sentences, boundary, which)
        except BrokenInstallationError:
            raise  # of the word table, which knows its name
        except ValueError as error:
            raise TableError(str(error)) from error
    finder = _Finder(folded, sentences, lexicon, boundary)
    finder.run()
    if which == ALL:
        return finder.marks, finder.excused
    found = [mark for mark in finder.marks if mark.kind.startswith("voice:") or mark.kind in lexicon.classes
             or ("on" in lexicon.cue_of[mark.cue]) == (which == ON_SUBJECT)]  # fmt: skip
    return found, finder.excused


class _Finder:
    def __init__(self, folded: str, sentences: tuple[Sentence, ...], lexicon: Lexicon, boundary: Boundary) -> None:
        self.folded, self.sentences, self.lexicon, self.boundary = folded, sentences, lexicon, boundary
        self.marks: list[Mark] = []
        self.excused: list[Excused] = []
        self.seen: set[tuple[int, int, int]] = set()
        # Of the sentence at hand: where the words of each group stand, which sets have a word there, and so on.
        self.index, self.low, self.high = 0, 0, 0
        self.places: dict[int, list[Place]] = {}
        self.groups: set[int] = set()
        self.present: dict[int, bool] = {}
        self.cuts: Sequence[int] = ()
        self.possible: dict[int, list[int]] = {}
        self.exceptions: dict[int, Spans] = {}

    def run(self) -> None:
        for index, sentence in enumerate(self.sentences):
            self._sentence(index, sentence.span.start, sentence.span.end)
        self.marks.sort(key=_in_order)
        self.excused.sort(key=lambda excused: _in_order(excused.mark))

    def _sentence(self, index: int, low: int, high: int) -> None:
        self.index, self.low, self.high = index, low, high
        self.places = places = self._places(low, high)
        self.groups, self.present, self.cuts = set(places), {}, ()
        self.possible, self.exceptions = {}, {}
        folded, candidates = self.folded, self.lexicon.candidates
        known, keys_of = candidates.places, candidates.keys
        keys: set[int] = set().union(*[keys_of(group) for group in places])
        for group, found in places.items():
            if not candidates.of_group(group):
                continue
            for place in found:
                start, end = place
                before, behind = folded[start - 1 : start], folded[end : end + 1]
                here = known.get((group, before, behind)) or candidates.at(group, before, behind)
                for candidate in here.free:
                    self._try(candidate, place)
                for key in here.keys & keys:
                    for candidate in here.keyed[key]:
                        if self._all_present(candidate.needs, 1):
                            self._try(candidate, place)
        self._scan()

    def _places(self, low: int, high: int) -> dict[int, list[Place]]:
        """Where the words of each group stand in the sentence."""
        places: dict[int, list[Place]] = {}
        piece, words_of = self.folded[low:high], self.lexicon.table.words_of
        for at, char, second in zip(range(high - low), piece, piece[1:] + "\n", strict=True):
            known = words_of(char)
            if known is not None:
                by_second, words = known
                for length in by_second.get(second) or by_second[""]:
                    group = words.get(piece[at : at + length])
                    if group is not None and at + length <= high - low:
                        place = (low + at, low + at + length)
                        if group in places:
                            places[group].append(place)
                        else:
                            places[group] = [place]
        return places

    def _all_present(self, sets: list[int], first: int) -> bool:
        """True when a word of each of ``sets``, from number ``first`` on, stands in the sentence."""
        present = self.present
        for number in range(first, len(sets)):
            one = sets[number]
            found = present.get(one)
            if found is None:
                found = present[one] = not self.lexicon.table.members(one).isdisjoint(self.groups)
            if not found:
                return False
        return True

    def _scan(self) -> None:
        """Marks of the cues that are raw expressions alone."""
        low, high, folded = self.low, self.high, self.folded
        lexicon = self.lexicon
        scans_at = lexicon.scans_at
        bits = [scans_at(char) for char in folded[low:high]]
        some = 0
        for one in bits:
            some |= one
        number = -1
        while some:
            number += 1
            some, here = some >> 1, some & 1
            if not here:
                continue
            cue, regex = lexicon.scans[number]
            match, bit, end = lexicon.table.regex(regex).match, 1 << number, low
            for start in [at for at, one in enumerate(bits, low) if one & bit]:
                if start >= end:
                    found = match(folded, start, high)
                    if found and found.end() > start:
                        end = found.end()
                        self._found(lexicon.cue_facts(cue), None, (start,), (end,))

    def _try(self, candidate: Candidate, anchor: Place) -> None:
        pattern = candidate.pattern or self.lexicon.load(candidate)
        facts = candidate.facts
        assert facts
        if pattern.alone:
            self._found(facts, candidate.fix, anchor[:1], anchor[1:])
            return
        if not pattern.plain:
            left, right = pattern.match(self.folded, (self.low, self.high), anchor)
            if left and right:
                self._part(facts, candidate.fix, left, right)
            return
        ends = pattern.ends(self.folded, self.low, self.high, anchor[1])
        if ends:
            starts = pattern.starts(self.folded, self.low, self.high, anchor[0])
            if starts:
                self._found(facts, candidate.fix, starts, ends)

    def _found(self, facts: Facts, fix: str | None, starts: Iterable[int], ends: Iterable[int]) -> None:
        """Leave a mark from the best of ``starts`` to the best of ``ends``."""
        start = self._first(starts) if facts.starts_word else next(iter(starts))
        if start is not None:
            end = self._first(ends) if facts.ends_word else next(iter(ends))
            if end is not None:
                self._add(facts, fix, start, end)

    def _part(self, facts: Facts, fix: str | None, left: list[State], right: list[State]) -> None:
        """Leave a mark on the part between ``<`` and ``>``."""
        at = self._first([state.at for state in left]) if facts.starts_word else left[0].at
        to = self._first([state.at for state in right]) if facts.ends_word else right[0].at
        if at is None or to is None:
            return
        start = next(state for state in left if state.at == at)
        end = next(state for state in right if state.at == to)
        opened, closed = max(start.opened, end.opened), max(start.closed, end.closed)
        self._add(facts, fix, at if opened < 0 else opened, to if closed < 0 else closed)

    def _first(self, positions: Iterable[int]) -> int | None:
        """The first of ``positions`` at which a word may begin or end."""
        for at in positions:
            if at in (self.low, self.high):
                return at
            if not self.cuts:
                self.cuts = self.boundary(self.low, self.high)
            if self.cuts[at - self.low]:
                return at
        return None

    def _add(self, facts: Facts, fix: str | None, start: int, end: int) -> None:
        folded = self.folded
        while start < end and folded[start] == " ":
            start += 1
        while start < end and folded[end - 1] == " ":
            end -= 1
        key = (facts.number, start, end)
        if key in self.seen:
            return
        self.seen.add(key)
        mark = Mark(facts.kind, Span(start, end), self.index, facts.id, fix)
        if facts.unless and self._neutral(facts, mark.span):
            self.excused.append(Excused(mark, "neutral"))
        else:
            self.marks.append(mark)

    def _neutral(self, facts: Facts, shown: Span) -> bool:
        """True when one of the ``unless`` patterns of a cue overlaps ``shown`` in its sentence."""
        numbers = self.possible.get(facts.number)
        if numbers is None:
            numbers = self.possible[facts.number] = self._possible(facts)
        for number in numbers:
            found = self.exceptions.get(number)
            if found is None:
                found = self.exceptions[number] = self._exception(number)
            if found.overlap(shown):
                return True
        return False

    def _possible(self, facts: Facts) -> list[int]:
        """The exceptions of a cue whose words stand in the sentence."""
        by_group, needs = self.lexicon.exceptions_of(facts), self.lexicon.exception_needs
        found = {number for group in self.groups & by_group.keys() for number in by_group[group]}
        return [number for number in found if self._all_present(needs(number), 1)]

    def _exception(self, number: int) -> Spans:
        """Where exception ``number`` matches in the sentence."""
        pattern, raw = self.lexicon.pattern(number)
        spans = []
        for group in self.groups & self.lexicon.table.members(raw[2]):
            for anchor in self.places[group]:
                left, right = pattern.match(self.folded, (self.low, self.high), anchor)
                if left and right:
                    spans.append(Span(min(left).at, max(right).at))
        return Spans(spans) if spans else _NOWHERE


def _in_order(mark: Mark) -> tuple[Span, str, str]:
    return mark.span, mark.kind, mark.cue
