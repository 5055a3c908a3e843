"""One line a finding: ``path:line:column: severity rule title “words”``."""

from __future__ import annotations

from ..lexicon import Lexicon
from ..model import Report, Settings
from .terminal import paint, visible
from .text import WORDS, Tally, dropped_lines, excused_lines, place, title_of


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
    colour: bool = False,
    summary: bool = True,
    before: Tally | None = None,
) -> str:
    """All findings, a line each; nothing when there is none, and never a summary."""
    lines = []
    words = WORDS[settings.lang]
    for report in reports:
        for finding in report.findings:
            title = title_of(lexicon.rules[finding.rule], settings)
            quote = "" if finding.quote is None else f" “{visible(finding.quote)}”"
            severity = paint(words[finding.severity], finding.severity, on=colour)
            lines.append(f"{place(report.message, finding.span.start)}: {severity} {finding.rule} {title}{quote}")
        if show_excused:
            lines += excused_lines(report, lexicon, settings) + dropped_lines(report, lexicon, settings)
    return "".join(line + "\n" for line in lines)
