"""Plain text to Message: the text stays as it is, so that positions agree with the file."""

from __future__ import annotations

from tonecheck.model import Audience, Kind, Message, Span

from .edges import field_of
from .kinds import kind_of_path, kind_of_text
from .layers import Tag, blocks_of, starts_of, tag_layers

_HINT = "onecheck"
"""See `directives`, which is imported only where this occurs."""
_ANSWERS = ("re:", "re：", "回复:", "回复：", "回覆:", "回覆：", "答复:", "答复：", "答覆:", "答覆：")
_PASSED_ON = ("fw:", "fw：", "fwd:", "fwd：", "转发:", "转发：", "轉寄:", "轉寄：", "轉發:", "轉發：")


def clean(text: str) -> str:
    """The text with ``\\n`` for line ends and U+FFFD for lone surrogates, which no output could show."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def is_answer(subject: str) -> bool:
    """True for the subject of a reply: Re:, 回复：, 答复："""
    return subject.lower().startswith(_ANSWERS)


def is_forward(subject: str) -> bool:
    """True for the subject of a forwarded mail: Fw:, 转发："""
    return subject.lower().startswith(_PASSED_ON)


def read_plain(
    text: str,
    path: str,
    *,
    kind: Kind | None,
    audience: Audience | None,
    tags: list[Tag] | None = None,
    typed: bool = False,
    file_lines: tuple[int, ...] = (),
) -> Message:
    """The message of a text already cleaned.

    ``tags``: what its format (Markdown, HTML, Word) tells of each line; ``typed``: even so, its head and directives are
    typed as in plain text; ``file_lines``: where each line stands in the file.
    """
    typed = typed or tags is None
    lines = text.split("\n")
    known: list[Tag] = [*tags] if tags else [""] * len(lines)
    kind = kind or kind_of_path(path)
    starts = starts_of(lines)
    message = Message(path, text, kind or "mail", audience or "leader", (), line_starts=starts, file_lines=file_lines)
    if kind == "commit":
        from .commit import tag_commit

        tag_commit(lines, known)
    elif typed:
        message = _with_head(message, lines, known)
    if typed and _HINT in text.lower():
        message = _with_directives(message, lines, known, commit=kind == "commit")
    headed = message.subject is not None or bool(message.recipients)
    forwarded = is_forward(message.subject or "")
    tag_layers(text, lines, known, forwarded=forwarded)
    blocks = blocks_of(lines, starts, known, kind or "mail")
    if kind is None:
        kind = kind_of_text(text, blocks, headed=headed)
        if kind in {"chat", "issue"}:
            # Signatures and paragraphs are looked for in letters only.
            blocks = blocks_of(lines, starts, known, kind)
    quoted = any(block.layer == "quote" for block in blocks) and kind in {"mail", "chat"}
    return Message(
        path, text, kind, message.audience, blocks, message.subject, message.sent, message.recipients,
        message.attachments, quoted or is_answer(message.subject or ""), starts, file_lines, message.directives,
        message.subject_at,
    )  # fmt: skip


def _with_head(message: Message, lines: list[str], tags: list[Tag]) -> Message:
    """The message with what a head at the top of the text says; the head's lines are tagged."""
    first = next((line for line in lines[:5] if line.strip()), "")
    if field_of(first) is None:
        return message
    from .heads import read_head

    head = read_head(lines)
    if head is None:
        return message
    tags[: head.lines] = ["head"] * head.lines
    subject_at = None
    if head.subject_at is not None:
        line, (start, end) = head.subject_at
        top = message.line_starts[line]
        subject_at = Span(top + start, top + end)
    return message._replace(
        subject=head.subject, sent=head.sent, recipients=head.recipients, attachments=head.attachments,
        subject_at=subject_at,
    )  # fmt: skip


def _with_directives(message: Message, lines: list[str], tags: list[Tag], *, commit: bool) -> Message:
    from . import directives as d

    found = [*d.in_trailers(lines, message.line_starts, tags)] if commit else []
    head = [(at, line) for at, line in enumerate(lines, 1) if tags[at - 1] == "head"]
    fields = [(line.partition(":")[2], at) for at, line in head if line.lower().startswith(f"x-{d.FIELD}:")]
    heeded = {message.line_starts[at - 1] for _, at in fields}
    in_text = (one for one in d.in_text(message.text, commit=commit) if one.span.start not in heeded)
    return d.with_directives(message, [*d.in_head(fields), *found, *in_text])
