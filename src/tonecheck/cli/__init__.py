"""The command line: thin commands, one module each."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

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
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        status = 0
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:  # nobody reads any more
            status = status or int(stream is sys.stdout)
    os._exit(status)
