"""Folding of a text for matching: every character becomes one character, so offsets stay.

Traditional becomes Simplified, full-width becomes half-width, capitals become small letters. A blank between two
Chinese characters stands for a comma, as people write in chat.
"""

from __future__ import annotations

import re

_BLANK = re.compile(r"\s")
_BLANKS = frozenset(" \t\u3000")
_HAN = range(0x4E00, 0xA000)
_MOST = 1 << 15
"""Characters that are remembered."""
_MARKS = {
    0x0A: " ",
    0x3000: " ",
    0x00A0: " ",
    0x2019: "'",
    0x2F: "/",
    0x22EF: "…",
    0xFF61: "。",
    0xFE50: ",",
    0x223C: "~",
}


def table(pairs: dict[str, str]) -> dict[int, str]:
    """The translation table for `fold`.

    Args:
        pairs: Traditional to Simplified, one character to one character.

    Raises:
        ValueError: a pair is not one character to one character.
    """
    for old, new in pairs.items():
        if len(old) != 1 or len(new) != 1:
            raise ValueError(f"{old!r} → {new!r}: one character to one character only")
    full = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    low = {code: chr(code + 32) for code in range(0x41, 0x5B)}
    wide = {code: full[code].lower() for code in range(0xFF21, 0xFF3B)}
    return {**full, **low, **wide, **_MARKS, **{ord(old): new for old, new in pairs.items()}}


class Folding(dict[int, str]):
    """The same, worked out for each character when it is first met: there are thousands, a text has hundreds."""

    __slots__ = ("_new", "_old")

    def __init__(self, old: str, new: str) -> None:
        """The characters ``old`` become those of ``new`` at the same places."""
        self._old, self._new = old, new

    def __missing__(self, code: int) -> str:
        char = chr(code)
        at = self._old.rfind(char)
        if at >= 0:
            found = self._new[at]
        elif code in _MARKS:
            found = _MARKS[code]
        elif 0x41 <= code < 0x5B:
            found = chr(code + 32)
        else:
            found = chr(code - 0xFEE0).lower() if 0xFF01 <= code < 0xFF5F else char
        if len(self) < _MOST:
            self[code] = found
        return found


def fold(text: str, folding: dict[int, str]) -> str:
    """``text`` with each character folded by ``folding`` (see `table`); the length is the same."""
    return _BLANK.sub(_as_comma, text).translate(folding)


def _as_comma(match: re.Match[str]) -> str:
    """A comma for a blank between two Chinese characters. An expression for these would take 1 ms to make."""
    at, text, char = match.start(), match.string, match[0]
    within = char in _BLANKS and 0 < at < len(text) - 1
    return "," if within and ord(text[at - 1]) in _HAN and ord(text[at + 1]) in _HAN else char
