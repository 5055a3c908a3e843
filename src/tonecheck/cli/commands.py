"""The commands, one module each, as click runs them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from .. import __version__
from ..formats.terminal import visible
from .declare import Group, Refused
from .screen import asks_for_english

COMMANDS = {
    "check": ("check", "检查草稿：文件、文件夹，或用 - 读标准输入。"),
    "why": ("check", "说明一封消息里哪些地方看过又放过了，为什么；哪些是凭整句的字词看出来的。"),
    "explain": ("explain", "解释一条规则（blame.accusation、归咎）、一个规则族（blame）或一条原则（2.15）。"),
    "rules": ("explain", "列出所有规则。"),
    "principles": ("explain", "列出文章的 61 条原则，和落实每一条的规则。"),
    "eval": ("evaluate", "在标注过的消息（JSONL）上量准确率、召回率和 F1。"),
    "config": ("config", "列出现在生效的设置和各自的出处；写了 PATH，就是对这个文件生效的设置。"),
    "diff": ("compare", "比较两稿：哪些解决了，哪些还在，哪些是新出现的。"),
    "sendmail": ("sendmail", "替邮件程序把关：检查标准输入里的邮件，没有问题就原样交给 REAL-SENDMAIL 发出。"),
    "hook": ("hook", "把检查装进 git 的钩子，或者拿掉。"),
}
"""Command → the module of this package that has it, imported when the command is asked for, and the first words of
its help: the list of all commands imports none."""


class Commands(Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name; None: there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = getattr(module, "evaluate" if cmd_name == "eval" else cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and what follows it; of what is none, the command that was meant is told."""
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        raise Refused(_no_command(name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """What each command does, as click would write it."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=said).get_short_help_str(room))
                    for name, (_, said) in COMMANDS.items()
                ]
            )


def _no_command(name: str) -> str:
    """What to say of a first word that is no command: often it is the draft."""
    if Path(name).exists() or Path(name).suffix:
        hint = f"tonecheck check {name}"
    else:
        from ..lexicon.source import nearest_name

        hint = f"tonecheck {nearest_name(name, COMMANDS) or '--help'}"
    if asks_for_english():
        return visible(f"There is no command “{name}”; try: {hint}")
    return visible(f"没有叫 {name} 的命令；请试试：{hint}")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tonecheck")
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
        from .usage import tell

        return tell(error)
    return ended if isinstance(ended, int) else 0
