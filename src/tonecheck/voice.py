"""Who speaks, about whom: sets aside the marks that the author does not say in his own voice."""

from __future__ import annotations

import re
from bisect import bisect_left

from .fold import fold
from .lexicon import Lexicon
from .lexicon.spoken import Reason
from .model import Excused, Mark, Reading, Sentence, Span
from .spans import Spans

_QUOTED = re.compile(
    "“[^“”\n]{2,200}”|「[^「」\n]{2,200}」|『[^『』\n]{2,200}』|《[^《》\n]{1,80}》|`[^`\n]{1,200}`"
    '|"(?<![0-9a-zA-Z]")[^"\n]{2,200}"|https?://[!-~]+'
)


def quotations(text: str) -> list[Span]:
    """The parts of ``text`` that repeat somebody's words, name a title, or are code or an address."""
    return [Span(*match.span()) for match in _QUOTED.finditer(text)]


def names_set_aside(reading: Reading, names: tuple[str, ...], folding: dict[int, str]) -> Reading:
    """``reading`` without the marks that are part of one of ``names``, which are known in the house."""
    text = fold(reading.message.text, folding)
    folded = {fold(name, folding) for name in names}
    kept, excused = [], list(reading.excused)
    for mark in reading.marks:
        start, end = mark.span
        if start < end and any(name in text[max(end - len(name), 0) : start + len(name)] for name in folded if name):
            excused.append(Excused(mark, "name"))
        else:
            kept.append(mark)
    return reading._replace(marks=tuple(kept), excused=tuple(excused))


def set_aside(
    text: str, sentences: tuple[Sentence, ...], marks: list[Mark], lexicon: Lexicon
) -> tuple[list[Mark], list[Excused]]:
    """``marks`` parted into those said in the author's own voice and those set aside, with the reason.

    What counts as negation, hypothesis, own fault and reported speech is said in ``voice.toml``; which of them a mark
    is excused by, in the file of its rule or move (``voice``: the reasons that it accepts).
    """
    speakers = _Speakers(text, sentences, marks, lexicon)
    accepted_by = lexicon.accepted_by
    there, quotes = speakers.there, speakers.quotes
    kept, excused = [], []
    for mark in speakers.spoken:
        _, _, sentence, cue, _ = mark
        accepts = accepted_by[cue]
        # Most marks count in any voice, or stand where nothing speaks of one.
        if accepts is None or not (quotes or sentence in there):
            kept.append(mark)
            continue
        reason = speakers.reason(mark, accepts)
        if reason:
            excused.append(Excused(mark, reason))
        else:
            kept.append(mark)
    return kept, excused


_NONE = Spans([])


class _Speakers:
    """The questions asked of every mark of a message, with what answers them."""

    def __init__(self, text: str, sentences: tuple[Sentence, ...], marks: list[Mark], lexicon: Lexicon) -> None:
        self.sentences, self.lexicon = sentences, lexicon
        self.quotes = quotations(text)
        self.spans: dict[tuple[str, int], list[Span]] = {}
        self.there: dict[int, set[str]] = {}
        self.spoken: list[Mark] = []
        """The marks but for those of the voice itself."""
        voices, people = lexicon.voice_kinds, lexicon.voice_people
        for mark in marks:
            kind, span, sentence, _, _ = mark
            if kind not in voices:
                self.spoken.append(mark)
                if kind not in people:
                    continue
            self.spans.setdefault((kind, sentence), []).append(span)
            self.there.setdefault(sentence, set()).add(kind)
        self.near: dict[int, list[Reason]] = {}
        self.ready: dict[tuple[str, int], Spans] = {}
        self.people: dict[tuple[tuple[str, ...], tuple[str, ...], int], Spans] = {}

    def reason(self, mark: Mark, accepts: frozenset[str]) -> str | None:
        """Why ``mark``, which counts in the sorts of speech ``accepts``, is set aside; None: it is the author's."""
        if self.quotes and "quoted" not in accepts and self._quoted(mark.span):
            return "quoted"
        near = self.near.get(mark.sentence)
        if near is None:
            near = self.near[mark.sentence] = self._near(mark.sentence)
        for reason in near:
            if reason.name not in accepts and self._holds(reason, mark):
                return reason.name
        return None

    def _near(self, sentence: int) -> list[Reason]:
        """The reasons for which words stand in the sentence."""
        there = self.there.get(sentence)
        if not there:
            return []
        return [reason for reason in self.lexicon.voice_reasons if not there.isdisjoint(reason.kinds)]

    def _quoted(self, span: Span) -> bool:
        at = bisect_left(self.quotes, Span(span.start + 1, 0)) - 1
        # A pattern may end with the comma behind the quotation.
        return at >= 0 and self.quotes[at].end + 1 >= span.end

    def _holds(self, reason: Reason, mark: Mark) -> bool:
        sentence = self.sentences[mark.sentence]
        clause = sentence.clauses[sentence.clause_at(mark.span.start)]
        start, end = mark.span
        there = self.there[mark.sentence]

        def of(kind: str) -> Spans:
            return self._of(kind, mark.sentence) if kind in there else _NONE

        before = of(reason.before)
        at = bisect_left(before.ends, start - reason.reach)
        near = at < len(before.ends) and before.ends[at] <= start and before.between(clause.start, start)
        if not (
            near
            or of(reason.clause).between(clause.start, start)
            or of(reason.sentence).between(sentence.span.start, start)
            or of(reason.around).overlap(mark.span)
            or of(reason.after).starts_in(end, min(end + reason.reach, clause.end))
            or (reason.own and self._own(mark, reason.own, reason.others))
        ):
            return False
        return not of(reason.unless).starts_in(clause.start, clause.end - 1)

    def _own(self, mark: Mark, own: tuple[str, ...], others: tuple[str, ...]) -> bool:
        """True when ``mark`` names nobody else, and the person named last before its end is the author's side."""
        ours = self._people(own, (), mark.sentence)
        # 我们仓储部 names a department, but ours.
        theirs = self._people(others, own, mark.sentence)
        if theirs.overlap(mark.span):
            return False
        return ours.last_start(mark.span.end) > theirs.last_start(mark.span.end)

    def _people(self, kinds: tuple[str, ...], without: tuple[str, ...], sentence: int) -> Spans:
        """The persons of ``kinds``, but for those named within one of the kinds ``without``."""
        key = (kinds, without, sentence)
        if key not in self.people:
            found = [span for kind in kinds for span in self.spans.get((kind, sentence), ())]
            outer = Spans([span for kind in without for span in self.spans.get((kind, sentence), ())])
            self.people[key] = Spans([span for span in found if not outer.cover(span)])
        return self.people[key]

    def _of(self, kind: str, sentence: int) -> Spans:
        key = (kind, sentence)
        if key not in self.ready:
            spans = self.spans.get(key)
            self.ready[key] = Spans(spans) if spans else _NONE
        return self.ready[key]
