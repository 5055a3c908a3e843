"""The commands, one module each, as click runs them."""

from __future__ import annotations

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


def run() -> int:
    """Run the command asked for; the exit code. What went wrong in its options has been told."""
    out = sys.stdout
    try:
        ended = main(standalone_mode=False)
    except SystemExit as end:
        if sys.stdout is not out:
            return 0  # click has put a dummy there: who reads has seen enough. Its 1 would mean findings
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return ended if isinstance(ended, int) else 0
