"""GitLab's Code Quality report: a JSON list that merge requests show."""

from __future__ import annotations

from typing import Any

from ..lexicon import Lexicon
from ..model import Report, Settings
from .shared import UNREADABLE, digest, dumps, fingerprints, one_line, relative_path
from .terminal import visible

SEVERITIES = {"error": "major", "warning": "minor", "hint": "info"}


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """An entry for each finding and for each file that could not be read."""
    entries: list[dict[str, Any]] = []
    for report in reports:
        path = relative_path(report.message.path)
        for finding, name in zip(report.findings, fingerprints(report), strict=True):
            lines = [report.message.place(offset).line for offset in finding.span]
            text = one_line(finding, settings)
            severity = SEVERITIES[finding.severity]
            entries.append(_entry(finding.rule, text, severity, path, lines, digest(f"{path}\0{name}")))
    for path, text in errors:
        name = relative_path(path)
        entries.append(_entry(UNREADABLE, visible(text), "critical", name, [1, 1], digest(f"{name}\0{UNREADABLE}")))
    return dumps(entries, 1)


def _entry(check: str, text: str, severity: str, path: str, lines: list[int], fingerprint: str) -> dict[str, Any]:
    return {
        "check_name": check,
        "description": text,
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": path, "lines": {"begin": lines[0], "end": lines[1]}},
    }
