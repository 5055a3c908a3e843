"""How a letter begins and ends: salutation, title, closing.

Only what the layout needs; plain string tests, for these run on every draft and start with the program.
"""

from __future__ import annotations

_PUNCTUATION = " \t\u3000\xa0，,。.！!～~：:；;、…"

_TITLES = tuple(
    ["总", "總", "董", "工", "处", "處", "局", "科", "部", "经理", "經理", "协理", "協理", "总监", "總監", "主任", "部长", "部長", "处长", "處長", "科长", "科長", "局长", "局長", "院长", "院長", "校长", "校長", "厂长", "廠長", "队长", "隊長", "组长", "組長", "店长", "店長", "所长", "所長", "站长", "园长", "股长", "課長", "课长", "行长", "市长", "县长", "镇长", "会长", "書記", "书记", "董事长", "董事長", "总裁", "總裁", "主席", "秘书", "秘書", "助理", "专员", "專員", "主管", "干事", "老师", "老師", "教授", "博士", "医生", "醫師", "护士", "律师", "師傅", "师傅", "工程师", "工程師", "设计师", "先生", "女士", "小姐", "同学", "同事", "同事们", "同仁", "同仁们", "领导", "領導", "领导们", "伙伴", "伙伴们", "朋友", "朋友们", "家人们", "团队", "團隊", "部门", "部門", "科室", "班组", "门店", "单位", "單位", "公司", "分公司", "项目组", "小组", "中心", "办公室", "客户", "客戶", "用户", "家长", "家長", "业主", "住户", "居民", "员工", "職員", "各位", "诸位", "諸位", "大家", "所有人", "全体", "老板", "老闆", "大哥", "大姐", "哥", "姐", "管理层", "负责人", "成员", "公司", "老总", "鉴", "鑒", "鈞鑒", "台鑒", "敬启", "亲启"]
)
"""What a form of address ends with."""
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉"
    "岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮"
    "蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀"
    "甄曲家封储靳焦牧车侯班仰秋仲伊宫宁栾厉祖武符刘景詹束龙叶幸司韶黎溥印宿白怀蒲台从索赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡劳姬申冉雍桑"
    "桂牛边尚农温庄晏柴瞿阎连习艾容向古易戈廖终步耿满匡文寇广东欧利蔚越隆师巩聂晁勾敖冷辛阚那简饶空曾沙鞠丰巢关相查后荆红游权盖益桓公"
    "岳佟覃邝涂岑肖付代闫岚尧仝苟冼"
    "趙錢孫吳鄭馮陳衛韓楊許呂張嚴華謝鄒竇雲蘇範魯韋馬鳳賀湯羅畢鄔樂時齊顧黃蕭龐紀項藍閔賈婁顏鐘駱萬盧應單諸鈕龔陸榮儲車寧劉葉賴喬陰"
    "聞黨譚貢勞邊農溫莊連習滿廣歐師鞏聶簡饒豐關遊權閆"
)
_NOT_NAMES = frozenset("案法式面便向周于是二三四五六日末度间时间题常全时刻上下重要急快后前些次份点总结会议件知道束谢见能")
"""What can't be the rest of a name: 方案, 周五, 马上, 安全, 应急, 高度 …"""

_GREETINGS = (
    ["您好", "你好", "您们好", "你们好", "大家好", "各位好", "早上好", "上午好", "中午好", "下午好", "晚上好", "早安", "午安", "晚安", "新年好", "节日好", "好", "早", "hi", "hello"]
)
_OPENERS = ("尊敬的", "敬爱的", "亲爱的", "尊敬", "致：", "致:", "致", "各", "敬啟者", "敬启者", "@")
_ENGLISH = ("dear", "hi", "hello", "hey", "to", "good morning", "good afternoon", "good evening")

_CLOSINGS = frozenset(
    ["此致", "敬礼", "敬禮", "此致敬礼", "此致敬禮", "祝", "祝好", "祝安", "商祺", "时祺", "時祺", "台安", "大安", "夏安", "冬安", "春安", "秋安", "盼复", "盼覆", "盼回复", "盼回覆", "候复", "敬候回音", "有劳", "有劳您", "有劳您了", "有勞", "有勞您了", "辛苦", "辛苦了", "辛苦您了", "辛苦大家了", "辛苦各位", "拜托", "拜托了", "拜托您了", "麻烦了", "麻烦您了", "麻煩您了", "费心了", "让您费心了", "多谢您费心", "费神了", "工作顺利", "身体健康", "万事如意", "生活愉快", "thx", "tks", "rgds", "br", "best", "cheers"]
)
_CLOSING_STARTS = tuple(
    ["顺颂", "顺祝", "順頌", "順祝", "即颂", "即頌", "敬颂", "敬頌", "谨颂", "謹頌", "敬祝", "谨祝", "謹祝", "恭祝", "恭颂", "此颂", "祝您", "祝你", "祝工作", "祝商", "祝安", "祝顺", "祝周末", "祝一切", "敬请台", "顺致", "順致"]
)
_THANKS = tuple(["谢谢", "謝謝", "感谢", "感謝", "多谢", "多謝", "再次感谢", "再次感謝", "再次谢谢", "非常感谢", "非常感謝", "万分感谢", "十分感谢", "衷心感谢", "先谢", "先谢过", "谢了"])
_ENGLISH_CLOSINGS = (
    "best regards",
    "best wishes",
    "kind regards",
    "warm regards",
    "with regards",
    "regards",
    "many thanks",
    "thanks",
    "thank you",
    "sincerely",
    "yours ",
    "cheers",
)

_TITLE_ENDS = tuple(["通知", "公告", "通告", "公示", "启事", "声明", "聲明", "倡议书", "纪要", "紀要", "温馨提示", "温馨提醒", "友情提示", "邀请函", "催款函", "公开信"])
_WEAK_TITLE_ENDS = tuple(["提示", "提醒", "函", "简报", "通报", "通報", "快报", "预告", "说明", "說明", "请示", "請示", "报告", "報告", "决定", "意见", "方案", "批复", "复函", "安排", "汇报", "申请"])


def is_salutation(line: str, *, bare: bool = True) -> bool:
    """True when the whole line is a form of address or a greeting: 王总：, 李经理您好, Dear Lily, @小顾.

    With ``bare``, a name alone counts too (张明，); a line of address with text after it does not.
    """
    line = line.strip()
    if not line or len(line) > 45 or line[0] in ">＞#|":
        return False
    core = line.rstrip(_PUNCTUATION + "?？")
    ended = line[len(core) :]
    if not core or any(mark in core for mark in "。！!？?；;…"):
        return False
    if line[0] == "@":
        return all(word[:1] == "@" or word in {"和", "、", ","} for word in core.split())
    lower = core.lower()
    if lower.startswith(_ENGLISH) and _english(lower, ended):
        return True
    if len(core) > 32:
        return False
    name = core
    for greeting in _GREETINGS:
        if lower.endswith(greeting):
            name = core[: -len(greeting)].rstrip(_PUNCTUATION)
            if len(greeting) > 1 and not _clauses(name):
                return True
            break
    greeted = name != core
    # 各部门请注意 is a sentence; an address of that length ends in a colon or comma.
    if _clauses(name) or (not greeted and not ended and len(name) > 12):
        return False
    if greeted or ended[:1] in "：:,，" or not ended:
        return _address(name, ended, bare=bare)
    return False


def _english(lower: str, ended: str) -> bool:
    """True for Dear …, / Hi … : a word of address, a name, and nothing said after it."""
    word = next(word for word in sorted(_ENGLISH, key=len, reverse=True) if lower.startswith(word))
    rest = lower[len(word) :]
    if rest[:1].isascii() and rest[:1].isalnum():
        return False
    if word == "to" and not (ended and rest.strip(" :：").count(" ") < 3):
        return False
    # Hi Tom, please look: a sentence. Hi, all / Hello 王总，您好: an address.
    head, comma, tail = rest.strip(_PUNCTUATION).partition("," if "," in rest else "，")
    tail = tail.strip(_PUNCTUATION)
    calm = len(head) <= 30 and head.count(" ") <= 5
    return calm and (not comma or tail in {"all", "team", *_GREETINGS} or len(tail) <= 4)


def _clauses(name: str) -> bool:
    """True when commas cut off something too long to be one more name: that is a sentence."""
    if not any(mark in name for mark in "，,：:"):
        return False
    parts = name.replace(",", "，").replace("：", "，").replace(":", "，").split("，")
    if parts[0] in {"致", "to", "To", "TO"}:
        parts = parts[1:]
    return any(len(part.strip()) > 10 for part in parts) or not all(
        part.strip().endswith(_TITLES) or is_name(part.strip()) for part in parts[:-1]
    )


def _address(name: str, ended: str, *, bare: bool) -> bool:
    """True when ``name`` names the people spoken to."""
    if not name:
        return True
    if name.startswith(_OPENERS) or name.endswith(_TITLES):
        return bool(ended) or name.endswith(_TITLES) or name.startswith(_OPENERS[:3])
    if _placeholder(name):
        return True
    names = name.replace("，", "、").replace(",", "、").replace("/", "、").split("、")
    return bare and bool(ended) and all(is_name(part.strip()) or _placeholder(part.strip()) for part in names)


def _placeholder(name: str) -> bool:
    """True for the blank of a template: [姓名], {{person}}, XXX."""
    return (name[:1] in "[{［<" and name[-1:] in "]}］>") or (len(name) > 1 and not name.strip("XxＸ×*某"))


def is_name(word: str) -> bool:
    """True for what can be a Chinese person's name: a surname and one or two characters, 小林, 老罗."""
    word = word.replace("××", "某某").replace("**", "某某")
    if not 2 <= len(word) <= 4 or not all("\u4e00" <= char <= "\u9fff" for char in word):
        return False
    if word[0] in "小老阿" and len(word) <= 3:
        return word[1] in _SURNAMES or len(word) == 3
    if len(word) == 4:
        return word[:2] in {"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "皇甫", "尉迟", "慕容", "夏侯", "令狐", "司徒"}
    return word[0] in _SURNAMES and not any(char in _NOT_NAMES for char in word[1:])


def is_title(line: str) -> bool:
    """True for the title of a notice: 关于…的通知, 【盘点通知】, 温馨提示."""
    line = line.strip().rstrip("：:！!")
    if not 2 <= len(line) <= 50:
        return False
    packed = line.replace(" ", "").replace("\u3000", "")
    if packed[0] == "【" and packed.endswith("】"):
        return True
    if any(mark in packed for mark in "。，；？！：!?;") and not packed.startswith(("关于", "關於", "【")):
        return False
    if "。" in packed or packed.startswith(("请", "請", "您", "我", "以上", "特此", "收到", "已")):
        return False
    if packed.endswith(_TITLE_ENDS):
        return True
    return packed.endswith(_WEAK_TITLE_ENDS) and (packed.startswith(("关于", "關於")) or len(packed) <= 10)


def is_closing(line: str) -> bool:
    """True when the whole line is a closing: 此致, 顺颂商祺, 谢谢！, Best regards."""
    core = line.strip().strip(_PUNCTUATION + "♥❤🙏")
    if not core or len(core) > 30:
        return False
    lower = "".join(core.lower().split())
    if lower in _CLOSINGS:
        return True
    if core.isascii():
        return core.lower().startswith(_ENGLISH_CLOSINGS) and core.count(" ") <= 5
    if len(lower) > 14 or any(mark in core for mark in "，,。；：:？?"):
        return False
    return lower.startswith(_CLOSING_STARTS) or (lower.startswith(_THANKS) and len(lower) <= 12)
