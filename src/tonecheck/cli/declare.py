"""The options of `options` as click knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from .options import CONFIG, FORM, LANG, Option, split_names

Command = TypeVar("Command", bound=Callable[..., Any])


def declared(*options: Option) -> Callable[[Command], Command]:
    """Adds ``options`` to a command."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = _of(option)(command)
        return command

    return add


def _of(option: Option) -> Callable[[Command], Command]:
    kind: dict[str, Any] = {"help": option.help}
    if option.flag:
        return click.option(*option.flags, option.name, is_flag=True, **kind)
    if option.choices:
        kind["type"] = click.Choice(option.choices)
    elif option.least is not None:
        kind["type"] = click.IntRange(option.least)
    if option.split:
        kind["callback"] = _split
    if option.default is not None:
        kind["default"] = option.default
    return click.option(*option.flags, option.name, multiple=option.multiple, metavar=option.metavar, **kind)


def _split(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return split_names(values)


def usage_error(lang: str | None, chinese: str, english: str) -> click.UsageError:
    """What is wrong in the options, in the language asked for."""
    return click.UsageError(english if lang == "en" else chinese)


lang_option = declared(LANG)
value_option = declared(FORM)
config_options = declared(*CONFIG)
