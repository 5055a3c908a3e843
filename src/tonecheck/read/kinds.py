"""What kind of message a text is, where nobody said so."""

from __future__ import annotations

from collections.abc import Sequence

from tonecheck.model import Block, Kind

_COMMITS = {"commit_editmsg", "merge_msg", "squash_msg", "tag_editmsg"}
_ISSUES = (
    ["复现步骤", "重现步骤", "复现方法", "期望结果", "预期结果", "预期行为", "实际结果", "实际行为", "问题描述", "环境信息", "运行环境", "steps", "to", "reproduce", "expected", "actual", "environment"]
)
_TO_MANY = ("各部门", "各科室", "各单位", "各门店", "各班组", "各项目", "各位业主", "各位住户", "各處室", "各部門", "全体员工", "全体职工")
_NOTICES = tuple(["通知", "公告", "通告", "公示", "启事", "倡议书", "温馨提示", "温馨提醒", "友情提示"])
_CHAT = 160
"""Characters of a short line or two without address and signature."""


def kind_of_path(path: str) -> Kind | None:
    """The kind that a file name tells, or None."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    if name in _COMMITS:
        return "commit"
    if name.endswith(".eml"):
        return "mail"
    if name.endswith((".md", ".markdown")) and "issue" in path.lower():
        return "issue"
    return None


def kind_of_text(text: str, blocks: Sequence[Block], *, headed: bool) -> Kind:
    """The kind that a text looks like. ``headed``: it carries a mail head, so it is a mail or a notice."""
    own = [block for block in blocks if block.layer == "own"]
    head = [text[block.span.start : block.span.end].strip() for block in own[:3]]
    if any(_noticed(line, block) for line, block in zip(head, own, strict=False)):
        return "notice"
    if headed or any(block.shape == "salutation" for block in own):
        return "mail"
    headings = [
        text[block.span.start : block.span.end].strip("#* 　:：").lower()
        for block in own
        if block.shape == "heading" or text[block.span.start] in "#*【"
    ]
    if sum(any(word in heading for word in _ISSUES) for heading in headings) >= 2:
        return "issue"
    if any(block.layer == "signature" for block in blocks) and len(own) > 1:
        return "mail"
    size = sum(block.span.end - block.span.start for block in own)
    if len(own) <= 1 and size <= 2 * _CHAT and "\n\n" not in text.strip():
        return "chat"
    return "chat" if len(own) <= 3 and size <= _CHAT and "\n\n" not in text.strip() else "mail"


def _noticed(line: str, block: Block) -> bool:
    """True for the title or the address of a notice."""
    if block.shape == "heading" and line.rstrip("：:！!】").endswith(_NOTICES):
        return True
    if line.startswith("【") and any(word in line[: line.find("】") + 1] for word in _NOTICES):
        return True
    return line.startswith(_TO_MANY) and block.shape in {"salutation", "paragraph"} and line[4:6].find("：") < 2 and "：" in line[:8]
