"""``tonecheck check`` and ``why``: options → settings, reports → text and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from ..model import AUDIENCES, KINDS, SEVERITIES, Report, Settings
from .common import Errors, lang_option, read_messages, refuse_unknown, the_lexicon

if TYPE_CHECKING:
    from ..lexicon import Lexicon
    from ..model import Audience, Kind

FORMATS = ("text", "concise", "json")


def _names(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="输出格式。")
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型；不写则自动判断。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁；不写则是 leader（其他部门领导）。")
@click.option("--select", multiple=True, metavar="RULE", callback=_names, help="只用这些规则或规则族，可用逗号分开。")
@click.option("--ignore", multiple=True, metavar="RULE", callback=_names, help="不用这些规则或规则族。")
@click.option("--strict", is_flag=True, help="连严格的规则一起用。")
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="warning", help="从哪一级起以 1 退出。")
@lang_option
@click.option("--show-excused", is_flag=True, help="也列出放过的地方和原因。")
@click.option("--stdin-filename", default="<stdin>", help="把标准输入当作这个文件来读。")
def check(paths: tuple[str, ...], form: str, show_excused: bool, stdin_filename: str, **options: Any) -> None:
    """检查草稿：文件、文件夹，或用 - 读标准输入。

    退出码：0 没有要改的；1 有达到 --fail-on 的；2 选项不对，或有文件读不了（其余文件照常检查）。
    """
    from ..formats import render
    from ..pipeline import check_message

    settings = Settings(
        options["select"], options["ignore"], options["strict"], fail_on=options["fail_on"], lang=options["lang"]
    )
    lexicon = the_lexicon()
    _check_names(settings, lexicon)
    reports: list[Report] = []
    errors: Errors = []
    for message in read_messages(paths or ("-",), stdin_filename, options["kind"], options["audience"], errors):
        reports.append(check_message(message, lexicon, settings))
    extra = {} if form == "json" else {"colour": _colour()}
    click.echo(render(form, reports, errors, lexicon, settings, show_excused=show_excused, **extra), nl=False)
    sys.exit(exit_code(reports, errors, settings))


@click.command()
@click.argument("path")
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁。")
@lang_option
def why(path: str, kind: Kind | None, audience: Audience | None, lang: str) -> None:
    """说明一封消息里哪些地方看过又放过了，为什么。"""
    from ..formats.text import excused_lines
    from ..pipeline import check_message

    settings = Settings(lang=lang)  # type: ignore[arg-type]
    lexicon = the_lexicon()
    errors: Errors = []
    for message in read_messages((path,), "<stdin>", kind, audience, errors):
        report = check_message(message, lexicon, settings)
        nothing = "Nothing was let pass." if lang == "en" else "没有放过什么。"
        for line in excused_lines(report, lexicon, settings) or [nothing]:
            click.echo(line)
    sys.exit(2 if errors else 0)


def exit_code(reports: list[Report], errors: Errors, settings: Settings) -> int:
    """0: nothing at or above ``fail_on``; 1: findings there; 2: something could not be read."""
    if errors:
        return 2
    level = SEVERITIES.index(settings.fail_on)
    return int(any(SEVERITIES.index(f.severity) <= level for report in reports for f in report.findings))


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _check_names(settings: Settings, lexicon: Lexicon) -> None:
    known = {"all", *lexicon.rules, *(family["name"] for family in lexicon.families)}
    for name in (*settings.select, *settings.ignore):
        if name not in known:
            refuse_unknown(name, known)
