"""Where values come from, and those that hold for some messages only. Not needed where there is no configuration."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import shown


class Origin(NamedTuple):
    """Where a value comes from."""

    source: str
    """The path of a file, or the option that gave it."""
    keys: tuple[str | int, ...] = ()
    """The way to it in the file; empty: it came by an option."""
    value: str = ""
    """The text itself, where it is one of several in a list."""

    def __str__(self) -> str:
        if not self.keys:
            return self.source
        from .places import line_in

        return f"{shown(self.source)}:{line_in(self.source, self.keys, self.value)}"


class Override(NamedTuple):
    """Values for some messages only: all conditions that are not empty must hold."""

    files: tuple[str, ...]
    kinds: tuple[str, ...]
    recipients: tuple[str, ...]
    values: dict[str, Any]
    root: str
    """The folder that ``files`` are relative to."""
    origin: Origin
