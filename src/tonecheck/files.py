"""Files written whole or not at all. Below everything else; nothing heavy is imported."""

from __future__ import annotations

import os
from mmap import ACCESS_READ, mmap


def write_whole(path: str | os.PathLike[str], data: bytes, *, private: bool = False) -> None:
    """Put ``data`` in the file ``path``: all of it or, when that fails (OSError), nothing, and the old file stays.

    A symbolic link is followed; a device or a pipe is written to as it is. ``private``: for the user's eyes alone,
    and a link is replaced, not followed.
    """
    target = os.path.abspath(path) if private else os.path.realpath(path)
    if not private and os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as stream:
            stream.write(data)
        return
    draft = f"{target}.{os.urandom(4).hex()}.part"
    rights = 0o600 if private else 0o666
    try:
        # O_EXCL: never into something that another user put there beforehand.
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), rights)
        with os.fdopen(handle, "wb") as stream:
            if not private and os.path.exists(target):
                os.chmod(draft, os.stat(target).st_mode & 0o777)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException:  # also when the user interrupts
        remove(draft)
        raise


def remove(path: str | os.PathLike[str]) -> None:
    """Remove the file ``path``; when it is gone already or can't be removed, nothing happens."""
    try:
        os.unlink(path)
    except OSError:
        pass


def read_own(path: str | os.PathLike[str]) -> bytes | None:
    """What is in ``path``, when it is an ordinary file that no other user could have written; else None.

    Looked at and read through one handle, so that nobody can put another file in its place in between.
    """
    try:
        # O_NONBLOCK: a pipe that somebody put there must not make us wait.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read() if is_own(os.fstat(file.fileno())) else None


def map_own(path: str | os.PathLike[str]) -> mmap | None:
    """As `read_own`, but mapped: only what is looked at is read. The file must be replaced, never written over."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        return mmap(handle, 0, access=ACCESS_READ) if is_own(os.fstat(handle)) else None
    except (OSError, ValueError):  # a file that is empty
        return None
    finally:
        os.close(handle)


def is_own(found: os.stat_result) -> bool:
    """True for an ordinary file of this user that nobody else may write to."""
    if found.st_mode & 0o170000 != 0o100000:
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
