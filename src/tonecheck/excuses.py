"""What stands around a mark excuses it, where its rule says so (``excused_by``)."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter

from .lexicon import Lexicon
from .model import Excused, Mark, Reading, Sentence


def excuse(reading: Reading, lexicon: Lexicon) -> Reading:
    """``reading`` without the marks that what stands around them excuses (``excused_by`` in the files).

    A phrase rule with ``when`` gets its marks here: those of the kinds that it names.
    """
    rules_of, excused_by, conditional = lexicon.derived, lexicon.excused_by, lexicon.conditional
    marks, kinds = reading.marks, by_kind(reading.marks, lexicon)
    if not rules_of.keys().isdisjoint(kinds):
        derived = [Mark(rule, m.span, m.sentence) for m in marks if m[0] in rules_of for rule in rules_of[m.kind]]
        marks = tuple(sorted([*marks, *derived], key=itemgetter(1)))
        kinds = by_kind(marks, lexicon)
    # The places of marks that do not count, and whether something excuses them or what they need is not there.
    out: dict[int, bool] = {}
    if not conditional.isdisjoint(kinds):
        around = _Around(kinds, reading.sentences, lexicon.excusing)
        for kind in conditional.intersection(kinds):
            for mark in kinds[kind]:
                asked = excused_by[mark.cue or kind]
                if asked is None:
                    continue
                needed, excusing = asked
                if needed and not needed <= around.named.keys():
                    out[_place(marks, mark)] = False
                elif around.excuses(mark, excusing):
                    out[_place(marks, mark)] = True
    excused = reading.excused
    if out:
        excused += tuple([Excused(marks[at], "neutral") for at in sorted(out) if out[at]])
        kept, last = list[Mark](), 0
        for at in sorted(out):
            kept += marks[last:at]
            last = at + 1
        marks = (*kept, *marks[last:])
    return Reading(reading.message, reading.sentences, marks, excused, reading.measures, reading.calls)


def _place(marks: tuple[Mark, ...], mark: Mark) -> int:
    """Where ``mark`` itself stands among ``marks``, which are in the order of the text."""
    at = bisect_left(marks, mark.span, key=itemgetter(1))
    while marks[at] is not mark:
        at += 1
    return at


def by_kind(marks: tuple[Mark, ...], lexicon: Lexicon) -> dict[str, list[Mark]]:
    """The marks of each kind, in their order; the kinds in that of first use. They are few, marks are many."""
    if lexicon.compiled is not None:
        return lexicon.compiled.by_kind(marks)
    kinds: dict[str, list[Mark]] = {}
    for mark in marks:
        kinds.setdefault(mark.kind, []).append(mark)
    return kinds


class _Around:
    """Where the marks of each kind that is asked for, and of each family (``blame.*``), stand."""

    def __init__(
        self, kinds: dict[str, list[Mark]], sentences: tuple[Sentence, ...], asked: dict[str, tuple[str, ...]]
    ) -> None:
        """``kinds``: the marks of each; ``asked``: kind → itself and its family, where they are asked for."""
        self.kinds, self.sentences = kinds, sentences
        self.named: dict[str, list[str]] = {}
        """What is asked for → the kinds that it names, of which there are marks."""
        for kind in kinds:
            for name in asked[kind]:
                self.named.setdefault(name, []).append(kind)
        self.places: dict[str, set[int]] = {}
        self.clauses: dict[str, set[tuple[int, int]]] = {}

    def _marks(self, name: str) -> list[Mark]:
        return [mark for kind in self.named[name] for mark in self.kinds[kind]]

    def _sentences(self, name: str) -> set[int]:
        found = self.places.get(name)
        if found is None:
            found = self.places[name] = {mark[2] for mark in self._marks(name)}
        return found

    def _clauses(self, name: str) -> set[tuple[int, int]]:
        found = self.clauses.get(name)
        if found is None:
            found = self.clauses[name] = {self._clause(mark) for mark in self._marks(name) if mark.sentence >= 0}
        return found

    def _clause(self, mark: Mark) -> tuple[int, int]:
        return mark.sentence, self.sentences[mark.sentence].clause_at(mark.span.start)

    def excuses(self, mark: Mark, excusing: tuple[tuple[str, str], ...]) -> bool:
        """True when a mark of one of the kinds ``excusing`` stands as near to ``mark`` as is said of it."""
        at = mark.sentence
        if at < 0:  # near to the whole message is only what stands anywhere in it
            excusing = tuple([one for one in excusing if one[0] == "message"])
        for nearness, name in excusing:
            if name in self.named and (
                nearness == "message"
                or (nearness == "sentence" and at in self._sentences(name))
                or (nearness == "next" and at + 1 in self._sentences(name))
                or (nearness == "previous" and at > 0 and at - 1 in self._sentences(name))
                or (nearness == "clause" and self._clause(mark) in self._clauses(name))
            ):
                return True
        return False
