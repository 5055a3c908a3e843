"""The words of one part of a mail: transfer encoding, charset, HTML and flowed text undone, each line placed."""

from __future__ import annotations

import binascii
import re
from collections import deque

from .decode import decode_body
from .fields import decode_base64, parameter, value_of
from .layers import Tag
from .plain import clean

_FULL = 40
"""Letters of a line of base64 that no word and no name has."""
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+=*")
_FEW, _MANY = 3, 20
"""Base64 is damaged where more than so many characters are none, and more than one in so many."""


class Body:
    """The lines of a part, what its format tells of each, and the line and column of the file each stands on."""

    def __init__(self, lines: list[str], tags: list[Tag], file_lines: list[int], *, html: bool = False) -> None:
        self.lines = lines
        self.tags = tags
        self.file_lines = file_lines
        self.file_columns = [0] * len(lines)
        """See `Message.file_columns`."""
        self.html = html
        self.charset = ""
        """As declared."""
        self.flowed = False
        self.stored = ""
        """Why its lines don't stand in the file as they are: ``base64``, ``html`` …; empty: they do."""
        self.comments: list[int] = []
        """Lines (from 0) at which a comment asks for something."""
        self.damaged = False
        """Its base64 gives no text."""

    @property
    def size(self) -> int:
        """The number of characters there are to read."""
        return sum(len(line.strip()) for line in self.lines)


def read_body(raw: bytes, head: dict[str, str], first: int | None, *, html: bool) -> Body:
    """The words of a part as stored in ``raw``, with ``\\n`` for line ends; ``head`` are its raw fields.

    ``first`` is the line of the file where ``raw`` begins. None, or base64: lines count in the decoded words.
    """
    kind = head.get("content-type", "")
    transfer = value_of(head.get("content-transfer-encoding", ""))
    stored: list[bytes] = []
    origins: list[int] | None = None
    if transfer == "base64" and not raw.isascii() and not _begins_encoded(raw, parameter(kind, "charset")):
        transfer = "8bit"  # whatever the field says
    if transfer == "base64":
        raw, first = _base64(raw), None
    elif transfer == "quoted-printable":
        stored = raw.split(b"\n")
        raw, origins = _quoted_printable(stored)
    text = clean(decode_body(raw, parameter(kind, "charset"))).replace("\0", "\ufffd").removeprefix("\ufeff")
    lines = text.split("\n")
    if html:
        from .html import read_page

        page = read_page(text)
        body = Body(page.lines, page.tags, page.sources, html=True)
        body.file_columns = page.columns
        body.comments = [at for at, _, _, _ in page.comments]
    elif parameter(kind, "format").lower() == "flowed":
        body = _flowed(lines, delete_space=parameter(kind, "delsp").lower() == "yes")
        pairs = zip(body.lines, body.file_lines, strict=True)
        body.file_columns = [0 if line == lines[at - 1] else -1 for line, at in pairs]
    else:
        body = Body(lines, [""] * len(lines), list(range(1, len(lines) + 1)))
    body.damaged = transfer == "base64" and _is_no_text(text)
    body.charset = parameter(kind, "charset")
    body.flowed = not html and parameter(kind, "format").lower() == "flowed"
    body.stored = transfer if transfer in ("base64", "quoted-printable") else "html" if html else ""
    if first is None:
        body.stored = body.stored or "other"
    else:
        # A charset in which the byte of a line end means something else would shift the lines.
        mapped = origins is not None and len(origins) == len(lines)
        body.file_lines = [first + (origins[at - 1] if mapped and origins else at - 1) for at in body.file_lines]
        if origins is not None:
            pairs = zip(body.lines, body.file_lines, strict=True)
            found = (line.encode() in stored[at - first : at - first + 1] for line, at in pairs)
            body.file_columns = [0 if whole else -1 for whole in found]
    while body.lines and not body.lines[-1].strip():
        del body.lines[-1], body.tags[-1], body.file_lines[-1], body.file_columns[-1]
    return body


def _base64(raw: bytes) -> bytes:
    """The decoded bytes, without a text in the clear that was glued on behind: the footer of a mailing list."""
    full = deque(re.finditer(rb"^[A-Za-z0-9+/]{%d,}=*[ \t]*$" % _FULL, raw, re.MULTILINE), maxlen=1)
    line = full[0] if full else re.search(rb"^[A-Za-z0-9+/]+=*[ \t]*$", raw, re.MULTILINE)
    if line:
        behind = re.compile(rb"^(?![A-Za-z0-9+/]+=*[ \t]*$)[ \t]*[^ \t\n]", re.MULTILINE).search(raw, line.end())
        raw = raw[: behind.start()] if behind else raw
    # A sign of the end in the middle ends nothing where base64 goes on.
    first, *more = re.split(rb"=+", raw)
    pieces = [decode_base64(first)]
    for piece in more:
        if not re.match(rb"\s*[A-Za-z0-9+/]{%d}|[A-Za-z0-9+/]" % _FULL, piece):
            break
        pieces.append(decode_base64(piece))
    return b"".join(pieces)


def _begins_encoded(raw: bytes, charset: str) -> bool:
    """True where the first line is base64 of words, and no word by itself: Dear, Thanks."""
    line = raw.lstrip().partition(b"\n")[0].rstrip()
    if len(line) % 4 or not _BASE64_LINE.fullmatch(line):
        return False
    return "\ufffd" not in decode_body(decode_base64(line), charset)


def _is_no_text(text: str) -> bool:
    """True where characters are missing or can't be, too many for a cut end or a slip of a program."""
    broken = len(re.findall("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]", text))
    return broken > _FEW and broken * _MANY > len(text)


def _quoted_printable(stored: list[bytes]) -> tuple[bytes, list[int]]:
    """The decoded bytes of these lines, and for each of theirs the stored line (from 0) on which it begins."""
    found: list[bytes] = []
    origins = [0]
    for at, line in enumerate(stored):
        bare = line.rstrip(b" \t")
        soft = bare.endswith(b"=")
        data = binascii.a2b_qp(bare[:-1] if soft else bare)
        found.append(data)
        # Some programs write the line ends themselves as =0A.
        origins += [at] * data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
        if not soft and at + 1 < len(stored):
            if data.endswith(b"\r"):
                found[-1] = data[:-1]
                origins.pop()
            found.append(b"\n")
            origins.append(at + 1)
    return b"".join(found), origins


def _flowed(lines: list[str], *, delete_space: bool) -> Body:
    """The paragraphs of format=flowed text (RFC 3676), with ``>`` kept before quoted ones."""
    body = Body([], [], [])
    parts: list[str] = []
    depth = start = 0
    for at, line in enumerate(lines, 1):
        bare = line.lstrip(">")
        level = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        delimiter = bare == "-- "
        if parts and (level != depth or delimiter):
            _end_paragraph(body, parts, depth, start)
        if not parts:
            depth, start = level, at
        if bare.endswith(" ") and not delimiter:
            parts.append(bare[:-1] if delete_space else bare)
        else:
            parts.append(bare)
            _end_paragraph(body, parts, depth, start)
    if parts:
        _end_paragraph(body, parts, depth, start)
    return body


def _end_paragraph(body: Body, parts: list[str], depth: int, start: int) -> None:
    body.lines.append((">" * depth + " " if depth else "") + "".join(parts))
    body.tags.append("")
    body.file_lines.append(start)
    body.file_columns.append(0)
    parts.clear()
