"""The usual call, ``tonecheck check FILE…`` with the usual options, read without click: to import it takes longer than
to read a draft. Whatever else is asked, or asked wrongly, is left to click.
"""

from __future__ import annotations

import os

from .options import CHECK, CheckOptions

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

_USUAL = {flag: option for option in CHECK if option.plain for flag in option.flags}


def asked(arguments: list[str]) -> CheckOptions | None:
    """What a usual call of ``check`` asks for; None: click must see to it."""
    if arguments[:1] != ["check"] or os.name == "nt" or any(name.endswith("_COMPLETE") for name in os.environ):
        return None  # on Windows click expands patterns; a shell that asks what may follow sets such a variable
    values: dict[str, Any] = {option.name: option.absent for option in CHECK}
    paths: list[str] = []
    rest = iter(arguments[1:])
    for word in rest:
        if not word.startswith("-") or word == "-":
            paths.append(word)
            continue
        flag, equals, given = word.partition("=")
        option = _USUAL.get(flag)
        if option is None:
            return None
        if option.flag and not equals:
            values[option.name] = True
            continue
        value = given if equals else next(rest, "")
        if value not in option.choices or not flag.startswith("--"):
            return None
        values[option.name] = value
    return CheckOptions(paths=tuple(paths), **values)


def run(options: CheckOptions) -> int:
    """Do what was `asked`; the exit code. It ends as a command of click does."""
    from .checking import check_paths
    from .screen import echo

    try:
        return check_paths(options)
    except BrokenPipeError:
        return 0  # who reads has seen enough
    except KeyboardInterrupt:
        echo(err=True)  # the line on which the terminal shows ^C ends
        raise
