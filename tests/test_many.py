"""Many files: several processes, and results kept from one run to the next."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tonecheck import Checker, Settings, check, many
from tonecheck.cli import main
from tonecheck.cli.mending import FileMend
from tonecheck.cli.session import start
from tonecheck.cli.work import FileCheck
from tonecheck.lexicon.bundle import load_lexicon
from tonecheck.model import Message, Report
from tonecheck.pipeline import check_message, read_moves
from tonecheck.read import read_text
from tonecheck.results import Results, rests_on

SECRET = "季度预算表"
ACCUSING = f"王经理：\n\n你们又没按时提交{SECRET}，这周没法汇总。\n"
POLITE = "李老师，您好：\n\n会议纪要已经发到共享盘，请您有空时过目。谢谢！\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of messages, and a cache of its own that has only the lexicon of the user."""
    load_lexicon()
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    for number in range(40):
        (drafts / f"{number:02}.txt").write_text(POLITE if number % 3 else ACCUSING, encoding="utf-8")
    (drafts / "05.txt").write_bytes(b"\x89PNG")
    monkeypatch.chdir(tmp_path)
    return drafts


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which results are kept."""
    kept = tmp_path / "kept"
    monkeypatch.setattr("tonecheck.results.cache_folder", lambda: kept)
    return kept


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--format", "json", *arguments])


def test_several_processes_say_the_same_in_the_same_order(folder: Path) -> None:
    alone, together = run(str(folder)), run(str(folder), "--jobs", "2")
    assert json.loads(alone.stdout)["summary"]["files"] == 39
    assert (together.stdout, together.stderr, together.exit_code) == (alone.stdout, alone.stderr, alone.exit_code)


def test_several_processes_mend_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def seen(work: many.Work[Any], names: Iterable[str], jobs: int) -> Iterator[Any]:
        begun.append(jobs)
        return many.results(work, names, jobs)

    monkeypatch.setattr("tonecheck.cli.work.results", seen)
    for file in list(folder.iterdir())[::2]:
        file.write_bytes(file.read_bytes().replace("您好".encode(), "您好，帐号已开".encode()))
    drafts = {file: file.read_bytes() for file in folder.iterdir()}
    ways = []
    for jobs in ("1", "2"):
        result = run("--fix", "--jobs", jobs, str(folder))
        ways.append((result.stdout, result.stderr, result.exit_code, {file: file.read_bytes() for file in drafts}))
        for file, data in drafts.items():
            file.write_bytes(data)
    assert ways[0] == ways[1]
    assert ways[0][3] != drafts
    assert begun == [1, 2]


def test_standard_input_is_read_by_the_process_that_has_it(folder: Path) -> None:
    """From end to end: the standard input of another process is empty."""
    command = [sys.executable, "-m", "tonecheck", "check", "--format", "concise", "--jobs", "2", "-", str(folder)]
    result = subprocess.run(command, input=ACCUSING.encode(), capture_output=True, check=False)
    assert result.stdout.decode().startswith("<stdin>:3:1: 错误 blame.accusation")
    assert "标准输入" not in result.stderr.decode()


def test_what_several_processes_do_is_picklable(folder: Path) -> None:
    session, name = start((str(folder),)), str(folder / "00.txt")
    check = FileCheck(session, "<stdin>")
    for work in (check, FileMend(check, None, unsafe=True)):
        assert list(pickle.loads(pickle.dumps(work))(name)) == list(work(name))


def test_jobs_of_0_are_the_processors() -> None:
    assert many.processes(0) >= 1
    assert many.processes(3) == 3


def test_results_come_in_order() -> None:
    assert list(many.results(str.split, ["a b", "", "c"] * 20, jobs=2)) == ["a", "b", "c"] * 20


def test_the_bar_moves_with_each_message_of_a_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box, happened = tmp_path / "a.jsonl", []
    box.write_text(json.dumps({"text": POLITE}) + "\n" + json.dumps({"text": ACCUSING}), encoding="utf-8")

    def seen(message: Message, *rest: Any) -> Report:
        happened.append("checked")
        return check_message(message, *rest)

    monkeypatch.setattr("tonecheck.pipeline.check_message", seen)
    monkeypatch.setattr(
        "tonecheck.cli.checking._watched", lambda *_: nullcontext(lambda: happened.append("the bar moved"))
    )
    assert len(json.loads(run(str(box)).stdout)["files"]) == 2
    assert happened == ["checked", "the bar moved"] * 2


@pytest.mark.usefixtures("store")
def test_an_unchanged_file_is_not_checked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(str(folder), "--cache", "--show-excused")
    assert first.stdout == run(str(folder), "--show-excused").stdout

    def never(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tonecheck.pipeline.read_moves", never)
    assert run(str(folder), "--cache", "--show-excused").stdout == first.stdout
    assert run(str(folder), "--cache", "--show-excused", "--fix").stdout == first.stdout


@pytest.mark.usefixtures("store")
def test_what_was_understood_while_mending_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(str(folder), "--cache", "--fix")

    def never(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tonecheck.pipeline.read_moves", never)
    assert run(str(folder), "--cache").stdout == first.stdout


@pytest.mark.usefixtures("store")
def test_a_changed_file_is_checked_again(folder: Path) -> None:
    run(str(folder), "--cache")
    (folder / "01.txt").write_text(ACCUSING, encoding="utf-8")
    assert run(str(folder), "--cache").stdout == run(str(folder)).stdout


@pytest.mark.parametrize("options", [("--ignore", "blame"), ("--lang", "en"), ("--kind", "chat"), ("--strict",)])
@pytest.mark.usefixtures("store")
def test_other_settings_are_heeded(folder: Path, options: tuple[str, ...]) -> None:
    run(str(folder), "--cache")
    assert run(str(folder), "--cache", *options).stdout == run(str(folder), *options).stdout


def test_no_word_of_a_message_is_kept_and_nobody_else_may_read_it(folder: Path, store: Path) -> None:
    run(str(folder), "--cache", "--jobs", "2")
    (path,) = store.iterdir()
    kept = path.read_text(encoding="utf-8")
    assert "blame.accusation" in kept
    assert SECRET not in kept
    assert json.dumps(SECRET)[1:-1] not in kept
    assert "drafts" not in kept
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'[["a"], 1]', b"[[1], {}]", b"\xff"])
def test_a_damaged_store_is_made_anew(folder: Path, store: Path, damage: bytes) -> None:
    first = run(str(folder), "--cache")
    (path,) = store.iterdir()
    path.write_bytes(damage)
    assert run(str(folder), "--cache").stdout == first.stdout
    assert len(json.loads(path.read_bytes())[1]) >= 2


def test_a_damaged_row_is_made_anew(folder: Path, store: Path) -> None:
    first = run(str(folder), "--cache")
    (path,) = store.iterdir()
    names, rows = json.loads(path.read_bytes())
    for row in ([], [[0, 0, 0, 9999, 0], [], [], []], [[99999, 0, 0, 1, 0], [], [], []], [["a"] * 5, [], [], []], None):
        path.write_text(json.dumps([names, dict.fromkeys(rows, row)]), encoding="utf-8")
        assert run(str(folder), "--cache").stdout == first.stdout


def test_nothing_is_kept_of_standard_input(store: Path) -> None:
    CliRunner().invoke(main, ["check", "--cache", "-"], input=ACCUSING)
    assert not store.exists()


@pytest.mark.parametrize(
    ("library", "file"),
    [
        pytest.param("chinese_calendar", "constants.py", id="the holidays of another year"),
        pytest.param("jieba", "dict.txt", id="another dictionary"),
    ],
)
def test_what_rests_on_a_library_is_not_kept_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, file: str
) -> None:
    lexicon, path = load_lexicon(), tmp_path / library / file
    path.parent.mkdir()
    for name, text in (("__init__.py", ""), (file, "1")):
        (path.parent / name).write_text(text, encoding="utf-8")
    monkeypatch.delitem(sys.modules, library, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    before = Results(lexicon).path
    assert Results(lexicon).path == before
    path.write_text("12", encoding="utf-8")
    assert Results(lexicon).path != before


def test_what_is_kept_rests_on_the_core() -> None:
    core = pytest.importorskip("tonecheck._core")
    assert Path(core.__file__) in rests_on()


@pytest.mark.usefixtures("store")
def test_a_message_with_a_spelling_to_mend_is_not_kept() -> None:
    lexicon = load_lexicon()
    reading = read_moves(read_text("王经理：您好，帐号已经开通。"), lexicon)
    assert any(mark.fix for mark in reading.marks)
    assert Results(lexicon).record(reading) is None


@pytest.mark.parametrize(
    ("text", "known", "error", "said"),
    [
        pytest.param(None, {}, TypeError, "a str, not NoneType", id="nothing"),
        pytest.param(POLITE.encode(), {}, TypeError, "a str, not bytes; bytes are decoded first", id="bytes"),
        pytest.param(POLITE, {"kind": "x"}, ValueError, "unknown kind 'x'; there are mail, chat", id="kind"),
        pytest.param(POLITE, {"audience": "x"}, ValueError, "unknown audience 'x'; there are leader", id="audience"),
    ],
)
def test_what_is_no_draft_is_refused(text: Any, known: Any, error: type[Exception], said: str) -> None:
    for asked in (check, Checker().check):
        with pytest.raises(error, match=said):
            asked(text, **known)


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        pytest.param(
            {"select": ("blam",)}, ValueError, "unknown rule or family 'blam'; did you mean 'blame'?", id="select"
        ),
        pytest.param({"extend_select": ("tone.casul",)}, ValueError, "did you mean 'tone.casual'?", id="extend_select"),
        pytest.param({"ignore": ("trust", "xyzzy")}, ValueError, "unknown rule or family 'xyzzy'", id="ignore"),
        pytest.param({"severities": (("blam", "hint"),)}, ValueError, "did you mean 'blame'?", id="rule of a severity"),
        pytest.param(
            {"severities": (("blame", "fatal"),)},
            ValueError,
            "unknown severity 'fatal'; there are error, warning, hint",
            id="severity",
        ),
        pytest.param({"fail_on": "fatal"}, ValueError, "unknown fail_on 'fatal'; there are error", id="fail_on"),
        pytest.param({"lang": "fr"}, ValueError, "unknown lang 'fr'; there are zh, en", id="lang"),
        pytest.param({"select": "blame"}, TypeError, "select is a tuple of names, not a str", id="text for names"),
        pytest.param({"names": "OKR"}, TypeError, "names is a tuple of names, not a str", id="text for house names"),
    ],
)
def test_settings_that_name_what_there_is_not_are_refused(settings: Any, error: type[Exception], said: str) -> None:
    for asked in (Checker, lambda settings: check(POLITE, settings=settings)):
        with pytest.raises(error, match=re.escape(said)):
            asked(Settings(**settings))


def test_settings_may_name_rules_families_and_all() -> None:
    wanted = Settings(
        select=("all",), extend_select=("tone.casual",), ignore=("trust",), severities=(("blame", "hint"),)
    )
    (finding,) = Checker(wanted).check(ACCUSING).findings
    assert finding.severity == "hint"


def test_checkers_of_any_settings_share_the_built_in_lexicon() -> None:
    assert Checker(Settings(names=("重鲸",))).lexicon is Checker(Settings(lang="en")).lexicon


def test_a_checker_is_shared_among_threads() -> None:
    texts = [ACCUSING, POLITE, ACCUSING + POLITE, "请今天下班前务必反馈！！！\n"] * 8
    alone = Checker()
    expected = [alone.check(text) for text in texts]
    shared, found = Checker(), dict[int, list[object]]()
    shared.lexicon = load_lexicon()  # of which nothing is made yet

    def work(number: int) -> None:
        found[number] = [shared.check(text) for text in texts]

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(found.values()) == [expected] * 6
