"""The pattern notation: what each sign becomes, and what is said of each mistake."""

from __future__ import annotations

import re

import pytest

from tonecheck.lexicon.pattern import PatternError, Sequence, parse

A, B, C = ["w", "甲"], ["w", "乙"], ["w", "丙"]


@pytest.mark.parametrize(
    ("pattern", "elements"),
    [
        pytest.param("甲", [A], id="a word"),
        pytest.param("甲乙", [["w", "甲乙"]], id="characters without a blank are one word"),
        pytest.param(" 甲  乙\t", [A, B], id="blanks only separate"),
        pytest.param("{you}", [["c", "you"]], id="a class"),
        pytest.param("{ you }又", [["c", "you"], ["w", "又"]], id="a class ends at its brace"),
        pytest.param("[甲|乙]", [["w", "甲", "乙"]], id="alternatives that are words are one element"),
        pytest.param("[ 甲 | 乙 ]", [["w", "甲", "乙"]], id="blanks around alternatives"),
        pytest.param("[甲]", [A], id="one alternative"),
        pytest.param("[甲|乙 丙]", [["a", [[A], [B, C]]]], id="alternatives of several elements"),
        pytest.param("[甲|{you}]", [["a", [[A], [["c", "you"]]]]], id="a class among alternatives"),
        pytest.param("[[甲|乙]|丙 丙]", [["a", [[["w", "甲", "乙"]], [C, C]]]], id="brackets in brackets"),
        pytest.param("甲? 乙", [["o", A], B], id="optional word"),
        pytest.param("丙 甲乙? 丙", [C, ["o", ["w", "甲乙"]], C], id="optional reaches to the last blank"),
        pytest.param("{you}? 甲", [["o", ["c", "you"]], A], id="optional class"),
        pytest.param("[甲|乙]? 丙", [["o", ["w", "甲", "乙"]], C], id="optional bracket"),
        pytest.param("[甲 乙?|丙]", [["a", [[A, ["o", B]], [C]]]], id="optional inside a bracket"),
        pytest.param("甲 ~ 乙", [A, ["g", 8, 0], B], id="a gap of 8"),
        pytest.param("甲~乙", [A, ["g", 8, 0], B], id="a gap without blanks"),
        pytest.param("甲 ~3 乙", [A, ["g", 3, 0], B], id="a gap of 3"),
        pytest.param("甲 ~30 乙", [A, ["g", 30, 0], B], id="a gap of 30"),
        pytest.param("甲 ~~ 乙", [A, ["g", 30, 1], B], id="a gap in the sentence"),
        pytest.param("甲 ~ 乙 ~ 甲 ~ 乙 ~ 甲", [A, ["g", 8, 0], B, ["g", 8, 0]] * 2 + [A], id="four gaps"),
        pytest.param("甲 <乙> 丙", [A, ["<"], B, [">"], C], id="only this part"),
        pytest.param("<甲> 乙", [["<"], A, [">"], B], id="only the start"),
        pytest.param("^甲", [["^"], A], id="the start of a clause"),
        pytest.param("甲$", [A, ["$"]], id="the end of a clause"),
        pytest.param(r"/甲{1,8}/", [["r", "甲{1,8}", 1, 8]], id="a raw expression"),
        pytest.param(r"/\d{1,4}/ 甲", [["r", r"\d{1,4}", 1, 4], A], id="a raw expression and a word"),
        pytest.param(r"/a\/b/", [["r", r"a\/b", 3, 3]], id="a slash in a raw expression"),
        pytest.param(r"甲\?", [["w", "甲?"]], id="the sign ? itself"),
        pytest.param(r"\<\>\[\]\{\}\|\~\^\$\/\\", [["w", "<>[]{}|~^$/\\"]], id="every sign itself"),
        pytest.param("甲？！，", [["w", "甲？！，"]], id="full-width marks are no signs"),
    ],
)
def test_what_a_pattern_becomes(pattern: str, elements: Sequence) -> None:
    assert parse(pattern) == elements


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        pytest.param("", "the pattern is empty", id="empty"),
        pytest.param("  ", "the pattern is empty", id="blank"),
        pytest.param("{you", "“{” at character 1 is not closed", id="an open brace"),
        pytest.param("甲 [乙", "“[” at character 3 is not closed", id="an open bracket"),
        pytest.param("甲 [乙|[丙]", "“[” at character 3 is not closed", id="an open bracket around a closed one"),
        pytest.param("甲 /乙", "“/” at character 3 is not closed", id="an open expression"),
        pytest.param(r"/乙\/", "“/” at character 1 is not closed", id="an expression that ends with its sign escaped"),
        pytest.param("甲]", "“]” at character 2 closes nothing", id="a bracket that closes nothing"),
        pytest.param("甲}", "“}” at character 2 closes nothing", id="a brace that closes nothing"),
        pytest.param("甲|乙", "“|” at character 2", id="a bar outside brackets"),
        pytest.param(
            "[甲||乙]", "an empty alternative in the bracket at character 1; use “?”", id="nothing between bars"
        ),
        pytest.param(
            "丙 [甲|]", "an empty alternative in the bracket at character 3; use “?”", id="nothing behind a bar"
        ),
        pytest.param("[]", "an empty alternative in the bracket at character 1; use “?”", id="an empty bracket"),
        pytest.param("?甲", "“?” at character 1 follows nothing that can be missing", id="? at the start"),
        pytest.param("甲??", "“?” at character 3 follows nothing that can be missing", id="? twice"),
        pytest.param("甲 ~? 乙", "“?” at character 4 follows nothing that can be missing", id="? behind a gap"),
        pytest.param("^? 甲", "“?” at character 2 follows nothing that can be missing", id="? behind ^"),
        pytest.param("<甲", "< and > must stand once each", id="< alone"),
        pytest.param("甲>", "< and > must stand once each", id="> alone"),
        pytest.param("<甲> <乙>", "< and > must stand once each", id="two parts"),
        pytest.param("甲 > 乙 < 丙", "< and > must stand once each", id="> before <"),
        pytest.param("[<甲>|乙]", "< and > can't stand inside brackets", id="a part inside brackets"),
        pytest.param("~ 甲", "a gap at the edge of a pattern says nothing", id="a gap at the start"),
        pytest.param("甲 ~~", "a gap at the edge of a pattern says nothing", id="a gap at the end"),
        pytest.param("<~ 甲> 乙", "a gap at the edge of a pattern says nothing", id="a gap at the edge, behind <"),
        pytest.param("甲 <乙 ~>", "a gap at the edge of a pattern says nothing", id="a gap at the edge, before >"),
        pytest.param("甲 ~0 乙", "a gap is 1 to 30 characters, not 0", id="a gap of nothing"),
        pytest.param("甲 ~31 乙", "a gap is 1 to 30 characters, not 31", id="a gap too wide"),
        pytest.param("甲 ~300 乙", "a gap is 1 to 30 characters, not 300", id="a gap far too wide"),
        pytest.param("甲 ~ 乙 ~ 甲 ~ 乙 ~ 甲 ~ 乙", "more than 4 gaps", id="five gaps"),
        pytest.param("甲\\", "a “\\” ends the pattern", id="a backslash at the end"),
    ],
)
def test_what_is_said_of_a_mistake(pattern: str, error: str) -> None:
    with pytest.raises(PatternError, match=re.escape(error)):
        parse(pattern)


@pytest.mark.parametrize(
    "regex",
    ["a?", "a{3}", "a{1,64}", "[a-z]{0,64}", "a{1,8}?", "(?:ab){1,6}", "(?:a{2}b){1,3}", "(?<!a)b(?=c)", "a|b", "."],
)
def test_a_bounded_expression_is_allowed(regex: str) -> None:
    ((sign, source, *_width),) = parse(f"/{regex}/")
    assert (sign, source) == ("r", regex)


@pytest.mark.parametrize(
    ("regex", "error"),
    [
        ("a*", "repeats more than 64 times; give a bound, as {1,8}"),
        ("a+", "repeats more than 64 times; give a bound, as {1,8}"),
        ("a+?", "repeats more than 64 times; give a bound, as {1,8}"),
        ("a{3,}", "repeats more than 64 times; give a bound, as {1,8}"),
        ("a{1,65}", "repeats more than 64 times; give a bound, as {1,8}"),
        ("(?:ab){1,7}", "repeats more than 6 times; give a bound, as {1,8}"),
        ("(?:(?:ab){3}){3}", "repeats more than 6 times; give a bound, as {1,8}"),
        ("(?:a{20}){4}", "repeats more than 64 times; give a bound, as {1,8}"),
        ("第[A-Z]栏|(?i:OK)|OA", "asks for “O”, but texts are read in small letters"),
        ("a|(?:b*)", "repeats more than 64 times; give a bound, as {1,8}"),
        ("(?=a*)a", "repeats more than 64 times; give a bound, as {1,8}"),
        ("(?!a*)a", "repeats more than 64 times; give a bound, as {1,8}"),
        ("(?>a*)a", "repeats more than 64 times; give a bound, as {1,8}"),
        (r"(a)\1", "refers back to a group"),
        ("(?P<x>a)(?P=x)", "refers back to a group"),
        ("(a)?(?(1)b|c)", "refers back to a group"),
        ("[a", "is no regular expression"),
        ("(a", "is no regular expression"),
        ("a{2,1}", "is no regular expression"),
    ],
)
def test_an_expression_that_could_take_long_is_refused(regex: str, error: str) -> None:
    with pytest.raises(PatternError, match=re.escape(f"/{regex}/") + ".*" + re.escape(error)):
        parse(f"/{regex}/")
