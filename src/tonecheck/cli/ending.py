"""How the program ends when something went wrong that no command could mend: one line, and no words of a message."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from errno import EACCES, EDQUOT, EFBIG, EIO, ENOSPC, EPERM, EROFS
from pathlib import Path

from ..files import BrokenInstallationError
from ..many import LostProcessError
from .screen import asks_for_english, echo

PACKAGE = Path(__file__).resolve().parent.parent
INTERRUPTED = 130
UNWRITTEN = (ENOSPC, EDQUOT, EFBIG, EACCES, EPERM, EROFS, EIO)
"""The errors for which room and rights are to be looked at."""
SAYS = {
    "interrupted": ("已中断。", "Interrupted."),
    "memory": ("内存不够了；请一次少查一些文件。", "Out of memory; check fewer files at a time."),
    "lost": (
        "没有查完：有一个进程被系统中止了，多半是内存不够；请用 --jobs 1 再查，或者一次少查一些文件。",
        "Not all was checked: the system ended one of the processes, most likely for want of memory; "
        "check with --jobs 1, or fewer files at a time.",
    ),
    "unwritten": (
        "写不了：{what}；请检查磁盘空间和权限。",
        "Can't write: {what}; check the room on the disk and its rights.",
    ),
    "unread": ("读写出错：{what}。", "Reading or writing failed: {what}."),
    "broken": (
        "tonecheck 的安装不完整或已损坏：{what}（{place}）。请重新安装。",
        "The installation of tonecheck is incomplete or damaged: {what} ({place}); install it again.",
    ),
    "own": (
        "tonecheck 自己出错了：{what}（{place}）。这里没有消息的原文；请把这一行报告给维护者。",
        "A fault of tonecheck itself: {what} ({place}). It holds no words of a message; please report this line.",
    ),
}


def tell_end(error: BaseException) -> int:
    """Say on standard error why the program ends; the exit code."""
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        _say("interrupted")
        return INTERRUPTED
    if isinstance(error, MemoryError):
        _say("memory")
    elif isinstance(error, LostProcessError):
        _say("lost")
    elif isinstance(error, OSError):
        from .reasons import reason

        why = reason(error, "en" if asks_for_english() else "zh")
        _say("unwritten" if error.errno in UNWRITTEN else "unread", why)
    elif isinstance(error, BrokenInstallationError):
        _say("broken", type(error).__name__, place_of(error))
    else:
        _say("own", type(error).__name__, place_of(error))
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


def _say(key: str, what: str = "", place: str = "") -> None:
    with suppress(OSError):  # standard error may be closed as well: the exit code must do
        echo(SAYS[key][asks_for_english()].format(what=what, place=place), err=True)
