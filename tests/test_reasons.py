"""What the system says of files, in the language of the run."""

from __future__ import annotations

import errno
import os

import pytest

from tonecheck.cli.reasons import reason


@pytest.mark.parametrize(
    ("number", "chinese"),
    [(errno.ENOENT, "没有这个文件或文件夹"), (errno.ENOSPC, "磁盘满了"), (errno.ENOEXEC, "不是可以运行的程序")],
)
def test_what_is_known_is_told_in_the_language_of_the_run(number: int, chinese: str) -> None:
    error = OSError(number, os.strerror(number))
    assert reason(error, "zh") == reason(os.strerror(number), "zh") == chinese
    assert reason(error, "en") == os.strerror(number)


def test_what_is_not_known_stays_as_it_is() -> None:
    assert reason("nothing of the kind", "zh") == "nothing of the kind"
    assert reason(OSError("no number"), "zh") == "no number"
