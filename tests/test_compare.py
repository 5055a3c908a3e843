"""Two drafts of a message: what is solved, left and new; ``tonecheck diff``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from helpers import LexiconOf, check, rule, write

from tonecheck.cli import main
from tonecheck.compare import compare
from tonecheck.lexicon import bundle

Run = Callable[..., Result]


def phrase(word: str, severity: str = "warning") -> str:
    return rule(cue=[{"find": [word], "boundary": False}], severity=severity, title=word)


FILES = {
    "rules/t/curse.toml": phrase("混蛋", "error"),
    "rules/t/hurry.toml": rule(cue=[{"find": ["[立刻|马上]"], "boundary": False}], title="催促"),
    "rules/t/soon.toml": phrase("尽快", "hint"),
}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("立刻。", "好的。", "-立刻"),
        ("立刻。", "请您立刻。", "=立刻"),
        ("好的。", "立刻。", "+立刻"),
        ("立刻。", "马上。", "-立刻 +马上"),
        ("立刻，好。立刻！", "立刻。", "-立刻 =立刻"),
        ("立刻。", "立刻，好。立刻！", "=立刻 +立刻"),
        ("混蛋，立刻。", "立刻，尽快。", "-混蛋 =立刻 +尽快"),
        ("好的。", "好的。", ""),
    ],
)
def test_what_became_of_each_finding(lexicon_of: LexiconOf, old: str, new: str, found: str) -> None:
    lexicon = lexicon_of(FILES)
    _, _, solved, left, added = compare(check(lexicon, old), check(lexicon, new))
    told = [f"{sign}{f.quote}" for sign, findings in zip("-=+", (solved, left, added), strict=True) for f in findings]
    assert " ".join(told) == found


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``tonecheck diff …`` in a folder with ``old.txt``."""
    shelf = write(tmp_path / "lexicons", FILES)
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("old.txt").write_text("混蛋，请您\n立刻回复。", encoding="utf-8")

    def ran(new: str, *options: str) -> Result:
        Path("new.txt").write_text(new, encoding="utf-8")
        result = CliRunner().invoke(main, ["diff", "old.txt", "new.txt", *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return ran


def test_for_people(run: Run) -> None:
    assert run("请立刻。尽快。").stdout == (
        "- 解决了 old.txt:1:1 错误 t.curse 混蛋 “混蛋”\n"
        "= 还在 new.txt:1:2 提醒 t.hurry 催促 “立刻”\n"
        "+ 新出现 new.txt:1:5 建议 t.soon 尽快 “尽快”\n"
        "解决 1，还在 1，新出现 1。\n"
    )
    assert run("请立刻。", "--lang", "en").stdout.endswith("1 solved, 1 left, 0 new.\n")


def test_as_json(run: Run) -> None:
    found = json.loads(run("请立刻。", "--format", "json").stdout)
    assert (found["old"], found["new"], found["summary"]) == (
        "old.txt",
        "new.txt",
        {"solved": 1, "left": 1, "added": 0},
    )
    assert [finding["rule"] for finding in found["solved"]] == ["t.curse"]
    assert found["left"][0]["start"] == {"line": 1, "column": 2, "offset": 1}


def test_without_words(run: Run) -> None:
    for form in ("text", "json"):
        assert "立刻" not in run("请立刻。", "--no-snippets", "--format", form).stdout


@pytest.mark.parametrize(
    ("new", "options", "code"),
    [
        pytest.param("好的。", [], 0, id="all solved"),
        pytest.param("混蛋，立刻。", [], 0, id="all left, nothing new"),
        pytest.param("尽快。", [], 0, id="a new hint"),
        pytest.param("尽快。", ["--fail-on", "hint"], 1, id="a new hint that counts"),
        pytest.param("马上。", [], 1, id="something new"),
        pytest.param("马上。", ["--fail-on", "error"], 0, id="new, but no error"),
    ],
)
def test_the_exit_code_tells_whether_something_is_new(run: Run, new: str, options: list[str], code: int) -> None:
    assert run(new, *options).exit_code == code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["old.txt", "none.txt"], "none.txt：没有这个文件"),
        (["old.txt", "two.jsonl"], "two.jsonl：里面有 2 封消息；diff 一次比较两封，请各给一封"),
        (["old.txt", "folder"], "folder：这是文件夹；diff 比较两个文件，请各写一个\n"),
        (["folder", "old.txt", "--lang", "en"], "folder: this is a folder; diff compares two files\n"),
        (["-", "-"], "只能有一个是 -"),
        (["old.txt"], "NEW"),
    ],
)
def test_what_cannot_be_compared_is_told_and_exits_with_2(run: Run, arguments: list[str], said: str) -> None:
    run("好的。")
    Path("two.jsonl").write_text('{"text": "一"}\n{"text": "二"}\n', encoding="utf-8")
    Path("folder").mkdir()
    result = CliRunner().invoke(main, ["diff", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
