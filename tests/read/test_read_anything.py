"""Whatever the bytes: a Message that holds together, or a ReadError."""

from __future__ import annotations

import subprocess
import sys

import pytest
from helpers import holds_together
from hypothesis import given, settings
from hypothesis import strategies as st
from read_samples import mail, multipart, part

from tonecheck.model import KINDS, Kind
from tonecheck.read import ReadError, read_bytes, read_text, split_blocks

PIECES = [
    *(
        "王总：",
        "您好",
        "数据还没有收到，",
        "请周五前给到。",
        "谢谢！",
        "运营部 郭凯",
        "此致",
        "敬礼",
        "\n",
        "\n\n",
        "  ",
        "　　",
        "\t",
    ),
    *(
        "1. ",
        "- ",
        "一、",
        "> ",
        ">",
        "-- ",
        "-----原始邮件-----",
        "发件人: 王芳",
        "发送时间: 2025年5月6日",
        "主题：",
        "在 14:20，a@b.c 写道：",
    ),
    *(
        "On x wrote:",
        "```",
        "# ",
        "ERROR: x",
        "<p>",
        "</div>",
        "<blockquote>",
        "<!--",
        "&amp;",
        "<a b='",
        "From: a\n",
        "Content-Type: ",
    ),
    *(
        "multipart/mixed; boundary=b\n\n",
        "--b\n",
        "--b--",
        "text/html; charset=gbk\n\n",
        "Content-Transfer-Encoding: base64\n",
        "=?utf-8?B?",
    ),
    *(
        "Subject: ",
        "Date: ",
        "message/rfc822\n\n",
        "\x00",
        "\r",
        "\u2028",
        "\ufeff",
        "\ud800",
        "😀",
        "[",
        "（",
        "：",
        "---\n",
        "    x",
    ),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
PATHS = st.sampled_from(["a.txt", "a.md", "a.html", "a.eml", "COMMIT_EDITMSG", "-", "b.markdown", "c.htm"])
GREETINGS = ("王总您好，", "李经理：", "各位同事，")
SAID = (
    "数据还没有收到",
    "请您在周五之前回复我们",
    "这件事我们可以一起商量",
    "附件里有上周的报告",
    "谢谢您的支持和配合",
)
TOLD = (
    "資料還沒有收到",
    "請您在週五之前回覆我們",
    "這件事我們可以一起商量",
    "附件裡有上週的報告",
    "謝謝您的支持和配合",
)


@given(st.binary(), PATHS)
def test_any_bytes(data: bytes, path: str) -> None:
    try:
        message = read_bytes(data, path)
    except ReadError as error:
        assert str(error)
        return
    holds_together(message)


@given(TEXTS, PATHS)
@settings(max_examples=300)
def test_any_text_as_a_file(text: str, path: str) -> None:
    try:
        message = read_bytes(text.encode("utf-8", "replace"), path)
    except ReadError:
        return
    holds_together(message)


@given(TEXTS, st.sampled_from([None, *KINDS]))
@settings(max_examples=300)
def test_a_plain_text_survives_letter_for_letter(text: str, kind: Kind | None) -> None:
    message = read_text(text, kind=kind)
    holds_together(message)
    expected = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert message.text == "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in expected)


@given(TEXTS, st.sampled_from(KINDS))
def test_every_line_with_words_is_in_a_block(text: str, kind: Kind) -> None:
    blocks = split_blocks(text, kind)
    filled = {at for block in blocks for at in range(block.span.start, block.span.end)}
    at = 0
    for line in text.split("\n"):
        assert not line.strip() or at in filled
        at += len(line) + 1


@given(
    st.binary(max_size=200),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
    st.sampled_from(["utf-8", "gbk", "utf-16", "hz", "x"]),
)
def test_any_bytes_as_the_body_of_a_mail(data: bytes, transfer: str, charset: str) -> None:
    entity = f"Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n".encode() + data
    try:
        message = read_bytes(mail(multipart("alternative", part("\n"), entity)), "a.eml")
    except ReadError:
        assert transfer == "base64"
    else:
        holds_together(message)


@given(
    st.binary(max_size=100),
    st.sampled_from(["Subject", "To", "Date", "Content-Type", "Content-Disposition", "References"]),
)
def test_any_bytes_as_a_field_of_a_mail(value: bytes, name: str) -> None:
    holds_together(read_bytes(name.encode() + b": " + value + b"\nFrom: a@example.com\n\nbody", "a.eml"))


@given(
    st.lists(st.sampled_from(SAID), min_size=1, max_size=6),
    st.sampled_from(GREETINGS),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_simplified_text_comes_back_from_every_encoding(said: list[str], greeting: str, charset: str) -> None:
    text = greeting + "，".join(said) + "。"
    assert read_bytes(text.encode(charset), "a.txt").text == text


@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=6), st.sampled_from(["utf-8", "utf-16", "gb18030", "big5"]))
def test_traditional_text_comes_back_from_every_encoding(told: list[str], charset: str) -> None:
    text = "，".join(told) + "。"
    assert read_bytes(text.encode(charset), "a.txt").text == text


@pytest.mark.parametrize("path", ["draft.txt", "draft.md"])
def test_a_plain_draft_loads_neither_mail_nor_html(path: str) -> None:
    code = (
        "import sys; from tonecheck.read import read_bytes;"
        f"read_bytes('王总：\\n\\n数据还没有收到。\\n1. 一\\n\\n谢谢！\\n运营部 郭凯'.encode(), {path!r});"
        "heavy = 'email html dataclasses inspect datetime tonecheck.read.threads'.split();"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
