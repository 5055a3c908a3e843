"""Trees: how they are written, packed and asked; and the features that they ask for."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonecheck.lexicon.features import (
    ABSENT,
    LOWEST,
    message_facts,
    message_features,
    message_plan,
    message_row,
    sentence_features,
    sentence_rows,
)
from tonecheck.lexicon.trees import MOST_LEAVES, features_of, packed, parse_tree, spell_tree, value

core_values: Callable[..., list[int]] | None
try:
    from tonecheck._core import values as core_values
except ImportError:  # not built here: the Python code is all there is
    core_values = None

NAMES = ["a", "b", "found:c"]
NUMBERS = st.integers(-9999, 9999)
TREES = st.recursive(
    NUMBERS, lambda parts: st.tuples(st.sampled_from(NAMES), NUMBERS, parts, parts), max_leaves=12
)  # fmt: skip
TREE = ("a", 3, -5, ("b", 0, 7, 9))


def test_a_tree_is_read_as_it_is_written() -> None:
    assert parse_tree("(a<3 -5 (b<0 7 9))") == TREE
    assert spell_tree(TREE) == "(a<3 -5 (b<0 7 9))"
    assert features_of(TREE) == {"a", "b"}


@given(TREES)
def test_what_is_written_is_read(tree: Any) -> None:
    assert parse_tree(spell_tree(tree)) == tree


@pytest.mark.parametrize("text", ["", "(a<3 1)", "(a<3 1 2 3)", "(a<3 1 2", "1 2", "1)", "(a 1 2)", "a", "(a<x 1 2)"])
def test_what_is_no_tree_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"tree|branch|brackets"):
        parse_tree(text)


def test_a_tree_with_more_leaves_than_there_are_bits_is_refused() -> None:
    text = "0"
    for _ in range(MOST_LEAVES - 1):
        text = f"(a<1 {text} 0)"
    assert parse_tree(text)
    with pytest.raises(ValueError, match="leaves"):
        parse_tree(f"(a<1 {text} 0)")


@given(st.text(alphabet="(a<3 -5)", max_size=30))
def test_any_text_is_a_tree_or_refused(text: str) -> None:
    try:
        tree = parse_tree(text)
    except ValueError:
        return
    assert parse_tree(spell_tree(tree)) == tree


@pytest.mark.parametrize(
    ("row", "told"), [([2, 0, 0], -5), ([3, -1, 0], 7), ([3, 0, 0], 9)], ids=["less", "left branch", "right branch"]
)
def test_less_goes_left(row: list[int], told: int) -> None:
    assert value(packed([TREE], {"a": 0, "b": 1}), row) == told


def asked(tree: Any, row: dict[str, int]) -> int:
    """What ``tree`` says of ``row``, as the words of the definition have it."""
    if isinstance(tree, int):
        return tree
    return asked(tree[2] if row[tree[0]] < tree[1] else tree[3], row)


@given(st.lists(TREES, max_size=4), st.lists(NUMBERS, min_size=3, max_size=3))
def test_packed_trees_add_up_in_either_language(trees: list[Any], row: list[int]) -> None:
    numbers = packed(trees, {name: place for place, name in enumerate(NAMES)})
    told = sum(asked(tree, dict(zip(NAMES, row, strict=True))) for tree in trees)
    assert value(numbers, row) == told
    if core_values is not None:
        assert core_values([memoryview(array("i", numbers))], row, [-1] * len(row), [], 0) == [told]


@pytest.mark.skipif(core_values is None, reason="the core is not built here")
@given(st.lists(st.integers(-3, 9), max_size=30))
def test_the_core_refuses_numbers_that_are_no_trees(numbers: list[int]) -> None:
    assert core_values is not None
    try:
        told = core_values([memoryview(array("i", numbers))], [1, 2], [-1, -1], [], 0)
    except ValueError:
        return
    assert told == [value(numbers, [1, 2])]


# Features

MODELS = ["a", "b"]
TOLD = st.one_of(st.none(), st.tuples(st.integers(-2000, 300), st.integers(-3, 3)))


@pytest.mark.skipif(core_values is None, reason="the core is not built here")
@given(st.lists(TOLD, max_size=5))
def test_the_core_makes_the_same_row_of_a_message(told: list[tuple[int, int] | None]) -> None:
    assert core_values is not None
    names = message_features(MODELS, ["c"], [])
    about, counts, marks = ("@mail",), {"chars": 5, "sentences": len(told)}, {"c": 7}
    row = message_row(MODELS, told, marks, counts, about, names)
    facts = message_facts(marks, counts, about)
    for place, number in enumerate(row):
        for least, expected in ((number, 2), (number + 1, 1)):
            tree = memoryview(array("i", packed([(names[place], least, 1, 2)], {names[place]: place})))
            known = [facts.get(name, 0) for name in names]
            assert core_values([tree], known, message_plan(MODELS, names, {}), told, ABSENT) == [expected]


def test_the_row_of_a_sentence() -> None:
    names = sentence_features(["blame", "problem"])
    rows = sentence_rows([[5, 1], None, [7, -2]], [[0, 1], [0, 0], [0, 0]], [12, 900, 3], ("@mail", "@leader"))
    assert rows[1] is None
    first, last = (dict(zip(names, row or [], strict=True)) for row in (rows[0], rows[2]))
    expected = {
        "blame": 5, "problem": 1, "after:blame": LOWEST, "before:problem": LOWEST, "beside:blame": 7,
        "beside:problem": -2, "found:blame": 0, "found:problem": 1, "place": 0, "sentences": 3, "chars": 12,
        "@mail": 1, "@chat": 0, "@leader": 1,
    }  # fmt: skip
    assert {name: first[name] for name in expected} == expected
    assert (last["blame"], last["beside:blame"], last["place"]) == (7, 5, 100)


def test_sentences_that_sound_alike_are_beside_one_another() -> None:
    rows = sentence_rows([[7], [7], [1]], [[0]] * 3, [1] * 3, ())
    beside = sentence_features(["blame"]).index("beside:blame")
    assert [row[beside] for row in rows if row] == [7, 7, 7]


def test_the_row_of_a_message() -> None:
    models = ["problem", "thanks"]
    names = [
        "problem",
        "problem2",
        "problem#",
        "thanks",
        "found:exact-time",
        "found:nothing",
        "words:x",
        "chars",
        "@chat",
    ]
    assert set(names) <= set(message_features(models, ["exact-time", "nothing"], ["x"]))
    values = [[30, -4], None, [80, -9], [-1, -7]]
    row = message_row(
        models, values, {"exact-time": 8}, {"chars": 40, "sentences": 4, "words:x": -9}, ("@chat",), names
    )
    assert row == [80, 30, 2, -4, 3, 0, -9, 40, 1]
    assert message_row(models, [], {}, {"chars": 0, "sentences": 0}, (), names)[:3] == [ABSENT, ABSENT, 0]
