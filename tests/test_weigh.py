"""Weighted words: sums, doubt, proposals and weighed message rules, on a small lexicon."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import LexiconOf, check, let_pass, load, message_of, message_rule, move, rule, told, write
from hypothesis import given
from hypothesis import strategies as st

from tonecheck.lexicon.source import LexiconError, read_source
from tonecheck.lexicon.weights import LANE, Score, normal
from tonecheck.weigh import message_signs, weigh

FAMILIES = """
[[family]]
name = "blame"
title = "指责"
title_en = "Blame"
gist = "指责"
gist_en = "Blame"
rules = ["blame.one", "blame.two"]
"""
MODELS = """
crossed = ["problem>=0", "@chat"]

[[model]]
name = "blame"
bias = -10
rules = { "blame.one" = 0, "blame.two" = 0 }
[model.verdict]
bias = -2
score = 1
found_score = 0
others = 0
others_found = 2
other_found = -9
sentences = -1
found = { "blame.one" = 3.25, "blame.two" = 3.25 }

[[model]]
name = "problem"
bias = -8
keep = -100
add = 8

[[message]]
rule = "missing.way"
bias = -5
least = 0
[message.signs]
"problem>=0" = 10
"@chat&problem>=0" = -3
"@chat" = -3
"""
# Places: 0 blame, 1 blame.one, 2 blame.two, 3 problem.
WORDS = "好\t0:-30\n坏\t0:15 1:5\n怪你\t0:20 2:9\n停\t3:20\n0\t0:0 3:4\n^停\t3:2\n@chat\t0:1\n"


@pytest.fixture
def files() -> dict[str, str]:
    return {
        "families.toml": FAMILIES,
        "rules/blame/one.toml": rule("坏"),
        "rules/blame/two.toml": rule("错"),
        "rules/missing/way.toml": message_rule("problem", weighed=True),
        "moves/problem.toml": move("停了"),
        "weights/models.toml": MODELS,
        "weights/words.tsv": WORDS,
    }


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("真坏。", ["blame.one “坏”"]),
        ("好坏。", []),  # 好 speaks against it
        ("都怪你坏。", ["blame.one “坏”"]),  # what a pattern finds goes before what words propose
        ("天晴，都怪你，坏透。", ["blame.one “坏”"]),
        ("天晴，怪你怪你。", []),  # a word counts once
    ],
)
def test_a_sentence_is_weighed(lexicon_of: LexiconOf, files: dict[str, str], text: str, findings: list[str]) -> None:
    assert told(check(lexicon_of(files), text)) == findings


def test_what_is_doubted_is_told_with_the_reason(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    assert let_pass(check(lexicon_of(files), "好坏。")) == ["blame.one “坏”: weighed"]


def test_words_propose_the_loudest_clause_and_the_rule_they_speak_for(
    lexicon_of: LexiconOf, files: dict[str, str]
) -> None:
    files["rules/blame/one.toml"] = rule("糟")
    files["weights/words.tsv"] = WORDS + "糟\t0:10\n"
    text = "天晴了，都怪你坏，就这样。"
    assert told(check(lexicon_of(files), f"真糟。{text}")) == ["blame.one “糟”", "blame.two “都怪你坏”"]
    assert told(check(lexicon_of(files), text)) == []  # the only fault of a message: it must be said louder


def test_the_only_fault_of_a_message_is_doubted_sooner(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    files["weights/words.tsv"] = WORDS.replace("坏\t0:15 1:5", "坏\t0:-8")  # a score of −18, where −20 is kept
    made = lexicon_of(files)
    assert told(check(made, "坏。")) == ["blame.one “坏”"]
    assert told(check(made, "坏。天晴。")) == []
    assert told(check(made, "坏。坏。")) == ["blame.one “坏”", "blame.one “坏”"]


def test_words_are_believed_less_where_a_pattern_found_another_fault(
    lexicon_of: LexiconOf, files: dict[str, str]
) -> None:
    files["families.toml"] += FAMILIES.replace("blame", "tone")
    files["rules/tone/one.toml"], files["rules/tone/two.toml"] = rule("烦"), rule("厌")
    files["rules/blame/one.toml"], files["weights/words.tsv"] = rule("糟"), WORDS + "糟\t0:10\n"
    assert told(check(lexicon_of(files), "真糟。都怪你坏。")) == ["blame.one “糟”", "blame.two “都怪你坏”"]
    assert told(check(lexicon_of(files), "真糟。烦，都怪你坏。")) == ["blame.one “糟”", "tone.one “烦”"]


def test_a_rule_of_a_later_folder_is_not_weighed(tmp_path: Path, files: dict[str, str]) -> None:
    own = {"rules/blame/one.toml": rule("坏")}
    folders = write(tmp_path / "built-in", files), write(tmp_path / "own", own | {"principles.toml": ""})
    assert told(check(load(*folders), "好坏。")) == ["blame.one “坏”"]


@pytest.mark.parametrize(
    ("text", "kind", "findings"),
    [
        ("停。", "mail", ["missing.way"]),
        ("停。", "chat", []),  # −5 +10 −3 −3
        ("天晴。", "mail", []),
    ],
)
def test_a_message_rule_is_weighed_by_signs(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, kind: str, findings: list[str]
) -> None:
    assert told(check(lexicon_of(files), text, kind=kind)) == findings


def test_signs_of_a_message(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    made = lexicon_of(files)
    from tonecheck.sentences import split_sentences

    message = message_of("停了。天晴。")
    scores = weigh(message.text, split_sentences(message), ("@mail",), made.weights)
    signs = message_signs(scores, [], {"chars": 16, "sentences": 2}, ("@mail",), made.weights)
    assert {"problem>=8", "chars>=15", "sentences>=2", "@mail"} <= signs
    assert "problem>=16" not in signs and "problem2>=-8" in signs and "problem2>=0" not in signs


def test_a_sentence_that_is_too_long_is_not_weighed(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    assert told(check(lexicon_of(files), "好坏" + "天" * 500)) == ["blame.one “坏”"]


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("weights/words.tsv", "坏 0:15\n", "words.tsv:1: not a word, a tab and place:number pairs"),
        ("weights/words.tsv", "坏\t0:15\n好\t9:1\n", "words.tsv:2: there are places 0 to 3"),
        ("weights/words.tsv", "坏\t0:9999\n", "words.tsv:1: there are places 0 to 3, and numbers below 4096"),
        ("weights/models.toml", '[[model]]\nname = "blame"\n', "a model needs “name” and “bias”"),
        (
            "weights/models.toml",
            MODELS.replace("others = 0\n", ""),
            "a verdict needs bias, score, found_score, others,",
        ),
        ("weights/models.toml", '[[model]]\nnam = "blame"\nbias = 1\n', "did you mean “name”"),
        ("weights/models.toml", MODELS.replace('"problem"\nbias', '"none"\nbias'), "unknown kind of mark “none”"),
        ("weights/models.toml", '[[message]]\nrule = "missing.way"\n', "a message needs rule, bias, least, signs"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, files: dict[str, str], name: str, text: str, error: str) -> None:
    with pytest.raises(LexiconError) as caught:
        read_source([write(tmp_path, files | {name: text})])
    assert error in str(caught.value)


@pytest.mark.parametrize(("text", "seen"), [("共123人", "^共0人$"), (" 3月 ", "^0月$"), ("", "^$")])
def test_the_text_that_is_weighed(text: str, seen: str) -> None:
    assert normal(text) == seen


@given(st.lists(st.lists(st.integers(-4000, 4000), min_size=7, max_size=7), max_size=40))
def test_lanes_do_not_spill(rows: list[list[int]]) -> None:
    total = sum(value << (LANE * lane) for row in rows for lane, value in enumerate(row))
    score = Score(total, {str(lane): lane for lane in range(7)})
    assert [score.of(str(lane)) for lane in range(7)] == [sum(row[lane] for row in rows) for lane in range(7)]
