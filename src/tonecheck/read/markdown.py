"""Markdown: the file's text as it stands, with what its marks tell of each line."""

from __future__ import annotations

from .directives import HINT
from .layers import Tag, is_item

_FENCES = ("```", "~~~")


def tag_markdown(text: str) -> list[Tag]:
    """One tag a line: code, comments and front matter, quotes, headings, items; empty for running text."""
    lines = text.split("\n")
    tags: list[Tag] = [""] * len(lines)
    body = _front_matter(lines, tags)
    fence = ""
    comment = in_list = False
    before = ""
    for at in range(body, len(lines)):
        line = lines[at]
        bare = line.strip()
        if fence:
            tags[at] = "code"
            fence = "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence
        elif comment or (bare.startswith("<!--") and not _talks_on(bare)):
            tags[at] = "skip"
            comment = "-->" not in bare
            before = ""
            continue
        elif bare.startswith(_FENCES):
            tags[at] = "code"
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
        elif not bare:
            before = ""
            continue
        elif bare[0] == ">":
            tags[at] = "quote"
        elif line.startswith(("    ", "\t")) and not before and not in_list:
            tags[at] = "code"
        else:
            tags[at] = _mark(bare, before)
            if tags[at] == "skip" and bare[0] in "=-" and before and tags[at - 1] == "":
                tags[at - 1] = "heading"
            in_list = tags[at] == "item" or (in_list and line[:1] in {" ", "\t"})
        # An indented line is code only after a blank line or more code.
        before = "" if tags[at] == "code" else bare
    return tags


def _talks_on(bare: str) -> bool:
    """True when running text follows a directive on its line."""
    return HINT in bare and "-->" in bare and not bare.endswith("-->")


def _front_matter(lines: list[str], tags: list[Tag]) -> int:
    """Tag the front matter; the number of its lines."""
    if lines[0].strip() not in {"---", "+++"}:
        return 0
    for at, line in enumerate(lines[1:400], 1):
        if line.strip() == lines[0].strip():
            tags[: at + 1] = ["code"] * (at + 1)
            return at + 1
    return 0


def _mark(bare: str, before: str) -> Tag:
    """What the marks at the start of a line make of it."""
    if bare[0] == "#" and bare.lstrip("#")[:1] in {" ", "\t"} and len(bare) - len(bare.lstrip("#")) <= 6:
        return "heading"
    packed = bare.replace(" ", "")
    if len(packed) >= 3 and packed[0] in "-*_=" and not packed.strip(packed[0]):
        return "skip"
    if before and packed in {"=", "==", "--"}:
        return "skip" if packed[0] == "=" else ""
    if bare[0] == "[" and "]:" in bare and " " not in bare[: bare.index("]:")]:
        return "code"
    if not packed.strip("|:-+"):
        return "skip"
    return "item" if is_item(bare) else ""
