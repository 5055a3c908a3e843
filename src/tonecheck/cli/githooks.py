"""Git's hooks: where they are, what ours say, and whose a hook is."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Owner = Literal["nobody", "ours", "changed", "foreign"]
"""``changed``: ours, but somebody has edited it since."""

_MARK = "# tonecheck hook "
_CHECKS = {"commit-msg": ["--kind", "commit"], "sendemail-validate": []}
_TEXTS = {
    "zh": {
        "lost": "找不到 tonecheck。请重新安装它，或者 tonecheck hook uninstall；这一次可以用 {past} 跳过。",
        "commit-msg": "没有提交。提交信息还在，改好再提交：git commit -eF '%s'；一定要这样提交：{past}。",
        "sendemail-validate": "一个补丁也没有发出。改好再发；一定要这样发：{past}。",
    },
    "en": {
        "lost": "tonecheck is not there. Install it again, or run tonecheck hook uninstall; {past} skips it this once.",
        "commit-msg": "Not committed. Your message is kept, mend it with: git commit -eF '%s'. "
        "To commit it as it is: {past}.",
        "sendemail-validate": "No patch was sent. Mend it and send again; to send it as it is: {past}.",
    },
}
_PAST = {"commit-msg": "git commit --no-verify", "sendemail-validate": "git send-email --no-validate"}
_SCRIPT = """\
# `tonecheck hook uninstall` takes this away; once it is edited, it is yours.
tonecheck={program}
[ -x "$tonecheck" ] || tonecheck=tonecheck
if ! command -v "$tonecheck" >/dev/null 2>&1; then
    printf '%s\\n' {lost} >&2
    exit 1
fi
"$tonecheck" check {options} -- "$1" && exit
printf {refused}'\\n' "$1" >&2
exit 1
"""


class HookError(Exception):
    """Git's hooks can't be reached; the text says why."""


def hooks_folder() -> Path:
    """The folder of the hooks that git runs here: with ``core.hooksPath``, in a linked worktree, in a bare one.

    Raises:
        HookError: this is no repository, or there is no git.
    """
    bare = _git("rev-parse", "--is-bare-repository") == "true"
    # A relative core.hooksPath starts at the top, and git prints it as it is.
    top = Path() if bare else Path(_git("rev-parse", "--show-toplevel"))
    return Path(os.path.abspath(top / _git("-C", str(top), "rev-parse", "--git-path", "hooks")))


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as error:
        raise HookError(f"git：{error.strerror}") from error
    if done.returncode:
        raise HookError(os.fsdecode(done.stderr).strip().partition("\n")[0])
    return os.fsdecode(done.stdout).removesuffix("\n")


def owner_of(path: Path) -> Owner:
    """Whose hook it is."""
    if not os.path.lexists(path):
        return "nobody"
    if path.is_symlink() or not path.is_file():
        return "foreign"
    try:
        shebang, mark, script = path.read_text(encoding="utf-8").split("\n", 2)
    except (ValueError, OSError):  # of fewer lines, or no text
        return "foreign"
    if not mark.startswith(_MARK):
        return "foreign"
    return "ours" if (shebang, mark) == ("#!/bin/sh", _MARK + _digest(script)) else "changed"


def write_hook(path: Path, options: Sequence[str], lang: str) -> None:
    """Put our hook in the place ``path``, where there is none but ours.

    Raises:
        OSError: it can't be written, or somebody else's has come in between.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o777), "wb") as file:
        file.write(hook_text(path.name, options, lang).encode("utf-8", "surrogateescape"))


def hook_text(name: str, options: Sequence[str], lang: str) -> str:
    """The hook ``name``, which checks with ``options``."""
    texts = {key: text.format(past=_PAST[name]) for key, text in _TEXTS[lang].items()}
    script = _SCRIPT.format(
        program=shlex.quote(_program()),
        options=check_options(name, options),
        lost=shlex.quote(texts["lost"]),
        refused=shlex.quote(texts[name]),
    )
    return f"#!/bin/sh\n{_MARK}{_digest(script)}\n{script}"


def check_options(name: str, options: Sequence[str]) -> str:
    """What ``tonecheck check`` is asked for in the hook ``name``, as a shell reads it."""
    return shlex.join(["--quiet", *_CHECKS[name], *options])


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _program() -> str:
    """The program that was called, so that the hook works outside of its virtual environment too."""
    called = Path(sys.argv[0])
    return os.path.abspath(called) if called.stem == "tonecheck" and called.is_file() else "tonecheck"
