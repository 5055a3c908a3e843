"""What several commands share: loading, reading, and refusing what is wrong with one clear line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from errno import EACCES, EISDIR, ELOOP, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS

from ..files import MOST_BYTES, NotOrdinaryError, OutsideError, TooLongError
from .screen import echo

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from ..config import Config
    from ..model import Message

Errors = list[tuple[str, str]]
"""(path, what is wrong) of each file that could not be read."""


def read_messages(names: Iterable[str], stdin_filename: str, config: Config, errors: Errors) -> Iterator[Message]:
    """The messages of the files ``names``, one by one; what can't be read goes to ``errors`` and standard error."""
    from ..read import ReadError, read_all
    from .paths import sources

    for name in names:
        for source in sources(name, stdin_filename):
            try:
                data = source.read()
            except OSError as error:
                tell(source.path, told(error), errors)
                continue
            tell_empty(source.file, data, config.settings.lang)
            kind, audience = config.known_of(source.path)
            for path, message in read_all(data, source.path, kind=kind, audience=audience, mail=source.mail):
                if isinstance(message, ReadError):
                    tell(path, str(message), errors)
                else:
                    yield message


def tell(name: str, text: str, errors: Errors) -> None:
    """Keep what is wrong with a file, and say it on standard error."""
    from ..formats.terminal import visible

    errors.append((name, text))
    echo(visible(f"{name}：{text}"), err=True)


def tell_empty(file: str, data: bytes, lang: str) -> None:
    """Say so where ``file`` is - and holds no text: a path left out by mistake would pass for a fine draft."""
    if file == "-" and (not data or data.isspace()):
        english = "Standard input is empty: nothing was checked."
        echo(english if lang == "en" else "标准输入是空的，什么也没有检查。", err=True)


def told(error: OSError) -> str:
    """What is wrong with a file, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件，请检查路径。"
    if isinstance(error, PermissionError):
        return "没有读它的权限。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹。"
    if isinstance(error, TooLongError):
        return f"超过 {MOST_BYTES // 1_000_000} MB，太大了；请只留下要检查的文字。"
    if isinstance(error, NotOrdinaryError):
        return "这是管道或设备，不是普通文件；要读它，请直接写它的路径。"
    if isinstance(error, OutsideError):
        return "这个链接指向文件夹之外；要检查那个文件，请直接写它的路径。"
    if error.errno == ELOOP:
        return "这个链接绕成了圈。"
    return f"读不了：{error.strerror or error}"


_UNWRITTEN = {
    ENOENT: "没有这个文件夹",
    ENOTDIR: "路径里有一段不是文件夹",
    EISDIR: "这是文件夹",
    EACCES: "没有写的权限",
    EPERM: "没有写的权限",
    EROFS: "这个盘是只读的",
    ENOSPC: "磁盘满了",
}


def why_unwritten(error: OSError) -> str:
    """Why a file can't be written, in a few words."""
    return _UNWRITTEN.get(error.errno or 0) or error.strerror or str(error)


def print_value(value: Any) -> None:
    """Text line by line, anything else as JSON; nothing that a lexicon says acts on the terminal."""
    from ..formats.shared import dumps
    from ..formats.terminal import visible

    text = "\n".join(map(visible, value.split("\n"))) if isinstance(value, str) else dumps(value, indent=1)
    echo(text, nl=False)


def refuse_unknown(name: str, known: Iterable[str]) -> NoReturn:
    """Say that nothing is called ``name``, and what is called nearly so; exit with 2."""
    from ..lexicon.source import nearest_name

    close = nearest_name(name, known)
    hint = f"，是不是 {close}？" if close else "；tonecheck rules 列出所有规则。"
    from ..formats.terminal import visible

    echo(visible(f"没有叫 {name} 的规则或原则{hint}"), err=True)
    sys.exit(2)
