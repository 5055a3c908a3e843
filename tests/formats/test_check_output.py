"""Where a check's output goes and how much of it: file, statistics, quiet, without snippets; the exit code stays."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from format_samples import FILES, FORMATS
from helpers import rule, write

from tonecheck.cli import checking, main, output
from tonecheck.cli.check import FORMATS as OFFERED
from tonecheck.cli.options import EXCUSED
from tonecheck.lexicon import bundle

Run = Callable[..., Result]
LEXICON = FILES | {
    name: rule(cue=[{"find": [word], "boundary": False}], severity=severity, title=word)
    for name, word, severity in (("rules/t/late.toml", "拖延", "warning"), ("rules/t/soon.toml", "尽快", "hint"))
}
"""Rules that need no word table."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs ``tonecheck …`` in a folder with ``late.txt``, ``soon.txt`` and ``good.txt``."""
    shelf, folder = write(tmp_path / "shelf" / "lexicons", LEXICON), tmp_path / "drafts"
    folder.mkdir()
    for name, text in (("late.txt", "拖延，尽快。"), ("soon.txt", "尽快。"), ("good.txt", "好的。")):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.chdir(folder)

    def ran(*arguments: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, ("check", *arguments), input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    yield ran
    folder.chmod(0o755)


# Formats


def test_the_tests_know_all_formats() -> None:
    assert OFFERED == FORMATS


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_of_every_rule_and_exits_alike(run: Run, form: str) -> None:
    result = run("--format", form, "late.txt", "soon.txt")
    assert result.exit_code == 1
    assert all(name in result.stdout for name in ("t.late", "t.soon"))


# --output-file


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("path", "code"), [("late.txt", 1), ("good.txt", 0), ("none.txt", 2)])
def test_the_same_stands_in_the_file_as_on_standard_output_and_the_exit_code_stays(
    run: Run, form: str, path: str, code: int
) -> None:
    printed = run("--format", form, path)
    written = run("--format", form, "--output-file", "out.dat", path)
    assert (printed.exit_code, written.exit_code) == (code, code)
    assert written.stdout == ""
    assert written.stderr == printed.stderr
    assert Path("out.dat").read_bytes() == printed.stdout_bytes


def test_an_old_file_is_replaced_and_keeps_its_rights(run: Run) -> None:
    old = Path("out.txt")
    old.write_text("alt" * 1000)
    old.chmod(0o640)
    run("-o", "out.txt", "late.txt")
    assert "t.late" in old.read_text(encoding="utf-8")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_who_is_reading_the_old_file_reads_it_to_its_end(run: Run) -> None:
    Path("out.txt").write_text("old")
    with Path("out.txt").open() as reader:
        run("-o", "out.txt", "late.txt")
        assert reader.read() == "old"


def test_a_link_stays_a_link(run: Run) -> None:
    Path("link").symlink_to("there.txt")
    run("-o", "link", "late.txt")
    assert Path("link").is_symlink()
    assert "t.late" in Path("there.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["text", "concise"])
@pytest.mark.parametrize("options", [(), ("-q",), ("--fail-on", "hint", "--show-excused")])
def test_what_is_printed_ahead_is_what_would_be_printed_at_the_end(
    run: Run, monkeypatch: pytest.MonkeyPatch, form: str, options: tuple[str, ...]
) -> None:
    for number in range(5):
        Path(f"more{number}.txt").write_text("拖延，尽快。" * number, encoding="utf-8")
    at_the_end = run(".", "--format", form, *options)
    monkeypatch.setattr(checking, "AT_A_TIME", 2)
    ahead = run(".", "--format", form, *options)
    assert (ahead.stdout, ahead.stderr, ahead.exit_code) == (
        at_the_end.stdout,
        at_the_end.stderr,
        at_the_end.exit_code,
    )


@pytest.mark.parametrize("last", ["good.txt", "none.txt"])
def test_what_was_printed_ahead_decides_the_exit_code_too(run: Run, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    monkeypatch.setattr(checking, "AT_A_TIME", 1)
    assert run("late.txt", last).exit_code == (1 if last == "good.txt" else 2)


def test_a_hyphen_is_standard_output(run: Run) -> None:
    assert run("-o", "-", "late.txt").stdout == run("late.txt").stdout
    assert not Path("-").exists()


def test_a_device_is_written_to(run: Run) -> None:
    assert run("-o", os.devnull, "late.txt").exit_code == 1
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("none/out.txt", "没有这个文件或文件夹"),
        (".", "这是文件夹"),
        ("late.txt/out.txt", "路径里有一段不是文件夹"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_in_one_line(run: Run, path: str, why: str) -> None:
    before = sorted(Path().iterdir())
    result = run("-o", path, "good.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{path}：写不了：{why}；请检查 --output-file。\n"
    assert sorted(Path().iterdir()) == before


def test_when_writing_fails_half_way_the_old_file_stays(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out.txt").write_text("old")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("-o", "out.txt", "late.txt")
    assert result.exit_code == 2
    assert "磁盘满了" in result.stderr
    assert Path("out.txt").read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["good.txt", "late.txt", "out.txt", "soon.txt"]


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        pytest.param("late.txt", ("late.txt",), id="the draft"),
        pytest.param("./late.txt", ("good.txt", "late.txt"), id="one of several, by another name"),
        pytest.param("link.txt", ("late.txt",), id="a link to it"),
        pytest.param("late.txt", ("link.txt",), id="what a link leads to"),
        pytest.param("late.txt", ("late.txt", "--diff"), id="--diff"),
        pytest.param("late.txt", ("late.txt", "--fix"), id="--fix"),
        pytest.param("late.txt", (".",), id="found in a folder"),
        pytest.param("box/new/1.host", ("box",), id="in a Maildir"),
        pytest.param("known.json", ("late.txt", "--baseline", "known.json"), id="the baseline"),
        pytest.param("new.json", ("late.txt", "--baseline", "new.json", "--write-baseline"), id="the new baseline"),
        pytest.param("tonecheck.toml", ("late.txt",), id="the configuration"),
    ],
)
def test_what_is_read_is_not_written_over(run: Run, path: str, arguments: tuple[str, ...]) -> None:
    run("late.txt", "--baseline", "known.json", "--write-baseline")
    Path("link.txt").symlink_to("late.txt")
    for part in ("cur", "new"):
        Path("box", part).mkdir(parents=True)
    Path("box/new/1.host").write_text("Subject: a\n\n拖延。", encoding="utf-8")
    Path("tonecheck.toml").write_text("strict = true", encoding="utf-8")
    before = {file: file.read_bytes() for file in Path().rglob("*") if file.is_file()}
    result = run(*arguments, "-o", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{path}：这个文件是要读的，写进去，原来的内容就没有了；请给 --output-file 换一个文件。\n"
    assert {file: file.read_bytes() for file in Path().rglob("*") if file.is_file()} == before
    english = run(*arguments, "-o", path, "--lang", "en").stderr
    assert english == (
        f"{path}: this file is to be read, and what is in it would be lost; give --output-file another one.\n"
    )


@pytest.mark.usefixtures("run")
def test_what_comes_by_standard_input_is_not_written_over(tmp_path: Path) -> None:
    draft = Path("late.txt")
    before = draft.read_bytes()
    call = [sys.executable, "-c", PROGRAM, str(tmp_path / "shelf" / "lexicons"), "check", "-o", "late.txt"]
    with draft.open("rb") as stdin:
        done = subprocess.run(call, stdin=stdin, capture_output=True, check=False)
    assert (done.returncode, done.stdout, draft.read_bytes()) == (2, b"", before)


@pytest.mark.parametrize(("path", "paths"), [("out.json", ["."]), ("late.txt", ["good.txt"]), (os.devnull, ["-"])])
def test_what_is_not_read_may_be_written_over(run: Run, path: str, paths: list[str]) -> None:
    Path("out.json").write_text("old")
    assert run("-o", path, *paths, stdin="好的。").exit_code == (1 if paths == ["."] else 0)


# --exit-zero, --quiet, --statistics, --no-snippets


@pytest.mark.parametrize(("path", "code"), [("late.txt", 0), ("good.txt", 0), ("none.txt", 2)])
def test_exit_zero_keeps_2(run: Run, path: str, code: int) -> None:
    assert run("--exit-zero", path).exit_code == code


@pytest.mark.parametrize(
    ("options", "rules", "code"),
    [
        pytest.param([], ["t.late"], 1, id="warnings and errors"),
        pytest.param(["--fail-on", "error"], [], 0, id="errors"),
        pytest.param(["--fail-on", "hint"], ["t.late", "t.soon"], 1, id="all"),
    ],
)
def test_quiet_shows_what_makes_the_check_fail_and_nothing_else(
    run: Run, options: list[str], rules: list[str], code: int
) -> None:
    result = run("--quiet", "--format", "concise", *options, "late.txt")
    assert [line.split()[2] for line in result.stdout.splitlines()] == rules
    assert result.exit_code == code
    found = json.loads(run("-q", "--format", "json", *options, "late.txt").stdout)["files"][0]["findings"]
    assert [finding["rule"] for finding in found] == rules


def test_quiet_says_nothing_of_a_good_message(run: Run) -> None:
    assert run("-q", "good.txt").stdout == ""
    assert run("good.txt").stdout != ""
    assert "份消息" not in run("-q", "late.txt").stdout


def test_statistics(run: Run) -> None:
    result = run("--statistics", "late.txt", "soon.txt")
    assert result.exit_code == 1
    assert result.stdout == "2  t.soon  尽快\n1  t.late  拖延\n2 份消息：提醒 1，建议 2。\n"
    assert run("--statistics", "-q", "late.txt", "soon.txt").stdout == "1  t.late  拖延\n"
    counts = json.loads(run("--statistics", "--format", "json", "late.txt", "soon.txt").stdout)
    assert [(row["rule"], row["count"]) for row in counts] == [("t.soon", 2), ("t.late", 1)]


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("text", "concise", "json")])
def test_statistics_do_not_go_with_other_formats(run: Run, form: str) -> None:
    result = run("--statistics", "--format", form, "late.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--statistics 不能和 --format {form} 一起用" in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_let_pass_is_shown_or_refused(run: Run, form: str) -> None:
    Path("let.txt").write_text("不是拖延。", encoding="utf-8")
    result = run("--show-excused", "--format", form, "let.txt")
    if form in EXCUSED:
        assert (result.exit_code, "拖延" in result.stdout) == (0, True)
    else:
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"--show-excused 不能和 --format {form} 一起用，请用 text、concise、json、jsonl、html。" in result.stderr


def test_statistics_do_not_go_with_what_was_let_pass(run: Run) -> None:
    result = run("--statistics", "--show-excused", "late.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--statistics 只数有几处，不能和 --show-excused 一起用" in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_no_snippets(run: Run, form: str) -> None:
    Path("secret.txt").write_text("玄黄拖延玄黄，不是拖延。", encoding="utf-8")
    result = run("--no-snippets", *["--show-excused"] * (form in EXCUSED), "--format", form, "secret.txt")
    assert "t.late" in result.stdout
    assert "玄黄" not in result.stdout
    assert "“拖延”" not in result.stdout


# Progress


PROGRAM = """
import sys; from pathlib import Path
from tonecheck.lexicon import bundle
shelf = Path(sys.argv.pop(1)); bundle.builtin_folder, bundle.BUILT = lambda: shelf, shelf / "none"
from tonecheck.cli import main; main(prog_name="tonecheck")
"""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals here")
@pytest.mark.parametrize(
    ("options", "files", "shown"),
    [
        pytest.param([], output.MANY + 1, True, id="many files"),
        pytest.param([], output.MANY, False, id="not so many"),
        pytest.param(["-q"], output.MANY + 1, False, id="many, quietly"),
    ],
)
def test_a_bar_on_a_terminal_while_many_files_are_checked(
    run: Run, tmp_path: Path, options: list[str], files: int, shown: bool
) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(files):
        (many / f"{number}.txt").write_text("尽快。" if number else "拖延。", encoding="utf-8")
    assert run(*options, str(many)).stderr == ""  # no terminal
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "shelf" / "lexicons"), "check", *options, str(many)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "PYTHONUTF8": "1"},
    )
    printed, _ = process.communicate(timeout=60)
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.returncode == 1
    assert ("检查中" in seen.decode()) is shown
    assert printed.decode().count("t.late") == 1
    assert "检查中" not in printed.decode()
