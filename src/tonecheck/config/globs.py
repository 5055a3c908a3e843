"""Patterns of paths and addresses."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache


def matches(path: str, patterns: Iterable[str], root: str) -> bool:
    """True when ``path``, or a folder that it lies in, is named by one of ``patterns``.

    A pattern without a slash names a file or folder at any depth; one with a slash goes from ``root``, one that is
    absolute or starts with ``~`` from the top. ``*`` and ``?`` stay within a name, ``**`` crosses folders.
    """
    if path.startswith("<"):  # <stdin>: no file
        return False
    full = os.path.abspath(path)
    near = os.path.relpath(full, root or os.curdir).replace(os.sep, "/")
    for pattern in patterns:
        whole = os.path.expanduser(pattern)
        if os.path.isabs(whole):
            if _path_pattern(whole.replace(os.sep, "/")).fullmatch(full.replace(os.sep, "/")):
                return True
        elif _path_pattern(whole).fullmatch(near):
            return True
    return False


def matches_address(recipient: str, patterns: Iterable[str]) -> bool:
    """True when the name or the address of ``recipient`` (``name <address>``) is one of ``patterns``."""
    name, bracket, address = recipient.rpartition("<")
    forms = [name.strip(), address.rstrip("> ")] if bracket else [recipient.strip()]
    return any(_text_pattern(pattern).fullmatch(form) for pattern in patterns for form in forms)


@cache
def _path_pattern(pattern: str) -> re.Pattern[str]:
    bare = pattern.removeprefix("./").rstrip("/")
    anywhere = "" if "/" in bare else "(?:.*/)?"
    return re.compile(f"{anywhere}{_translated(bare, '[^/]')}(?:/.*)?", re.DOTALL)


@cache
def _text_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(_translated(pattern.strip(), "."), re.DOTALL | re.IGNORECASE)


def _translated(pattern: str, char: str) -> str:
    """``pattern`` as a regular expression in which ``*`` is any number of ``char``."""
    out, at = "", 0
    while at < len(pattern):
        close = pattern.find("]", at + 2)
        if pattern.startswith("**/", at):
            out, at = out + "(?:.*/)?", at + 3
        elif pattern.startswith("**", at):
            out, at = out + ".*", at + 2
        elif pattern[at] == "*":
            out, at = out + f"{char}*", at + 1
        elif pattern[at] == "?":
            out, at = out + char, at + 1
        elif pattern[at] == "[" and close > 0:
            inner = pattern[at + 1 : close]
            negated, inner = inner[:1] in ("!", "^"), inner.lstrip("!^")
            out += f"[{'^' * negated}{_members(inner)}]" if inner else re.escape(pattern[at : close + 1])
            at = close + 1
        else:
            out, at = out + re.escape(pattern[at]), at + 1
    return out


def _members(inner: str) -> str:
    """The inside of ``[a-z_]``, escaped; a range the wrong way round is its signs."""
    out, at = "", 0
    while at < len(inner):
        if inner[at + 1 : at + 2] == "-" and inner[at] <= inner[at + 2 : at + 3]:
            out, at = out + f"{re.escape(inner[at])}-{re.escape(inner[at + 2])}", at + 3
        else:
            out, at = out + re.escape(inner[at]), at + 1
    return out
