"""Mail files to Message: subject, body as its reader sees it, what was attached and passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message as Part
from email.parser import BytesParser
from email.policy import Compat32

from tonecheck.model import Audience, Kind, Message

from .bodies import Body, read_body
from .decode import ReadError, decode_file
from .fields import decode_field, parameter, people, value_of
from .layers import Tag, line_starts, split_blocks
from .plain import clean, is_answer, is_forward

_LONGEST_FIELD = 4_000
_LONGEST_HEAD = 200_000
_MOST_NAMES = 10_000
_TOO_DEEP = "邮件里套的邮件太多层，读不下去；请只存最外面的一封"
_UNSEEN = ("application/pgp-", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/x-amp-html")
"""Parts that are neither words nor attachments to their reader."""


class _Tolerant(Compat32):
    """The standard parser's oldest and most forgiving policy, with fields cut at a length that it reads in no time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        # The parser takes quadratic time over the parameters of these.
        return name, value[: _LONGEST_FIELD if name.lower().startswith("content-") else _LONGEST_HEAD]


@dataclass(slots=True)
class _Gathered:
    """What was found in the parts of a mail, in their order."""

    bodies: list[Body] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


def read_mail(data: bytes, path: str, *, kind: Kind | None, audience: Audience | None) -> Message:
    """The message in the bytes of a mail file.

    Its text is the subject, a blank line and the body; positions name the lines of the file where the body is
    stored readably, else the lines of the decoded body. Raises ReadError for what is no mail and no text.
    """
    data = _as_mail(data)
    found = _Gathered()
    try:
        mail = BytesParser(policy=_Tolerant()).parsebytes(data)
        head = _fields(mail)
        _gather(mail, found, _Source(data), top=True)
    except RecursionError:
        raise ReadError(_TOO_DEEP) from None
    subject = decode_field(head.get("subject", ""))
    pieces: list[tuple[str, Tag, int]] = []
    if subject:
        pieces = [(subject, "heading", _subject_line(data)), ("", "", _subject_line(data))]
    for body in found.bodies:
        pieces += zip(body.lines, body.tags, body.file_lines, strict=True)
    text = "\n".join(line for line, _, _ in pieces)
    kind = kind or "mail"
    blocks = split_blocks(text, kind, tags=[tag for _, tag, _ in pieces] or [""], forwarded=is_forward(subject))
    return Message(
        path,
        text,
        kind,
        audience or "leader",
        blocks,
        subject=subject,
        sent=_sent(head.get("date", "")),
        recipients=tuple(people(head.get("to", "")) + people(head.get("cc", ""))),
        attachments=tuple(found.attachments),
        reply=bool(head.get("in-reply-to", "").strip() or head.get("references", "").strip()) or is_answer(subject),
        line_starts=line_starts(text),
        file_lines=tuple(line for _, _, line in pieces),
    )


def _as_mail(data: bytes) -> bytes:
    """The bytes of the mail, without a byte order mark; text in UTF-16 is turned into UTF-8."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b":" not in data[:20_000]:
        # No head at all: a picture or a text that was named .eml.
        return b"\n" + clean(decode_file(data)).encode() if b":" not in data[:20_000] else decode_file(data).encode()
    if data.startswith((b"\x89PNG", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"GIF8")):
        decode_file(data)
    return data


def _fields(part: Part) -> dict[str, str]:
    """The raw fields of a part by name in small letters; of several the first."""
    found: dict[str, str] = {}
    for name, value in part.raw_items():
        found.setdefault(name.lower(), str(value))
    return found


def _sent(value: str) -> object:
    from .heads import parse_date

    return parse_date(value)
