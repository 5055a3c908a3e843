"""Paths of the command line → the files to check."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({".txt", ".eml", ".md", ".markdown", ".html", ".htm"})
"""What is checked in a folder; a file named on the command line is checked whatever its name."""


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Each path, folders replaced by the message files in them that git does not ignore, sorted."""
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _walk(folder: Path) -> list[Path]:
    listed = _git(folder)
    files = listed if listed is not None else [path for path in folder.rglob("*") if not _hidden(path, folder)]
    return sorted(path for path in files if path.suffix.lower() in SUFFIXES and path.is_file())


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _git(folder: Path) -> list[Path] | None:
    """The files below ``folder`` that git tracks or would track; None outside a work tree or without git."""
    command = ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        result = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    if result.returncode:
        return None
    return [folder / name for name in result.stdout.decode("utf-8", "surrogateescape").split("\0") if name]
