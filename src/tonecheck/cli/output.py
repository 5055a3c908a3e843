"""Where the output goes when not to standard output, and what is shown meanwhile."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..files import write_whole as write_whole
from .common import say

if TYPE_CHECKING:
    from .paths import Source

MANY = 200
"""With more messages than this a progress bar is shown."""
_BOXES = {".mbox": b"\n\nFrom ", ".mbx": b"\n\nFrom ", ".jsonl": b"\n", ".ndjson": b"\n"}
"""The endings of files with many messages, and what stands between two of them."""


@contextmanager
def progress(names: Iterable[str], lang: str) -> Iterator[Callable[[], object]]:
    """What to call after each message of ``names``; where they are many, a bar on standard error moves on then."""
    from .paths import sources

    total = sum(_messages(source) for name in names for source in sources(name, "-"))
    if total <= MANY:
        yield lambda: None
        return
    label = "Checking" if lang == "en" else "检查中"
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def refuse_to_overwrite(path: str, files: Iterable[str], option: str, lang: str) -> None:
    """Refuse to write to ``path`` where it is one of the ``files`` that are read: one line, and exit 2.

    Args:
        path: as ``option`` gives it.
        files: ``-`` is standard input; some may not be there yet.
        option: is told with it.
        lang: in which it is told.
    """
    if any(_is_same(path, file) for file in files):
        english = f"this file is to be read, and what is in it would be lost; give {option} another one."
        chinese = f"这个文件是要读的，写进去，原来的内容就没有了；请给 {option} 换一个文件。"
        say(path, english if lang == "en" else chinese, lang)
        sys.exit(2)


def _is_same(path: str, file: str) -> bool:
    """True for the same ordinary file, by whatever names; nothing is lost in a device."""
    try:
        old, read = Path(path).stat(), os.fstat(0) if file == "-" else Path(file).stat()
    except OSError:  # one is not there yet
        return file != "-" and os.path.realpath(path) == os.path.realpath(file)
    return stat.S_ISREG(old.st_mode) and os.path.samestat(old, read)


def _messages(source: Source) -> int:
    """About how many messages a file holds."""
    between = _BOXES.get(Path(source.path).suffix.lower())
    if between is None or source.mail or source.file == "-":
        return 1
    try:
        return source.read().replace(b"\r\n", b"\n").rstrip().count(between) + 1
    except OSError:
        return 1
