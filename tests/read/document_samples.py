"""Makes small Word documents and Outlook messages, as their programs write them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from html import escape
from itertools import pairwise

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, **files: str) -> bytes:
    """A Word document whose body holds this XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def p(*texts: str, style: str = "", item: bool = False) -> str:
    """A paragraph of runs."""
    told = f'<w:pStyle w:val="{style}"/>' * bool(style) + '<w:numPr><w:ilvl w:val="0"/></w:numPr>' * item
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' for text in texts)
    return f"<w:p><w:pPr>{told}</w:pPr>{runs}</w:p>"


Tree = Mapping[str, "bytes | Tree"]
"""Names → the bytes of a stream, or what is in a storage."""

_SECTOR, _MINI, _CUTOFF, _END, _FREE = 512, 64, 4096, 0xFFFFFFFE, 0xFFFFFFFF


def ole(tree: Tree) -> bytes:
    """An OLE file (compound file binary, version 3)."""
    entries: list[list[int | str | bytes]] = []
    mini, big = bytearray(), bytearray()
    mini_fat: list[int] = []
    fat: list[int] = []

    def chain(table: list[int], size: int, unit: int) -> int:
        count, first = -(-size // unit), len(table)
        table.extend([*range(first + 1, first + count), _END])
        return first

    def store(data: bytes) -> int:
        if not data:
            return _END
        if len(data) < _CUTOFF:
            mini.extend(data + bytes(-len(data) % _MINI))
            return chain(mini_fat, len(data), _MINI)
        big.extend(data + bytes(-len(data) % _SECTOR))
        return chain(fat, len(data), _SECTOR)

    def add(name: str, content: bytes | Tree, kind: int) -> int:
        number = len(entries)
        data = content if isinstance(content, bytes) else b""
        entries.append([name, kind, _FREE, _FREE, store(data) if kind == 2 else 0, len(data)])
        if not isinstance(content, bytes):
            kids = [add(key, inner, 2 if isinstance(inner, bytes) else 1) for key, inner in sorted(content.items())]
            entries[number][3] = kids[0] if kids else _FREE
            for left, right in pairwise(kids):
                entries[left][2] = right
        return number

    add("Root Entry", tree, 5)
    entries[0][5] = len(mini)
    entries[0][4] = len(fat) if mini else _END
    if mini:
        big.extend(mini + bytes(-len(mini) % _SECTOR))
        chain(fat, len(mini), _SECTOR)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    table += b"\xff" * (-len(table) % _SECTOR)
    mini_at = len(fat) if table else _END
    if table:
        big.extend(table)
        chain(fat, len(table), _SECTOR)
    folder = b"".join(_entry(*entry) for entry in entries)
    folder += bytes(-len(folder) % _SECTOR)
    folder_at = chain(fat, len(folder), _SECTOR)
    big.extend(folder)
    sectors = 1
    while (len(fat) + sectors) * 4 > sectors * _SECTOR:
        sectors += 1
    fat_at = len(fat)
    fat += [0xFFFFFFFD] * sectors
    packed = struct.pack(f"<{len(fat)}I", *fat)
    packed += b"\xff" * (sectors * _SECTOR - len(packed))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, sectors, folder_at, 0, _CUTOFF, mini_at, len(table) // _SECTOR, _END, 0,
    )  # fmt: skip
    difat = [*range(fat_at, fat_at + sectors)] + [_FREE] * (109 - sectors)
    return head + struct.pack("<109I", *difat) + bytes(big) + packed


def _entry(name: object, kind: object, right: object, child: object, start: object, size: object) -> bytes:
    wide = str(name).encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", wide, len(wide) + 2, kind, 1, _FREE, right, child, bytes(16), 0, 0, 0, start, size
    )


def msg(more: Tree | None = None, *, page: int = 936, **texts: str) -> bytes:
    """An Outlook message; ``texts`` are its properties by number: ``_0037="主题"``."""
    numbers = bytes(32) + struct.pack("<HHIQ", 3, 0x3FFD, 6, page)
    streams = {f"__substg1.0_{key[1:]}001F": text.encode("utf-16-le") for key, text in texts.items()}
    return ole({"__properties_version1.0": numbers, **streams, **(more or {})})
