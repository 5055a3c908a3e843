"""What is said to the user: as ``click.echo`` does it, but without click where its help is not needed."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper
from itertools import pairwise

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import TextIO


def asks_for_english() -> bool:
    """True where ``--lang en`` stands on the command line: for what goes wrong before the options are known."""
    words = sys.argv[1:]
    return "--lang=en" in words or ("--lang", "en") in pairwise(words)


def echo(text: str | bytes = "", *, nl: bool = True, err: bool = False) -> None:
    """Write ``text`` (bytes: as they are) and a line end to standard output or standard error, at once."""
    stream = sys.stderr if err else sys.stdout
    if stream is None:  # closed by who started us
        return
    if not isinstance(stream, TextIOWrapper) or not _is_simple(stream, text):
        import click

        click.echo(text, nl=nl, err=err)
        return
    if isinstance(text, bytes):
        stream.flush()
        stream.buffer.write(text + b"\n" * nl)
    else:
        stream.write(text + "\n" * nl)
    stream.flush()


def on_terminal(stream: TextIO | None) -> bool:
    """True where somebody sees what is written to ``stream``; None: it was closed by who started us."""
    return stream is not None and stream.isatty()


def coloured(stream: TextIO | None) -> bool:
    """True where what is written to ``stream`` may have colours."""
    return on_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_simple(stream: TextIOWrapper, text: str | bytes) -> bool:
    """False where click does more than to write: on Windows, for ASCII, for colours that go to no terminal."""
    if os.name == "nt" or codecs.lookup(stream.encoding).name == "ascii":
        return False
    return isinstance(text, bytes) or "\x1b" not in text or stream.isatty()
