"""Paths of the command line → the files to check."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config import Config

SUFFIXES = frozenset({".txt", ".eml", ".md", ".markdown", ".html", ".htm"})
"""What is checked in a folder; a file named on the command line is checked whatever its name."""


def expand(paths: Iterable[str], config: Config, stdin_filename: str = "<stdin>") -> Iterator[str]:
    """Each path as given, folders replaced by the message files in them that git does not ignore, sorted.

    What ``config`` excludes is left out of folders, and with ``force-exclude`` also where it is named itself.
    """
    force = config.get("force-exclude")
    for path in paths:
        if path != "-" and os.path.isdir(path):
            yield from (name for name in _walk(path) if not config.excludes(name))
        elif not (force and config.excludes(stdin_filename if path == "-" else path)):
            yield path


def _walk(folder: str) -> list[str]:
    listed = _git(folder)
    files = _all(folder) if listed is None else listed
    wanted = (os.path.join(folder, name) for name in files if os.path.splitext(name)[1].lower() in SUFFIXES)
    return sorted(path for path in wanted if os.path.isfile(path))


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
