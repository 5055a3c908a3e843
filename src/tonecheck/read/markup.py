"""HTML cut into tags and text.

A scanner of its own: html.parser takes quadratic time over tags that are not closed, minutes for 100 KB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .directives import HINT

_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_EMPTY_COMMENT, _COMMENT_END = re.compile("<!--?->"), re.compile("--!?>")
"""A browser takes <!--> for a whole comment, and --!> for the end of one."""
_TAG_LIMIT = 20_000
"""Characters of a tag whose attributes are read."""


def tokens(source: str) -> Iterator[tuple[str, str, int, int]]:
    """(name, whole tag, line, column) of each tag, ``/name`` for an end; ("", text, line, column) between them.

    Lines count from 1, columns from 0.
    Of comments only those that may be a directive, as ``!--``.
    """
    at = said = 0  # where to look on, and the end of the last tag
    line, begin = 1, 0  # where the line starts
    while (start := source.find("<", at)) >= 0:
        sign = source[start + 1 : start + 2]
        if not ((sign.isascii() and sign.isalpha()) or (sign and sign in "/!?")):
            at = start + 1
            continue
        if start > said:
            yield "", source[said:start], line, said - begin
            line += source.count("\n", said, start)
            begin = max(source.rfind("\n", said, start) + 1, begin)
        name = _name(source, start + 1)
        end = _tag_end(source, start)
        if not name and source.startswith("<!--", start) and HINT in source[start : min(end, start + _TAG_LIMIT)]:
            yield "!--", source[start:end], line, start - begin
        if name:
            yield name, source[start : min(end, start + _TAG_LIMIT)], line, start - begin
        if name in {"script", "style"}:
            end = _raw_end(source, end, name)
        line += source.count("\n", start, end)
        begin = max(source.rfind("\n", start, end) + 1, begin)
        at = said = end
    if said < len(source):
        yield "", source[said:], line, said - begin


def _tag_end(source: str, start: int) -> int:
    """The end of the tag or comment at ``start``; the end of the source when it is never closed."""
    if source.startswith("<!--", start):
        empty = _EMPTY_COMMENT.match(source, start)
        found = empty or _COMMENT_END.search(source, start + 4)
        return found.end() if found else len(source)
    end = source.find(">", start)
    if end >= 0 and source.count('"', start, end) % 2:
        # The > may stand within quotes; look no further than a tag is long, to stay linear.
        quote = source.find('"', end, end + _TAG_LIMIT)
        end = source.find(">", quote) if quote >= 0 else end
    return len(source) if end < 0 else end + 1


def _name(source: str, at: int) -> str:
    """The name of the tag whose ``<`` stands before ``at``, in small letters; empty for <!doctype> and the like."""
    end = at + 1
    while end < len(source) and end < at + 40 and (source[end].isalnum() or source[end] in "-:"):
        end += 1
    name = source[at:end].lower()
    return "" if name[:1] in {"!", "?"} or name == "/" else name


def _raw_end(source: str, at: int, name: str) -> int:
    """The end of a script or style sheet, which may hold anything."""
    while (at := source.find("</", at)) >= 0:
        if source[at + 2 : at + 2 + len(name)].lower() == name:
            return at
        at += 2
    return len(source)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a whole tag, their names in small letters."""
    return {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(tag)}
