"""The command line: thin commands, one module each."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

COMMANDS = {
    "check": "check", "why": "check", "explain": "explain", "rules": "explain", "principles": "explain",
    "eval": "evaluate", "config": "config", "diff": "compare", "sendmail": "sendmail", "hook": "hook",
}  # fmt: skip
"""Command → the module of this package that has it, imported when the command is asked for."""


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name; None: there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name]}", __package__)
        command: click.Command = getattr(module, "evaluate" if cmd_name == "eval" else cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tonecheck", prog_name="tonecheck")
def main() -> None:
    """发出去之前，先看看语气。Check the tone of a drafted Chinese work message."""


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
    out = sys.stdout
    try:
        _write_anything()
        ended = main(standalone_mode=False)
    except SystemExit as end:
        if sys.stdout is not out:
            return 0  # click has put a dummy there: who reads has seen enough. Its 1 would mean findings
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BaseException as error:  # noqa: BLE001 - the last one to see it
        from .ending import tell_end

        return tell_end(error)
    return ended if isinstance(ended, int) else 0


def _write_anything() -> None:
    """A character that the terminal's encoding lacks is spelt out and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
