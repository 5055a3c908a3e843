"""Who speaks: each reason to set a mark aside, how near its words must stand, and who accepts it.

A case is a text with «…» around the marks that stay; what is set aside is named beside it.
"""

from __future__ import annotations

import pytest
from helpers import LexiconOf, bare, bracketed, check, let_pass, move, rule, told, without_core

from tonecheck.lexicon import Lexicon
from tonecheck.voice import quotations

VOICE = """
[negated]
reach = 4
before = ["[不是|并非|请勿]"]
unless = ["莫非"]

[hypothetical]
clause = ["[如果|万一]"]
unless = ["要不然"]

[own-fault]
self = ["we"]
others = ["you", "they"]

[reported]
sentence = ["{they} ~ [说|反映]"]
"""
CLASSES = '[we]\nwords = "我 我们"\n[you]\nwords = "你 你们"\n[they]\nwords = "客户 领导"\n'
FILES = {"classes/all.toml": CLASSES, "voice.toml": VOICE, "rules/t/late.toml": rule("[拖延|延期]")}


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(FILES)


def heard(lexicon: Lexicon, text: str) -> tuple[str, list[str]]:
    """``text`` with «…» around the findings, and the reasons of what was set aside."""
    report = check(lexicon, text)
    return bracketed(text, [finding.span for finding in report.findings]), [e.reason for e in report.excused]


@pytest.mark.parametrize("marked", ["不是一二三四拖延。", "不是一二三四五«拖延»。"])
def test_what_stands_before_reaches_four_characters_where_nothing_is_said(lexicon_of: LexiconOf, marked: str) -> None:
    made = lexicon_of(FILES | {"voice.toml": VOICE.replace("reach = 4\n", "")})
    for lexicon in (made, without_core(made)):
        assert heard(lexicon, bare(marked))[0] == marked


@pytest.mark.parametrize(
    ("marked", "reasons"),
    [
        pytest.param("项目«拖延»了。", [], id="the author's own voice"),
        # before: in the clause, at most `reach` characters before it
        pytest.param("不是拖延。", ["negated"], id="before, next to it"),
        pytest.param("不是一二三四拖延。", ["negated"], id="before, as far as it reaches"),
        pytest.param("不是一二三四五«拖延»。", [], id="before, too far"),
        pytest.param("不是，«拖延»了。", [], id="before, in another clause"),
        pytest.param("«拖延»不是。", [], id="before, not behind it"),
        pytest.param("不是拖延一二三四«延期»。", ["negated"], id="before, the nearer of two marks"),
        pytest.param("不是。«拖延»了。", [], id="before, in another sentence"),
        # clause: anywhere before it there
        pytest.param("如果一二三四五六七八九十拖延了。", ["hypothetical"], id="clause, far before it"),
        pytest.param("如果有事，«拖延»了。", [], id="clause, in the one before"),
        pytest.param("«拖延»了如果。", [], id="clause, not behind it"),
        # sentence: anywhere before it there
        pytest.param("客户反映，一二三四五六，拖延了。", ["reported"], id="sentence, clauses before it"),
        pytest.param("«拖延»了，客户反映。", [], id="sentence, not behind it"),
        pytest.param("客户反映。«拖延»了。", [], id="sentence, not from the one before"),
        # unless: in the same clause
        pytest.param("要不然如果«拖延»了。", [], id="unless lifts its reason"),
        pytest.param("莫非不是«拖延»。", [], id="unless lifts its reason, whichever relation"),
        pytest.param("要不然下雨，如果拖延了。", ["hypothetical"], id="unless, in another clause"),
        pytest.param("莫非如果拖延。", ["hypothetical"], id="unless of another reason"),
        # own fault: the person named last before the end of the mark
        pytest.param("我们拖延了。", ["own-fault"], id="own fault"),
        pytest.param("你们«拖延»了。", [], id="the reader's fault"),
        pytest.param("客户«拖延»了。", [], id="a third party's fault"),
        pytest.param("我们提醒过，是你们«拖延»。", [], id="the reader, named after us"),
        pytest.param("你们提醒过，是我们拖延。", ["own-fault"], id="we, named after the reader"),
        pytest.param("我们催过客户，«拖延»了。", [], id="a third party, named after us"),
        pytest.param("«拖延»了，我们道歉。", [], id="we, named behind it"),
        pytest.param("我们道歉。«拖延»了。", [], id="we, named in another sentence"),
        pytest.param("我们拖延，你们«延期»。", ["own-fault"], id="each mark by its own person"),
        # who speaks first, in the order of voice.toml
        pytest.param("如果不是拖延。", ["negated"], id="one reason is enough"),
        # quotations
        pytest.param("他写“拖延”两字。", ["quoted"], id="quoted"),
        pytest.param("他写“又拖延了”，«延期»了。", ["quoted"], id="quoted, only what is inside"),
        pytest.param("他写“又«拖延»了。", [], id="a quotation that does not end"),
    ],
)
def test_what_is_set_aside(lexicon: Lexicon, marked: str, reasons: list[str]) -> None:
    assert heard(lexicon, bare(marked)) == (marked, reasons)


@pytest.mark.parametrize(
    ("relation", "marked", "reasons"),
    [
        pytest.param("around", "拖延症", ["negated"], id="around, it begins the words"),
        pytest.param("around", "防拖延症", ["negated"], id="around, it stands in the words"),
        pytest.param("around", "«拖延»了症", [], id="around, next to them"),
        pytest.param("after", "拖延属误会", ["negated"], id="after, next to it"),
        pytest.param("after", "拖延一二三四属误会", ["negated"], id="after, as far as it reaches"),
        pytest.param("after", "«拖延»一二三四五属误会", [], id="after, too far"),
        pytest.param("after", "属误会«拖延»", [], id="after, not before it"),
    ],
)
def test_words_around_and_after(lexicon_of: LexiconOf, relation: str, marked: str, reasons: list[str]) -> None:
    words = {"around": '["拖延症"]', "after": '["属误会"]'}[relation]
    lexicon = lexicon_of(FILES | {"voice.toml": f"[negated]\n{relation} = {words}\nreach = 4\n"})
    assert heard(lexicon, bare(marked)) == (marked, reasons)


@pytest.mark.parametrize(("reach", "reasons"), [(0, []), (1, []), (2, ["negated"]), (None, ["negated"])])
def test_reach(lexicon_of: LexiconOf, reach: int | None, reasons: list[str]) -> None:
    says = "" if reach is None else f"reach = {reach}\n"
    lexicon = lexicon_of(FILES | {"voice.toml": f'[negated]\nbefore = ["不是"]\n{says}'})
    assert heard(lexicon, "不是一二拖延")[1] == reasons


@pytest.mark.parametrize(
    ("marked", "reasons"),
    [
        pytest.param("他写“又拖延”，没事。", ["quoted"], id="the comma behind it"),
        pytest.param("他写“又«拖延”了，没事»。", [], id="words behind it"),
    ],
)
def test_what_ends_a_pattern_may_stand_behind_a_quotation(
    lexicon_of: LexiconOf, marked: str, reasons: list[str]
) -> None:
    late = rule(cue=[{"find": ["拖延 ” [，|了 ， 没事]"], "boundary": False}])
    lexicon = lexicon_of(FILES | {"rules/t/late.toml": late})
    assert heard(lexicon, bare(marked)) == (marked, reasons)


def test_a_person_inside_the_mark_counts(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of(FILES | {"rules/t/late.toml": rule("[我们|你们] 拖延")})
    assert heard(lexicon, "你们知道我们拖延了，我们知道你们拖延了。") == (
        "你们知道我们拖延了，我们知道«你们拖延»了。",
        ["own-fault"],
    )


def test_the_own_side_alone_may_be_named(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of(FILES | {"voice.toml": '[own-fault]\nself = ["we"]\nothers = []\n'})
    assert heard(lexicon, "你们和我们拖延。") == ("你们和我们拖延。", ["own-fault"])


# Who accepts a reason

TEXTS = {
    "negated": "不是拖延。",
    "hypothetical": "如果拖延。",
    "own-fault": "我们拖延。",
    "reported": "客户反映，拖延。",
    "quoted": "他写“拖延”。",
}


@pytest.mark.parametrize("reason", TEXTS)
def test_a_rule_may_accept_a_reason(lexicon_of: LexiconOf, reason: str) -> None:
    lexicon = lexicon_of(FILES | {"rules/t/late.toml": rule("拖延", voice=[reason])})
    heard_in = {name: told(check(lexicon, text)) for name, text in TEXTS.items()}
    assert heard_in == {name: ["t.late “拖延”"] if name == reason else [] for name in TEXTS}


def test_a_cue_may_accept_a_reason(lexicon_of: LexiconOf) -> None:
    cues = [{"find": ["拖延"], "voice": ["negated"]}, {"find": ["延期"]}]
    lexicon = lexicon_of(FILES | {"rules/t/late.toml": rule(cue=cues)})
    assert heard(lexicon, "不是拖延。不是延期。") == ("不是«拖延»。不是延期。", ["negated"])


@pytest.mark.parametrize(
    ("voice", "made_in"),
    [
        pytest.param(None, ["hypothetical", "own-fault", "reported"], id="by default"),
        pytest.param(["negated"], ["negated"], id="only what it says"),
        pytest.param([], [], id="none"),
    ],
)
def test_a_move_accepts_own_fault_hypothesis_and_report(
    lexicon_of: LexiconOf, voice: list[str] | None, made_in: list[str]
) -> None:
    lexicon = lexicon_of(FILES | {"moves/problem.toml": move("拖延", voice=voice)})
    assert [name for name, text in TEXTS.items() if check(lexicon, text).moves] == sorted(
        made_in, key=list(TEXTS).index
    )


def test_what_is_set_aside_keeps_its_reason(lexicon: Lexicon) -> None:
    assert let_pass(check(lexicon, "不是拖延，我们延期。")) == ["t.late “拖延”: negated", "t.late “延期”: own-fault"]


@pytest.mark.parametrize("core", [True, False], ids=["core", "Python"])
def test_two_reasons_may_ask_for_the_same_people(lexicon_of: LexiconOf, core: bool) -> None:
    files = {
        "classes/all.toml": '[we]\nwords = "我们仓储部"\n[dept]\nwords = "仓储部"\n[they]\nwords = "客户"\n',
        "voice.toml": '[own-fault]\nself = ["we"]\nothers = ["dept"]\n[reported]\nself = ["dept"]\nothers = ["they"]\n',
        "rules/t/late.toml": rule("拖延"),
        "rules/t/lazy.toml": rule("偷懒", voice=["own-fault"]),
    }
    lexicon = lexicon_of(files)
    report = check(lexicon if core else without_core(lexicon), "我们仓储部拖延，又偷懒。")
    assert let_pass(report) == ["t.late “拖延”: own-fault", "t.lazy “偷懒”: reported"]


# Quotations


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("他说«“好的”»吗", id="curly"),
        pytest.param("他說«「好的」»和«『好的』»", id="corners"),
        pytest.param("見«《管理办法》»", id="a title"),
        pytest.param('他说«"好的"»', id="straight"),
        pytest.param("运行«`rm -rf`»", id="code"),
        pytest.param("见«https://example.com/a?b=c#d»，谢谢", id="an address"),
        pytest.param("见«http://example.com»谢谢", id="an address before Chinese text"),
        pytest.param("“是”", id="one character is no quotation"),
        pytest.param("“没有完", id="without an end"),
        pytest.param("“一行\n又一行”", id="over a line end"),
        pytest.param(f"“{'长' * 201}”", id="too long to be one"),
        pytest.param("“甲乙«“丙丁”»", id="the inner one of two that begin"),
        pytest.param("«“甲乙”»丙丁«“戊己”»", id="what stands between two is not quoted"),
        pytest.param('屏幕27"和24"都行', id="inches"),
    ],
)
def test_quotations(marked: str) -> None:
    assert bracketed(bare(marked), quotations(bare(marked))) == marked
