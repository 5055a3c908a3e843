"""What the formats for programs have in common: safe JSON, paths, and names of findings that last."""

from __future__ import annotations

import hashlib
import json
import os
import re

from ..model import Finding, Report, Settings
from .terminal import visible

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

UNREADABLE = "unreadable-file"
"""The name under which a file that could not be read stands among findings."""

_ODD = re.compile(r"[^\n -~\u4e00-\u9fff，。、：；？！“”（）]")
_COMMAND = re.compile(r"##(?=\w*\[)")


def dumps(value: Any, indent: int | None = None) -> str:
    """``value`` as JSON and a line end, in which no character acts on a terminal or starts a command of a CI log.

    Characters that don't print are escaped; half of a surrogate pair, which is no text, becomes a question mark.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _COMMAND.sub(r"#\\u0023", _ODD.sub(_escaped, text)) + "\n"


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return char if char.isprintable() or char in "\u200d\u3000" else json.dumps(char)[1:-1]


def relative_path(path: str) -> str:
    """``path`` as CI servers want it: from the current folder where it lies below it, with forward slashes."""
    if path.startswith("<"):  # <stdin>: no file
        return path
    found = os.path.normpath(path)
    if os.path.isabs(found):  # noqa: PTH117 - a Path can't hold every name that stands in a report
        below = os.path.relpath(found)
        found = found if below.startswith(os.pardir) else below
    return found.replace(os.sep, "/")


def fingerprints(report: Report) -> list[str]:
    """A name for each finding of a message, made of its rule, its words and its number among the same.

    So it stays as it is when something else in the message changes. Without snippets the words don't count.
    """
    seen: dict[tuple[str, str | None], int] = {}
    names = []
    for finding in report.findings:
        key = (finding.rule, finding.quote)
        seen[key] = seen.get(key, 0) + 1
        parts = "\0".join((finding.rule, finding.quote or "", str(seen[key])))
        names.append(digest(parts))
    return names


def digest(text: str) -> str:
    """32 hexadecimal digits that stand for ``text``."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def one_line(finding: Finding, settings: Settings) -> str:
    """What a finding says and advises, on one line, for programs that show a single text."""
    label = "Try: " if settings.lang == "en" else "可以这样写："
    parts = [finding.message, label + finding.advice if finding.advice else ""]
    return visible((" " if settings.lang == "en" else "").join(filter(None, parts)))


def bare(finding: Finding) -> Finding:
    """``finding`` without words of the message."""
    return finding._replace(quote=None, fix=None, edits=())


def without_words(report: Report) -> Report:
    """``report`` with each character of the message masked, line ends kept, and no words in any finding."""

    message = report.message._replace(
        text=re.sub(r"[^\n]", "·", report.message.text), subject=None, recipients=(), attachments=None
    )
    return report._replace(
        message=message,
        findings=tuple(bare(finding) for finding in report.findings),
        suppressed=tuple(dropped._replace(finding=bare(dropped.finding), note="") for dropped in report.suppressed),
        notices=tuple(
            notice._replace(name="") if notice.problem.startswith("unknown") else notice for notice in report.notices
        ),
        excused=tuple(excused._replace(mark=excused.mark._replace(fix=None)) for excused in report.excused),
    )
