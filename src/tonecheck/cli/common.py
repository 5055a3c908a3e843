"""What several commands share: loading, reading, and refusing what is wrong with one clear line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from errno import ELOOP

from ..files import MOST_BYTES, NotOrdinaryError, OutsideError, TooLongError
from ..named import NamedTuple
from .screen import echo

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from ..config import Config
    from ..model import Message
    from .paths import Source

Errors = list[tuple[str, str]]
"""(path, what is wrong) of each file that could not be read."""


class Unread(NamedTuple):
    """A file or a message that could not be read."""

    path: str
    why: str


class File(NamedTuple):
    """A file, with its bytes as they are or as they would be."""

    source: Source
    data: bytes


class Opened(NamedTuple):
    """A message and where it was read: it is the one with the ``number``, from 0, in its ``file``."""

    file: File
    number: int
    message: Message


def read_files(name: str, stdin_filename: str, lang: str) -> Iterator[File | Unread]:
    """The files that stand behind a ``name`` of the command line (see `sources`), one by one."""
    from .paths import sources

    for source in sources(name, stdin_filename):
        try:
            data = source.read()
        except OSError as error:
            yield Unread(source.path, told(error, lang))
            continue
        _tell_empty(source.file, data, lang)
        yield File(source, data)


def messages_in(file: File, config: Config) -> Iterator[Opened | Unread]:
    """The messages of a file, one by one."""
    from ..read import ReadError, read_all

    kind, audience = config.known_of(file.source.path)
    found = read_all(file.data, file.source.path, kind=kind, audience=audience, mail=file.source.mail)
    for number, (path, message) in enumerate(found):
        if isinstance(message, ReadError):
            yield Unread(path, message.told(config.settings.lang))
        else:
            yield Opened(file, number, message)


def open_messages(name: str, stdin_filename: str, config: Config) -> Iterator[Opened | Unread]:
    """The messages of the files that stand behind ``name``, one by one."""
    for file in read_files(name, stdin_filename, config.settings.lang):
        if isinstance(file, Unread):
            yield file
        else:
            yield from messages_in(file, config)


def read_messages(names: Iterable[str], stdin_filename: str, config: Config, errors: Errors) -> Iterator[Message]:
    """The messages of the files ``names``, one by one; what can't be read goes to ``errors`` and standard error."""
    for name in names:
        for opened in open_messages(name, stdin_filename, config):
            if isinstance(opened, Unread):
                tell(*opened, errors, config.settings.lang)
            else:
                yield opened.message


def tell(name: str, text: str, errors: Errors, lang: str) -> None:
    """Keep what is wrong with a file, and say it on standard error."""
    errors.append((name, text))
    say(name, text, lang)


def say(name: str, text: str, lang: str, *, err: bool = True) -> None:
    """Say something of a file, as a rule on standard error what is wrong with it."""
    from ..formats.terminal import visible

    echo(visible(f"{name}: {text}" if lang == "en" else f"{name}：{text}"), err=err)


def _tell_empty(file: str, data: bytes, lang: str) -> None:
    """Say so where ``file`` is - and holds no text: a path left out by mistake would pass for a fine draft."""
    if file == "-" and (not data or data.isspace()):
        english = "Standard input is empty: nothing was checked."
        echo(english if lang == "en" else "标准输入是空的，什么也没有检查。", err=True)


def is_blank(path: str) -> bool:
    """True for a file with nothing but white space; who reads it is told what is wrong with it."""
    try:
        with open(path, "rb") as file:
            return not file.read(4096).strip() and not file.read().strip()
    except OSError:
        return False


_WRONG = {
    "missing": ("没有这个文件，请检查路径。", "there is no such file; check the path."),
    "closed": ("没有读它的权限。", "you have no right to read it."),
    "folder": ("这是文件夹。", "this is a folder."),
    "long": (
        "超过 {most} MB，太大了；请只留下要检查的文字。",
        "more than {most} MB; leave what is to be checked.",
    ),
    "strange": (
        "这是管道或设备，不是普通文件；要读它，请直接写它的路径。",
        "a pipe or a device, no ordinary file; to read it, name its own path.",
    ),
    "outside": (
        "这个链接指向文件夹之外；要检查那个文件，请直接写它的路径。",
        "this link leads out of the folder; to check that file, name its own path.",
    ),
    "circle": ("这个链接绕成了圈。", "this link leads in a circle."),
    "unread": ("读不了：{why}", "can't be read: {why}"),
}


def told(error: OSError, lang: str) -> str:
    """What is wrong with a file, and what to do."""
    from .reasons import reason

    text = _WRONG[_wrong(error)][lang == "en"]
    return text.format(most=MOST_BYTES // 1_000_000, why=reason(error, lang))


def _wrong(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "missing"
    if isinstance(error, PermissionError):
        return "closed"
    if isinstance(error, IsADirectoryError):
        return "folder"
    if isinstance(error, TooLongError):
        return "long"
    if isinstance(error, NotOrdinaryError):
        return "strange"
    if isinstance(error, OutsideError):
        return "outside"
    return "circle" if error.errno == ELOOP else "unread"


def print_value(value: Any) -> None:
    """Text line by line, anything else as JSON; nothing that a lexicon says acts on the terminal."""
    from ..formats.shared import dumps
    from ..formats.terminal import visible

    text = "\n".join(map(visible, value.split("\n"))) if isinstance(value, str) else dumps(value, indent=1)
    echo(text, nl=False)


_SOUGHT = {
    "principle": ("规则、规则族或原则", "rule, family or principle"),
    "move": ("规则、规则族或行为", "rule, family or move"),
}
"""What a name may stand for besides a rule and a family."""


def refuse_unknown(name: str, known: Iterable[str], lang: str, besides: str) -> NoReturn:
    """Say that nothing is called ``name``, and what is called nearly so; exit with 2. ``besides``: see `_SOUGHT`."""
    from ..lexicon.source import nearest_name

    close = nearest_name(name, known)
    if lang == "en":
        line = f"there is no {_SOUGHT[besides][1]} “{name}”; "
        line += f"did you mean {close}?" if close else "tonecheck rules lists them all"
    else:
        line = f"没有叫 {name} 的{_SOUGHT[besides][0]}"
        line += f"，是不是 {close}？" if close else "；tonecheck rules 列出所有规则。"
    from ..formats.terminal import visible

    echo(visible(line), err=True)
    sys.exit(2)
