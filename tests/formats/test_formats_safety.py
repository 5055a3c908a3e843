"""No message acts through any format: no escape, no markup, no command of a CI server; and on wish no word of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from format_samples import FORMATS, TEXT, reported, shown, small
from helpers import LexiconOf, message_rule, move, rule

from tonecheck.lexicon import Lexicon
from tonecheck.model import Dropped, Settings

ERROR = "不是文字"
TERMINAL = "\x1b[2J\x1b]0;t\x07\x9b31m\x00\x7f\u202e\u2066\u200b\u2028\ufeff\udc80\ufffe\U000e0041"
MARKUP = (
    "</style><script>a()</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><a href=javascript:x>",
    "-->]]><error/>&lt&amp",
)
COMMANDS = (
    "::error::x", " ::add-mask::x", "##[error]x", "##vso[task.x y=z]y", "##teamcity[x]", "%0A::error::x",
)  # fmt: skip


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return small(lexicon_of)


def attack(form: str, lexicon: Lexicon, words: str) -> str:
    """The output where ``words`` stand in the text, among the words at fault, in the path and in an error."""
    text = f"{words}\n拖{words}延\n{words}有故障\n不是拖{words}延"
    report = reported(lexicon, text, words)
    assert [finding.rule for finding in report.findings] == ["t.late", "m.plan"]
    assert words in str(report.findings[0].quote)
    return shown(form, lexicon, report, errors=[(words, words + ERROR)], show_excused=True)


def strings(form: str, output: str) -> Iterator[str]:
    """What a reader of a machine format gets to see."""
    if form in ("json", "sarif", "gitlab", "jsonl"):
        for value in output.splitlines() if form == "jsonl" else [output]:
            json.loads(value)
    elif form in ("checkstyle", "junit"):
        fromstring(output)
    yield output


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_in_the_output_acts_on_a_terminal(lexicon: Lexicon, form: str) -> None:
    for output in strings(form, attack(form, lexicon, TERMINAL)):
        acting = {char for char in output if not char.isprintable() and char != "\n"}
        assert acting == set()
        output.encode("utf-8")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("words", COMMANDS)
def test_no_line_of_the_output_is_a_command_of_a_ci_server(lexicon: Lexicon, form: str, words: str) -> None:
    for output in strings(form, attack(form, lexicon, words)):
        assert re.findall(r"##\w*\[", output) == []
        begun = {line.split()[0] for line in output.splitlines() if line.strip().startswith("::")}
        assert begun <= ({"::error", "::warning", "::notice"} if form == "github" else set())
        if form == "github":
            assert all(re.fullmatch(r"::\w+ [^:]+::.*", line) for line in output.splitlines())


@pytest.mark.parametrize("words", ["::error::x", " ::add-mask::x"])
def test_a_line_that_a_message_begins_like_a_command_is_underlined_right(lexicon: Lexicon, words: str) -> None:
    lines = shown("text", lexicon, reported(lexicon, f"{words}又拖延")).splitlines()
    assert lines[1].startswith("  " + words.replace("::", "：:", 1))
    assert lines[2] == " " * (2 + len(words) + 1) + "^^^^^^"


def test_words_at_fault_within_a_command_break_it_and_are_underlined_right(lexicon: Lexicon) -> None:
    lines = shown("text", lexicon, reported(lexicon, "##又拖延[x]")).splitlines()
    assert lines[1:3] == ["  #＃又拖延[x]", "     ^^^^^^"]


class Tags(HTMLParser):
    """The names of all elements, and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def tags(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("words", MARKUP)
def test_a_message_cannot_put_markup_in_the_page(lexicon: Lexicon, words: str) -> None:
    harmless, attacked = tags(attack("html", lexicon, "words")), tags(attack("html", lexicon, words))
    assert attacked.names == harmless.names
    assert {name for name, _ in attacked.attributes} == {name for name, _ in harmless.attributes}
    assert "script" not in attacked.names
    assert all(value and value.startswith("#") for name, value in attacked.attributes if name == "href")


@pytest.mark.parametrize("form", ["checkstyle", "junit"])
@pytest.mark.parametrize("words", MARKUP)
def test_a_message_cannot_put_elements_in_xml(lexicon: Lexicon, form: str, words: str) -> None:
    attacked = fromstring(attack(form, lexicon, words))
    harmless = fromstring(attack(form, lexicon, "words"))
    assert [element.tag for element in attacked.iter()] == [element.tag for element in harmless.iter()]


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form not in ("concise", "gitlab", "github", "checkstyle")]
)
def test_a_message_is_told_as_it_is_where_it_harms_nothing(lexicon: Lexicon, form: str) -> None:
    text = attack(form, lexicon, "甲 <b>&乙")
    shown_as = {"html": "甲 &lt;b&gt;&amp;乙", "junit": "甲 &lt;b&gt;&amp;乙"}
    assert shown_as.get(form, "甲 <b>&乙") in text


# Without snippets


SECRET = "拖 玄黄甲乙 延"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_snippets_no_word_of_a_message_is_told(lexicon_of: LexiconOf, form: str, lang: Any) -> None:
    files = {
        "rules/t/late.toml": rule("拖 ~~ 延", says="“{match}”", title="题", **{"try": "不说“{match}”。"}),
        "rules/m/all.toml": message_rule("t.late"),
        "voice.toml": '[negated]\nbefore = ["不是"]\n',
    }
    lexicon = lexicon_of(files)
    settings = Settings(lang=lang, snippets=False)
    report = reported(lexicon, f"密函。{SECRET}，不是{SECRET}。", "a.txt", lang=lang, snippets=False)
    report = report._replace(
        message=report.message._replace(subject="密函"), suppressed=(Dropped(report.findings[-1], "baseline"),)
    )
    assert len(report.findings) == 2
    output = shown(form, lexicon, report, settings=settings, show_excused=True)
    assert {char for char in "密函玄黄甲乙拖延" if char in output} == set()
    assert "t.late" in output


def test_without_snippets_nothing_is_suggested_from_the_words_of_a_message(lexicon_of: LexiconOf) -> None:
    plan = message_rule("problem", title="题", suggest="subject", suggest_try="比如“{suggestion}”。")
    lexicon = lexicon_of({"moves/problem.toml": move("故障"), "rules/m/subject.toml": plan})
    text = "玄黄系统今天上午有故障。请玄黄部门安排同事看一看。玄黄系统明天要用。"
    (told,), (untold,) = (reported(lexicon, text, snippets=snippets).findings for snippets in (True, False))
    assert "系统" in told.advice
    assert untold.advice == "换一种说法。"


def test_words_that_the_rule_names_are_not_suggested(lexicon_of: LexiconOf) -> None:
    plan = message_rule(
        "problem", title="题", suggest="subject", suggest_try="{suggestion}", suggest_without="系. | 部门"
    )
    lexicon = lexicon_of({"moves/problem.toml": move("故障"), "rules/m/subject.toml": plan})
    (finding,) = reported(lexicon, "玄黄系统今天上午有故障。请玄黄部门安排同事看一看。玄黄系统明天要用。").findings
    assert "故障" in finding.advice
    assert not any(word in finding.advice for word in ("系统", "部门"))


def test_without_snippets_places_and_rules_stay_as_they_are(lexicon: Lexicon) -> None:
    def places(snippets: bool) -> list[Any]:
        settings = Settings(snippets=snippets)
        (file,) = json.loads(shown("json", lexicon, reported(lexicon, snippets=snippets), settings=settings))["files"]
        return [(f["rule"], f["start"], f["end"]) for f in file["findings"]]

    assert len(places(True)) == 3
    assert places(False) == places(True)


def test_without_snippets_quotes_are_null(lexicon: Lexicon) -> None:
    settings = Settings(snippets=False)
    report = reported(lexicon, TEXT + "不是拖延。", snippets=False)
    (file,) = json.loads(shown("json", lexicon, report, settings=settings, show_excused=True))["files"]
    assert [finding["quote"] for finding in file["findings"]] == [None] * 3
    assert file["findings"][0]["message"] == "“…”不妥。因为。"
    assert [excused["quote"] for excused in file["excused"]] == [None]
    assert shown("text", lexicon, report, settings=settings).splitlines()[:2] == [
        "信.txt:2:3 提醒 拖拉 t.late",
        "  “…”不妥。因为。",
    ]


def test_without_snippets_a_fingerprint_tells_nothing_of_the_words(lexicon: Lexicon) -> None:
    settings = Settings(snippets=False)
    one, two = (
        shown("gitlab", lexicon, reported(lexicon, text, snippets=False), settings=settings)
        for text in ("拖一延", "拖二延")
    )
    assert one == two
