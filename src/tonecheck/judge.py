"""Reading × rules → findings. No rule is named here: the rules' files decide."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from operator import itemgetter

from .fold import fold
from .lexicon import Lexicon
from .lexicon.choice import covers
from .lexicon.spoken import BY_WORDS
from .model import SEVERITIES, Excused, Finding, Mark, Message, Reading, Sentence, Settings, Span
from .spans import trimmed
from .telling import Draft, filled, reader_in, texts_of

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .lexicon.choice import Rules
    from .model import Severity


_MENDING = ("mend", "rewrite", "add")
"""The keys of a rule's file that say what mends a finding."""
_JOIN = 2
"""Marks of one rule that stand this close in one sentence (a comma between) are one finding."""
_MOST_ADDED = 16
"""Of a clause that was not said to its end so many characters are added; of a longer one a word."""
_PARTING = frozenset("，,。；;：:、 \t\u3000")
_NEAR = 80
"""So many characters to each side of what is shown are looked at."""


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


def judge(reading: Reading, kinds: dict[str, list[Mark]], lexicon: Lexicon, settings: Settings) -> tuple[Finding, ...]:
    """The findings on ``reading`` of all rules that are on, in the order of the text.

    Args:
        reading: what was understood.
        kinds: its marks (see `by_kind`).
        lexicon: the rules.
        settings: which of them are on.
    """
    message = reading.message
    on, on_phrases, facts, fact_phrases, calls = lexicon.choice(settings, message.kind, message.audience)
    phrases = _settle(_phrase_marks(kinds, on_phrases), lexicon)
    draft = Draft(message.kind, reader_in(message, reading.sentences, lexicon))
    findings = [
        _finding(mark, mark.kind, on[mark.kind], lexicon, settings, reading, draft)
        for mark in _whole_words(phrases, on, reading, lexicon)
    ]
    seen = phrases if len(facts) == len(on) else _settle(_phrase_marks(kinds, fact_phrases), lexicon)
    counts = _counts(kinds, seen, lexicon)
    for call in calls:
        if call.holds(counts, reading):
            counts[call.rule] += 1
            if call.rule in on:
                findings.append(_on_message(call.rule, on[call.rule], reading, lexicon, settings, draft))
    return tuple(sorted(findings, key=lambda f: (f.span, lexicon.rank[f.rule])))


def _phrase_marks(kinds: dict[str, list[Mark]], phrases: frozenset[str]) -> list[Mark]:
    return [mark for rule in phrases.intersection(kinds) for mark in kinds[rule]]


def _whole_words(marks: list[Mark], rules: Rules, reading: Reading, lexicon: Lexicon) -> list[Mark]:
    """``marks``, as they are to be shown.

    None begins or ends with a comma, ends within a word, before 了, or says nothing yet.

    What mends its words fits these alone, and stays as it is.
    """
    told: list[Mark] = []
    for number, found in enumerate(marks):
        mark = _bare(found, reading.message.text)
        if _may_be_cut(mark, rules, reading.message.text, lexicon):
            others = [other.span for other in (*told[-1:], *marks[number + 1 : number + 2])]
            told.append(mark._replace(span=_whole(mark, others, reading, lexicon)))
        else:
            told.append(mark)
    return told


def _bare(mark: Mark, text: str) -> Mark:
    """``mark`` without the punctuation at its ends that only parts its clause from others; a measure's keeps it."""
    start, end = mark.span
    if not mark.cue or mark.fix is not None:
        return mark
    while start < end - 1 and text[start] in _PARTING:
        start += 1
    while start < end - 1 and text[end - 1] in _PARTING:
        end -= 1
    return mark._replace(span=Span(start, end))


def _may_be_cut(mark: Mark, rules: Rules, text: str, lexicon: Lexicon) -> bool:
    """True where the words of ``mark``, which a pattern found, may begin or end within a word."""
    cue, (start, end) = lexicon.cue_of.get(mark.cue, {}), mark.span
    if not cue or mark.sentence < 0 or mark.fix is not None or mark.cue.endswith(BY_WORDS):
        return False
    if _mends(rules[mark.kind], cue):
        return False
    begins = cue.get("boundary", True) not in (True, "start") and start > 0 and text[start - 1].isalnum()
    return begins or (end < len(text) and text[end].isalnum())


def _whole(mark: Mark, others: list[Span], reading: Reading, lexicon: Lexicon) -> Span:
    """The span of ``mark``, grown to whole words of its sentence, but into none of ``others``."""
    text, (start, end) = reading.message.text, mark.span
    sentence = reading.sentences[mark.sentence]
    first, clause = (sentence.clauses[sentence.clause_at(at)] for at in (start, max(start, end - 1)))
    # Of a clause without end only what is near is looked at: each finding in it would read it all.
    low, high = min(start, max(first.start, start - _NEAR)), min(max(clause.end, end), end + _NEAR)
    words = fold(text[low:high], lexicon.folding)
    bounds = lexicon.words.boundaries(words)
    start = low + bounds.rfind(1, 0, start - low + 1)
    end = low + bounds.find(1, end - low)
    last = bounds.rfind(1, 0, end - low)
    tails = {words[at : end - low] for at in (last, bounds.rfind(1, 0, last)) if at >= 0}
    if tails & lexicon.unfinished and end < clause.end:
        end = clause.end if clause.end - end <= _MOST_ADDED else low + bounds.find(1, end - low + 1)
    while end < min(clause.end, high) and text[end] in lexicon.closing and bounds[end + 1 - low]:
        end += 1
    added = trimmed(text, Span(mark.span.end, end))
    grown = Span(start, added.end if added else mark.span.end)
    return mark.span if any(grown.overlaps(other) for other in others) else grown


def _settle(marks: list[Mark], lexicon: Lexicon) -> list[Mark]:
    """``marks`` with those of one rule joined, and no two rules of one family on the same words.

    Of joined ones the cue of the most serious speaks for all, of those that are alike the first.
    """
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.kind, m.span.start, -m.span.end)):
        last = joined[-1] if joined else None
        if last is None or last.kind != mark.kind or last.sentence != mark.sentence or not _touch(last, mark):
            joined.append(mark)
        elif last.fix is None and mark.fix is None:
            span = Span(last.span.start, max(last.span.end, mark.span.end))
            told = min(last, mark, key=lambda m: SEVERITIES.index(_severity(m, lexicon)))
            joined[-1] = Mark(last.kind, span, last.sentence, told.cue)
        # A fix fits its own words alone: of two on the same words the first stays.
    joined.sort(key=lambda m: (m.span.start, lexicon.rank[m.kind]))
    return _undisputed(joined, lexicon)


def _touch(first: Mark, second: Mark) -> bool:
    """True when ``second`` overlaps ``first`` or, where neither is a misspelling to mend, stands next to it."""
    near = _JOIN if first.fix is None and second.fix is None else -1
    return second.span.start <= first.span.end + near


def _severity(mark: Mark, lexicon: Lexicon) -> Severity:
    """How serious a finding on ``mark`` is, whatever the user wishes."""
    found: Severity = _cue_of(mark, lexicon).get("severity", lexicon.rules[mark.kind]["severity"])
    return found


def _cue_of(mark: Mark, lexicon: Lexicon) -> dict[str, Any]:
    """What the file of its rule says of the cue of ``mark``; empty: it comes of none, or of another rule's."""
    return lexicon.cue_of.get(mark.cue, {}) if mark.cue.startswith(mark.kind + "#") else {}


def _undisputed(marks: list[Mark], lexicon: Lexicon) -> list[Mark]:
    """``marks``, sorted, without those that yield to one that stays."""
    rivals: dict[int, set[int]] = {}
    for i, mark in enumerate(marks):
        # Marks of one rule don't overlap any more, so few marks stand on the same words.
        for j in range(i + 1, len(marks)):
            if marks[j].span.start >= mark.span.end:
                break
            if _yields(mark, marks[j], lexicon):
                rivals.setdefault(i, set()).add(j)
            if _yields(marks[j], mark, lexicon):
                rivals.setdefault(j, set()).add(i)
    out: set[int] = set()
    for i in sorted(rivals, key=lambda i: lexicon.rank[marks[i].kind]):
        # Of two that yield to each other, the one of the better rank stays.
        if any(
            j not in out and not (i in rivals.get(j, ()) and lexicon.rank[marks[i].kind] < lexicon.rank[marks[j].kind])
            for j in rivals[i]
        ):
            out.add(i)
    return [mark for i, mark in enumerate(marks) if i not in out]


def _yields(mark: Mark, other: Mark, lexicon: Lexicon) -> bool:
    """True when ``other``, on the same words, goes before ``mark``."""
    family, others = mark.kind.partition(".")[0], other.kind.partition(".")[0]
    if family == others and lexicon.rank[other.kind] < lexicon.rank[mark.kind]:
        return True
    yields = lexicon.rules[mark.kind].get("yields_to", ())
    return other.kind in yields or f"{others}.*" in yields


def _counts(kinds: dict[str, list[Mark]], phrases: list[Mark], lexicon: Lexicon) -> dict[str, int]:
    """How often what message rules ask for stands there: overlapping marks once; of phrase rules, what is reported."""
    counts: dict[str, int] = defaultdict(int)
    for kind in lexicon.counted.intersection(kinds):
        marks = kinds[kind]
        if len(marks) == 1:
            counts[kind] = 1
            continue
        number = last = 0
        for mark in marks:
            start, end = mark[1]
            if start >= last:
                number += 1
            if end > last:
                last = end
        counts[kind] = number
    for mark in phrases:
        counts[mark.kind] += 1
        counts[mark.kind.partition(".")[0] + ".*"] += 1
    return counts


def _on_message(
    rule: str, body: dict[str, Any], reading: Reading, lexicon: Lexicon, settings: Settings, draft: Draft
) -> Finding:
    span = _point(body.get("point_at", "start"), reading)
    finding = _mended(_make(rule, span, None, body, {}, lexicon, settings, draft), body, {}, reading, lexicon, draft)
    if "suggest" not in body or not settings.snippets:
        return finding
    from .suggest import suggestion

    without = body.get("suggest_without", "")
    found = suggestion(body["suggest"], reading.message.text, reading.sentences, lexicon.words, without)
    more = body["suggest_try_en" if settings.lang == "en" else "suggest_try"]
    more = filled(more, draft.you).replace("{suggestion}", found)
    return finding._replace(advice=finding.advice + more) if found else finding


def _point(at: str, reading: Reading) -> Span:
    text, sentences = reading.message, reading.sentences
    if at not in ("start", "end"):
        for mark in reading.marks:
            if mark.kind == at or (at.endswith(".*") and mark.kind.startswith(at[:-1])):
                return mark.span
        at = "start"
    if not sentences:
        return Span(0, len(text.text))
    return sentences[0].span if at == "start" else sentences[-1].span


def _finding(
    mark: Mark, rule: str, body: dict[str, Any], lexicon: Lexicon, settings: Settings, reading: Reading, draft: Draft
) -> Finding:
    cue = _cue_of(mark, lexicon)
    quote = reading.message.text[mark.span.start : mark.span.end]
    finding = _make(rule, mark.span, quote, body, cue, lexicon, settings, draft, mark)
    return _mended(finding, body, cue, reading, lexicon, draft)


def _mended(
    finding: Finding, body: dict[str, Any], cue: dict[str, Any], reading: Reading, lexicon: Lexicon, draft: Draft
) -> Finding:
    """``finding`` with what mends it, where its rule or cue says so."""
    if finding.fix is None and not _mends(body, cue):
        return finding
    from .mend import edits_for

    return finding._replace(edits=edits_for(finding, {**body, **cue}, reading, lexicon.folding, draft.you))


def _mends(body: dict[str, Any], cue: dict[str, Any]) -> bool:
    """True when a rule, or one of its cues, says what mends a finding."""
    return not (body.keys().isdisjoint(_MENDING) and cue.keys().isdisjoint(_MENDING))


def _make(
    rule: str,
    span: Span,
    quote: str | None,
    body: dict[str, Any],
    cue: dict[str, Any],
    lexicon: Lexicon,
    settings: Settings,
    draft: Draft,
    mark: Mark | None = None,
) -> Finding:
    told = (rule, cue.get("id", ""), settings.lang, draft.kind)
    texts = lexicon.texts.get(told)
    if texts is None:
        texts = lexicon.texts[told] = texts_of(body, cue, settings.lang, draft.kind)
    match, fix = (quote or "", (mark.fix if mark else None) or "") if settings.snippets else ("…", "…")
    said, advice = [filled(text, draft.you, match, fix) for text in texts]
    severity = cue.get("severity", body["severity"])
    for name, wished in settings.severities:
        if covers(name, rule):
            severity = wished
    return Finding(
        rule, span, quote, said, advice, severity, tuple(body["principles"]),
        mark.fix if mark else None, mark.cue if mark else "",
    )  # fmt: skip


def moves_of(kinds: dict[str, list[Mark]], lexicon: Lexicon) -> tuple[str, ...]:
    """The moves that the message makes, in the order of first use. ``kinds``: its marks (see `by_kind`)."""
    return tuple([kind for kind in kinds if kind in lexicon.moves])


__all__ = ["Message", "by_kind", "excuse", "judge", "moves_of"]
