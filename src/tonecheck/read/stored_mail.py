"""Where the characters of a mail are stored: in the parts that are readable as they are."""

from __future__ import annotations

import re

from tonecheck.model import Message

from .bodies import Body
from .decode import CHARSETS, known_charset
from .mail import read_parts
from .stored import Place, Stored, encoded, line_end_of, spread

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")
_SIZED = re.compile(rb"^content-length:", re.IGNORECASE | re.MULTILINE)


def stored_mail(data: bytes, message: Message, *, sized: bool) -> Stored:
    """How a mail is stored: each line is compared with the one where the reader says that it stands."""
    lines = message.text.split("\n")
    bodies = read_parts(data)
    owners: list[Body | None] = [None] * (2 if message.subject else 0)
    owners += [body for body in bodies for _ in body.lines]
    lower = data.lower()
    if len(owners) != len(lines):
        return Stored(data, ["other"] * len(message.text))
    if b"multipart/signed" in lower or b"-----begin pgp signed" in lower:
        return Stored(data, ["signed"] * len(message.text))
    raw = [(match.start(), match[0]) for match in _LINE.finditer(data)]
    places: list[Place | str] = []
    for line, owner, number in zip(lines, owners, message.file_lines, strict=True):
        found = _subject(line, number, raw) if owner is None else _body_line(line, owner, number, raw)
        places += found if isinstance(found, list) else [found] * len(line)
        places.append(_end_of_line(raw, number) if isinstance(found, list) and not _flows(owner) else "other")
    head = data[: max(data.find(b"\n\n"), data.find(b"\n\r\n"), 0) or len(data)]
    return Stored(data, places[:-1], line_end_of(data), sized or bool(_SIZED.search(head)))


def _flows(owner: Body | None) -> bool:
    return owner is not None and owner.flowed


def _end_of_line(raw: list[tuple[int, bytes]], number: int) -> Place | str:
    start, line = raw[number - 1]
    bare = line.rstrip(b"\r\n")
    return Place(start + len(bare), start + len(line), "ascii") if len(line) > len(bare) else "other"


def _subject(line: str, number: int, raw: list[tuple[int, bytes]]) -> list[Place | str] | str:
    """The places of a subject that is written out in the head."""
    start, stored = raw[number - 1]
    bare = stored.rstrip(b"\r\n")
    for charset in ("utf-8", *CHARSETS):
        data = encoded(line, charset)
        if data is not None and bare.endswith(data):
            return spread(line, start + len(bare) - len(data), charset)
    return "subject"


def _body_line(line: str, owner: Body, number: int, raw: list[tuple[int, bytes]]) -> list[Place | str] | str:
    """The places of a line of a body that is stored readably, or why there are none."""
    if owner.stored:
        return owner.stored
    if number > len(raw):
        return "other"
    for charset in dict.fromkeys(filter(None, (known_charset(owner.charset), "utf-8", *CHARSETS))):
        look = _flowed if owner.flowed else _whole
        found = look(line, raw[number - 1 :], charset)
        if found is not None:
            return found
    return "other"


def _whole(line: str, raw: list[tuple[int, bytes]], charset: str) -> list[Place | str] | None:
    """The places of a line that is the first of ``raw``; None: it is another."""
    start, stored = raw[0]
    data = encoded(line, charset)
    return spread(line, start, charset) if data is not None and data == stored.rstrip(b"\r\n") else None


def _flowed(line: str, raw: list[tuple[int, bytes]], charset: str) -> list[Place | str] | None:
    """The places of a paragraph that is stored in several lines (format=flowed); None: it is not these lines."""
    places: list[Place | str] = []
    for start, stored in raw:
        try:
            bare = stored.rstrip(b"\r\n").decode(charset)
        except UnicodeDecodeError:
            return None
        stuffed = bare.startswith(" ")
        piece = bare[stuffed:]
        if not line.startswith(piece, len(places)) and piece.endswith(" "):
            piece = piece[:-1]
        if not line.startswith(piece, len(places)) or len(bare.encode(charset)) != len(stored.rstrip(b"\r\n")):
            return None
        places += spread(piece, start + stuffed, charset)
        if len(places) == len(line):
            return places
    return None
