"""``tonecheck check`` and ``why`` as click knows them."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..model import AUDIENCES, KINDS
from .checking import check_paths
from .checking import exit_code as exit_code
from .common import Errors, read_messages, say
from .declare import Choice, command, config_options, declared, lang_option, usage_error
from .options import CHECK, EXCUSED, PEOPLE, CheckOptions
from .options import FORMATS as FORMATS
from .paths import expand
from .screen import echo
from .session import start


@command()
@click.argument("paths", nargs=-1)
@declared(*CHECK)
def check(**values: Any) -> None:
    """检查草稿：文件、文件夹，或用 - 读标准输入。

    不写 PATHS 就读标准输入，所以可以直接接在管道后面。

    退出码：0 没有要改的；1 有达到 --fail-on 的；2 选项或配置不对，或有文件读不了（其余文件照常检查）。
    """
    options = CheckOptions(**values)
    _refuse_contradictions(options)
    sys.exit(check_paths(options))


def _refuse_contradictions(options: CheckOptions) -> None:
    """Refuse options that don't go together: one of them would be without effect.

    Raises:
        click.UsageError: there are such.
    """
    lang, form = options.lang, options.form
    if options.statistics and form not in (*PEOPLE, "json"):
        raise usage_error(
            lang,
            f"--statistics 不能和 --format {form} 一起用，请用 text、concise 或 json。",
            f"--statistics does not go with --format {form}; use text, concise or json.",
        )
    if options.show_excused and form not in EXCUSED:
        raise usage_error(
            lang,
            f"--show-excused 不能和 --format {form} 一起用，请用 {'、'.join(EXCUSED)}。",
            f"--show-excused does not go with --format {form}; use {', '.join(EXCUSED)}.",
        )
    if options.show_excused and options.statistics:
        raise usage_error(
            lang,
            "--statistics 只数有几处，不能和 --show-excused 一起用。",
            "--statistics only counts, so it does not go with --show-excused.",
        )
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise usage_error(lang, "--unsafe-fixes 要和 --fix 或 --diff 一起用。", "--unsafe-fixes needs --fix or --diff.")
    if options.diff and (options.write_baseline or options.prune_baseline):
        raise usage_error(
            lang,
            "--diff 什么文件也不写，不能和 --write-baseline 或 --prune-baseline 一起用。",
            "--diff writes no file, so it does not go with --write-baseline or --prune-baseline.",
        )
    unheeded = {
        f"--format {form}": form != "text",
        "--statistics": options.statistics,
        "--show-excused": options.show_excused,
        "--no-snippets": options.no_snippets,
    }
    given = [flag for flag, is_given in unheeded.items() if is_given]
    if options.diff and given:
        raise usage_error(
            lang,
            f"--diff 只输出一份 diff，里面有原文；不能和 {'、'.join(given)} 一起用。",
            f"--diff prints only a diff, with words of the message; it does not go with {', '.join(given)}.",
        )


@command()
@click.argument("path")
@click.option("--kind", type=Choice(KINDS), help="消息的类型。")
@click.option("--audience", type=Choice(AUDIENCES), help="写给谁。")
@lang_option
@config_options
def why(path: str, given: tuple[str, ...], isolated: bool, **options: Any) -> None:
    """说明一封消息里哪些地方看过又放过了，为什么；哪些是凭整句的字词看出来的。"""
    from ..formats.text import dropped_lines, excused_lines, weighed_lines

    run = start((path,), given, isolated=isolated, **options)
    errors: Errors = []
    for message in read_messages(expand((path,), run.config), "<stdin>", run.config, errors):
        report = run.check(message)
        nothing = "Nothing was let pass." if run.settings.lang == "en" else "没有放过什么。"
        lines = [
            line
            for told in (weighed_lines, excused_lines, dropped_lines)
            for line in told(report, run.lexicon, run.settings)
        ]
        if not lines and message.path not in (path, "<stdin>"):  # one of a box or a folder
            say(message.path, nothing, run.settings.lang, err=False)
            continue
        for line in lines or [nothing]:
            echo(line)
    sys.exit(2 if errors else 0)
