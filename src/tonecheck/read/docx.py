"""Word documents (.docx) to Message: a line for each paragraph, as its reader sees it.

A document is a zip file of XML. Both are read within limits, and a document type (which could hide an endless entity)
is refused, as Word itself never writes one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers.expat import ExpatError, ParserCreate

from tonecheck.model import Audience, Kind, Message

from .decode import ReadError
from .layers import Tag
from .plain import clean, read_plain

_BODY = "word/document.xml"
_MOST = 30_000_000
"""Bytes of a document's text, unpacked; a long report has a tenth of it."""
_BROKEN = (
    "Word 文档已损坏，读不了；请用 Word 打开后另存一份，或把文字存成 .txt",
    "the Word document is damaged; open it in Word and save it anew, or save the text as .txt",
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_UNSEEN = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
"""Elements whose text the reader does not see, or sees elsewhere."""


def read_docx(data: bytes, path: str, *, kind: Kind | None, audience: Audience | None) -> Message:
    """The message in a Word document; lines count its paragraphs. Raises ReadError for what is none."""
    reader = _Reader()
    reader.read(_body(data))
    text = clean("\n".join(reader.lines))
    return read_plain(text, path, kind=kind, audience=audience, tags=reader.tags, typed=True)


def _body(data: bytes) -> bytes:
    """The XML of the document's text."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(
            "Word 文档有密码，或是旧版 .doc；请去掉密码，另存为 .docx",
            "a Word document with a password, or an old .doc; take the password away and save it as .docx",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_BODY) as file:
            body = file.read(_MOST + 1)
    except KeyError:
        raise ReadError(
            "不是 Word 文档：里面没有正文；请另存为 .docx", "no Word document: it has no text; save it as .docx"
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise ReadError(*_BROKEN) from error
    if len(body) > _MOST:
        raise ReadError(
            "Word 文档太大了；请只留下要发的文字", "the Word document is too long; leave what is to be sent"
        )
    return body


class _Reader:
    """Gathers the paragraphs of the XML."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tags: list[Tag] = []
        self._parts: list[str] = []
        self._tag: Tag = ""
        self._unseen = 0
        self._hidden = False
        self._text = False

    def read(self, body: bytes) -> None:
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(body, True)
        except ExpatError as error:
            raise ReadError(*_BROKEN) from error

    def _refuse(self, *_: object) -> None:
        raise ReadError(*_BROKEN)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if local in _UNSEEN:
            self._unseen += 1
        if self._unseen or space + " " not in (_W, _STRICT):
            return
        if local == "p":
            self._end_line(always=False)
            self._tag = ""
        elif local in ("tab", "ptab"):
            self._add("\t")
        elif local in ("br", "cr"):
            self._end_line(always=True)
        elif local == "noBreakHyphen":
            self._add("-")
        elif local == "r":
            self._hidden = False
        elif local == "vanish":
            self._hidden = self._value(attributes) not in ("0", "false", "off")
        elif local == "t":
            self._text = True
        elif local == "numPr":
            self._tag = self._tag or "item"
        elif local == "pStyle":
            self._tag = _tag_of(self._value(attributes))

    @staticmethod
    def _value(attributes: dict[str, str]) -> str:
        return attributes.get(f"{_W}val", attributes.get(f"{_STRICT}val", ""))

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in _UNSEEN:
            self._unseen -= 1
        elif local == "t":
            self._text = False
        elif local == "p" and not self._unseen and name.startswith((_W, _STRICT)):
            self._end_line(always=True)

    def _characters(self, text: str) -> None:
        if self._text:
            self._add(text.replace("\n", " ").replace("\r", " "))

    def _add(self, text: str) -> None:
        if not self._unseen and not self._hidden:
            self._parts.append(text)

    def _end_line(self, *, always: bool) -> None:
        """End the line. A paragraph in a text box stands within another: what was there before is a line."""
        if self._parts or always:
            self.lines.append("".join(self._parts))
            self.tags.append(self._tag if self.lines[-1].strip() else "")
        self._parts.clear()


def _tag_of(style: str) -> Tag:
    """What the name of a paragraph's style says of it."""
    name = style.lower()
    if name.startswith(("heading", "title", "subtitle")) or (name.isdigit() and len(name) == 1):
        return "heading"
    if "quote" in name:
        return "quote"
    return "code" if "code" in name else "item" if name.startswith("list") else ""
