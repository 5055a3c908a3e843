"""Patterns at work: each sign on both sides of the anchor, the choice of the anchor, word boundaries, folding.

A case is a pattern and a text, with «…» around what must be found in it. jieba knows no word 季度预算表, so it is taken
to be rarer than what stands around it and is the anchor of the patterns that have it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers import LexiconOf, anchors, bare, bracketed, everywhere, folded, message_of, rule

from tonecheck.cues import find_marks
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.source import LexiconError
from tonecheck.model import Block, Span
from tonecheck.pipeline import Witness
from tonecheck.sentences import split_sentences

CLASSES = """
[you]
words = "你们 贵部 贵部门"

[hurry]
words = ["立刻", "马上"]
patterns = ["[第一时间|头一时间]"]

[day]
words = "今天"
patterns = ["[周|星期] [一|二|三]", "{you} 说的 [日子|时间]"]

[thing]
patterns = ["[合同|发票] 编号?", "{you} 的 [表|单]"]
"""
FOLDING = "後\t后\n時\t时\n間\t间\n們\t们\n門\t门\n貴\t贵\n預\t预\n遲\t迟\n"

Find = Callable[..., str]


@pytest.fixture
def find(lexicon_of: LexiconOf) -> Find:
    """``find(text, *patterns)``: the text with «…» around what the patterns find in it."""

    def found(text: str, *patterns: str, jieba: bool = False, **cue: object) -> str:
        files = {
            "classes/all.toml": CLASSES,
            "fold.tsv": FOLDING,
            "rules/t/hit.toml": rule(cue=[{"find": patterns, **cue}]),
        }
        return hits(lexicon_of(files), text, jieba=jieba)

    return found


def hits(lexicon: Lexicon, text: str, *, jieba: bool = False) -> str:
    message, seen = message_of(text), folded(lexicon, text)
    boundary = Witness(seen, lexicon) if jieba else everywhere
    marks, _ = find_marks(seen, split_sentences(message), lexicon, boundary)
    return bracketed(text, [mark.span for mark in marks if mark.kind == "t.hit"])


BEHIND = [
    pytest.param("季度预算表 迟交", "«季度预算表迟交»了", id="word"),
    pytest.param("季度预算表 迟交", "季度预算表又迟交了", id="word, not next to it"),
    pytest.param("季度预算表 [迟交|没交]", "«季度预算表没交»", id="words"),
    pytest.param("季度预算表 {you}", "«季度预算表贵部»", id="class"),
    pytest.param("季度预算表 {you}", "«季度预算表贵部门»", id="class, longest word first"),
    pytest.param("季度预算表 {you} 门", "«季度预算表贵部门»", id="class, the shorter word where only it fits"),
    pytest.param("季度预算表 [迟|迟交|迟交了]", "«季度预算表迟交了»", id="longest of words first"),
    pytest.param("季度预算表 {day}", "«季度预算表星期三»", id="class, its pattern"),
    pytest.param("季度预算表 {day}", "«季度预算表你们说的时间»", id="class in a class"),
    pytest.param("季度预算表 [没 交|未 交]", "«季度预算表未交»", id="alternatives"),
    pytest.param("季度预算表 [没 交|未 [交|提交] 齐]", "«季度预算表未提交齐»", id="alternatives in alternatives"),
    pytest.param("季度预算表 又? 迟交", "«季度预算表又迟交»", id="optional, there"),
    pytest.param("季度预算表 又? 迟交", "«季度预算表迟交»", id="optional, missing"),
    pytest.param("季度预算表 [又|再]? [还 没]? 交", "«季度预算表再还没交»", id="two optional ones, there"),
    pytest.param("季度预算表 [又|再]? [还 没]? 交", "«季度预算表交»", id="two optional ones, missing"),
    pytest.param("季度预算表 {you}? 交", "«季度预算表贵部门交»", id="optional class"),
    pytest.param("季度预算表 又?", "«季度预算表又»", id="optional at the edge, taken where it is there"),
    pytest.param("季度预算表 ~ 迟交", "«季度预算表迟交»", id="gap of nothing"),
    pytest.param("季度预算表 ~ 迟交", "«季度预算表一二三四五六七八迟交»", id="gap of 8"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表一二三四五六七八九迟交", id="gap of 9 is too wide"),
    pytest.param("季度预算表 ~2 迟交", "«季度预算表一二迟交»", id="gap of 2"),
    pytest.param("季度预算表 ~2 迟交", "季度预算表一二三迟交", id="gap of 3 is wider than 2"),
    pytest.param("季度预算表 ~ 迟交", "«季度预算表又迟交»又迟交", id="shortest gap first"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表，迟交", id="gap stops at a comma"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表；迟交", id="gap stops at a semicolon"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表：迟交", id="gap stops at a colon"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表……迟交", id="gap stops at dots"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表（一）迟交", id="gap stops at a bracket"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表\n迟交", id="gap stops at the end of a block"),
    pytest.param("季度预算表 ~ 迟交", "季度预算表——迟交", id="gap stops at a dash"),
    pytest.param("季度预算表 ~ 迟交", "«季度预算表、清单迟交»", id="gap runs over 、"),
    pytest.param("季度预算表 ~ 迟交", "«季度预算表1,200份迟交»", id="gap runs over a comma in a number"),
    pytest.param("季度预算表 ~ 迟交", "«季度预算表17:30迟交»", id="gap runs over a colon in a time of day"),
    pytest.param("季度预算表 ~~ 迟交", "«季度预算表，一二三，四五六，迟交»", id="wide gap runs over commas"),
    pytest.param("季度预算表 ~~ 迟交", f"«季度预算表{'一' * 30}迟交»", id="wide gap of 30"),
    pytest.param("季度预算表 ~~ 迟交", f"季度预算表{'一' * 31}迟交", id="wide gap of 31 is too wide"),
    pytest.param("季度预算表 ~~ 迟交", "季度预算表。迟交", id="wide gap stops at the sentence's end"),
    pytest.param("季度预算表 ~ 又 ~ 迟交", "«季度预算表一二又一二迟交»", id="two gaps"),
    pytest.param("季度预算表 <迟交>", "季度预算表«迟交»", id="only a part behind it"),
    pytest.param("季度预算表 <又 迟交> 了", "季度预算表«又迟交»了", id="only a part in the middle"),
    pytest.param("季度预算表 <又? 迟交>", "季度预算表«迟交»", id="only a part that begins with a missing one"),
    pytest.param("季度预算表 ~ <迟交>", "季度预算表又«迟交»", id="only a part behind a gap"),
    pytest.param("<季度预算表> 迟交", "«季度预算表»迟交", id="only the anchor"),
    pytest.param("季度预算表$", "«季度预算表»", id="$ at the end of the text"),
    pytest.param("季度预算表$", "«季度预算表»，迟交", id="$ before a comma"),
    pytest.param("季度预算表$", "«季度预算表»。", id="$ before a full stop"),
    pytest.param("季度预算表$", "“«季度预算表»”迟交", id="$ before a quotation mark"),
    pytest.param("季度预算表$", "季度预算表迟交", id="$ not before a word"),
    pytest.param("季度预算表 迟交? $", "«季度预算表迟交»", id="$ behind an optional one"),
    pytest.param(r"季度预算表 /\d{1,3}/ 份", "«季度预算表120份»", id="raw expression"),
    pytest.param(r"季度预算表 /\d{1,3}/ 份", "季度预算表1200份", id="raw expression, bounded"),
    pytest.param("季度预算表 /迟交|迟交了/ 吗", "«季度预算表迟交了吗»", id="raw expression, another of its ways"),
    pytest.param(
        "季度预算表 /[一-龥]{1,6}/ 迟交", "«季度预算表又没有迟交»", id="raw expression, no more than leaves a place"
    ),
    pytest.param(r"季度预算表 \?", "«季度预算表?»", id="a sign itself"),
    pytest.param("季度预算表？", "«季度预算表?»吗", id="a full-width mark is its half-width one"),
    pytest.param("季度预算表 迟交", "季度预算表 迟交", id="a blank between Chinese is a comma"),
    pytest.param("季度预算表 ddl", "«季度预算表 ddl»", id="a blank before Latin letters"),
    pytest.param("季度预算表 ddl", "季度预算表  ddl", id="two blanks"),
    pytest.param("季度预算表 ok? ddl", "«季度预算表 ok ddl»", id="a blank around an optional one"),
    pytest.param("季度预算表 [ok|no] ddl", "«季度预算表 no ddl»", id="a blank around words"),
    pytest.param("季度预算表 <ddl>", "季度预算表 «ddl»", id="the blank before a part is left out"),
    pytest.param("季度预算表 ddl", "«季度预算表 DDL»", id="capitals"),
]

BEFORE = [
    pytest.param("迟交 季度预算表", "又«迟交季度预算表»了", id="word"),
    pytest.param("迟交 季度预算表", "迟交了季度预算表", id="word, not next to it"),
    pytest.param("[迟交|没交] 季度预算表", "«没交季度预算表»", id="words"),
    pytest.param("{you} 季度预算表", "«贵部季度预算表»", id="class"),
    pytest.param("[部门|贵部门] 季度预算表", "«贵部门季度预算表»", id="longest of words first"),
    pytest.param("贵 [部门|贵部门] 季度预算表", "«贵部门季度预算表»", id="the shorter word where only it fits"),
    pytest.param("{day} 季度预算表", "«星期三季度预算表»", id="class, its pattern"),
    pytest.param("{day} 季度预算表", "«你们说的时间季度预算表»", id="class in a class"),
    pytest.param("[没 交|未 交] 季度预算表", "«未交季度预算表»", id="alternatives"),
    pytest.param("[没 交|未 [交|提交] 齐] 季度预算表", "«未提交齐季度预算表»", id="alternatives in alternatives"),
    pytest.param("迟交 又? 季度预算表", "«迟交又季度预算表»", id="optional, there"),
    pytest.param("迟交 又? 季度预算表", "«迟交季度预算表»", id="optional, missing"),
    pytest.param("交 [又|再]? [还 没]? 季度预算表", "«交再还没季度预算表»", id="two optional ones, there"),
    pytest.param("交 {you}? 季度预算表", "«交贵部门季度预算表»", id="optional class"),
    pytest.param("又? 季度预算表", "«又季度预算表»", id="optional at the edge, taken where it is there"),
    pytest.param("迟交 ~ 季度预算表", "«迟交季度预算表»", id="gap of nothing"),
    pytest.param("迟交 ~ 季度预算表", "«迟交一二三四五六七八季度预算表»", id="gap of 8"),
    pytest.param("迟交 ~ 季度预算表", "迟交一二三四五六七八九季度预算表", id="gap of 9 is too wide"),
    pytest.param("迟交 ~2 季度预算表", "迟交一二三季度预算表", id="gap of 3 is wider than 2"),
    pytest.param("迟交 ~ 季度预算表", "迟交又«迟交又季度预算表»", id="shortest gap first"),
    pytest.param("迟交 ~ 季度预算表", "迟交，季度预算表", id="gap stops at a comma"),
    pytest.param("迟交 ~ 季度预算表", "迟交（一）季度预算表", id="gap stops at a bracket"),
    pytest.param("迟交 ~ 季度预算表", "«迟交1,200份季度预算表»", id="gap runs over a comma in a number"),
    pytest.param("迟交 ~~ 季度预算表", "«迟交，一二三，四五六，季度预算表»", id="wide gap runs over commas"),
    pytest.param("迟交 ~~ 季度预算表", f"«迟交{'一' * 30}季度预算表»", id="wide gap of 30"),
    pytest.param("迟交 ~~ 季度预算表", f"迟交{'一' * 31}季度预算表", id="wide gap of 31 is too wide"),
    pytest.param("迟交 ~~ 季度预算表", "迟交。季度预算表", id="wide gap stops at the sentence's start"),
    pytest.param("<迟交> 季度预算表", "«迟交»季度预算表", id="only a part before it"),
    pytest.param("又 <迟交 了> 季度预算表", "又«迟交了»季度预算表", id="only a part in the middle"),
    pytest.param("<迟交 了?> 季度预算表", "«迟交»季度预算表", id="only a part that ends with a missing one"),
    pytest.param("<迟交> ~ 季度预算表", "«迟交»了季度预算表", id="only a part before a gap"),
    pytest.param("迟交 <季度预算表>", "迟交«季度预算表»", id="only the anchor"),
    pytest.param("<迟交 季度预算表 了> 吗", "«迟交季度预算表了»吗", id="a part on both sides"),
    pytest.param("^季度预算表", "«季度预算表»迟交", id="^ at the start of the text"),
    pytest.param("^季度预算表", "但是，«季度预算表»迟交", id="^ behind a comma"),
    pytest.param("^季度预算表", "但是。«季度预算表»迟交", id="^ behind a full stop"),
    pytest.param("^季度预算表", "“«季度预算表»”迟交", id="^ behind a quotation mark"),
    pytest.param("^季度预算表", "说季度预算表迟交", id="^ not behind a word"),
    pytest.param("^ 又? 季度预算表", "«又季度预算表»", id="^ before an optional one"),
    pytest.param(r"/\d{1,3}/ 季度预算表", "«120季度预算表»", id="raw expression"),
    pytest.param(r"第 /\d{1,3}/ 季度预算表", "第1200季度预算表", id="raw expression, bounded"),
    pytest.param("又 /没|没有/ 季度预算表", "«又没有季度预算表»", id="raw expression, another of its ways"),
    pytest.param(
        "又 /[一-龥]{1,6}/ 季度预算表", "«又没有交季度预算表»", id="raw expression, no more than leaves a place"
    ),
    pytest.param("又 /x{1,64}/ 季度预算表", f"«又{'x' * 60}季度预算表»", id="raw expression, long"),
    pytest.param("ddl 季度预算表", "«ddl 季度预算表»", id="a blank behind Latin letters"),
    pytest.param("<ddl> 季度预算表", "«ddl» 季度预算表", id="the blank behind a part is left out"),
]


@pytest.mark.parametrize(("pattern", "marked"), BEHIND)
def test_behind_the_anchor(find: Find, pattern: str, marked: str) -> None:
    assert find(bare(marked), pattern) == marked


@pytest.mark.parametrize(("pattern", "marked"), BEFORE)
def test_before_the_anchor(find: Find, pattern: str, marked: str) -> None:
    assert find(bare(marked), pattern) == marked


@pytest.mark.parametrize(
    ("patterns", "marked"),
    [
        pytest.param(["[迟|迟交] 了"], "«迟交了»", id="the anchor is found in each length"),
        pytest.param(["迟交"], "«迟交»，又«迟交»", id="each place"),
        pytest.param(
            ["季度预算表 ~ 迟交"], "«季度预算表迟交»，«季度预算表没有迟交»", id="each place, with what is around it"
        ),
        pytest.param(["迟交", "没交"], "«迟交»或«没交»", id="each pattern of a cue"),
        pytest.param(["没交", "没 交"], "«没交»", id="the same words by two patterns are one mark"),
        pytest.param(["{thing}"], "«合同编号»和«发票»", id="a class whose items are patterns"),
        pytest.param(["{thing}"], "«你们的单»", id="a class whose item begins with a class"),
        pytest.param(["[又 没|还 没] {thing}"], "«还没合同编号»", id="split by bracket and class"),
        pytest.param(["[又 没|还 没]? {thing}"], "«又没你们的表»", id="split by a class behind an optional one"),
        pytest.param(["[又 没|还 没]"], "«还没»交", id="split by bracket alone"),
        pytest.param(["[[又 没|还 没] 交|拖 着]"], "«还没交»，«拖着»", id="split by a bracket in a bracket"),
        pytest.param(["{hurry}"], "«立刻»和«第一时间»", id="a class pattern of plain words counts as words"),
        pytest.param(["{hurry} ~ 回复"], "«第一时间给我回复»", id="such a class as the anchor"),
        pytest.param([r"/\d{1,4}号/"], "在«15号»交，不是«16号»", id="a raw expression alone"),
        pytest.param([r"/号?/", "迟交"], "15«号»«迟交»", id="a raw expression alone does not find nothing"),
        pytest.param(
            ["的 {hurry} ~ [了|的] 季度预算表"], "我«的立刻要的季度预算表»", id="frequent words around a rare one"
        ),
    ],
)
def test_what_patterns_find_together(find: Find, patterns: list[str], marked: str) -> None:
    assert find(bare(marked), *patterns) == marked


def test_a_lexicon_of_raw_expressions_alone_finds(find: Find) -> None:
    assert find("在15号交", r"/\d{1,4}号/") == "在«15号»交"


def test_a_lexicon_without_a_pattern_finds_nothing(lexicon_of: LexiconOf) -> None:
    assert hits(lexicon_of({}), "迟交。") == "迟交。"


# Anchors


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("又 没有 交", ["交"], id="the rarest word, though short"),
        pytest.param("没有 交给了还", ["交给了还"], id="a word that jieba does not know"),
        pytest.param("交给了还 了还未能你", ["了还未能你"], id="of two such words, the longer"),
        pytest.param("[交|给] 了", ["交", "给"], id="two rare words rather than a frequent one"),
        pytest.param("[没有|未能] 交", ["交"], id="one rare word rather than a frequent and a rare one"),
        pytest.param("没有? 交", ["交"], id="not an optional one"),
        pytest.param(r"/没有{1,3}/ 交", ["交"], id="not a raw expression"),
        pytest.param("{you} 交", ["你们", "贵部", "贵部门"], id="the words of a class"),
        pytest.param("[又 没|还 没有]", ["没", "没有"], id="one of each way, where the pattern must be split"),
        pytest.param("預算", ["预算"], id="folded"),
        pytest.param("OK", ["ok"], id="small letters"),
    ],
)
def test_the_anchor_is_the_element_expected_to_be_rarest(
    lexicon_of: LexiconOf, pattern: str, expected: list[str]
) -> None:
    lexicon = lexicon_of({"classes/all.toml": CLASSES, "fold.tsv": FOLDING, "rules/t/hit.toml": rule(pattern)})
    assert anchors(lexicon, "又没有交给了还未能你们贵部门预算ok立") == set(expected)


@pytest.mark.parametrize(
    "pattern",
    ["没有?", "^ $", r"又? /没{1,3}/", "[又 没?|还? $]"],
    ids=["optional", "edges", "raw and optional", "one way of two"],
)
def test_a_pattern_without_a_word_that_must_occur_is_refused(lexicon_of: LexiconOf, pattern: str) -> None:
    with pytest.raises(LexiconError, match="a pattern has no word that must occur"):
        lexicon_of({"rules/t/hit.toml": rule(pattern)})


def test_a_pattern_with_too_many_ways_is_refused(lexicon_of: LexiconOf) -> None:
    way = "[" + "|".join(f"/{letter}/ /x/" for letter in "abcdefghij") + "] "
    with pytest.raises(LexiconError, match="a pattern has no word that must occur"):
        lexicon_of({"rules/t/hit.toml": rule(way * 4)})


# Exceptions


@pytest.mark.parametrize(
    ("unless", "marked"),
    [
        pytest.param("不是 迟交", "不是迟交", id="around the match"),
        pytest.param("迟交 费", "迟交费", id="over its end"),
        pytest.param("迟交 费", "«迟交»了费", id="not there"),
        pytest.param("不是 ~ 迟交", "不是说迟交", id="with a gap"),
        pytest.param("迟交 费", "迟交费，又«迟交»了", id="only the match that it overlaps"),
        pytest.param("不是 没", "不是没«迟交»", id="next to the match is not on it"),
        pytest.param("[不是 {you}|没有 {day}] 迟交", "没有星期二迟交", id="split"),
        pytest.param("/不是.{1,2}/ 迟交", "不是说迟交", id="with a raw expression"),
    ],
)
def test_an_exception_lets_a_match_pass_that_it_overlaps(find: Find, unless: str, marked: str) -> None:
    assert find(bare(marked), "迟交", unless=[unless]) == marked


# Word boundaries, as jieba sees them: 有 人员 变动, 有人 反对, 现在 有 人员


@pytest.mark.parametrize(
    ("boundary", "marked"),
    [
        pytest.param(None, "现在«有人»反对", id="by default, a word"),
        pytest.param(None, "现在有人员调整", id="by default, not into a word"),
        pytest.param(True, "现在有人员调整", id="true, not into a word"),
        pytest.param(False, "现在«有人»员调整", id="false, into a word"),
        pytest.param("start", "现在«有人»员调整", id="start, into a word"),
        pytest.param("end", "现在有人员调整", id="end, not into a word"),
        pytest.param("end", "现在«有人»反对", id="end, a word"),
    ],
)
def test_a_match_ends_where_a_word_ends(find: Find, boundary: object, marked: str) -> None:
    cue = {} if boundary is None else {"boundary": boundary}
    assert find(bare(marked), "有人", jieba=True, **cue) == marked


@pytest.mark.parametrize(
    ("boundary", "marked"),
    [
        pytest.param(True, "全体人员反对", id="true, not out of a word"),
        pytest.param(False, "全体人«员反对»", id="false, out of a word"),
        pytest.param("start", "全体人员反对", id="start, not out of a word"),
        pytest.param("end", "全体人«员反对»", id="end, out of a word"),
    ],
)
def test_a_match_begins_where_a_word_begins(find: Find, boundary: object, marked: str) -> None:
    assert find(bare(marked), "员反对", jieba=True, boundary=boundary) == marked


@pytest.mark.parametrize(
    ("pattern", "marked"),
    [
        pytest.param("有 人", "现在有人员调整", id="the edges of the match count"),
        pytest.param("人 员", "现在«人员»调整", id="a boundary inside the match does not"),
        pytest.param("有 [人|人员]", "现在«有人员»调整", id="the longer way that ends at a word"),
        pytest.param("有 [人员|人员调]", "现在«有人员»调整", id="the shorter way, where the longer ends in a word"),
        pytest.param("有人 员?", "现在«有人员»调整", id="with the optional part that ends the word"),
        pytest.param("有 <人> 员", "现在有«人»员调整", id="the match, not the part shown"),
        pytest.param("/有人/", "现在有人员调整", id="a raw expression alone"),
    ],
)
def test_which_edges_must_be_those_of_words(find: Find, pattern: str, marked: str) -> None:
    assert find(bare(marked), pattern, jieba=True) == marked


def test_vocabulary_makes_words(lexicon_of: LexiconOf) -> None:
    files = {"rules/t/hit.toml": rule("有人员")}
    assert hits(lexicon_of(files), "现在有人员调整", jieba=True) == "现在«有人员»调整"
    assert hits(lexicon_of(files | {"vocabulary.txt": "人员调整"}), "现在有人员调整", jieba=True) == "现在有人员调整"


def test_no_boundary_is_asked_for_where_no_pattern_matches(lexicon_of: LexiconOf) -> None:
    def never(*_place: int) -> bytes:
        raise AssertionError

    lexicon = lexicon_of({"rules/t/hit.toml": rule("有人 ~ 反对")})
    text = "有人支持，没有人员。"
    assert find_marks(text, split_sentences(message_of(text)), lexicon, never) == ([], [])


# Folding


@pytest.mark.parametrize(
    ("pattern", "marked"),
    [
        pytest.param("贵部门 ~ 时间", "請«貴部門給個時間»吧", id="Traditional text"),
        pytest.param("貴部門 ~ 時間", "请«贵部门给个时间»吧", id="Traditional pattern"),
        pytest.param("{you} 回", "請«貴部門回»話", id="Traditional text, a class"),
        pytest.param("ok", "都«ＯＫ»了", id="full-width letters"),
        pytest.param("24小时", "«２４小時»内", id="full-width numbers"),
        pytest.param("ASAP", "请«asap»", id="capitals in a pattern"),
        pytest.param("迟交!", "«迟交！»", id="full-width mark in the text"),
        pytest.param("为什么", "𠀀😀«为什么»", id="characters beyond the first plane"),
        pytest.param("迟交 ~ 时间", "迟交 时间", id="a blank between Chinese characters ends a clause"),
        pytest.param("迟交 ~~ 时间", "«迟交　时间»", id="so does a full-width blank"),
    ],
)
def test_patterns_match_the_folded_text_and_positions_stay(find: Find, pattern: str, marked: str) -> None:
    assert find(bare(marked), pattern) == marked


def test_a_folding_that_changes_the_length_is_refused(lexicon_of: LexiconOf) -> None:
    with pytest.raises(ValueError, match="one character to one character only"):
        lexicon_of({"fold.tsv": "囍\t喜喜\n"})


@pytest.mark.parametrize(
    ("pattern", "marked"),
    [
        pytest.param("季度预算表 又 迟交", "«季度预算表\n又迟交»了", id="between elements"),
        pytest.param("季度预算表 ~ 迟交", "«季度预算表没\n有迟交»", id="in a gap"),
        pytest.param("迟交 又? 季度预算表", "«迟交又\n季度预算表»", id="behind an optional one"),
    ],
)
def test_a_match_runs_over_the_end_of_a_wrapped_line(lexicon_of: LexiconOf, pattern: str, marked: str) -> None:
    lexicon, text = lexicon_of({"rules/t/hit.toml": rule(pattern)}), bare(marked)
    message = message_of(text, blocks=(Block(Span(0, len(text)), "own"),))
    marks, _ = find_marks(folded(lexicon, text), split_sentences(message), lexicon, everywhere)
    assert bracketed(text, [mark.span for mark in marks]) == marked


# Only own words


def test_words_that_are_not_the_author_s_own_are_not_matched(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/t/hit.toml": rule("迟交")})
    message = message_of("迟交\n迟交")
    quoted = message.blocks[0]._replace(layer="quote")
    sentences = split_sentences(message._replace(blocks=(quoted, message.blocks[1])))
    marks, _ = find_marks(message.text, sentences, lexicon, everywhere)
    assert [(mark.span.start, mark.sentence) for mark in marks] == [(3, 0)]
