"""The command line: thin commands, one module each."""

from __future__ import annotations

import click

from .check import check, why
from .evaluate import evaluate
from .explain import explain, principles, rules


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tonecheck", prog_name="tonecheck")
def main() -> None:
    """发出去之前，先看看语气。Check the tone of a drafted Chinese work message."""


for command in (check, why, explain, rules, principles, evaluate):
    main.add_command(command)
