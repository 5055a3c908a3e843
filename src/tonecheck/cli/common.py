"""What several commands share: loading, reading, and refusing what is wrong with one clear line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from ..config import Config
    from ..model import Message

Errors = list[tuple[str, str]]
"""(path, what is wrong) of each file that could not be read."""

lang_option = click.option("--lang", type=click.Choice(("zh", "en")), help="说明用中文还是英文；不写则用中文。")
value_option = click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="输出格式。")


def read_messages(names: Iterable[str], stdin_filename: str, config: Config, errors: Errors) -> Iterator[Message]:
    """The messages of the files ``names``, one by one; what can't be read goes to ``errors`` and standard error."""
    from ..formats.terminal import visible
    from ..read import ReadError, read_bytes

    for name in names:
        path = stdin_filename if name == "-" else name
        kind, audience = config.known_of(path)
        try:
            if name == "-":
                data = sys.stdin.buffer.read()
            else:
                with open(name, "rb") as file:
                    data = file.read()
            message = read_bytes(data, path, kind=kind, audience=audience)
        except (ReadError, OSError) as error:
            text = _told(error) if isinstance(error, OSError) else str(error)
            errors.append((name, text))
            click.echo(visible(f"{name}：{text}"), err=True)
            continue
        yield message


def _told(error: OSError) -> str:
    """What is wrong with a file, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件，请检查路径。"
    if isinstance(error, PermissionError):
        return "没有读这个文件的权限。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹。"
    return f"读不了：{error.strerror or error}"


def print_value(value: Any) -> None:
    """Text as it is, anything else as JSON."""
    import json

    click.echo(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1) + "\n", nl=False)


def refuse_unknown(name: str, known: Iterable[str]) -> NoReturn:
    """Say that nothing is called ``name``, and what is called nearly so; exit with 2."""
    from ..lexicon.source import nearest_name

    close = nearest_name(name, known)
    hint = f"，是不是 {close}？" if close else "；tonecheck rules 列出所有规则。"
    from ..formats.terminal import visible

    click.echo(visible(f"没有叫 {name} 的规则或原则{hint}"), err=True)
    sys.exit(2)
