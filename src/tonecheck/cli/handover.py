"""A message that was held back to be looked at goes on to the program that sends it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from types import FrameType


def hand_over(command: tuple[str, ...], data: bytes) -> int:
    """Run ``command`` with ``data`` on its standard input; its exit code, where this process does not become it.

    The whole message lies ready before the program starts: whatever ends this process, the program never takes a
    part of the message for all of it. Where the system has no files in memory, a pipe and a child have to do.

    Raises:
        OSError: the program can't be started; nothing was sent.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    memory = _in_memory(data)
    if memory is None:
        return _feed(command, data)
    os.dup2(memory, 0)
    for name in ("SIGPIPE", "SIGXFSZ"):  # Python ignores these two, and what is ignored is handed down
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.execvp(command[0], command)


def _in_memory(data: bytes) -> int | None:
    """A file without a name that holds ``data``, read from its start; None: there is no such thing here."""
    try:
        memory = os.memfd_create("message")
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(memory, rest) :]
        os.lseek(memory, 0, os.SEEK_SET)
    except (AttributeError, OSError):
        return None
    return memory


def _feed(command: tuple[str, ...], data: bytes) -> int:
    """Run ``command`` as a child and give it ``data``; ends as the child ended.

    Signals wait for the child: were this process to end first, the child would send what it has got so far.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    early: list[int] = []
    for number in numbers:
        signal.signal(number, lambda number, _frame: early.append(number))
    child = subprocess.Popen(command, stdin=subprocess.PIPE)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT:  # the terminal gives this one to both
            child.send_signal(number)

    for number in numbers:
        signal.signal(number, pass_on)
    for number in early:  # came when the child was starting
        pass_on(number, None)
    child.communicate(data)
    if child.returncode < 0:
        with contextlib.suppress(OSError, ValueError):  # SIGKILL has no other way
            signal.signal(-child.returncode, signal.SIG_DFL)
        os.kill(os.getpid(), -child.returncode)
        return 128 - child.returncode
    return child.returncode
