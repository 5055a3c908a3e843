"""``tonecheck diff``: two drafts of a message, and what became of the findings."""

from __future__ import annotations

import os
import sys

import click

from ..model import AUDIENCES, KINDS, SEVERITIES, Audience, Finding, Kind, Report, Settings
from .common import Errors, lang_option, read_messages, tell, the_lexicon, value_option


@click.command("diff")
@click.argument("old")
@click.argument("new")
@value_option
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型；不写则自动判断。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁；不写则是 leader（其他部门领导）。")
@click.option("--strict", is_flag=True, help="连严格的规则一起用。")
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="warning", help="新出现的从哪一级起以 1 退出。")
@click.option("--no-snippets", is_flag=True, help="输出里不带消息的原文。")
@lang_option
def diff(
    old: str,
    new: str,
    form: str,
    kind: Kind | None,
    audience: Audience | None,
    strict: bool,
    fail_on: str,
    no_snippets: bool,
    lang: str,
) -> None:
    """比较两稿：哪些解决了，哪些还在，哪些是新出现的。

    退出码：0 没有新出现的；1 有达到 --fail-on 的新问题；2 选项不对，或有文件读不了。
    """
    from ..compare import compare
    from ..formats.compared import as_json, as_text

    if old == new == "-":
        raise click.UsageError("OLD 和 NEW 只能有一个是 -（标准输入）。")
    settings = Settings(strict=strict, fail_on=fail_on, lang=lang, snippets=not no_snippets)  # type: ignore[arg-type]
    lexicon = the_lexicon()
    reports = [_report(path, kind, audience, settings) for path in (old, new)]
    if reports[0] is None or reports[1] is None:
        sys.exit(2)
    found = compare(reports[0], reports[1])
    if form == "json":
        click.echo(as_json(found, lexicon, settings).encode(), nl=False)
    else:
        click.echo(as_text(found, lexicon, settings, colour=_colour()), nl=False)
    sys.exit(int(any(_counts(finding, settings) for finding in found.added)))


def _report(path: str, kind: Kind | None, audience: Audience | None, settings: Settings) -> Report | None:
    """The report on the one message of ``path``; None: there is none, and it has been told why."""
    from ..pipeline import check_message

    errors: Errors = []
    messages = list(read_messages((path,), "<stdin>", kind, audience, errors))
    if not errors and len(messages) != 1:
        tell(path, f"里面有 {len(messages)} 封消息；diff 一次比较两封，请各给一封", errors)
    return None if errors else check_message(messages[0], the_lexicon(), settings)


def _counts(finding: Finding, settings: Settings) -> bool:
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(settings.fail_on)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
