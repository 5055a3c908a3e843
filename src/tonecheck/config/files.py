"""Configuration files → tables of values that know where each one stands."""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any

from ..files import read_small
from . import ConfigError, shown
from .origins import Origin


class File:
    """A table of values, and where each one stands."""

    def __init__(self, path: str, table: dict[str, Any], prefix: tuple[str, ...] = (), *, option: bool = False) -> None:
        self.path, self.table, self.prefix, self.option = path, table, prefix, option

    @property
    def folder(self) -> str:
        """The folder that its paths are relative to."""
        return os.getcwd() if self.option else os.path.dirname(os.path.abspath(self.path))

    @property
    def root(self) -> str:
        """The folder that its patterns are relative to: for the user's own file, the current one."""
        from . import user_folder

        return os.getcwd() if os.path.realpath(self.folder) == os.path.realpath(user_folder()) else self.folder

    def origin(self, keys: tuple[str | int, ...], value: str = "") -> Origin:
        """Where the value of ``keys`` comes from."""
        return Origin(self.path) if self.option else Origin(self.path, self.prefix + keys, value)

    def error(self, problem: str, keys: tuple[str | int, ...], value: str = "", **facts: str) -> ConfigError:
        """What is wrong with the value of ``keys``."""
        return ConfigError(problem, str(self.origin(keys, value)), **facts)


def has_table(data: bytes) -> bool:
    """True when a pyproject.toml has our table, or can't be read, which is told when it is used."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # Not ours to complain of, unless it looks like ours.
        return re.search(rb"^\s*\[+\s*tool\s*\.\s*[\"']?tonecheck\b", data, re.MULTILINE) is not None
    tool = table.get("tool")
    return isinstance(tool, dict) and "tonecheck" in tool


def text_of(path: str) -> str:
    """The text of the file ``path``; ConfigError when it can't be read as UTF-8."""
    try:
        return read_small(path).decode("utf-8-sig")
    except OSError as error:
        problem = "file-missing" if isinstance(error, FileNotFoundError) else "file-unread"
        raise ConfigError(problem, shown(path), detail=error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        above = error.object.count(b"\n", 0, error.start)
        raise ConfigError("not-utf8", f"{shown(path)}:{above + 1}") from None


def open_file(path: str) -> File:
    """The configuration in the file ``path``; of pyproject.toml, our table."""
    text = text_of(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        line = at[1] if at and at[1] else str(text.rstrip().count("\n") + 1)
        detail = str(error)[: at.start()] if at else str(error)
        raise ConfigError("not-toml", f"{shown(path)}:{line}", detail=detail) from None
    except RecursionError:
        raise ConfigError("not-toml", f"{shown(path)}:1", detail="nested too deeply") from None
    except ValueError as error:  # a number of more digits than Python takes
        raise ConfigError("not-toml", f"{shown(path)}:1", detail=str(error)) from None
    if os.path.basename(path) != "pyproject.toml":
        return File(path, table)
    tool = table.get("tool", {})
    ours = tool.get("tonecheck", {}) if isinstance(tool, dict) else {}
    file = File(path, ours if isinstance(ours, dict) else {}, ("tool", "tonecheck"))
    if not isinstance(ours, dict):
        raise file.error("wrong-type", (), key="tool.tonecheck", wanted="table")
    return file
