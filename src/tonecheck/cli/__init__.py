"""The command line: thin commands, one module each."""

from __future__ import annotations

import gc
import os
import sys

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


def run() -> None:
    """The program: the commands, without the cost of collecting garbage and of tidying up what ends anyway."""
    gc.set_threshold(100_000)
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        status = 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status or 1)  # nobody reads any more
    os._exit(status)
