"""What mends a finding, as its rule's file says it, and the text with it mended. Imported only where a file says so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable

from .fold import fold
from .model import SEVERITIES, Edit, Finding, Reading, Report, Span
from .spans import Spans
from .telling import filled

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .telling import Draft

_ROUNDS = 64
"""How often a ``mend`` table is gone through: each time a run of marks gets half as long."""


def edits_for(
    finding: Finding, says: dict[str, Any], reading: Reading, folding: dict[int, str], draft: Draft
) -> tuple[Edit, ...]:
    """What mends ``finding``: by its fix, else by what its cue or rule ``says`` (``mend``, ``rewrite``, ``add``).

    ``draft``: what it calls its reader, and the script in which what is put in is written.
    """
    words, at = finding.quote or "", finding.span.start
    if finding.fix is not None:
        return _corrected(words, finding.fix, at, folding)
    if "mend" in says:
        found = _trimmed(words, _replaced(words, says["mend"]), at)
        if found:
            return found
    if "rewrite" in says and words:
        return (Edit(finding.span, draft.in_script(says["rewrite"]), safe=False),)
    return _added(says["add"], reading, draft) if "add" in says else ()


def _corrected(words: str, right: str, at: int, folding: dict[int, str]) -> tuple[Edit, ...]:
    """The characters of ``words`` that ``right`` has otherwise; none where they are written in another script."""
    folded, wanted = fold(words, folding), fold(right, folding)
    if len(words) != len(right):
        return _trimmed(words, right, at) if words == folded else ()
    wrong = [i for i, char in enumerate(folded) if char != wanted[i]]
    if any(words[i] != folded[i] for i in wrong):
        return ()
    return tuple(Edit(Span(at + i, at + i + 1), right[i], safe=True) for i in wrong)


def _replaced(words: str, table: dict[str, str]) -> str:
    for _ in range(_ROUNDS):
        before = words
        for wrong, right in table.items():
            words = words.replace(wrong, right)
        if words == before:
            break
    return words


def _trimmed(old: str, new: str, at: int) -> tuple[Edit, ...]:
    """The one safe edit that makes ``old`` into ``new``, without what both begin and end with; none: they are alike."""
    if old == new:
        return ()
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return (Edit(Span(at + start, at + len(old) - end), new[start : len(new) - end], safe=True),)


def _added(what: dict[str, str], reading: Reading, draft: Draft) -> tuple[Edit, ...]:
    """A line before the author's words or behind them, above the closing; none where there are no words."""
    blocks = [s.block for s in reading.sentences if s.block.shape in ("paragraph", "item", "salutation")]
    if not blocks:
        return ()
    text = draft.in_script(filled(what["text"], draft.you))
    if what["at"] == "start":
        return (Edit(Span(blocks[0].span.start, blocks[0].span.start), text + "\n", safe=False),)
    return (Edit(Span(blocks[-1].span.end, blocks[-1].span.end), "\n" + text, safe=False),)


def plan(report: Report, *, unsafe: bool) -> list[tuple[Edit, ...]]:
    """The edits of each finding to mend, in order, none over another; safe ones go first where two want one place.

    All edits of a finding are made, or none. What was suppressed stays as it is, and so does what others wrote.
    """
    kept = [dropped.finding.span for dropped in report.suppressed if dropped.finding.quote is not None]
    kept += [excused.mark.span for excused in report.excused if excused.reason == "quoted"]
    untouched = Spans(kept)
    own = Spans([block.span for block in report.message.blocks if block.layer == "own"])
    wanted = [finding for finding in report.findings if finding.edits]
    wanted.sort(key=_in_turn)
    made, planned = _Made(), []
    for edits in [finding.edits for finding in wanted]:
        if all(
            (unsafe or edit.safe)
            and own.cover(edit.span)
            and not untouched.overlap(edit.span)
            and made.leave(edit.span)
            for edit in edits
        ):
            made.add(edits)
            planned.append(edits)
    return sorted(planned, key=lambda edits: edits[0].span)


def _in_turn(finding: Finding) -> tuple[bool, Span, int, str]:
    """Of lines put in at one place the most serious comes first: a proposal before thanks."""
    first = finding.edits[0]
    return not first.safe, first.span, SEVERITIES.index(finding.severity), finding.rule


class _Made:
    """Where edits are made, none over another."""

    def __init__(self) -> None:
        self.replaced: list[Span] = []
        self.put_in: list[int] = []
        """Where something is put in. Both are in order: a long text has thousands."""

    def leave(self, span: Span) -> bool:
        """True when an edit at ``span`` shares no character with those made, nor puts one in within the other."""
        before = bisect_left(self.replaced, Span(span.end, 0))
        if before and self.replaced[before - 1].end > span.start:
            return False
        within = bisect_right(self.put_in, span.start)
        return within == len(self.put_in) or self.put_in[within] >= span.end

    def add(self, edits: Iterable[Edit]) -> None:
        """Keep the ``edits`` of a finding."""
        for edit in edits:
            if edit.span.start < edit.span.end:
                insort(self.replaced, edit.span)
            else:
                insort(self.put_in, edit.span.start)


def apply(text: str, planned: Iterable[Iterable[Edit]]) -> str:
    """``text`` with the edits made that are ``planned`` for it."""
    parts, at = [], 0
    for edit in sorted((edit for edits in planned for edit in edits), key=lambda edit: edit.span):
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])
