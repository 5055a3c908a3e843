"""The command line: thin commands, one module each; click is imported where more than the usual is asked for."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .commands import main as main


def __getattr__(name: str) -> Any:
    if name == "main":  # the commands for click, where somebody asks for them
        from . import commands

        return commands.main
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def run() -> None:
    """The program: the commands, without the cost of collecting garbage and of tidying up what ends anyway."""
    gc.set_threshold(100_000)
    status = _status()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # closed by who started us
                stream.flush()
        except OSError:
            pass  # nobody reads any more; what could not be written has been told
    os._exit(status)


def _status() -> int:
    """The exit code of the command asked for; what went wrong has been told in one line."""
    try:
        _write_anything()
        from . import plain

        usual = plain.asked(sys.argv[1:])
        if usual:
            return plain.run(usual)
        from . import commands

        return commands.run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:  # noqa: BLE001 - the last one to see it
        from .ending import tell_end

        return tell_end(error)


def _write_anything() -> None:
    """A character that the terminal's encoding lacks is spelt out and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
