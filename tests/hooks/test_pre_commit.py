"""The real pre-commit program, which installs this checkout as it is now and runs its hooks on real commits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from programs import HARSH, TONECHECK, WORDS, environment, missing

from tonecheck.cli.paths import SUFFIXES

TOP = Path(__file__).resolve().parents[2]
PRE_COMMIT = TONECHECK.with_name("pre-commit")
SAID = "添加一封邮件"
NOT_FINE = "修正报表\n\n你们又没有按时把数据给过来，只好先跳过空值。"
CONFIG = """
repos:
- repo: {repo}
  rev: {rev}
  hooks:
  - id: tonecheck
  - id: tonecheck-commit-msg
"""


class Repository:
    """A repository whose hooks are pre-commit's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # pip's own settings stay: they tell where packages come from.
        kept = {"PRE_COMMIT_HOME": str(folder.parent / "pre-commit"), "GIT_CONFIG_NOSYSTEM": "0"}
        self.env = {**environment(folder.parent / "home"), **pip_settings(), **kept}

    def run(self, *command: str, code: int | None = 0) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=900,  # an environment is made, on a machine that may be busy
        )
        assert code is None or done.returncode == code, done.stdout
        return done.stdout

    def commit(self, said: str, skip: str = "") -> str:
        """Try to commit; what was told meanwhile."""
        self.env["SKIP"] = skip
        return self.run("git", "commit", "-m", said, code=None)

    @property
    def count(self) -> int:
        """How many commits there are."""
        return len(self.run("git", "log", "--all", "--format=%h").split())


def program() -> str:
    """pre-commit, of the test extras."""
    if not PRE_COMMIT.exists():
        missing("pre-commit is not installed")
    return str(PRE_COMMIT)


def pip_settings() -> dict[str, str]:
    """What this machine tells pip: the environment of a test begins anew."""
    return {
        key: value for key, value in os.environ.items() if key.startswith("PIP_") or key.endswith(("_proxy", "_PROXY"))
    }


def snapshot(folder: Path) -> str:
    """Commit this checkout as it is now, changes and all, to a new repository ``folder``; the commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (TOP / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, folder / name)
    source = Repository(folder)
    source.run("git", "init", "-q", "-b", "main")
    source.run("git", "add", ".")
    source.commit("now")
    return source.run("git", "rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with both hooks; making the environment they run in takes most of the time."""
    for name in ("source", "work"):
        (tmp_path / name).mkdir()
    rev = snapshot(tmp_path / "source")
    made = Repository(tmp_path / "work")
    made.run("git", "init", "-q", "-b", "main")
    (made.folder / ".pre-commit-config.yaml").write_text(CONFIG.format(repo=tmp_path / "source", rev=rev))
    made.run("git", "add", ".")
    made.run(program(), "validate-config")
    made.run(program(), "install", "--install-hooks", "-t", "pre-commit", "-t", "commit-msg")
    return made


class Commit(NamedTuple):
    """A commit that is tried, and what becomes of it."""

    what: str
    file: str
    text: str
    said: str
    done: bool
    told: tuple[str, ...]
    skip: str = ""


COMMITS = [
    Commit("all is fine", "信.txt", "好的，谢谢您！\n", SAID, True, ("Passed", "Passed")),
    Commit("a message file is not fine", "b.txt", HARSH, SAID, False, ("b.txt:3:1 错误 归咎", WORDS)),
    Commit("the same words in another file", "a.py", HARSH, SAID, True, ("(no files to check)Skipped", "Passed")),
    Commit("the commit message is not fine", "c.py", "", NOT_FINE, False, ("Skipped", "COMMIT_EDITMSG:3:1", WORDS)),
    Commit("pre-commit's own way past", "d.txt", HARSH, SAID, True, ("Skipped", "Passed"), skip="tonecheck"),
]


def test_what_pre_commit_lets_pass(repository: Repository) -> None:
    """One test, so that the environment is made once however many processes the tests run in."""
    for commit in COMMITS:
        (repository.folder / commit.file).write_text(commit.text, encoding="utf-8")
        repository.run("git", "add", commit.file)
        before = repository.count
        told = repository.commit(commit.said, commit.skip)
        assert repository.count - before == commit.done, (commit.what, told)
        assert all(words in told for words in commit.told), (commit.what, told)
        repository.run("git", "reset", "-q", "--hard")


def test_the_manifest_is_as_pre_commit_wants_it() -> None:
    command = [program(), "validate-manifest", str(TOP / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_that_are_checked_are_those_of_a_folder() -> None:
    manifest = (TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (pattern,) = re.findall("files: (.*)", manifest)
    assert all(re.search(pattern, f"信{suffix}") for suffix in SUFFIXES)
    assert not any(re.search(pattern, f"信{suffix}") for suffix in (".py", ".toml", "txt", ".eml.bak"))
