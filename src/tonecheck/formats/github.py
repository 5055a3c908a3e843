"""Workflow commands of GitHub Actions: each finding becomes a note at its line of the pull request."""

from __future__ import annotations

from ..lexicon import Lexicon
from ..model import Report, Settings
from .shared import one_line, relative_path
from .terminal import visible
from .text import title_of

COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """A command a finding, and one for each file that could not be read."""
    lines = []
    for report in reports:
        for finding in report.findings:
            start, end = report.message.place(finding.span.start), report.message.place(finding.span.end)
            properties: dict[str, str | int] = {"file": relative_path(report.message.path)}
            properties |= {"line": start.line, "col": start.column, "endLine": end.line}
            if end.line == start.line:  # GitHub takes an end column on the same line only
                properties["endColumn"] = end.column
            properties["title"] = f"{finding.rule} {title_of(lexicon.rules[finding.rule], settings)}"
            lines.append(_command(COMMANDS[finding.severity], properties, one_line(finding, settings)))
    lines += [_command("error", {"file": relative_path(path)}, visible(text)) for path, text in errors]
    return "".join(line + "\n" for line in lines)


def _command(name: str, properties: dict[str, str | int], text: str) -> str:
    listed = ",".join(f"{key}={_property(visible(str(value)))}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
