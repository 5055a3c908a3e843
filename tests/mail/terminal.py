"""A program that runs on a terminal, with somebody who reads it and types."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

_ESCAPES = re.compile(r"\x1b(?:\][^\x07]*\x07|\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-B]|[=>78]|\S)")
_LONGEST = 20.0


class Terminal:
    """``with Terminal(command, …) as screen: screen.wait("Compose"); screen.type("y")``."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self.pid, self.file = pty.fork()
        if not self.pid:
            os.chdir(folder)
            os.execvpe(command[0], [*command], dict(env))
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.seen = b""
        self.status: int | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.file)

    def wait(self, words: str) -> str:
        """Read until ``words`` were shown since the last key; all that was shown, without blanks."""
        self.until(lambda: words.replace(" ", "") in self.shown, f"{words!r} never came")
        return self.shown

    def until(self, true: Callable[[], bool], why: str = "it never came") -> None:
        """Read until something is ``true``."""
        end = time.monotonic() + _LONGEST
        while not true():
            self._read(min(end, time.monotonic() + 0.2))
            assert time.monotonic() < end, f"{why}; there was {self.shown[-3000:]!r}"

    @property
    def shown(self) -> str:
        """What was written on the terminal since the last key, without blanks: programs jump over them."""
        return re.sub(r"\s", "", _ESCAPES.sub("", self.seen.decode(errors="replace")))

    def type(self, keys: str) -> None:
        """Press keys, and forget what was shown before."""
        self.seen = b""
        self.press(keys)

    def press(self, keys: str) -> str:
        """Press keys; what was shown until now."""
        os.write(self.file, keys.encode())
        return self.shown

    def ended(self) -> int:
        """Read until the program ends; its exit code."""
        end = time.monotonic() + _LONGEST
        while self._read(end):
            assert time.monotonic() < end, f"it never ended; there was {self.shown[-3000:]!r}"
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def _read(self, end: float) -> bool:
        """Read a little; False when the program has closed the terminal or time is up."""
        ready, _, _ = select.select([self.file], [], [], max(0.0, end - time.monotonic()))
        try:
            part = os.read(self.file, 65536) if ready else b""
        except OSError:  # Linux tells the end so
            part = b""
        self.seen += part
        return bool(part)
