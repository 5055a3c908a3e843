"""Where the output goes when not to standard output, and what is shown meanwhile."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

MANY = 200
"""With more files than this a progress bar is shown."""


def write_whole(path: str, data: bytes) -> None:
    """Put ``data`` in the file ``path``: all of it or, when that fails (OSError), nothing, and the old file stays.

    A symbolic link is followed; a device or a pipe is written to as it is.
    """
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    draft = target.with_name(f"{target.name}.{os.urandom(4).hex()}.part")
    try:
        with draft.open("xb") as stream:
            if target.exists():
                draft.chmod(target.stat().st_mode & 0o777)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def progress(files: Iterable[str], lang: str) -> Iterator[Iterable[str]]:
    """``files``; while they are gone through, a bar on standard error where they are many."""
    names = list(files)
    if len(names) <= MANY:
        yield names
        return
    label = "Checking" if lang == "en" else "检查中"
    with click.progressbar(names, label=label, file=sys.stderr) as bar:
        yield bar
