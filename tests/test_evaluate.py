"""Evaluation counts what the labelling guide says: families by overlap, message rules by name."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from helpers import LexiconOf, message_rule, move, rule

from tonecheck.cli import main
from tonecheck.cli.evaluate import WRONG
from tonecheck.evaluate import CorpusError, Evaluation, Score, doubtful, evaluate, figures, read_corpus, wilson
from tonecheck.evaluate.corpus import PROBLEMS
from tonecheck.lexicon import Lexicon, bundle


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(
        {
            "rules/blame/one.toml": rule("甲甲"),
            "rules/blame/two.toml": rule("乙乙"),
            "rules/vague/three.toml": rule("丙丙"),
            "rules/missing/plan.toml": message_rule("problem"),
            "rules/missing/strict.toml": message_rule("problem", strict=True),
            "moves/problem.toml": move("坏了"),
            "moves/thanks.toml": move("谢谢"),
        }
    )


def label(text: str, *labels: tuple[str, str], **more: object) -> dict[str, Any]:
    return {"id": "m", "text": text, "findings": [{"rule": r, "quote": q} for r, q in labels], "missing": []} | more


def test_a_family_is_found_where_any_of_its_rules_overlaps(lexicon: Lexicon) -> None:
    result = evaluate([label("这里有甲甲的。", ("blame.two", "有甲"))], lexicon)
    assert result.families["blame"] == Score(right=1, wrong=0, found=1, missed=0)
    assert result.rules["blame.one"] == Score(right=1, wrong=0, found=0, missed=0)
    assert result.rules["blame.two"] == Score(right=0, wrong=0, found=1, missed=0)


def test_optional_labels_are_neither_right_nor_wrong(lexicon: Lexicon) -> None:
    message = label("甲甲") | {"optional": [{"rule": "blame.one", "quote": "甲甲"}]}
    assert evaluate([message], lexicon).families == {}


def test_a_clean_message_with_a_finding_is_named(lexicon: Lexicon) -> None:
    result = evaluate([label("丙丙"), label("没有")], lexicon)
    assert (result.clean, result.clean_flagged) == (2, ["m"])
    assert [case["what"] for case in result.cases] == ["false alarm"]


def test_a_quote_said_twice_takes_successive_places(lexicon: Lexicon) -> None:
    message = label("甲甲，再说甲甲。", ("blame.one", "甲甲"), ("blame.one", "甲甲"))
    assert evaluate([message], lexicon).rules["blame.one"] == Score(right=2, found=2)


# Families


def test_the_row_of_a_family_counts_all_of_its_rules(lexicon: Lexicon) -> None:
    result = evaluate([label("甲甲和乙乙", ("blame.one", "甲甲")), label("坏了", missing=["missing.plan"])], lexicon)
    assert result.families == {"blame": Score(right=1, wrong=1, found=1), "missing": Score(right=1, found=1)}
    assert result.rules["missing.plan"] == Score(right=1, found=1)


# What a message was labelled for


def test_only_families_that_were_looked_for_count(lexicon: Lexicon) -> None:
    message = label("甲甲坏了，丙丙", ("vague.three", "丙丙"), looked_for=["blame"])
    result = evaluate([message], lexicon)
    assert result.rules == {"blame.one": Score(wrong=1)}
    assert {case["rule"] for case in result.cases} == {"blame.one"}


def test_missing_stands_for_the_rules_of_whole_messages(lexicon: Lexicon) -> None:
    message = label("甲甲坏了", missing=["missing.plan"], looked_for=["missing"])
    assert evaluate([message], lexicon).rules == {"missing.plan": Score(right=1, found=1)}


def test_a_message_is_clean_of_what_was_looked_for(lexicon: Lexicon) -> None:
    message = label("甲甲", ("blame.one", "甲甲"), looked_for=["vague"])
    result = evaluate([message], lexicon)
    assert (result.clean, result.clean_flagged) == (1, [])


def test_strict_rules_count_where_a_message_was_labelled_for_them(lexicon: Lexicon) -> None:
    message = label("坏了", missing=["missing.plan", "missing.strict"])
    assert set(evaluate([message], lexicon).rules) == {"missing.plan"}
    assert set(evaluate([message | {"strict": True}], lexicon).rules) == {"missing.plan", "missing.strict"}


# Moves


def parts(text: str, *tags: str) -> list[dict[str, Any]]:
    """The sentences of ``text`` with their tags."""
    ends = [at + 1 for at, sign in enumerate(text) if sign == "。"]
    starts = [0, *ends[:-1]]
    return [{"start": s, "end": e, "tags": t} for s, e, t in zip(starts, ends, tags, strict=True)]


def test_a_move_is_judged_sentence_by_sentence(lexicon: Lexicon) -> None:
    text = "机器坏了。轴断了。这事坏了谢谢。"
    result = evaluate([label(text, sentences=parts(text, "GP", "P", "T"))], lexicon)
    assert result.moves == {"problem": Score(right=1, wrong=1, found=1, missed=1), "thanks": Score(right=1, found=1)}
    told = [(case["what"], case["rule"], case["quote"]) for case in result.cases if case["rule"] == "problem"]
    assert told == [("missed", "problem", "轴断了。"), ("false alarm", "problem", "这事坏了谢谢。")]


def test_moves_of_messages_without_tags_do_not_count(lexicon: Lexicon) -> None:
    assert evaluate([label("机器坏了。")], lexicon).moves == {}


@pytest.mark.parametrize(
    ("scores", "mean"),
    [
        ([Score(right=7, found=7)], 0.0),
        ([Score(right=8, found=8)], 1.0),
        ([Score(right=8, found=8), Score(missed=7), Score(wrong=20)], 1.0),
        ([Score(right=8, found=8), Score(missed=8)], 0.5),
    ],
    ids=["seven labels", "eight labels", "rules with fewer do not count", "a rule with eight does"],
)
def test_the_mean_of_all_rules_is_that_of_rules_with_eight_labels_and_more(scores: list[Score], mean: float) -> None:
    rules = {f"blame.{number}": score for number, score in enumerate(scores)}
    assert Evaluation([], rules=rules).macro_f1 == mean


# Preview: a rule that is too often wrong


def test_a_rule_that_is_too_often_wrong_is_named(lexicon: Lexicon) -> None:
    scores = {
        "blame.one": Score(right=13, wrong=7),
        "blame.two": Score(right=12, wrong=7),
        "vague.three": Score(right=70, wrong=30),
    }
    assert doubtful(scores, lexicon) == ["blame.one"], "fewer than 20 findings, or 0.7 and more, are let be"


def test_a_rule_in_preview_is_measured_as_if_it_were_on(lexicon_of: LexiconOf) -> None:
    files = {"rules/blame/one.toml": rule("甲甲", preview=True), "rules/blame/two.toml": rule("乙乙")}
    lexicon = lexicon_of(files)
    messages = [label("甲甲，乙乙", ("blame.one", "甲甲")), label("只有甲甲")] + [label("甲甲")] * 20
    result = evaluate(messages, lexicon)
    assert result.rules["blame.one"] == Score(right=1, wrong=21, found=1)
    assert result.families["blame"] == Score(wrong=1, missed=1), "a user doesn't get what is in preview"
    assert result.clean_flagged == []
    assert result.doubtful == []


# Figures


def test_the_figures_of_a_rule_for_explain(lexicon: Lexicon) -> None:
    messages = [label("甲甲", ("blame.one", "甲甲")), label("丙丙", looked_for=["vague"])]
    written = tomllib.loads(figures(evaluate(messages, lexicon)))
    assert written == {
        "messages": 2,
        "blame.one": {
            "precision": 1.0, "precision_95": [0.207, 1.0], "recall": 1.0, "recall_95": [0.207, 1.0],
            "labels": 1, "findings": 1, "messages": 1,
        },
        "vague.three": {"precision": 0.0, "precision_95": [0.0, 0.793], "labels": 0, "findings": 1, "messages": 2},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hits", "total", "interval"),
    [(0, 0, None), (0, 10, (0.0, 0.278)), (10, 10, (0.722, 1.0)), (5, 10, (0.237, 0.763))],
)
def test_wilson_interval(hits: int, total: int, interval: tuple[float, float] | None) -> None:
    # Figures of the score interval as printed in textbooks (Wilson 1927; Agresti & Coull 1998).
    assert wilson(hits, total) == interval


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ("[" * 9999, "not a JSON object"),
        ('{"text": "x"}', "not a labelled message: it has no “id”"),
        ('{"id": "1"}', "not a labelled message: it has no “text”"),
        ('{"id": 1, "text": "x"}', "not a labelled message: “id” must be a text"),
        ('{"id": "1", "text": "x", "findings": [{"rule": "blame.one"}]}', "it has no “quote”"),
        ('{"id": "1", "text": "x", "findings": "x"}', "“findings” must be a list"),
        ('{"id": "1", "text": "x", "findings": ["x"]}', "a value is not of the kind"),
        ('{"id": "1", "text": "x", "findings": [{"rule": "blame.none", "quote": "x"}]}', "unknown rule"),
        ('{"id": "1", "text": "x", "findings": [{"rule": "blame.one", "quote": "y"}]}', "is not in the text"),
        ('{"id": "1", "text": "x", "optional": [{"quote": "x"}]}', "it has no “rule”"),
        ('{"id": "1", "text": "x", "optional": [{"rule": "blame.none", "quote": "x"}]}', "unknown rule “blame.none”"),
        ('{"id": "1", "text": "x", "optional": [{"rule": "blame.one", "quote": "y"}]}', "quote “y” is not in the text"),
        ('{"id": "1", "text": "x", "missing": "missing.plan"}', "“missing” must be a list"),
        ('{"id": "1", "text": "x", "missing_optional": ["missing.none"]}', "unknown rule “missing.none”"),
        ('{"id": "1", "text": "x", "missing_optional": "missing.plan"}', "“missing_optional” must be a list"),
        ('{"id": "1", "text": "x", "looked_for": "blame"}', "“looked_for” must be a list"),
        ('{"id": "1", "text": "x", "kind": "letter"}', "unknown kind “letter”; there are mail, chat"),
        ('{"id": "1", "text": "x", "audience": "boss"}', "unknown audience “boss”; there are leader, peer"),
        ('{"id": "1", "text": "x", "looked_for": ["tone"]}', "unknown family “tone”"),
        ('{"id": "1", "text": "x", "sentences": [{"start": 0, "end": 2, "tags": "P"}]}', "is not in the text"),
        ('{"id": "1", "text": "x", "sentences": [{"start": 0, "end": 1}]}', "it has no “tags”"),
    ],
)
def test_a_wrong_line_is_named(lexicon: Lexicon, tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "0", "text": "x"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"c\.jsonl:2: .*" + reason):
        read_corpus([path], lexicon)


def test_the_command_prints_all_families_and_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(label("大家好")) + "\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["eval", str(path), "--format", "json"])
    assert result.exit_code == 0
    assert json.loads(result.output)["messages"] == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "：没有这个文件，请检查路径。", id="missing"),
        pytest.param(b"", "：里面一封标注过的消息也没有，请检查路径。", id="empty"),
        pytest.param(b"\n\n", "：里面一封标注过的消息也没有，请检查路径。", id="blank lines"),
        pytest.param(b'{"text": "x"}', ":1：这一行少了 id，请补上。", id="no id"),
        pytest.param(b"x", ":1：这一行不是 JSON 对象；", id="no JSON"),
        pytest.param(
            b'{"id": "1", "text": "x", "kind": "letter"}',
            ":1：kind 不能是 letter，可以是 mail、chat、notice、issue、commit。",
            id="no such kind",
        ),
        pytest.param(
            b'{"id": "1", "text": "x", "missing": "missing.plan"}',
            ":1：missing 应当是一个列表，请用方括号括起来。",
            id="no list",
        ),
        pytest.param(b"\xff", "：不是 UTF-8 文本，请另存为 UTF-8。", id="not UTF-8"),
    ],
)
def test_where_nothing_can_be_measured_one_line_says_why_and_the_exit_code_is_2(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "c.jsonl"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(main, ["eval", str(path)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"{path}{told}")


def test_every_fault_of_a_corpus_has_its_words() -> None:
    assert WRONG.keys() == PROBLEMS.keys()


# The command


@pytest.fixture
def corpus(tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three messages: a mail and a chat of one writer, and one whose source is not told."""
    monkeypatch.setattr(bundle, "load_lexicon", lambda _folders: lexicon)
    messages = [
        label("大家好", id="one", kind="mail", source="written", audience="leader"),
        label("甲甲", id="two", kind="chat", source="written", audience="peer"),
        label("谢谢。", id="three", sentences=[{"start": 0, "end": 3, "tags": "T"}]),
    ]
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps(m, ensure_ascii=False) + "\n" for m in messages), encoding="utf-8")
    return path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["eval", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("key", "counts"),
    [
        ("source", {"written": 2, "–": 1}),
        ("kind", {"mail": 1, "chat": 1, "–": 1}),
        ("audience", {"leader": 1, "peer": 1, "–": 1}),
    ],
)
def test_split_by(corpus: Path, key: str, counts: dict[str, int]) -> None:
    told = json.loads(run(str(corpus), "--split-by", key, "--format", "json"))
    assert {name: part["messages"] for name, part in told.items()} == counts
    assert [line for line in run(str(corpus), "--split-by", key).splitlines() if line.startswith(key)] == [
        f"{key} = {name}" for name in sorted(counts)
    ]


def test_the_tables_and_the_sum_of_all(corpus: Path) -> None:
    text = run(str(corpus))
    heads = [line.split()[0] for line in text.splitlines() if "precision" in line]
    assert heads == ["family", "rule", "move"]
    assert "3 messages, core F1" in text
    assert "1 of 3 clean messages (0.06–0.79) with an error or a warning" in text
    assert "clean, yet flagged: two" in text


def test_cases_are_listed_on_wish(corpus: Path) -> None:
    assert "false alarm" not in run(str(corpus))
    wished = [line for line in run(str(corpus), "--cases", "blame").splitlines() if line.startswith("false alarm")]
    assert [line.split()[2:4] for line in wished] == [["blame.one", "two"]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("blame.on", "没有叫 blame.on 的规则、规则族或行为，是不是 blame.one？\n"),
        ("blam", "没有叫 blam 的规则、规则族或行为，是不是 blame？\n"),
        ("propsal", "没有叫 propsal 的规则、规则族或行为，是不是 proposal？\n"),
        ("xyzzy", "没有叫 xyzzy 的规则、规则族或行为；tonecheck rules 列出所有规则。\n"),
    ],
)
def test_cases_of_what_there_is_not_are_refused(corpus: Path, name: str, said: str) -> None:
    result = CliRunner().invoke(main, ["eval", str(corpus), "--cases", name])
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)


def test_as_a_table_of_markdown(corpus: Path) -> None:
    text = run(str(corpus), "--format", "markdown", "--split-by", "kind")
    assert "### kind = chat\n" in text
    assert "| rule | precision | 95 % | recall | 95 % | F1 | labels | findings |\n| --- |" in text


def test_figures_are_written_to_a_file(corpus: Path, tmp_path: Path) -> None:
    run(str(corpus), "--write-figures", str(tmp_path / "figures.toml"))
    written = tomllib.loads((tmp_path / "figures.toml").read_text(encoding="utf-8"))
    assert written["messages"] == written["blame.one"]["messages"] == 3


def test_a_file_for_figures_that_can_not_be_written_is_named(corpus: Path, tmp_path: Path) -> None:
    target = tmp_path / "none" / "figures.toml"
    result = CliRunner().invoke(main, ["eval", str(corpus), "--write-figures", str(target)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{target}：写不了：没有这个文件或文件夹。\n"


def test_figures_are_not_written_over_the_labelled_messages(corpus: Path, tmp_path: Path) -> None:
    before, link = corpus.read_bytes(), tmp_path / "link.jsonl"
    link.symlink_to(corpus)
    for target in (corpus, link):
        result = CliRunner().invoke(main, ["eval", str(corpus), "--write-figures", str(target)])
        assert (result.exit_code, result.stdout, corpus.read_bytes()) == (2, "", before)
        assert result.stderr == (
            f"{target}：这个文件是要读的，写进去，原来的内容就没有了；请给 --write-figures 换一个文件。\n"
        )
