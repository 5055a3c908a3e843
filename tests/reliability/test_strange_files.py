"""Links, pipes, devices, closed folders, files that change or vanish: a clear line each, and the rest goes on."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import lines, run, small_shelf

from tonecheck import files
from tonecheck.cli import paths
from tonecheck.files import Found, TooLongError, read_file, read_stream

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
GOOD = "又拖延了。"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return small_shelf(tmp_path)


@pytest.fixture(params=["a folder", "a work tree"])
def drafts(request: pytest.FixtureRequest, shelf: Path) -> Path:
    """A folder with one good draft, known to git or not."""
    folder = shelf.parent / "drafts"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    if request.param == "a work tree":
        if not shutil.which("git"):
            pytest.skip("no git")
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


def link_in_a_circle(folder: Path) -> None:
    (folder / "x.txt").symlink_to(folder / "y.txt")
    (folder / "y.txt").symlink_to(folder / "x.txt")


def link_to_nothing(folder: Path) -> None:
    (folder / "x.txt").symlink_to(folder / "none")


def link_that_leads_out(folder: Path) -> None:
    secret = folder.parent / "secret"
    secret.write_text("密码又拖延了", encoding="utf-8")
    (folder / "x.txt").symlink_to(secret)


def link_to_a_device(folder: Path) -> None:
    (folder / "x.txt").symlink_to("/dev/zero")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "x.txt")


STRANGE: dict[Callable[[Path], None], str] = {
    link_in_a_circle: "这个链接绕成了圈。",
    link_to_nothing: "没有这个文件，请检查路径。",
    link_that_leads_out: "这个链接指向文件夹之外；要检查那个文件，请直接写它的路径。",
    link_to_a_device: "这是管道或设备，不是普通文件；要读它，请直接写它的路径。",
    pipe: "这是管道或设备，不是普通文件；要读它，请直接写它的路径。",
}


@posix
@pytest.mark.parametrize("put", STRANGE, ids=lambda put: put.__name__.replace("_", " "))
def test_what_is_no_ordinary_file_in_a_folder_is_told_and_the_rest_is_checked(
    shelf: Path, drafts: Path, put: Callable[[Path], None]
) -> None:
    put(drafts)
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts))
    told = [line for line in lines(error) if line.startswith(f"{drafts / 'x.txt'}：")]
    if (drafts / ".git").exists() and put is pipe:
        assert code == 1  # git lists no pipes
    else:
        assert (code, told) == (2, [f"{drafts / 'x.txt'}：{STRANGE[put]}"])
    assert out.count("t.late") == 1
    assert "密码" not in out + error


@posix
def test_a_link_within_the_folder_is_followed(shelf: Path, drafts: Path) -> None:
    (drafts / "again.txt").symlink_to(drafts / "good.txt")
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts))
    assert (code, error, out.count("t.late")) == (1, "", 2)


@posix
def test_a_link_to_elsewhere_below_the_current_folder_is_followed(shelf: Path, drafts: Path) -> None:
    (drafts.parent / "readme.md").write_text(GOOD, encoding="utf-8")
    (drafts / "readme.md").symlink_to("../readme.md")
    code, out, error = run(shelf, "check", "--format", "concise", "drafts", cwd=drafts.parent)
    assert (code, error, out.count("t.late")) == (1, "", 2)


MAIL = "From: li@example.com\nMIME-Version: 1.0\nSubject: 数据\n\n又拖延了。\n"


def maildir_with_a_part_elsewhere(drafts: Path) -> Path:
    """Where ``cur`` of the Maildir ``box`` in ``drafts`` leads to: two mails lie there, and one in ``new``."""
    elsewhere = drafts.parent / "elsewhere"
    elsewhere.mkdir()
    for number in (1, 2):
        (elsewhere / f"{number}.host").write_text(MAIL.replace("了", "了密码"), encoding="utf-8")
    (drafts / "box" / "new").mkdir(parents=True)
    (drafts / "box" / "new" / "3.host").write_text(MAIL, encoding="utf-8")
    (drafts / "box" / "cur").symlink_to(elsewhere)
    return elsewhere


@posix
def test_a_maildir_in_a_folder_a_part_of_which_is_a_link_that_leads_out_is_told_once(shelf: Path, drafts: Path) -> None:
    maildir_with_a_part_elsewhere(drafts)
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts))
    assert (code, lines(error)) == (2, [f"{drafts / 'box' / 'cur'}：{STRANGE[link_that_leads_out]}"])
    assert out.count("t.late") == 1
    assert "密码" not in out + error


@posix
@pytest.mark.parametrize("command", [["check", "--format", "concise"], ["check", "--fix", "--format", "concise"]])
def test_a_maildir_named_by_the_user_is_read_wherever_its_parts_lie(
    shelf: Path, drafts: Path, command: list[str]
) -> None:
    elsewhere = maildir_with_a_part_elsewhere(drafts)
    (elsewhere / "4.host").symlink_to("/etc/hosts")  # a link in it is one that nobody named
    code, out, error = run(shelf, *command, str(drafts / "box"))
    assert (code, out.count("t.late")) == (2, 3)
    assert [line for line in lines(error) if "hosts" in line or "box" in line] == [
        f"{drafts / 'box'}#4：{STRANGE[link_that_leads_out]}"
    ]


@posix
def test_a_maildir_a_part_of_which_is_a_link_within_it_is_read(shelf: Path, drafts: Path) -> None:
    (drafts / "box" / "read").mkdir(parents=True)
    (drafts / "box" / "new").mkdir()
    (drafts / "box" / "read" / "1.host").write_text(MAIL, encoding="utf-8")
    (drafts / "box" / "cur").symlink_to("read")
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts / "box"))
    assert (code, error, out.count("t.late")) == (1, "", 1)


@posix
def test_folders_that_lead_in_a_circle_are_walked_once(shelf: Path, drafts: Path) -> None:
    (drafts / "again").symlink_to(drafts, target_is_directory=True)
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts))
    assert (code, error, out.count("t.late")) == (1, "", 1)


@posix
def test_a_named_link_or_pipe_is_read(shelf: Path, drafts: Path) -> None:
    (drafts.parent / "link.txt").symlink_to(drafts / "good.txt")
    os.mkfifo(drafts.parent / "pipe")
    writer = f"import threading, pathlib; threading.Thread(target=pathlib.Path({str(drafts.parent / 'pipe')!r})"
    writer += f".write_text, args=({GOOD!r}, 'utf-8'), daemon=True).start()\n"
    code, out, error = run(
        shelf,
        "check",
        "--format",
        "concise",
        str(drafts.parent / "link.txt"),
        str(drafts.parent / "pipe"),
        before=writer,
    )
    assert (code, error, out.count("t.late")) == (1, "", 2)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device that never ends")
def test_a_device_that_never_ends_is_left_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    with pytest.raises(TooLongError):
        read_file("/dev/zero")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device that never ends")
@pytest.mark.parametrize("name", ["/dev/zero", "-"])
def test_too_long_a_file_is_one_line(shelf: Path, drafts: Path, name: str) -> None:
    bound = "import tonecheck.files; tonecheck.files.MOST_BYTES = 1000\n"
    with open("/dev/zero", "rb") as zeros:
        arguments = ["check", "--format", "concise", name, str(drafts)]
        code, out, error = run(shelf, *arguments, before=bound, stdin=zeros)
    assert (code, len(lines(error)), out.count("t.late")) == (2, 1, 1)
    assert error.startswith(("/dev/zero：超过 ", "<stdin>：超过 "))


# Closed folders and files


def refused(path: str) -> str:
    return f"""
import builtins, os
really_open, really_scan = builtins.open, os.scandir
def scan(path='.'):
    if os.fspath(path) == {path!r}: raise PermissionError(13, 'Permission denied', path)
    return really_scan(path)
def open_(path, *rest, **more):
    if not isinstance(path, int) and os.fspath(path) == {path!r}: raise PermissionError(13, 'Permission denied', path)
    return really_open(path, *rest, **more)
builtins.open, os.scandir = open_, scan
"""


@pytest.mark.parametrize("closed", ["sub", "bad.txt"])
def test_a_closed_folder_or_file_is_told_and_the_rest_is_checked(shelf: Path, drafts: Path, closed: str) -> None:
    if (drafts / ".git").exists() and closed == "sub":
        pytest.skip("git looks for itself: see the next test")
    (drafts / "sub").mkdir()
    (drafts / "bad.txt").write_text(GOOD, encoding="utf-8")
    path = str(drafts / closed)
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts), before=refused(path))
    assert (code, lines(error)) == (2, [f"{path}：没有读它的权限。"])
    assert f"{drafts / 'good.txt'}:1:2" in out


@pytest.mark.parametrize("asked", ["", "信", "a/b"], ids=["the top", "a folder", "a folder further down"])
def test_a_folder_that_git_cannot_open_is_among_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    if not shutil.which("git"):
        pytest.skip("no git")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    folder = tmp_path / asked
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text(GOOD, encoding="utf-8")
    closed = (Path(asked) / "sub").as_posix() + "/"
    said = f"warning: could not open directory '{closed}': Permission denied\n".encode()
    really = subprocess.run

    def git(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        done: subprocess.CompletedProcess[bytes] = really(command, **options)
        return subprocess.CompletedProcess(command, 0, done.stdout, said) if "ls-files" in command else done

    monkeypatch.setattr(subprocess, "run", git)
    assert paths._walk(str(folder)) == [str(folder / "a.txt"), f"{folder}/sub/"]


def test_git_runs_nothing_that_the_configuration_of_a_folder_names(shelf: Path, drafts: Path) -> None:
    if not (drafts / ".git").exists():
        pytest.skip("no work tree")
    (drafts / "evil").write_text("#!/bin/sh\ntouch ran\n")
    (drafts / "evil").chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor"):
        subprocess.run(["git", "-C", str(drafts), "config", key, str(drafts / "evil")], check=True)
    code, _, _ = run(shelf, "check", str(drafts), cwd=drafts)
    assert code == 1
    assert not (drafts / "ran").exists()


# Files that change or vanish


def test_a_file_that_vanishes_before_it_is_read_is_told(shelf: Path, drafts: Path) -> None:
    (drafts / "gone.txt").write_text(GOOD, encoding="utf-8")
    vanish = f"""
import os, tonecheck.cli.paths as at
really = at._walk
def walk(folder):
    names = really(folder)
    os.unlink({str(drafts / "gone.txt")!r})
    return names
at._walk = walk
"""
    code, out, error = run(shelf, "check", "--format", "concise", str(drafts), before=vanish)
    assert (code, lines(error)) == (2, [f"{drafts / 'gone.txt'}：没有这个文件，请检查路径。"])
    assert out.count("t.late") == 1


class Growing:
    """A stream that gives more each time, as a file that is being written to."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, most: int) -> bytes:
        self.given += most
        return b"x" * most


def test_a_file_that_grows_while_it_is_read_is_read_once_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 99)
    stream = Growing()
    with pytest.raises(TooLongError):
        read_stream(stream)  # type: ignore[arg-type]
    assert stream.given == 100


def test_a_found_path_is_still_a_text_and_can_be_told_to_another_process() -> None:
    path = Found("a/b.txt", "a")
    assert (path, path.folder, os.path.join("x", path)) == ("a/b.txt", "a", "x/a/b.txt")
    again = pickle.loads(pickle.dumps(path))
    assert (again, again.folder) == (path, "a")
