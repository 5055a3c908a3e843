"""``tonecheck check`` and ``why``: options → settings, reports → text and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from ..model import AUDIENCES, KINDS, SEVERITIES, Report, Settings
from .common import Errors, lang_option, read_messages, refuse_unknown, the_lexicon

if TYPE_CHECKING:
    from ..lexicon import Lexicon
    from ..model import Audience, Finding, Kind, Message

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit", "html")
PEOPLE = ("text", "concise")
"""Formats for a terminal; the others are for programs and always in UTF-8."""


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
@click.option("--statistics", is_flag=True, help="只列出每条规则有几处（text、concise、json）。")
@click.option("-q", "--quiet", is_flag=True, help="只显示达到 --fail-on 的，不要总结。")
@click.option("--no-snippets", is_flag=True, help="输出里不带消息的原文。")
@click.option("-o", "--output-file", metavar="PATH", help="写进这个文件，不写到标准输出；退出码不变。")
@click.option("--exit-zero", is_flag=True, help="有要改的也以 0 退出；2 仍是 2。")
@click.option("--fix", is_flag=True, help="把有把握的地方改好，写回文件；- 则输出改好的文字。")
@click.option("--diff", is_flag=True, help="只显示 --fix 会改什么，不写文件。")
@click.option("--unsafe-fixes", is_flag=True, help="连带 【…】 要自己填的改写也用上，和 --fix 或 --diff 一起用。")
@click.option("--stdin-filename", default="<stdin>", help="把标准输入当作这个文件来读。")
def check(paths: tuple[str, ...], form: str, show_excused: bool, stdin_filename: str, **options: Any) -> None:
    """检查草稿：文件、文件夹，或用 - 读标准输入。

    退出码：0 没有要改的；1 有达到 --fail-on 的；2 选项不对，或有文件读不了（其余文件照常检查）。
    """
    from ..pipeline import check_message

    if options["statistics"] and form not in (*PEOPLE, "json"):
        raise click.UsageError(f"--statistics 不能和 --format {form} 一起用，请用 text、concise 或 json。")
    if options["unsafe_fixes"] and not (options["fix"] or options["diff"]):
        raise click.UsageError("--unsafe-fixes 要和 --fix 或 --diff 一起用。")
    settings = Settings(
        options["select"], options["ignore"], options["strict"], fail_on=options["fail_on"], lang=options["lang"],
        snippets=not options["no_snippets"],
    )  # fmt: skip
    lexicon = the_lexicon()
    _check_names(settings, lexicon)
    if options["fix"] or options["diff"]:
        sys.exit(_mend(paths or ("-",), form, show_excused, stdin_filename, lexicon, settings, options))
    reports: list[Report] = []
    errors: Errors = []
    with _watched(paths or ("-",), options["quiet"], settings) as done:
        for message in read_messages(paths or ("-",), stdin_filename, options["kind"], options["audience"], errors):
            reports.append(check_message(message, lexicon, settings))
            done()
    text = _rendered(form, show_excused, reports, errors, lexicon, settings, options)
    code = exit_code(reports, errors, settings)
    if not _put(text, form, options["output_file"]):
        code = 2
    sys.exit(0 if code == 1 and options["exit_zero"] else code)


def _watched(paths: tuple[str, ...], quiet: bool, settings: Settings) -> AbstractContextManager[Callable[[], object]]:
    """What to call after each message; on a terminal, with a progress bar where there are many."""
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda: None)
    from .output import progress

    return progress(paths, settings.lang)


def _mend(
    paths: tuple[str, ...],
    form: str,
    show_excused: bool,
    stdin_filename: str,
    lexicon: Lexicon,
    settings: Settings,
    options: dict[str, Any],
) -> int:
    """Mend the files, or show how; then tell what is left. The exit code."""
    from ..pipeline import check_message
    from .mending import finish, mend_files

    errors: Errors = []
    with _watched(paths, options["quiet"], settings) as done:

        def checked(message: Message) -> Report:
            done()
            return check_message(message, lexicon, settings)

        known = {"kind": options["kind"], "audience": options["audience"], "unsafe": options["unsafe_fixes"]}
        mended = list(mend_files(paths, stdin_filename, checked, errors, **known))
    count = finish(mended, errors, lang=settings.lang, diff=options["diff"], quiet=options["quiet"])
    if options["diff"]:
        return 2 if errors else int(count > 0 and not options["exit_zero"])
    reports = [report for file in mended for report in file.reports]
    text = _rendered(form, show_excused, reports, errors, lexicon, settings, options)
    # Standard output is the mended text's, where the draft came in by standard input.
    to_errors = options["output_file"] in (None, "-") and any(file.source.file == "-" for file in mended)
    if to_errors:
        click.echo(text, nl=False, err=True)
    elif not _put(text, form, options["output_file"]):
        return 2
    code = exit_code(reports, errors, settings)
    return 0 if code == 1 and options["exit_zero"] else code


def _rendered(
    form: str,
    show_excused: bool,
    reports: list[Report],
    errors: Errors,
    lexicon: Lexicon,
    settings: Settings,
    options: dict[str, Any],
) -> str:
    from ..formats import render

    quiet = options["quiet"]
    if quiet:
        reports = [report._replace(findings=_counted(report, settings)) for report in reports]
    if options["statistics"]:
        return render("statistics", reports, errors, lexicon, settings, as_json=form == "json", summary=not quiet)
    extra = {"colour": _colour() and not options["output_file"], "summary": not quiet} if form in PEOPLE else {}
    return render(form, reports, errors, lexicon, settings, show_excused=show_excused, **extra)


def _put(text: str, form: str, path: str | None) -> bool:
    """Print ``text``, or write it to the file ``path``; False when that fails, and it has been told why."""
    if path in (None, "-"):
        click.echo(text if form in PEOPLE else text.encode(), nl=False)
        return True
    from ..formats.terminal import visible
    from .output import write_whole

    try:
        write_whole(path, text.encode())
    except OSError as error:
        click.echo(visible(f"{path}：写不了：{error.strerror or error}；请检查 --output-file。"), err=True)
        return False
    return True


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
    return int(any(_counted(report, settings) for report in reports))


def _counted(report: Report, settings: Settings) -> tuple[Finding, ...]:
    """The findings at or above ``fail_on``."""
    level = SEVERITIES.index(settings.fail_on)
    return tuple(finding for finding in report.findings if SEVERITIES.index(finding.severity) <= level)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _check_names(settings: Settings, lexicon: Lexicon) -> None:
    known = {"all", *lexicon.rules, *(family["name"] for family in lexicon.families)}
    for name in (*settings.select, *settings.ignore):
        if name not in known:
            refuse_unknown(name, known)
