"""Commit messages and patches sent by mail: what git takes out or adds is nobody's prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .layers import Tag

_KNOWN = (
    "tonecheck-ignore:",
    "signed-off-by:",
    "co-authored-by:",
    "reviewed-by:",
    "acked-by:",
    "tested-by:",
    "change-id:",
    "cc:",
)
"""Trailers wherever they stand; others are trailers in the last paragraph alone."""
_TRAILER = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9-]*[ \t]*:|\(cherry picked from commit )")
_BY_GIT = re.compile(r"Signed-off-by: |\(cherry picked from commit ")
_SCISSORS = re.compile(r"([^\s\w]{1,8}) -[ -]*(?:>8|8<)[ -]*-$")
_ISSUE = re.compile(r"#\d+\b")
"""An issue at the start of a line: git keeps it where no editor was open, and with another sign for comments."""
_COMMENTS = ";@!$%^&|"
"""What git may be told to begin comments with, besides #; it looks for one of these where # is taken."""

_CUT = "---"
_DIFF = "diff --git "
_FOOT = "-- "
_STAT = re.compile(
    r" \S.*\|\s+(?:\d+(?: \+*-*)?|Bin\b.*)$|"  # a file and how much of it changed
    r" \d+ files? changed\b|"
    r" (?:create|delete) mode \d{6} | mode change \d{6} | (?:rename|copy|rewrite) .*\(\d+%\)$"
)


def tag_commit(lines: Sequence[str], tags: list[Tag]) -> None:
    """Tag what git takes out of a commit message: comments, all below the scissors line; and its trailers."""
    sign = _comment_sign(lines)
    cut = False
    for at, line in enumerate(lines):
        cut = cut or bool(_SCISSORS.match(line))
        if cut or (line.startswith(("#", sign)) and not _ISSUE.match(line)):
            tags[at] = "code"
    _tag_trailers(lines, tags, len(lines))


def tag_patch(lines: Sequence[str], tags: list[Tag]) -> bool:
    """Tag the trailers, the table of changes and the diff of a patch as git mails it; False: it is none.

    What its author says stands above the line ``---``, and between it and the diff.
    """
    if _CUT not in lines:
        return False
    cut = lines.index(_CUT)
    diff = next((at for at in range(cut, len(lines)) if lines[at].startswith(_DIFF)), -1)
    if diff < 0:
        return False
    foot = next((at for at in range(len(lines) - 1, diff, -1) if lines[at] == _FOOT), len(lines))
    tags[cut] = "code"
    for at in range(cut, diff):
        if _STAT.match(lines[at]):
            tags[at] = "code"
    tags[diff:foot] = ["code"] * (foot - diff)
    tags[foot:] = ["signature"] * (len(lines) - foot)
    _tag_trailers(lines, tags, cut)
    first = next((at for at in range(cut) if lines[at].strip() and not tags[at]), None)
    if first is not None:
        tags[first] = "text"  # the title is the mail's subject
    return True


def _comment_sign(lines: Sequence[str]) -> str:
    """What comments begin with, told by the scissors line or by the lines at the end; ``#`` where nothing tells."""
    if found := next(filter(None, map(_SCISSORS.match, lines)), None):
        return found[1]
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    sign = lines[end - 1][:1] if end > 1 else ""
    if not sign or sign not in _COMMENTS:
        return "#"
    last = [line for line in lines[max(end - 2, 0) : end] if line[:1] == sign and line[1:2] in ("", " ", "\t")]
    return sign if len(last) == 2 else "#"


def _tag_trailers(lines: Sequence[str], tags: list[Tag], end: int) -> None:
    """Tag the trailers among the lines before ``end``: a last paragraph of nothing else, or mixed with one by git."""
    for at, line in enumerate(lines[:end]):
        if not tags[at] and line.lower().startswith(_KNOWN):
            tags[at] = "signature"
    last = [at for at in range(end) if tags[at] != "code"]
    while last and not lines[last[-1]].strip():
        last.pop()
    paragraph: list[int] = []
    while last and lines[last[-1]].strip():
        paragraph.append(last.pop())
    paragraph.reverse()
    if not any(lines[at].strip() for at in last):
        return  # the first paragraph is what the commit is about
    ours = [at for at in paragraph if _TRAILER.match(lines[at])]
    carried = [at for at in paragraph if lines[at][:1] in " \t" and at != paragraph[0]]
    whole = len(ours) + len(carried) == len(paragraph) and bool(ours)
    if whole or (any(_BY_GIT.match(lines[at]) for at in ours) and 4 * len(ours) >= len(paragraph)):
        for at in paragraph if whole else ours:
            tags[at] = "signature"
