"""Saying “not this one” in a message: what a directive drops, where it may stand, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from helpers import LexiconOf, everywhere, message_rule, move, rule
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tonecheck.lexicon import Lexicon
from tonecheck.model import Report, Settings
from tonecheck.pipeline import check_message
from tonecheck.read import read_bytes

FILES = {
    "rules/tone/hurry.toml": rule("立刻", severity="warning"),
    "rules/tone/curse.toml": rule("混蛋", severity="error"),
    "rules/tone/picky.toml": rule("请", strict=True),
    "rules/vague/soon.toml": rule("尽快"),
    "rules/vague/chat.toml": rule("在吗", kinds=["chat"]),
    "rules/missing/plan.toml": message_rule("problem", point_at="problem"),
    "moves/problem.toml": move("故障"),
}

Read = Callable[..., Report]


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(FILES)


@pytest.fixture
def read(lexicon: Lexicon) -> Read:
    """Checks the bytes of a file."""

    def checked(text: str, path: str = "draft.md", **wanted: Any) -> Report:
        message = read_bytes(text.encode(), path, kind=wanted.pop("kind", "mail"))
        return check_message(message, lexicon, Settings(**wanted), everywhere)

    return checked


def kept(report: Report) -> str:
    return " ".join(finding.rule for finding in report.findings)


def dropped(report: Report) -> str:
    return " ".join(
        f"{item.finding.rule}:{item.reason}" + (f"({item.note})" if item.note else "") for item in report.suppressed
    )


def notices(report: Report) -> str:
    return " ".join(
        f"{notice.place.line}:{notice.problem}" + (f"[{notice.name}]" if notice.name else "")
        + (f"→{notice.close}" if notice.close else "")
        for notice in report.notices
    )  # fmt: skip


def both(report: Report) -> tuple[str, str]:
    return kept(report), notices(report)


# Where it acts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("立刻，尽快。", "tone.hurry vague.soon", id="no directive"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry] -->\n立刻，尽快。", "vague.soon", id="above a paragraph"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry] -->\n\n立刻，尽快。", "vague.soon", id="with a blank line"),
        pytest.param("立刻。<!-- tonecheck: ignore[tone.hurry] -->尽快。", "vague.soon", id="within a paragraph"),
        pytest.param("立刻，尽快。 <!-- tonecheck: ignore[tone.hurry] -->", "vague.soon", id="at its end"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry] --> 立刻，尽快。", "vague.soon", id="at its start"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry] -->\n- 立刻一\n- 立刻二", "tone.hurry", id="above an item"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry] -->\n# 立刻\n\n立刻", "tone.hurry", id="above a heading"),
        pytest.param("立刻。\n\n<!-- tonecheck: ignore[tone.hurry] -->\n", "tone.hurry", id="behind it: too late"),
        pytest.param("<!--\ntonecheck: ignore[tone.hurry]\n-->\n立刻，尽快。", "vague.soon", id="on several lines"),
        pytest.param("<!--tonecheck:ignore[tone.hurry]-->\n立刻，尽快。", "vague.soon", id="without blanks"),
        pytest.param("<!-- tonecheck： ignore[tone.hurry] -->\n立刻，尽快。", "vague.soon", id="full-width colon"),
        *(
            pytest.param(f"<!-- tonecheck: ignore{names} -->\n立刻，尽快。", "vague.soon", id=f"as in {names}")
            for names in (
                "（tone.hurry）",
                "(tone.hurry)",
                "【tone.hurry】",
                "：tone.hurry",
                " = tone.hurry",
                " TONE.hurry",
            )
        ),
        pytest.param("<!-- tonecheck: ignore[tone.hurry， vague] -->\n立刻，尽快。", "", id="full-width comma"),
        pytest.param("<!-- Tonecheck: Ignore[tone.hurry] -->\n立刻，尽快。", "vague.soon", id="capitals"),
        pytest.param("<!-- tonecheck: ignore[tone] -->\n立刻，混蛋，尽快。", "vague.soon", id="a family"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry, vague] -->\n立刻，混蛋，尽快。", "tone.curse", id="several"),
        pytest.param("<!-- tonecheck: ignore -->\n立刻，混蛋，尽快。", "", id="all"),
        pytest.param("<!-- tonecheck: ignore[all] -->\n立刻，混蛋，尽快。", "", id="all by name"),
        pytest.param("<!-- tonecheck: ignore tone.hurry -->\n立刻，尽快。", "vague.soon", id="brackets forgotten"),
        pytest.param(
            "<!-- tonecheck: ignore tone.hurry, vague -->\n立刻，混蛋，尽快。", "tone.curse", id="of two names"
        ),
        pytest.param("<!-- tonecheck: ignore tone vague.soon 原话 -->\n立刻，混蛋，尽快。", "", id="and a note"),
        pytest.param("<!-- tonecheck: ignore tone.hury -->\n立刻，尽快。", "tone.hurry vague.soon", id="of a slip"),
        pytest.param("<!-- tonecheck: ignore vage -->\n立刻，尽快。", "tone.hurry vague.soon", id="of a slip alone"),
        pytest.param("<!-- tonecheck: ignore said in the room -->\n立刻，尽快。", "", id="a note in English"),
        pytest.param(
            "立刻\n\n<!-- tonecheck: disable[tone.hurry] -->\n\n立刻\n\n立刻，尽快\n\n"
            "<!-- tonecheck: enable[tone.hurry] -->\n\n立刻",
            "tone.hurry vague.soon tone.hurry",
            id="disable and enable",
        ),
        pytest.param("立刻\n\n<!-- tonecheck: disable -->\n\n立刻，尽快", "tone.hurry", id="disable to the end"),
        pytest.param(
            "<!-- tonecheck: disable[tone] -->\n\n<!-- tonecheck: disable[vague] -->\n\n立刻，尽快\n\n"
            "<!-- tonecheck: enable -->\n\n立刻，尽快",
            "tone.hurry vague.soon",
            id="enable all",
        ),
        pytest.param(
            "<!-- tonecheck: disable -->\n\n<!-- tonecheck: disable[vague] -->\n\n立刻，尽快\n\n"
            "<!-- tonecheck: enable -->\n\n立刻，尽快",
            "tone.hurry vague.soon",
            id="enable all, of all and one",
        ),
        pytest.param(
            "<!-- tonecheck: disable[tone,vague] -->\n\n立刻，尽快\n\n<!-- tonecheck: enable[vague] -->\n\n立刻，尽快",
            "vague.soon",
            id="enable one of two",
        ),
        *(
            pytest.param(
                f"<!-- tonecheck: disable{wide} -->\n\n立刻\n\n"
                f"<!-- tonecheck: enable[{narrow}] -->\n\n立刻，混蛋，尽快",
                left,
                id=f"disable{wide}, enable {narrow}",
            )
            for wide, narrow, left in (
                ("[tone]", "tone.hurry", "tone.hurry vague.soon"),
                ("", "tone.hurry", "tone.hurry"),
                ("", "tone", "tone.hurry tone.curse"),
                ("", "tone.hurry, tone.curse", "tone.hurry tone.curse"),
                ("[tone.hurry]", "tone", "tone.hurry tone.curse vague.soon"),
            )
        ),
        pytest.param(
            "<!-- tonecheck: disable[tone] -->\n\n<!-- tonecheck: enable[tone.hurry] -->\n\n立刻，混蛋\n\n"
            "<!-- tonecheck: disable[tone] -->\n\n立刻，混蛋\n\n<!-- tonecheck: enable -->\n\n立刻",
            "tone.hurry tone.hurry",
            id="enable one, and disable again",
        ),
        *(
            pytest.param(text.replace("@", "<!-- tonecheck: ignore[tone.hurry] -->"), left, id=name)
            for name, text, left in (
                ("ending an item", "- 立刻一，尽快\n  @\n- 立刻二", "vague.soon tone.hurry"),
                ("ending an item, between blank lines", "- 立刻一，尽快\n\n  @\n\n立刻二", "vague.soon tone.hurry"),
                ("ending an item of paragraphs", "- 立刻\n\n  立刻，尽快\n\n  @\n- 立刻", "vague.soon tone.hurry"),
                ("ending an item with items", "- 立刻\n  - 立刻，尽快\n  @\n- 立刻", "vague.soon tone.hurry"),
                ("ending an item in one", "- 立刻\n  - 立刻，尽快\n    @\n- 立刻", "tone.hurry vague.soon tone.hurry"),
                ("ending the last item", "1. 立刻，尽快\n   @\n", "vague.soon"),
                ("within an item", "- 立刻\n\n  @\n  立刻，尽快\n- 立刻", "tone.hurry vague.soon tone.hurry"),
                ("below a paragraph", "立刻\n  @\n立刻，尽快", "tone.hurry vague.soon"),
            )
        ),
        pytest.param("立刻\n\n尽快\n\n<!-- tonecheck: file-ignore[tone] -->", "vague.soon", id="the whole file"),
        pytest.param(
            "<!-- tonecheck: file-ignore[missing.plan] -->\n\n出了故障。", "", id="a rule on the whole message"
        ),
        pytest.param("<!-- tonecheck: ignore[missing] -->\n出了故障。", "", id="a rule on the whole, where it points"),
        pytest.param("```\n<!-- tonecheck: file-ignore -->\n```\n\n立刻", "tone.hurry", id="in a code block"),
        pytest.param("写 `<!-- tonecheck: ignore -->` 就行，立刻", "tone.hurry", id="in code within a line"),
        pytest.param("---\n# <!-- tonecheck: file-ignore -->\n---\n\n立刻", "tone.hurry", id="in the front matter"),
        pytest.param("<!-- 立刻 --> ", "", id="another comment"),
        pytest.param(
            "> <!-- tonecheck: file-ignore -->\n> 前文\n\n立刻", "tone.hurry", id="in what somebody else wrote"
        ),
        pytest.param("<!-- tonecheck: file-ignore -->\n> 前文\n\n立刻", "", id="before it"),
    ],
)
def test_what_a_comment_of_markdown_drops(read: Read, text: str, left: str) -> None:
    assert kept(read(text)) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p>立刻</p><!-- tonecheck: ignore[tone.hurry] --><p>立刻</p><p>立刻</p>", "tone.hurry tone.hurry"),
        ("<p>立刻<!-- tonecheck: ignore[tone.hurry] --></p><p>立刻</p>", "tone.hurry"),
        ("<p>立刻 <!-- tonecheck: ignore[tone.hurry] -->尽快</p>", "vague.soon"),
        ("<html><head><!-- tonecheck: file-ignore --></head><body><p>立刻</p></body></html>", ""),
        ("<p>一</p>\n<!-- tonecheck: disable -->\n<p>立刻</p>\n<!-- tonecheck: enable -->\n<p>尽快</p>", "vague.soon"),
        ("<p>立刻</p><!-- tonecheck: file-ignore[tone] -->", ""),
        ("<p>立刻</p><!-- tonecheck: ignore[tone] -->", "tone.hurry"),
    ],
)
def test_what_a_comment_of_html_drops(read: Read, text: str, left: str) -> None:
    assert kept(read(text, "draft.html")) == left


def mail(head: str, body: str = "立刻，尽快。", kind: str = "plain") -> str:
    return f"Subject: x\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n{head}\n{body}\n"


@pytest.mark.parametrize(
    ("head", "left"),
    [
        ("", "tone.hurry vague.soon"),
        ("X-Tonecheck-Ignore: tone.hurry\n", "vague.soon"),
        ("x-tonecheck-ignore:tone.hurry\n", "vague.soon"),
        ("X-Tonecheck-Ignore: tone.hurry, vague\n", ""),
        ("X-Tonecheck-Ignore: tone.hurry\nX-Tonecheck-Ignore: vague.soon\n", ""),
        ("X-Tonecheck-Ignore: tone.hurry,\n vague.soon; agreed by\n phone\n", ""),
        ("X-Tonecheck-Ignore: all\n", ""),
        ("X-Tonecheck-Ignored: all\n", "tone.hurry vague.soon"),
    ],
)
def test_what_the_head_of_a_mail_drops(read: Read, head: str, left: str) -> None:
    assert both(read(mail(head), "draft.eml")) == (left, "")


def test_a_head_written_by_hand(read: Read) -> None:
    text = "收件人：王总\nX-Tonecheck-Ignore: tone.hurry；电话里说好了\n主题：表\n\n立刻，尽快。"
    report = read(text, "draft.txt")
    assert (both(report), dropped(report)) == (("vague.soon", ""), "tone.hurry:header(电话里说好了)")


@pytest.mark.parametrize(
    ("trailer", "left"),
    [
        ("", "tone.hurry vague.soon"),
        ("Tonecheck-Ignore: tone.hurry", "vague.soon"),
        ("tonecheck-ignore: tone.hurry, vague; 引用", ""),
        ("# Tonecheck-Ignore: tone.hurry", "tone.hurry vague.soon"),
        ("Signed-off-by: 甲 <a@example.com>\nTonecheck-Ignore: all", ""),
    ],
)
def test_what_the_trailer_of_a_commit_drops(read: Read, trailer: str, left: str) -> None:
    assert both(read(f"修正\n\n立刻，尽快。\n\n{trailer}\n", "COMMIT_EDITMSG", kind="commit")) == (left, "")


# What is kept of it


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("<!-- tonecheck: ignore[tone.hurry] 当面说好了 -->\n立刻", "a.md", "tone.hurry:comment(当面说好了)"),
        ("<!-- tonecheck: ignore[tone.hurry] -->\n立刻", "a.md", "tone.hurry:comment"),
        ("<!-- tonecheck: ignore 这一段是原话 -->\n立刻", "a.md", "tone.hurry:comment(这一段是原话)"),
        (mail("X-Tonecheck-Ignore: all; =?utf-8?b?5aW9?=\n", "立刻"), "a.eml", "tone.hurry:header(好)"),
        ("改\n\n立刻\n\nTonecheck-Ignore: tone; 原话", "COMMIT_EDITMSG", "tone.hurry:trailer(原话)"),
    ],
)
def test_the_reason_is_kept(read: Read, text: str, path: str, said: str) -> None:
    assert dropped(read(text, path, kind=None)) == said


@pytest.mark.parametrize(
    "comment", ["<!-- tonecheck: ignore[vague] 混蛋，故障。 -->", "<!-- tonecheck: ignore[vague]\n混蛋，故障。 -->"]
)
def test_nothing_is_found_in_the_words_of_a_directive(read: Read, comment: str) -> None:
    report = read(f"尽快处理。{comment}立刻")
    assert kept(report) == "tone.hurry"
    assert report.message.text == f"尽快处理。{comment}立刻"
    (found,) = report.findings
    assert report.message.text[found.span.start : found.span.end] == "立刻"


# What is said of it


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("<!-- tonecheck: ignore[tone.hurry] -->\n立刻", "", id="used"),
        pytest.param("<!-- tonecheck: ignore[tone.hurry] -->\n好的", "1:unused[tone.hurry]", id="unused"),
        pytest.param("一\n\n<!-- tonecheck: ignore -->\n好的", "3:unused", id="unused, all"),
        pytest.param("<!-- tonecheck: ignore[tone, vague] -->\n立刻", "1:unused[vague]", id="one of two unused"),
        pytest.param("<!-- tonecheck: file-ignore[vague.chat] -->\n好的", "", id="not for this kind of message"),
        pytest.param("<!-- tonecheck: file-ignore[tone.picky] -->\n请", "", id="a strict rule that is not on"),
        pytest.param("<!-- tonecheck: file-ignore -->\n<!-- tonecheck: ignore[tone] -->\n立刻", "", id="twice"),
        pytest.param("<!-- tonecheck: disable[tone] -->\n\n好的", "1:unused[tone]", id="disabled for nothing"),
        pytest.param("<!-- tonecheck: enable[tone] -->\n\n好的", "1:unused[tone]", id="enabled what was not disabled"),
        pytest.param("<!-- tonecheck: enable -->\n\n好的", "1:unused", id="enabled, all"),
        pytest.param(
            "<!-- tonecheck: ignore[tone.hury] -->\n立刻", "1:unknown-rule[tone.hury]→tone.hurry", id="unknown rule"
        ),
        pytest.param(
            "<!-- tonecheck: ignore[tones, vague] -->\n尽快",
            "1:unknown-rule[tones]→tone",
            id="unknown, and a known one",
        ),
        pytest.param(
            "<!-- tonecheck: ignore tone.hury, vague -->\n尽快",
            "1:unknown-rule[tone.hury]→tone.hurry",
            id="unknown, brackets forgotten",
        ),
        pytest.param("<!-- tonecheck: ignore vage -->\n尽快", "1:unknown-rule[vage]→vague", id="a family alone, too"),
        pytest.param("<!-- tonecheck: ignore vague\nby phone -->\n尽快", "", id="a note on the next line"),
        pytest.param("<!-- tonecheck: ignore[] -->\n立刻", "1:unknown-rule", id="no rule"),
        pytest.param(
            "<!-- tonecheck: ignor[tone] -->\n立刻", "1:unknown-directive[ignor]→ignore", id="unknown directive"
        ),
        pytest.param("<!-- tonecheck: ignore[tone 立刻 -->\n立刻", "1:unclosed[ignore]", id="bracket not closed"),
        pytest.param(
            "<!-- tonecheck: ignore（tone 立刻 -->\n立刻", "1:unclosed[ignore]", id="another bracket not closed"
        ),
        pytest.param("<!-- tonecheck: ignore: （电话里说好了） -->\n立刻", "", id="a note in brackets"),
        pytest.param("<!-- tonecheck: ignore（说好了（电话）） -->\n立刻", "", id="a note in brackets with brackets"),
        pytest.param("<!-- tonecheck: Disable [tone -->\n立刻", "1:unclosed[disable]", id="not closed, with a blank"),
        pytest.param(
            "<!-- tonecheck: ignor[tone -->\n立刻", "1:unknown-directive[ignor]→ignore", id="not closed, and unknown"
        ),
        pytest.param(
            "<!-- tonecheck: disable -->\n\n<!-- tonecheck: enable[tone] -->\n\n立刻，尽快", "", id="enabled one of all"
        ),
        pytest.param(
            "<!-- tonecheck: disable[tone] -->\n\n立刻\n\n<!-- tonecheck: enable[tone.hurry] -->\n\n"
            "<!-- tonecheck: enable[tone.hurry] -->\n\n立刻",
            "7:unused[tone.hurry]",
            id="enabled twice",
        ),
        pytest.param("<!-- tonecheck: -->\n立刻", "1:unknown-directive", id="nothing"),
    ],
)
def test_what_is_said_of_a_comment(read: Read, text: str, said: str) -> None:
    assert notices(read(text)) == said


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"select": ("vague",)}, ""),
        ({"ignore": ("tone.curse",)}, ""),
        ({"ignore": ("vague",)}, "1:unused[tone]"),
        ({"select": ("tone",)}, "1:unused[tone]"),
    ],
)
def test_a_directive_for_rules_that_were_not_used_is_not_called_unused(
    read: Read, wanted: dict[str, Any], said: str
) -> None:
    assert notices(read("<!-- tonecheck: file-ignore[tone] -->\n好的", **wanted)) == said


SENT = "<!-- tonecheck: ignore[tone] -->"


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        pytest.param(f"王总：\n立刻。{SENT}", "a.txt", "2:sent", id="a plain draft"),
        pytest.param("立刻\n\ntonecheck: ignore[tone]", "a.txt", "3:sent", id="a plain draft, without a comment"),
        pytest.param(mail("", f"立刻\n{SENT}"), "a.eml", "6:sent", id="a mail"),
        pytest.param(mail("", f"<p>立刻</p>{SENT}<p>好</p>", "html"), "a.eml", "5:sent", id="a mail in HTML"),
        pytest.param(mail("", f"好，立刻\n\n> {SENT}"), "a.eml", "", id="a mail that is quoted"),
        pytest.param(f"改\n\n立刻\n{SENT}", "COMMIT_EDITMSG", "4:sent", id="a commit"),
        pytest.param("王总：\n\nX-Tonecheck-Ignore: tone\n立刻", "a.txt", "3:sent", id="a field, in a plain draft"),
        pytest.param(
            "主题：表\n\n王总：\nx-tonecheck-ignore：tone\n立刻", "a.txt", "4:sent", id="a field, below a head"
        ),
        pytest.param("立刻\n\nTonecheck-Ignore: tone", "a.txt", "3:sent", id="a trailer, in a plain draft"),
        pytest.param(
            mail("", "立刻\nX-Tonecheck-Ignore: tone"), "a.eml", "6:sent", id="a field, in the body of a mail"
        ),
        pytest.param("改\n\n立刻\nX-Tonecheck-Ignore: tone", "COMMIT_EDITMSG", "4:sent", id="a field, in a commit"),
        pytest.param("好，立刻\n\n> X-Tonecheck-Ignore: tone", "a.txt", "", id="a field that is quoted"),
        pytest.param("立刻，tonecheck 说不行。", "a.txt", "", id="talk of it"),
        pytest.param("立刻写上 X-Tonecheck-Ignore: tone 就行。", "a.txt", "", id="talk of a field"),
    ],
)
def test_a_directive_that_would_be_sent_has_no_effect_and_is_told(read: Read, text: str, path: str, said: str) -> None:
    assert both(read(text, path)) == ("tone.hurry", said)


def test_the_line_of_a_directive_in_a_head(read: Read) -> None:
    report = read(mail("X-Tonecheck-Ignore: tone.hury\nX-Tonecheck-Ignore: vague\n", "好"), "a.eml")
    assert notices(report) == "4:unknown-rule[tone.hury]→tone.hurry 5:unused[vague]"
    report = read("<p>好</p>\n\n<!-- tonecheck: ignore[vague] -->\n<p>好</p>", "a.html")
    assert notices(report) == "3:unused[vague]"


# Names of the house


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("立刻达的合同。", ("立刻达",), ""),
        ("立刻达的合同，立刻签。", ("立刻达",), "tone.hurry"),
        ("立即達的合同，尽快。", ("达立刻",), "vague.soon"),
        ("请立刻。", ("立",), "tone.hurry"),
        ("有故障。", ("故障",), ""),
        ("立刻达、立刻行。", ("立刻达", "立刻行"), ""),
        ("请立刻。", ("",), "tone.hurry"),
    ],
)
def test_nothing_is_found_within_a_name_of_the_house(read: Read, text: str, names: tuple[str, ...], left: str) -> None:
    report = read(text, names=names)
    assert kept(report) == left
    assert {item.reason for item in report.excused} <= {"name"}


# Anything


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["<!--", "-->", "tonecheck:", "ignore", "disable", "enable", "file-ignore", "[", "]", "tone", "all", ",",
             " ", "\n", "\n\n", "立刻", "尽快。", "`", "```", ";", "X-Tonecheck-Ignore:", "Tonecheck-Ignore:", "<p>"]
        ),
        max_size=25,
    ).map("".join),
    st.sampled_from(["a.md", "a.html", "a.txt", "a.eml", "COMMIT_EDITMSG"]),
)  # fmt: skip
def test_directives_only_drop(lexicon: Lexicon, text: str, path: str) -> None:
    """Whatever stands in a text: nothing fails, and what is left and what was dropped are what was found."""
    message = read_bytes(text.encode(), path)
    report = check_message(message, lexicon, Settings(), everywhere)
    for finding in (*report.findings, *(item.finding for item in report.suppressed)):
        assert finding.quote is None or message.text[finding.span.start : finding.span.end] == finding.quote
    assert all(notice.place.line >= 1 for notice in report.notices)
    if not message.directives:
        assert (report.suppressed, report.notices) == ((), ())
