"""``tonecheck hook``: puts the check in git's hooks, and takes it out again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..model import AUDIENCES, SEVERITIES
from .declare import Choice, Group, lang_option
from .reasons import reason

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = ("commit-msg", "sendemail-validate")
WORDS = {
    "zh": {
        "installed": "已安装：{path}",
        "removed": "已删除：{path}",
        "nothing": "没有 tonecheck 的钩子：{path}",
        "foreign": "{path} 是别的程序的钩子，没有动它。要一起用，就在里面加一行：{line} || exit 1",
        "changed": "{path} 装好以后被改过，没有动它；请自己删除或改好。",
        "failed": "{path}：写不了：{why}。",
        "no-repository": "找不到 git 仓库：{why}。请先进入仓库的文件夹。",
    },
    "en": {
        "installed": "Installed: {path}",
        "removed": "Removed: {path}",
        "nothing": "No hook of tonecheck: {path}",
        "foreign": "{path} is somebody else's hook and was left alone. To use both, add a line to it: {line} || exit 1",
        "changed": "{path} was edited since it was installed and was left alone; remove or mend it yourself.",
        "failed": "{path}: can't be written: {why}.",
        "no-repository": "No git repository: {why}. Change to its folder first.",
    },
}

names = click.argument("names", nargs=-1, type=Choice(HOOKS), metavar="[commit-msg] [sendemail-validate]")


@click.group(cls=Group)
def hook() -> None:
    """把检查装进 git 的钩子，或者拿掉。"""


@hook.command()
@names
@click.option("--audience", type=Choice(AUDIENCES), help="写给谁。")
@click.option("--fail-on", type=Choice(SEVERITIES), help="从哪一级起不提交、不发出。")
@lang_option
def install(names: tuple[str, ...], lang: str | None, **options: Any) -> None:
    """安装钩子；不写名字则两个都装。别人的钩子不会被覆盖。"""
    from .githooks import check_options, owner_of, write_hook

    lang = lang or "zh"
    given = [part for key, value in options.items() if value for part in (f"--{key.replace('_', '-')}", value)]
    if lang == "en":
        given += ["--lang", "en"]
    paths = _paths(names, lang)
    for path in paths:
        owner = owner_of(path)
        if owner in ("foreign", "changed"):
            line = f'tonecheck check {check_options(path.name, given)} -- "$1"'
            _refuse(lang, owner, path=path, line=line)
    for path in paths:
        try:
            write_hook(path, given, lang)
        except OSError as error:
            _refuse(lang, "failed", path=path, why=reason(error, lang))
        _tell(lang, "installed", path=path)


@hook.command()
@names
@lang_option
def uninstall(names: tuple[str, ...], lang: str | None) -> None:
    """拿掉 tonecheck 装的钩子；别人的和改过的不动。"""
    from .githooks import owner_of

    lang = lang or "zh"
    code = 0
    for path in _paths(names, lang):
        owner = owner_of(path)
        if owner == "changed":
            _tell(lang, "changed", err=True, path=path)
            code = 2
        elif owner == "ours":
            try:
                path.unlink()
            except OSError as error:
                _refuse(lang, "failed", path=path, why=reason(error, lang))
            _tell(lang, "removed", path=path)
        else:
            _tell(lang, "nothing", path=path)
    sys.exit(code)


def _paths(names: tuple[str, ...], lang: str) -> list[Path]:
    """Where the hooks of these names belong; of no name, all."""
    from .githooks import HookError, hooks_folder

    try:
        folder = hooks_folder()
    except HookError as error:
        _refuse(lang, "no-repository", why=str(error).rstrip("."))
    return [folder / name for name in dict.fromkeys(names or HOOKS)]


def _tell(lang: str, what: str, *, err: bool = False, **slots: object) -> None:
    from ..formats.terminal import visible

    click.echo(visible(WORDS[lang][what].format(**slots)), err=err)


def _refuse(lang: str, what: str, **slots: object) -> NoReturn:
    """Say why on standard error, and end with 2."""
    _tell(lang, what, err=True, **slots)
    sys.exit(2)
