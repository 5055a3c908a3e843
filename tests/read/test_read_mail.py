"""Mail files: what their reader sees, the facts of the head, and where each line stands in the file."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from read_samples import encoded_word, mail, multipart, outline, part, words
from read_threads import ANSWERS, OWN

from tonecheck.model import Message
from tonecheck.read import ReadError, read_bytes

BODY = "王总，您好：\n\n数据还没有收到，请看附件。\n\n谢谢！\n运营部 郭凯\n"
HTML = "<html><body><div>王总，您好：</div><div><br></div><div>数据还没有收到，请看附件。</div></body></html>"
CHINA = timezone(timedelta(hours=8))


def read(entity: bytes, *head: str, subject: str = "进度") -> Message:
    return read_bytes(mail(entity, head, subject=subject), "a.eml")


def body_of(message: Message) -> str:
    return message.text.removeprefix("进度\n\n")


def test_the_text_is_the_subject_and_the_body() -> None:
    message = read(part(BODY))
    assert message.text == "进度\n\n" + BODY.rstrip()
    assert outline(message) == [
        "heading: 进度",
        "salutation: 王总，您好：",
        "paragraph: 数据还没有收到，请看附件。",
        "closing: 谢谢！",
        "signature: 运营部 郭凯",
    ]
    assert (message.kind, message.audience, message.subject) == ("mail", "leader", "进度")


@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable", "7BIT", "x-unknown"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb2312", "gb18030", "big5", "GB2312"])
def test_every_charset_and_transfer_encoding_gives_the_same_words(charset: str, transfer: str) -> None:
    text = "王總，您好：\n\n資料還沒有收到，請您週五前提供。" if charset == "big5" else BODY
    assert body_of(read(part(text.encode(charset), f'text/plain; charset="{charset}"', transfer))) == text.rstrip()


@pytest.mark.parametrize(
    "declared", ["us-ascii", "iso-8859-1", "utf-8", "gb2312", "big5", "unknown-8bit", "", "x-nonsense"]
)
@pytest.mark.parametrize("actual", ["utf-8", "gb18030", "big5"])
def test_a_lying_charset_is_seen_through(declared: str, actual: str) -> None:
    text = "王總，您好：\n\n資料還沒有收到，請您在週五之前提供給我們，謝謝您的協助。"
    assert body_of(read(part(text.encode(actual), f"text/plain; charset={declared}"))) == text


def test_gb2312_is_read_as_the_wider_gb18030() -> None:
    assert body_of(
        read(part("镕基路的資料请您确认，谢谢。".encode("gb18030"), "text/plain; charset=gb2312"))
    ).startswith("镕基路的資料")


def test_a_damaged_body_keeps_what_can_be_read() -> None:
    data = "数据还没有收到，请您看看附件里的表格。".encode()
    assert body_of(read(part(data[:-1], "text/plain; charset=utf-8"))) == "数据还没有收到，请您看看附件里的表格\ufffd"


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb2312", "gb18030", "big5"])
@pytest.mark.parametrize("encoding", ["B", "Q"])
def test_encoded_subjects(charset: str, encoding: str) -> None:
    entity = part(BODY)
    raw = mail(entity, subject="X").replace(
        b"Subject: X", f"Subject: Re: {encoded_word('文件', charset, encoding)}".encode()
    )
    assert read_bytes(raw, "a.eml").subject == "Re: 文件"


SUBJECTS = {
    "two words": (b"=?utf-8?B?5pWw?=\n =?utf-8?B?5o2u?=", "数据"),
    "a character cut in two": (b"=?utf-8?B?5pWw5o0=?= =?utf-8?B?rg==?=", "数据"),
    "raw utf-8": ("数据".encode(), "数据"),
    "raw gbk": ("关于数据的请求".encode("gbk"), "关于数据的请求"),
    "broken base64": (b"=?utf-8?B?5pWw5o2u!!?=", "数据"),
    "unknown charset": (b"=?x-none?Q?abc?=", "abc"),
    "not a word": (b"=?utf-8?B?", "=?utf-8?B?"),
    "language tag": (b"=?utf-8*zh?B?5pWw5o2u?=", "数据"),
    "plain and word": (b"Re: =?utf-8?B?5pWw?= ok", "Re: 数 ok"),
    "lone surrogate": (b"=?utf-8?Q?=ED=A0=80?=", "\ufffd"),
    "nul and escape": (b"a\x00\x1b[31mb", "a[31mb"),
    "folded": (b"a\n\tb", "a b"),
}


@pytest.mark.parametrize(("raw", "subject"), SUBJECTS.values(), ids=SUBJECTS)
def test_subjects_as_programs_write_them(raw: bytes, subject: str) -> None:
    found = read_bytes(mail(part("好"), subject="X").replace(b"Subject: X", b"Subject: " + raw), "a.eml").subject
    assert found is not None
    assert found.replace("\ufffd\ufffd\ufffd", "\ufffd") == subject


def test_no_subject_is_an_empty_one_and_the_text_is_the_body() -> None:
    raw = mail(part("数据还没有收到。"), subject="X").replace(b"Subject: X\n", b"")
    message = read_bytes(raw, "a.eml")
    assert (message.subject, message.text) == ("", "数据还没有收到。")


@pytest.mark.parametrize(
    ("date", "sent"),
    [
        ("Sat, 15 Mar 2025 23:47:10 +0800", datetime(2025, 3, 15, 23, 47, 10, tzinfo=CHINA)),
        ("15 Mar 2025 23:47 +0800 (CST)", datetime(2025, 3, 15, 23, 47, tzinfo=CHINA)),
        ("Sat, 15 Mar 2025 23:47:10 GMT", datetime(2025, 3, 15, 23, 47, 10, tzinfo=UTC)),
        ("Sat, 15 Mar 25 23:47:10", datetime(2025, 3, 15, 23, 47, 10)),
        ("2025-03-15 23:47", datetime(2025, 3, 15, 23, 47)),
        ("99 Foo 2025 99:99", None),
        ("Sat, 31 Feb 2025 10:00:00 +0800", None),
        ("15 Mar 2025 10:00:00 +9999", datetime(2025, 3, 15, 10, 0)),
        ("", None),
    ],
)
def test_dates(date: str, sent: datetime | None) -> None:
    raw = mail(part("好")).replace(b"Date: Tue, 08 Apr 2025 10:22:31 +0800", f"Date: {date}".encode())
    assert read_bytes(raw, "a.eml").sent == sent


def test_recipients_are_those_of_to_and_cc_decoded() -> None:
    to = f'To: {encoded_word("何经理", "gbk")} <he@example.com>, "Mao, Ling" <mao@example.com>,\n plain@example.com'
    raw = mail(part("好"), [f"Cc: undisclosed-recipients:;, {encoded_word('毛总', 'utf-8')} <m@example.com>"])
    assert read_bytes(raw.replace(b"To: liu@example.com", to.encode()), "a.eml").recipients == (
        "何经理 <he@example.com>",
        "Mao, Ling <mao@example.com>",
        "plain@example.com",
        "毛总 <m@example.com>",
    )


@pytest.mark.parametrize(
    ("head", "subject", "reply"),
    [
        (["In-Reply-To: <0@example.com>"], "x", True),
        (["References: <0@example.com>"], "x", True),
        ([], "Re: x", True),
        ([], "回复：进度", True),
        ([], "答复: 进度", True),
        ([], "回覆: 進度", True),
        ([], "Report", False),
        ([], "转发：进度", False),
    ],
)
def test_what_makes_a_reply(head: list[str], subject: str, reply: bool) -> None:
    assert read(part("好"), *head, subject=subject).reply is reply


class TestParts:
    def test_of_two_forms_the_plain_one_is_read(self) -> None:
        entity = multipart("alternative", part(BODY), part("<p>另一种</p>", "text/html; charset=utf-8"))
        assert body_of(read(entity)) == BODY.rstrip()

    def test_the_plain_one_is_read_when_it_comes_second(self) -> None:
        entity = multipart("alternative", part("<p>另一种</p>", "text/html; charset=utf-8"), part(BODY))
        assert body_of(read(entity)) == BODY.rstrip()

    def test_an_empty_plain_form_gives_way_to_html(self) -> None:
        entity = multipart("alternative", part(" \n"), part(HTML, "text/html; charset=utf-8", "base64"))
        assert body_of(read(entity)) == "王总，您好：\n\n数据还没有收到，请看附件。"

    @pytest.mark.parametrize("last", [False, True])
    @pytest.mark.parametrize(("said", "times"), [("请用浏览器查看本邮件。\n", 1), ("见另一种格式。\n", 5)])
    def test_a_line_that_stands_for_the_words_is_no_form_of_them(self, said: str, times: int, last: bool) -> None:
        stub, page = part(said), part(f"<p>{BODY * times}</p>", "text/html; charset=utf-8")
        entity = multipart("alternative", *([page, stub] if last else [stub, page]))
        assert said.strip() not in read(entity).text

    def test_a_sound_form_is_read_where_the_other_is_damaged(self) -> None:
        damaged = part(bytes(range(128, 256)) * 3, "text/plain; charset=utf-8", "base64")
        page = part(HTML, "text/html; charset=utf-8")
        assert body_of(read(multipart("alternative", damaged, page))).startswith("王总，您好：")

    @pytest.mark.parametrize("plain", [[], [part(" \n")]], ids=["no plain form", "a blank one"])
    def test_a_damaged_form_is_told_where_no_other_has_words(self, plain: list[bytes]) -> None:
        damaged = part(bytes(range(128, 256)) * 3, "text/html; charset=utf-8", "base64")
        with pytest.raises(ReadError, match="base64"):
            read(multipart("alternative", *plain, damaged))

    def test_words_that_are_no_base64_are_read_whatever_the_field_says(self) -> None:
        for body in (BODY, f"Hi Zhang,\n{BODY}", f"Hi\n{BODY}", f"Dear\n{BODY}"):
            assert body_of(read(part(body).replace(b": 8bit", b": base64"))) == body.rstrip()

    def test_html_alone(self) -> None:
        assert body_of(read(part(HTML, "text/html; charset=utf-8"))) == "王总，您好：\n\n数据还没有收到，请看附件。"

    def test_text_before_and_after_an_attachment_is_all_read(self) -> None:
        picture = part(b"x", 'image/png; name="图.png"', "base64", 'Content-Disposition: inline; filename="p.png"')
        message = read(multipart("mixed", part("第一段。"), picture, part("第二段。")))
        assert body_of(message) == "第一段。\n第二段。"
        assert message.attachments == ("p.png",)

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            (['Content-Disposition: attachment; filename="a.pdf"'], "a.pdf"),
            ([f'Content-Disposition: attachment; filename="{encoded_word("报告.pdf", "gbk")}"'], "报告.pdf"),
            (["Content-Disposition: attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf"], "报告.pdf"),
            (["Content-Disposition: attachment;\n filename*0*=gbk''%B1%A8;\n filename*1*=%B8%E6.pdf"], "报告.pdf"),
            (["Content-Disposition: attachment; filename=C:\\tmp\\a.pdf"], "a.pdf"),
            (["Content-Disposition: attachment"], "未命名附件"),
        ],
    )
    def test_names_of_attachments(self, fields: list[str], name: str) -> None:
        message = read(multipart("mixed", part(BODY), part(b"%PDF", "application/pdf", "base64", *fields)))
        assert message.attachments == (name,)
        assert body_of(message) == BODY.rstrip()

    def test_a_raw_gbk_name(self) -> None:
        entity = multipart(
            "mixed", part(BODY), part(b"x", "application/pdf", "base64", "Content-Disposition: attachment; filename=@")
        )
        message = read_bytes(mail(entity).replace(b"=@", b'="' + "项目报告.pdf".encode("gbk") + b'"'), "a.eml")
        assert message.attachments == ("项目报告.pdf",)

    def test_an_attached_text_is_an_attachment(self) -> None:
        message = read(
            multipart(
                "mixed", part(BODY), part("log", "text/plain; name=a.log", "7bit", "Content-Disposition: attachment")
            )
        )
        assert message.attachments == ("a.log",)
        assert "log" not in message.text

    def test_pictures_of_the_signature_do_not_count(self) -> None:
        logo = part(b"x", 'image/png; name="image001.png"', "base64", "Content-ID: <image001.png@1>")
        entity = multipart(
            "related", multipart("alternative", part(BODY), part(HTML, "text/html"), boundary="b2"), logo
        )
        assert read(entity).attachments == ()

    @pytest.mark.parametrize(
        "kind", ["application/pgp-signature; name=s.asc", "application/pkcs7-signature; name=smime.p7s"]
    )
    def test_signatures_of_programs_do_not_count(self, kind: str) -> None:
        assert read(multipart("signed", part(BODY), part(b"x", kind, "base64"))).attachments == ()

    def test_an_invitation_is_not_an_attachment(self) -> None:
        assert (
            read(
                multipart("alternative", part(BODY), part("BEGIN:VCALENDAR", "text/calendar; method=REQUEST"))
            ).attachments
            == ()
        )

    def test_files_of_the_form_not_shown_count(self) -> None:
        pdf = part(b"x", "application/pdf; name=a.pdf", "base64", "Content-Disposition: inline; filename=a.pdf")
        rich = multipart("mixed", part(HTML, "text/html; charset=utf-8"), pdf, boundary="b2")
        message = read(multipart("alternative", part(BODY), rich))
        assert (body_of(message), message.attachments) == (BODY.rstrip(), ("a.pdf",))

    def test_a_mail_within_is_forwarded_and_attached(self) -> None:
        inner = mail(part("责任在你方。"), subject="旧事")
        entity = multipart("mixed", part("王总：\n请看转来的邮件。"), b"Content-Type: message/rfc822\n\n" + inner)
        message = read(entity)
        assert words(message, "forward") == "责任在你方。"
        assert words(message, "own") == "进度\n王总：\n请看转来的邮件。"
        assert message.attachments == ("旧事.eml",)


def test_the_signature_of_a_forwarding_note_is_found_above_the_mail_within() -> None:
    inner = b"Content-Type: message/rfc822\n\n" + mail(part("责任在你方。"))
    assert words(read(multipart("mixed", part(BODY), inner)), "signature") == "运营部 郭凯"


class TestPlaces:
    """Message.place names the line of the file."""

    @staticmethod
    def lines_of(raw: bytes) -> dict[str, int]:
        message = read_bytes(raw, "a.eml")
        assert len(message.file_lines) == len(message.line_starts)
        return {
            line: message.place(start).line
            for line, start in zip(message.text.split("\n"), message.line_starts, strict=True)
            if line
        }

    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    def test_readable_text_is_placed_in_the_file(self, end: bytes) -> None:
        raw = mail(part("第一行\n\n第三行"), subject="Plan").replace(b"\n", end)
        stored = raw.decode().replace("\r\n", "\n").split("\n")
        assert self.lines_of(raw) == {
            "Plan": stored.index("Subject: Plan") + 1,
            "第一行": stored.index("第一行") + 1,
            "第三行": stored.index("第三行") + 1,
        }

    def test_quoted_printable_lines_are_placed_where_they_begin(self) -> None:
        raw = mail(part("数据" * 40 + "\n第二行\n", transfer="quoted-printable"), subject="Plan")
        stored = raw.decode().split("\n")
        first = stored.index("") + 1
        found = self.lines_of(raw)
        assert found["数据" * 40] == first + 1
        assert found["第二行"] == next(i for i, line in enumerate(stored, 1) if line.startswith("=E7=AC=AC"))

    def test_line_ends_written_as_0a(self) -> None:
        raw = mail(b"Content-Transfer-Encoding: quoted-printable\n\na=0Ab=0D=0Ac\nd", subject="Plan")
        first = raw.decode().split("\n").index("") + 2
        assert {key: line - first for key, line in self.lines_of(raw).items() if len(key) == 1} == {
            "a": 0,
            "b": 0,
            "c": 0,
            "d": 1,
        }

    def test_base64_lines_count_in_the_decoded_body(self) -> None:
        found = self.lines_of(mail(part("第一行\n第二行", transfer="base64")))
        assert (found["第一行"], found["第二行"]) == (1, 2)

    def test_html_is_placed_in_its_source(self) -> None:
        html = "<html>\n<body>\n<p>\n第一行</p>\n<p>第二行<br>\n第三行</p>"
        raw = mail(part(html, "text/html; charset=utf-8"))
        stored = raw.decode().split("\n")
        assert self.lines_of(raw)["第一行"] == stored.index("第一行</p>") + 1
        assert self.lines_of(raw)["第三行"] == stored.index("第三行</p>") + 1

    @pytest.mark.parametrize(
        ("raw", "columns"),
        [
            (mail(part("第一行"), subject="Plan"), [10, 10, 1]),
            (mail(part("第一行")).replace(b"=?utf-8?B?6L+b5bqm?=", "第二版".encode()), [10, 10, 1]),
            (mail(part("第一行")), [1, 1, 1]),
            (mail(part("Plan\nb=c\n", transfer="quoted-printable"), subject="a\n b"), [1, 1, 1, 1]),
            (mail(part("<p>甲</p><p>乙</p>", "text/html; charset=utf-8"), subject="Plan"), [10, 10, 4, 12]),
            (mail(part("甲 \n乙\n丙", "text/plain; charset=utf-8; format=flowed"), subject="Plan"), [10, 10, 1, 1]),
        ],
    )
    def test_columns_are_those_of_the_file_or_the_first(self, raw: bytes, columns: list[int]) -> None:
        message = read_bytes(raw, "a.eml")
        assert [message.place(start).column for start in message.line_starts] == columns

    def test_within_a_line_that_is_stored_otherwise_all_columns_are_the_first(self) -> None:
        message = read(part("数据还没有收到。", transfer="quoted-printable"), subject="数据")
        assert {message.place(at).column for at in range(len(message.text) + 1)} == {1}

    def test_parts_are_placed_each_where_it_stands(self) -> None:
        raw = mail(multipart("mixed", part("甲"), part(b"x", "application/pdf", "base64"), part("乙")))
        stored = raw.decode().split("\n")
        found = self.lines_of(raw)
        assert (found["甲"], found["乙"]) == (stored.index("甲") + 1, stored.index("乙") + 1)


def test_flowed_text_is_joined() -> None:
    text = "> 引用的 \n> 一段\n王总， \n数据还没有收到。\n\n-- \n郭凯\n"
    message = read(part(text, "text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert body_of(message) == "> 引用的一段\n王总，数据还没有收到。\n\n-- \n郭凯"
    assert words(message, "signature") == "-- \n郭凯"


def test_flowed_text_keeps_its_spaces_between_words() -> None:
    assert body_of(read(part("one \ntwo", "text/plain; format=flowed"))) == "one two"


@pytest.mark.parametrize("html", ANSWERS.values(), ids=ANSWERS)
def test_html_of_each_program_is_read_without_the_mail_it_answers(html: str) -> None:
    html = html.replace("{OWN}", OWN)
    message = read(part(html, "text/html; charset=utf-8", "quoted-printable"))
    assert words(message, "own") == "进度\n王总，您好：\n数据还没有收到。"
    assert "按时提交" in words(message, "quote")


def test_the_signature_that_a_program_marks() -> None:
    html = '<div>请看。</div><div class="gmail_signature"><div>随便什么人</div><div>写的什么话。</div></div>'
    assert words(read(part(html, "text/html; charset=utf-8")), "signature") == "随便什么人\n写的什么话。"


@pytest.mark.parametrize(
    "raw",
    [
        mail(multipart("mixed", part(BODY)))[:-8],
        mail(b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\n' + BODY.encode()),
        mail(b"Content-Type: multipart/mixed\n\n" + BODY.encode()),
        mail(b"Content-Type: text/plain; charset=\n\n" + BODY.encode()),
        mail(b"Content-Type: ;;;;\n\n" + BODY.encode()),
        mail(b"Content-Transfer-Encoding: base64\n\n!!" + base64.b64encode(BODY.encode()) + b"!!=="),
        mail(b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(BODY.encode()).rstrip(b"=")),
        b"\xef\xbb\xbf" + mail(part(BODY)),
        mail(part(BODY)).replace(b"\n", b"\r\n"),
        b"From wang Tue Apr  8 10:22:31 2025\n" + mail(part(BODY)),
    ],
    ids=["cut", "no end", "no boundary", "empty charset", "empty type", "rubbish", "no padding", "bom", "crlf", "mbox"],
)
def test_broken_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    assert "数据还没有收到，请看附件。" in words(read_bytes(raw, "a.eml"), "own")


def test_an_attachment_s_base64_with_a_footer_glued_on() -> None:
    raw = mail(b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode("好的".encode() * 2) + b"==\n-- list footer")
    assert "好的好的" in read_bytes(raw, "a.eml").text


ENCODED = base64.encodebytes((BODY * 3).rstrip().encode())
FOOTER = b"_______________________________________________\nDevel mailing list\nDevel@lists.example.org\n"


@pytest.mark.parametrize(
    ("stored", "read_whole"),
    [
        (ENCODED.rstrip(b"=\n")[:-1], False),
        (ENCODED.rstrip(b"=\n")[:-3], False),
        (ENCODED + FOOTER, True),
        (base64.encodebytes(BODY.encode() + b" " * (-len(BODY.encode()) % 3)) + FOOTER, True),
        (ENCODED[:76] + b"==" + ENCODED[76:], True),
    ],
    ids=["a letter missing", "three letters missing", "a footer", "a footer without padding", "a sign of the end"],
)
def test_base64_cut_at_its_end_or_with_a_text_behind_it_is_read(stored: bytes, read_whole: bool) -> None:
    text = body_of(read(b"Content-Transfer-Encoding: base64\n\n" + stored))
    assert text.startswith(BODY.rstrip())
    assert "evel" not in text
    assert text.endswith("郭凯") == read_whole


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
@pytest.mark.parametrize("at", [3, 50, 110])
@pytest.mark.parametrize("instead", [b"", b"Qw", b"!"])
def test_base64_that_gives_no_words_is_an_error_of_one_line(charset: str, at: int, instead: bytes) -> None:
    stored = base64.encodebytes(BODY.encode(charset) * 3).replace(b"\n", b"")
    stored = stored[:at] + instead + stored[at + 1 :]
    with pytest.raises(ReadError, match=r"base64 已损坏.*\.txt$"):
        read(f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n".encode() + stored)


def test_a_damaged_mail_within_does_not_keep_the_author_s_words_from_being_read() -> None:
    damaged = b"Content-Transfer-Encoding: base64\n\n" + ENCODED[:7] + ENCODED[8:]
    inner = b"Content-Type: message/rfc822\n\n" + mail(damaged)
    assert words(read(multipart("mixed", part(BODY), inner)), "own").endswith("谢谢！")


def test_nul_bytes_are_shown_as_replaced() -> None:
    assert body_of(read(part(b"a\x00b", "text/plain"))) == "a\ufffdb"


def test_a_hundred_mails_within_each_other() -> None:
    raw = mail(b"Content-Type: message/rfc822\n\n" * 1 + mail(part("最里面。")))
    for _ in range(98):
        raw = mail(b"Content-Type: message/rfc822\n\n" + raw)
    assert words(read_bytes(raw, "a.eml"), "forward") == "最里面。"


def test_too_many_mails_within_each_other_are_refused() -> None:
    with pytest.raises(ReadError, match="太多层"):
        read_bytes(b"Content-Type: message/rfc822\n\n" * 3000 + b"a", "a.eml")


def test_ten_thousand_parts() -> None:
    message = read(multipart("mixed", *(part(f"第{i}段") for i in range(10_000))))
    assert message.text.endswith("第9999段")


@pytest.mark.parametrize("field", ["X-Long: ", "Content-Type: text/plain; ", "Subject: ", "To: ", "Date: "])
@pytest.mark.parametrize("filling", ["x;", "a,", '"', "=?", "<", "(", "1 "])
def test_a_field_of_a_megabyte(field: str, filling: str) -> None:
    read_bytes(f"From: a@example.com\n{field}{filling * (1_000_000 // len(filling))}\n\n好".encode(), "a.eml")


@pytest.mark.parametrize("path", ["a.EML", "draft.txt", "-", "mail"])
def test_a_stored_mail_is_known_by_its_head(path: str) -> None:
    assert read_bytes(mail(part(BODY)), path).subject == "进度"


def test_a_picture_called_eml_is_refused() -> None:
    with pytest.raises(ReadError, match="PNG"):
        read_bytes(b"\x89PNG\r\n\x1a\n\x00\x00", "a.eml")


def test_a_text_called_eml_is_its_own_body() -> None:
    message = read_bytes("王总：\n请看。".encode("gb18030"), "a.eml")
    assert (message.text, message.subject, message.kind) == ("王总：\n请看。", "", "mail")


def test_kind_and_audience_as_asked_for() -> None:
    message = read_bytes(mail(part(BODY)), "a.eml", kind="notice", audience="peer")
    assert (message.kind, message.audience) == ("notice", "peer")
