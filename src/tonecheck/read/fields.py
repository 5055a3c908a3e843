"""The head of a mail file: encoded words, addresses, parameters. Takes whatever programs wrote, and never fails."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from .decode import decode_body

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_FOLD = re.compile(r"\r?\n[ \t]?|\r[ \t]?")
_LONGEST = 100_000
"""Characters of a field that are read."""


def decode_field(raw: str) -> str:
    """The text of a header field: unfolded, encoded words decoded, raw eight-bit bytes too.

    ``raw`` has one character for each byte of the file.
    """
    raw = _BETWEEN.sub(r"\1", _FOLD.sub(" ", raw[:_LONGEST]))
    found: list[str] = []
    pending: list[bytes] = []
    charset = ""
    at = 0
    for word in _WORD.finditer(raw):
        name = word[1].partition("*")[0].lower()
        if pending and (word.start() > at or name != charset):
            found.append(decode_body(b"".join(pending), charset))
            pending.clear()
        found.append(_eight_bit(raw[at : word.start()]))
        # Programs cut a character in two between words: join the bytes first.
        pending.append(_word_bytes(word[2], word[3]))
        charset, at = name, word.end()
    if pending:
        found.append(decode_body(b"".join(pending), charset))
    found.append(_eight_bit(raw[at:]))
    return _clean("".join(found))


def people(raw: str) -> list[str]:
    """The people of a To or Cc field, as ``name <address>``, the address alone, or the name alone."""
    found = []
    for part in _split(_FOLD.sub(" ", raw[:_LONGEST])):
        text = decode_field(part)
        name, bracket, address = text.rpartition("<")
        if bracket:
            name = name.strip().strip("\"'").strip()
            address = address.rstrip("> ").strip()
            text = f"{name} <{address}>" if name and name != address else address or name
        text = text.strip().strip("\"'").strip()
        # undisclosed-recipients:; names nobody.
        if text and not text.endswith((":", ";")):
            found.append(text)
    return found


def value_of(raw: str) -> str:
    """The value of a structured field, in small letters, without its parameters."""
    return raw.partition(";")[0].strip().lower()


def parameter(raw: str, name: str) -> str:
    """A parameter of a structured field, decoded (``name*0*=utf-8''…`` and encoded words too); empty if absent."""
    whole = ""
    pieces: dict[int, tuple[str, bool]] = {}
    for item in _split(_FOLD.sub(" ", raw[:_LONGEST]).partition(";")[2], ";"):
        key, equals, value = item.partition("=")
        key = key.strip().lower()
        if not equals or not key.startswith(name):
            continue
        value = _unquote(value.strip())
        mark = key[len(name) :]
        if not mark:
            whole = whole or value
        elif mark[0] == "*":
            number = mark.strip("*")
            if len(number) <= 4 and (number.isdigit() or not number):
                pieces[int(number or 0)] = (value, mark.endswith("*"))
    if pieces:
        return _join(pieces)
    return decode_field(whole)


def _join(pieces: dict[int, tuple[str, bool]]) -> str:
    """A parameter that came in numbered and percent-encoded pieces (RFC 2231)."""
    charset = ""
    data = b""
    for number in sorted(pieces):
        value, encoded = pieces[number]
        if encoded and number == min(pieces) and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("latin-1", "replace")
        data += unquote_to_bytes(raw) if encoded else raw
    return _clean(decode_body(data, charset or "utf-8"))


def _split(text: str, mark: str = ",") -> list[str]:
    """The text cut at ``mark``, but not within quotes or angle brackets."""
    if '"' not in text and "<" not in text:
        return text.split(mark)
    found = []
    start = 0
    quoted = angled = False
    for at, char in enumerate(text):
        if char == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif char in "<>" and not quoted:
            angled = char == "<"
        elif char == mark and not quoted and not angled:
            found.append(text[start:at])
            start = at + 1
    found.append(text[start:])
    return found


def _unquote(value: str) -> str:
    if value[:1] == '"':
        value = value[1:-1] if value[-1:] == '"' and len(value) > 1 else value[1:]
        value = value.replace('\\"', '"').replace("\\\\", "\\")
    return value


def _word_bytes(encoding: str, text: str) -> bytes:
    """The bytes of one encoded word; what can't be decoded is left out."""
    data = text.encode("ascii", "ignore")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b"_", b"=20"))
    return decode_base64(data)


def decode_base64(data: bytes) -> bytes:
    """The bytes of a base64 text, however broken: rubbish is skipped, a cut end is dropped."""
    kept = re.sub(rb"[^A-Za-z0-9+/=]+", b"", data)
    body = kept.rstrip(b"=")
    if b"=" in body:
        # Two encodings one after the other, or a text glued on: only the first is the part.
        body = body[: body.index(b"=")]
    body = body[: len(body) - (len(body) % 4 == 1)]
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))


def _eight_bit(text: str) -> str:
    """Text in which each character stands for a byte, decoded like a file."""
    return text if text.isascii() else decode_body(text.encode("latin-1", "replace"), "")


def _clean(text: str) -> str:
    """One line, without control characters and lone surrogates."""
    return "".join(
        "\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text if char >= " " and char != "\x7f"
    ).strip()
