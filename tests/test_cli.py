"""The command line: which files are read, what is printed where, and the exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from helpers import message_rule, move, rule, table, write

from tonecheck import __version__, cli
from tonecheck import read as read_room
from tonecheck.cli import main, plain
from tonecheck.cli.commands import COMMANDS
from tonecheck.cli.commands import run as run_commands
from tonecheck.cli.options import FORMATS as ALL_FORMATS
from tonecheck.cli.paths import SUFFIXES
from tonecheck.lexicon import bundle

Run = Callable[..., Result]
FORMATS = "、".join(ALL_FORMATS)


def phrase(word: str, **keys: Any) -> str:
    """A phrase rule that needs no word table."""
    return rule(cue=[{"find": [word], "boundary": False}], **keys)


def test_the_list_of_commands_says_of_each_what_its_own_help_says() -> None:
    context = click.Context(main)
    for name, (_, said) in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None and command.get_short_help_str(1000) == said


LEXICON = {
    "rules/tone/curse.toml": phrase("混蛋", severity="error", title="骂人"),
    "rules/tone/hurry.toml": phrase("立刻", title="催促", examples={"bad": ["请<立刻>回复。"], "good": ["请回复。"]}),
    "rules/tone/picky.toml": phrase("请", strict=True, severity="hint", title="挑剔"),
    "rules/vague/soon.toml": phrase("尽快", severity="hint", title="含糊"),
    "rules/vague/chat.toml": phrase("在吗", title="寒暄", kinds=["chat"], audiences=["peer"]),
    "rules/missing/plan.toml": message_rule("problem", title="缺少方案"),
    "moves/problem.toml": move("故障"),
    "voice.toml": '[negated]\nbefore = ["不必"]\n',
    "families.toml": table(
        family=[
            {"name": "tone", "title": "语气", "rules": ["tone.curse", "tone.hurry", "tone.picky"]},
            {"name": "vague", "title": "模糊", "rules": ["vague.soon", "vague.chat"]},
            {"name": "missing", "title": "缺失", "rules": ["missing.plan"]},
        ]
    ),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for the built-in lexicon, and a cache beside it."""
    return write(tmp_path_factory.mktemp("shelf") / "lexicons", LEXICON)


@pytest.fixture
def run(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``tonecheck …`` in the empty folder ``tmp_path``."""
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(shelf.parent / "cache"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, arguments, input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return ran


def put(path: str, text: str | bytes = "好的。") -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def rules_in(result: Result) -> list[str]:
    return [finding["rule"] for file in json.loads(result.stdout)["files"] for finding in file["findings"]]


def files_in(result: Result) -> list[str]:
    return [file["path"] for file in json.loads(result.stdout)["files"]]


# Exit codes


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        pytest.param("好的。", [], 0, id="nothing found"),
        pytest.param("混蛋！", [], 1, id="an error"),
        pytest.param("立刻！", [], 1, id="a warning"),
        pytest.param("尽快。", [], 0, id="a hint"),
        pytest.param("尽快。", ["--fail-on", "hint"], 1, id="fail on hint, a hint"),
        pytest.param("立刻！", ["--fail-on", "hint"], 1, id="fail on hint, a warning"),
        pytest.param("立刻！", ["--fail-on", "error"], 0, id="fail on error, a warning"),
        pytest.param("混蛋！", ["--fail-on", "error"], 1, id="fail on error, an error"),
        pytest.param("混蛋！", ["--ignore", "tone"], 0, id="an error that is ignored"),
        pytest.param("混蛋！", ["--format", "json"], 1, id="an error as JSON"),
        pytest.param("混蛋！", ["--format", "concise"], 1, id="an error, concise"),
        pytest.param("", [], 0, id="an empty draft"),
    ],
)
def test_exit_code_of_a_check(run: Run, text: str, options: list[str], code: int) -> None:
    assert run("check", *options, "-", stdin=text).exit_code == code


@pytest.mark.parametrize("stdin", ["", "\r\n \n"], ids=["nothing", "blank lines"])
@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "-", "--quiet"], ["check", "--format", "json"], ["check", "--fix", "-"], ["why", "-"]],
    ids=" ".join,
)
def test_an_empty_standard_input_is_told(run: Run, arguments: list[str], stdin: str) -> None:
    result = run(*arguments, stdin=stdin)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (0, "标准输入是空的，什么也没有检查。")
    english = run(*arguments, "--lang", "en", stdin=stdin)
    assert english.stderr.splitlines()[0] == "Standard input is empty: nothing was checked."


def test_of_standard_input_with_text_nothing_more_is_told(run: Run) -> None:
    assert run("check", stdin="好的。").stderr == ""


@pytest.mark.parametrize("text", ["", "\r\n \n", " " * 5000], ids=["nothing", "blank lines", "many blanks"])
def test_an_empty_file_is_told_where_it_was_named(run: Run, text: str) -> None:
    put("in/a.txt", text)
    put("b.txt", " " * 5000 + "好的。")
    put("c.txt", text)
    for fix in ([], ["--fix"], ["--format", "json"]):
        result = run("check", "in/a.txt", "b.txt", *fix)
        assert (result.exit_code, result.stderr.splitlines()[0]) == (0, "in/a.txt：这个文件是空的，没有可检查的。")
    english = run("check", "in/a.txt", "--lang", "en").stderr
    assert english == "in/a.txt: this file is empty: nothing in it was checked.\n"
    assert run("check", "-q", "in/a.txt").stderr == run("check", "in", "b.txt").stderr == ""
    assert run("check", "c.txt", "--force-exclude", "--config", 'exclude=["c.txt"]').stderr == ""


@pytest.mark.parametrize(
    ("path", "again"), [("-", "-"), ("a.txt", "a.txt"), ("a.txt", "./a.txt"), ("b", "b/b.txt"), ("b", "./b/b.txt")]
)
def test_what_is_named_twice_is_checked_once(run: Run, path: str, again: str) -> None:
    put("a.txt", "立刻！")
    put("b/b.txt", "立刻！")
    twice, once = (run("check", *paths, stdin="立刻！") for paths in ([path, again], [path]))
    assert (twice.stdout, twice.stderr, twice.exit_code) == (once.stdout, once.stderr, 1)


def test_the_help_says_that_without_a_path_standard_input_is_read(run: Run) -> None:
    assert "不写 PATHS 就读标准输入" in run("check", "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param(["check", "--colour"], "--colour", id="option"),
        pytest.param(["check", "--fail-on", "never"], "never", id="severity"),
        pytest.param(["check", "--format", "xml"], "xml", id="format"),
        pytest.param(["check", "--kind", "letter"], "letter", id="kind"),
        pytest.param(["check", "--audience", "boss"], "boss", id="audience"),
        pytest.param(["check", "--lang", "fr"], "fr", id="language"),
        pytest.param(
            ["check", "--select", "tone.curze"],
            "没有叫 tone.curze 的规则或规则族，是不是 tone.curse？",
            id="selected rule",
        ),
        pytest.param(["check", "--ignore", "ton"], "没有叫 ton 的规则或规则族，是不是 tone？", id="ignored family"),
        pytest.param(
            ["check", "--select", "tone,xyzzy"],
            "没有叫 xyzzy 的规则或规则族；tonecheck rules 列出所有规则。",
            id="one of two",
        ),
        pytest.param(
            ["explain", "tone.hury"], "没有叫 tone.hury 的规则、规则族或原则，是不是 tone.hurry？", id="rule to explain"
        ),
        pytest.param(["explain", "2.16"], "没有叫 2.16 的规则、规则族或原则，是不是 2.15？", id="principle to explain"),
        pytest.param(["lint"], "lint", id="command"),
        pytest.param(["why"], "PATH", id="no file to explain"),
    ],
)
def test_a_wrong_option_is_told_on_standard_error_and_exits_with_2(run: Run, arguments: list[str], error: str) -> None:
    result = run(*arguments, stdin="好的。")
    assert (result.exit_code, result.stdout) == (2, "")
    assert error in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["draft.txt"], "没有叫 draft.txt 的命令；请试试：tonecheck check draft.txt"),
        (["草稿"], "没有叫 草稿 的命令；请试试：tonecheck check 草稿"),
        (["chek"], "没有叫 chek 的命令；请试试：tonecheck check"),
        (["xyzzyq"], "没有叫 xyzzyq 的命令；请试试：tonecheck --help"),
        (["draft.txt", "--lang", "en"], "There is no command “draft.txt”; try: tonecheck check draft.txt"),
        (["check", "--colour"], "没有选项 --colour。怎么写，见 tonecheck check --help"),
        (["--colour"], "没有选项 --colour。怎么写，见 tonecheck --help"),
        (["check", "--fial-on", "error"], "没有选项 --fial-on，是不是 --fail-on？怎么写，见 tonecheck check --help"),
        (
            ["check", "--fail-on", "never"],
            "--fail-on 不能是 never，只能是 error、warning、hint。怎么写，见 tonecheck check --help",
        ),
        (["check", "--format=yaml"], f"--format 不能是 yaml，只能是 {FORMATS}。怎么写，见 tonecheck check --help"),
        (["check", "--fail-on"], "--fail-on 后面要写一个值：error、warning、hint。怎么写，见 tonecheck check --help"),
        (["check", "-o"], "-o 后面要写 PATH。怎么写，见 tonecheck check --help"),
        (["check", "--stdin-filename"], "--stdin-filename 后面要写一个值。怎么写，见 tonecheck check --help"),
        (["check", "--strict=yes"], "--strict 后面不用写值。怎么写，见 tonecheck check --help"),
        (["check", "--jobs", "two"], "--jobs 应当是整数，不小于 0。怎么写，见 tonecheck check --help"),
        (["check", "--jobs", "-1"], "--jobs 应当是整数，不小于 0。怎么写，见 tonecheck check --help"),
        (["explain"], "少写了 NAME。怎么写，见 tonecheck explain --help"),
        (["diff", "a.txt"], "少写了 NEW。怎么写，见 tonecheck diff --help"),
        (["sendmail"], "少写了 REAL-SENDMAIL。怎么写，见 tonecheck sendmail --help"),
        (["rules", "blame", "tone"], "多写了 blame tone。怎么写，见 tonecheck rules --help"),
        (
            ["hook", "install", "nosuch"],
            "不能写 nosuch，只能写 commit-msg、sendemail-validate。怎么写，见 tonecheck hook install --help",
        ),
        (["hook", "instal"], "没有叫 instal 的命令，只有 install、uninstall。怎么写，见 tonecheck hook --help"),
        (
            ["check", "--unsafe-fixes", "-"],
            "--unsafe-fixes 要和 --fix 或 --diff 一起用。怎么写，见 tonecheck check --help",
        ),
        (["check", "--colour", "--lang=en"], "There is no option --colour. See tonecheck check --help"),
        (
            ["check", "--fial-on", "--lang", "en"],
            "There is no option --fial-on; did you mean --fail-on? See tonecheck check --help",
        ),
        (
            ["check", "--kind", "letter", "--lang", "en"],
            "--kind can't be “letter”; it is one of mail, chat, notice, issue, commit. See tonecheck check --help",
        ),
        (["explain", "--lang", "en"], "NAME is missing. See tonecheck explain --help"),
        (["rules", "blame", "--lang", "en"], "Not expected here: blame. See tonecheck rules --help"),
        (["check", "--lang", "en", "-o"], "-o needs PATH. See tonecheck check --help"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    put("草稿")
    monkeypatch.setattr(sys, "argv", ["tonecheck", *arguments])
    assert plain.asked(arguments) is None  # left to click
    assert run_commands() == 2
    told = capsys.readouterr()
    # click names the program that pytest is
    assert (told.out, re.sub("(见 |See ).*tonecheck", r"\1tonecheck", told.err)) == ("", f"{said}\n")


def test_the_program_without_a_command_shows_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["tonecheck"])
    run_commands()
    assert "Commands:" in "".join(capsys.readouterr())


# Files that can't be read


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "gone.txt"], "gone.txt: there is no such file; check the path."),
        (["check", "gone.txt", "--fix"], "gone.txt: there is no such file; check the path."),
        (["check", "--cache", "gone.txt", "ok.txt"], "gone.txt: there is no such file; check the path."),
        (
            ["check", "p.txt"],
            "p.txt: this is a PNG picture, no plain text; save the text as .txt, .md or .eml in UTF-8",
        ),
        (["check", "a.jsonl"], 'a.jsonl#1: this line has no text; each line must be an object, as {"text": "…"}'),
        (
            ["check", "ok.txt", "-o", "gone/out.txt"],
            "gone/out.txt: can't be written: No such file or directory; check its",
        ),
        (["check", "--unsafe-fixes", "ok.txt"], "Error: --unsafe-fixes needs --fix or --diff."),
        (["why", "gone.txt"], "gone.txt: there is no such file; check the path."),
        (["diff", "gone.txt", "ok.txt"], "gone.txt: there is no such file; check the path."),
        (["diff", "-", "-"], "Error: Only one of OLD and NEW can be - (standard input)."),
        (["explain", "tone.hury"], "there is no rule, family or principle “tone.hury”; did you mean tone.hurry?"),
    ],
)
def test_what_is_wrong_is_told_in_english_to_who_asks_for_it(run: Run, arguments: list[str], said: str) -> None:
    put("ok.txt")
    put("p.txt", b"\x89PNG\r\n\x1a\n\0")
    put("a.jsonl", "{}")
    result = run(*arguments, "--lang", "en")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not re.search("[\u4e00-\u9fff]", result.stderr)


def test_a_blank_stands_between_chinese_and_latin_words(run: Run) -> None:
    put("p.txt", b"\x89PNG\r\n\x1a\n\0")
    assert run("check", "p.txt").stderr.startswith("p.txt：这是 PNG 图片，不是纯文本；")


@pytest.mark.parametrize("form", ["text", "concise", "json"])
@pytest.mark.parametrize(
    ("bad", "content"),
    [
        pytest.param("none.txt", None, id="missing"),
        pytest.param("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, id="no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_checked(
    run: Run, bad: str, content: bytes | None, form: str
) -> None:
    put("a.txt", "立刻！")
    put("z.txt", "尽快。")
    if content is not None:
        put(bad, content)
    result = run("check", "--format", form, "a.txt", bad, "z.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{bad}：")
    assert result.stderr.count("\n") == 1
    assert "tone.hurry" in result.stdout
    assert "vague.soon" in result.stdout
    if form == "json":
        loaded = json.loads(result.stdout)
        assert [error["path"] for error in loaded["errors"]] == [bad]
        assert result.stderr == f"{bad}：{loaded['errors'][0]['message']}\n"
        assert loaded["summary"] == {"files": 2, "error": 0, "warning": 1, "hint": 1}


def test_the_name_of_a_file_that_cannot_be_read_cannot_act_on_the_terminal(run: Run) -> None:
    result = run("check", "a\x07\u202e.txt")
    assert result.exit_code == 2
    assert set(result.stderr) & set("\x07\u202e") == set()


@pytest.mark.parametrize("form", ["text", "concise", "json"])
def test_a_file_name_that_is_not_utf_8(run: Run, form: str) -> None:
    name = os.fsdecode(b"\xff.txt")
    try:
        put(name, "立刻！")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    result = run("check", "--format", form, ".")
    assert result.exit_code == 1
    assert "tone.hurry" in result.stdout


# Which rules


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        pytest.param([], "tone.curse tone.hurry vague.soon", id="by default"),
        pytest.param(["--select", "tone"], "tone.curse tone.hurry", id="a family"),
        pytest.param(["--select", "tone.hurry"], "tone.hurry", id="a rule"),
        pytest.param(["--select", "tone.hurry,vague"], "tone.hurry vague.soon", id="two with a comma"),
        pytest.param(
            ["--select", "tone.hurry", "--select", " vague , "], "tone.hurry vague.soon", id="the option twice"
        ),
        pytest.param(["--ignore", "tone.curse"], "tone.hurry vague.soon", id="not a rule"),
        pytest.param(["--select", "tone", "--ignore", "tone.curse"], "tone.hurry", id="a family without a rule"),
        pytest.param(["--strict"], "tone.picky tone.curse tone.hurry vague.soon", id="strict"),
        pytest.param(["--select", "tone.picky"], "tone.picky", id="a strict rule by name"),
        pytest.param(["--select", "all"], "tone.curse tone.hurry vague.soon", id="all"),
    ],
)
def test_which_rules_are_used(run: Run, options: list[str], rules: str) -> None:
    result = run("check", "--format", "json", *options, stdin="请看，混蛋，立刻，尽快。")
    assert rules_in(result) == rules.split()


def test_kind_and_audience(run: Run) -> None:
    found = run("check", "--format", "json", "--kind", "chat", "--audience", "peer", stdin="在吗")
    assert rules_in(found) == ["vague.chat"]
    assert rules_in(run("check", "--format", "json", "--kind", "chat", stdin="在吗")) == []


# Where the text comes from


@pytest.mark.parametrize("paths", [[], ["-"]], ids=["no path", "-"])
@pytest.mark.parametrize(
    ("options", "name"), [([], "<stdin>"), (["--stdin-filename", "信/甲.txt"], "信/甲.txt")], ids=["as it is", "named"]
)
def test_standard_input(run: Run, paths: list[str], options: list[str], name: str) -> None:
    result = run("check", "--format", "json", *options, *paths, stdin="立刻！")
    assert (files_in(result), rules_in(result)) == ([name], ["tone.hurry"])


def test_the_name_of_standard_input_says_what_it_is(run: Run) -> None:
    mail = b"Subject: a\nContent-Type: text/plain; charset=gb18030\nContent-Transfer-Encoding: 8bit\n\n"
    result = run(
        "check", "--format", "json", "--stdin-filename", "a.eml", stdin=mail + "请立刻回复。".encode("gb18030")
    )
    (file,) = json.loads(result.stdout)["files"]
    assert (file["kind"], rules_in(result)) == ("mail", ["tone.hurry"])


def test_standard_input_that_is_no_text(run: Run) -> None:
    result = run("check", "-", stdin=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_files_in_the_order_given_and_named_as_given(run: Run) -> None:
    for name in ("b.txt", "a.txt", "信 件.log", "c.txt"):
        put(name, "立刻！")
    paths = ["b.txt", "./a.txt", "信 件.log", str(Path("c.txt").absolute())]
    assert files_in(run("check", "--format", "json", *paths)) == paths


def test_a_folder_is_walked_for_drafts(run: Run) -> None:
    for name in (
        "b.txt",
        "a.MD",
        "c.eml",
        "d.html",
        "e.png",
        "f.py",
        "g",
        ".h.txt",
        "信/甲 乙.txt",
        "信/.git/x.txt",
        "z/y/x.htm",
    ):
        put(f"in/{name}")
    put("out.txt")
    expected = [f"in/{name}" for name in ("a.MD", "b.txt", "c.eml", "d.html", "z/y/x.htm", "信/甲 乙.txt")]
    assert files_in(run("check", "--format", "json", "in")) == expected
    assert files_in(run("check", "--format", "json", "in/")) == expected


def test_in_a_folder_every_ending_is_checked_that_is_read_in_its_own_way_but_json_lines() -> None:
    read = {ending for endings in read_room._ENDINGS.values() for ending in endings} | {*read_room._BOXES}
    assert {*SUFFIXES, ".jsonl", ".ndjson"} == read | {".txt", ".eml"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([], id="empty"),
        pytest.param(["a.py", ".hidden.txt"], id="no messages in it"),
        pytest.param(["old/a.txt"], id="all excluded"),
        pytest.param(["cur/.keep", "new/.keep"], id="a Maildir"),
    ],
)
def test_a_folder_without_messages_is_told(run: Run, files: list[str]) -> None:
    Path("in").mkdir()
    for name in files:
        put(f"in/{name}")
    put("a.txt")
    options = ("--config", 'exclude=["old"]')
    result = run("check", *options, "in", "a.txt")
    assert (result.exit_code, result.stderr) == (
        0,
        "in：这个文件夹里没有要检查的消息；git 忽略的和 exclude 排除的不看。\n",
    )
    english = run("check", *options, "--lang", "en", "in").stderr
    assert english == "in: there is no message in this folder; what git ignores or `exclude` names is not looked at.\n"
    assert run("check", *options, "-q", "in").stderr == ""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git work tree with a .gitignore."""
    if not shutil.which("git"):
        pytest.skip("no git")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("out/\n*.draft.txt\n!keep.draft.txt\n", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_a_folder_is_walked_without_what_git_ignores(run: Run) -> None:
    for name in ("a.txt", "b.draft.txt", "keep.draft.txt", "out/c.txt", "sub/d.txt", "sub/out/e.txt", "sub/甲.txt"):
        put(name)
    assert files_in(run("check", "--format", "json", ".")) == [
        "./a.txt",
        "./keep.draft.txt",
        "./sub/d.txt",
        "./sub/甲.txt",
    ]
    assert files_in(run("check", "--format", "json", "sub")) == ["sub/d.txt", "sub/甲.txt"]


@pytest.mark.usefixtures("repository")
def test_a_file_that_git_ignores_is_checked_when_it_is_named(run: Run) -> None:
    put("b.draft.txt", "立刻！")
    assert rules_in(run("check", "--format", "json", "b.draft.txt")) == ["tone.hurry"]


@pytest.mark.usefixtures("repository")
def test_a_file_that_git_knows_and_that_is_gone_is_no_error(run: Run) -> None:
    put("a.txt")
    put("gone.txt")
    subprocess.run(["git", "add", "gone.txt"], check=True)
    Path("gone.txt").unlink()
    result = run("check", "--format", "json", ".")
    assert (result.exit_code, files_in(result)) == (0, ["./a.txt"])


# What is printed


def test_text_by_default(run: Run) -> None:
    put("a.txt", "请立刻回复。")
    result = run("check", "a.txt")
    assert result.stdout.startswith("a.txt:1:2 提醒 催促 tone.hurry\n  请立刻回复。\n    ^^^^\n")
    assert result.stdout.endswith("1 份消息：提醒 1。\n")
    assert result.stderr == ""


def test_english(run: Run) -> None:
    assert run("check", "--lang", "en", stdin="立刻").stdout.endswith("1 message(s): warning 1.\n")


@pytest.mark.parametrize("form", ["text", "concise", "json"])
def test_what_was_let_pass_only_when_asked_for(run: Run, form: str) -> None:
    options = ["check", "--format", form, "--fail-on", "hint"]
    assert "立刻" not in run(*options, stdin="不必立刻。").stdout
    shown = run(*options, "--show-excused", stdin="不必立刻。")
    assert ("立刻" in shown.stdout, shown.exit_code) == (True, 0)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        pytest.param("不必立刻。", [], "a.txt:1:3 放过 催促 “立刻”: 前面有否定\n", id="something"),
        pytest.param("不必立刻。", ["--lang", "en"], "a.txt:1:3 let pass Title “立刻”: negated\n", id="in English"),
        pytest.param("立刻。", [], "没有放过什么。\n", id="nothing"),
        pytest.param("立刻。", ["--lang", "en"], "Nothing was let pass.\n", id="nothing, in English"),
    ],
)
def test_why(run: Run, text: str, options: list[str], said: str) -> None:
    put("a.txt", text)
    result = run("why", "a.txt", *options)
    assert (result.exit_code, result.stdout) == (0, said)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param(
            "a.jsonl", ["a.jsonl#1：没有放过什么。", "a.jsonl#2:1:3 放过 催促 “立刻”: 前面有否定"], id="a box"
        ),
        pytest.param("in", ["in/b.txt：没有放过什么。", "in/c.txt：没有放过什么。"], id="a folder"),
        pytest.param("-", ["没有放过什么。"], id="standard input"),
    ],
)
def test_why_of_several_messages_names_each(run: Run, path: str, said: list[str]) -> None:
    put("a.jsonl", '{"text": "好的。"}\n{"text": "不必立刻。"}\n')
    put("in/b.txt")
    put("in/c.txt")
    assert run("why", path, stdin="好的。").stdout.splitlines() == said


def test_why_of_a_file_that_is_missing(run: Run) -> None:
    result = run("why", "none.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("none.txt：")


# What the lexicon says


def test_explain_a_rule(run: Run) -> None:
    text = run("explain", "tone.hurry").stdout
    assert text.startswith("tone.hurry  催促\n")
    assert "二.15 避免指责抱怨" in text
    value = json.loads(run("explain", "tone.hurry", "--format", "json").stdout)
    assert (value["rule"], value["title"], value["severity"], value["scope"]) == (
        "tone.hurry",
        "催促",
        "warning",
        "phrase",
    )
    assert value["examples"] == {"bad": ["请<立刻>回复。"], "good": ["请回复。"]}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("催促", "tone.hurry  催促"),
        ("缺少方案", "missing.plan  缺少方案"),
        ("tone", "tone  语气"),
        ("语气", "tone  语气"),
    ],
)
def test_explain_what_the_output_shows_as_title_or_family(run: Run, name: str, first: str) -> None:
    assert run("explain", name).stdout.splitlines()[0] == first


def test_a_family_explained(run: Run) -> None:
    text = run("explain", "tone").stdout.splitlines()
    assert [line.split()[0] for line in text if line] == ["tone", "tone.curse", "tone.hurry", "tone.picky"]
    value = json.loads(run("explain", "tone", "--format", "json").stdout)
    assert (value["family"], value["rules"]) == ("tone", ["tone.curse", "tone.hurry", "tone.picky"])


@pytest.mark.parametrize("name", ["1.4", "一.4", "尊重对方"])
def test_explain_a_principle_by_number_or_numeral(run: Run, name: str) -> None:
    assert run("explain", name).stdout.startswith("一.4 尊重对方\n\n不伤人。\n")
    assert json.loads(run("explain", name, "--format", "json").stdout) == {
        "id": "1.4",
        "section": "一",
        "title": "尊重对方",
        "gist": "不伤人。",
        "rules": [],
    }


def test_explain_in_english(run: Run) -> None:
    assert run("explain", "tone.hurry", "--lang", "en").stdout.startswith("tone.hurry  Title\nSeverity: warning")


ORDER = ["tone.curse", "tone.hurry", "tone.picky", "vague.soon", "vague.chat", "missing.plan"]


def test_rules(run: Run) -> None:
    text = run("rules")
    assert [line.split()[0] for line in text.stdout.splitlines()] == ORDER
    values = json.loads(run("rules", "--format", "json").stdout)
    assert [value["rule"] for value in values] == ORDER
    assert [value["rule"] for value in values if value["strict"]] == ["tone.picky"]


def test_principles(run: Run) -> None:
    text = run("principles").stdout.splitlines()
    assert text[0].split() == ["一.1", "明确目标", "还没有规则"]
    assert text[2].split()[2:] == [
        "tone.curse",
        "tone.hurry",
        "tone.picky*",
        "vague.soon",
        "vague.chat",
        "missing.plan",
    ]
    values = json.loads(run("principles", "--format", "json").stdout)
    assert [(value["id"], value["section"], value["title"]) for value in values] == [
        ("1.1", "一", "明确目标"),
        ("1.4", "一", "尊重对方"),
        ("2.15", "二", "避免指责抱怨"),
    ]
    assert [value["rules"] for value in values] == [[], [], ORDER]


# The program itself


def test_help_and_version_need_no_lexicon(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> Path:
        raise AssertionError

    monkeypatch.setattr(bundle, "builtin_folder", never)
    assert run("--version").stdout == f"tonecheck, version {__version__}\n"
    assert all(run(command, "--help").exit_code == 0 for command in ("check", "why", "explain", "rules", "principles"))
    assert run("-h").stdout.startswith("Usage:")


def test_the_installed_command_is_this_one() -> None:
    (point,) = (point for point in entry_points(group="console_scripts") if point.name == "tonecheck")
    assert point.load() is cli.run


def test_the_package_runs_as_the_program_does() -> None:
    call = [sys.executable, "-m", "tonecheck", "explain", "blame.nothing"]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and "blame.nothing" in done.stderr


CODE = """
import sys; from pathlib import Path; from tonecheck.lexicon import bundle
shelf = Path(sys.argv.pop(1)); bundle.builtin_folder, bundle.BUILT = lambda: shelf, shelf / "none"
from tonecheck.cli import main; main(prog_name="tonecheck")
"""


def command(shelf: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-c", CODE, str(shelf), *arguments]


def environment(shelf: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL")}
    return {**kept, "TONECHECK_CACHE": str(shelf.parent / "cache"), "PYTHONUTF8": "1", **more}


@pytest.mark.parametrize(
    ("text", "code"), [("好的。", 0), ("立刻！", 1), (b"\x89PNG\r\n\x1a\n\0\xff" * 9, 2)], ids=[0, 1, 2]
)
def test_exit_codes_of_the_process(shelf: Path, text: str | bytes, code: int) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run(command(shelf, "check"), input=data, env=environment(shelf), capture_output=True, check=False)
    assert (done.returncode, bool(done.stderr)) == (code, code == 2)


def test_output_that_nobody_reads_to_its_end_is_no_failure(shelf: Path, tmp_path: Path) -> None:
    draft = tmp_path / "a.txt"
    draft.write_text("请立刻回复。\n" * 5000, encoding="utf-8")
    process = subprocess.Popen(
        command(shelf, "check", str(draft)), env=environment(shelf), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(30)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals here")
@pytest.mark.parametrize(
    ("more", "form", "coloured"),
    [
        pytest.param({}, "text", True, id="a terminal"),
        pytest.param({}, "concise", True, id="a terminal, concise"),
        pytest.param({}, "json", False, id="a terminal, JSON"),
        pytest.param({"NO_COLOR": "1"}, "text", False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, "text", True, id="NO_COLOR that is empty"),
        pytest.param({"TERM": "dumb"}, "text", False, id="a dumb terminal"),
    ],
)
def test_colour_on_a_terminal(shelf: Path, more: dict[str, str], form: str, coloured: bool) -> None:
    ours, theirs = os.openpty()
    env = environment(shelf, **{"TERM": "xterm", **more})
    process = subprocess.Popen(
        command(shelf, "check", "--format", form),
        env=env,
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    process.communicate("立刻！".encode(), 30)
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert "tone.hurry" in seen.decode()
    assert (b"\x1b[" in seen) is coloured


# Boxes of messages


def test_each_message_of_a_box_is_a_report_of_its_own(run: Run) -> None:
    mail = "From a@b Mon Sep  1 10:05:00 2025\nSubject: a\nContent-Type: text/plain; charset=utf-8\n\n{}\n\n"
    put("in/a.mbox", mail.format("好的。") + mail.format("混蛋！"))
    put("in/mail/new/1.host", "Subject: a\n\n好的。")
    put("in/mail/cur/2.host:2,S", "Subject: a\n\n混蛋！")
    put("in/not-walked.jsonl", "not JSON")
    result = run("check", "--format", "concise", "in")
    found = [line.partition(" ")[0] for line in result.stdout.splitlines()]
    assert found == ["in/a.mbox#2:4:1:", "in/mail#2:3:1:"]
    assert len(files_in(run("check", "--format", "json", "in"))) == 4


def test_a_line_of_json_that_is_wrong_is_told_and_the_others_are_checked(run: Run) -> None:
    put("a.jsonl", '{"text": "混蛋！", "id": "x"}\n{}\n{"text": "好的。"}\n')
    result = run("check", "--format", "json", "a.jsonl")
    assert (result.exit_code, files_in(result)) == (2, ["a.jsonl#x", "a.jsonl#3"])
    assert result.stderr == 'a.jsonl#2：这一行没有 text；每行应当是一个对象，如 {"text": "…"}\n'


# Progress


def on_a_terminal(arguments: list[str]) -> str:
    """What is shown on standard error where that is a terminal."""
    leader, follower = os.openpty()
    program = [sys.executable, "-c", "from tonecheck.cli import run; run()", "check", "--format", "json", *arguments]
    with subprocess.Popen(program, stderr=follower, stdout=subprocess.DEVNULL) as process:
        os.close(follower)
        shown = b""
        try:
            while piece := os.read(leader, 65536):
                shown += piece
        except OSError:
            pass  # the other end is closed
        process.wait()
    os.close(leader)
    return shown.decode(errors="replace")


def test_a_bar_on_a_terminal_counts_the_messages_and_never_comes_into_a_pipe(
    run: Run, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONECHECK_CACHE", str(shelf.parent / "real"))
    monkeypatch.setenv("TERM", "xterm")
    many, few = tmp_path / "many.jsonl", tmp_path / "few.jsonl"
    many.write_text('{"text": "好的。"}\n' * 300, encoding="utf-8")
    few.write_text('{"text": "好的。"}\n' * 20, encoding="utf-8")
    assert "检查中" in on_a_terminal([str(many)])
    assert "100%" in on_a_terminal([str(many)])
    assert on_a_terminal([str(few)]) == ""
    assert on_a_terminal(["-q", str(many)]) == ""
    assert run("check", str(many)).stderr == ""


@pytest.mark.parametrize(
    ("said", "options", "told"),
    [
        pytest.param("在吗？", [], True, id="too casual, to nobody knows whom"),
        pytest.param("在吗？", ["--lang", "en"], True, id="in English"),
        pytest.param("在吗？", ["--audience", "customer"], False, id="it is known to whom"),
        pytest.param("在吗？", ["--config", "audience=leader"], False, id="by the configuration"),
        pytest.param("在吗？", ["-q"], False, id="quiet"),
        pytest.param("在吗？", ["--format", "json"], False, id="for programs"),
        pytest.param("请尽快回复。", [], False, id="a fault to anybody"),
    ],
)
def test_where_it_matters_it_is_told_to_whom_a_draft_was_taken_to_be(said: str, options: list[str], told: bool) -> None:
    result = CliRunner().invoke(main, ["check", "-", "--isolated", "--kind", "chat", *options], input=said)
    assert ("--audience peer" in result.stderr) is told
    assert result.exit_code in (0, 1)
