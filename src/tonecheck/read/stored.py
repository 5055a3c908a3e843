"""Where the characters of a message are stored in its file, so that a few can be changed and no other byte moves.

Read only when something is to be mended. A character has a place where the bytes at that place, decoded, are that
character and nothing else: whatever was unpacked on the way (base64, HTML, encoded words) has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from tonecheck.model import Edit, Message

from .boxes import Entry
from .decode import CHARSETS, MARKS, decode_file

WHY: dict[str, tuple[str, str]] = {
    "base64": ("正文存成了 base64", "the body is stored as base64"),
    "quoted-printable": ("正文存成了 quoted-printable", "the body is stored as quoted-printable"),
    "html": ("正文是 HTML", "the body is HTML"),
    "twin": (
        "信里另有一份同样的 HTML 正文，只改一份会前后不一",
        "the mail has the text as HTML too, which would not change",
    ),
    "signed": ("信上有数字签名，改了就失效", "the mail has a digital signature, which a change would break"),
    "sized": (
        "文件名或信头里记着长度，改了就对不上",
        "its length stands in its name or head, and would be wrong",
    ),
    "subject": ("主题是编码过的", "the subject is stored encoded"),
    "docx": ("Word 文档不在这里改", "Word documents are not changed here"),
    "outlook": ("Outlook 文件不在这里改", "Outlook files are not changed here"),
    "charset": ("要改成的字在文件的编码里没有", "the encoding of the file lacks the new characters"),
    "other": ("这几个字在文件里不是原样存的", "these characters are not stored as they are"),
}
"""Why a place can't be mended, in one half sentence: in Chinese, in English."""

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPED = re.compile(rf"{_HIGH}{_LOW}|\\u[0-9a-fA-F]{{4}}|\\.|[^\\]", re.DOTALL)
_JSON = "json"


class Place(NamedTuple):
    """The bytes of one character, and how it is written there."""

    start: int
    end: int
    charset: str


class Stored(NamedTuple):
    """The bytes of a message with the place of each character of its text, or why it has none."""

    data: bytes
    places: Sequence[Place | str]
    line_end: str = "\n"
    sized: bool = False
    """Something tells the length of the file: it must not change."""


_Written = tuple[int, int, bytes]
"""The bytes from start to end become these."""


def write_back(stored: Stored, planned: Iterable[Sequence[Edit]]) -> tuple[bytes, list[str]]:
    """The bytes with the ``planned`` edits made, as many as can be: of those that mend one finding all, or none.

    And for each that was not made, the key of `WHY`.
    """
    made: list[_Written] = []
    refused: list[str] = []
    for edits in planned:
        written = [_written(stored, edit) for edit in edits]
        why = next((found for found in written if isinstance(found, str)), None)
        if why is None:
            made += [found for found in written if not isinstance(found, str)]
        else:
            refused += [why] * len(edits)
    made.sort(key=lambda written: written[:2])
    out, at = bytearray(), 0
    for start, end, new in made:
        out += stored.data[at:start] + new
        at = end
    return bytes(out + stored.data[at:]), refused


def _written(stored: Stored, edit: Edit) -> _Written | str:
    """What ``edit`` makes of the bytes, or why it can't be made."""
    place = _place_of(stored, edit)
    if isinstance(place, str):
        return place
    try:
        new = _encoded(edit.text.replace("\n", stored.line_end), place.charset)
    except UnicodeEncodeError:
        return "charset"
    return "sized" if stored.sized and len(new) != place.end - place.start else (place.start, place.end, new)


def _place_of(stored: Stored, edit: Edit) -> Place | str:
    """The bytes that ``edit`` replaces, or why there are none."""
    start, end = edit.span
    if start == end:
        before = stored.places[start - 1] if start else "other"
        behind = stored.places[start] if start < len(stored.places) else "other"
        if isinstance(before, Place):
            return Place(before.end, before.end, before.charset)
        return Place(behind.start, behind.start, behind.charset) if isinstance(behind, Place) else before
    places = stored.places[start:end]
    first, last = places[0], places[-1]
    for place in places:
        if isinstance(place, str):
            return place
    assert isinstance(first, Place)
    assert isinstance(last, Place)
    joined = all(a[1] == b[0] and a[2] == b[2] for a, b in pairwise(places))
    return Place(first.start, last.end, first.charset) if joined else "other"


def _encoded(text: str, charset: str) -> bytes:
    if not charset.startswith(_JSON):
        return text.encode(charset)
    import json

    return json.dumps(text, ensure_ascii=charset.endswith("ascii"))[1:-1].encode()


def stored_message(data: bytes, message: Message, form: str, *, sized: bool = False) -> Stored:
    """How the message of a whole file, or of one mail of a box, is stored; ``form`` as `format_of` says it."""
    if form == "mail":
        from .stored_mail import stored_mail

        return stored_mail(data, message, sized=sized)
    if form in ("plain", "markdown"):
        return Stored(data, _plain(data, message.text), line_end_of(data))
    return Stored(data, [form] * len(message.text))


def stored_line(data: bytes, message: Message) -> Stored:
    """How the text of a line of JSON is stored."""
    line = data.decode()
    start, end = _literal(line)
    literal = line[start:end]
    charset = f"{_JSON} ascii" if literal.isascii() else _JSON
    places: list[Place | str] = []
    at = len(line[:start].encode())
    text = ""
    for token in _ESCAPED.findall(literal):
        size = len(token.encode())
        if token == "\\n" and text.endswith("\r"):
            places[-1] = Place(places[-1][0], at + size, charset)  # type: ignore[arg-type]
            text = text[:-1] + "\n"
        else:
            places.append(Place(at, at + size, charset))
            text += "\r" if token == "\\r" else "x"
        at += size
    return Stored(data, places if len(places) == len(message.text) else ["other"] * len(message.text))


def _literal(line: str) -> tuple[int, int]:
    """Where the value of ``text`` stands in a line that holds an object, without its quotation marks."""
    import json
    from json.decoder import scanstring  # type: ignore[attr-defined]

    decoder, blank = json.JSONDecoder(), re.compile(r"[ \t\r\n,:\ufeff]*")
    at = line.index("{") + 1
    found = (at, at)
    while line[(at := blank.match(line, at).end())] != "}":  # type: ignore[union-attr]
        key, at = scanstring(line, at + 1, True)
        at = blank.match(line, at).end()  # type: ignore[union-attr]
        _, end = decoder.raw_decode(line, at)
        if key == "text":
            found = (at + 1, end - 1)
        at = end
    return found


def _plain(data: bytes, text: str) -> list[Place | str]:
    """The places of a file that is text as it is."""
    mark, charset = _charset(data)
    if not charset:
        return ["other"] * len(text)
    places: list[Place | str] = []
    at, last = mark, ""
    for char in data[mark:].decode(charset):
        size = len(char.encode(charset))
        if char == "\n" and last == "\r":
            places[-1] = Place(at - size, at + size, charset)
        else:
            places.append(Place(at, at + size, charset))
        at, last = at + size, char
    return places if len(places) == len(text) else ["other"] * len(text)


def _charset(data: bytes) -> tuple[int, str]:
    """The length of the byte order mark and the charset of a file; empty where its bytes can't be told from it."""
    text = decode_file(data)
    marked = [(len(mark), name) for mark, name in MARKS if data.startswith(mark)]
    for mark, charset in [*marked, *((0, name) for name in ("utf-8", *CHARSETS))]:
        try:
            if text.encode(charset) == data[mark:]:
                return mark, charset
        except UnicodeEncodeError:
            continue
    return 0, ""


def line_end_of(data: bytes) -> str:
    """The line end that a file has most of."""
    crlf = data.count(b"\r\n")
    return "\r\n" if crlf and crlf * 2 > data.count(b"\n") else "\r" if b"\r" in data and b"\n" not in data else "\n"


def encoded(line: str, charset: str) -> bytes | None:
    """The bytes of a line, where each character has bytes of its own in ``charset``."""
    try:
        data = line.encode(charset)
        return data if b"".join(char.encode(charset) for char in line) == data else None
    except UnicodeEncodeError:
        return None


def spread(line: str, at: int, charset: str) -> list[Place | str]:
    """The places of the characters of a line whose bytes begin at ``at``."""
    places: list[Place | str] = []
    for char in line:
        end = at + len(char.encode(charset))
        places.append(Place(at, end, charset))
        at = end
    return places


def stored_entry(data: bytes, entry: Entry, message: Message, form: str, *, sized: bool = False) -> Stored:
    """How one message of a file is stored; its bytes are those of its entry alone."""
    own = data[entry.start : entry.end]
    return stored_line(own, message) if entry.text is not None else stored_message(own, message, form, sized=sized)
