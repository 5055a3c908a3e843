"""The line of a key in a TOML file, for errors and for ``tonecheck config``."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

Keys = tuple[str | int, ...]


def line_in(path: str, keys: Keys, value: str = "") -> int:
    """The line (from 1) of the file ``path`` on which ``keys`` lead to a value; 1 where that can't be told."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return 1
    return line_of(text, keys, value)


def line_of(text: str, keys: Keys, value: str = "") -> int:
    """The line (from 1) of a TOML ``text`` on which ``keys`` stand, or as many of them as stand on one.

    Args:
        text: the file.
        keys: names of tables and keys; a number is the place (from 0) in a list of tables.
        value: the text in the value, which may stand some lines further down.
    """
    lines = text.splitlines()
    best, found = 0, 1
    table: Keys = ()
    seen: dict[Keys, int] = {}
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if bare.startswith("["):
            table = _header(bare, seen) or table
            path = table
        else:
            path = table + _key(bare)
        same = next((n for n, (a, b) in enumerate(zip(path, keys, strict=False)) if a != b), min(len(path), len(keys)))
        if same > best:
            best, found = same, number
    if value:
        quoted = re.compile("|".join(map(re.escape, {json.dumps(value, ensure_ascii=False), f"'{value}'", value})))
        found = next((n for n in range(found, len(lines) + 1) if quoted.search(lines[n - 1])), found)
    return found


def _header(line: str, seen: dict[Keys, int]) -> Keys:
    """The table that a line like ``[a.b]`` or ``[[a.b]]`` opens; ``seen`` counts the tables of each list."""
    names = _names(line)
    path: Keys = ()
    for place, name in enumerate(names, 1):
        path += (name,)
        if place == len(names) and line.startswith("[["):
            seen[path] = seen.get(path, -1) + 1
        if path in seen:
            path += (seen[path],)
    return path


def _key(line: str) -> Keys:
    """The key, or the dotted keys, that a line gives a value."""
    at = line.find("=")
    while at >= 0:
        if names := _names(line[:at] + "= 0"):
            return names
        at = line.find("=", at + 1)
    return ()


def _names(line: str) -> Keys:
    try:
        value: Any = tomllib.loads(line)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    names: list[str] = []
    while isinstance(value, dict | list) and value:
        if isinstance(value, list):
            value = value[0]
        else:
            name, value = next(iter(value.items()))
            names.append(name)
    return tuple(names)
