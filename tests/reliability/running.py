"""Running the whole program in processes of its own, over a small lexicon."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers import message_rule, move, rule, write

FILES = {
    "rules/t/late.toml": rule(cue=[{"find": ["拖延"], "boundary": False}], title="拖拉"),
    "rules/m/plan.toml": message_rule("problem", title="缺少方案"),
    "moves/problem.toml": move("故障"),
    "voice.toml": '[negated]\nbefore = ["不是"]\n',
}

DICTIONARY = "拖延 100 v\n故障 100 n\n又 100 d\n慢 100 a\n不是 100 c\n"
"""In place of jieba's, whose 350,000 words take seconds to read: no run here asks for others."""


def small_shelf(tmp_path: Path) -> Path:
    """The folder that stands for the built-in lexicon; all else of a run lies beside it."""
    write(tmp_path / "top", {"dictionary.txt": DICTIONARY})
    return write(tmp_path / "top" / "lexicons", FILES)


START = """
import sys; from pathlib import Path; from tonecheck import words; from tonecheck.lexicon import bundle
shelf = Path(sys.argv.pop(1)); bundle.builtin_folder, bundle.BUILT = lambda: shelf, shelf / "none"
words.jieba_dictionary = lambda: shelf.parent / "dictionary.txt"
"""
END = "\nfrom tonecheck.cli import run; run()\n"


def command(shelf: Path, *arguments: str, before: str = "") -> list[str]:
    """``tonecheck …`` over the lexicon in ``shelf``; ``before``: code that is run first."""
    return [sys.executable, "-c", START + before + END, str(shelf), *arguments]


def environment(shelf: Path, **more: str) -> dict[str, str]:
    """Where nothing of the user's own is: a fresh home, cache and folder for temporary files beside ``shelf``."""
    top = shelf.parent
    fresh = {}
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "TMPDIR"):
        (top / name).mkdir(exist_ok=True)
        fresh[name] = str(top / name)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TONECHECK", "PYTHON", "COV"))}
    return {**kept, **fresh, "PYTHONUTF8": "1", "GIT_CEILING_DIRECTORIES": str(top), **more}


def start(shelf: Path, *arguments: str, before: str = "", **options: Any) -> subprocess.Popen[bytes]:
    """The running program."""
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    env = environment(shelf, **options.pop("env", {}))
    process: subprocess.Popen[bytes] = subprocess.Popen(
        command(shelf, *arguments, before=before), **pipes | {"env": env} | options
    )
    return process


def run(shelf: Path, *arguments: str, before: str = "", **options: Any) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    with start(shelf, *arguments, before=before, **options) as process:
        out, error = process.communicate(timeout=120)
    return process.returncode, (out or b"").decode("utf-8", "replace"), (error or b"").decode("utf-8", "replace")


def lines(text: str) -> Sequence[str]:
    """The lines of ``text``."""
    return text.splitlines()
