"""How a letter begins and ends: salutation, title, closing.

Only what the layout needs; plain string tests, for these run on every draft and start with the program.
"""

from __future__ import annotations

from .tables import (
    ADDRESS_STARTS,
    ADDRESSED,
    CLOSING_STARTS,
    CLOSINGS,
    DOUBLE_SURNAMES,
    ENGLISH_ADDRESSES,
    ENGLISH_CLOSINGS,
    FAMILIAR,
    FORMAL,
    GREETINGS,
    HEAD_LABELS,
    LIST_ENDS,
    NOT_IN_NAMES,
    ORGANISATIONS,
    PUNCTUATION,
    SURNAMES,
    THANKS,
    TITLE_ENDS,
    WEAK_TITLE_ENDS,
    WEEKDAYS,
)

# Sets of characters, for a set that is disjoint from a line is found to be so in one step.
_SAID = frozenset("。！!？?；;…")
"""What ends a clause or a sentence, and stands in no form of address."""
_MARKS = frozenset(PUNCTUATION + "?？、；;()（）")
_TITLE_MARKS = frozenset("。，,；;？?！!：:…～~")
_CHINESE_MARKS = frozenset("。，；？！：")
_SENTENCE_MARKS = _CHINESE_MARKS | frozenset("!?;")
_CLOSING_MARKS = frozenset("，,。；：:？?")
_ADDRESS_ENDS = PUNCTUATION + "?？"
_CLOSING_ENDS = PUNCTUATION + "♥❤🙏"


def is_salutation(line: str, *, alone: bool = False) -> bool:
    """True when the whole line is a form of address or a greeting: 王总：, 李经理您好, Dear Lily, @小顾.

    A line of address with text after it is none. ``alone``: it is the only line, so a mere name or title,
    without a greeting or the mark that ends an address, is what the message says.
    """
    line = line.strip()
    if not line or len(line) > 45 or line[0] in ">＞#|":
        return False
    core = line.rstrip(_ADDRESS_ENDS)
    ended = line[len(core) :][:1]
    if not core or not _SAID.isdisjoint(core):
        return False
    if line[0] == "@":
        return all(word[:1] == "@" or word in {"和", "、", ","} for word in core.split())
    lower = core.lower()
    if lower.startswith(ENGLISH_ADDRESSES) and _english(core, lower):
        return True
    if core.startswith(("您好", "你好")):
        # 您好，王经理：
        name = core[2:].strip(PUNCTUATION)
        return not name or (len(name) <= 12 and _addressed(name))
    greeting = next(word for word in GREETINGS if core.endswith(word)) if core.endswith(GREETINGS) else ""
    name = core[: len(core) - len(greeting)].rstrip(PUNCTUATION)
    if len(core) > 32 or _clauses(name):
        return False
    if len(greeting) > 1 or (greeting and not name):
        return True
    if ended or greeting:
        return _addressed(name) or (ended in {"：", ":"} and name.endswith(ORGANISATIONS))
    if "，" in name and name.endswith(ADDRESSED):
        return True
    # Without any mark: 王经理, 各位同事. Longer ones are sentences that end so: 明天到我办公室.
    return not alone and (
        name.startswith(FORMAL) or (len(name) <= 5 and name[0] in SURNAMES and name.endswith(ADDRESSED))
    )


def is_address_below_title(line: str) -> bool:
    """True when the line under a title speaks to somebody: XX县红十字会：, 区发改委：, 各位邻里：."""
    core = line.strip().rstrip("：:").rstrip()
    if core == line.strip() or not 2 <= len(core) <= 18 or not _MARKS.isdisjoint(core):
        return False
    return not core.endswith(LIST_ENDS) and not core[0].isdigit()


def is_short_line(line: str) -> bool:
    """True for a line that may be a title though no word tells so: 夜班交接单, above a form of address."""
    line = line.strip()
    return 2 <= len(line) <= 30 and _TITLE_MARKS.isdisjoint(line) and not is_name(line)


def _english(core: str, lower: str) -> bool:
    """True for Dear …, / Hi … : a word of address, a name, and nothing said after it."""
    word = next(word for word in ENGLISH_ADDRESSES if lower.startswith(word))
    rest = core[len(word) :]
    if rest[:1].isascii() and rest[:1].isalnum():
        return False
    if word == "to" and rest.strip()[:1] not in {":", "："}:
        return False
    head, comma, tail = rest.strip(PUNCTUATION).replace("，", ",").partition(",")
    tail = tail.strip(PUNCTUATION)
    # Hi Tom, please look: a sentence. Hi, all / Hello 王总，您好: an address.
    if comma and not (tail.lower() in {"all", "team"} or tail in GREETINGS or (len(tail) <= 5 and _addressed(tail))):
        return False
    return head.count(" ") <= 3 if head.isascii() else len(head) <= 16 and _addressed(head.strip())


def _clauses(name: str) -> bool:
    """True when commas cut off something that is no name: that is a sentence."""
    parts = name.replace(",", "，").replace("：", "，").replace(":", "，").split("，")
    if parts[0] in {"致", "to", "To", "TO"}:
        parts = parts[1:]
    return len(parts) > 1 and not all(
        len(part) <= 10 and (part.strip().endswith(ADDRESSED) or is_name(part.strip())) for part in parts[:-1]
    )


def _addressed(name: str) -> bool:
    """True when ``name`` names the people spoken to."""
    if name.startswith(ADDRESS_STARTS) or name.endswith(ADDRESSED) or _placeholder(name):
        return True
    names = [part.strip() for part in name.replace("，", "、").replace(",", "、").replace("/", "、").split("、")]
    known = [is_name(part) or _placeholder(part) for part in names]
    # 老赵、小敏: beside a name a given name with 小 is one, too.
    return any(known) and all(
        is_known or (len(part) == 2 and part[0] in FAMILIAR) for is_known, part in zip(known, names, strict=True)
    )


def _placeholder(name: str) -> bool:
    """True for the blank of a template: [姓名], {{person}}, XXX."""
    return (name[:1] in "[{［<" and name[-1:] in "]}］>") or (len(name) > 1 and not name.strip("XxＸ×*某"))


def is_name(word: str) -> bool:
    """True for what can be a Chinese person's name: a surname and one or two characters, 小林, 老罗."""
    word = word.replace("××", "某某").replace("**", "某某")
    if not 2 <= len(word) <= 4 or min(word) < "\u4e00" or max(word) > "\u9fff":
        return False
    if word[0] in FAMILIAR and len(word) <= 3:
        return word[1] in SURNAMES or len(word) == 3
    if len(word) == 4:
        return word[:2] in DOUBLE_SURNAMES
    if word[0] == "周" and word[1] in WEEKDAYS:
        return False
    return word[0] in SURNAMES and NOT_IN_NAMES.isdisjoint(word[1:])


def field_of(line: str) -> tuple[str, str] | None:
    """The field that a head line gives (``subject``, ``to`` …) and its value, or None."""
    cut, wide = line.find(":", 0, 20), line.find("：", 0, 20)
    if cut < 0 or 0 <= wide < cut:
        cut = wide
    if cut < 0:
        return None
    # Mail programs set 主　题 wide and **发件人** bold.
    label = "".join(line[:cut].split()).strip("*＊").lower()
    name = HEAD_LABELS.get(label)
    return None if name is None else (name, line[cut + 1 :].strip().strip("*＊").strip())


def is_title(line: str) -> bool:
    """True for the title of a notice: 关于…的通知, 【盘点通知】, 温馨提示."""
    whole = line.strip()
    line = whole.rstrip("：:！!")
    if not 2 <= len(line) <= 50:
        return False
    packed = line.replace(" ", "").replace("\u3000", "")
    if packed[0] == "【" and ("】" in packed[-1] or _CHINESE_MARKS.isdisjoint(packed)):
        return "】" in packed
    if not _SENTENCE_MARKS.isdisjoint(packed) and not packed.startswith(("关于", "關於", "【")):
        return False
    if "。" in packed or packed.startswith(("请", "請", "您", "我", "以上", "特此", "收到", "已")):
        return False
    if packed.endswith(TITLE_ENDS):
        return True
    if whole[-1] in "：:":
        return False
    return packed.endswith(WEAK_TITLE_ENDS) and (packed.startswith(("关于", "關於")) or len(packed) <= 10)


def is_closing(line: str) -> bool:
    """True when the whole line is a closing: 此致, 顺颂商祺, 谢谢！, Best regards."""
    core = line.strip().strip(_CLOSING_ENDS)
    if not core or len(core) > 30:
        return False
    lower = "".join(core.lower().split())
    if lower in CLOSINGS:
        return True
    if core.isascii():
        return core.lower().startswith(ENGLISH_CLOSINGS) and core.count(" ") <= 5
    if len(lower) > 14 or not _CLOSING_MARKS.isdisjoint(core):
        return False
    return lower.startswith(CLOSING_STARTS) or (lower.startswith(THANKS) and len(lower) <= 12)
