"""The baseline: what is known is not shown, it survives edits elsewhere, and it keeps no word of a message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from helpers import LexiconOf, check, message_rule, move, rule, steps, table, write

from tonecheck.cli import main
from tonecheck.config.baseline import new_baseline, updated, without_known
from tonecheck.lexicon import bundle

Run = Callable[..., Result]
FILES = {
    "rules/tone/hurry.toml": rule("立刻", severity="warning"),
    "rules/vague/soon.toml": rule("尽快", severity="hint"),
    "rules/form/typo.toml": rule(cue=[{"find": ["帐号"], "fix": "账号", "boundary": False}]),
    "rules/missing/plan.toml": message_rule("problem", point_at="problem"),
    "moves/problem.toml": move("故障"),
    "rules/tone/push.toml": rule("抓紧", excused_by={"message": ["no-hurry"]}),
    "rules/vague/push.toml": rule("抓紧", yields_to=["tone.push"]),
    "moves/no-hurry.toml": move("不急"),
    "rules/tone/order.toml": rule("必须", audiences=["leader"]),
    "rules/vague/later.toml": rule("改天", kinds=["mail"]),
    "families.toml": table(family=[{"name": "tone", "title": "语气", "rules": ["tone.hurry"]}]),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("shelf") / "lexicons", FILES)


@pytest.fixture
def run(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``tonecheck check --baseline known.json …`` in an empty folder."""
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(shelf.parent / "cache"))
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, baseline: str = "known.json", **more: Any) -> Result:
        options = ["--baseline", baseline] if baseline else []
        result = CliRunner().invoke(main, ["check", "--format", "json", *options, *arguments], **more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return ran


def put(text: str, name: str = "a.txt") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def new(result: Result) -> list[str]:
    return [finding["rule"] for file in json.loads(result.stdout)["files"] for finding in file["findings"]]


def known(result: Result) -> list[str]:
    files = json.loads(result.stdout)["files"]
    return [f"{found['rule']}:{found['reason']}" for file in files for found in file["suppressed"]]


BEFORE = "王总：\n请立刻回复。\n有故障，尽快处理。\n"


@pytest.mark.parametrize(
    ("after", "left"),
    [
        pytest.param(BEFORE, "", id="nothing changed"),
        pytest.param(
            "王总：\n您好！\n\n一切都好。\n请立刻回复。\n谢谢。\n有故障，尽快处理。\n", "", id="lines around it"
        ),
        pytest.param("有故障，尽快处理。\n请立刻回复。\n", "", id="moved"),
        pytest.param("王总：\n  请 立刻回复。\n有故障， 尽快处理。\n", "", id="set differently"),
        pytest.param(BEFORE + "请立刻付款。\n", "tone.hurry", id="another place"),
        pytest.param(BEFORE + "请立刻回复。\n", "tone.hurry", id="the same sentence again"),
        pytest.param("王总：\n请立刻付款。\n有故障，尽快处理。\n", "tone.hurry", id="the sentence itself changed"),
        pytest.param("王总：\n请回复。\n又有故障了。\n", "", id="on the message as a whole"),
        pytest.param(BEFORE + "很多故障。\n", "", id="on the message as a whole, more of it"),
        pytest.param("王总：\n尽快，立刻回复。\n", "vague.soon tone.hurry", id="other words"),
    ],
)
def test_what_is_new_after_an_edit(run: Run, after: str, left: str) -> None:
    put(BEFORE)
    assert run("a.txt", "--write-baseline").exit_code == 0
    put(after)
    assert new(run("a.txt")) == left.split()


@pytest.mark.parametrize(
    ("after", "left"),
    [
        pytest.param("请抓紧回复。\n其余不急。\n", [], id="known"),
        pytest.param("请抓紧回复。\n其余不急。\n请抓紧回复。\n", ["vague.push"], id="known once"),
        pytest.param("请抓紧付款。\n其余不急。\n", ["vague.push"], id="the sentence changed"),
    ],
)
def test_a_sentence_that_another_rule_finds_for_what_was_added_elsewhere(run: Run, after: str, left: list[str]) -> None:
    put("请抓紧回复。\n")
    assert known(run("a.txt", "--write-baseline")) == ["tone.push:baseline"]
    put(after)
    assert new(run("a.txt")) == left
    pruned = run("a.txt", "--prune-baseline")
    assert new(pruned) == left
    assert new(run("a.txt")) == left


def test_what_is_known_is_suppressed_and_no_reason_to_fail(run: Run) -> None:
    put(BEFORE)
    assert run("a.txt", baseline="").exit_code == 1
    written = run("a.txt", "--write-baseline")
    assert (written.exit_code, written.stderr) == (0, "known.json：基线里有 3 处。\n")
    result = run("a.txt")
    assert (result.exit_code, new(result), result.stderr) == (0, [], "")
    assert known(result) == ["tone.hurry:baseline", "missing.plan:baseline", "vague.soon:baseline"]


@pytest.mark.parametrize("option", ["--write-baseline", "--statistics"])
def test_where_all_is_known_the_summary_says_so(run: Run, option: str) -> None:
    put(BEFORE)
    run("a.txt", "--write-baseline")
    form = ("--format", "text")
    assert run("a.txt", option, *form).stdout == "除了基线里已有的 3 处，没有发现需要改的地方。\n"
    assert run("a.txt", option, *form, "--lang", "en").stdout == "Nothing to change but the 3 in the baseline.\n"
    assert run("a.txt", option, *form, "--quiet").stdout == ""


def test_it_keeps_no_words_and_no_digest_that_could_be_compared(run: Run) -> None:
    put(BEFORE)
    texts = []
    for name in ("one.json", "two.json"):
        run("a.txt", "--write-baseline", baseline=name)
        texts.append(Path(name).read_text(encoding="utf-8"))
    for text in texts:
        assert not any("\u4e00" <= char <= "\u9fff" for char in text)
    digests = [
        {digest for digests in json.loads(text)["files"]["a.txt"].values() for digest in digests} for text in texts
    ]
    assert digests[0] & digests[1] == set()


def test_writing_again_keeps_the_key_and_the_files_that_were_not_checked(run: Run) -> None:
    put("立刻。", "a.txt")
    put("立刻。", "b/c.txt")
    run("a.txt", "b", "--write-baseline")
    before = json.loads(Path("known.json").read_text(encoding="utf-8"))
    put("尽快。", "a.txt")
    run("a.txt", "--write-baseline")
    after = json.loads(Path("known.json").read_text(encoding="utf-8"))
    assert before["key"] == after["key"]
    assert before["files"]["b/c.txt"] == after["files"]["b/c.txt"]
    assert list(after["files"]["a.txt"]) == ["vague.soon"]


def test_paths_are_seen_from_the_folder_of_the_baseline(run: Run) -> None:
    put("立刻。", "x/a.txt")
    run("x/a.txt", "--write-baseline", baseline="x/known.json")
    assert list(json.loads(Path("x/known.json").read_text(encoding="utf-8"))["files"]) == ["a.txt"]
    assert new(run(str(Path("x/a.txt").absolute()), baseline="x/known.json")) == []


def test_what_is_gone_is_told_and_pruned(run: Run) -> None:
    put(BEFORE)
    put("立刻。", "gone.txt")
    put("立刻。", "other.txt")
    run(".", "--write-baseline")
    put("有故障，尽快处理。\n")
    Path("gone.txt").unlink()
    told = run("a.txt")
    assert told.stderr == "known.json：基线里有 2 处已经没有了，可以用 --prune-baseline 去掉。\n"
    assert run("a.txt", "--quiet").stderr == ""
    assert run("a.txt", "--lang", "en").stderr.startswith("known.json: 2 finding(s) of the baseline are gone")
    pruned = run("a.txt", "--prune-baseline")
    assert (pruned.exit_code, pruned.stderr) == (0, "known.json：从基线里去掉了 2 处。\n")
    files = json.loads(Path("known.json").read_text(encoding="utf-8"))["files"]
    assert {name: sorted(rules) for name, rules in files.items()} == {
        "a.txt": ["missing.plan", "vague.soon"],
        "other.txt": ["tone.hurry"],
    }
    assert run(".").stderr == ""


MAIL = "Subject: a\nContent-Type: text/plain; charset=utf-8\n\n立刻。\n\n"
MBOX = f"From a@b Mon Sep  1 10:05:00 2025\n{MAIL}"
LINE = '{{"id": "{}", "text": "立刻。"}}\n'
BOXES = [
    pytest.param({"box.mbox": MBOX + MBOX}, ["box.mbox"], id="mbox"),
    pytest.param({"d/cur/1.host": MAIL, "d/new/2.host": MAIL}, ["d"], id="Maildir"),
    pytest.param({"a.jsonl": LINE.format("x#1/y") + LINE.format(7)}, ["a.jsonl"], id="JSON Lines"),
    pytest.param({"a.jsonl": LINE.format("x") * 3}, ["a.jsonl"], id="JSON Lines of one id"),
    pytest.param(
        {"a#1.txt": "立刻。", "a#2.txt": "立刻。"}, ["a#1.txt", "a#2.txt"], id="files with a # in their names"
    ),
    pytest.param({}, ["-"], id="standard input"),
]


@pytest.mark.parametrize(("files", "paths"), BOXES)
def test_what_is_known_of_messages_without_a_file_of_their_own_stays_known(
    run: Run, files: dict[str, str], paths: list[str]
) -> None:
    for name, text in files.items():
        put(text, name)
    put("立刻。", "other.txt")
    run(*paths, "other.txt", "--write-baseline", input="立刻。")
    assert run("other.txt").stderr == ""
    assert run("other.txt", "--prune-baseline").stderr == "known.json：从基线里去掉了 0 处。\n"
    assert run(paths[0], "--prune-baseline", input="立刻。").stderr == "known.json：从基线里去掉了 0 处。\n"
    assert new(run(*paths, input="立刻。")) == []


def test_what_is_known_of_a_line_is_not_known_of_another_one_with_the_same_id(run: Run) -> None:
    put(LINE.format("x") + LINE.format("x").replace("立刻", "好的"), "a.jsonl")
    run("a.jsonl", "--write-baseline")
    put(LINE.format("x").replace("立刻", "好的") + LINE.format("x"), "a.jsonl")
    assert new(run("a.jsonl")) == ["tone.hurry"]


@pytest.mark.parametrize(
    ("second", "gone"),
    [
        pytest.param("", 1, id="taken out of its box"),
        pytest.param('{"text": "好的。"}', 1, id="mended"),
        pytest.param('{"text": ', 0, id="not to be read just now"),
    ],
)
def test_which_messages_of_a_box_are_gone(run: Run, second: str, gone: int) -> None:
    put('{"text": "立刻。"}\n' * 2, "a.jsonl")
    run("a.jsonl", "--write-baseline")
    put('{"text": "立刻。"}\n' + second, "a.jsonl")
    assert run("a.jsonl", "--prune-baseline").stderr.endswith(f"known.json：从基线里去掉了 {gone} 处。\n")


def test_pruning_adds_nothing(run: Run) -> None:
    put("立刻。")
    run("a.txt", "--write-baseline")
    put("立刻。尽快。")
    assert new(run("a.txt", "--prune-baseline")) == ["vague.soon"]


def test_with_fix_what_is_known_stays_and_the_baseline_is_told_of_once(run: Run) -> None:
    put(MBOX.replace("立刻", "帐号") + MBOX, "box.mbox")
    put("立刻。", "gone.txt")
    run("box.mbox", "gone.txt", "--write-baseline")
    Path("gone.txt").unlink()
    put(Path("box.mbox").read_text("utf-8").replace("立刻。", "立刻。\n又有帐号。"), "box.mbox")
    stale = "known.json：基线里有 1 处已经没有了，可以用 --prune-baseline 去掉。\n"
    assert run("--diff", "--format", "text", "box.mbox").stderr == "可以改 1 处，在 1 个文件里。\n"
    result = run("--fix", "box.mbox")
    assert (result.stderr, new(result)) == ("改了 1 处，在 1 个文件里。\n" + stale, [])
    assert Path("box.mbox").read_text("utf-8") == MBOX.replace("立刻", "帐号") + MBOX.replace(
        "立刻。", "立刻。\n又有账号。"
    )
    result = run("--fix", "--prune-baseline", "box.mbox")
    assert (result.stderr.splitlines()[1:], new(result)) == (["known.json：从基线里去掉了 1 处。"], [])
    assert new(run("box.mbox")) == []


def test_with_fix_what_is_left_becomes_known(run: Run) -> None:
    put("帐号。立刻。", "a.txt")
    put("尽快。", "b.txt")
    result = run("--fix", "--write-baseline", "a.txt", "b.txt")
    assert result.stderr == "改了 1 处，在 1 个文件里。\nknown.json：基线里有 2 处。\n"
    assert Path("a.txt").read_text("utf-8") == "账号。立刻。"
    assert new(run("a.txt", "b.txt")) == []


@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline"])
def test_a_diff_writes_no_baseline(run: Run, option: str) -> None:
    put("帐号。")
    result = run("a.txt", "--diff", option)
    assert (result.exit_code, result.stdout, Path("known.json").exists()) == (2, "", False)
    assert "--diff 什么文件也不写" in result.stderr


@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline"])
@pytest.mark.parametrize(
    "fewer_rules",
    [
        pytest.param(["--select", "tone"], id="others were chosen"),
        pytest.param(["--audience", "peer"], id="not for this reader"),
        pytest.param(["--kind", "chat"], id="not for this kind"),
    ],
)
def test_rules_that_were_not_used_stay_known(run: Run, fewer_rules: list[str], option: str) -> None:
    put(BEFORE + "必须改天再谈。\n")
    run("a.txt", "--kind", "mail", "--write-baseline")
    usual = run("a.txt", "--kind", "mail")
    assert (new(usual), len(known(usual))) == ([], 5)
    assert run("a.txt", "--kind", "mail", *fewer_rules).stderr == ""
    run("a.txt", "--kind", "mail", *fewer_rules, option)
    assert new(run("a.txt", "--kind", "mail")) == []


def test_the_baseline_of_the_configuration(run: Run) -> None:
    put('baseline = "known.json"', "tonecheck.toml")
    put("立刻。", "x/a.txt")
    assert run("x/a.txt", "--write-baseline", baseline="").exit_code == 0
    assert new(run("x/a.txt", baseline="")) == []
    assert new(run("x/a.txt", "--isolated", baseline="")) == ["tone.hurry"]


@pytest.mark.parametrize(
    ("content", "options", "error"),
    [
        pytest.param(None, [], "known.json：没有这个基线文件；先用 --write-baseline 写一份", id="missing"),
        pytest.param("{", [], "known.json：不是 tonecheck 的基线文件；请用 --write-baseline 重写", id="no JSON"),
        pytest.param("[]", [], "known.json：不是 tonecheck 的基线文件；请用 --write-baseline 重写", id="a list"),
        pytest.param('{"version": 2, "key": "' + "00" * 32 + '", "files": {}}', [], "known.json：不是", id="version"),
        pytest.param('{"version": 1, "key": "00", "files": {}}', [], "known.json：不是", id="key"),
        pytest.param(
            '{"version": 1, "key": "' + "00" * 32 + '", "files": {"a": {"r": {"d": 0}}}}', [], "known.json：不是",
            id="count",
        ),
        pytest.param("[" * 9999, [], "known.json：不是", id="nested"),
        pytest.param(None, ["--prune-baseline"], "known.json：没有这个基线文件", id="nothing to prune"),
    ],
)  # fmt: skip
def test_a_baseline_that_is_none(run: Run, content: str | None, options: list[str], error: str) -> None:
    put("好的。")
    if content is not None:
        put(content, "known.json")
    result = run("a.txt", *options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(error)


def test_no_baseline_is_named(run: Run) -> None:
    result = run("--write-baseline", baseline="", input="好的。")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "--write-baseline：没有说基线在哪里，请用 --baseline 或配置里的 baseline\n"


def test_a_baseline_that_can_t_be_written(run: Run) -> None:
    result = run("--write-baseline", baseline="none/known.json", input="好的。")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "基线写不了" in result.stderr


def test_the_time_is_linear_in_the_findings(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of(FILES)

    def work(times: int) -> Callable[[], object]:
        report = check(lexicon, "请立刻回复。\n" * times)
        known = updated(new_baseline("known.json"), [report], lambda *_: True)
        return lambda: (updated(known, [report], lambda *_: True), without_known([report], known, lambda *_: True))

    steps(work(600), most=5 * steps(work(150)))
