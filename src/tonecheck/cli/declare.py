"""The options of `options` as click knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from .options import CONFIG, FORM, LANG, Option, split_names
from .screen import asks_for_english

if TYPE_CHECKING:
    _AnyChoice = click.Choice[str]
else:  # older versions of click have no type in brackets
    _AnyChoice = click.Choice

Declared = TypeVar("Declared", bound=Callable[..., Any])


class Refused(click.UsageError):
    """A mistake on the command line that is told in our own words, in the language asked for."""


def usage_error(lang: str | None, chinese: str, english: str) -> Refused:
    """What is wrong in the options, in the language asked for."""
    return Refused(english if lang == "en" else chinese)


def called(param: click.Parameter) -> str:
    """The option or the argument as the help calls it."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.name or "").upper().replace("_", "-")


def _refuse(chinese: str, english: str, context: click.Context | None) -> NoReturn:
    raise Refused(english if asks_for_english() else chinese, context)


class Choice(_AnyChoice):
    """One of a few words; of another one all of them are told."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word, where it is one of them."""
        if value in self.choices:
            return value
        chinese, english = "、".join(self.choices), ", ".join(self.choices)
        if isinstance(param, click.Option):
            name = called(param)
            chinese = f"{name} 不能是 {value}，只能是 {chinese}。"
            english = f"{name} can't be “{value}”; it is one of {english}."
        else:
            chinese = f"不能写 {value}，只能写 {chinese}。"
            english = f"“{value}” can't stand here; it is one of {english}."
        _refuse(chinese, english, ctx)


class Command(click.Command):
    """A command that knows of every mistake in its options that it is its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options and arguments; what is left over is told."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not ctx.resilient_parsing:
            _refuse(f"多写了 {' '.join(rest)}。", f"Not expected here: {' '.join(rest)}.", ctx)
        return rest


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options before the command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and what follows it; where there is none, all that there are."""
        name, names = args[0], self.list_commands(ctx)
        if name in names or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        chinese, english = "、".join(names), ", ".join(names)
        _refuse(f"没有叫 {name} 的命令，只有 {chinese}。", f"There is no command “{name}”, only {english}.", ctx)


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    """Makes a `Command` of a function."""
    return click.command(name, cls=Command)


def declared(*options: Option) -> Callable[[Declared], Declared]:
    """Adds ``options`` to a command."""

    def add(function: Declared) -> Declared:
        for option in reversed(options):
            function = _of(option)(function)
        return function

    return add


def _of(option: Option) -> Callable[[Declared], Declared]:
    kind: dict[str, Any] = {"help": option.help}
    if option.flag:
        return click.option(*option.flags, option.name, is_flag=True, **kind)
    if option.choices:
        kind["type"] = Choice(option.choices)
    elif option.least is not None:
        kind["type"] = click.IntRange(option.least)
    if option.split:
        kind["callback"] = _split
    if option.default is not None:
        kind["default"] = option.default
    return click.option(*option.flags, option.name, multiple=option.multiple, metavar=option.metavar, **kind)


def _split(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return split_names(values)


lang_option = declared(LANG)
value_option = declared(FORM)
config_options = declared(*CONFIG)
