"""The text of a message as HTML, with a mark on the words of each finding and its number in front of them."""

from __future__ import annotations

from collections import defaultdict
from html import escape

from ..model import SEVERITIES, Report
from .terminal import visible


def marked_text(n: int, report: Report) -> str:
    """The text of message ``n`` of the page; where findings overlap, the most serious one colours the words."""
    message, text = report.message, report.message.text.rstrip()
    starts: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for i, finding in enumerate(report.findings):
        starts[finding.span.start].append(i)
        if finding.quote is not None:  # a finding on the whole message marks no words, its number stands alone
            ends[finding.span.end].append(i)
    others = {edge for block in message.blocks if block.layer not in ("own", "head") for edge in block.span}
    edges = sorted({0, len(text), *starts, *ends, *others})
    layer = {block.span.start: block.layer for block in message.blocks}
    stops = {block.span.end for block in message.blocks}
    parts: list[str] = []
    active: set[int] = set()
    other = False
    for at, following in zip(edges, [*edges[1:], len(text)], strict=True):
        active.difference_update(ends[at])
        other = layer[at] not in ("own", "head") if at in layer else other and at not in stops
        for i in starts[at]:
            finding = report.findings[i]
            look = finding.severity if finding.quote is not None else f"{finding.severity} whole"
            parts.append(f'<a class="number {look}" id="k{n}-{i + 1}" href="#f{n}-{i + 1}">{i + 1}</a>')
            if finding.quote is not None:
                active.add(i)
        shown = _lines(text[at:following])
        if active and shown:
            severity = min((report.findings[i].severity for i in active), key=SEVERITIES.index)
            shown = f'<mark class="{severity}">{shown}</mark>'
        parts.append(f'<span class="other">{shown}</span>' if other and shown else shown)
    return "".join(parts)


def _lines(text: str) -> str:
    return "\n".join(escape(visible(line)) for line in text.split("\n"))
