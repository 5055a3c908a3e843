"""How the program ends when something went wrong that no command could mend: one line, and no words of a message."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from pathlib import Path

from .screen import echo

PACKAGE = Path(__file__).resolve().parent.parent
INTERRUPTED = 130


def tell_end(error: BaseException) -> int:
    """Say on standard error why the program ends; the exit code."""
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        _say("已中断。")
        return INTERRUPTED
    if isinstance(error, MemoryError):
        _say("内存不够了；请一次少查一些文件。")
    elif isinstance(error, OSError):
        _say(f"写不了：{error.strerror or error}；请检查磁盘空间和权限。")
    else:
        what = f"{type(error).__name__}（{place_of(error)}）"
        _say(f"tonecheck 自己出错了：{what}。这里没有消息的原文；请把这一行报告给维护者。")
        if os.environ.get("TONECHECK_TRACEBACK"):
            traceback.print_exception(error)
    return 2


def place_of(error: BaseException) -> str:
    """The innermost line of our own code that ``error`` came through: a traceback might quote what was checked."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if not ours:
        return "?"
    return f"{Path(ours[-1].filename).relative_to(PACKAGE).as_posix()}:{ours[-1].lineno}"


def _say(text: str) -> None:
    with suppress(OSError):  # standard error may be closed as well: the exit code must do
        echo(text, err=True)
