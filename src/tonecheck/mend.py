"""What mends a finding, as its rule's file says it, and the text with it mended. Imported only where a file says so."""

from __future__ import annotations

from collections.abc import Iterable

from .fold import fold
from .model import Block, Edit, Finding, Reading, Report, Span
from .spans import Spans
from .telling import filled

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

_ROUNDS = 64
"""How often a ``mend`` table is gone through: each time a run of marks gets half as long."""


def edits_for(
    finding: Finding, says: dict[str, Any], reading: Reading, folding: dict[int, str], you: str
) -> tuple[Edit, ...]:
    """What mends ``finding``: by its fix, else by what its cue or rule ``says`` (``mend``, ``rewrite``, ``add``).

    ``you``: what the draft calls its reader.
    """
    words, at = finding.quote or "", finding.span.start
    if finding.fix is not None:
        return _corrected(words, finding.fix, at, folding)
    if "mend" in says:
        found = _trimmed(words, _replaced(words, says["mend"]), at)
        if found:
            return found
    if "rewrite" in says and words:
        return (Edit(finding.span, says["rewrite"], safe=False),)
    return _added(says["add"], reading, you) if "add" in says else ()


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


def _added(what: dict[str, str], reading: Reading, you: str) -> tuple[Edit, ...]:
    """A line before the author's words or behind them, above the closing; none where there are no words."""
    blocks = [s.block for s in reading.sentences if s.block.shape in ("paragraph", "item", "salutation")]
    if not blocks:
        return ()
    text = filled(what["text"], you)
    if what["at"] == "start":
        return (Edit(Span(blocks[0].span.start, blocks[0].span.start), text + "\n", safe=False),)
    return (Edit(Span(blocks[-1].span.end, blocks[-1].span.end), "\n" + text, safe=False),)


def plan(report: Report, *, unsafe: bool) -> list[Edit]:
    """The edits to make, in order, none over another; safe ones go first where two want the same place.

    All edits of a finding are made, or none. What was suppressed stays as it is, and so does what others wrote.
    """
    kept = [dropped.finding.span for dropped in report.suppressed if dropped.finding.quote is not None]
    kept += [excused.mark.span for excused in report.excused if excused.reason == "quoted"]
    untouched, own = Spans(kept), [block for block in report.message.blocks if block.layer == "own"]
    wanted = [finding.edits for finding in report.findings if finding.edits]
    wanted.sort(key=lambda edits: (not edits[0].safe, edits[0].span))
    taken: list[Edit] = []
    for edits in wanted:
        if all((unsafe or edit.safe) and _within(edit.span, own) for edit in edits) and not any(
            untouched.overlap(edit.span) or any(_clash(edit, other) for other in taken) for edit in edits
        ):
            taken += edits
    return sorted(taken, key=lambda edit: edit.span)


def _within(span: Span, blocks: list[Block]) -> bool:
    return any(block.span.contains(span) for block in blocks)


def _clash(edit: Edit, other: Edit) -> bool:
    """True when two edits share a character, or one puts something in within the other."""
    a, b = edit.span, other.span
    if a.start == a.end or b.start == b.end:
        return (b.start < a.start < b.end) or (a.start < b.start < a.end)
    return a.overlaps(b)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with ``edits`` made; they are in order and none is over another."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])
