"""How often each rule speaks, instead of where (``--statistics``)."""

from __future__ import annotations

from collections import Counter

from ..lexicon import Lexicon
from ..model import Report, Settings
from .catalogue import table
from .shared import dumps
from .text import Tally, summary_line, title_of


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    as_json: bool = False,
    summary: bool = True,
) -> str:
    """A line for each rule that found something, the most frequent first, and a summary line; or a JSON list."""
    counts = Counter(finding.rule for report in reports for finding in report.findings)
    rules = sorted(counts, key=lambda rule: (-counts[rule], lexicon.rank[rule], rule))
    titles = {rule: title_of(lexicon.rules[rule], settings) for rule in rules}
    if as_json:
        return dumps([{"rule": rule, "title": titles[rule], "count": counts[rule]} for rule in rules], 1)
    digits = max((len(str(count)) for count in counts.values()), default=0)
    lines = table([(f"{counts[rule]:{digits}}", rule, titles[rule]) for rule in rules])
    return lines + (summary_line(Tally().plus(reports), settings) + "\n" if summary and reports else "")
