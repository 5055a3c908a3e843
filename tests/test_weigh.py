"""Weighted words and trees: sums, doubt, proposals and weighed message rules, on a small lexicon."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import LexiconOf, check, let_pass, load, message_rule, move, rule, table, told, without_core, write
from hypothesis import given
from hypothesis import strategies as st

from tonecheck.formats.text import weighed_lines
from tonecheck.lexicon.source import LexiconError, read_source
from tonecheck.lexicon.weights import LANE, normal, unpacked
from tonecheck.model import Settings

FAMILIES = table(family=[{"name": "blame", "title": "指责", "rules": ["blame.one", "blame.two"]}])
MODELS = """
[[model]]
name = "blame"
bias = -10
floor = 0
rules = { "blame.one" = 0, "blame.two" = 0 }

[[model]]
name = "problem"
bias = -8
"""
# Places: 0 blame, 1 blame.one, 2 blame.two, 3 problem.
WORDS = "好\t0:-30\n坏\t0:15 1:5\n怪你\t0:20 2:9\n停\t3:20\n0\t0:0 3:4\n^停\t3:2\n@chat\t0:1\n"
# A pattern is believed from −15 on; words alone from 6 on, and from 1 on where another sentence sounds like it.
TREES = """
blame\t(found:blame<1 (beside:blame<0 (blame<6 -300 100) (blame<1 -300 100)) (blame<-15 -100 200))
blame\t5
problem\t(problem<0 -50 50)
problem\t(found:problem<1 0 60)
missing.way\t-60
missing.way\t(problem<0 0 (@chat<1 100 30))
"""


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
        "weights/trees.tsv": TREES,
    }


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("真坏。", ["blame.one “坏”"]),
        ("好坏。", []),  # 好 speaks against it
        ("都怪你坏。", ["blame.one “坏”"]),  # what a pattern finds goes before what words propose
        ("天晴，都怪你，真好。", []),
        ("天晴，怪你怪你。", ["blame.two “怪你怪你”"]),  # 10: a word counts once
        ("都怪你 。", ["blame.two “都怪你”"]),
    ],
)
def test_a_sentence_is_weighed(lexicon_of: LexiconOf, files: dict[str, str], text: str, findings: list[str]) -> None:
    assert told(check(lexicon_of(files), text)) == findings


def test_what_is_doubted_is_told_with_the_reason(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    assert let_pass(check(lexicon_of(files), "好坏。")) == ["blame.one “坏”: weighed"]


def test_what_a_cue_finds_may_not_be_weighed(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    files["rules/blame/one.toml"] = rule(cue=[{"find": ["坏"]}, {"find": ["糟"], "weighed": False}])
    made = lexicon_of(files)
    for lexicon in (made, without_core(made)):
        report = check(lexicon, "好糟。好坏。")
        assert told(report) == ["blame.one “糟”"]
        assert let_pass(report) == ["blame.one “坏”: weighed"]


def test_words_propose_the_loudest_clause_and_the_rule_they_speak_for(
    lexicon_of: LexiconOf, files: dict[str, str]
) -> None:
    files["rules/blame/one.toml"] = rule("糟")
    assert told(check(lexicon_of(files), "天晴了，都怪你坏，就这样。")) == ["blame.two “都怪你坏”"]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("天晴，都怪你，真赖。", ["blame.two “都怪你，真赖”"]),  # 8 of 20
        ("天晴，都怪你，真恼。", ["blame.two “都怪你”"]),  # 7 of 20
        ("真赖，都怪你，赖谁，天晴。", ["blame.two “真赖，都怪你，赖谁”"]),
        ("真赖，天晴，都怪你。", ["blame.two “都怪你”"]),
    ],
)
def test_a_clause_beside_the_loudest_belongs_to_it_from_two_fifths_of_its_loudness_on(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, findings: list[str]
) -> None:
    files["weights/words.tsv"] = WORDS + "赖\t0:8\n恼\t0:7\n"
    for made in (lexicon_of(files), without_core(lexicon_of(files))):
        assert told(check(made, text)) == findings


@pytest.mark.parametrize(
    ("renamed", "text", "findings"),
    [
        ({}, "都怪你坏。", ["blame.one “坏”"]),
        ({"renamed": 3}, "都怪你坏。", ["blame.two “坏”"]),  # 9 for the other, 5 for its own
        ({"renamed": 4}, "都怪你坏。", ["blame.one “坏”"]),
        ({"renamed": 3}, "真坏。都怪你。", ["blame.one “坏”", "blame.two “都怪你”"]),  # another sentence has no say
        ({"renamed": 3}, "真坏，都怪你错。", ["blame.one “坏”", "blame.two “错”"]),  # the other rule is told already
        ({"renamed": 3}, "都怪你坏错。", ["blame.two “错”"]),  # one claim: as the other rule's pattern found it
        ({"renamed": 3}, "都怪你坏，错。", ["blame.two “错”"]),  # one claim: right beside it
        ({"renamed": 3}, "都怪你坏，真错。", ["blame.one “坏”", "blame.two “错”"]),  # two
        ({"renamed": 3}, "都怪你糟。", ["blame.one “糟”"]),  # so plain that nothing is weighed
    ],
)
def test_a_mark_of_a_pattern_gets_the_rule_its_sentence_speaks_for(
    lexicon_of: LexiconOf, files: dict[str, str], renamed: dict[str, int], text: str, findings: list[str]
) -> None:
    family = {"name": "blame", "title": "指责", "rules": ["blame.one", "blame.two"]}
    files["families.toml"] = table(family=[family | renamed])
    files["rules/blame/one.toml"] = rule(cue=[{"find": ["坏"]}, {"find": ["糟"], "weighed": False}])
    for made in (lexicon_of(files), without_core(lexicon_of(files))):
        assert told(check(made, text)) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("都怪你坏吗？", ["blame.two “坏”"]),
        ("都怪你坏。", ["blame.one “坏”"]),
        ("都怪你坏，是吗？", ["blame.one “坏”"]),  # another clause asks
        ("都错。", ["blame.two “错”"]),  # found by a pattern of its own
    ],
)
def test_a_rule_about_questions_takes_only_what_asks(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, findings: list[str]
) -> None:
    family = {"name": "blame", "title": "指责", "rules": ["blame.one", "blame.two"], "renamed": 3}
    files["families.toml"] = table(family=[family])
    files["rules/blame/two.toml"] = rule("错", asks=True)
    files["classes/c.toml"] = "[asking]\nwords = '？ 吗'\n"
    for made in (lexicon_of(files), without_core(lexicon_of(files))):
        assert told(check(made, text)) == findings


def test_the_other_sentences_have_a_say(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    files["weights/words.tsv"] = WORDS + "赖\t0:12 2:9\n"
    made = lexicon_of(files)
    assert told(check(made, "赖谁。")) == []  # 2, where 6 is asked for
    assert told(check(made, "赖谁。都怪你。")) == ["blame.two “赖谁”", "blame.two “都怪你”"]


def test_a_family_is_not_asked_about_below_its_floor(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    files["weights/models.toml"] = MODELS.replace("floor = 0", "floor = 11")
    made = lexicon_of(files)
    assert told(check(made, "都怪你。")) == []
    assert told(check(made, "真坏。")) == ["blame.one “坏”"]  # a pattern asks


def test_a_further_fault_beside_what_a_pattern_found(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    text = "真坏，都怪你，坏。"
    assert told(check(lexicon_of(files), text)) == ["blame.one “坏”", "blame.one “坏”"]
    again = '{ bias = -8, piece = 1, sentence = 0, other = 0, "sentence other" = 0, chars = 0 }'
    files["weights/models.toml"] = MODELS.replace("floor = 0", f"floor = 0\nagain = {again}")
    assert told(check(lexicon_of(files), text)) == ["blame.one “坏”", "blame.two “都怪你”", "blame.one “坏”"]
    files["weights/models.toml"] = MODELS.replace(
        "floor = 0", f"floor = 0\nagain = {again.replace('chars = 0', 'chars = -2')}"
    )
    assert told(check(lexicon_of(files), text)) == ["blame.one “坏”", "blame.one “坏”"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("天晴，都怪你坏坏。", ["draft.txt:1:4 told by words Title “都怪你坏坏”: “怪你”“坏”"]),
        ("真坏。", []),  # a pattern says why by itself
        ("都怪你恼坏赖。", ["draft.txt:1:1 told by words Title “都怪你恼坏赖”: “怪你”“坏”“赖”"]),  # three of four
    ],
)
def test_why_names_the_loudest_words(lexicon_of: LexiconOf, files: dict[str, str], text: str, lines: list[str]) -> None:
    files["rules/blame/one.toml"] = rule("真坏")
    files["weights/words.tsv"] = WORDS + "赖\t0:8\n恼\t0:7\n"
    made = lexicon_of(files)
    assert weighed_lines(check(made, text), made, Settings(lang="en")) == lines
    assert weighed_lines(check(made, text), made, Settings(snippets=False)) == []


# Two of the four hidden units: one that 不 and 谢 fill together, against blame; one that 难 fills, for it.
NETWORK = (
    "hidden = [-200, -100, 0, 0]\n"
    + MODELS.replace('"blame.two" = 0 }', '"blame.two" = 0 }\nhidden = [-2560, 2560, 0, 0]')
    + "hidden = [0, 0, 0, 0]\n"
)
HIDDEN_WORDS = WORDS + "难\t0:9\tHOHH\n不\t\tOHHH\n谢\t\tOHHH\n"


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("天晴。", []),
        ("难。", ["blame.one “难”"]),  # -1, and what the second unit says
        ("难，不。", ["blame.one “难”"]),  # half of what the first unit needs
        ("难，不谢。", []),
    ],
)
def test_hidden_units_know_words_beside_one_another(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, findings: list[str]
) -> None:
    files |= {"weights/models.toml": NETWORK, "weights/words.tsv": HIDDEN_WORDS}
    assert told(check(lexicon_of(files), text)) == findings


def test_why_names_words_that_speak_by_a_hidden_unit(lexicon_of: LexiconOf, files: dict[str, str]) -> None:
    files |= {"weights/models.toml": NETWORK, "weights/words.tsv": HIDDEN_WORDS.replace("难\t0:9", "难\t")}
    made = lexicon_of(files)
    assert weighed_lines(check(made, "太难。"), made, Settings(lang="en")) == [
        "draft.txt:1:1 told by words Title “太难”: “难”"
    ]


def test_a_rule_of_a_later_folder_is_not_weighed(tmp_path: Path, files: dict[str, str]) -> None:
    own = {"rules/blame/one.toml": rule("坏")}
    folders = write(tmp_path / "built-in", files), write(tmp_path / "own", own | {"principles.toml": ""})
    assert told(check(load(*folders), "好坏。")) == ["blame.one “坏”"]


@pytest.mark.parametrize(
    ("text", "kind", "findings"),
    [
        ("停。", "mail", ["missing.way"]),
        ("停。", "chat", []),  # −60 + 30
        ("天晴。", "mail", []),
    ],
)
def test_a_message_rule_is_weighed(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, kind: str, findings: list[str]
) -> None:
    assert told(check(lexicon_of(files), text, kind=kind)) == findings


@pytest.mark.parametrize(
    ("text", "told_too"),
    [
        ("真坏。", True),
        ("真坏。停。", False),  # what stands in `unless`
        ("天晴。", False),
    ],
)
def test_what_is_sure_tells_a_message_rule_whatever_is_weighed(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, told_too: bool
) -> None:
    files["rules/missing/way.toml"] = message_rule("problem", weighed=True, sure=["blame.one"], unless=["problem"])
    assert ("missing.way" in told(check(lexicon_of(files), text, kind="chat"))) == told_too


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("急。", []),
        ("急！真急。", ["missing.way"]),  # in each sentence it counts once
        ("急急。", []),
        ("急！真急。好吧。", []),
    ],
)
def test_the_words_of_all_sentences_speak_for_a_message_rule(
    lexicon_of: LexiconOf, files: dict[str, str], text: str, findings: list[str]
) -> None:
    files["weights/models.toml"] = 'summed = ["missing.way"]\n' + MODELS
    files["weights/words.tsv"] = WORDS.replace("好\t0:-30", "好\t0:-30 4:-9") + "急\t4:30\n"  # place 4: missing.way
    files["weights/trees.tsv"] = TREES + "missing.way\t(words:missing.way<60 0 90)\n"
    for made in (lexicon_of(files), without_core(lexicon_of(files))):
        assert told(check(made, text)) == findings


@pytest.mark.parametrize(("chars", "findings"), [(400, []), (401, ["blame.one “好坏”"])])
def test_a_sentence_that_is_too_long_is_not_weighed(
    lexicon_of: LexiconOf, files: dict[str, str], chars: int, findings: list[str]
) -> None:
    for made in (lexicon_of(files), without_core(lexicon_of(files))):
        assert told(check(made, "好坏".ljust(chars, "天"))) == findings


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("weights/words.tsv", "坏 0:15\n", "words.tsv:1: not a word, a tab and place:number pairs"),
        ("weights/words.tsv", "坏\t0:15\n好\t9:1\n", "words.tsv:2: there are places 0 to 3"),
        ("weights/words.tsv", "坏\t0:9999\n", "words.tsv:1: there are places 0 to 3, and numbers below 4096"),
        ("weights/words.tsv", "坏\t0:1\tHH\n", "words.tsv:1: not a letter from A to O for each of 0 hidden units"),
        (
            "weights/models.toml",
            "hidden = [1, 1, 1, 1]\n" + MODELS,
            "a model needs a number for each of the 4 hidden units",
        ),
        ("weights/models.toml", 'summed = ["missing.wy"]\n' + MODELS, "unknown rule “missing.wy”"),
        ("weights/models.toml", "hidden = [1]\n", "hidden units are kept by fours"),
        ("weights/models.toml", "hidden = [0.5]\n", "“hidden” must be a list of whole numbers"),
        ("weights/models.toml", '[[model]]\nname = "blame"\n', "a model needs “name” and “bias”"),
        (
            "weights/models.toml",
            MODELS + "again = { bias = 1 }\n",
            "“again” needs whole numbers: bias, piece, sentence, ",
        ),
        ("weights/models.toml", '[[model]]\nnam = "blame"\nbias = 1\n', "did you mean “name”"),
        ("weights/models.toml", MODELS.replace('"blame.two"', '"blame.too"'), "unknown kind of mark “blame.too”"),
        (
            "families.toml",
            table(family=[{"name": "blame", "title": "指责", "rules": [], "renamed": 1.5}]),
            "family 1: “renamed” must be a whole number",
        ),
        ("weights/trees.tsv", "blame\t5\n", "trees.tsv: no tree for the model “problem”"),
        ("weights/trees.tsv", TREES + "blame\t(blame<2 1)\n", "trees.tsv:8: a node has one branch on either side"),
        ("weights/trees.tsv", TREES + "blame\t(blam<2 1 3)\n", "unknown feature “blam”; did you mean “blame”"),
        ("weights/trees.tsv", TREES + "missing.why\t3\n", "unknown rule “missing.why”; did you mean “missing.way”"),
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
    assert unpacked(total, 7) == [sum(row[lane] for row in rows) for lane in range(7)]
