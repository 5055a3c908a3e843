"""Code, logs and commands in a text: nobody's tone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .layers import Tag

_LOG = re.compile(
    r"""\[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d\S*\]?\s+(?:\[|\S*\s?(?:ERROR|WARN|INFO|DEBUG|TRACE|FATAL)\b)
    |\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|TRACE|CRITICAL|SEVERE)\]?\s*(?::\s|\s+[\x21-\x7e]|\[)
    |Traceback\ \(most\ recent
    |File\ ".*",\ line\ \d
    |at\ [\w.$<>/]+\(
    |Caused\ by:\ |\.\.\.\ \d+\ more$
    |(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception)(?::\s|$)
    |SELECT\s|INSERT\ INTO\s|UPDATE\s\S+\sSET\s|DELETE\ FROM\s|(?:CREATE|ALTER|DROP)\ (?:TABLE|INDEX|VIEW)\s
    |\$\ \S|(?:sudo|docker|kubectl|npm|pip|apt-get|systemctl)\ [a-z-]
    |(?:git|curl|ssh|mvn|go|cargo|make)\ (?:-|clone|push|pull|commit|checkout|run|build|test|install|http)""",
    re.VERBOSE,
)
_SIGNS = re.compile(r"[{}()\[\]<>=;$\\|&\"'`_*/#@+%^~:]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LINK = re.compile(r"(?:https?|ftp)://\S+")
_LONGEST = 4000
"""Characters of a line that are looked at."""


def tag_code(lines: Sequence[str], tags: list[Tag]) -> None:
    """Tag fenced blocks and lines that are a log, a stack trace, a query or a command ``code``."""
    fence = ""
    closing = _last_fences(lines)
    for at, line in enumerate(lines):
        if tags[at]:
            continue
        text = line[:_LONGEST].strip()
        mark = text[:3]
        if fence:
            tags[at] = "code"
            fence = "" if mark == fence and not text.strip(fence[0]) else fence
        elif mark in closing and at < closing[mark]:
            # A fence that is never closed hides nothing.
            fence = mark
            tags[at] = "code"
        elif len(text) > 3 and _technical(text):
            tags[at] = "code"


def _last_fences(lines: Sequence[str]) -> dict[str, int]:
    """The last line that may close a fence of each sort."""
    return {
        text[:3]: at
        for at, line in enumerate(lines)
        if (text := line.strip())[:3] in {"```", "~~~"} and not text.strip(text[0])
    }


def _technical(text: str) -> bool:
    """True for one line of a log, a trace, a query, a command or code."""
    if not text[0].isascii() and text[0] not in "│├└":
        return False
    if _LOG.match(text):
        return True
    chinese = len(_CHINESE.findall(text))
    if chinese * 10 > len(text):
        return False
    signs = len(_SIGNS.findall(_LINK.sub("", text)))
    return signs >= 4 and signs * 6 >= len(text) and not _signed_off(text)


def _signed_off(text: str) -> bool:
    """True for lines of punctuation that people draw, and for addresses."""
    return not any(char.isalnum() for char in text) or ("@" in text and "." in text and len(text) < 80)
