"""The real pre-commit program, which installs this checkout as it is now and runs its hooks on real commits."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from programs import HARSH, TONECHECK, WORDS, environment, missing

from tonecheck.cli.paths import SUFFIXES

TOP = Path(__file__).resolve().parents[2]
PRE_COMMIT = TONECHECK.with_name("pre-commit")
SAID = "添加一封邮件"
CONFIG = """
repos:
- repo: {repo}
  rev: {rev}
  hooks:
  - id: tonecheck
  - id: tonecheck-commit-msg
"""

pytestmark = pytest.mark.xdist_group("pre-commit")


class Repository:
    """A repository whose hooks are pre-commit's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # pip's own settings stay: they tell where packages come from.
        kept = {"PRE_COMMIT_HOME": str(folder.parent / "pre-commit"), "GIT_CONFIG_NOSYSTEM": "0"}
        self.env = {**environment(folder.parent / "home"), **pip_settings(), **kept}

    def run(self, *command: str, code: int = 0) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def commit(self, said: str, code: int = 0, *options: str) -> str:
        return self.run("git", "commit", "-m", said, *options, code=code)

    @property
    def subjects(self) -> list[str]:
        return self.run("git", "log", "--format=%s").splitlines()


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
    source.commit("now", 0, "-q")
    return source.run("git", "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A repository with both hooks; making their environment takes most of the time, so it is made once."""
    if not PRE_COMMIT.exists():
        missing("pre-commit is not installed")
    base = tmp_path_factory.mktemp("pre-commit")
    for name in ("source", "work"):
        (base / name).mkdir()
    rev = snapshot(base / "source")
    made = Repository(base / "work")
    made.run("git", "init", "-q", "-b", "main")
    (made.folder / ".pre-commit-config.yaml").write_text(CONFIG.format(repo=base / "source", rev=rev))
    made.run("git", "add", ".")
    made.run(str(PRE_COMMIT), "validate-config")
    made.run(str(PRE_COMMIT), "install", "--install-hooks", "-t", "pre-commit", "-t", "commit-msg")
    made.commit("初始")
    yield made


@pytest.fixture(autouse=True)
def clean(repository: Repository) -> None:
    repository.run("git", "reset", "-q", "--hard")
    repository.run("git", "clean", "-qfd")


def add(repository: Repository, name: str, text: str) -> None:
    (repository.folder / name).write_text(text, encoding="utf-8")
    repository.run("git", "add", name)


def test_the_manifest_is_as_pre_commit_wants_it() -> None:
    if not PRE_COMMIT.exists():
        missing("pre-commit is not installed")
    command = [str(PRE_COMMIT), "validate-manifest", str(TOP / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_that_are_checked_are_those_of_a_folder() -> None:
    manifest = (TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert r"files: \.(eml|html?|markdown|md|txt)$" in manifest
    assert {".eml", ".html", ".htm", ".markdown", ".md", ".txt"} == SUFFIXES


def test_what_is_fine_is_committed(repository: Repository) -> None:
    add(repository, "信.txt", "好的，谢谢您！\n")
    told = repository.commit(SAID)
    assert told.count("Passed") == 2
    assert repository.subjects[0] == SAID


def test_a_message_file_that_is_not_fine_is_not_committed(repository: Repository) -> None:
    add(repository, "信.txt", HARSH)
    told = repository.commit("再添加一封", code=1)
    assert "信.txt:3:1 错误 归咎" in told
    assert WORDS in told
    assert "再添加一封" not in repository.subjects


def test_other_files_are_not_looked_at(repository: Repository) -> None:
    add(repository, "a.py", f"# {HARSH}".replace("\n", "\n# ") + "\n")
    told = repository.commit("添加程序")
    assert "(no files to check)Skipped" in told
    assert repository.subjects[0] == "添加程序"


def test_a_commit_message_that_is_not_fine_is_not_committed(repository: Repository) -> None:
    add(repository, "b.py", "\n")
    told = repository.commit("修正报表\n\n你们又没有按时把数据给过来，只好先跳过空值。", code=1)
    assert WORDS in told
    assert "修正报表" not in repository.subjects


def test_pre_commit_s_own_way_past_one_message(repository: Repository) -> None:
    add(repository, "c.txt", HARSH)
    repository.env["SKIP"] = "tonecheck"
    try:
        repository.commit("照样提交")
    finally:
        del repository.env["SKIP"]
    assert repository.subjects[0] == "照样提交"
