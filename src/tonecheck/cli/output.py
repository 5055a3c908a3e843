"""Where the output goes when not to standard output, and what is shown meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..files import write_whole as write_whole

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


def _messages(source: Source) -> int:
    """About how many messages a file holds."""
    between = _BOXES.get(Path(source.path).suffix.lower())
    if between is None or source.mail or source.file == "-":
        return 1
    try:
        return source.read().replace(b"\r\n", b"\n").rstrip().count(between) + 1
    except OSError:
        return 1
