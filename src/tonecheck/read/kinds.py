"""What kind of message a text is, where nobody said so."""

from __future__ import annotations

from collections.abc import Sequence

from tonecheck.model import Block, Kind

from .tables import COMMIT_FILES, ISSUE_HEADINGS, ISSUE_LABELS, NOTICES, TO_MANY

_CHAT = 160
"""Characters of a short line or two without address and signature."""


def kind_of_path(path: str) -> Kind | None:
    """The kind that a file name tells, or None."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    if name in COMMIT_FILES:
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
    if any(map(_noticed, head, own)):
        return "notice"
    if headed or "salutation" in [block.shape for block in own]:
        return "mail"
    headings = [
        text[block.span.start : block.span.end].strip("#* 　:：").lower()
        for block in own
        if block.shape == "heading" or text[block.span.start] in "#*【"
    ]
    if len(headings) > 1 and sum(any(word in heading for word in ISSUE_HEADINGS) for heading in headings) >= 2:
        return "issue"
    labels = {line.replace(":", "：").partition("：")[0].strip("*- 　") for line in text.split("\n") if len(line) > 2}
    if len(labels & ISSUE_LABELS) > 1:
        return "issue"
    if own and "signature" in [block.layer for block in blocks]:
        return "mail"
    if text.lstrip().startswith(("尊敬的", "敬爱的")):
        return "mail"
    size = sum([block.span.end - block.span.start for block in own])
    if len(own) <= 1 and size <= 2 * _CHAT and "\n\n" not in text.strip():
        return "chat"
    return "chat" if len(own) <= 3 and size <= _CHAT and "\n\n" not in text.strip() else "mail"


def _noticed(line: str, block: Block) -> bool:
    """True for the title or the address of a notice."""
    if block.shape == "heading" and line.rstrip("：:！!】").endswith(NOTICES):
        return True
    if line.startswith("【") and any(word in line[: line.find("】") + 1] for word in NOTICES):
        return True
    return line.startswith(TO_MANY) and "：" in line.replace(":", "：")[:8]
