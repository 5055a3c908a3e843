"""Helpers of the reader's tests: a message as a short outline, and mails as programs write them."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence

from tonecheck.model import Message


def outline(message: Message) -> list[str]:
    """One entry a block: what it is, then its text with ⏎ for line ends."""
    return [
        f"{block.shape if block.layer == 'own' else block.layer}: "
        + message.text[block.span.start : block.span.end].replace("\n", " ⏎ ").strip()
        for block in message.blocks
    ]


def words(message: Message, *layers: str) -> str:
    """The text of the blocks of these layers."""
    return "\n".join(message.text[b.span.start : b.span.end] for b in message.blocks if b.layer in layers)


def encoded_word(text: str, charset: str, encoding: str = "B") -> str:
    """A header value as =?gbk?B?…?=."""
    data = text.encode(charset)
    if encoding == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    quoted = quopri.encodestring(data, header=True).decode().replace("=\n", "")
    return f"=?{charset}?Q?{quoted}?="


def part(
    body: str | bytes, content_type: str = "text/plain; charset=utf-8", transfer: str = "8bit", *more: str
) -> bytes:
    """A MIME part: its head, a blank line, its body."""
    data = body if isinstance(body, bytes) else body.encode()
    if transfer == "base64":
        data = base64.encodebytes(data)
    elif transfer == "quoted-printable":
        data = quopri.encodestring(data)
    head = [f"Content-Type: {content_type}", f"Content-Transfer-Encoding: {transfer}", *more]
    return "\n".join(head).encode() + b"\n\n" + data


def multipart(kind: str, *parts: bytes, boundary: str = "=_b1") -> bytes:
    """A multipart entity of these parts."""
    mark = b"--" + boundary.encode()
    inner = b"".join(mark + b"\n" + one + b"\n" for one in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
    return head + inner + mark + b"--\n"


def mail(entity: bytes, head: Sequence[str] = (), *, subject: str = "进度") -> bytes:
    """A whole mail file around an entity."""
    fields = [
        "From: =?utf-8?B?546L6Iqz?= <wangfang@example.com>",
        "To: liu@example.com",
        f"Subject: {subject if subject.isascii() else encoded_word(subject, 'utf-8')}",
        "Date: Tue, 08 Apr 2025 10:22:31 +0800",
        "Message-ID: <1@example.com>",
        "MIME-Version: 1.0",
        *head,
    ]
    return "\n".join(fields).encode() + b"\n" + entity
