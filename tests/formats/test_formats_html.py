"""The page: a message with its marks, the findings beside it, the principles; and how it fits in a real browser."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from browser import WIDTHS, chromium, needs_chromium
from format_samples import FILES, TEXT, reported, shown, small
from helpers import PRINCIPLES, LexiconOf, check, rule

from tonecheck.formats.marked import marked_text
from tonecheck.lexicon import Lexicon
from tonecheck.model import Block, Settings, Span


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return small(lexicon_of)


def simply(marked: str) -> str:
    """Marked text with ``«severity:words»`` for a mark, ``#1`` for a number, ``{…}`` for what others wrote."""
    marked = re.sub(r'<a class="number \w+( whole)?" id="k1-(\d+)" href="#f1-\2">\2</a>', r"#\2", marked)
    marked = re.sub(r'<mark class="(\w+)">(.*?)</mark>', r"«\1:\2»", marked, flags=re.DOTALL)
    return re.sub(r'<span class="other">(.*?)</span>', r"{\1}", marked, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("好的。", "好的。", id="nothing"),
        pytest.param("这事拖延了", "这事#1«warning:拖延»了", id="words"),
        pytest.param("拖延，尽快", "#1«warning:拖延»，#2«hint:尽快»", id="two"),
        pytest.param("拖到尽快延", "#1«warning:拖到»#2«warning:尽快»«warning:延»", id="one within another"),
        pytest.param("有故障。", "有#1故障。", id="the whole message"),
        pytest.param("拖故障延", "#1«warning:拖»#2«warning:故障延»", id="the whole message, within marked words"),
        pytest.param("拖延\n\n尽快\n\n\n", "#1«warning:拖延»\n\n#2«hint:尽快»", id="lines"),
    ],
)
def test_marks(lexicon: Lexicon, text: str, marked: str) -> None:
    assert simply(marked_text(1, reported(lexicon, text))) == marked


def test_what_others_wrote_is_set_apart(lexicon: Lexicon) -> None:
    blocks = (
        Block(Span(0, 2), "own"),
        Block(Span(3, 5), "quote"),
        Block(Span(6, 8), "own"),
        Block(Span(9, 11), "signature"),
    )
    report = check(lexicon, "拖延\n拖延\n尽快\n李四", blocks=blocks)
    assert simply(marked_text(1, report)) == "#1«warning:拖延»\n{拖延}\n#2«hint:尽快»\n{李四}"


def test_words_that_reach_into_the_next_block_keep_their_mark(lexicon: Lexicon) -> None:
    report = check(lexicon, "拖延\n引用", blocks=(Block(Span(0, 2), "own"), Block(Span(3, 5), "quote")))
    long = report.findings[0]._replace(span=Span(0, 4))
    marked = simply(marked_text(1, report._replace(findings=(long,))))
    assert marked == "#1«warning:拖延\n»{«warning:引»}{用}"


def text_of(page: str) -> str:
    """What a reader sees, with blanks as one."""
    body = page.partition("</head>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_finding_stands_beside_the_message(lexicon: Lexicon) -> None:
    text = text_of(shown("html", lexicon, reported(lexicon)))
    assert (
        "语气检查 1 份消息：错误 1，提醒 1，建议 1。 信.txt 邮件 · 写给其他部门领导 ✖ 错误 1 ▲ 提醒 1 ● 建议 1" in text
    )
    assert (
        "1 ▲ 提醒 拖拉 t.late 第 2 行第 3 列 “又拖延”不妥。因为。 可以这样写： 换一种说法。 "
        "原则：二.15 避免指责抱怨；一.4 尊重对方 2 ✖ 错误 缺少方案 m.plan 第 2 行第 9 列 整封消息"
    ) in text


def test_words_that_a_finding_does_not_tell_stand_above_it(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/t/late.toml": rule("拖延", says="不妥。", title="拖拉")})
    assert '第 1 行第 1 列</a> <q lang="zh">拖延</q></p>' in shown("html", lexicon, reported(lexicon, "拖延"))


@pytest.mark.parametrize(
    ("settings", "state"),
    [(Settings(), "kept"), (Settings(ignore=("t.soon", "t.late")), "yours")],
    ids=["watched", "nobody watches"],
)
def test_each_principle_is_found_watched_or_left_to_the_reader(
    lexicon: Lexicon, settings: Settings, state: str
) -> None:
    rows = re.findall(
        r'<li class="(\w+)"><span class="sign" aria-hidden="true">.</span><span>(.*?)<span', page_of(lexicon, settings)
    )
    assert rows == [("yours", "一.1 明确目标"), (state, "一.4 尊重对方"), ("flagged", "二.15 避免指责抱怨")]


def test_a_principle_that_rules_see_from_afar_alone_is_left_to_the_reader(lexicon_of: LexiconOf) -> None:
    noted = PRINCIPLES.replace('gist = "不伤人。"', 'gist = "不伤人。", note = "规则看不出来。"')
    lexicon = lexicon_of(FILES | {"principles.toml": noted})
    page = shown("html", lexicon, reported(lexicon, "好的。"))
    assert '<li class="yours"><span class="sign" aria-hidden="true">○</span><span>一.4 尊重对方<' in page


def page_of(lexicon: Lexicon, settings: Settings) -> str:
    return shown("html", lexicon, reported(lexicon, "有故障", ignore=settings.ignore), settings=settings)


def test_a_clean_message_several_messages_and_one_that_was_not_read(lexicon: Lexicon) -> None:
    page = shown(
        "html", lexicon, reported(lexicon), reported(lexicon, "好的。", "b.txt"), errors=[("坏.txt", "读不了")]
    )
    assert '<a href="#m1">信.txt</a>' in page
    assert '<a href="#m2">b.txt</a>' in page
    assert '<li class="none">没有发现需要改的地方。</li>' in page
    assert "<h2>没能读的文件</h2>\n<ul>\n<li><b>坏.txt</b>：读不了</li>" in page


def test_what_was_let_pass_when_asked_for(lexicon: Lexicon) -> None:
    report = reported(lexicon, "不是拖延。")
    assert "拖拉 “拖延”：前面有否定 第 1 行第 3 列" in text_of(shown("html", lexicon, report, show_excused=True))
    assert "前面有否定" not in shown("html", lexicon, report)


def test_the_page_brings_its_style_and_allows_nothing_else(lexicon: Lexicon) -> None:
    page = shown("html", lexicon, reported(lexicon))
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert re.findall(r'(?:src|style)=|href="(?!#)|url\(|@import|<link', page) == []


def test_ids_are_unique_and_links_lead_somewhere(lexicon: Lexicon) -> None:
    page = shown("html", lexicon, reported(lexicon), reported(lexicon))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


# Contrast


STYLE = (Path(marked_text.__code__.co_filename).parent / "page.css").read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((front, back) for front in ("ink", "soft", "link") for back in ("page", "paper")),
        *((severity, back) for severity in ("error", "warning", "hint", "kept") for back in ("page", "paper")),
        *(("ink", f"{severity}-tint") for severity in ("error", "warning", "hint")),
    ],
)
def test_letters_stand_out_from_their_ground(scheme: int, front: str, back: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[scheme]))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# In a browser


FRAME = """<!DOCTYPE html><meta charset="utf-8"><body><p id="result"></p>{frames}<script>
onload = () => {{
  const told = [...document.querySelectorAll("iframe")].map(frame => {{
    const page = frame.contentDocument, root = page.documentElement;
    return [frame.width, root.clientWidth, root.scrollWidth, page.querySelectorAll("mark").length,
            page.querySelectorAll("script, img").length, page.styleSheets.length].join(" ");
  }});
  document.getElementById("result").textContent = told.join(";");
}};
</script>"""
"""Shows the page in frames of several widths and tells of each: width, what can be seen, what there is; counts."""


def browse(folder: Path, page: str) -> tuple[list[list[int]], str]:
    """The page in frames of each width, and what the browser said on its console."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    frames = "".join(f'<iframe src="page.html" width="{width}" height="800"></iframe>' for width in WIDTHS)
    (folder / "frame.html").write_text(FRAME.format(frames=frames), encoding="utf-8")
    frame = (folder / "frame.html").as_uri()
    seen = ("--allow-file-access-from-files", "--enable-logging=stderr", "--window-size=1600,1000", "--dump-dom")
    done = chromium(folder, *seen, frame)
    (told,) = re.findall(r'<p id="result">(.+?)</p>', done.stdout)
    console = "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return [[int(number) for number in row.split()] for row in told.split(";")], console


@needs_chromium
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_a_browser_the_page_fits_on_a_phone_a_tablet_and_a_screen(
    lexicon_of: LexiconOf, tmp_path: Path, lang: Any
) -> None:
    lexicon = lexicon_of(FILES)
    text = f"{TEXT}\nhttps://example.com/{'a' * 300}\n拖{'无' * 20}延\n<script>alert(1)</script><img src=x>"
    report = check(lexicon, text, Settings(lang=lang), path=f"{'很长的名字' * 30}.txt")
    page = shown("html", lexicon, report, reported(lexicon), settings=Settings(lang=lang), show_excused=True)
    rows, console = browse(tmp_path, page)
    assert console == ""
    assert [row[0] for row in rows] == list(WIDTHS)
    for _, seen, there, marks, active, styles in rows:
        assert there <= seen
        assert (marks, active, styles) == (5, 0, 1)


@needs_chromium
def test_the_browser_would_have_told(lexicon: Lexicon, tmp_path: Path) -> None:
    page = shown("html", lexicon, reported(lexicon))
    wide = page.replace("<main>", f"<main><script>alert(1)</script><pre>{'a' * 1000}</pre>").replace(
        ": anywhere", ": normal"
    )
    rows, console = browse(tmp_path, wide)
    assert "Content Security Policy" in console
    assert all(there > seen for _, seen, there, *_ in rows)
