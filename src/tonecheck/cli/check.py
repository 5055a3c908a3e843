"""``tonecheck check`` and ``why``: options → settings, reports → text and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from ..config import ConfigError
from ..model import AUDIENCES, KINDS, SEVERITIES, Report
from .common import Errors, lang_option, read_messages
from .paths import expand
from .session import Session, config_options, refuse, start

if TYPE_CHECKING:
    from ..model import Finding, Message, Settings

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
@click.option("--extend-select", multiple=True, metavar="RULE", callback=_names, help="另外再用这些规则。")
@click.option("--strict", is_flag=True, help="连严格的规则一起用。")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="从哪一级起以 1 退出；不写则是 warning。")
@lang_option
@config_options
@click.option("--force-exclude", is_flag=True, help="配置里排除的文件，就是点名了也不查。")
@click.option("--baseline", metavar="PATH", help="这个基线文件里已有的不再报。")
@click.option("--write-baseline", is_flag=True, help="把现在的发现都写进基线。")
@click.option("--prune-baseline", is_flag=True, help="从基线里去掉已经没有的。")
@click.option("--show-excused", is_flag=True, help="也列出放过的地方和原因。")
@click.option("--statistics", is_flag=True, help="只列出每条规则有几处（text、concise、json）。")
@click.option("-q", "--quiet", is_flag=True, help="只显示达到 --fail-on 的，不要总结。")
@click.option("--no-snippets", is_flag=True, help="输出里不带消息的原文。")
@click.option("-o", "--output-file", metavar="PATH", help="写进这个文件，不写到标准输出；退出码不变。")
@click.option("--jobs", type=click.IntRange(0), default=1, metavar="N", help="用 N 个进程；0 是有几个处理器就用几个。")
@click.option("--cache", is_flag=True, help="没有改过的文件不再检查；只记规则和位置，不记原文。")
@click.option("--exit-zero", is_flag=True, help="有要改的也以 0 退出；2 仍是 2。")
@click.option("--fix", is_flag=True, help="把有把握的地方改好，写回文件；- 则输出改好的文字。")
@click.option("--diff", is_flag=True, help="只显示 --fix 会改什么，不写文件。")
@click.option("--unsafe-fixes", is_flag=True, help="连带 【…】 要自己填的改写也用上，和 --fix 或 --diff 一起用。")
@click.option("--stdin-filename", default="<stdin>", help="把标准输入当作这个文件来读。")
def check(paths: tuple[str, ...], form: str, show_excused: bool, stdin_filename: str, **options: Any) -> None:
    """检查草稿：文件、文件夹，或用 - 读标准输入。

    退出码：0 没有要改的；1 有达到 --fail-on 的；2 选项或配置不对，或有文件读不了（其余文件照常检查）。
    """
    from .work import FileCheck, checked

    if options["statistics"] and form not in (*PEOPLE, "json"):
        raise click.UsageError(f"--statistics 不能和 --format {form} 一起用，请用 text、concise 或 json。")
    if options["unsafe_fixes"] and not (options["fix"] or options["diff"]):
        raise click.UsageError("--unsafe-fixes 要和 --fix 或 --diff 一起用。")
    paths = paths or ("-",)
    run = _session(paths, stdin_filename, options)
    names = list(expand(paths, run.config, stdin_filename))
    if options["fix"] or options["diff"]:
        sys.exit(_mend(names, form, show_excused, stdin_filename, run, options))
    reports: list[Report] = []
    errors: Errors = []
    work = FileCheck(
        run, stdin_filename, cached=options["cache"],
        whole=form == "html", excused=show_excused or form not in PEOPLE,
    )  # fmt: skip
    with _watched(names, options["quiet"], run.settings) as done:
        for report in checked(work, names, options["jobs"], errors):
            reports.append(report)
            done()
    reports = _unknown(reports, run, options)
    text = _rendered(form, show_excused, reports, errors, run, options)
    if not options["quiet"]:
        _put_notices(reports, run)
    code = exit_code(reports, errors, run.settings)
    if not _put(text, form, options["output_file"]):
        code = 2
    sys.exit(0 if code == 1 and options["exit_zero"] else code)


KEYS = ("select", "ignore", "extend_select", "strict", "fail_on", "lang", "kind", "audience", "force_exclude")
"""The options that stand for a key of the configuration."""


def _session(paths: tuple[str, ...], stdin_filename: str, options: dict[str, Any]) -> Session:
    where = [stdin_filename if path == "-" else path for path in paths]
    given = {key: options[key] for key in KEYS}
    if options["baseline"]:
        given["baseline"] = os.path.abspath(options["baseline"])
    return start(where, options["given"], isolated=options["isolated"], snippets=not options["no_snippets"], **given)


def _unknown(reports: list[Report], run: Session, options: dict[str, Any]) -> list[Report]:
    """``reports`` without what the baseline knows."""
    if not (run.config.get("baseline") or options["write_baseline"] or options["prune_baseline"]):
        return reports
    from .known import apply_baseline

    try:
        return apply_baseline(reports, run, options)
    except ConfigError as error:
        refuse(error, run.settings.lang)


def _watched(names: list[str], quiet: bool, settings: Settings) -> AbstractContextManager[Callable[[], object]]:
    """What to call after each message; on a terminal, with a progress bar where there are many."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        return nullcontext(lambda: None)
    from .output import progress

    return progress(names, settings.lang)


def _mend(
    names: list[str], form: str, show_excused: bool, stdin_filename: str, run: Session, options: dict[str, Any]
) -> int:
    """Mend the files, or show how; then tell what is left. The exit code."""
    from .mending import finish, mend_files

    errors: Errors = []
    with _watched(names, options["quiet"], run.settings) as done:

        def checked(message: Message) -> Report:
            done()
            (report,) = _unknown([run.check(message)], run, options)
            return report

        mended = list(
            mend_files(names, stdin_filename, checked, errors, run.config.known_of, unsafe=options["unsafe_fixes"])
        )
    count = finish(mended, errors, lang=run.settings.lang, diff=options["diff"], quiet=options["quiet"])
    if options["diff"]:
        return 2 if errors else int(count > 0 and not options["exit_zero"])
    reports = [report for file in mended for report in file.reports]
    text = _rendered(form, show_excused, reports, errors, run, options)
    # Standard output is the mended text's, where the draft came in by standard input.
    if options["output_file"] in (None, "-") and any(file.source.file == "-" for file in mended):
        click.echo(text, nl=False, err=True)
    elif not _put(text, form, options["output_file"]):
        return 2
    code = exit_code(reports, errors, run.settings)
    return 0 if code == 1 and options["exit_zero"] else code


def _rendered(
    form: str,
    show_excused: bool,
    reports: list[Report],
    errors: Errors,
    run: Session,
    options: dict[str, Any],
) -> str:
    from ..formats import render

    lexicon, settings, quiet = run.lexicon, run.settings, options["quiet"]
    if quiet:
        reports = [report._replace(findings=_counted(report, settings)) for report in reports]
    if options["statistics"]:
        return render("statistics", reports, errors, lexicon, settings, as_json=form == "json", summary=not quiet)
    extra = {"colour": _colour() and not options["output_file"], "summary": not quiet} if form in PEOPLE else {}
    return render(form, reports, errors, lexicon, settings, show_excused=show_excused, **extra)


def _put_notices(reports: list[Report], run: Session) -> None:
    """Tell on standard error what is to be said of directives; it changes no exit code."""
    for report in reports:
        for notice in report.notices:
            from ..formats.terminal import visible
            from .told import notice_line

            shown = notice if run.settings.snippets else notice._replace(name="")
            click.echo(visible(notice_line(report, shown, run.settings.lang)), err=True)


def _put(text: str, form: str, path: str | None) -> bool:
    """Print ``text``, or write it to the file ``path``; False when that fails, and it has been told why."""
    try:
        if path in (None, "-"):
            click.echo(text if form in PEOPLE else text.encode(), nl=False)
        else:
            from .output import write_whole

            write_whole(path, text.encode())
    except BrokenPipeError:
        pass  # who reads has seen enough; what was found stays found
    except OSError as error:
        from ..formats.terminal import visible

        where, what = ("标准输出", "磁盘空间") if path in (None, "-") else (path, "--output-file")
        click.echo(visible(f"{where}：写不了：{error.strerror or error}；请检查{what}。"), err=True)
        return False
    return True


@click.command()
@click.argument("path")
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁。")
@lang_option
@config_options
def why(path: str, given: tuple[str, ...], isolated: bool, **options: Any) -> None:
    """说明一封消息里哪些地方看过又放过了，为什么。"""
    from ..formats.text import dropped_lines, excused_lines

    run = start((path,), given, isolated=isolated, **options)
    errors: Errors = []
    for message in read_messages(expand((path,), run.config), "<stdin>", run.config, errors):
        report = run.check(message)
        nothing = "Nothing was let pass." if run.settings.lang == "en" else "没有放过什么。"
        lines = [line for told in (excused_lines, dropped_lines) for line in told(report, run.lexicon, run.settings)]
        for line in lines or [nothing]:
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
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
