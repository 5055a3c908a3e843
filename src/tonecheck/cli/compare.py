"""``tonecheck diff``: two drafts of a message, and what became of the findings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..model import AUDIENCES, KINDS, SEVERITIES, Report, reaches
from .common import Errors, read_messages, tell
from .declare import Choice, command, config_options, lang_option, usage_error, value_option
from .screen import coloured
from .session import Session, start


@command("diff")
@click.argument("old")
@click.argument("new")
@value_option
@click.option("--kind", type=Choice(KINDS), help="消息的类型；不写则自动判断。")
@click.option("--audience", type=Choice(AUDIENCES), help="写给谁；不写则是 leader（其他部门领导）。")
@click.option("--strict", is_flag=True, help="连严格的规则一起用。")
@click.option("--fail-on", type=Choice(SEVERITIES), help="新出现的从哪一级起以 1 退出。")
@click.option("--no-snippets", is_flag=True, help="输出里不带消息的原文。")
@lang_option
@config_options
def diff(
    old: str, new: str, form: str, no_snippets: bool, given: tuple[str, ...], isolated: bool, **options: Any
) -> None:
    """比较两稿：哪些解决了，哪些还在，哪些是新出现的。

    退出码：0 没有新出现的；1 有达到 --fail-on 的新问题；2 选项或配置不对，或有文件读不了。
    """
    from ..compare import compare
    from ..formats.compared import as_json, as_text

    if old == new == "-":
        raise usage_error(
            options["lang"],
            "OLD 和 NEW 只能有一个是 -（标准输入）。",
            "Only one of OLD and NEW can be - (standard input).",
        )
    run = start((old, new), given, isolated=isolated, snippets=not no_snippets, **options)
    reports = [_report(path, run) for path in (old, new)]
    if reports[0] is None or reports[1] is None:
        sys.exit(2)
    found = compare(reports[0], reports[1])
    if form == "json":
        click.echo(as_json(found, run.lexicon, run.settings).encode(), nl=False)
    else:
        click.echo(as_text(found, run.lexicon, run.settings, colour=coloured(sys.stdout)), nl=False)
    sys.exit(int(any(reaches(finding.severity, run.settings.fail_on) for finding in found.added)))


def _report(path: str, run: Session) -> Report | None:
    """The report on the one message of ``path``; None: there is none, and it has been told why."""
    errors: Errors = []
    lang = run.settings.lang
    if Path(path).is_dir():
        english, chinese = "this is a folder; diff compares two files", "这是文件夹；diff 比较两个文件，请各写一个"
        tell(path, english if lang == "en" else chinese, errors, lang)
        return None
    messages = list(read_messages((path,), "<stdin>", run.config, errors))
    if not errors and len(messages) != 1:
        english = f"it holds {len(messages)} messages; diff compares two, so give it one of each"
        chinese = f"里面有 {len(messages)} 封消息；diff 一次比较两封，请各给一封"
        tell(path, english if lang == "en" else chinese, errors, lang)
    return None if errors else run.check(messages[0])
