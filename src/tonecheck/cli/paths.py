"""Paths of the command line → the files to check."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from ..files import Found, read_file, read_stream, refuse_outside
from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from ..config import Config

SUFFIXES = frozenset(
    {".txt", ".eml", ".md", ".markdown", ".html", ".htm", ".docx", ".docm", ".dotx", ".msg", ".oft", ".mbox", ".mbx"}
)
"""What is checked in a folder; a file named on the command line is checked whatever its name."""
_MAILDIR = ("cur", "new")
"""The folders in a Maildir that hold its messages."""


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


_OF_REPOSITORY = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"})
"""What git hands to its hooks of the repository that they are of."""


class Source(NamedTuple):
    """A file with one message or many."""

    path: str
    """As the report calls it."""
    file: str
    """Where its bytes are; ``-``: standard input."""
    mail: bool = False
    """It is one mail, whatever it is called."""

    def read(self) -> bytes:
        """All of its bytes; none where standard input was closed by who started us."""
        if self.file != "-":
            return read_file(self.file)
        return b"" if sys.stdin is None else read_stream(sys.stdin.buffer)


def sources(name: str, stdin_filename: str) -> list[Source]:
    """What stands behind a name that `expand` gave: each file of a Maildir, else one.

    The parts of a Maildir that the user named may lie anywhere, as on another disk; of one that was found, only in it.
    """
    if name == "-":
        return [Source(stdin_filename, "-")]
    if os.path.isdir(name) and (_is_maildir(name) or not isinstance(name, Found)):
        from ..read.boxes import maildir

        try:
            if isinstance(name, Found):
                for part in _MAILDIR:
                    refuse_outside(os.path.join(name, part), name)
            return [Source(path, Found(file, name), mail=True) for path, file in maildir(name)]
        except OSError as error:  # who reads it is told
            return [Source(error.filename, Found(error.filename, name))]
    return [Source(name, name)]


def _is_maildir(folder: str) -> bool:
    return all(os.path.isdir(os.path.join(folder, part)) for part in _MAILDIR)


def _walk(folder: str) -> list[str]:
    """The messages below ``folder``, and the folders in it that can't be looked into: who reads them is told so."""
    names, closed = _git(folder) or _all(folder)
    wanted = {_wanted(os.path.join(folder, name)) for name in names}
    found = [Found(path, folder) for path in wanted if os.path.lexists(path)]
    return sorted([*found, *(Found(os.path.join(folder, name), folder) for name in closed)])


def _wanted(path: str) -> str:
    """``path`` where it is a message's, the Maildir in which it lies, or nothing."""
    part = os.path.dirname(path)
    box = os.path.dirname(part)
    if os.path.basename(part) in (*_MAILDIR, "tmp") and _is_maildir(box):
        return box
    return path if os.path.splitext(path)[1].lower() in SUFFIXES and not os.path.isdir(path) else ""


Listed = tuple[list[str], list[str]]
"""The files below a folder, and the folders that can't be looked into; relative to it."""


def _all(folder: str) -> Listed:
    """What is below ``folder``, hidden files and folders left out."""
    found: list[str] = []
    closed: list[str] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: closed.append(_below(folder, error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [_below(folder, os.path.join(root, name)) for name in files if not name.startswith(".")]
    return found, closed


def _below(folder: str, path: str) -> str:
    return os.path.normpath(os.path.relpath(path, folder))


def _git(folder: str) -> Listed | None:
    """What git tracks or would track below ``folder``; None outside a work tree or without git."""
    import re
    import subprocess

    # A hook hands on which repository it is of; the folder may lie in another.
    env = {name: value for name, value in os.environ.items() if name not in _OF_REPOSITORY} | {"LC_ALL": "C"}

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        # A folder may come from anyone: git must start no program that its configuration names.
        command = ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments]
        return subprocess.run(command, capture_output=True, check=False, env=env)

    try:
        result = run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    except OSError:
        return None
    if result.returncode:
        return None
    closed = re.findall(r"could not open directory '(.*)'", os.fsdecode(result.stderr))
    if closed:  # git names them from the top of the work tree
        top_to_folder = os.fsdecode(run("rev-parse", "--show-prefix").stdout).removesuffix("\n")
        closed = [name.removeprefix(top_to_folder) for name in closed]
    return [name for name in os.fsdecode(result.stdout).split("\0") if name], closed
