"""Files with many messages: mbox, Maildir, JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonecheck.model import Message
from tonecheck.read import ReadError, read_all
from tonecheck.read.boxes import maildir


def told(data: str | bytes, path: str) -> list[str]:
    """``path kind/audience: text`` of each message, with ⏎ for line ends; ``path! error`` of one that is none."""
    raw = data.encode() if isinstance(data, str) else data
    return [
        f"{where} {found.kind}/{found.audience}: {found.text}".replace("\n", "⏎")
        if isinstance(found, Message)
        else f"{where}! {found}"
        for where, found in read_all(raw, path)
    ]


def posted(subject: str, body: str, day: int = 1) -> str:
    """A mail as it stands in an mbox."""
    head = f"From a@example.com Mon Sep {day:2} 10:05:00 2025\nSubject: {subject}\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n\n"


# mbox


TWO = posted("A", "请看。") + posted("B", "好的。", 2)
DATED = "From b@example.com Mon Sep  1 10:05:00 2025"
ENTRY = "{0}#1 mail/leader: A⏎⏎请看。", "{0}#2 mail/leader: B⏎⏎好的。"


@pytest.mark.parametrize(
    ("data", "path", "found"),
    [
        pytest.param(TWO, "a.mbox", ENTRY, id="two"),
        pytest.param(TWO.replace("\n", "\r\n"), "a.mbox", ENTRY, id="CRLF"),
        pytest.param(TWO, "Drafts", ENTRY, id="told by its content"),
        pytest.param(posted("A", "请看。"), "Drafts", ("{0} mail/leader: A⏎⏎请看。",), id="one mail is no box"),
        pytest.param(posted("A", "请看。"), "a.mbox", ENTRY[:1], id="a box of one"),
        pytest.param(
            posted("A", f"一\n{DATED}\n二"), "a.mbox", (f"{{0}}#1 mail/leader: A⏎⏎一⏎{DATED}⏎二",), id="From in a text"
        ),
        pytest.param(
            posted("A", "一\n\nFrom now"), "a.mbox", ("{0}#1 mail/leader: A⏎⏎一⏎⏎From now",), id="From without a time"
        ),
        pytest.param("", "a.mbox", (), id="empty"),
        pytest.param(
            "好的。", "a.mbox", ("{0}! 不是 mbox：第一行应当以 “From ” 开头；单独一封邮件请存成 .eml",), id="text"
        ),
    ],
)
def test_an_mbox(data: str, path: str, found: tuple[str, ...]) -> None:
    assert told(data, path) == [line.format(path) for line in found]


def test_lines_count_in_the_message_as_if_it_were_alone() -> None:
    messages = [found for _, found in read_all(TWO.encode(), "a.mbox") if isinstance(found, Message)]
    assert [message.place(message.text.index("。")).line for message in messages] == [6, 6]


# Maildir


def test_a_maildir_is_numbered_in_the_order_of_delivery(tmp_path: Path) -> None:
    for name in ("cur/1700000200.b.host:2,S", "new/1700000100.a.host", "cur/99.c.host:2,", "tmp/1.x", "cur/.hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [(path.removeprefix(str(tmp_path)), Path(file).name) for path, file in maildir(f"{tmp_path}/")]
    assert found == [("#1", "99.c.host:2,"), ("#2", "1700000100.a.host"), ("#3", "1700000200.b.host:2,S")]


# JSON Lines


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"text": "在吗？"}', "a.jsonl#1 chat/leader: 在吗？"),
        ('{"text": "在吗？", "kind": "mail", "audience": "peer"}', "a.jsonl#1 mail/peer: 在吗？"),
        ('{"text": "在吗？", "id": "t-9"}', "a.jsonl#t-9 chat/leader: 在吗？"),
        ('{"text": "在吗？", "id": 42}', "a.jsonl#42 chat/leader: 在吗？"),
        ('{"text": "在吗？", "id": true}', "a.jsonl#1 chat/leader: 在吗？"),
        ('{"text": "在吗？", "id": ""}', "a.jsonl#1 chat/leader: 在吗？"),
        ('{"text": "一\\r\\n二", "more": [1]}', "a.jsonl#1 chat/leader: 一⏎二"),
        ('\ufeff{"text": ""}', "a.jsonl#1 chat/leader: "),
        ('{"text": 1}', 'a.jsonl#1! 这一行没有 text；每行应当是一个对象，如 {"text": "…"}'),
        ('["text"]', 'a.jsonl#1! 这一行没有 text；每行应当是一个对象，如 {"text": "…"}'),
        ("{text}", 'a.jsonl#1! 这一行不是 UTF-8 的 JSON；每行应当是一个对象，如 {"text": "…"}'),
        ("[" * 100_000, 'a.jsonl#1! 这一行不是 UTF-8 的 JSON；每行应当是一个对象，如 {"text": "…"}'),
        ('{"text": "", "kind": "letter"}', "a.jsonl#1! kind 应当是 mail、chat、notice、issue、commit 之一"),
        ('{"text": "", "audience": []}', "a.jsonl#1! audience 应当是 leader、peer、customer、community 之一"),
    ],
)
def test_a_line_of_json(line: str, found: str) -> None:
    assert told(line, "a.jsonl") == [found]


def test_each_line_is_a_message_and_a_wrong_one_does_not_hide_the_others() -> None:
    lines = '{"text": "一"}\r\n\r\n{"text":\n{"text": "二"}\n'
    assert [where for where, _ in read_all(lines.encode(), "a.jsonl")] == ["a.jsonl#1", "a.jsonl#3", "a.jsonl#4"]
    assert [isinstance(found, ReadError) for _, found in read_all(lines.encode(), "a.jsonl")] == [False, True, False]


@pytest.mark.parametrize(
    ("ids", "paths"),
    [
        pytest.param(["a", "b", "a", "a"], ["#a", "#b", "#a#3", "#a#4"], id="one id several times"),
        pytest.param([2, None], ["#2", "#2#2"], id="an id like the number of a later line"),
        pytest.param([None, 1], ["#1", "#1#2"], id="an id like the number of an earlier line"),
        pytest.param(["a#3", "a", "a"], ["#a#3", "#a", "#a#3#3"], id="an id like what tells lines apart"),
    ],
)
def test_no_two_lines_have_the_same_path(ids: list[str | int | None], paths: list[str]) -> None:
    lines = [json.dumps({"text": "一"} | ({"id": name} if name else {})) for name in ids]
    found = [where for where, _ in read_all("\n".join(lines).encode(), "a.jsonl")]
    assert found == [f"a.jsonl{path}" for path in paths]


# Anything


@given(st.lists(st.sampled_from([b"From a Mon Sep  1 10:05:00 2025\n", b"\n", b"Subject: a\n", b"\xff\x00", b"x"])))
def test_any_bytes_as_a_box_of_mails_give_messages_or_one_line_each(pieces: list[bytes]) -> None:
    for _, found in read_all(b"".join(pieces), "a.mbox"):
        assert isinstance(found, Message) or "\n" not in str(found)


@given(st.one_of(st.binary(), st.text().map(lambda text: json.dumps({"text": text}).encode())))
def test_any_bytes_as_lines_of_json_give_messages_or_one_line_each(data: bytes) -> None:
    for _, found in read_all(data, "a.jsonl"):
        assert isinstance(found, Message) or "\n" not in str(found)
