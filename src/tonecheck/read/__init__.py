"""Bytes to Message: plain text, Markdown, HTML and mail, and the layers of a text."""

from __future__ import annotations

from tonecheck.model import Audience, Kind, Message

from .decode import ReadError, decode_file
from .layers import split_blocks
from .plain import clean, read_plain

__all__ = ["ReadError", "read_bytes", "read_text", "split_blocks"]

_MAIL_FIELDS = (b"message-id:", b"mime-version:", b"received:", b"return-path:", b"content-type:", b"delivered-to:")
_HEAD = 64_000
"""Bytes in which a mail without the ending .eml must show its head."""


def read_bytes(data: bytes, path: str, *, kind: Kind | None = None, audience: Audience | None = None) -> Message:
    """The message in a file's bytes; ``path`` tells the format by its ending.

    .eml is mail, .md and .markdown Markdown, .htm and .html HTML, the rest plain text, or mail where it starts
    with the head that mail programs write. Raises ReadError for what is no text or can't be decoded.
    """
    name = path.lower()
    if name.endswith(".eml") or _is_mail(data):
        from .mail import read_mail

        return read_mail(data, path, kind=kind, audience=audience)
    if name.endswith((".html", ".htm")):
        from .html import read_html

        return read_html(data, path, kind=kind, audience=audience)
    text = clean(decode_file(data))
    if name.endswith((".md", ".markdown")):
        from .directives import in_markdown, with_directives
        from .markdown import tag_markdown

        tags = tag_markdown(text)
        found = list(in_markdown(text, tags))  # before the tags are completed
        return with_directives(read_plain(text, path, kind=kind, audience=audience, tags=tags), found)
    return read_plain(text, path, kind=kind, audience=audience)


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
