"""What the tests with real programs share: finding them, and running tonecheck as these programs run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from tonecheck.lexicon.cache import cache_folder

TONECHECK = Path(sys.executable).parent / "tonecheck"
CACHE = cache_folder()
"""The user's: what is compiled for one test serves the next, whatever the home folder of a test is."""

GOOD = "陈总，您好！\n\n三季度的应收明细想请您在10月15日（周四）17:00前确认一下。谢谢您！\n\n财务部 郭凯\n"
HARSH = "陈总，您好！\n\n你们又没有按时把三季度的应收明细给过来，真是受够了。\n\n财务部 郭凯\n"
WORDS = "你们又没有按时"
"""What is found in `HARSH`."""


def need(program: str) -> str:
    """The path of a program; where it is missing the test is skipped, on a CI server it fails."""
    if program == "git-send-email":
        core = Path(git("--exec-path"), program)
        found = str(core) if core.exists() and reads_addresses() else None
    else:
        found = shutil.which(program)
    if found is None:
        missing(f"{program} is not installed, or not all of it")
    return found


def reads_addresses() -> bool:
    """Whether git's mail program has the Perl module that it reads addresses with; Debian only recommends it."""
    perl = ["perl", "-MGit::LoadCPAN::Mail::Address", "-e", "1"]
    return subprocess.run(perl, capture_output=True, check=False).returncode == 0


def missing(why: str) -> NoReturn:
    """Skip the test; on a CI server let it fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{why}, and CI is set")
    pytest.skip(why)


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment without the user's own settings; temporary files go below ``home``, so that they are seen."""
    temporary = home / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": f"{TONECHECK.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "TONECHECK_CACHE": str(CACHE),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "郭凯",
        "GIT_AUTHOR_EMAIL": "guo@example.com",
        "GIT_COMMITTER_NAME": "郭凯",
        "GIT_COMMITTER_EMAIL": "guo@example.com",
        **(more or {}),
    }
