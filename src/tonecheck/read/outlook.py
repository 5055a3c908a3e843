"""Outlook's messages (.msg) and templates (.oft) to Message. They are OLE files, which the library olefile opens."""

from __future__ import annotations

import io
import re
import struct
from typing import Any

from tonecheck.model import Audience, Kind, Message

from .bodies import Body, read_body
from .decode import ReadError
from .heads import parse_date
from .mail import compose
from .plain import clean, is_answer

_SUBJECT, _TO, _CC, _TEXT, _HTML, _RTF, _ANSWERS, _HEAD = 0x0037, 0x0E04, 0x0E03, 0x1000, 0x1013, 0x1009, 0x1042, 0x007D
_NAME, _ADDRESS, _MAIL_ADDRESS = 0x3001, 0x3003, 0x39FE
_LONG_NAME, _SHORT_NAME, _CONTENT_ID = 0x3707, 0x3704, 0x3712
_CODE_PAGES = (0x3FFD, 0x3FDE)
_MOST = 30_000_000
"""Bytes of a text that is read."""
_DATE = re.compile(r"^date:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
"""In the head of a message that has been on its way; a draft has none."""
_BROKEN = (
    "Outlook 邮件已损坏，读不了；请在 Outlook 里打开后另存一份",
    "the Outlook mail is damaged; open it in Outlook and save it anew",
)


def read_outlook(data: bytes, path: str, *, kind: Kind | None, audience: Audience | None) -> Message:
    """The message in an Outlook file; its text is the subject, a blank line and the body, as of a mail.

    Raises ReadError for what is none, and where olefile is not installed.
    """
    try:
        import olefile
    except ImportError:
        raise ReadError(
            '读 .msg 和 .oft 要先装 olefile：pip install "tonecheck[outlook]"',
            '.msg and .oft need olefile: pip install "tonecheck[outlook]"',
        ) from None
    if not olefile.isOleFile(data=data):
        raise ReadError(
            "不是 Outlook 邮件；请在 Outlook 里另存为 .msg，或另存为 .eml",
            "no Outlook mail; save it as .msg in Outlook, or as .eml",
        )
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _message(_Store(ole), path, kind or "mail", audience or "leader")
    except ReadError:
        raise
    except Exception as error:
        raise ReadError(*_BROKEN) from error


def _message(store: _Store, path: str, kind: Kind, audience: Audience) -> Message:
    bodies = _bodies(store)
    if not bodies:
        raise ReadError(
            "这封 Outlook 邮件的正文只有 RTF 格式；请在 Outlook 里另存为 .eml 或纯文本",
            "the text of this Outlook mail is RTF only; save it as .eml or plain text in Outlook",
        )
    subject = " ".join(store.text(_SUBJECT).split())
    date = _DATE.search(store.text(_HEAD))
    return compose(
        path,
        subject,
        bodies,
        (1, 0),
        kind,
        audience,
        sent=parse_date(date[1]) if date else None,
        recipients=store.people(),
        attachments=store.attachments(),
        reply=bool(store.text(_ANSWERS)) or is_answer(subject),
    )


def _bodies(store: _Store) -> list[Body]:
    """The words of the message: its plain text or, without one, its HTML; lines count from 1."""
    text = clean(store.text(_TEXT)).rstrip()
    if text:
        lines = text.split("\n")
        return [Body(lines, [""] * len(lines), list(range(1, len(lines) + 1)))]
    page = store.data(_HTML) or store.text(_HTML).encode()
    if page:
        return [read_body(page, {"content-type": f"text/html; charset={store.charset}"}, None, html=True)]
    return [] if store.data(_RTF) else [Body([], [], [])]


class _Store:
    """The properties of a message by their numbers."""

    def __init__(self, ole: Any) -> None:
        self._ole = ole
        if not ole.exists("__properties_version1.0"):
            raise ReadError(
                "不是 Outlook 邮件，像是旧版 Office 文档；请另存为 .docx 或 .txt",
                "no Outlook mail, but what looks like an old Office document; save it as .docx or .txt",
            )
        self.charset = self._charset()

    def data(self, tag: int, folder: str = "") -> bytes:
        """The bytes of a property; empty: there is none."""
        return self._stream(f"{folder}__substg1.0_{tag:04X}0102")

    def text(self, tag: int, folder: str = "") -> str:
        """The text of a property; empty: there is none."""
        wide = self._stream(f"{folder}__substg1.0_{tag:04X}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return self._stream(f"{folder}__substg1.0_{tag:04X}001E").decode(self.charset, "replace").rstrip("\0")

    def people(self) -> list[str]:
        """Those to whom the message goes, as ``name <address>``, the address alone, or the name alone."""
        found = []
        for folder in self._folders("__recip_version1.0_"):
            name, address = self.text(_NAME, folder), self.text(_MAIL_ADDRESS, folder) or self.text(_ADDRESS, folder)
            found.append(f"{name} <{address}>" if name and "@" in address and name != address else address or name)
        shown = [name.strip() for tag in (_TO, _CC) for name in self.text(tag).split(";")]
        return [person for person in found or shown if person]

    def attachments(self) -> list[str]:
        """The names of the attached files, without pictures that stand in the text."""
        return [
            self.text(_LONG_NAME, folder) or self.text(_SHORT_NAME, folder) or "未命名附件"
            for folder in self._folders("__attach_version1.0_")
            if not self.text(_CONTENT_ID, folder)
        ]

    def _folders(self, start: str) -> list[str]:
        names = {entry[0] for entry in self._ole.listdir() if len(entry) > 1 and entry[0].startswith(start)}
        return [f"{name}/" for name in sorted(names)]

    def _stream(self, name: str) -> bytes:
        if not self._ole.exists(name):
            return b""
        with self._ole.openstream(name) as stream:
            found: bytes = stream.read(_MOST)
        return found

    def _charset(self) -> str:
        """The charset of texts that are not Unicode, by the message's code page."""
        numbers = self._stream("__properties_version1.0")[32:]
        for at in range(0, len(numbers) - 15, 16):
            kind, tag, _, value = struct.unpack_from("<HHII", numbers, at)
            if kind == 3 and tag in _CODE_PAGES and value in (936, 950, 54936, 65001):
                return {936: "gb18030", 54936: "gb18030", 950: "cp950"}.get(value, "utf-8")
        return "gb18030"
