"""Quoted and forwarded mail in a text, in the forms that mail programs write."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .edges import field_of

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from .layers import Tag

# -----原始邮件-----, ------------------ Original ------------------, ---- 回复的原邮件 ----, -- Forwarded message --
_DIVIDER = re.compile(
    r"[-—–_=─]{2,}\s*(?P<words>[^-—–_=─\n]{2,40}?)\s*[-—–_=─]{2,}"
    r"|(?P<apple>(?:Begin forwarded message|(?:以下|下面)是被?转发的邮件|开始转发的邮件|開始轉寄郵件|已转发的邮件)"
    r"\s*[:：])",
    re.IGNORECASE,
)
_OLD = re.compile(r"原始|原邮件|原郵件|原件|原信|original|replied message|回复|回覆|引用", re.IGNORECASE)
_PASSED_ON = re.compile(r"转发|轉寄|轉發|forwarded", re.IGNORECASE)

_WROTE = re.compile(r"(?:写道|寫道|写到|wrote|writes)\s*[:：]?\s*$", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}[:：]\d{2}|<[^<>\s]*@[^<>\s]*>|\[mailto:|\S@\S+\.\w")
_OPENS = re.compile(r"(?:(?:On|At)\b|[在于於]).{0,3}(?:\d|[A-Z][a-z]{2}|[周週星])|\d{4}\s?[-/年.]", re.ASCII)

_RULE = "-_—–=─*＿ \t\u3000"
_WRAP = 250
"""Characters that 在 … 写道： may have when it is broken over lines."""


def tag_threads(lines: Sequence[str], tags: list[Tag], *, forwarded: bool) -> None:
    """Tag quoted lines ``quote`` and passed-on ones ``forward``.

    ``>`` marks single lines; a mail head, a divider or 在 … 写道： opens a quotation that goes to the end,
    or over the ``>`` lines that follow it: then what comes after is the author's answer.
    """
    _tag_angled(lines, tags)
    passed: Tag = "forward" if forwarded else "quote"
    at = 0
    while at < len(lines):
        opening = _opening(lines, tags, at) if tags[at] in {"", "text"} else None
        if opening is None:
            at += 1
            continue
        first, last, passed_on = opening
        layer: Tag = "forward" if passed_on else passed
        after = _next_filled(lines, last + 1)
        if after < len(lines) and tags[after] == "quote":
            end = after
            while end < len(lines) and (tags[end] == "quote" or not lines[end].strip()):
                end += 1
        else:
            end = len(lines)
        for line in range(_with_rule(lines, tags, first), end):
            tags[line] = layer
        at = end


def _tag_angled(lines: Sequence[str], tags: list[Tag]) -> None:
    """Tag the lines that start with ``>``."""
    marked = [at for at, line in enumerate(lines) if line.lstrip()[:1] in {">", "＞"} and tags[at] in {"", "text"}]
    found = set(marked)
    for at in marked:
        rest = lines[at].lstrip().lstrip(">＞").lstrip()
        # ">500 万的合同" is an amount, unless its neighbours are quoted too.
        alone = at - 1 not in found and at + 1 not in found
        if alone and (rest[:1].isdigit() or rest[:1] == "=") and not _introduced(lines, at):
            found.discard(at)
        else:
            tags[at] = "quote"


def _introduced(lines: Sequence[str], at: int) -> bool:
    """True when the line before says that somebody wrote what follows."""
    return at > 0 and bool(_WROTE.search(lines[at - 1][-12:]))


def _opening(lines: Sequence[str], tags: Sequence[Tag], at: int) -> tuple[int, int, bool] | None:
    """First and last line of what opens a quotation at line ``at``, and whether it was forwarded; None if nothing."""
    line = lines[at].strip().strip("|*").strip()
    if len(line) < 4 or len(line) > 400:
        return None
    divider = _DIVIDER.fullmatch(line)
    if divider is not None:
        words = divider["words"] or ""
        if divider["apple"] or _PASSED_ON.search(words):
            return at, at, True
        return (at, at, False) if _OLD.search(words) else None
    if _head_at(lines, at):
        return at, at, False
    if _WROTE.search(line[-12:]):
        first = _attribution(lines, tags, at)
        if first is not None:
            return first, at, False
    return None


def _head_at(lines: Sequence[str], at: int) -> bool:
    """True when a mail head (发件人: … 发送时间: … 收件人: …) starts at this line."""
    field = field_of(lines[at].strip().strip("|*").lstrip())
    if field is None or field[0] != "from":
        return False
    seen = 0
    below = at + 1
    for _ in range(3):
        below = _next_filled(lines, below)
        if below >= len(lines) or below > at + 6:
            break
        other = field_of(lines[below].strip().strip("|*").lstrip())
        seen += other is not None and other[0] in {"to", "cc", "subject", "date", "time"}
        below += 1
    return seen > 0


def _attribution(lines: Sequence[str], tags: Sequence[Tag], last: int) -> int | None:
    """Where the 在 …，某某 <…> 写道： begins that ends at line ``last``; None when it is the author's own sentence."""
    after = _next_filled(lines, last + 1)
    quoted = after < len(lines) and tags[after] == "quote"
    joined = ""
    found = None
    for first in range(last, max(last - 3, -1), -1):
        line = lines[first].strip()
        if not line or tags[first] not in {"", "text"} or (first < last and line[-1] in "。！？!?；;"):
            break
        joined = line + joined
        if len(joined) > _WRAP:
            break
        if _OPENS.match(line) and _DATED.search(joined):
            return first
        if found is None and (_DATED.search(joined) or (quoted and len(joined) <= 40)):
            found = first
    if found is None:
        return None
    # 王总在 14:20 的邮件里写道： is prose; a mail program names the sender and the time, and nothing else.
    named = "<" in joined or "@" in joined or quoted
    return found if named else None


def _with_rule(lines: Sequence[str], tags: Sequence[Tag], first: int) -> int:
    """The start of a quotation, with the ruled line above its head."""
    above = first - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    ruled = (
        above >= 0 and len(lines[above].strip()) >= 3 and not lines[above].strip(_RULE) and tags[above] in {"", "text"}
    )
    return above if ruled else first


def _next_filled(lines: Sequence[str], at: int) -> int:
    """The next line at or after ``at`` that is not blank."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
