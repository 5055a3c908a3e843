"""Reading × rules → findings. No rule is named here: the rules' files decide."""

from __future__ import annotations

from collections import defaultdict

from .lexicon import Lexicon
from .lexicon.choice import covers
from .model import SEVERITIES, Finding, Mark, Reading, Settings, Span
from .shown import mends, whole_words
from .telling import Draft, filled, texts_of

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .model import Severity


_JOIN = 2
"""Marks of one rule that stand this close in one sentence (a comma between) are one finding."""


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
    draft = Draft(reading, lexicon)
    findings = [
        _finding(mark, mark.kind, on[mark.kind], lexicon, settings, reading, draft)
        for mark in whole_words(phrases, on, reading, lexicon)
    ]
    seen = phrases if len(facts) == len(on) else _settle(_phrase_marks(kinds, fact_phrases), lexicon)
    counts = _counts(kinds, seen, lexicon)
    for call in calls:
        if call.holds(counts, reading):
            counts[call.rule] += 1
            if call.rule in on:
                case = call.case(counts)
                found = _on_message(call.rule, on[call.rule], case, reading, lexicon, settings, draft)
                findings.append(found if call.mends(counts) else found._replace(edits=()))
    return tuple(sorted(findings, key=lambda f: (f.span, lexicon.rank[f.rule])))


def _phrase_marks(kinds: dict[str, list[Mark]], phrases: frozenset[str]) -> list[Mark]:
    return [mark for rule in phrases.intersection(kinds) for mark in kinds[rule]]


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
            gravest = min(last, mark, key=lambda m: SEVERITIES.index(_severity(m, lexicon)))
            joined[-1] = Mark(last.kind, span, last.sentence, gravest.cue)
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
    rule: str,
    body: dict[str, Any],
    case: dict[str, Any],
    reading: Reading,
    lexicon: Lexicon,
    settings: Settings,
    draft: Draft,
) -> Finding:
    span = _point(case.get("point_at", body.get("point_at", "start")), reading)
    finding = _make(rule, span, None, body, case, lexicon, settings, draft)
    finding = _mended(finding, body, {}, reading, lexicon, draft)
    if "suggest" not in body or not settings.snippets:
        return finding
    from .suggest import suggestion

    wording = lexicon.wording(body)
    without = wording.get("suggest_without", "")
    found = suggestion(body["suggest"], reading.message.text, reading.sentences, lexicon.words, without)
    english = wording.get("suggest_try_en") if settings.lang == "en" else None  # Chinese stands in where there is none
    more = english or wording["suggest_try"]
    more = filled(more, draft.you).replace("{suggestion}", found)
    between = " " if settings.lang == "en" else ""
    return finding._replace(advice=finding.advice + between + more) if found else finding


def _point(at: str, reading: Reading) -> Span:
    text, sentences = reading.message, reading.sentences
    if at == "head":
        # A head written by hand is none of the author's sentences; a mail file's subject is the first of them.
        if text.subject_at is not None:
            return text.subject_at
        for block in text.blocks:
            if block.layer == "head":
                return Span(block.span.start, block.span.start)
    elif at not in ("start", "end"):
        for mark in reading.marks:
            if mark.kind == at or (at.endswith(".*") and mark.kind.startswith(at[:-1])):
                return mark.span
    if not sentences:
        return Span(0, len(text.text))
    return sentences[-1].span if at == "end" else sentences[0].span


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
    if finding.fix is None and not mends(body, cue):
        return finding
    from .mend import edits_for

    says = {**body, **cue, **lexicon.wording_in(finding.rule, draft.kind)}
    return finding._replace(edits=edits_for(finding, says, reading, lexicon.folding, draft))


def _make(
    rule: str,
    span: Span,
    quote: str | None,
    body: dict[str, Any],
    part: dict[str, Any],
    lexicon: Lexicon,
    settings: Settings,
    draft: Draft,
    mark: Mark | None = None,
) -> Finding:
    """The finding of ``rule``; ``part``: what its file says of the cue of ``mark``, or of the case of the message."""
    key = (rule, part.get("id", ""), settings.lang, draft.kind)
    texts = lexicon.texts.get(key)
    if texts is None:
        apt, usual = lexicon.wording_in(rule, draft.kind), lexicon.wording(body)
        # A kind of message knows more than a cue of what can be said, and less than a case of the message.
        parts = (lexicon.wording(part), apt, usual) if mark is None else (apt, lexicon.wording(part), usual)
        texts = lexicon.texts[key] = texts_of(parts, settings.lang)
    match, fix = (quote or "", (mark.fix if mark else None) or "") if settings.snippets else ("…", "…")
    said, advice = [filled(text, draft.you, match, fix) for text in texts]
    severity = part.get("severity", body["severity"])
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
