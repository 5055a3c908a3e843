"""Files read with care and written whole or not at all. Below everything else; nothing heavy is imported."""

from __future__ import annotations

import os
from errno import EFBIG, EINVAL
from mmap import ACCESS_READ, mmap

TYPE_CHECKING = False  # importing typing is left to those who need it anyway
if TYPE_CHECKING:
    from typing import BinaryIO

MOST_BYTES, MOST_SMALL = 500_000_000, 32 << 20
"""Of one file, or of standard input: no mailbox of a year comes near, and a device that never ends stops here. Of a
configuration or a baseline."""


class BrokenInstallationError(Exception):
    """A part of the installed program is missing or damaged: it must be installed again."""


class TooLongError(OSError):
    """More than `MOST_BYTES`."""


class NotOrdinaryError(OSError):
    """A pipe or a device: it may never end."""


class OutsideError(OSError):
    """A link that leads out of the folder in which it was found."""


class Found(str):
    """The path of a file that was found in a ``folder``: nobody named it, and nobody said that it may be read."""

    __slots__ = ("folder",)  # there may be thousands
    folder: str

    def __new__(cls, path: str, folder: str) -> Found:
        """``path``, found in ``folder``."""
        self = super().__new__(cls, path)
        self.folder = folder
        return self

    def __reduce__(self) -> tuple[type[Found], tuple[str, str]]:
        """What another process needs to make it again."""
        return Found, (str(self), self.folder)


def read_file(path: str) -> bytes:
    """All bytes of the file ``path``. Of a path that was `Found`, only where it is an ordinary file in its folder.

    Raises:
        OSError: it can't be read, or is not to be (see the errors above).
    """
    if isinstance(path, Found):
        _refuse_strange(path)
    with open(path, "rb") as file:
        return read_stream(file)


def read_small(path: str) -> bytes:
    """All bytes of a small file that another file may have named: no pipe, no device.

    Raises:
        OSError: it can't be read, or is not to be.
    """
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise NotOrdinaryError(EINVAL, "no ordinary file")
    with open(path, "rb") as file:
        data = file.read(MOST_SMALL + 1)
    if len(data) > MOST_SMALL:
        raise TooLongError(EFBIG, f"more than {MOST_SMALL >> 20} MB")
    return data


def read_stream(stream: BinaryIO) -> bytes:
    """All that is in ``stream``.

    Raises:
        TooLongError: it is more than `MOST_BYTES`.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLongError
    return data


def _refuse_strange(path: Found) -> None:
    if os.stat(path).st_mode & 0o170000 not in (0o100000, 0o040000):
        raise NotOrdinaryError
    refuse_outside(path, path.folder)


def refuse_outside(path: str, folder: str) -> None:
    """Refuse a link at ``path`` that leads neither into ``folder`` nor below the current folder.

    Raises:
        OutsideError: it does; its ``filename`` is ``path``.
    """
    if os.path.islink(path):
        real = os.path.realpath(path)
        tops = (os.path.realpath(folder), os.path.realpath(os.curdir))
        if not any(real.startswith(os.path.join(top, "")) for top in tops):
            raise OutsideError(EINVAL, "a link that leads out of the folder", path)


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
    from contextlib import suppress

    with suppress(OSError):
        os.unlink(path)


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
