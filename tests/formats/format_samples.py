"""The small lexicon and the reports that the tests of the formats share."""

from __future__ import annotations

from typing import Any

from helpers import LexiconOf, check, message_rule, move, rule

from tonecheck.formats import render
from tonecheck.lexicon import Lexicon
from tonecheck.model import Report, Settings

FILES = {
    "moves/problem.toml": move("故障"),
    "rules/t/late.toml": rule("又? 拖 ~~ 延", title="拖拉", title_en="Dragging", principles=["2.15", "1.4"]),
    "rules/t/picky.toml": rule("请", title="挑剔", severity="hint", strict=True),
    "rules/t/soon.toml": rule("尽快", title="含糊", severity="hint", principles=["1.4"]),
    "rules/m/plan.toml": message_rule("problem", severity="error", title="缺少方案", point_at="problem"),
    "voice.toml": '[negated]\nbefore = ["不是"]\n',
}
"""A hint, a warning, an error on the whole message, and a way to be let pass."""

PROGRAMS = ("json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit", "html")
FORMATS = ("text", "concise", *PROGRAMS)
TEXT = "好的。\n这事又拖延了，有故障，尽快。"


def small(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(FILES)


def reported(lexicon: Lexicon, text: str = TEXT, path: str = "信.txt", **settings: Any) -> Report:
    return check(lexicon, text, Settings(**settings), path=path)


def shown(form: str, lexicon: Lexicon, *reports: Report, errors: Any = (), **options: Any) -> str:
    """The output; ``settings`` and what a format takes go by name."""
    settings = options.pop("settings", Settings())
    return render(form, list(reports), list(errors), lexicon, settings, **options)
