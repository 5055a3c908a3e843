"""A comparison of two drafts, for people and as JSON."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..compare import Comparison
from ..lexicon import Lexicon
from ..model import Finding, Message, Settings
from .json import finding_dict
from .shared import bare, dumps
from .terminal import paint, visible
from .text import WORDS, place, title_of

PARTS = {
    "zh": {
        "solved": "解决了", "left": "还在", "new": "新出现", "none": "两稿都没有要改的地方。",
        "sum": "解决 {solved}，还在 {left}，新出现 {new}。",
    },
    "en": {
        "solved": "solved", "left": "left", "new": "new", "none": "Nothing to change in either draft.",
        "sum": "{solved} solved, {left} left, {new} new.",
    },
}  # fmt: skip
SIGNS = {"solved": "-", "left": "=", "new": "+"}
COLOURS = {"solved": "dim", "left": "warning", "new": "error"}


def _parts(found: Comparison, settings: Settings) -> dict[str, tuple[tuple[Finding, ...], Message]]:
    def shown(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return findings if settings.snippets else tuple(bare(finding) for finding in findings)

    return {
        "solved": (shown(found.solved), found.old.message),
        "left": (shown(found.left), found.new.message),
        "new": (shown(found.added), found.new.message),
    }


def as_text(found: Comparison, lexicon: Lexicon, settings: Settings, *, colour: bool = False) -> str:
    """A line for each finding, with ``-`` where it was solved, ``=`` where it is left, ``+`` where it is new; a sum."""
    texts, lines = PARTS[settings.lang], []
    parts = _parts(found, settings)
    for part, (findings, message) in parts.items():
        for finding in findings:
            title = title_of(lexicon.rules[finding.rule], settings)
            quote = f" “{visible(finding.quote)}”" if finding.quote is not None else ""
            head = paint(f"{SIGNS[part]} {texts[part]}", COLOURS[part], on=colour)
            severity = WORDS[settings.lang][finding.severity]
            lines.append(f"{head} {place(message, finding.span.start)} {severity} {finding.rule} {title}{quote}")
    counts = {part: len(findings) for part, (findings, _) in parts.items()}
    lines.append(texts["sum"].format(**counts) if any(counts.values()) else texts["none"])
    return "".join(line + "\n" for line in lines)


def as_json(found: Comparison, lexicon: Lexicon, settings: Settings) -> str:
    """One object, whose findings have the shape that they have in the JSON output of a check."""
    result: dict[str, Any] = {
        "version": 1,
        "tool": {"name": "tonecheck", "version": __version__},
        "old": found.old.message.path,
        "new": found.new.message.path,
    }
    counts = {}
    for part, (findings, message) in _parts(found, settings).items():
        name = "added" if part == "new" else part
        result[name] = [finding_dict(finding, message, lexicon) for finding in findings]
        counts[name] = len(findings)
    return dumps({**result, "summary": counts}, 1)
