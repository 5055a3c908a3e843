"""Paths of the command line → the files to check."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..config import Config

SUFFIXES = frozenset({".txt", ".eml", ".md", ".markdown", ".html", ".htm", ".docx", ".msg", ".oft", ".mbox"})
"""What is checked in a folder; a file named on the command line is checked whatever its name."""


def expand(paths: Iterable[str], config: Config, stdin_filename: str = "<stdin>") -> Iterator[str]:
    """Each path as given, folders replaced by the message files in them that git does not ignore, sorted.

    What ``config`` excludes is left out of folders, and with ``force-exclude`` also where it is named itself.
    A Maildir stays as it is: see `sources`.
    """
    force = config.get("force-exclude")
    for path in paths:
        if path != "-" and os.path.isdir(path) and not _is_maildir(path):
            yield from (name for name in _walk(path) if not config.excludes(name))
        elif not (force and config.excludes(stdin_filename if path == "-" else path)):
            yield path


class Source(NamedTuple):
    """A file with one message or many."""

    path: str
    """As the report calls it."""
    file: str
    """Where its bytes are; ``-``: standard input."""
    mail: bool = False
    """It is one mail, whatever it is called."""

    def read(self) -> bytes:
        """All of its bytes."""
        if self.file == "-":
            return sys.stdin.buffer.read()
        with open(self.file, "rb") as file:
            return file.read()


def sources(name: str, stdin_filename: str) -> list[Source]:
    """What stands behind a name that `expand` gave: each file of a Maildir, else one."""
    if name == "-":
        return [Source(stdin_filename, "-")]
    if os.path.isdir(name):
        from ..read.boxes import maildir

        return [Source(path, file, mail=True) for path, file in maildir(name)]
    return [Source(name, name)]


def _is_maildir(folder: str) -> bool:
    return os.path.isdir(os.path.join(folder, "cur")) and os.path.isdir(os.path.join(folder, "new"))


def _walk(folder: str) -> list[str]:
    listed = _git(folder)
    files = _all(folder) if listed is None else listed
    wanted = {_wanted(os.path.join(folder, name)) for name in files}
    return sorted(path for path in wanted if path and os.path.exists(path))


def _wanted(path: str) -> str:
    """``path`` where it is a message's, the Maildir in which it lies, or nothing."""
    part = os.path.dirname(path)
    box = os.path.dirname(part)
    if os.path.basename(part) in ("cur", "new", "tmp") and _is_maildir(box):
        return box
    return path if os.path.splitext(path)[1].lower() in SUFFIXES and not os.path.isdir(path) else ""


def _all(folder: str) -> list[str]:
    """Names below ``folder``, relative to it, hidden ones left out."""
    found = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = os.path.relpath(root, folder)
        found += [os.path.normpath(os.path.join(below, name)) for name in files if not name.startswith(".")]
    return found


def _git(folder: str) -> list[str] | None:
    """Names below ``folder`` that git tracks or would track; None outside a work tree or without git."""
    import subprocess

    command = ["git", "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        result = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    if result.returncode:
        return None
    return [name for name in os.fsdecode(result.stdout).split("\0") if name]
