"""Bytes to Message: plain text, Markdown, HTML, mail, Word and boxes of messages, and the layers of a text."""

from __future__ import annotations

from tonecheck.model import Audience, Kind, Message

from .decode import ReadError, decode_file
from .layers import split_blocks
from .plain import clean, read_plain

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .boxes import Entry

__all__ = ["ReadError", "entries_of", "format_of", "read_all", "read_bytes", "read_entry", "read_text", "split_blocks"]

_ENDINGS = {
    "docx": (".docx", ".docm", ".dotx"),
    "outlook": (".msg", ".oft"),
    "html": (".html", ".htm"),
    "markdown": (".md", ".markdown"),
}
_BOXES = (".mbox", ".mbx", ".jsonl", ".ndjson")
"""The endings of files that hold several messages."""

_MAIL_FIELDS = (b"message-id:", b"mime-version:", b"received:", b"return-path:", b"content-type:", b"delivered-to:")
_HEAD = 64_000
"""Bytes in which a mail without the ending .eml must show its head."""


def read_bytes(data: bytes, path: str, *, kind: Kind | None = None, audience: Audience | None = None) -> Message:
    """The message in a file's bytes; ``path`` tells the format by its ending.

    .eml is mail, .md and .markdown Markdown, .htm and .html HTML, .docx Word, .msg and .oft Outlook, the rest plain
    text, or mail where it starts with the head that mail programs write. Raises ReadError for what is no text or
    can't be decoded.
    """
    form = format_of(data, path)
    if form == "mail":
        from .mail import read_mail

        return read_mail(data, path, kind=kind, audience=audience)
    if form == "docx":
        from .docx import read_docx

        return read_docx(data, path, kind=kind, audience=audience)
    if form == "outlook":
        from .outlook import read_outlook

        return read_outlook(data, path, kind=kind, audience=audience)
    if form == "html":
        from .html import read_html

        return read_html(data, path, kind=kind, audience=audience)
    text = clean(decode_file(data))
    if form == "markdown":
        from .directives import in_markdown, with_directives
        from .markdown import tag_markdown

        tags = tag_markdown(text)
        found = list(in_markdown(text, tags))  # before the tags are completed
        return with_directives(read_plain(text, path, kind=kind, audience=audience, tags=tags), found)
    return read_plain(text, path, kind=kind, audience=audience)


def format_of(data: bytes, path: str) -> str:
    """``mail``, ``docx``, ``outlook``, ``html``, ``markdown`` or ``plain``: how a single message is read."""
    name = path.lower()
    if name.endswith(".eml") or _is_mail(data):
        return "mail"
    return next((form for form, endings in _ENDINGS.items() if name.endswith(endings)), "plain")


def read_all(
    data: bytes, path: str, *, kind: Kind | None = None, audience: Audience | None = None, mail: bool = False
) -> Iterator[tuple[str, Message | ReadError]]:
    """(path, message) of each message in a file's bytes; in place of one that can't be read, what is wrong with it.

    A box (mbox, JSON Lines) has many, numbered ``box.mbox#3``; any other file has one. What a line of JSON says of its
    kind and audience goes before the arguments. ``mail``: the file is one mail, whatever it is called.
    """
    try:
        entries = None if mail else entries_of(data, path)
        if entries is None:
            yield path, _read_one(data, path, kind, audience, mail=mail)
            return
        for entry in entries:
            yield entry.path, read_entry(entry, data, kind, audience)
    except ReadError as error:
        yield path, error


def _read_one(data: bytes, path: str, kind: Kind | None, audience: Audience | None, *, mail: bool) -> Message:
    if not mail:
        return read_bytes(data, path, kind=kind, audience=audience)
    from .mail import read_mail

    return read_mail(data, path, kind=kind, audience=audience)


def entries_of(data: bytes, path: str) -> Iterable[Entry] | None:
    """The messages of a box; None: the file is a single message."""
    if not (path.lower().endswith(_BOXES) or data.startswith(b"From ")):
        return None
    from .boxes import box_of

    return box_of(data, path)


def read_entry(entry: Entry, data: bytes, kind: Kind | None, audience: Audience | None) -> Message | ReadError:
    """The message of one entry of a box, or what is wrong with it."""
    if entry.error:
        return entry.error
    if entry.text is not None:
        return read_text(entry.text, entry.path, kind=entry.kind or kind, audience=entry.audience or audience)
    from .mail import read_mail

    try:
        return read_mail(data[entry.start : entry.end], entry.path, kind=kind, audience=audience)
    except ReadError as error:
        return error


def read_text(
    text: str, path: str = "<text>", *, kind: Kind | None = None, audience: Audience | None = None
) -> Message:
    """The message in a text already decoded, read as plain text whatever ``path`` says."""
    return read_plain(clean(text.removeprefix("\ufeff")), path, kind=kind, audience=audience)


def _is_mail(data: bytes) -> bool:
    """True when the bytes start with the head of a mail as programs write it.

    A head written by hand (Subject:, 收件人:) has none of their fields and stays plain text.
    """
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, blank, _ = head.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    if not blank or not (first.startswith(b"From ") or _is_field(first)):
        return False
    if not all(_is_field(line) or line[:1] in {b" ", b"\t"} for line in rest):
        return False
    lower = head.lower()
    return any(lower.startswith(field) or b"\n" + field in lower for field in _MAIL_FIELDS)


def _is_field(line: bytes) -> bool:
    """True for ``Name: value`` with a name of ASCII letters."""
    name, colon, _ = line.partition(b":")
    return bool(colon) and name.replace(b"-", b"").isalnum()
