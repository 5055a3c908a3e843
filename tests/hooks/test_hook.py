"""``tonecheck hook``: git runs what was installed, and nobody else's hook is touched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from programs import TONECHECK, WORDS, environment, need

SAID = "修正汇总报表的空值"
HARSH = f"{SAID}\n\n你们又没有按时把数据给过来，只好先跳过空值。"
FOREIGN = "#!/bin/sh\nexit 0\n"
Done = subprocess.CompletedProcess[str]


class Repository:
    """A repository, and git and tonecheck run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "库 a"
        self.env = environment(folder / "home")
        self.folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def run(self, *command: str, code: int | None = 0, where: Path | None = None, **env: str) -> Done:
        done = subprocess.run(
            command, cwd=where or self.folder, env={**self.env, **env}, capture_output=True, text=True, check=False
        )
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def git(self, *arguments: str, code: int = 0, where: Path | None = None, **env: str) -> Done:
        return self.run("git", *arguments, code=code, where=where, **env)

    def hook(self, *arguments: str, code: int = 0, where: Path | None = None) -> Done:
        return self.run("tonecheck", "hook", *arguments, code=code, where=where)

    def commit(self, said: str, *options: str, code: int = 0, where: Path | None = None) -> Done:
        return self.git("commit", "--allow-empty", "-q", "-m", said, *options, code=code, where=where)

    @property
    def subjects(self) -> list[str]:
        return self.run("git", "log", "--format=%s", code=None).stdout.splitlines()

    def path(self, name: str = "commit-msg") -> Path:
        return self.folder / ".git/hooks" / name


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


# commit-msg


def test_git_commits_what_is_fine_and_says_nothing(repository: Repository) -> None:
    repository.hook("install")
    done = repository.commit(SAID)
    assert repository.subjects == [SAID]
    assert done.stdout + done.stderr == ""


def test_git_does_not_commit_what_is_not_fine_and_the_message_is_kept(repository: Repository) -> None:
    repository.hook("install")
    done = repository.commit(HARSH, code=1)
    assert repository.subjects == []
    assert WORDS in done.stderr
    assert "git commit -eF '.git/COMMIT_EDITMSG'" in done.stderr
    assert (repository.folder / ".git/COMMIT_EDITMSG").read_text(encoding="utf-8").strip() == HARSH


def test_the_way_that_is_told_mends_the_message(repository: Repository) -> None:
    repository.hook("install")
    repository.commit(HARSH, code=1)
    editor = repository.folder / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/你们又没有按时把数据给过来/数据还没有到/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    command = ["commit", "--allow-empty", "-q", "-eF", ".git/COMMIT_EDITMSG"]
    repository.git(*command, GIT_EDITOR="./editor")
    assert repository.subjects == [SAID]


def test_git_s_own_way_past_one_message(repository: Repository) -> None:
    repository.hook("install")
    repository.commit(HARSH, "--no-verify")
    assert repository.subjects == [SAID]


@pytest.mark.parametrize("options", [[], ["-c", "core.commentChar=;"], ["-c", "core.commentChar=auto"]])
def test_what_git_writes_for_the_author_to_read_is_not_checked(repository: Repository, options: list[str]) -> None:
    """With ``--verbose`` the diff stands below the scissors, and the names of files in the comments."""
    repository.hook("install")
    (repository.folder / f"{WORDS}给.txt").write_text(HARSH, encoding="utf-8")
    repository.git("add", ".")
    editor = repository.folder / "editor"
    editor.write_text(f'#!/bin/sh\nsed -i "1s/^/{SAID}/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    repository.git("-c", "core.quotePath=no", *options, "commit", "-v", GIT_EDITOR="./editor")
    assert repository.subjects == [SAID]


def test_the_options_are_those_it_was_installed_with(repository: Repository) -> None:
    repository.hook("install", "commit-msg", "--audience", "peer", "--fail-on", "error", "--lang", "en")
    assert "--audience peer --fail-on error --lang en" in repository.path().read_text(encoding="utf-8")
    done = repository.commit(HARSH, code=1)
    assert "Not committed." in done.stderr


def test_a_program_that_is_gone_is_told(repository: Repository) -> None:
    repository.hook("install")
    moved = repository.path().read_text(encoding="utf-8").replace("bin/tonecheck", "bin/nosuch", 1)
    repository.path().write_text(moved, encoding="utf-8")
    # Another tonecheck that is installed on this machine would serve as well.
    folders = repository.env["PATH"].split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if not (Path(folder) / "tonecheck").exists())
    done = repository.git("commit", "--allow-empty", "-q", "-m", SAID, code=1, PATH=path)
    assert "找不到 tonecheck" in done.stderr


# sendemail-validate


@pytest.fixture
def patches(repository: Repository) -> list[str]:
    """Patches, of which the second one's message is not fine."""
    need("git-send-email")
    for number, said in enumerate([SAID, HARSH], 1):
        (repository.folder / "a.py").write_text(f"# 你们又没有按时把数据给过来 {number}\n", encoding="utf-8")
        repository.git("add", ".")
        repository.git("commit", "-q", "-m", said)
    return repository.git("format-patch", "--root", "-o", "out").stdout.splitlines()


def send(repository: Repository, *arguments: str, code: int = 0) -> Done:
    sendmail = repository.folder / "sendmail"
    sendmail.write_text("#!/bin/sh\necho >> sent; cat > /dev/null\n")
    sendmail.chmod(0o755)
    fixed = ["--sendmail-cmd=./sendmail", "--to=chen@example.com", "--confirm=never", "--quiet"]
    done = repository.run("git", "send-email", *fixed, *arguments, code=None)
    assert (done.returncode != 0) == bool(code), done.stdout + done.stderr
    return done


def sent(repository: Repository) -> int:
    path = repository.folder / "sent"
    return path.read_text().count("\n") if path.exists() else 0


def test_of_patches_with_one_that_is_not_fine_none_is_sent(repository: Repository, patches: list[str]) -> None:
    repository.hook("install", "sendemail-validate")
    done = send(repository, *patches, code=1)
    assert sent(repository) == 0
    assert WORDS in done.stderr
    assert "git send-email --no-validate" in done.stderr


def test_patches_that_are_fine_are_sent(repository: Repository, patches: list[str]) -> None:
    repository.hook("install", "sendemail-validate")
    send(repository, patches[0])
    assert sent(repository) == 1


def test_git_s_own_way_past_one_patch(repository: Repository, patches: list[str]) -> None:
    repository.hook("install", "sendemail-validate")
    send(repository, "--no-validate", *patches)
    assert sent(repository) == 2


# Where hooks are


def test_without_a_name_both_are_installed(repository: Repository) -> None:
    done = repository.hook("install")
    assert done.stdout == f"已安装：{repository.path()}\n已安装：{repository.path('sendemail-validate')}\n"
    assert os.access(repository.path(), os.X_OK)


@pytest.mark.parametrize("hooks_path", ["钩子", "./a/hooks", "ABSOLUTE", "~/hooks"])
@pytest.mark.parametrize("below", ["", "sub/folder"])
def test_core_hooks_path_is_respected(repository: Repository, hooks_path: str, below: str) -> None:
    hooks_path = hooks_path.replace("ABSOLUTE", str(repository.folder.parent / "elsewhere"))
    repository.git("config", "core.hooksPath", hooks_path)
    where = repository.folder / below
    where.mkdir(parents=True, exist_ok=True)
    repository.hook("install", where=where)
    assert not repository.path().exists()
    repository.commit(HARSH, code=1, where=where)
    repository.hook("uninstall", where=where)
    repository.commit(HARSH, where=where)


def test_a_linked_worktree_has_the_hooks_of_its_repository(repository: Repository) -> None:
    repository.commit(SAID)
    linked = repository.folder.parent / "linked"
    repository.git("worktree", "add", "-q", str(linked))
    done = repository.hook("install", where=linked)
    assert str(repository.path()) in done.stdout
    done = repository.commit(HARSH, code=1, where=linked)
    assert "worktrees/linked/COMMIT_EDITMSG" in done.stderr
    repository.commit(HARSH, code=1)


def test_a_bare_repository(repository: Repository) -> None:
    bare = repository.folder.parent / "bare.git"
    repository.git("init", "-q", "--bare", str(bare))
    repository.hook("install", "commit-msg", where=bare)
    assert (bare / "hooks/commit-msg").exists()


@pytest.mark.parametrize("command", ["install", "uninstall"])
@pytest.mark.parametrize(("lang", "line"), [("zh", "找不到 git 仓库"), ("en", "No git repository")])
def test_outside_of_a_repository_one_line_and_2(repository: Repository, command: str, lang: str, line: str) -> None:
    done = repository.hook(command, "--lang", lang, code=2, where=repository.folder.parent)
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


def test_without_git_one_line_and_2(repository: Repository) -> None:
    done = repository.run(str(TONECHECK), "hook", "install", code=2, PATH="/nosuch")
    assert done.stderr.startswith("找不到 git 仓库：git：")


@pytest.mark.parametrize("arguments", [["install", "pre-commit"], ["install", "--fail-on", "never"], ["remove"]])
def test_a_wrong_name_is_2(repository: Repository, arguments: list[str]) -> None:
    repository.hook(*arguments, code=2)


# Whose hook it is


def foreign(path: Path, how: str) -> None:
    if how == "link":
        path.with_name("other").write_text(FOREIGN)
        path.symlink_to("other")
    elif how == "dead link":
        path.symlink_to("nosuch")
    elif how == "folder":
        path.mkdir()
    else:
        path.write_bytes({"script": FOREIGN.encode(), "binary": b"\x7fELF\xff\0", "empty": b""}[how])


def state(path: Path) -> tuple[int, ...]:
    found = os.lstat(path)
    return found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns


@pytest.mark.parametrize("how", ["script", "binary", "empty", "link", "dead link", "folder"])
def test_somebody_else_s_hook_is_left_alone(repository: Repository, how: str) -> None:
    foreign(repository.path(), how)
    before = state(repository.path())
    done = repository.hook("install", code=2)
    assert "别的程序的钩子" in done.stderr
    assert 'tonecheck check --quiet --kind commit -- "$1" || exit 1' in done.stderr
    assert not repository.path("sendemail-validate").exists()  # all or nothing
    repository.hook("uninstall")
    assert state(repository.path()) == before


def test_the_line_that_is_told_has_the_options_that_were_given(repository: Repository) -> None:
    repository.path().write_text("#!/bin/sh\n")
    told = repository.hook("install", "--audience", "peer", "--fail-on", "error", "--lang", "en", code=2).stderr
    assert '--quiet --kind commit --audience peer --fail-on error --lang en -- "$1" || exit 1' in told


def test_the_line_that_is_told_does_for_somebody_else_s_hook(repository: Repository) -> None:
    line = '#!/bin/sh\ntonecheck check --quiet --kind commit -- "$1" || exit 1\n'
    repository.path().write_text(line)
    repository.path().chmod(0o755)
    repository.commit(HARSH, code=1)
    repository.commit(SAID)


def test_our_own_hook_is_renewed_and_removed(repository: Repository) -> None:
    repository.hook("install", "commit-msg")
    repository.hook("install", "commit-msg", "--lang", "en")
    assert "--lang en" in repository.path().read_text(encoding="utf-8")
    done = repository.hook("uninstall")
    assert done.stdout.startswith(f"已删除：{repository.path()}\n没有 tonecheck 的钩子：")
    assert not repository.path().exists()
    repository.commit(HARSH)


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_a_hook_that_was_edited_is_its_editor_s(repository: Repository, command: str) -> None:
    repository.hook("install", "commit-msg")
    edited = repository.path().read_text(encoding="utf-8") + "make lint\n"
    repository.path().write_text(edited, encoding="utf-8")
    done = repository.hook(command, code=2)
    assert "被改过，没有动它" in done.stderr
    assert repository.path().read_text(encoding="utf-8") == edited


def test_a_folder_that_cannot_be_written_is_one_line(repository: Repository) -> None:
    repository.git("config", "core.hooksPath", "/dev/null")
    done = repository.hook("install", code=2)
    assert done.stderr.startswith("/dev/null/commit-msg：写不了：")
    assert done.stderr.count("\n") == 1
