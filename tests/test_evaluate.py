"""Evaluation counts what the labelling guide says: families by overlap, message rules by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import LexiconOf, rule

from tonecheck.cli import main
from tonecheck.evaluate import CorpusError, Score, evaluate, read_corpus, wilson
from tonecheck.lexicon import Lexicon


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(
        {
            "rules/blame/one.toml": rule("甲甲"),
            "rules/blame/two.toml": rule("乙乙"),
            "rules/vague/three.toml": rule("丙丙"),
        }
    )


def label(text: str, *labels: tuple[str, str]) -> dict[str, object]:
    return {"id": "m", "text": text, "findings": [{"rule": r, "quote": q} for r, q in labels], "missing": []}


def test_a_family_is_found_where_any_of_its_rules_overlaps(lexicon: Lexicon) -> None:
    result = evaluate([label("这里有甲甲的。", ("blame.two", "有甲"))], lexicon)
    assert result.families["blame"] == Score(right=1, wrong=0, found=1, missed=0)
    assert result.rules["blame.one"] == Score(right=1, wrong=0, found=0, missed=0)
    assert result.rules["blame.two"] == Score(right=0, wrong=0, found=1, missed=0)


def test_optional_labels_are_neither_right_nor_wrong(lexicon: Lexicon) -> None:
    message = label("甲甲") | {"optional": [{"rule": "blame.one", "quote": "甲甲"}]}
    assert evaluate([message], lexicon).families["blame"] == Score()


def test_a_clean_message_with_a_finding_is_named(lexicon: Lexicon) -> None:
    result = evaluate([label("丙丙"), label("没有")], lexicon)
    assert (result.clean, result.clean_flagged) == (2, ["m"])
    assert [case["what"] for case in result.cases] == ["false alarm"]


def test_a_quote_said_twice_takes_successive_places(lexicon: Lexicon) -> None:
    message = label("甲甲，再说甲甲。", ("blame.one", "甲甲"), ("blame.one", "甲甲"))
    assert evaluate([message], lexicon).rules["blame.one"] == Score(right=2, found=2)


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
        ("{", "not a labelled message"),
        ("[1]", "not a labelled message"),
        ('{"text": "x"}', "not a labelled message"),
        ('{"id": "1", "text": "x", "findings": [{"rule": "blame.none", "quote": "x"}]}', "unknown rule"),
        ('{"id": "1", "text": "x", "findings": [{"rule": "blame.one", "quote": "y"}]}', "is not in the text"),
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


def test_a_missing_corpus_is_one_line_and_exit_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["eval", str(tmp_path / "none.jsonl")])
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1
