"""The JSON output; its shape is a promise (see the documentation of the output)."""

from __future__ import annotations

from .. import __version__
from ..lexicon import Lexicon
from ..model import SEVERITIES, Finding, Message, Report, Settings, Span
from .shared import dumps
from .text import let_pass

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """One JSON object with all reports and errors."""
    findings = [finding for report in reports for finding in report.findings]
    counts: dict[str, int] = {
        severity: sum(finding.severity == severity for finding in findings) for severity in SEVERITIES
    }
    result = {
        "version": 1,
        "tool": {"name": "tonecheck", "version": __version__},
        "files": [as_dict(report, lexicon, settings, show_excused=show_excused) for report in reports],
        "errors": [{"path": path, "message": text} for path, text in errors],
        "summary": {"files": len(reports)} | counts,
    }
    return dumps(result, 1)


def as_dict(report: Report, lexicon: Lexicon, settings: Settings, *, show_excused: bool = False) -> dict[str, Any]:
    """One report as JSON has it; without snippets each quote is null."""
    message = report.message
    return {
        "path": message.path,
        "kind": message.kind,
        "audience": message.audience,
        "findings": [finding_dict(finding, message, lexicon) for finding in report.findings],
        "excused": [
            {
                "kind": excused.mark.kind,
                "reason": excused.reason,
                "quote": message.text[slice(*excused.mark.span)] if settings.snippets else None,
                **_place(message, excused.mark.span),
            }
            for excused in (let_pass(report, lexicon) if show_excused else ())
        ],
        "suppressed": [
            {
                **finding_dict(dropped.finding, message, lexicon),
                "reason": dropped.reason,
                **({"note": dropped.note} if dropped.note else {}),
            }
            for dropped in report.suppressed
        ],
        "notices": [
            {
                "problem": notice.problem,
                "name": notice.name or None,
                "nearest": notice.close or None,
                "start": notice.place._asdict(),
            }
            for notice in report.notices
        ],
        "moves": list(report.moves),
    }


def _place(message: Message, span: Span) -> dict[str, Any]:
    def place(offset: int) -> dict[str, int]:
        found = message.place(offset)
        return {"line": found.line, "column": found.column, "offset": found.offset}

    return {"start": place(span.start), "end": place(span.end)}


def finding_dict(finding: Finding, message: Message, lexicon: Lexicon) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "advice": finding.advice,
        "principles": [principle(name, lexicon) for name in finding.principles],
        "quote": finding.quote,
        **_place(message, finding.span),
        "fix": _fix(finding, message),
    }


def _fix(finding: Finding, message: Message) -> dict[str, Any] | None:
    """What mends a finding: all edits together; null where only the author can."""
    if not finding.edits:
        return None
    edits = [{**_place(message, edit.span), "text": edit.text} for edit in finding.edits]
    return {"safe": all(edit.safe for edit in finding.edits), "edits": edits}


def principle(name: str, lexicon: Lexicon) -> dict[str, str]:
    """A principle as a finding names it."""
    section = name.partition(".")[0]
    return {"id": name, "section": lexicon.numeral_of[section], "title": lexicon.principle_of[name]["title"]}
