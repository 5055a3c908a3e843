"""A corpus of Chinese work messages for the benchmarks, the same bytes on any machine.

Messages are put together from templates: nothing here was copied from real mail.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 20261123
MB = 1 << 20

NAMES = [
    "王芳",
    "李娜",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄敏",
    "周婷",
    "吴迪",
    "徐丽",
    "孙浩",
    "胡军",
    "朱琳",
    "高翔",
    "林晓",
    "何晨",
    "郭涛",
    "马超",
    "罗欣",
]
TITLE = ["总", "经理", "主管", "老师", "部长", "主任", "工"]
DEPT = [
    "财务部",
    "市场部",
    "研发部",
    "测试组",
    "运维团队",
    "采购部",
    "人力资源部",
    "法务部",
    "客服中心",
    "数据组",
    "产品部",
    "设计组",
    "供应链",
    "质量部",
    "销售部",
    "行政部",
]
DOC = [
    "季度预算表",
    "需求文档",
    "测试报告",
    "合同终稿",
    "上线方案",
    "客户名单",
    "接口说明",
    "排期表",
    "验收单",
    "报销明细",
    "培训材料",
    "数据口径",
    "采购清单",
    "会议纪要",
    "风险清单",
    "周报",
]
SYS = [
    "订单系统",
    "OA",
    "CRM",
    "报表平台",
    "支付网关",
    "库存模块",
    "登录页面",
    "ERP",
    "数据仓库",
    "消息队列",
    "移动端",
    "APP",
    "后台接口",
]
DAY = [
    "今天下午3点",
    "明天上午10点",
    "周五下班前",
    "下周一12:00",
    "本周三17:30",
    "6月18日前",
    "月底之前",
    "后天中午",
    "11月25日(周三)15:00",
]
ACT = [
    "核对一遍",
    "补充缺的数据",
    "确认口径",
    "给出反馈",
    "安排人跟进",
    "更新到共享盘",
    "发我一份",
    "评估工作量",
    "走一下审批",
    "同步进度",
    "排查原因",
    "修改第3页",
]
CAUSE = [
    "接口超时",
    "数据缺失",
    "需求变更",
    "人手不足",
    "合同条款没有定稿",
    "供应商延期",
    "环境不稳定",
    "权限没有开通",
    "版本冲突",
    "预算超支",
]
NUM = ["3", "12", "47", "200", "1,280", "15%", "3.5", "两", "五", "二十多", "0.8", "99.95%"]
GOAL = [
    "按时上线",
    "降低投诉率",
    "通过审计",
    "完成季度目标",
    "提高客户满意度",
    "缩短交付周期",
    "减少重复劳动",
    "稳住大客户",
]

GREET_P = [
    "{n}{t},您好!",
    "{n}{t}好,打扰您了。",
    "Hi {n},下午好~",
    "各位同事,大家好:",
    "{d}的各位伙伴,早上好!",
    "尊敬的{n}{t}:\n您好!",
]
GREET_N = ["{n}:", "@{n} ", "{d}:", "在吗?", "", "{n}{t},"]
GREET_R = ["喂,", "你们{d}:", "@所有人 ", "{n}!!!", ""]
POLITE = [
    "想跟您确认一下{o}的进度,方便的话请在{y}前告诉我。",
    "我们这边在做{o},需要{d}协助{a},预计占用您{x}个小时,非常感谢。",
    "为了{g},建议我们{y}一起过一遍{o},您看这个时间合适吗?",
    "附件是{o}的最新版本,其中标黄的部分麻烦您{a}。",
    "上次会议里您提到的{c},我们已经排查过,结论是{s}的配置在{y}的变更里被覆盖了,现已恢复。",
    "如果{y}不方便,也可以请{n}{t}代为处理,我把资料先发过去。",
    "这次延期主要是我们没有提前说明{c},给{d}添麻烦了,非常抱歉。",
    "目前{s}还剩{x}个问题没有关闭,责任人和完成时间都写在{o}里,请您过目。",
    "我有两个方案供您参考:一是先上线核心功能,二是把{o}推迟到{y},各有利弊。",
    "感谢{n}{t}一直以来的支持,上次{s}的事情多亏您及时协调。",
    "关于{c},我们的理解是先保证{g},再处理历史数据,不知道是否和您的想法一致?",
    "附上数据:处理{x}条,失败{x}条,平均耗时{x}秒,详见https://example.com/report?id={i}。",
    "您辛苦了,如有需要我们配合的地方,请随时告诉我,我会在{y}给您答复。",
    "会议纪要如下:1. {o}由{n}负责;2. {y}完成{a};3. 风险是{c}。",
    "理解{d}最近在赶{g}的工作,我们可以先把{o}里优先级高的{x}项列出来,分批处理。",
]
PLAIN = [
    "{s}在{y}出现了{c},影响{x}个客户。",
    "{o}还差{x}项数据,缺的部分在第{x}页。",
    "{y}开会,讨论{o}和{c}。",
    "相关人员请{a},有问题再联系。",
    "请尽快{a}。",
    "这个事情需要{d}配合,大概下周处理一下。",
    "版本号v2.{i},改动点:修复{c},新增{o}导出。",
    "> {n}在邮件里说:{o}由{d}提供,{y}截止。",
    "- {a}\n- {a}\n- 同步{n}{t}\n",
    "日志:ERROR 5{x} timeout at /api/v1/order/{i},重试{x}次后成功。",
    "{c}这个问题我们也遇到过,当时是{n}处理的,不是你们的责任。",
    "最近{s}的访问量涨了{x},原因可能是{c},也可能是活动引流。",
]
RUDE = [
    "你们{d}又没有按时提交{o},导致我们整个项目延期!",
    "说了多少遍了,{o}要在{y}前给到,你们怎么还没弄?",
    "这么简单的{a}都做不好,{d}到底在干什么??",
    "我不管什么{c},{y}必须给我结果,否则我直接找{n}{t}反映。",
    "每次都是{d}掉链子,{c}永远是你们的借口。",
    "赶紧{a},马上,立刻,别再拖了!!!",
    "要不是你们乱改需求,{s}根本不会出现{c}。",
    "自己看{o},别什么都来问我,我没空。",
    "全公司就你们{d}事多,走个流程要{x}天,太不专业了。",
    "呵呵,{n}{t}可真是大忙人,发了{x}封邮件一个字都不回。",
    "随便你们吧,反正出了事别找我,责任在你方。",
    "你是不是没看邮件?{o}第一页就写了,麻烦你用点心。",
    "再不{a}就扣你们的绩效,我已经抄送各位领导了。",
    "这点事都搞不定,真不知道你们{d}拿工资是干嘛的。",
    "{s}又挂了,你们能不能负点责任,天天{c},受够了。",
]
CLOSE_P = [
    "祝工作顺利!\n{n}\n{d}",
    "期待您的回复,谢谢!\n{n} {d} 分机8{x}",
    "再次感谢您的支持与配合。\n此致\n敬礼\n{n}",
    "谢谢{n}{t}!",
]
CLOSE_N = ["以上,请知悉。", "收到请回复。", "谢谢", "", "{n} {y}"]
CLOSE_R = ["收到马上回复!!!", "别再让我催了。", "后果自负。", "", "不要再找借口,就这样。"]


def fill(r: random.Random, tpl: str) -> str:
    """``tpl`` with each ``{letter}`` replaced by a word of that slot."""
    out = []
    i = 0
    while i < len(tpl):
        c = tpl[i]
        if c == "{" and tpl[i + 2 : i + 3] == "}":
            k = tpl[i + 1]
            out.append(str(r.randrange(100, 9999)) if k == "i" else r.choice(SLOT[k]))
            i += 3
        else:
            out.append(c)
            i += 1
    return "".join(out)


SLOT = {"n": NAMES, "t": TITLE, "d": DEPT, "o": DOC, "s": SYS, "y": DAY, "a": ACT, "c": CAUSE, "x": NUM, "g": GOAL}
KIND = {
    "polite": (GREET_P, [(POLITE, 8), (PLAIN, 2)], CLOSE_P),
    "mixed": (GREET_N, [(POLITE, 3), (PLAIN, 5), (RUDE, 2)], CLOSE_N),
    "rude": (GREET_R, [(RUDE, 7), (PLAIN, 3)], CLOSE_R),
}


def body(r: random.Random, tone: str, want: int) -> str:
    """A message in a tone, of about ``want`` characters."""
    greet, pools, close = KIND[tone]
    text = fill(r, r.choice(greet))
    if text and r.random() < 0.6:
        text += "\n"
    end = fill(r, r.choice(close))
    used: list[str] = []
    while len(text) + len(end) + 1 < want:
        pool = r.choices([p for p, _ in pools], [w for _, w in pools])[0]
        tpl = r.choice(pool)
        if tpl in used[-6:]:
            continue
        used.append(tpl)
        if tpl[0] in ">-" and not text.endswith("\n"):
            text += "\n"
        text += fill(r, tpl)
        if tpl[0] == ">":
            text += "\n"
        elif r.random() < 0.25:
            text += "\n\n" if r.random() < 0.3 else "\n"
    if end:
        text += ("" if text.endswith("\n") else "\n") + end
    # the generator writes half-width marks; most people type full-width ones
    if r.random() < 0.75:
        text = "".join(WIDE.get(c, c) if n and not text[n - 1].isascii() else c for n, c in enumerate(text))
    return text


WIDE = {",": "，", "!": "！", "?": "？", ":": "：", ";": "；", "(": "（", ")": "）"}


def message(r: random.Random) -> str:
    """One message of 150 to 800 characters."""
    tone = r.choices(["polite", "mixed", "rude"], [45, 35, 20])[0]
    want = int(150 + 650 * r.random() ** 1.6)
    while True:
        t = body(r, tone, max(want - 20, 160))
        if 150 <= len(t) <= 800:
            return t
        want = min(max(want, 200), 700)


def messages(seed: str = str(SEED)) -> Iterator[str]:
    """Messages without end."""
    number = 0
    while True:
        yield message(random.Random(f"{seed}:{number}"))
        number += 1


def draft() -> str:
    """One draft of 500 characters."""
    return body(random.Random(f"{SEED}draft"), "mixed", 620)[:499] + "\n"


def cut(text: str, size: int) -> str:
    """The first ``size`` bytes of ``text``, whole characters only."""
    return text.encode()[:size].decode(errors="ignore")


def ordinary(size: int) -> str:
    """``size`` bytes of messages, a blank line between two."""
    parts, have = [], 0
    for text in messages(f"{SEED}big"):
        parts.append(text)
        have += len(text.encode()) + 2
        if have >= size:
            break
    return cut("\n\n".join(parts) + "\n", size)


SHAPES: dict[str, Callable[[int], str]] = {
    "no punctuation, no line end": lambda size: cut("".join(c for c in ordinary(3 * size) if "一" <= c <= "鿿"), size),
    "no line end": lambda size: cut(ordinary(2 * size).replace("\n", ""), size),
    "！ alone": lambda size: cut("！" * size, size),
    "one phrase repeated": lambda size: cut("尽快" * size, size),
    "one rare letter repeated": lambda size: cut("囧" * size, size),
    "a line of many rare letters, then messages": lambda size: cut(
        "".join(chr(0x4E00 + at % 20_000) for at in range(size // 32)) + "\n" + ordinary(size), size
    ),
    "quoted lines": lambda size: cut("> 收到\n" * size, size),
}
"""What a large file can look like, besides an ordinary one."""


def write_messages(folder: Path, count: int) -> Path:
    """``folder`` with ``count`` messages, a hundred to a subfolder."""
    for number, text in zip(range(count), messages(), strict=False):
        path = folder / f"{number // 100:03d}" / f"{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder
