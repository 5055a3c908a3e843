"""Files that hold several messages: mbox, Maildir and JSON Lines, cut into one entry for each message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tonecheck.model import AUDIENCES, KINDS, Audience, Kind

from .decode import ReadError, decode_file

if TYPE_CHECKING:
    from collections.abc import Iterable

_FROM = re.compile(rb"^From \S.*\d:\d\d.*\n", re.MULTILINE)
_UNIT = re.compile(r"\d+")
_LONGEST_ID = 80


class Entry(NamedTuple):
    """One message of a box, still as bytes, or as the text that a line of JSON holds."""

    path: str
    """The box and the number of the message, ``box.mbox#3``; of a JSON line its id, where it has one. No two entries
    of a box have the same."""
    start: int
    end: int
    """The bytes of the file that it takes."""
    text: str | None = None
    """The text of a JSON line; None: a mail."""
    kind: Kind | None = None
    audience: Audience | None = None
    error: ReadError | None = None
    """What is wrong with this entry alone."""


def box_of(data: bytes, path: str) -> Iterable[Entry] | None:
    """The entries of a file that holds several messages; None: it is a single one.

    ``.mbox`` and ``.jsonl`` say so by their ending; a file without one of the other endings, by two mails in it.
    """
    name = path.lower()
    if name.endswith((".jsonl", ".ndjson")):
        return _json_lines(data, path)
    if name.endswith((".mbox", ".mbx")):
        return _mails(data, path)
    if data.startswith(b"From ") and not name.endswith((".eml", ".txt", ".md", ".html", ".htm")):
        found = _mails(data, path)
        return found if len(found) > 1 else None
    return None


def _mails(data: bytes, path: str) -> list[Entry]:
    """The mails of an mbox. Lines count from the first line of each head, as if it were saved alone."""
    if data.strip() and not _FROM.match(data):
        raise ReadError(
            "不是 mbox：第一行应当以 “From ” 开头；单独一封邮件请存成 .eml",
            "no mbox: its first line must begin with “From ”; save a single mail as .eml",
        )
    heads = [match.span() for match in _FROM.finditer(data) if _begins(data, match.start())]
    ends = [*(start for start, _ in heads), len(data)][1:]
    return [Entry(f"{path}#{n}", head[1], end) for n, (head, end) in enumerate(zip(heads, ends, strict=False), 1)]


def _begins(data: bytes, at: int) -> bool:
    """True at the start of the file and behind an empty line: elsewhere a line with From belongs to the text."""
    return at == 0 or data.endswith((b"\n\n", b"\n\r\n"), 0, at)


def maildir(folder: str) -> list[tuple[str, str]]:
    """(name in the report, file) of each message in a Maildir, in the order of delivery.

    Raises:
        OSError: ``cur`` or ``new`` can't be looked into.
    """
    parts = [Path(folder) / part for part in ("cur", "new")]
    files = [file for part in parts for file in part.iterdir() if file.is_file() and not file.name.startswith(".")]
    files.sort(key=lambda file: (_delivered(file.name), file.name))
    return [(f"{folder.rstrip('/')}#{number}", str(file)) for number, file in enumerate(files, 1)]


def _delivered(name: str) -> int:
    """The second of delivery with which the file's name begins."""
    found = _UNIT.match(name)
    return int(found[0][:18]) if found else 0


def _json_lines(data: bytes, path: str) -> Iterator[Entry]:
    decode_file(data)  # refuses what is no text
    start = 0
    names: set[str] = set()
    for number, line in enumerate(data.split(b"\n"), 1):
        end = start + len(line)
        if line.strip(b"\xef\xbb\xbf \t\r"):
            entry = _json_line(line, f"{path}#{number}", path, start, end)
            while entry.path in names:  # an id that an earlier line has, or that looks like the number of one
                entry = entry._replace(path=f"{entry.path}#{number}")
            names.add(entry.path)
            yield entry
        start = end + 1


def _json_line(line: bytes, numbered: str, path: str, start: int, end: int) -> Entry:
    import json

    def wrong(zh: str, en: str) -> Entry:
        return Entry(numbered, start, end, error=ReadError(zh, en))

    try:
        value: Any = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except (ValueError, RecursionError):
        return wrong(
            '这一行不是 UTF-8 的 JSON；每行应当是一个对象，如 {"text": "…"}',
            'this line is no JSON in UTF-8; each line must be an object, as {"text": "…"}',
        )
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return wrong(
            '这一行没有 text；每行应当是一个对象，如 {"text": "…"}',
            'this line has no text; each line must be an object, as {"text": "…"}',
        )
    kind, audience, name = value.get("kind"), value.get("audience"), value.get("id")
    if kind is not None and kind not in KINDS:
        return wrong(f"kind 应当是 {'、'.join(KINDS)} 之一", f"kind must be one of {', '.join(KINDS)}")
    if audience is not None and audience not in AUDIENCES:
        return wrong(f"audience 应当是 {'、'.join(AUDIENCES)} 之一", f"audience must be one of {', '.join(AUDIENCES)}")
    named = type(name) in (str, int) and 0 < len(str(name)) <= _LONGEST_ID
    return Entry(f"{path}#{name}" if named else numbered, start, end, value["text"], kind, audience)
