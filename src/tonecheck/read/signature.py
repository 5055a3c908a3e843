"""Where the author's words end and the signature begins.

A line taken for a signature is not looked at by any rule, so every line needs evidence of its own,
and the last line of a chat or a sentence never qualifies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .edges import is_closing, is_name, is_salutation
from .tables import BOWS, CONTACTS, DOING, EVERYBODY, ORGANISATIONS, POSITIONS, SAYING, SAYING_ENDS, SIGNERS, SURNAMES

# Compiled by re when a line first needs them: most drafts need none, and compiling takes longer than reading.
_DATE = (
    r"(?:(?:\d{2,4}|[Xx]{2,4}|[〇○零一二三四五六七八九]{4})\s?[-/.年]\s?)?(?:\d{1,2}|[Xx]{1,2}|[一二三四五六七八九十]{1,3})\s?[-/.月]\s?"
    r"(?:\d{1,2}|[Xx]{1,2}|[一二三四五六七八九十]{1,3})\s?[日号]?(?:\s*[(（]?(?:周|星期|週).[)）]?)?(?:\s*\d{1,2}[:：]\d{2})?"
)
_NUMBER = r"[+(（]?[\d*xX][\d\s()（）*xX+-]{5,}|\S+@\S+\.\w+|(?:https?://|www\.)\S+"
_PLACEHOLDER = r"\[[^\]]{1,20}\]|\{+[^}]{1,30}\}+|【[^】]{1,12}】|［[^］]{1,12}］|[XxＸ×*＊]{2,}"
_BLANKS = ("名", "签", "部门", "公司", "职", "name", "sender", "发件人", "署")
"""What a template's blank for a signature speaks of."""
_DEVICE_STARTS = ("发自", "來自", "来自", "從", "从", "寄自", "sent from ", "sent via ", "get outlook", "获取", "取得")
_DEVICES = ("我的", "iphone", "ipad", "手机", "手機", "邮箱", "郵件", "邮件", "mail", "app", "飞书", "outlook", "sent ")
_DISCLAIMER = (
    r"(?:本|此)(?:邮件|郵件|电邮).{0,40}(?:保密|机密|機密|专有|私有)|^(?:保密|免责|免責)(?:声明|聲明|提示)"
    r"|\bconfidential|^this (?:e-?mail|message) "
)
_DISCLAIMS = ("邮件", "郵件", "电邮", "保密", "免责", "免責", "confidential", "this ")
_FIGURES = frozenset("0123456789XxＸ*@./〇○零一二三四五六七八九十")
_ENDS = frozenset("。！？；")
_SAID = _ENDS | frozenset("!?;…～~“”")
_BLANK_MARKS = frozenset("[{【［XxＸ×*＊")
_SAYING = tuple(word for word in SAYING if len(word) > 1)
_SAYING_CHARS = frozenset(word for word in SAYING if len(word) == 1)
_PARTS = str.maketrans(dict.fromkeys("|｜/／·•,，、—–-\u3000\xa0", " "))
_ITEMS = ("- ", "* ", "• ", "· ", "■", "□", "●")
_LIMIT = 8
"""Lines that a signature without a delimiter has at most."""
_TAIL = 40
"""Lines looked at from the end."""


def signature_lines(lines: Sequence[str], own: Sequence[int], *, names: bool, below: bool = False) -> int:
    """How many of the ``own`` lines (indices of non-blank lines, in order) are signature, counted from the end.

    With ``names`` false (chat, commits) only delimiters and the footers of mail programs are looked for.
    ``below``: other words stand above, so all of these lines may be signature.
    """
    end = len(own)
    while end and _footer(lines[own[end - 1]], alone=end == 1 and not below):
        end -= 1
    start = _delimited(lines, own, end, 0 if below else 1)
    if start is None:
        start = _named(lines, own, end) if names else end
    while start and not lines[own[start - 1]].strip().strip("-_—=*＿─ \u3000"):
        start -= 1
    return len(own) - start


def _footer(line: str, *, alone: bool) -> bool:
    """发自我的 iPhone, or the notice of confidentiality that a firm hangs on every mail."""
    line = line.strip()
    lower = line.lower()
    if lower.startswith(_DEVICE_STARTS) and len(line) <= 60 and any(map(lower[2:].__contains__, _DEVICES)):
        return line[-1] not in "。！？"
    if alone or not any(map(lower.__contains__, _DISCLAIMS)):
        return False
    return bool(re.search(_DISCLAIMER, line, re.IGNORECASE))


def _delimited(lines: Sequence[str], own: Sequence[int], end: int, first: int) -> int | None:
    """Where the delimiter ``-- `` of mail programs stands, at ``first`` or later, or None."""
    for at in range(end - 1, max(end - _TAIL, first - 1), -1):
        line = lines[own[at]]
        if line.rstrip() != "--":
            continue
        rest = [lines[own[i]].strip() for i in range(at + 1, end)]
        # Without its trailing space "--" may as well be a rule that the author drew.
        if line == "-- " or not any(len(text) > 40 or (text[-1] in "。！？" and len(text) > 8) for text in rest):
            return at
    return None


def _named(lines: Sequence[str], own: Sequence[int], end: int) -> int:
    """Where the lines of name, department, phone and date begin; ``end`` when there are none."""
    start = end
    kinds: list[int] = []
    while start and end - start < _LIMIT:
        kind = _kind(lines[own[start - 1]])
        if kind == 0:
            break
        kinds.insert(0, kind)
        start -= 1
    while kinds:
        if start and kinds[0] >= 2 and _may_follow(lines, own, start, kinds[0]):
            return start
        if start and kinds[0] == 1 and is_closing(lines[own[start - 1]]):
            return start
        kinds.pop(0)
        start += 1
    return end


def _may_follow(lines: Sequence[str], own: Sequence[int], at: int, kind: int) -> bool:
    """True when what stands above lets a signature begin at ``at``: the words above have ended."""
    above = lines[own[at - 1]].strip()
    if is_closing(above):
        return True
    # 需要配合的部门： 财务部 / 法务部 is a list, not a signature.
    if above[-1] in "：:、" or (at == 1 and is_salutation(above)):
        return False
    return kind == 3 or own[at] - own[at - 1] > 1 or not above[-1].isalnum()


def _kind(line: str) -> int:
    """What a line is: 0 words, 1 a phone number or date, 2 a name or department, 3 surely a signature."""
    line = line.strip()
    if not line or len(line) > 60 or is_closing(line) or line.startswith(_ITEMS):
        return 0
    if not _FIGURES.isdisjoint(line) and (re.fullmatch(_DATE, line) or re.fullmatch(_NUMBER, line)):
        return 1
    lower = line.lower()
    label, colon, value = line.replace(":", "：").partition("：")
    if colon and label.strip() in SIGNERS and len(value) <= 20:
        return 2
    if lower.startswith(CONTACTS) and _ENDS.isdisjoint(line):
        said = lower[: max(len(word) for word in CONTACTS if lower.startswith(word)) + 1]
        return 1 if said[-1:] in "：: " or said[-1:].isdigit() else 0
    if colon or len(line) > 40 or not _SAID.isdisjoint(line):
        return 0
    return _name_line(line)


def _name_line(line: str) -> int:
    """2 or 3 when the line is made of names, departments and titles, else 0."""
    bare = re.sub(r"[（(][^）)]*[）)]", " ", line).strip() if "（" in line or "(" in line else line
    if not bare:
        return 0
    if is_name(bare):
        return 2
    bowed = bare.endswith(BOWS) and len(bare) > 2
    if bowed:
        bare = next(bare[: -len(bow)] for bow in BOWS if bare.endswith(bow)).strip()
    blank = not _BLANK_MARKS.isdisjoint(bare)
    words = (re.sub(_PLACEHOLDER, " ", bare) if blank else bare).translate(_PARTS).split()
    if not words:
        if any(word in line for word in ("姓名", "签名", "名字")):
            return 3
        return 2 if any(word in line.lower() for word in _BLANKS) else 1
    said = " ".join(words)
    if len(words) > 6 or said.endswith(SAYING_ENDS):
        return 0
    if not _SAYING_CHARS.isdisjoint(said) or any(map(said.__contains__, _SAYING)):
        return 0
    known = [_known(word) for word in words]
    if len(words) == 2 and words[1] in SURNAMES and len(words[0]) <= 12:
        # An English name, or a department with nothing but a surname.
        return 3 if known[0] and not _english_name(words[0]) else 2
    if words[0].isascii() and all(word.isascii() for word in words):
        # Amy Zhong, Fiona Xu | Supplier Quality; not a line of English prose, which runs on in small letters.
        return 2 if len(words) <= 5 and _known(words[0]) and all(word[0].isupper() for word in words) else 0
    if len(words) == 1 and not is_name(words[0]) and words[0].endswith(POSITIONS):
        # 孙总 signs; 项目经理 stands below a name.
        return 2 if words[0][0] in SURNAMES and len(words[0]) <= 4 else 1
    if len(words) == 1:
        return 3 if bowed and known[0] else 2 if known[0] and not any(word in words[0] for word in DOING) else 0
    named = any(is_name(word) or _english_name(word) for word in words)
    if not any(known) or any(len(word) > 20 for word in words):
        return 0
    if all(known) or (known[-1] and named and len(words) <= 3):
        return 3 if (bowed or named) else 2
    # 信息部 全体同事
    return 2 if known[0] and words[-1] in EVERYBODY else 0


def _english_name(word: str) -> bool:
    """True for Leo, O'Neil: not for OK or FYI."""
    return (
        len(word) > 1 and word.isascii() and word[0].isupper() and not word[1].isupper() and word.strip("'.-").isalpha()
    )


def _known(word: str) -> bool:
    """True for a person's name, a department, a firm or a title."""
    if is_name(word) or _english_name(word):
        return True
    if len(word) < 2 or len(word) > 24:
        return False
    named = word.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if len(named) > 2 and named.endswith(ORGANISATIONS):
        return True
    return word.endswith(POSITIONS) and (word[-1] not in "总總工" or (len(word) <= 3 and word[0] in SURNAMES))
