"""What holds for any text and any pattern."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from helpers import everywhere, lexicon_with, load, message_of, message_rule, move, rule, steps, table, write
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tonecheck.cues import find_marks
from tonecheck.fold import Folding, fold
from tonecheck.fold import table as fold_table
from tonecheck.formats import render
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.pattern import PatternError, parse
from tonecheck.lexicon.source import LexiconError
from tonecheck.model import KINDS, Message, Report, Settings
from tonecheck.pipeline import check_message, read_moves
from tonecheck.read import read_text
from tonecheck.sentences import split_sentences

FILES = {
    "classes/all.toml": """
[we]
words = "我 我们"
[you]
words = "你 你们 贵部门"
patterns = ["贵 [部|处]"]
[when]
words = "明天 周三"
patterns = ["/[0-9]{1,2}[:点]/"]
""",
    "voice.toml": """
[negated]
before = ["不是"]
around = ["拖延症"]
[hypothetical]
clause = ["如果"]
unless = ["要不是"]
[own-fault]
self = ["we"]
others = ["you"]
[reported]
sentence = ["{you} ~ 说"]
""",
    "rules/a/late.toml": rule(
        cue=[
            {"find": ["拖延"], "boundary": False},
            {"find": ["{you} ~ [拖延|没 交]", "<又? 拖延> ~~ 了", "{you} ~ 没? 交"]},
        ]
    ),
    "rules/a/again.toml": rule("^又 ~ 拖延$", "你们", excused_by={"next": ["when"], "clause": ["plan"]}),
    "rules/b/soon.toml": rule(
        cue=[{"find": ["尽快", "/[0-9]{1,3}%/"], "boundary": False, "unless": ["尽快 ~ {when}"]}], yields_to=["a.*"]
    ),
    "rules/b/typo.toml": rule(replace={"帐号": "账号", "登陆": "登录"}),
    "rules/c/long.toml": rule(when=["long-sentence"]),
    "rules/m/plan.toml": message_rule("problem", "a.*", lacks=["plan"], unless=["when + !b.soon"], point_at="problem"),
    "rules/m/head.toml": message_rule("mail-file", "reply", "off-hours-sent", at_least={"chars": 2}, point_at="end"),
    "moves/problem.toml": move("故障", "拖延"),
    "moves/plan.toml": move("建议"),
    "moves/request.toml": move("请"),
    "fold.tsv": "們\t们\n貴\t贵\n門\t门\n",
    "families.toml": table(family=[{"name": "a", "title": "甲", "rules": ["a.late", "a.again"]}]),
}

WORDS = """
我 我们 你 你们 你們 贵部门 貴部門 贵处 拖延 拖延症 没 没交 又 又拖延 了 不是 如果 要不是 说 尽快 帐号 登陆 故障 建议 请
明天 17:30 95%
"""
PIECES = [
    *WORDS.split(),
    *"，。！？；：、……——“”「」《》（）()~～.,:;!?\"'`<>[]|#*-_=>@/\\",
    *["\n", "\n\n", "\r\n", " ", "\t", "\u3000", "> ", "- ", "1. ", "```\n", "    "],
    *[
        "王总：\n",
        "您好，",
        "此致\n敬礼",
        "谢谢！",
        "\n--\n张三\n",
        "Subject: ",
        "主题：",
        "发件人：",
        "-----原始邮件-----\n",
        "在 周三 写道：\n",
    ],
    *[
        "😀",
        "👨\u200d👩\u200d👧",
        "e\u0301",
        "\u200b",
        "\u202e",
        "\x00",
        "\x1b[31m",
        "\u2028",
        "\ufeff",
        "𠀀",
        "ＡＢ",
        "\ud800",
        "ok",
    ],
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map(
    "".join
)
kinds = st.sampled_from([None, *KINDS])
any_text = settings(max_examples=300, deadline=None)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return load(write(tmp_path_factory.mktemp("lexicon"), FILES))


def report_on(lexicon: Lexicon, text: str, kind: Any) -> Report:
    return check_message(read_text(text, kind=kind), lexicon, Settings(strict=True))


@any_text
@given(texts, kinds)
def test_any_text_gives_a_report_whose_places_are_right(lexicon: Lexicon, text: str, kind: Any) -> None:
    report = report_on(lexicon, text, kind)
    seen = report.message.text
    for finding in report.findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(seen)
        assert finding.quote in (None, seen[finding.span.start : finding.span.end])
        assert finding.quote != ""
        assert lexicon.rules[finding.rule]["scope"] == ("message" if finding.quote is None else "phrase")
    for excused in report.excused:
        assert 0 <= excused.mark.span.start < excused.mark.span.end <= len(seen)
    assert [f.span for f in report.findings] == sorted(f.span for f in report.findings)


@any_text
@given(texts, kinds)
def test_two_rules_of_one_family_never_claim_the_same_words(lexicon: Lexicon, text: str, kind: Any) -> None:
    found = [f for f in report_on(lexicon, text, kind).findings if f.rule.startswith("a.")]
    for number, one in enumerate(found):
        assert not any(one.span.overlaps(other.span) for other in found[number + 1 :])


@any_text
@given(texts, kinds)
def test_a_check_can_be_repeated(lexicon: Lexicon, text: str, kind: Any) -> None:
    assert report_on(lexicon, text, kind) == report_on(lexicon, text, kind)


@any_text
@given(texts, kinds)
def test_a_place_leads_back_to_its_character(text: str, kind: Any) -> None:
    message = read_text(text, kind=kind)
    lines = message.text.split("\n")
    for offset, char in enumerate(message.text):
        place = message.place(offset)
        assert place.offset == offset
        assert (lines[place.line - 1] + "\n")[place.column - 1] == char
    end = message.place(len(message.text))
    assert (end.line, end.column) == (len(lines), len(lines[-1]) + 1)


@any_text
@given(texts, kinds)
def test_sentences_lie_in_order_in_own_words_and_clauses_fill_them(text: str, kind: Any) -> None:
    message = read_text(text, kind=kind)
    last = 0
    for sentence in split_sentences(message):
        assert last <= sentence.span.start < sentence.span.end
        assert sentence.block.layer == "own"
        assert sentence.block.span.contains(sentence.span)
        words = message.text[sentence.span.start : sentence.span.end]
        assert words == words.strip()
        edges = [sentence.span.start, *(clause.end for clause in sentence.clauses)]
        assert [clause.start for clause in sentence.clauses] == edges[:-1]
        assert edges[-1] == sentence.span.end
        last = sentence.span.end
    own = "".join(message.text[b.span.start : b.span.end] for b in message.blocks if b.layer == "own")
    told = "".join(message.text[s.span.start : s.span.end] for s in split_sentences(message))
    assert "".join(own.split()) == "".join(told.split())


@any_text
@given(texts, kinds)
def test_a_mark_lies_in_its_sentence(lexicon: Lexicon, text: str, kind: Any) -> None:
    reading = read_moves(read_text(text, kind=kind), lexicon)
    for mark in reading.marks:
        if mark.cue:
            assert reading.sentences[mark.sentence].span.contains(mark.span)
    assert [mark.span for mark in reading.marks] == sorted(mark.span for mark in reading.marks)


@any_text
@given(texts, st.sampled_from(["zh", "en"]), st.booleans())
def test_any_report_can_be_shown(lexicon: Lexicon, text: str, lang: Any, show_excused: bool) -> None:
    reports, wishes = [report_on(lexicon, text, None)], Settings(lang=lang)
    for form in ("text", "concise"):
        shown = render(form, reports, [("a\x1b.txt", "读不了")], lexicon, wishes, show_excused=show_excused)
        assert all(char == "\n" or char in "\u200d\u3000" or char.isprintable() for char in shown)
    loaded = json.loads(render("json", reports, [], lexicon, wishes, show_excused=show_excused).encode())
    for finding in loaded["files"][0]["findings"]:
        assert finding["quote"] in (
            None,
            reports[0].message.text[finding["start"]["offset"] : finding["end"]["offset"]],
        )


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("好的，", id="nothing to find"),
        pytest.param("又", id="half a pattern"),
        pytest.param("5%", id="a raw expression"),
        pytest.param("“拖延”，", id="quotations"),
        pytest.param("拖延拖延。", id="findings in many sentences"),
        pytest.param("贵部门拖延了，明天\n", id="findings on many lines"),
        pytest.param("如果拖延，", id="hypotheses in one sentence"),
        pytest.param("我们拖延", id="persons in one clause"),
        pytest.param("帐号、", id="misspellings in one clause"),
        pytest.param("建议，又拖延，", id="what excuses, in one sentence"),
        pytest.param("尽快一二三四五六", id="exceptions that do not hold"),
    ],
)
def test_the_time_is_linear_in_the_text(lexicon: Lexicon, unit: str) -> None:
    short, long = (message_of(unit * times) for times in (150, 600))

    def work(message: Message) -> Callable[[], object]:
        return lambda: check_message(message, lexicon, Settings(strict=True))

    work(short)()  # what is made once is made
    steps(work(long), most=5 * steps(work(short)))


FOLDING = fold_table({"們": "们", "貴": "贵"})


@any_text
@given(st.one_of(texts, st.text()))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    seen = fold(text, FOLDING)
    assert len(seen) == len(text)
    for old, new in zip(text, seen, strict=True):
        assert new == old or old in "們貴" or not "\u4e00" <= old <= "\u9fff"


def test_folding_as_it_goes_is_the_same_as_the_whole_table() -> None:
    old, new = "們貴Ａ　b", "们贵甲乙丙"
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert fold(every, Folding(old, new)) == fold(every, fold_table(dict(zip(old, new, strict=True))))


blanks = st.text(st.sampled_from("一龟a \t\u3000\n\xa0，\u9fff\ua000"), max_size=8)


@any_text
@given(blanks)
def test_a_blank_between_two_chinese_characters_stands_for_a_comma(text: str) -> None:
    assert fold(text, {}) == re.sub("(?<=[\u4e00-\u9fff])[ \t\u3000](?=[\u4e00-\u9fff])", ",", text)


# Patterns

signs = st.text(st.sampled_from("甲乙丙{}[]|?~<>^$/\\ 3a*+()"), max_size=16)


@any_text
@given(st.one_of(signs, st.text(max_size=12)))
def test_any_pattern_is_parsed_or_told_to_be_wrong(pattern: str) -> None:
    try:
        elements = parse(pattern)
    except PatternError as error:
        assert str(error)
    else:
        assert elements
        assert json.loads(json.dumps(elements)) == elements


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(signs, st.text(st.sampled_from("甲乙丙a3，。 "), max_size=12))
def test_any_pattern_that_compiles_can_be_matched(pattern: str, text: str) -> None:
    try:
        lexicon = lexicon_with(pattern, "丙丙丙丙丙")
    except LexiconError:
        return
    marks, _ = find_marks(fold(text, lexicon.folding), split_sentences(message_of(text)), lexicon, everywhere)
    assert all(0 <= mark.span.start <= mark.span.end <= len(text) for mark in marks)


word = st.text(st.sampled_from("甲乙丙"), min_size=1, max_size=2)
leaf = st.one_of(
    word.map(lambda w: (w, w)),
    st.lists(word, min_size=2, max_size=3).map(lambda ws: (f"[{'|'.join(ws)}]", f"(?:{'|'.join(ws)})")),
    st.just(("{x}", "(?:甲乙|乙丙|丁[甲乙])")),
)
Pair = tuple[str, str]


def in_turn(parts: list[Pair]) -> Pair:
    return " ".join(part[0] for part in parts), "".join(part[1] for part in parts)


def either(branches: list[Pair]) -> Pair:
    return f"[{'|'.join(b[0] for b in branches)}]", f"(?:{'|'.join(b[1] for b in branches)})"


element = st.one_of(
    leaf,
    leaf,
    leaf.map(lambda pair: (f"{pair[0]}?", f"(?:{pair[1]})?")),
    st.lists(st.lists(leaf, min_size=1, max_size=2).map(in_turn), min_size=2, max_size=2).map(either),
)
gaps = st.sampled_from([("", ""), ("", ""), ("~2", "[^,]{0,2}"), ("~~", ".{0,30}")])


@st.composite
def patterns(draw: st.DrawFn) -> Pair:
    """A pattern in the notation, and the regular expression that says the same."""
    parts = [draw(st.sampled_from([("", ""), ("", ""), ("^", "(?:(?<![^,])|^)")]))]
    for number in range(draw(st.integers(1, 3))):
        parts += [draw(gaps)] * (number > 0) + [draw(element)]
    parts.append(draw(st.sampled_from([("", ""), ("", ""), ("$", "(?![^,])")])))
    return in_turn(parts)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(patterns(), st.text(st.sampled_from("甲甲乙乙丙丁，"), max_size=24))
def test_a_pattern_finds_what_the_regular_expression_of_the_same_meaning_finds(pair: Pair, text: str) -> None:
    pattern, regex = pair
    try:
        lexicon = lexicon_with(pattern)
    except LexiconError:
        assume(False)
    seen = fold(text, lexicon.folding)
    marks, _ = find_marks(seen, split_sentences(message_of(text)), lexicon, everywhere)
    assert bool(marks) == bool(re.search(regex, seen))
    for mark in marks:
        assert re.compile(regex).fullmatch(seen[mark.span.start : mark.span.end])
