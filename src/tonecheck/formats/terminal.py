"""What a terminal needs: display width, colour, and characters made visible that would act on it."""

from __future__ import annotations

import re

COLOURS = {"error": "31;1", "warning": "33;1", "hint": "36", "dim": "2", "bold": "1"}


def width(text: str) -> int:
    """How many columns ``text`` takes on a terminal: wide characters two, marks that combine none."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if char < "\u0300" or "\u2010" <= char <= "\u2027":  # dashes, quotes, …
        return 1
    if "\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u3029" or "\uff01" <= char <= "\uff60":  # 字、！
        return 2
    import unicodedata  # 1 ms, and few drafts need it

    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def visible(text: str) -> str:
    """``text`` with control, escape and direction characters replaced by visible signs; a tab becomes a blank.

    What a CI server would take for a command in its log is broken.
    """
    text = inert(text)
    if text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def inert(text: str) -> str:
    """``text``, of the same length, without what GitHub, Azure or TeamCity take for a command in a log.

    ``::command`` acts at the start of a line, ``##[command]`` and ``##vso[command]`` anywhere; with one full-width sign
    they don't.
    """
    if "::" in text:
        text = re.sub(r"\A(\s*):(?=:)", r"\1：", text)
    return re.sub(r"##(?=\w*\[)", "#＃", text) if "##" in text else text


def _shown(char: str) -> str:
    if char.isprintable() or char in "\u200d\u3000":
        return char
    code = ord(char)
    if char == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return f"<U+{code:04X}>"


def paint(text: str, colour: str, *, on: bool) -> str:
    """``text`` in a colour of `COLOURS`, when colour is ``on``."""
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if on else text


def clip(line: str, start: int, end: int, most: int) -> tuple[str, int, int]:
    """At most ``most`` columns of ``line`` around ``[start, end)`` (and an ellipsis), and where that part lies now."""
    if len(line) <= most and width(line) <= most:  # of a longer one no more than is shown is looked at
        return line, start, end
    left = right = start
    room = most
    while right < end and _columns(line[right]) <= room:
        room -= _columns(line[right])
        right += 1
    last = right
    while True:
        before = left > 0 and _columns(line[left - 1]) <= room
        if before:
            left -= 1
            room -= _columns(line[left])
        after = right < len(line) and _columns(line[right]) <= room
        if after:
            room -= _columns(line[right])
            right += 1
        if not before and not after:
            break
    head, tail = "…" * (left > 0), "…" * (right < len(line))
    return head + line[left:right] + tail, start - left + len(head), last - left + len(head)
