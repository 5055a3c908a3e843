"""Mail files to Message: subject, body as its reader sees it, what was attached and passed on."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message as Part
from email.parser import Parser
from email.policy import Compat32
from typing import TYPE_CHECKING

from tonecheck.model import Audience, Directive, Kind, Message, Span

from .bodies import Body, read_body
from .decode import ReadError, decode_body, decode_file, is_binary
from .fields import decode_field, parameter, people, value_of
from .heads import parse_date
from .layers import Tag, line_starts, split_blocks
from .plain import clean, is_answer, is_forward

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST_FIELD = 4_000
_LONGEST_HEAD = 100_000
_UNSEEN = (
    "application/pgp-",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "text/x-amp",
    "message/delivery",
)
"""Parts that are neither words nor attachments to their reader."""
_MESSAGES = ("message/rfc822", "message/global")
_STUB, _FULLER = 100, 4
"""A plain form of so few characters stands for nothing where another holds so many times as many, or where it says
where to look."""
_SENDS_AWAY = ("html", "浏览器", "瀏覽器", "browser")
_MISSES = 50
"""Parts not found again in the file after which looking for more is given up."""


class _Tolerant(Compat32):
    """The most forgiving policy of the standard parser, with fields cut to a length that it reads in no time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        # The parser takes quadratic time over the parameters of content fields.
        return name, value[: _LONGEST_FIELD if name.lower().startswith("content-") else _LONGEST_HEAD]


class _Found:
    """What the parts of a mail hold, in their order."""

    def __init__(self) -> None:
        self.bodies: list[Body] = []
        self.attachments: list[str] = []


class _Source:
    """Tells the line of the file on which a part is stored; parts are asked for in their order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._counted = 0
        self._line = 1
        self._misses = 0

    def line_of(self, raw: bytes) -> int | None:
        """The line (from 1) on which these bytes begin, or None."""
        if not raw or self._misses > _MISSES:
            return None
        for gap in (b"\n\n", b"\n"):
            at = self._data.find(gap + raw, self._at)
            if at >= 0:
                at += len(gap)
                self._line += self._data.count(b"\n", self._counted, at)
                self._counted = at
                self._at = at + len(raw) - 1
                return self._line
        self._misses += 1
        return None


def read_mail(data: bytes, path: str, *, kind: Kind | None, audience: Audience | None) -> Message:
    """The message in the bytes of a mail file.

    Its text is the subject, a blank line and the body; positions name the lines of the file where the body is
    stored readably, else the lines of the decoded body. Raises ReadError for what is neither mail nor text.
    """
    data = _normal(data)
    head, found = _read(data)
    return _message(data, path, head, found, kind, audience or "leader")


def read_parts(data: bytes) -> list[Body]:
    """The bodies of a mail, in the order in which `read_mail` joins them."""
    return _read(_normal(data))[1].bodies


def _normal(data: bytes) -> bytes:
    """The bytes of a mail with ``\\n`` for line ends."""
    if is_binary(data) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decode_file(data).encode("utf-8", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _read(data: bytes) -> tuple[dict[str, str], _Found]:
    """The fields of a mail's head, and what its parts hold."""
    found = _Found()
    try:
        # One character a byte: nothing is lost, whatever the charset.
        mail = Parser(policy=_Tolerant()).parsestr(data.decode("latin-1"))
        head = _fields(mail)
        _gather(mail, found, _Source(data))
    except RecursionError:
        raise ReadError(
            "邮件里套了太多层邮件，读不下去；请只存最外面的一封",
            "too many mails within mails; save the outermost alone",
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        # The standard parser has no list of what it raises on damaged mail.
        raise ReadError(
            f"邮件的结构已损坏（{type(error).__name__}）；请重新导出，或把正文存成 .txt",
            f"the structure of the mail is damaged ({type(error).__name__}); export it anew, or save its text as .txt",
        ) from error
    if any(body.damaged for body in found.bodies):
        raise ReadError(
            "正文的 base64 已损坏，解不出文字；请重新导出这封邮件，或把正文存成 .txt",
            "the base64 of its text is damaged and gives no words; export the mail anew, or save its text as .txt",
        )
    if not head:
        lines = clean(decode_file(data)).split("\n")
        found.bodies = [Body(lines, [""] * len(lines), list(range(1, len(lines) + 1)))]
    return head, found


def _message(
    data: bytes, path: str, head: dict[str, str], found: _Found, kind: Kind | None, audience: Audience
) -> Message:
    """The message of a mail's head and of what its parts hold."""
    subject = decode_field(head.get("subject", ""))
    message = compose(
        path,
        subject,
        found.bodies,
        _subject_place(data, subject) if subject else (1, 0),
        kind,
        audience,
        sent=parse_date(decode_field(head.get("date", ""))),
        recipients=people(head.get("to", "")) + people(head.get("cc", "")),
        attachments=found.attachments,
        reply=any(head.get(name, "").strip() for name in ("in-reply-to", "references")) or is_answer(subject),
    )
    written = b"onecheck" in _head(data).lower() or "onecheck" in message.text.lower()
    if not written and not any(body.comments for body in found.bodies):
        return message
    return _with_directives(message, data, found)


def compose(
    path: str,
    subject: str,
    bodies: Sequence[Body],
    at: tuple[int, int],
    kind: Kind | None,
    audience: Audience,
    *,
    sent: datetime | None,
    recipients: Sequence[str],
    attachments: Sequence[str],
    reply: bool,
) -> Message:
    """The message of a mail: its subject, a blank line, and its bodies.

    ``at``: line and column of the subject, see `Message.file_columns`. A patch that git mailed is a commit message.
    """
    pieces: list[tuple[str, Tag, int, int]] = []
    if subject:
        pieces = [(subject, "heading", *at), ("", "", *at)]
    for body in bodies:
        pieces += zip(body.lines, body.tags, body.file_lines, body.file_columns, strict=True)
    pieces = pieces or [("", "", 1, 0)]
    lines, known, file_lines, file_columns = zip(*pieces, strict=True)
    text = "\n".join(lines)
    tags: list[Tag] = list(known)
    if "\ndiff --git " in text:
        from .commit import tag_patch

        patch = tag_patch(lines, tags)
        kind = kind or ("commit" if patch else None)
    kind = kind or "mail"
    return Message(
        path,
        text,
        kind,
        audience,
        split_blocks(text, kind, tags=tags, forwarded=is_forward(subject)),
        subject=subject,
        sent=sent,
        recipients=tuple(recipients),
        attachments=tuple(attachments),
        reply=reply,
        line_starts=line_starts(text),
        file_lines=file_lines,
        file_columns=file_columns,
    )


def _with_directives(message: Message, data: bytes, found: _Found) -> Message:
    """The message with the directives of its head, and those that would be sent with its body."""
    from . import directives as d

    head = _head(data).decode("latin-1").split("\n")
    name = f"x-{d.FIELD}:"
    fields = [(_unfolded(head, at), at + 1) for at, line in enumerate(head) if line.lower().startswith(name)]
    above = 2 if message.subject else 0
    sent = []
    for body in found.bodies:
        offsets = (message.line_starts[min(above + at, len(message.line_starts) - 1)] for at in body.comments)
        sent += [Directive("text", "", Span(at, at)) for at in offsets]
        above += len(body.lines)
    in_text = d.in_text(message.text, commit=message.kind == "commit")
    return d.with_directives(message, [*d.in_head(fields), *sent, *in_text])


def _unfolded(head: list[str], at: int) -> str:
    """The value of the field that starts on line ``at``, decoded."""
    end = at + 1
    while end < len(head) and head[end][:1] in (" ", "\t"):
        end += 1
    return decode_field(" ".join(line.strip() for line in head[at:end]).partition(":")[2])


def _fields(part: Part) -> dict[str, str]:
    """The raw fields of a part by their names in small letters; of several of a name, the first."""
    found: dict[str, str] = {}
    for name, value in part.raw_items():
        found.setdefault(name.lower(), str(value))
    return found


def _head(data: bytes) -> bytes:
    """The head of a mail, without its last line end."""
    return data[: max(data.find(b"\n\n"), 0) or len(data)]


def _subject_place(data: bytes, subject: str) -> tuple[int, int]:
    """The line of the file on which the subject stands (from 1), and its column (from 0); -1: it is encoded."""
    head = b"\n" + _head(data)
    at = max(head.lower().find(b"\nsubject:"), 0) + 1
    line = decode_body(head[at:].partition(b"\n")[0], "").rstrip()
    return head.count(b"\n", 0, at), len(line) - len(subject) if line.endswith(subject) else -1


def _gather(part: Part, found: _Found, source: _Source, *, related: bool = False, words: bool = True) -> None:
    """Add what a part holds to ``found``; without ``words``, only what is attached."""
    kind = part.get_content_type()
    if not part.is_multipart():
        _gather_leaf(part, kind, found, source, related=related, words=words)
        return
    payload = part.get_payload()
    children = [child for child in payload if isinstance(child, Part)] if isinstance(payload, list) else []
    if kind in _MESSAGES:
        _gather_message(part, children, found, source, words=words)
    elif kind == "multipart/alternative":
        _gather_alternative(children, found, source, words=words)
    elif not kind.startswith(_UNSEEN):
        for child in children:
            _gather(child, found, source, related=kind == "multipart/related" or related, words=words)


def _gather_alternative(children: list[Part], found: _Found, source: _Source, *, words: bool) -> None:
    """Add the plain one of several forms of the same words, or the first that has any.

    A line that only says “open this in a browser” is no form of them.
    """
    plain, rich = _Found(), _Found()
    for child in children:
        form = _Found()
        _gather(child, form, source, words=words and (_size(plain) <= _STUB or _is_damaged(plain)))
        found.attachments += form.attachments
        same = rich if any(body.html for body in form.bodies) else plain
        if not _size(same) or _is_damaged(same):
            same.bodies = form.bodies
    best = rich.bodies if _gives_way(plain, rich) else plain.bodies
    if any(part.get_content_type() == "text/html" for child in children for part in child.walk()):
        for body in best:
            body.stored = body.stored or "twin"
    found.bodies += best


def _size(form: _Found) -> int:
    return sum(body.size for body in form.bodies)


def _is_damaged(form: _Found) -> bool:
    return any(body.damaged for body in form.bodies)


def _gives_way(plain: _Found, rich: _Found) -> bool:
    """True where the ``plain`` form of the words is none, and the ``rich`` one is to be read."""
    if not _size(plain):
        return True
    if not _size(rich) or _is_damaged(rich):
        return False
    if _is_damaged(plain):
        return True
    if _size(plain) > _STUB:
        return False
    said = "".join(line for body in plain.bodies for line in body.lines).lower()
    return _size(rich) > _FULLER * _size(plain) or any(word in said for word in _SENDS_AWAY)


def _gather_message(part: Part, children: list[Part], found: _Found, source: _Source, *, words: bool) -> None:
    """Add a mail within the mail: passed on, and attached."""
    inner = _Found()
    for child in children:
        _gather(child, inner, source, words=words)
    for body in inner.bodies:
        body.damaged = False  # others' words are not checked
        body.tags = ["forward"] * len(body.lines)
        body.lines.insert(0, "")
        body.tags.insert(0, "")
        body.file_lines.insert(0, body.file_lines[0] if body.file_lines else 1)
        body.file_columns.insert(0, 0)
    found.bodies += inner.bodies
    subject = decode_field(_fields(children[0]).get("subject", "")) if children else ""
    found.attachments.append(_file_name(_fields(part)) or f"{subject or '邮件'}.eml")


def _gather_leaf(part: Part, kind: str, found: _Found, source: _Source, *, related: bool, words: bool) -> None:
    """Add the words of a part that has no parts of its own, or the name of the file it is."""
    if kind.startswith(_UNSEEN):
        return
    head = _fields(part)
    disposition = value_of(head.get("content-disposition", ""))
    name = _file_name(head)
    # Programs name the body too; a second text with a name is a file.
    texts = kind.startswith(("text/", "multipart/", "message/")) and kind != "text/calendar"
    if texts and disposition != "attachment" and not (name and found.bodies):
        payload = part.get_payload()
        raw = payload.encode("latin-1", "replace") if isinstance(payload, str) else b""
        line = source.line_of(raw)
        if words:
            found.bodies.append(read_body(raw, head, line, html=kind == "text/html"))
        return
    shown = kind.startswith("image/") and "content-id" in head and (related or disposition != "attachment")
    if not shown and (disposition == "attachment" or name or not kind.startswith("text/")):
        found.attachments.append(name or "未命名附件")


def _file_name(head: dict[str, str]) -> str:
    """The name of an attached file, decoded; empty when it has none."""
    name = parameter(head.get("content-disposition", ""), "filename") or parameter(head.get("content-type", ""), "name")
    return name.replace("\\", "/").rsplit("/", 1)[-1]
