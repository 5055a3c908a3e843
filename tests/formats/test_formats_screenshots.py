"""The HTML page as people see it: pictures of it on a phone, a tablet and a screen, by day, by night and on paper."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from browser import DARK, LIGHT, WIDTHS, Colour, needs_chromium, picture, printed
from format_samples import FILES, shown
from helpers import LexiconOf, check, rule

from tonecheck.formats import html
from tonecheck.model import Settings

pytestmark = needs_chromium

TEXT = "王总：\n这事又拖延了，真是混蛋，请尽快。\n系统有故障。"
SEVERITIES = ("error", "warning", "hint")


def colours(scheme: str) -> dict[str, Colour]:
    """The colours that the style gives by their names, by day or by night."""
    style = Path(html.__file__).with_name("page.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[0 if scheme == LIGHT else 1]
    found = {}
    for name, value in re.findall(r"--([\w-]+): #(\w+);", block):
        digits = value if len(value) == 6 else "".join(2 * digit for digit in value)
        found[name] = (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))
    return found


@pytest.fixture
def page(lexicon_of: LexiconOf, tmp_path: Path) -> Path:
    curse = rule(cue=[{"find": ["混蛋"], "boundary": False}], severity="error", title="骂人")
    lexicon = lexicon_of(FILES | {"rules/t/curse.toml": curse})
    target = tmp_path / "page.html"
    target.write_text(shown("html", lexicon, check(lexicon, TEXT), settings=Settings()), encoding="utf-8")
    return target


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["by day", "by night"])
@pytest.mark.parametrize("width", WIDTHS)
def test_marks_are_seen_and_nothing_runs_off_the_edge(page: Path, tmp_path: Path, width: int, scheme: str) -> None:
    rows, known = picture(tmp_path, page, width, scheme), colours(scheme)
    assert {len(row) for row in rows} == {width}
    seen = Counter(colour for row in rows for colour in row)
    assert seen.most_common(1)[0][0] in (known["page"], known["paper"])
    for severity in SEVERITIES:
        # A mark is as high as a letter and as wide as two.
        assert seen[known[f"{severity}-tint"]] > 100, severity
        assert seen[known[severity]] > 50, severity
    edge = {row[x] for row in rows for x in (*range(8), *range(width - 8, width))}
    assert edge == {known["page"]}


def test_on_paper_it_is_light_and_the_marks_stay(page: Path, tmp_path: Path) -> None:
    for scheme in (LIGHT, DARK):
        seen = printed(tmp_path, page, scheme)
        for severity in SEVERITIES:
            assert seen[colours(LIGHT)[f"{severity}-tint"]] > 0
            assert seen[colours(LIGHT)[severity]] > 0
        night = {colours(DARK)[name] for name in ("page", "paper", "ink", "error", "error-tint")}
        assert not night & set(seen)
