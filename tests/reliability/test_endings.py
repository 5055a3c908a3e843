"""Interrupted, unheard, without room: the program ends cleanly, with the right code, and leaves nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from helpers import rule, write
from running import lines, run, small_shelf, start

posix = pytest.mark.skipif(os.name != "posix", reason="signals and devices as POSIX has them")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return small_shelf(tmp_path)


@pytest.fixture
def draft(shelf: Path) -> str:
    path = shelf.parent / "a.txt"
    path.write_text("又拖延了，有故障。\n" * 3000, encoding="utf-8")
    return str(path)


# Ctrl-C

STAGES = {
    "reading": "import tonecheck.read as at; name = 'read_bytes'",
    "checking": "import tonecheck.pipeline as at; name = 'check_message'",
    "formatting": "import tonecheck.formats as at; name = 'render'",
    "writing": "import tonecheck.files as at; name = 'write_whole'; import tonecheck.cli.output as also",
}
INTERRUPT = """
import os, signal

def interrupted(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGINT)
    raise AssertionError("went on")
setattr(at, name, interrupted)
if name == "write_whole": also.write_whole = interrupted
"""


@posix
@pytest.mark.parametrize("stage", STAGES)
def test_an_interruption_is_one_line_and_130(shelf: Path, draft: str, stage: str) -> None:
    result = shelf.parent / "out.txt"
    code, out, error = run(shelf, "check", draft, "-o", str(result), before=STAGES[stage] + INTERRUPT)
    assert (code, out, error.strip()) == (130, "", "已中断。")
    assert not result.exists()
    assert not list(shelf.parent.glob("*.part"))


@posix
def test_an_interruption_while_a_file_is_written_leaves_the_old_one(shelf: Path, draft: str) -> None:
    result = shelf.parent / "out.txt"
    result.write_text("old")
    hit = "import os, signal\nos.fsync = lambda _handle: os.kill(os.getpid(), signal.SIGINT)\n"
    code, _, error = run(shelf, "check", draft, "-o", str(result), before=hit)
    assert (code, error.strip()) == (130, "已中断。")
    assert result.read_text() == "old"
    assert not list(shelf.parent.glob("*.part"))


WRITING = {
    "a mended draft": (["check", "--fix", "own.txt"], "own.txt"),
    "a baseline": (["check", "--baseline", "known.json", "--write-baseline", "own.txt"], "known.json"),
    "an output": (["check", "-o", "out.txt", "own.txt"], "out.txt"),
}
FAULTS = {
    "interrupted": ("import os, signal\nos.fsync = lambda _handle: os.kill(os.getpid(), signal.SIGINT)\n", 130),
    "disk full": ("import os\ndef full(*_any): raise OSError(28, 'No space left on device')\nos.fsync = full\n", 2),
    "no right to replace": ("import os\ndef no(*_any): raise PermissionError(13, 'No')\nos.replace = no\n", 2),
}


@posix
@pytest.mark.parametrize(("arguments", "written"), WRITING.values(), ids=WRITING.keys())
@pytest.mark.parametrize(("fault", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_written_is_written_whole_or_not_at_all(
    shelf: Path, arguments: list[str], written: str, fault: str, expected: int
) -> None:
    desk = shelf.parent / "desk"
    desk.mkdir()
    (desk / "own.txt").write_text("又拖延了，请登陆系统。\n", encoding="utf-8")
    write(shelf, {"rules/t/typo.toml": rule(replace={"登陆": "登录"})})
    if written == "known.json":
        run(shelf, *arguments, cwd=desk)
        (desk / "own.txt").write_text("又拖延了，拖延了。\n", encoding="utf-8")
    elif written == "out.txt":
        (desk / written).write_text("old")
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    code, _, error = run(shelf, *arguments, before=fault, cwd=desk)
    assert (code, "Traceback" in error) == (expected, False)
    assert 1 <= len(error.strip().splitlines()) <= 2
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before
    assert run(shelf, *arguments, cwd=desk)[0] in (0, 1)
    assert (desk / written).read_bytes() != before[written]


@posix
def test_an_interruption_while_a_pipe_is_waited_for(shelf: Path) -> None:
    pipe = shelf.parent / "pipe"
    os.mkfifo(pipe)
    ready = "import sys; sys.stderr.write('ready\\n'); sys.stderr.flush()\n"
    process = start(shelf, "check", str(pipe), before=ready)
    assert process.stderr
    process.stderr.readline()
    code = None
    while code is None:  # it may not have come to the pipe yet
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
    error = process.stderr.read().decode()
    process.stderr.close()
    assert process.stdout
    process.stdout.close()
    assert (code, "Traceback" in error) in {(130, False), (-signal.SIGINT, True)}  # the latter: still being imported


# Nobody reads


@posix
@pytest.mark.parametrize("form", ["text", "json", "html", "sarif"])
def test_a_reader_that_has_seen_enough_changes_no_exit_code(shelf: Path, draft: str, form: str) -> None:
    process = start(shelf, "check", "--format", form, draft)
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


@posix
@pytest.mark.parametrize("arguments", [["rules"], ["principles"], ["explain", "2.15"], ["--help"]])
def test_a_list_that_nobody_reads(shelf: Path, arguments: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    code, _, error = run(shelf, *arguments, stdout=theirs)
    os.close(theirs)
    assert (code, error) == (0, "")


@posix
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("check {}", 1),
        ("check --diff {}", 0),
        ("check --fix {}", 1),
        ("check --fix -", 0),
        ("diff {} {}", 0),
        ("rules", 0),
    ],
)
def test_closed_streams(shelf: Path, draft: str, arguments: str, code: int) -> None:
    close = "import os, sys; os.close(1); os.close(2); sys.stdout = sys.stderr = None\n"
    assert run(shelf, *arguments.format(draft, draft).split(), before=close)[0] == code


@posix
def test_a_closed_standard_input_is_empty(shelf: Path) -> None:
    code, _, error = run(shelf, "check", before="import sys; sys.stdin = None\n")
    assert (code, lines(error)) == (0, ["标准输入是空的，什么也没有检查。"])


# No room


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_full_disk_behind_standard_output_is_told_and_2(shelf: Path, draft: str, form: str) -> None:
    with open("/dev/full", "wb") as full:
        code, _, error = run(shelf, "check", "--format", form, draft, stdout=full)
    assert code == 2
    assert len(lines(error)) == 1
    assert error.startswith("标准输出：写不了：")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["rules"], ["explain", "2.15"]])
def test_a_full_disk_behind_a_list_is_told_and_2(shelf: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        code, _, error = run(shelf, *arguments, stdout=full)
    assert (code, len(lines(error))) == (2, 1)
    assert error.startswith("写不了：")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_output_file(shelf: Path, draft: str) -> None:
    code, out, error = run(shelf, "check", draft, "-o", "/dev/full")
    assert (code, out, len(lines(error))) == (2, "", 1)
    assert error.startswith("/dev/full：写不了：")


@posix
def test_a_home_where_nothing_can_be_written(shelf: Path, draft: str) -> None:
    env = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null/cache", "TMPDIR": "/dev/null/tmp"}
    code, out, error = run(shelf, "check", draft, env=env)
    assert (code, error) == (1, "")
    assert "t.late" in out


def test_no_home_at_all(shelf: Path, draft: str) -> None:
    gone = "import os\nfor name in ('HOME', 'XDG_CACHE_HOME', 'USERPROFILE', 'LOCALAPPDATA'): os.environ.pop(name, 0)\n"
    assert run(shelf, "check", draft, before=gone)[0::2] == (1, "")


# What nobody foresaw


BREAK = """
import tonecheck.pipeline as at
def broken(message, *_rest):
    raise KeyError(message.text)
at.check_message = broken
"""


def test_a_fault_of_our_own_is_one_line_without_words_of_the_message(shelf: Path, draft: str) -> None:
    code, out, error = run(shelf, "check", draft, before=BREAK)
    assert (code, out, len(lines(error))) == (2, "", 1)
    assert error.startswith("tonecheck 自己出错了：KeyError（")
    assert "拖延" not in error


def test_a_fault_is_told_in_full_to_who_asks_for_it(shelf: Path, draft: str) -> None:
    _, _, error = run(shelf, "check", draft, before=BREAK, env={"TONECHECK_TRACEBACK": "1"})
    assert "Traceback" in error


MISSING = """
from tonecheck.lexicon import bundle
bundle.builtin_folder = lambda: (_ for _ in ()).throw(bundle.BrokenInstallationError("no folder"))
"""
DAMAGED = """
import os; from pathlib import Path; from tonecheck.words import open_table; from tonecheck.lexicon import bundle
Path("words.bin").write_bytes(b"cut short")
bundle._words_in_cache = lambda _words: lambda: open_table("words.bin")
"""


@pytest.mark.parametrize(("fault", "what"), [(MISSING, "BrokenInstallationError"), (DAMAGED, "WordTableError")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_missing_of_the_installation_asks_for_another(
    shelf: Path, draft: str, fault: str, what: str, lang: str
) -> None:
    (shelf / "rules/t/late.toml").write_text(rule("拖延"), encoding="utf-8")  # a word whose boundaries are asked for
    code, out, error = run(shelf, "check", draft, "--lang", lang, before=fault, cwd=shelf.parent)
    assert (code, out, len(lines(error))) == (2, "", 1)
    assert what in error
    assert ("install it again" if lang == "en" else "请重新安装") in error


def test_an_error_of_reading_is_not_told_as_one_of_writing(shelf: Path, draft: str) -> None:
    fault = BREAK.replace("KeyError(message.text)", "TimeoutError(110, 'Timed out')")
    assert run(shelf, "check", draft, before=fault)[::2] == (2, "读写出错：Timed out。\n")


def test_too_little_memory_is_one_line(shelf: Path, draft: str) -> None:
    code, _, error = run(shelf, "check", draft, before=BREAK.replace("KeyError(message.text)", "MemoryError"))
    assert (code, lines(error)) == (2, ["内存不够了；请一次少查一些文件。"])


KILL = """
import multiprocessing, os, signal; import tonecheck.pipeline as at
multiprocessing.set_start_method("fork")
check, first = at.check_message, os.getpid()
def killed(message, *rest):
    if os.getpid() != first and message.path.endswith("30.txt"):
        os.kill(os.getpid(), signal.SIGKILL)
    return check(message, *rest)
at.check_message = killed
"""


@posix
@pytest.mark.parametrize(("lang", "begin"), [("zh", "没有查完：有一个进程"), ("en", "Not all was checked: the system")])
def test_a_process_that_the_system_ends_is_one_line(shelf: Path, lang: str, begin: str) -> None:
    drafts = write(shelf.parent / "drafts", {f"{number}.txt": "又拖延了。" for number in range(40)})
    code, _, error = run(shelf, "check", str(drafts), "--jobs", "2", "--lang", lang, before=KILL)
    assert error.startswith(begin)
    assert (code, len(lines(error))) == (2, 1)
    assert "--jobs 1" in error


@pytest.mark.parametrize("encoding", ["gbk", "latin-1"])
def test_a_terminal_that_lacks_a_character_stops_nothing(shelf: Path, encoding: str) -> None:
    draft = shelf.parent / "b.txt"
    draft.write_text("😀又拖延了😀", encoding="utf-8")
    process = start(shelf, "check", str(draft), env={"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding})
    out, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (1, b"")
    assert "\\U0001f600" in out.decode(encoding)
