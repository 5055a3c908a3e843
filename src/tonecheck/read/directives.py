"""Where an author says “not this one”: found while reading, understood in `sift`.

Only a place that no reader sees counts: a comment of Markdown or HTML, the head of a mail, the trailer of a commit.
The same words in a text that is sent as it stands are found too, so that their author can be warned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tonecheck.model import Directive, Message, Span

from .layers import Tag

HINT = "onecheck"
"""Texts without it hold no directive and are not looked through."""
FIELD = "tonecheck-ignore"
"""The trailer; in the head of a mail with X- before it."""

_COMMENT = re.compile(r"<!--[ \t\n]*tonecheck[ \t]*[:：](.{0,2000}?)-->", re.IGNORECASE | re.DOTALL)
_SAID = re.compile(
    r"tonecheck[ \t]*[:：][ \t]*(?:file-)?(?:ignore|disable|enable)\b[^\n]*"
    rf"|^[ \t]*(?:x-)?{FIELD}[ \t]*[:：][^\n]*",
    re.IGNORECASE | re.MULTILINE,
)


def words_of(comment: str) -> str | None:
    """What a whole comment (``<!-- tonecheck: … -->``) asks for; None: it is no directive."""
    found = _COMMENT.fullmatch(comment)
    return None if found is None else found[1].strip()


def in_markdown(text: str, tags: Sequence[Tag]) -> Iterator[Directive]:
    """The comments of a Markdown text that stand outside code."""
    if HINT not in text:
        return
    at = line = 0
    for found in _COMMENT.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        start = text.rfind("\n", 0, at) + 1
        if tags[line] != "code" and text.count("`", start, at) % 2 == 0:
            yield Directive("comment", found[1].strip(), Span(*found.span()))


def in_head(fields: Iterable[tuple[str, int]]) -> Iterator[Directive]:
    """The directives of ``X-Tonecheck-Ignore``; each field with its line in the file."""
    for value, line in fields:
        yield Directive("header", value.strip(), Span(0, 0), line)


def in_trailers(lines: Sequence[str], starts: Sequence[int], tags: Sequence[Tag]) -> Iterator[Directive]:
    """The trailers of a commit message."""
    for at, line in enumerate(lines):
        name, colon, value = line.partition(":")
        if colon and tags[at] != "code" and name.strip().lower() == FIELD:
            yield Directive("trailer", value.strip(), Span(starts[at], starts[at] + len(line)))


def in_text(text: str, *, commit: bool) -> Iterator[Directive]:
    """Directives in a text that its reader gets as it stands; ``commit``: a trailer is none of them."""
    if HINT in text.lower():
        for found in _SAID.finditer(text):
            if commit and found[0].lower().lstrip().startswith(FIELD):
                continue
            yield Directive("text", "", Span(*found.span()))


def with_directives(message: Message, found: Iterable[Directive]) -> Message:
    """``message`` with the directives ``found``, where there are any."""
    directives = tuple(found)
    return message._replace(directives=directives) if directives else message
