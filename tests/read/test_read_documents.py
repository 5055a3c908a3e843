"""Word documents, and messages and templates of Outlook."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest
from document_samples import Tree, docx, msg, ole, p
from hypothesis import given
from hypothesis import strategies as st
from read_samples import outline, words

from tonecheck.model import Message
from tonecheck.read import ReadError, read_bytes


def word(body: str) -> Message:
    return read_bytes(docx(body), "a.docx", kind="mail")


# Word


DELETED = "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
NOT_HIDDEN = "<w:rPr><w:vanish w:val='0'/></w:rPr>"
FIELD = "<w:r><w:instrText>HYPERLINK</w:instrText></w:r>"
CELLS = f"<w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr>"


def r(text: str, before: str = "") -> str:
    return f"<w:r>{before}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(p("王总：") + p("") + p("请看", "附件。"), "王总：\n\n请看附件。", id="paragraphs of runs"),
        pytest.param(f"<w:p>{r('甲')}{r('乙', '<w:tab/>')}{r('丙', '<w:br/>')}</w:p>", "甲\t乙\n丙", id="tab, break"),
        pytest.param(f"<w:p>{DELETED}<w:ins>{r('加')}</w:ins></w:p>", "加", id="tracked changes"),
        pytest.param(f"<w:p>{r('藏', HIDDEN)}{r('见')}</w:p>", "见", id="hidden"),
        pytest.param(f"<w:p>{r('见', NOT_HIDDEN)}</w:p>", "见", id="not hidden"),
        pytest.param(f"<w:p>{FIELD}<w:hyperlink>{r('链接')}</w:hyperlink></w:p>", "链接", id="field"),
        pytest.param(f"<w:tbl>{CELLS}</w:tbl>" + p("丙"), "甲\n乙\n丙", id="table"),
        pytest.param(f"<w:p>{r('外')}<w:r><w:pict>{p('内')}</w:pict></w:r></w:p>", "外\n内\n", id="text box"),
        pytest.param(p("甲") + f"<w:p>{r('乙&#13;&#10;丙')}</w:p>", "甲\n乙  丙", id="line ends in a run"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_word_document_is_what_its_reader_sees(body: str, text: str) -> None:
    assert word(body).text == text


def test_styles_tell_what_a_paragraph_is() -> None:
    body = p("标题", style="Heading1") + p("请看。") + p("一", item=True)
    body += p("您说过", style="IntenseQuote") + p("x = 1", style="HTMLCode")
    assert outline(word(body)) == ["heading: 标题", "paragraph: 请看。", "item: 一", "quote: 您说过", "code: x = 1"]


@pytest.mark.parametrize("more", ["", p("一", item=True), p("标题", style="Heading1")], ids=["", "a list", "a style"])
@pytest.mark.parametrize("style", ["", "Title"])
def test_a_head_written_into_the_document(style: str, more: str) -> None:
    message = word(p("主题：付款", style=style) + p("收件人：王总") + p("") + p("王总：") + p("请看。") + more)
    assert (message.subject, message.recipients) == ("付款", ("王总",))
    assert outline(message)[:2] == ["head: 主题：付款 ⏎ 收件人：王总", "salutation: 王总："]


@pytest.mark.parametrize("more", ["", p("一", item=True)], ids=["", "a list"])
def test_a_directive_in_the_document_would_be_sent(more: str) -> None:
    found = word(p("请看。") + p("<!-- tonecheck: ignore blame -->") + more).directives
    assert [directive.way for directive in found] == ["text"]


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "已损坏", id="empty"),
        pytest.param("你好".encode(), "已损坏", id="a text"),
        pytest.param(zipped(a=b"x"), "不是 Word 文档", id="another archive"),
        pytest.param(docx(p("好"))[:-40], "已损坏", id="cut off"),
        pytest.param(docx("<w:p>"), "已损坏", id="broken XML"),
        pytest.param(zipped(**{"word/document.xml": BOMB.encode()}), "已损坏", id="entities"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "有密码", id="with a password"),
    ],
)
def test_what_is_no_word_document_is_told_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said) as error:
        read_bytes(data, "a.docx")
    assert "\n" not in str(error.value)


def test_a_document_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tonecheck.read.docx._MOST", 1000)
    with pytest.raises(ReadError, match="太大"):
        word(p("长" * 1000))


# Outlook


def mail(data: bytes) -> Message:
    return read_bytes(data, "a.msg")


def test_an_outlook_message() -> None:
    head = "Received: a\r\nDate: Tue, 16 Sep 2025 22:05:00 +0800\r\n"
    text = "王总：\r\n\r\n请看附件。\r\n"
    message = mail(msg(_0037="付款", _1000=text, _007D=head, _0E04="王总; 李工", _1042="<a@b>"))
    assert message.text == "付款\n\n王总：\n\n请看附件。"
    assert outline(message) == ["heading: 付款", "salutation: 王总：", "paragraph: 请看附件。"]
    assert (message.kind, message.subject, message.reply) == ("mail", "付款", True)
    assert message.recipients == ("王总", "李工")
    assert message.sent is not None
    assert message.sent.hour == 22
    assert message.attachments == ()


def test_people_and_attachments() -> None:
    more: Tree = {
        "__recip_version1.0_#00000000": wide({"3001": "王总", "39FE": "wang@example.com"}),
        "__recip_version1.0_#00000001": wide({"3001": "lee@example.com", "3003": "lee@example.com"}),
        "__attach_version1.0_#00000000": wide({"3707": "报表.xlsx"}),
        "__attach_version1.0_#00000001": wide({"3704": "LOGO.PNG", "3712": "logo@x"}),
    }
    message = mail(msg(more, _0037="a", _1000="b", _0E04="王总"))
    assert message.recipients == ("王总 <wang@example.com>", "lee@example.com")
    assert message.attachments == ("报表.xlsx",)


def wide(texts: dict[str, str]) -> dict[str, bytes]:
    return {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in texts.items()}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(msg(_1000="好"), "好", id="no subject"),
        pytest.param(msg(), "", id="nothing"),
        pytest.param(msg({"__substg1.0_1000001E": "您好".encode("gbk")}), "您好", id="GBK"),
        pytest.param(msg({"__substg1.0_1000001E": "妳好".encode("big5")}, page=950), "妳好", id="Big5"),
        pytest.param(msg({"__substg1.0_10130102": "<p>甲<p>乙".encode("gbk")}), "甲\n乙", id="HTML"),
        pytest.param(msg(_1000="长" * 3000), "长" * 3000, id="long"),
    ],
)
def test_the_words_of_an_outlook_message(data: bytes, text: str) -> None:
    assert mail(data).text == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "不是 Outlook 邮件", id="empty"),
        pytest.param("你好".encode(), "不是 Outlook 邮件", id="a text"),
        pytest.param(ole({"WordDocument": b"x"}), "像是旧版 Office", id="another OLE file"),
        pytest.param(msg({"__substg1.0_10090102": b"LZFu"}), "RTF", id="RTF alone"),
        pytest.param(msg(_1000="好")[:700], "Outlook", id="cut off"),
    ],
)
def test_what_is_no_outlook_message_is_told_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said) as error:
        mail(data)
    assert "\n" not in str(error.value)


def test_without_olefile_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "olefile", None)
    with pytest.raises(ReadError, match=r'pip install "tonecheck\[outlook\]"'):
        mail(msg(_1000="好"))


# Anything


@given(st.binary(max_size=300), st.integers(0, 2000), st.sampled_from(["a.docx", "a.msg"]))
def test_any_damage_gives_a_message_or_one_line(noise: bytes, at: int, name: str) -> None:
    whole = docx(p("请看附件。") * 20) if name == "a.docx" else msg(_0037="付款", _1000="请看附件。" * 50)
    for data in (noise, whole[:at] + noise + whole[at + len(noise) :], whole[:at]):
        try:
            assert words(read_bytes(data, name), "own") is not None
        except ReadError as error:
            assert "\n" not in str(error)
