"""Plain text, its head, its encoding, and the kind of message it is."""

from __future__ import annotations

import codecs
import re
from datetime import datetime, timedelta, timezone

import pytest
from read_samples import mail, outline, part, words

from tonecheck.model import Kind
from tonecheck.read import ReadError, read_bytes, read_text

SIMPLE = "王总，您好：\n\n数据还没有收到，能否周五前给到？\n\n谢谢！\n运营部 郭凯\n"
TRADITIONAL = "林協理 鈞鑒：\n\n資料還沒有收到，能否週五前提供？\n\n謝謝您！\n工務部 許志豪 敬上\n"


class TestEncodings:
    @pytest.mark.parametrize("text", [SIMPLE, TRADITIONAL], ids=["simple", "traditional"])
    @pytest.mark.parametrize(
        ("mark", "charset"),
        [
            *((b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")),
            *((codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_LE, "utf-32-le"), (b"", "gb18030")),
        ],
    )
    def test_the_text_of_a_file(self, text: str, mark: bytes, charset: str) -> None:
        assert read_bytes(mark + text.encode(charset), "a.txt").text == text

    def test_big5(self) -> None:
        assert read_bytes(TRADITIONAL.encode("big5"), "a.txt").text == TRADITIONAL

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "谢谢您！",
                "好的，收到。",
                "请您周五前回复。",
                "数据还没有收到",
                "王总：您好",
                "你们又没按时提交，这周没法汇总。",
                "辛苦了",
            ),
            *("刘洋", "敬礼", "王芳", "谢谢", "这次延期责任在你方。", "镕基路", "我们下周一开会讨论", "盼复", "收到"),
        ],
    )
    def test_short_simplified_text_is_told_from_big5(self, text: str) -> None:
        assert read_bytes(text.encode("gb18030"), "a.txt").text == text

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "謝謝您！",
                "好的，收到。",
                "請您週五前回覆。",
                "資料還沒有收到",
                "王總：您好",
                "你們又沒按時提交，這週沒辦法彙總。",
            ),
            *(
                "麻煩您看一下附件裡的表格",
                "這次延期責任在貴處。",
                "我們下週一開會討論",
                "辛苦了",
                "林經理您好：",
                "請有關同仁準時參加",
            ),
        ],
    )
    def test_short_traditional_text_is_told_from_gb18030(self, text: str) -> None:
        assert read_bytes(text.encode("big5"), "a.txt").text == text

    def test_text_beyond_the_basic_plane(self) -> None:
        text = "𠮷田先生：\n\n请看附件😀👨‍👩‍👧，谢谢您的支持和配合。\n"
        assert read_bytes(text.encode("gb18030"), "a.txt").text == text

    @pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
    def test_line_ends_are_made_one(self, ends: str) -> None:
        assert read_bytes(SIMPLE.replace("\n", ends).encode(), "a.txt").text == SIMPLE

    def test_mixed_line_ends_and_no_last_one(self) -> None:
        assert read_bytes(b"a\r\nb\rc\n\rd", "a.txt").text == "a\nb\nc\n\nd"

    def test_only_the_first_mark_is_taken_off(self) -> None:
        assert read_bytes("\ufeff王总\ufeff".encode(), "a.txt").text == "王总\ufeff"

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            *((b"\x89PNG\r\n\x1a\n\0", "PNG"), (b"%PDF-1.7\n", "PDF"), (b"PK\x03\x04..word/document.xml", "Word")),
            *(
                (b"PK\x03\x04..", "zip"),
                (b"\xd0\xcf\x11\xe0\xa1", r"\.msg"),
                (b"{\\rtf1 a}", "RTF"),
                (b"GIF89a", "GIF"),
            ),
            *((b"\xff\xd8\xff\xe0", "JPEG"), (b"a\0b", "空字符"), ("王总：\n".encode("utf-16-le"), "UTF-16")),
            *((b"\xff\xfea", "UTF-16"), ("第一行\n第二行".encode()[:-1], "第 2 行"), (b"\xe9\x20caf\xe9 \xff", "编码")),
            *((bytes(range(128, 256)) * 4, "编码"), ("日本語のテキストです。よろしく".encode("shift_jis"), "编码")),
        ],
    )
    def test_what_is_no_text_is_refused_with_a_reason(self, data: bytes, says: str) -> None:
        with pytest.raises(ReadError, match=says) as error:
            read_bytes(data, "a.txt")
        assert "\n" not in str(error.value)
        assert not re.search("[\u4e00-\u9fff]", error.value.told("en"))

    def test_lone_surrogates_are_replaced(self) -> None:
        assert read_text("a\ud800b").text == "a\ufffdb"


class TestHead:
    def test_a_head_gives_the_facts_of_a_mail(self) -> None:
        text = (
            "Date: Sat, 15 Mar 2025 23:47:10 +0800\nSubject: （无主题）\n收件人: 测试部 何经理\n\n何经理您好，\n谢谢！"
        )
        message = read_text(text)
        assert message.text == text
        assert outline(message)[:2] == [
            "head: Date: Sat, 15 Mar 2025 23:47:10 +0800 ⏎ Subject: （无主题） ⏎ 收件人: 测试部 何经理",
            "salutation: 何经理您好，",
        ]
        assert message.subject == "（无主题）"
        assert message.sent == datetime(2025, 3, 15, 23, 47, 10, tzinfo=timezone(timedelta(hours=8)))
        assert message.recipients == ("测试部 何经理",)
        assert message.attachments == ()
        assert message.kind == "mail"

    @pytest.mark.parametrize(
        ("line", "subject"),
        [
            *(
                ("主题：进度", "进度"),
                ("主旨: 進度", "進度"),
                ("Subject: 进度", "进度"),
                ("主　题： 进度", "进度"),
                ("**主题**：进度", "进度"),
            ),
            *(("主题:", ""), ("SUBJECT:进度", "进度")),
        ],
    )
    def test_names_of_the_subject(self, line: str, subject: str) -> None:
        assert read_text(f"{line}\n\n王总：\n请看。").subject == subject

    @pytest.mark.parametrize(
        ("line", "people"),
        [
            ("收件人: 鲁经理; 抄送: 毛总", ("鲁经理", "毛总")),
            ("To: 何经理\n抄送：毛总、赵总", ("何经理", "毛总", "赵总")),
            ("收件者：<he@example.com>", ("<he@example.com>",)),
            ("收件人：", ()),
        ],
    )
    def test_recipients(self, line: str, people: tuple[str, ...]) -> None:
        assert read_text(f"主题：x\n{line}\n\n王总：\n请看。").recipients == people

    @pytest.mark.parametrize(
        ("line", "sent"),
        [
            ("Date: 2025-05-12 09:40", datetime(2025, 5, 12, 9, 40)),
            ("日期：2025年5月12日 下午3:05", datetime(2025, 5, 12, 15, 5)),
            ("发送时间: 2025/5/12 21:15:09", datetime(2025, 5, 12, 21, 15, 9)),
            ("日期：2025年5月12日（星期一）", datetime(2025, 5, 12, 12)),
            ("日期：2025年5月12日 上午9点", datetime(2025, 5, 12, 9)),
            ("日期：2025年5月12日 下午3点20分", datetime(2025, 5, 12, 15, 20)),
            ("日期：2025年5月12日 晚上8点半", datetime(2025, 5, 12, 20, 30)),
            ("日期：2025年5月12日 晚上12:30", datetime(2025, 5, 12, 0, 30)),
            ("Date: 12 May 2025 3pm", datetime(2025, 5, 12, 15)),
            ("Date: Mon, 12 May 2025 9:40 PM", datetime(2025, 5, 12, 21, 40)),
            ("Date: 5月12日", None),
            ("Date: 2025-13-45 99:99", None),
        ],
    )
    def test_dates(self, line: str, sent: datetime | None) -> None:
        assert read_text(f"主题：x\n{line}\n\n王总：\n请看。").sent == sent

    @pytest.mark.parametrize(
        ("line", "files"), [("附件：a.pdf、b.xlsx", ("a.pdf", "b.xlsx")), ("Attachments: none", ()), ("附件：无", ())]
    )
    def test_attachments(self, line: str, files: tuple[str, ...]) -> None:
        assert read_text(f"主题：x\n{line}\n\n王总：\n请看。").attachments == files

    def test_a_salutation_may_follow_at_once(self) -> None:
        assert outline(read_text("主题：进度\n王总：\n请看。"))[0] == "head: 主题：进度"

    @pytest.mark.parametrize(
        "text",
        [
            "主题：进度\n请看这一段。",
            "日期：5月3日\n\n请看。",
            "附件：a.pdf\n\n请看。",
            "主题：进度",
            "说明：x\n\n请看。",
        ],
    )
    def test_other_first_lines_are_no_head(self, text: str) -> None:
        message = read_text(text)
        assert (message.subject, message.attachments) == (None, None)
        assert words(message, "head") == ""

    def test_a_draft_without_a_head_has_no_facts(self) -> None:
        message = read_text(SIMPLE)
        assert (message.subject, message.sent, message.recipients, message.attachments) == (None, None, (), None)
        assert message.reply is False

    def test_the_subject_of_a_reply(self) -> None:
        assert read_text("主题：Re: 进度\n\n王总：\n请看。").reply

    def test_a_head_by_hand_stays_plain_text(self) -> None:
        text = "From: Wang\nTo: Liu\nSubject: plan\n\nHi Liu,\n请看。"
        assert read_bytes(text.encode(), "a.txt").text == text
        assert read_bytes(mail(part("请看。"), subject="plan"), "a.txt").text == "plan\n\n请看。"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.txt", SIMPLE, "mail"),
        ("a.txt", "数据还没有收到，能否周五前给到？", "chat"),
        ("a.txt", "小林，日志我马上发你，不是你们的问题哈😂", "chat"),
        ("a.txt", "好的，领导，这事我听懂了，\n明天中午之前给您回复。", "chat"),
        pytest.param("a.txt", "数" * 320, "chat", id="one long line"),
        pytest.param("a.txt", "数" * 321, "mail", id="one line, too long for a chat"),
        pytest.param("a.txt", f"{'数' * 79}。\n{'据' * 79}。", "chat", id="two lines"),
        pytest.param("a.txt", f"{'数' * 80}。\n{'据' * 79}。", "mail", id="two lines, too long for a chat"),
        pytest.param("a.txt", "数据到了。\n" * 3, "chat", id="three lines"),
        pytest.param("a.txt", "数据到了。\n" * 4, "mail", id="four lines"),
        ("a.txt", "数据还没有收到，能否周五前给到？\n客服部 徐静", "mail"),
        ("a.txt", "第一段说现状。\n\n第二段说方案，请您看是否可行。", "mail"),
        ("a.txt", "关于停水的通知\n各位业主：\n明天停水。\n物业服务中心", "notice"),
        ("a.txt", "【放假通知】5月31日放假。\n行政部", "notice"),
        ("a.txt", "各科室：\n请于周五前报送。\n人事科", "notice"),
        ("a.txt", "各门店：\n请自查。\n行政部", "notice"),
        ("a.txt", "各位同事：\n请看。\n行政部", "mail"),
        ("a.txt", "尊敬的王经理：您好！现确认周四的会议。此致 敬礼", "mail"),
        (".git/COMMIT_EDITMSG", "修复登录\n", "commit"),
        ("MERGE_MSG", "合并分支", "commit"),
        (".github/ISSUE_TEMPLATE/bug.md", "登录失败", "issue"),
        ("a.txt", "标题：登录页白屏\n环境：Safari 17\n步骤：打开首页\n实际：白屏", "issue"),
        ("a.txt", "王总：\n环境：已经搭好。\n版本：1.2，请您确认。\n谢谢！", "mail"),
        ("report.md", "## 复现步骤\n1. 登录\n## 期望结果\n成功", "issue"),
        ("a.md", "# 周报\n\n本周完成三项。\n\n下周继续。", "mail"),
        ("a.txt", "", "chat"),
    ],
)
def test_the_kind_of_a_message(path: str, text: str, kind: Kind) -> None:
    assert read_bytes(text.encode(), path).kind == kind


def test_the_kind_asked_for_is_taken() -> None:
    message = read_text("数据还没有收到。", kind="notice", audience="customer")
    assert (message.kind, message.audience) == ("notice", "customer")


def test_the_audience_is_the_leader_unless_told() -> None:
    assert read_text("在吗").audience == "leader"


def test_a_commit_message_without_what_git_takes_out() -> None:
    words = "修复登录\n\n数据还没有收到。\n\nSigned-off-by: A <a@example.com>\n"
    text = f"{words}# 请输入说明\n# ---- >8 ----\ndiff --git a b\n你们"
    assert outline(read_bytes(text.encode(), "COMMIT_EDITMSG")) == [
        "heading: 修复登录",
        "paragraph: 数据还没有收到。",
        "signature: Signed-off-by: A <a@example.com>",
        "code: # 请输入说明 ⏎ # ---- >8 ---- ⏎ diff --git a b ⏎ 你们",
    ]


def test_lines_start_where_they_start() -> None:
    assert read_text("a\n\nbc\n").line_starts == (0, 2, 3, 6)
    assert read_text("").line_starts == (0,)
