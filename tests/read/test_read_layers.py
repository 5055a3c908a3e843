"""Salutation, items, closing, signature, quoted and forwarded mail, code: what each line of a text is."""

from __future__ import annotations

import sys

import pytest
from read_samples import outline, words
from read_threads import FORWARDS, THREADS

from tonecheck.model import Kind
from tonecheck.read import layers, read_text, split_blocks


def layout(text: str, kind: Kind = "mail") -> list[str]:
    return outline(read_text(text, kind=kind))


@pytest.mark.parametrize(
    "line",
    [
        *(
            "王总：",
            "李经理您好",
            "各位同事：",
            "尊敬的张女士：",
            "尊敬的 张三 先生/女士:",
            "林協理 鈞鑒：",
            "覃总好，",
        ),
        *(
            "Dear Lily,",
            "Hi 唐经理，",
            "Hi Kevin总，",
            "Dear All,",
            "Hi, all",
            "Hello 王总，您好：",
            "Good morning team,",
        ),
        *(
            "@小顾",
            "@小顾 @老周：",
            "张明、王芳、李经理，",
            "张明，",
            "老罗：",
            "王工，您好。",
            "您好！",
            "您好，王经理：",
        ),
        *(
            "教研院 姚院长，您好：",
            "李四，王五，以及其他各位",
            "致：综合部",
            "技术部全体同事，",
            "王经理",
            "{{person}}您好，",
        ),
        *("Mr. Deng：", "杜总师：", "[领导名称]，您好：", "王经理/李经理，您好：", "黃經理台鑒：", "各位领导、同事！"),
        "老赵、小敏：",
    ],
)
def test_a_salutation_is_a_line_of_its_own(line: str) -> None:
    assert layout(f"{line}\n\n数据还没有收到，能否周五前给到？") == [
        f"salutation: {line}",
        "paragraph: 数据还没有收到，能否周五前给到？",
    ]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "王总您好，想跟您请教一下验收的事",
            "李经理，数据还没有收到。",
            "现状：",
            "背景：",
            "明天到我办公室",
            "请联系客服中心",
        ),
        *(
            "Hi，麻烦看一下这个问题",
            "hi 麻烦帮我看下这个",
            "Hi Tom, please look at the report",
            "于是，",
            "周五，",
            "方案：",
            "小样、小票：",
        ),
        *("好的，领导，这事我听懂了，", "@老周 刚才构建失败的日志：", "这样也好，", "数据还没有收到"),
    ],
)
def test_a_line_that_says_something_is_no_salutation(line: str) -> None:
    assert layout(f"{line}\n\n数据还没有收到，能否周五前给到？")[0] == f"paragraph: {line}"


@pytest.mark.parametrize(
    "text", ["请联系客服中心", "谢谢", "刘洋", "王经理", "10月11日", "明天见", "发自内心地感谢各位"]
)
@pytest.mark.parametrize("kind", ["chat", "mail"])
def test_the_only_line_is_what_the_message_says(text: str, kind: Kind) -> None:
    assert layout(text, kind) == [f"paragraph: {text}"]


@pytest.mark.parametrize(
    "lines",
    [
        *(
            ["市不动产登记服务中心"],
            ["运营部 郭凯"],
            ["物业服务中心 刘敏", "分机 8216"],
            ["人事科", "11月26日"],
            ["刘洋"],
        ),
        *(
            ["工务部 许志豪 敬上"],
            ["信息部 全体同事"],
            ["平台技术部 贺翔（手机保持畅通）"],
            ["锦程建设 物资部 老郭"],
            ["小李"],
        ),
        *(
            ["Fiona Xu | Supplier Quality"],
            ["岳彤 / Delivery Team"],
            ["Jason", "采购中心"],
            ["Jessica 阮"],
            ["Amy Zhong"],
        ),
        *(
            ["张总 华远物流项目负责人"],
            ["数字化中心 Leo"],
            ["超声科 朱"],
            ["物业 刘"],
            ["张明", "项目经理"],
            ["孙总"],
            ["采购 老邝"],
            ["福临家园物业"],
        ),
        *(
            ["[您的姓名]", "[您的职位]", "[公司名称]"],
            ["{senderName}", "{companyName}"],
            ["XXX（发件人姓名）"],
            ["王××"],
        ),
        *(["陈强 技术负责人 上海速达供应链管理有限公司"], ["研发三部 章磊", "2025年3月28日"], ["试验部 冯涛", "10/22"]),
        *(["王芳", "前端工程师 / 产品组", "电话：138-1234-5678", "邮箱: wang@example.com", "www.example.com"],),
        *(
            ["王芳", "发自我的iPhone"],
            ["發開處 蔡明哲"],
            ["财务部", "二〇二五年五月九日"],
            ["--", "王芳", "示例科技 | 产品部"],
        ),
        *(
            ["来自我的手机"],
            ["Sent from my iPhone"],
            ["获取 Outlook for iOS"],
            ["從我的 iPhone 傳送"],
            ["发自我的小米手机"],
        ),
        *(
            ["——————————", "王芳", "示例科技有限公司"],
            ["王芳", "本邮件及其附件含有示例公司的保密信息，仅限于发送给上面的收件人。"],
        ),
    ],
    ids=lambda lines: lines[0],
)
def test_a_signature_is_split_off(lines: list[str]) -> None:
    body = "王总：\n\n数据还没有收到，能否周五前给到？\n\n"
    assert layout(body + "\n".join(lines))[-1] == "signature: " + " ⏎ ".join(lines)
    assert words(read_text(body + "谢谢！\n" + "\n".join(lines), kind="mail"), "own").endswith("给到？\n谢谢！")


@pytest.mark.parametrize(
    "tail",
    [
        *(
            "谢谢您费心。",
            "请批示",
            "收到请回复",
            "下周三前给我",
            "明天上午十点 三楼会议室",
            "抄送：相关方",
            "诚挚致歉",
            "请知悉",
        ),
        *(
            "另外想请您到现场开个短会。",
            "资料已发财务部",
            "请转告采购部",
            "特此函告。",
            "抓紧吧",
            "OK",
            "FYI",
            "尽快",
            "急",
        ),
        *("合规评估：高/中/低", "联系电话： 8216", "方案二", "全部完工", "地点：三楼会议室", "不然后果自负", "如题"),
        *("期待您的回复！", "- 财务部", "都是你们采购部", "就这样了", "参会人员：张三、李四", "12345"),
    ],
)
def test_a_last_line_that_says_something_is_no_signature(tail: str) -> None:
    for gap in ("\n", "\n\n"):
        message = read_text(f"王总：\n\n数据还没有收到，能否周五前给到？{gap}{tail}", kind="mail")
        assert words(message, "own").endswith(tail), gap


@pytest.mark.parametrize(("lines", "signed"), [(8, True), (9, False)])
def test_a_signature_without_a_delimiter_has_eight_lines_at_most(lines: int, signed: bool) -> None:
    signature = "\n".join(["刘洋", *(f"电话：821{number}" for number in range(lines - 1))])
    message = read_text(f"王总：\n\n数据还没有收到，能否周五前给到？\n\n{signature}", kind="mail")
    assert words(message, "signature") == (signature if signed else "")


def test_a_list_of_departments_is_no_signature() -> None:
    assert words(read_text("王总：\n\n需要配合的部门：\n财务部\n采购部", kind="mail"), "signature") == ""


@pytest.mark.parametrize(
    "line",
    [
        *(
            "此致",
            "敬礼！",
            "此致敬礼",
            "顺颂商祺",
            "順頌時祺",
            "祝好",
            "祝工作顺利！",
            "谢谢！",
            "谢谢。",
            "多谢您费心。",
            "有劳您了！",
        ),
        *(
            "感谢您的支持！",
            "Best regards,",
            "Kind regards",
            "Thanks,",
            "Thank you!",
            "盼复",
            "再次感谢您的谅解！",
            "辛苦了！",
        ),
    ],
)
def test_a_closing_stands_before_the_signature_or_at_the_end(line: str) -> None:
    assert layout(f"王总：\n\n数据还没有收到。\n\n{line}\n运营部 郭凯")[2:] == [
        f"closing: {line}",
        "signature: 运营部 郭凯",
    ]
    assert layout(f"王总：\n\n数据还没有收到。\n\n{line}")[-1] == f"closing: {line}"


def test_two_closings_in_a_row() -> None:
    assert layout("王总：\n资料收到。\n谢谢！\n此致\n敬礼\n服务端 邵维")[2:] == [
        "closing: 谢谢！",
        "closing: 此致",
        "closing: 敬礼",
        "signature: 服务端 邵维",
    ]


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "1. ",
            "2、",
            "3)",
            "4）",
            "5．",
            "(1) ",
            "（2）",
            "（三）",
            "一、",
            "十一、",
            "①",
            "⑴",
            "- ",
            "-",
            "· ",
            "•",
            "■ ",
        ),
        *("* ", "A. ", "B、", "A）", "□ ", "✅ ", "方案一：", "方案A：", "方案二，", "第一，", "其一，"),
    ],
)
def test_each_item_is_a_block(mark: str) -> None:
    assert layout(f"王总：\n有两件事：\n{mark}请确认接口\n{mark}请确认时间\n谢谢您的支持和配合，我们周五见。")[2:4] == [
        f"item: {mark}请确认接口",
        f"item: {mark}请确认时间",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1.8米的堆头不合规定",
        "2025.3月的数据",
        "-5%的偏差",
        "——这是破折号",
        "*重要*的事",
        "e.g. 这样",
        "第三天还没到",
        "方案还没有定",
        "一直没收到",
    ],
)
def test_a_line_that_only_looks_like_an_item_is_none(line: str) -> None:
    assert layout(f"王总：\n{line}\n请您看看。")[1] == f"paragraph: {line}"


def test_each_line_of_a_draft_is_a_paragraph() -> None:
    assert layout("王总：\n第一段说现状。\n第二段说方案。\n\n第三段说时间。")[1:] == [
        "paragraph: 第一段说现状。",
        "paragraph: 第二段说方案。",
        "paragraph: 第三段说时间。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "就4月10日贵方订单（#20260410-A）的发货延迟，我代表团队的各位同事\n向您致以诚挚的歉意。",
        "延迟原因为我方仓储系统升级期间出现数据迁移异常，导致出库\n流程中断约18小时。目前系统已恢复正常，您的订单已于4月12日\n发出，预计4月15日送达。",
        "We checked the reports that your department sent us on Monday, and\nthe second one lacks a column.",
    ],
    ids=["two lines", "three lines", "english"],
)
def test_lines_broken_at_a_fixed_width_are_one_paragraph(text: str) -> None:
    assert layout(f"王总，您好：\n\n{text}\n\n谢谢！")[1] == "paragraph: " + text.replace("\n", " ⏎ ")


@pytest.mark.parametrize(
    ("widths", "paragraphs"),
    [
        pytest.param((46, 46), 2, id="too narrow for lines that were broken"),
        pytest.param((48, 48), 1, id="as narrow as they may be"),
        pytest.param((100, 100), 1, id="as wide as they may be"),
        pytest.param((102, 20), 2, id="too wide"),
        pytest.param((60, 48, 60), 1, id="a line as short as it may be"),
        pytest.param((60, 46, 60), 2, id="a line too short: the paragraph ends there"),
    ],
)
def test_lines_are_joined_by_their_columns(widths: tuple[int, ...], paragraphs: int) -> None:
    assert len(layout("王总：\n" + "\n".join("数" * (width // 2) for width in widths))) == 1 + paragraphs


def test_full_sentences_of_one_line_each_are_not_joined() -> None:
    lines = ["这一行写现状，一共有三十个字左右，句子在行末就已经结束了的。"] * 3
    assert layout("王总：\n" + "\n".join(lines)) == ["salutation: 王总：", *(f"paragraph: {line}" for line in lines)]


@pytest.mark.parametrize(
    "title",
    [
        "关于停水的通知",
        "【盘点通知】",
        "【通知】清明假期各校区开放安排",
        "温馨提示",
        "运营中心通知：",
        "关于外场秩序的说明",
        "催 款 函",
        "♻️ 投放点调整通告",
    ],
)
def test_the_title_of_a_notice_is_a_heading(title: str) -> None:
    assert layout(f"{title}\n各科室：\n请于周五前报送材料。\n人事科\n11月26日", "notice") == [
        f"heading: {title}",
        "salutation: 各科室：",
        "paragraph: 请于周五前报送材料。",
        "signature: 人事科 ⏎ 11月26日",
    ]


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("关于商请借用应急帐篷的函", "XX县红十字会："),
        ("关于在小区增设充电桩的请示", "区发改委："),
        ("夜班交接单", "白班的同事："),
        ("租户须知更新", "各位租户："),
        ("产品召回告知书", "尊敬的顾客："),
    ],
)
def test_under_a_title_stands_whom_it_speaks_to(title: str, address: str) -> None:
    assert layout(f"{title}\n\n{address}\n新版自12月1日起生效，请于周五前回复。")[:2] == [
        f"heading: {title}",
        f"salutation: {address}",
    ]


@pytest.mark.parametrize("line", ["具体安排如下：", "办理时间：", "本次变更的原因：", "第一步："])
def test_under_a_title_a_list_may_begin(line: str) -> None:
    assert layout(f"关于更换系统的通知\n\n{line}\n新版自12月1日起生效，请于周五前回复。")[1] == f"paragraph: {line}"


def test_a_short_line_above_plain_words_is_no_title() -> None:
    assert layout("货到了\n\n请您周五前安排人来卸车。")[0] == "paragraph: 货到了"


def test_a_sentence_in_brackets_is_no_title() -> None:
    assert layout("【放假通知】5月31日至6月2日放假，6月3日上班。\n行政部", "notice")[0].startswith(
        "paragraph: 【放假通知】"
    )


OWN = "王总，您好：\n\n数据还没有收到，能否周五前给到？\n\n谢谢！\n运营部 郭凯"


@pytest.mark.parametrize("thread", THREADS.values(), ids=THREADS)
def test_the_quoted_mail_below_is_not_the_author_s(thread: str) -> None:
    message = read_text(f"{OWN}\n\n{thread}")
    assert words(message, "own", "signature") == words(read_text(OWN), "own", "signature") + (
        "\n发自我的 iPhone" if "发自我的" in thread else ""
    )
    assert "按时提交" in words(message, "quote").replace("時", "时")
    assert message.reply


@pytest.mark.parametrize("thread", FORWARDS.values(), ids=FORWARDS)
def test_forwarded_mail_is_not_the_author_s(thread: str) -> None:
    message = read_text(f"主题: 转发：数据\n\n{OWN}\n\n{thread}")
    assert "责任在你方" in words(message, "forward")
    assert "责任在你方" not in words(message, "own", "signature")


def test_a_divider_tells_forwarded_mail_without_a_subject() -> None:
    assert words(read_text(f"{OWN}\n\n{FORWARDS['gmail']}"), "forward").endswith("责任在你方")


def test_answers_between_the_quoted_lines_are_the_author_s() -> None:
    text = "覃总好，\n逐条答复。\n\n> 做不完！\n\n理解，我们减到2套。\n\n> 手续谁办？\n\n我们去办。\n\n营销中心 阮晴"
    assert layout(text) == [
        "salutation: 覃总好，",
        "paragraph: 逐条答复。",
        "quote: > 做不完！",
        "paragraph: 理解，我们减到2套。",
        "quote: > 手续谁办？",
        "paragraph: 我们去办。",
        "signature: 营销中心 阮晴",
    ]


@pytest.mark.parametrize(
    ("above", "own"),
    [
        ("请您周五前给。\n\n> 数据还没有收到", "请您周五前给。"),
        ("> 数据还没有收到", ""),
        ("> 手续谁办？\n\n我们去办。\n\n> 什么时候？", "我们去办。"),
    ],
)
@pytest.mark.parametrize(
    "signature", ["-- \n林晓 有问题尽快联系！！！", "-- \n林晓\n不签字的单子一律不办。", "--\n林晓\n运营部"]
)
def test_a_signature_below_the_delimiter_may_stand_below_quoted_lines(above: str, own: str, signature: str) -> None:
    message = read_text(f"{above}\n\n{signature}", kind="mail")
    assert (words(message, "own"), words(message, "signature")) == (own, signature)


def test_an_answer_below_the_delimiter_and_a_quotation_is_the_author_s() -> None:
    assert words(read_text(f"{OWN}\n\n-- \n林晓\n\n> 什么时候给？\n\n周五给您。", kind="mail"), "own").endswith(
        "周五给您。"
    )


def test_an_answer_below_the_quotation_is_the_author_s() -> None:
    text = "On Tue, May 6, 2025 at 2:20 PM Wang <w@example.com> wrote:\n> 什么时候给？\n\n周五给您。"
    assert layout(text)[-1] == "paragraph: 周五给您。"


@pytest.mark.parametrize(
    "text",
    [
        "王总在会上说道：\n这件事要抓紧。",
        "附件里写道：\n数据以三月为准。",
        "请看下面的信息：\n发件人：张三\n已经核对过。",
        "-----\n下面是本周的进展。",
        "------ 进展 ------\n已完成三项。",
        ">500 万的合同需要会签。",
        "我在 14:20 的邮件里写道：\n数据以三月为准。",
    ],
)
def test_the_author_s_own_words_stay_his(text: str) -> None:
    assert words(read_text(text), "quote", "forward") == ""


@pytest.mark.parametrize(
    "line",
    [
        *("ERROR: order_id must not be null, please fix immediately!!!", "2025-01-01 12:00:00 INFO 订单创建失败"),
        *("[2025-01-01 12:00:00] [error] upstream timed out", "Traceback (most recent call last):"),
        *("    at com.foo.Bar.run(Bar.java:12)", "SELECT id FROM orders WHERE name = '张三'", "$ git push origin main"),
        *(
            "java.lang.NullPointerException: order",
            "if (a == b) { return c[0]; }",
            '{"code": 500, "msg": null, "data": {}}',
        ),
        *("docker compose up -d", "KeyError: 'id'", "Caused by: java.io.IOException: closed"),
    ],
)
def test_logs_and_code_are_nobody_s_words(line: str) -> None:
    assert layout(f"@老周 刚才构建失败的日志：\n{line}\n我现在改，15分钟后重跑。", "chat") == [
        "paragraph: @老周 刚才构建失败的日志：",
        f"code: {line.strip()}",
        "paragraph: 我现在改，15分钟后重跑。",
    ]


def test_a_fenced_block_is_code() -> None:
    assert layout("日志如下：\n```\n你们又没按时提交\n```\n请看。") == [
        "paragraph: 日志如下：",
        "code: ``` ⏎ 你们又没按时提交 ⏎ ```",
        "paragraph: 请看。",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "https://example.com/a/b?c=d&e=f",
        "Please let me know if anything is missing.",
        "```",
        "==========",
        "ERROR 很多，请看",
        "联系 a@example.com",
    ],
)
def test_prose_and_links_are_not_code(line: str) -> None:
    assert words(read_text(f"王总：\n{line}\n请您看看。", kind="mail"), "code") == ""


def test_the_start_of_a_paragraph_that_is_set_in_is_a_new_one() -> None:
    first = "　　第一段写得比较长，一行写不下，所以在这里断开，接着往下\n写完这一段。"
    text = f"{first}\n　　第二段也从这里开始，也是一行写不下的样子，所以断开来\n写。"
    assert [line[-8:] for line in layout(text)] == ["⏎ 写完这一段。", "断开来 ⏎ 写。"]


def test_blocks_can_be_had_without_a_message() -> None:
    text = "王总：\n\n请看。"
    assert [text[b.span.start : b.span.end] for b in split_blocks(text, "mail")] == ["王总：", "请看。"]


def test_the_columns_of_every_character_are_its_bytes_in_gb18030() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        assert layers._columns(char) == len(char.encode("gb18030", "replace"))
