"""The command line: thin commands. Options → settings, paths → messages, reports → text and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..model import AUDIENCES, KINDS, SEVERITIES, Report, Settings
from .evaluate import evaluate

if TYPE_CHECKING:
    from ..lexicon import Lexicon

FORMATS = ("text", "concise", "json")
_LANG = click.option("--lang", type=click.Choice(("zh", "en")), default="zh", help="说明用中文还是英文。")
_VALUE = click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="输出格式。")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tonecheck", prog_name="tonecheck")
def main() -> None:
    """发出去之前，先看看语气。Check the tone of a drafted Chinese work message."""


def _names(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@main.command()
@click.argument("paths", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="输出格式。")
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型；不写则自动判断。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁；不写则是 leader（其他部门领导）。")
@click.option("--select", multiple=True, metavar="RULE", callback=_names, help="只用这些规则或规则族，可用逗号分开。")
@click.option("--ignore", multiple=True, metavar="RULE", callback=_names, help="不用这些规则或规则族。")
@click.option("--strict", is_flag=True, help="连严格的规则一起用。")
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="warning", help="从哪一级起以 1 退出。")
@_LANG
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
    lexicon = _lexicon()
    _check_names(settings, lexicon)
    reports: list[Report] = []
    errors: list[tuple[str, str]] = []
    for message in _messages(paths or ("-",), stdin_filename, options["kind"], options["audience"], errors):
        reports.append(check_message(message, lexicon, settings))
    extra = {} if form == "json" else {"colour": _colour()}
    click.echo(render(form, reports, errors, lexicon, settings, show_excused=show_excused, **extra), nl=False)
    sys.exit(exit_code(reports, errors, settings))


@main.command()
@click.argument("path")
@click.option("--kind", type=click.Choice(KINDS), help="消息的类型。")
@click.option("--audience", type=click.Choice(AUDIENCES), help="写给谁。")
@_LANG
def why(path: str, kind: str | None, audience: str | None, lang: str) -> None:
    """说明一封消息里哪些地方看过又放过了，为什么。"""
    from ..formats.text import excused_lines
    from ..pipeline import check_message

    settings = Settings(lang=lang)  # type: ignore[arg-type]
    lexicon = _lexicon()
    errors: list[tuple[str, str]] = []
    for message in _messages((path,), "<stdin>", kind, audience, errors):
        report = check_message(message, lexicon, settings)
        nothing = "Nothing was let pass." if lang == "en" else "没有放过什么。"
        for line in excused_lines(report, lexicon, settings) or [nothing]:
            click.echo(line)
    sys.exit(2 if errors else 0)


@main.command()
@click.argument("name")
@_VALUE
@_LANG
def explain(name: str, form: str, lang: str) -> None:
    """解释一条规则（blame.accusation）或一条原则（2.15）。"""
    from ..formats import catalogue

    lexicon = _lexicon()
    digits = {numeral: section for section, numeral in lexicon.numeral_of.items()}
    head, _, item = name.partition(".")
    principle = lexicon.principle_of.get(f"{digits.get(head, head)}.{item}")
    if name in lexicon.rules:
        value, text = catalogue.rule_value(name, lexicon), catalogue.explain_rule(name, lexicon, lang)
    elif principle:
        value = catalogue.principle_value(principle, lexicon)
        text = catalogue.explain_principle(principle, lexicon, lang)
    else:
        _unknown(name, [*lexicon.rules, *lexicon.principle_of])
    _print(value if form == "json" else text)


@main.command()
@_VALUE
@_LANG
def rules(form: str, lang: str) -> None:
    """列出所有规则。"""
    from ..formats import catalogue

    lexicon = _lexicon()
    names = sorted(lexicon.rules, key=lexicon.rank.__getitem__)
    _print([catalogue.rule_value(n, lexicon) for n in names] if form == "json" else catalogue.rule_rows(lexicon, lang))


@main.command()
@_VALUE
@_LANG
def principles(form: str, lang: str) -> None:
    """列出文章的 61 条原则，和落实每一条的规则。"""
    from ..formats import catalogue

    lexicon = _lexicon()
    values = [catalogue.principle_value(p, lexicon) for p in lexicon.principles]
    _print(values if form == "json" else catalogue.principle_rows(lexicon, lang))


main.add_command(evaluate)


def _print(value: Any) -> None:
    import json

    click.echo(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1) + "\n", nl=False)


def _lexicon() -> Lexicon:
    from ..lexicon.bundle import load_lexicon

    return load_lexicon()


def _messages(
    paths: tuple[str, ...], stdin_filename: str, kind: Any, audience: Any, errors: list[tuple[str, str]]
) -> Any:
    """The messages of ``paths``, one after the other; what can't be read goes to ``errors`` and standard error."""
    from ..read import ReadError, read_bytes
    from .paths import expand

    for name in expand(paths):
        try:
            if name == "-":
                message = read_bytes(sys.stdin.buffer.read(), stdin_filename, kind=kind, audience=audience)
            else:
                message = read_bytes(Path(name).read_bytes(), name, kind=kind, audience=audience)
        except (ReadError, OSError) as error:
            text = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            errors.append((name, text))
            click.echo(f"{name}：{text}", err=True)
            continue
        yield message


def exit_code(reports: list[Report], errors: list[tuple[str, str]], settings: Settings) -> int:
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
            _unknown(name, known)


def _unknown(name: str, known: Any) -> None:
    from ..lexicon.source import nearest_name

    close = nearest_name(name, known)
    hint = f"，是不是 {close}？" if close else "；tonecheck rules 列出所有规则。"
    click.echo(f"没有叫 {name} 的规则或原则{hint}", err=True)
    sys.exit(2)
