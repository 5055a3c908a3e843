"""Checkstyle's XML, which most CI servers and review tools read."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from ..lexicon import Lexicon
from ..model import Report, Settings
from .shared import UNREADABLE, one_line
from .terminal import visible
from .xml import document

SEVERITIES = {"error": "error", "warning": "warning", "hint": "info"}


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """A ``file`` for each message and for each file that could not be read, an ``error`` for each finding."""
    root = Element("checkstyle", version="4.3")
    for report in reports:
        file = SubElement(root, "file", name=visible(report.message.path))
        for finding in report.findings:
            place = report.message.place(finding.span.start)
            SubElement(
                file,
                "error",
                line=str(place.line),
                column=str(place.column),
                severity=SEVERITIES[finding.severity],
                message=one_line(finding, settings),
                source=f"tonecheck.{finding.rule}",
            )
    for path, text in errors:
        file = SubElement(root, "file", name=visible(path))
        SubElement(file, "error", line="1", severity="error", message=visible(text), source=f"tonecheck.{UNREADABLE}")
    return document(root)
