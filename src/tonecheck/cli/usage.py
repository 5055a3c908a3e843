"""What is said of a mistake on the command line, in one line: what is wrong, what would be right, where to look."""

from __future__ import annotations

import click

from ..formats.terminal import visible
from .declare import Refused, called
from .screen import asks_for_english, echo


def tell(error: click.ClickException) -> int:
    """Say on standard error what is wrong; the exit code."""
    help_of_group: tuple[type[Exception], ...] | type[Exception]
    help_of_group = getattr(click.exceptions, "NoArgsIsHelpError", ())  # older versions of click print it themselves
    if isinstance(error, help_of_group):
        error.show()
    else:
        echo(visible(line_of(error)), err=True)
    return error.exit_code


def line_of(error: click.ClickException) -> str:
    """The line. Without a context, as of a word that is no command, it says itself where to look."""
    english = asks_for_english()
    said = _wrong(error)[english]
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return said
    command = error.ctx.command_path
    return f"{said} See {command} --help" if english else f"{said}怎么写，见 {command} --help"


def _wrong(error: click.ClickException) -> tuple[str, str]:
    """What is wrong, in both languages; an own error is in the one that was asked for."""
    if isinstance(error, Refused):
        return error.message, error.message
    if isinstance(error, click.NoSuchOption):
        name = error.option_name
        close = (error.possibilities or [""])[0]
        zh, en = (f"，是不是 {close}？", f"; did you mean {close}?") if close else ("。", ".")
        return f"没有选项 {name}{zh}", f"There is no option {name}{en}"
    if isinstance(error, click.MissingParameter) and error.param:
        name = called(error.param)
        return f"少写了 {name}。", f"{name} is missing."
    if isinstance(error, click.BadParameter) and error.param and isinstance(error.param.type, click.IntRange):
        name, least = called(error.param), error.param.type.min
        return f"{name} 应当是整数，不小于 {least}。", f"{name} must be a whole number, {least} or more."
    if isinstance(error, click.BadOptionUsage):
        return _badly_used(error)
    return f"命令的写法不对：{error.format_message()}", error.format_message()


def _badly_used(error: click.BadOptionUsage) -> tuple[str, str]:
    """An option without its value, or a flag with one."""
    name = error.option_name
    options = error.ctx.command.params if error.ctx else []
    option = next((param for param in options if name in (*param.opts, *param.secondary_opts)), None)
    if isinstance(option, click.Option) and option.is_flag:
        return f"{name} 后面不用写值。", f"{name} takes no value."
    choices = option.type.choices if option and isinstance(option.type, click.Choice) else ()
    if choices:
        return f"{name} 后面要写一个值：{'、'.join(choices)}。", f"{name} needs a value: {', '.join(choices)}."
    value = option.metavar if option else None
    return f"{name} 后面要写{f' {value}' if value else '一个值'}。", f"{name} needs {value or 'a value'}."
