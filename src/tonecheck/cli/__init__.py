"""The command line: options → settings, paths → messages, reports → text and an exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..model import AUDIENCES, KINDS, SEVERITIES, Report, Settings

FORMATS = ("text", "concise", "json")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tonecheck", prog_name="tonecheck")
def main() -> None:
    """写给同事的消息，发出去之前先看看语气。Check the tone of a drafted Chinese work message."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="输出格式。")
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型；默认自动判断。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁；默认 leader（其他部门领导）。")
@click.option("--select", multiple=True, metavar="RULE", help="只用这些规则或规则族，可用逗号分开。")
@click.option("--ignore", multiple=True, metavar="RULE", help="不用这些规则或规则族。")
@click.option("--strict", is_flag=True, help="连严格规则一起用。")
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="warning", help="从哪一级起以 1 退出。")
@click.option("--lang", type=click.Choice(("zh", "en")), default="zh", help="说明用中文还是英文。")
@click.option("--show-excused", is_flag=True, help="也列出放过的地方和原因。")
@click.option("--stdin-filename", default="<stdin>", help="标准输入当作这个文件名来读。")
def check(  # noqa: PLR0913
    paths: tuple[Path, ...],
    form: str,
    kind: str | None,
    audience: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    fail_on: str,
    lang: str,
    show_excused: bool,
    stdin_filename: str,
) -> None:
    """检查草稿：文件、文件夹，或用 - 读标准输入。"""
    from ..check import check_message
    from ..formats import render
    from ..lexicon.bundle import load_lexicon
    from ..read import ReadError, read_bytes
    from .paths import expand

    settings = Settings(
        tuple(name for names in select for name in names.split(",")),
        tuple(name for names in ignore for name in names.split(",")),
        strict,
        fail_on=fail_on,  # type: ignore[arg-type]
        lang=lang,  # type: ignore[arg-type]
    )
    lexicon = load_lexicon()
    reports: list[Report] = []
    errors: list[tuple[str, str]] = []
    for path in expand(paths or (Path("-"),)):
        try:
            if str(path) == "-":
                message = read_bytes(sys.stdin.buffer.read(), stdin_filename, kind=kind, audience=audience)  # type: ignore[arg-type]
            else:
                message = read_bytes(path.read_bytes(), str(path), kind=kind, audience=audience)  # type: ignore[arg-type]
        except (ReadError, OSError) as error:
            errors.append((str(path), str(error)))
            continue
        reports.append(check_message(message, lexicon, settings))
    click.echo(render(form, reports, errors, lexicon, settings, show_excused=show_excused), nl=False)
    for name, text in errors:
        click.echo(f"{name}：{text}", err=True)
    sys.exit(exit_code(reports, errors, settings))


def exit_code(reports: list[Report], errors: list[tuple[str, str]], settings: Settings) -> int:
    """0: nothing at or above ``fail_on``; 1: findings there; 2: something could not be read."""
    if errors:
        return 2
    level = SEVERITIES.index(settings.fail_on)
    return int(any(SEVERITIES.index(f.severity) <= level for report in reports for f in report.findings))
