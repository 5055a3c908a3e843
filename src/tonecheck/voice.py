"""Who speaks, about whom: sets aside the marks that the author does not say in his own voice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

from .lexicon import Lexicon
from .model import Excused, Mark, Sentence, Span

_QUOTED = re.compile("“[^“”\n]{2,200}”|「[^「」\n]{2,200}」|『[^『』\n]{2,200}』|《[^《》\n]{1,80}》|`[^`\n]{1,200}`"
                     '|(?<![0-9a-zA-Z])"[^"\n]{2,200}"|https?://[^\\s\u3000-\u9fff]+')  # fmt: skip
_MOVE_ACCEPTS = frozenset({"own-fault", "hypothetical", "reported"})


def quotations(text: str) -> list[Span]:
    """The parts of ``text`` that repeat somebody's words, name a title, or are code or an address."""
    return [Span(*match.span()) for match in _QUOTED.finditer(text)]


def set_aside(
    text: str, sentences: tuple[Sentence, ...], marks: list[Mark], lexicon: Lexicon
) -> tuple[list[Mark], list[Excused]]:
    """``marks`` parted into those said in the author's own voice and those set aside, with the reason.

    What counts as negation, hypothesis, own fault and reported speech is said in ``voice.toml``; which of them a mark
    is excused by, in the file of its rule or move (``voice``: the reasons that it accepts).
    """
    quotes = quotations(text)
    by_kind: dict[str, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        if mark.kind.startswith("voice:") or mark.kind in lexicon.classes:
            by_kind[mark.kind][mark.sentence].append(mark.span)
    kept, excused = [], []
    for mark in marks:
        if mark.kind.startswith("voice:"):
            continue
        reason = _reason(mark, sentences[mark.sentence], quotes, by_kind, lexicon)
        if reason:
            excused.append(Excused(mark, reason))
        else:
            kept.append(mark)
    return kept, excused


def _reason(
    mark: Mark,
    sentence: Sentence,
    quotes: list[Span],
    by_kind: dict[str, dict[int, list[Span]]],
    lexicon: Lexicon,
) -> str | None:
    if mark.kind in lexicon.rules:
        accepts = {*lexicon.rules[mark.kind].get("voice", ()), *lexicon.cue_of[mark.cue].get("voice", ())}
    elif mark.kind in lexicon.moves:
        accepts = {*lexicon.moves[mark.kind].get("voice", _MOVE_ACCEPTS), *lexicon.cue_of[mark.cue].get("voice", ())}
    else:
        return None
    if "quoted" not in accepts and _inside(mark.span, quotes):
        return "quoted"
    for reason, body in lexicon.voice.items():
        if reason in accepts:
            continue
        own = body.get("self") and _own(mark, body["self"], body["others"], by_kind)
        if own or _related(mark, sentence, reason, body.get("reach", 4), by_kind):
            unless = by_kind.get(f"voice:{reason}:unless", {}).get(mark.sentence, [])
            if not any(_clause(sentence, span.start) == _clause(sentence, mark.span.start) for span in unless):
                return reason
    return None


def _inside(span: Span, quotes: list[Span]) -> bool:
    at = bisect_left(quotes, Span(span.start + 1, 0)) - 1
    return at >= 0 and quotes[at].contains(span)


def _clause(sentence: Sentence, offset: int) -> Span:
    for clause in sentence.clauses:
        if offset < clause.end:
            return clause
    return sentence.clauses[-1]


def _related(
    mark: Mark, sentence: Sentence, reason: str, reach: int, by_kind: dict[str, dict[int, list[Span]]]
) -> bool:
    def spans(relation: str) -> list[Span]:
        return by_kind.get(f"voice:{reason}:{relation}", {}).get(mark.sentence, [])

    start, end = mark.span.start, mark.span.end
    clause = _clause(sentence, start)
    return (
        any(clause.start <= span.start and 0 <= start - span.end <= reach for span in spans("before"))
        or any(clause.start <= span.start and span.end <= start for span in spans("clause"))
        or any(span.end <= start for span in spans("sentence"))
        or any(span.overlaps(mark.span) for span in spans("around"))
        or any(0 <= span.start - end <= reach and span.start <= clause.end for span in spans("after"))
    )


def _own(mark: Mark, own: list[str], others: list[str], by_kind: dict[str, dict[int, list[Span]]]) -> bool:
    """True when ``mark`` names nobody else, and the person named last before its end is the author's side."""

    def spans(kinds: list[str]) -> list[Span]:
        return [span for kind in kinds for span in by_kind.get(kind, {}).get(mark.sentence, [])]

    ours = spans(own)
    # 我们仓储部 names a department, but ours.
    theirs = [span for span in spans(others) if not any(mine.contains(span) for mine in ours)]
    if any(mark.span.overlaps(span) for span in theirs):
        return False
    last = max((span.start for span in ours if span.start < mark.span.end), default=-1)
    return last > max((span.start for span in theirs if span.start < mark.span.end), default=-1)
