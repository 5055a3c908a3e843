"""The judge: marks and rules → findings. Who gives way to whom, what excuses, when a message rule speaks."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from helpers import (
    LexiconOf,
    bare,
    bracketed,
    check,
    everywhere,
    let_pass,
    message_of,
    message_rule,
    move,
    rule,
    table,
    told,
)

from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.choice import covers
from tonecheck.measures import count, measure
from tonecheck.model import Audience, Block, Kind, Layer, Mark, Settings, Severity, Span
from tonecheck.pipeline import check_message
from tonecheck.read import read_text
from tonecheck.read.heads import parse_date
from tonecheck.sentences import han_count, split_sentences
from tonecheck.workdays import off_hours

READERS = table(readers=["您", "你", "大家", "各位"])

# Marks of one rule


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("«拖延»一二三«拖延»", id="apart"),
        pytest.param("«拖延拖延»", id="touching"),
        pytest.param("«又拖延»", id="one inside another"),
        pytest.param("«拖延，拖延»", id="a comma between"),
        pytest.param("«拖延一二拖延»", id="two characters between"),
        pytest.param("«拖延»。«拖延»", id="in two sentences"),
        pytest.param("«拖延拖延，又拖延»", id="several"),
        pytest.param("«拖延交不»", id="overlapping"),
    ],
)
def test_marks_of_one_rule_that_touch_are_one_finding(lexicon_of: LexiconOf, marked: str) -> None:
    lexicon = lexicon_of({"rules/t/late.toml": rule("又? 拖延", "拖延 交", "交 不")})
    text = bare(marked)
    assert bracketed(text, [finding.span for finding in check(lexicon, text).findings]) == marked


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("你们«又没有»。", id="nothing behind it"),
        pytest.param("你们«又没有按时把汇总表交过来»，请看。", id="to the end of a short clause"),
        pytest.param("你们«又没有按时把三季应收账款的明细汇总表»，请看。", id="to the end of a clause of 16 more"),
        pytest.param("你们«又没有按时»把三季度应收账款的明细汇总表，请看。", id="by a word of a clause of 17 more"),
        pytest.param("«合着就我们干»？", id="behind three words that say nothing yet together"),
        pytest.param("你们«又没有按时»把三季度应收账款的明细汇总表交过来。", id="by a word where the clause is long"),
        pytest.param("这效率«真是让人佩服»。", id="behind two words that say nothing yet"),
        pytest.param("我«马上把报表»发您。", id="to the end of a word"),
        pytest.param("你们«又没有了»，请看。", id="with what closes it"),
        pytest.param("还«拖延没»？", id="with what closes it at the end"),
        pytest.param("还«拖延»没人能比。", id="not with what begins what follows"),
        pytest.param("«把报" + "x" * 81 + "»了。", id="no farther than is looked at"),
        pytest.param("请«把报表»，«又没有»", id="to the end of the clause"),
        pytest.param("«又没有»«马上把报表»", id="not into the next finding"),
        pytest.param("“帐号”改成«帐号»", id="not where the words are mended"),
    ],
)
def test_what_is_shown_are_whole_words_that_say_something(lexicon_of: LexiconOf, marked: str) -> None:
    lexicon = lexicon_of(
        {
            "classes/c.toml": "[unfinished]\nwords = '没有 把 让人 没 合着就'\n[closing]\nwords = '了 没'\n",
            "families.toml": table(family=[{"name": "t", "title": "语气", "rules": ["t.late", "t.now", "t.word"]}]),
            "rules/t/late.toml": rule("又没有", "真是 让人", "拖延", "合着就"),
            "rules/t/now.toml": rule(cue=[{"find": ["马上? 把 报 x?"], "boundary": "start"}]),
            "rules/t/word.toml": rule(replace={"帐号": "账号"}),
        }
    )
    text = bare(marked)
    assert bracketed(text, [finding.span for finding in check(lexicon, text).findings]) == marked


def test_a_finding_does_not_begin_with_the_comma_before_it(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/t/late.toml": rule("， 拖延")})
    assert told(check(lexicon, "没交，拖延了。")) == ["t.late “拖延”"]


def test_a_finding_says_what_its_first_cue_says(lexicon_of: LexiconOf) -> None:
    cues = [
        {"find": ["拖延"], "try": "写清时间。", "severity": "hint"},
        {"find": ["没交"], "says": "没交？", "severity": "hint"},
    ]
    lexicon = lexicon_of({"rules/t/late.toml": rule(cue=cues)})
    said = [
        (f.quote, f.message, f.advice, f.severity, f.cue)
        for f in check(lexicon, "拖延了三天，没交；拖延，没交").findings
    ]
    assert said == [
        ("拖延", "“拖延”不妥。因为。", "写清时间。", "hint", "t.late#1"),
        ("没交；拖延，没交", "没交？因为。", "换一种说法。", "hint", "t.late#2"),
    ]


@pytest.mark.parametrize("text", ["拖延，没交。", "没交，拖延。", "没交，拖延，没交。"])
def test_joined_marks_are_as_serious_as_the_most_serious(lexicon_of: LexiconOf, text: str) -> None:
    cues = [
        {"find": ["没交"], "severity": "hint", "says": "没交？"},
        {"find": ["拖延"], "severity": "error", "says": "拖延！", "try": "写清时间。"},
    ]
    lexicon = lexicon_of({"rules/t/late.toml": rule(cue=cues)})
    (finding,) = check(lexicon, text).findings
    assert (finding.quote, finding.message, finding.advice) == (text[:-1], "拖延！因为。", "写清时间。")
    assert (finding.severity, finding.cue) == ("error", "t.late#2")


@pytest.mark.parametrize(
    ("text", "kind", "audience", "called"),
    [
        ("王总您好：报表又拖延了。", "mail", "leader", "您"),
        ("报表又拖延了。", "mail", "leader", "您"),
        ("你的报表又拖延了。", "mail", "leader", "您"),
        ("报表又拖延了。", "mail", "customer", "您"),
        ("你的报表又拖延了。", "chat", "peer", "你"),
        ("报表又拖延了。", "chat", "peer", "你"),
        ("贵部的报表又拖延了。", "mail", "peer", "您"),
        ("貴部的報表又拖延了。", "mail", "peer", "您"),
        ("打印机太贵，报表又拖延了。", "mail", "peer", "你"),
        ("各位同事：报表又拖延了。", "mail", "leader", "各位"),
        ("大家好，报表又拖延了。", "chat", "peer", "大家"),
        ("@All 报表又拖延了。", "chat", "peer", "各位"),
        ("王总您好，大家等的报表又拖延了。", "mail", "leader", "您"),
        ("李工，麻烦转告各位，报表又拖延了。", "chat", "peer", "你"),
        pytest.param("关于拖延" + "的事" * 9 + "各位看。", "mail", "leader", "各位", id="many, at its 24th character"),
        pytest.param(
            "关于拖延" + "的事" * 9 + "请各位看。", "mail", "leader", "您", id="many, behind its 24th character"
        ),
        pytest.param(
            "拖延了。" * 249 + "好了您看。", "mail", "peer", "您", id="politely, in its first 1000 characters"
        ),
        pytest.param(
            "拖延了。" * 250 + "好了您看。", "mail", "peer", "你", id="politely, behind its first 1000 characters"
        ),
        ("报表又拖延了。", "notice", "leader", "各位"),
        ("请您留意：报表又拖延了。", "notice", "leader", "您"),
        ("文档又拖延了。", "issue", "community", "各位"),
        ("你的补丁又拖延了。", "issue", "community", "你"),
    ],
)
def test_advice_calls_the_reader_as_the_draft_does(
    lexicon_of: LexiconOf, text: str, kind: Kind, audience: Audience, called: str
) -> None:
    files = {
        "rules/t/late.toml": rule("拖延", **{"try": "“谢谢{you}。”"}),
        "classes/c.toml": "[crowd]\nwords = '各位 大家 @all'\n[polite-you]\nwords = '您 贵部'\n",
        "families.toml": READERS,
        "fold.tsv": "貴\t贵\n",
    }
    report = check(lexicon_of(files), text, kind=kind, audience=audience)
    assert {finding.advice for finding in report.findings} == {f"“谢谢{called}。”"}


@pytest.mark.parametrize(
    ("text", "other", "kind", "audience", "called"),
    [
        pytest.param("你把拖延的发我。", "您好，什么时候给您？", "mail", "peer", "你", id="politely"),
        pytest.param("收到的请回复，不要拖延。", "大家好。", "notice", "peer", "各位", id="as many"),
        pytest.param("这是拖延。", "你好。", "issue", "community", "各位", id="plainly"),
    ],
)
@pytest.mark.parametrize("layer", ["quote", "signature", "code"])
def test_what_others_call_the_reader_is_not_what_the_draft_does(
    lexicon_of: LexiconOf, text: str, other: str, kind: Kind, audience: Audience, called: str, layer: Layer
) -> None:
    files = {
        "rules/t/late.toml": rule("拖延", **{"try": "谢谢{you}。"}),
        "classes/c.toml": "[crowd]\nwords = '各位 大家'\n[polite-you]\nwords = '您'\n",
        "families.toml": READERS,
    }
    blocks = (Block(Span(0, len(text)), "own"), Block(Span(len(text) + 1, len(text) + 1 + len(other)), layer))
    report = check(lexicon_of(files), f"{text}\n{other}", kind=kind, audience=audience, blocks=blocks)
    assert [finding.advice for finding in report.findings] == [f"谢谢{called}。"]


@pytest.mark.parametrize(
    ("kind", "lang", "said"),
    [
        ("mail", "zh", "“拖延”不妥。因为。|写清时间。"),
        ("chat", "zh", "“拖延”！因为。|写清时间。"),
        ("commit", "zh", "“拖延”不妥。记录会留着。|写改了什么。"),
        ("commit", "en", "“拖延” is amiss. A log stays.|Put it otherwise."),
    ],
)
def test_a_rule_may_have_words_for_a_kind_of_message(
    lexicon_of: LexiconOf, kind: Kind, lang: Literal["zh", "en"], said: str
) -> None:
    apt = {
        "chat": {"says": "“{match}”！"},
        "commit": {"why": "记录会留着。", "why_en": "A log stays.", "try": "写改了什么。"},
    }
    cue = {"find": ["拖延"], "try": "写清时间。"}
    lexicon = lexicon_of({"rules/t/late.toml": rule(cue=[cue], **{"in": apt})})
    (finding,) = check(lexicon, "拖延", Settings(lang=lang), kind=kind).findings
    assert f"{finding.message}|{finding.advice}" == said


@pytest.mark.parametrize(
    ("text", "kind", "lang", "said"),
    [
        pytest.param("故障。", "mail", "zh", "「故障」不妥。因为。|换一种说法。", id="no case"),
        pytest.param(
            "故障，谢谢。", "mail", "zh", "「谢谢」白谢了。因为。|换一种说法。", id="the first, and its place"
        ),
        pytest.param("故障，急。", "mail", "zh", "「故障」急了。因为。|慢慢说。", id="the second"),
        pytest.param("故障，急，谢谢。", "mail", "zh", "「谢谢」白谢了。因为。|换一种说法。", id="the first of both"),
        pytest.param("故障，急。", "chat", "zh", "「故障」急了。聊天。|慢慢说。", id="before a kind of message"),
        pytest.param("故障，急。", "chat", "en", "「故障」Hurried. A chat.|Put it otherwise.", id="English"),
    ],
)
def test_a_message_rule_may_have_words_for_a_case(
    lexicon_of: LexiconOf, text: str, kind: Kind, lang: Literal["zh", "en"], said: str
) -> None:
    cases = [
        {"when": ["thanks"], "says": "白谢了。", "point_at": "thanks", "severity": "hint"},
        {"when": ["hurry + !thanks"], "says": "急了。", "says_en": "Hurried.", "try": "慢慢说。"},
    ]
    apt = {"chat": {"says": "聊天。", "why": "聊天。", "why_en": "A chat.", "try": "聊。"}}
    plan = message_rule("problem", says="不妥。", point_at="problem", case=cases, **{"in": apt})
    moves = {
        f"moves/{name}.toml": move(word) for name, word in {"problem": "故障", "thanks": "谢谢", "hurry": "急"}.items()
    }
    lexicon = lexicon_of(moves | {"rules/m/plan.toml": plan})
    (finding,) = check(lexicon, text, Settings(lang=lang), kind=kind).findings
    assert f"「{text[slice(*finding.span)]}」{finding.message}|{finding.advice}" == said
    assert finding.severity == ("hint" if "谢谢" in text else "warning")


def test_words_of_the_message_are_no_slots(lexicon_of: LexiconOf) -> None:
    late = rule("拖 ~ 延", says="“{match}”", **{"try": "不说“{match}”，谢谢{you}。"})
    lexicon = lexicon_of({"rules/t/late.toml": late, "families.toml": READERS})
    (finding,) = check(lexicon, "拖{you}延").findings
    assert (finding.message, finding.advice) == ("“拖{you}延”因为。", "不说“拖{you}延”，谢谢您。")


@pytest.mark.parametrize(
    ("cue", "rule_keys", "said"),
    [
        pytest.param({}, {}, "“拖延” is amiss. Because.|Put it otherwise.", id="the rule's words"),
        pytest.param({"says_en": "{match}!"}, {}, "拖延! Because.|Put it otherwise.", id="the cue's words"),
        pytest.param(
            {"try": "改。"},
            {},
            "“拖延” is amiss. Because.|Put it otherwise.",
            id="English of the rule before Chinese of the cue",
        ),
        pytest.param(
            {}, {"try_en": None}, "“拖延” is amiss. Because.|换一种说法。", id="Chinese where there is no English"
        ),
        pytest.param(
            {"try": "改。"},
            {"try_en": None},
            "“拖延” is amiss. Because.|改。",
            id="Chinese of the cue where there is no English",
        ),
    ],
)
def test_english(lexicon_of: LexiconOf, cue: dict[str, Any], rule_keys: dict[str, Any], said: str) -> None:
    lexicon = lexicon_of({"rules/t/late.toml": rule(cue=[{"find": ["拖延"], **cue}], **rule_keys)})
    (finding,) = check(lexicon, "拖延", Settings(lang="en")).findings
    assert f"{finding.message}|{finding.advice}" == said


@pytest.mark.parametrize(
    ("keys", "advice"),
    [
        pytest.param({}, "Put it otherwise. 比如“数据库、故障”。", id="Chinese where there is no English"),
        pytest.param({"suggest_try_en": ""}, "Put it otherwise. 比如“数据库、故障”。", id="the English is empty"),
        pytest.param({"suggest_try_en": "As “{suggestion}”."}, "Put it otherwise. As “数据库、故障”.", id="English"),
    ],
)
def test_suggestions_in_english(lexicon_of: LexiconOf, keys: dict[str, Any], advice: str) -> None:
    plan = message_rule("problem", suggest="subject", suggest_try="比如“{suggestion}”。", **keys)
    lexicon = lexicon_of({"moves/problem.toml": move("故障"), "rules/m/subject.toml": plan})
    (finding,) = check(lexicon, "数据库故障。", Settings(lang="en")).findings
    assert finding.advice == advice


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        pytest.param("数据库故障。数据库故障了。", "", id="two sentences are their own summary"),
        pytest.param(
            "天晴。数据库故障。数据库故障影响报表。", "数据库故障；数据库故障影响报表", id="two of three sentences"
        ),
        pytest.param(
            f"天晴。数据库故障{'了' * 31}。数据库故障影响报表。",
            f"数据库故障{'了' * 31}；数据库故障影响报表",
            id="36 characters, whole",
        ),
        pytest.param(
            f"天晴。数据库故障{'了' * 32}。数据库故障影响报表。",
            f"数据库故障{'了' * 30}…；数据库故障影响报表",
            id="37 characters, cut",
        ),
    ],
)
def test_a_summary_is_of_two_sentences_cut_to_a_line_each(lexicon_of: LexiconOf, text: str, suggested: str) -> None:
    plan = message_rule("problem", suggest="summary", suggest_try="比如“{suggestion}”。")
    lexicon = lexicon_of({"moves/problem.toml": move("故障"), "rules/m/summary.toml": plan})
    (finding,) = check(lexicon, text).findings
    assert finding.advice == "换一种说法。" + (f"比如“{suggested}”。" if suggested else "")


def test_a_subject_is_suggested_of_three_key_words(lexicon_of: LexiconOf) -> None:
    plan = message_rule("problem", suggest="subject", suggest_try="{suggestion}")
    lexicon = lexicon_of({"moves/problem.toml": move("故障"), "rules/m/subject.toml": plan})
    (finding,) = check(lexicon, "数据库故障，报表延期，会议改期，系统升级。").findings
    assert len(finding.advice.removeprefix("换一种说法。").split("、")) == 3


# Rules that claim the same words

FAMILIES = table(
    family=[
        {"name": "a", "title": "甲", "rules": ["a.second", "a.first"]},
        {"name": "b", "title": "乙", "rules": ["b.other"]},
    ]
)


@pytest.mark.parametrize(
    ("text", "files", "findings"),
    [
        pytest.param(
            "又拖延了",
            {"a/first": rule("又拖延"), "a/second": rule("拖延")},
            ["a.second “拖延”"],
            id="of one family, the first of the family wins, however short",
        ),
        pytest.param(
            "又拖延",
            {"a/first": rule("又"), "a/second": rule("拖延")},
            ["a.first “又”", "a.second “拖延”"],
            id="next to each other, both stay",
        ),
        pytest.param(
            "又拖延",
            {"a/first": rule("又拖延"), "b/other": rule("拖延")},
            ["a.first “又拖延”", "b.other “拖延”"],
            id="of two families both stay",
        ),
        pytest.param(
            "又拖延",
            {"a/first": rule("又拖延", yields_to=["b.other"]), "b/other": rule("拖延")},
            ["b.other “拖延”"],
            id="one yields to a rule",
        ),
        pytest.param(
            "又拖延",
            {"a/first": rule("又拖延"), "b/other": rule("拖延", yields_to=["a.*"])},
            ["a.first “又拖延”"],
            id="one yields to a family",
        ),
        pytest.param(
            "又，拖延",
            {"a/first": rule("又"), "b/other": rule("拖延", yields_to=["a.*"])},
            ["a.first “又”", "b.other “拖延”"],
            id="one yields only on the same words",
        ),
    ],
)
def test_two_rules_on_the_same_words(
    lexicon_of: LexiconOf, text: str, files: dict[str, str], findings: list[str]
) -> None:
    rules = {f"rules/{name}.toml": body for name, body in files.items()}
    assert told(check(lexicon_of({"families.toml": FAMILIES, **rules}), text)) == findings


@pytest.mark.parametrize(
    "chosen", [Settings(select=("a.first",)), Settings(ignore=("a.second",))], ids=["select", "ignore"]
)
def test_a_rule_that_is_not_wanted_takes_nobody_s_place(lexicon_of: LexiconOf, chosen: Settings) -> None:
    files = {"families.toml": FAMILIES, "rules/a/first.toml": rule("又拖延"), "rules/a/second.toml": rule("拖延")}
    assert told(check(lexicon_of(files), "又拖延", chosen)) == ["a.first “又拖延”"]


def test_findings_come_in_the_order_of_the_text_then_of_the_families(lexicon_of: LexiconOf) -> None:
    files = {
        "rules/b/other.toml": rule("拖延", "没交"),
        "rules/a/first.toml": rule("没交"),
        "rules/m/whole.toml": message_rule("b.other", point_at="start"),
    }
    lexicon = lexicon_of({"families.toml": FAMILIES, **files})
    assert told(check(lexicon, "没交之后又拖延")) == ["a.first “没交”", "b.other “没交”", "m.whole", "b.other “拖延”"]


# What stands around excuses


@pytest.mark.parametrize(
    ("nearness", "marked"),
    [
        pytest.param("clause", "明天拖延，«拖延»。", id="clause"),
        pytest.param("clause", "拖延到明天，又«拖延»", id="clause, behind it"),
        pytest.param("sentence", "明天拖延，又要拖延。«拖延»。", id="sentence"),
        pytest.param("next", "拖延。明天，«拖延»。", id="next"),
        pytest.param("next", "«拖延»。好。明天。", id="next, not the one after"),
        pytest.param("previous", "明天，«拖延»。拖延。", id="previous"),
        pytest.param("previous", "明天。好。«拖延»。", id="previous, not the one before"),
        pytest.param("message", "拖延。好。好。拖延。明天。", id="message"),
    ],
)
def test_excused_by(lexicon_of: LexiconOf, nearness: str, marked: str) -> None:
    files = {
        "classes/all.toml": '[when]\nwords = "明天"\n',
        "rules/t/late.toml": rule("拖延", excused_by={nearness: ["when"]}),
    }
    text = bare(marked)
    report = check(lexicon_of(files), text)
    assert bracketed(text, [finding.span for finding in report.findings]) == marked
    assert let_pass(report) == ["t.late “拖延”: neutral"] * (text.count("拖延") - marked.count("«拖延»"))


@pytest.mark.parametrize("nearness", ["clause", "sentence", "message"])
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param("when", "明天拖延", id="class"),
        pytest.param("plan", "建议拖延", id="move"),
        pytest.param("u.other", "又拖延", id="rule"),
        pytest.param("u.*", "又拖延", id="family"),
        pytest.param("first-line", "拖延", id="measure"),
    ],
)
def test_what_may_excuse(lexicon_of: LexiconOf, kind: str, text: str, nearness: str) -> None:
    files = {
        "classes/all.toml": '[when]\nwords = "明天"\n',
        "moves/plan.toml": move("建议"),
        "rules/u/other.toml": rule("又"),
        "rules/t/late.toml": rule("拖延", excused_by={nearness: [kind]}),
    }
    assert let_pass(check(lexicon_of(files), text)) == ["t.late “拖延”: neutral"]


def test_a_cue_and_a_move_may_be_excused(lexicon_of: LexiconOf) -> None:
    excused = {"excused_by": {"sentence": ["when"]}}
    files = {
        "classes/all.toml": '[when]\nwords = "明天"\n',
        "moves/plan.toml": move("建议", **excused),
        "rules/t/late.toml": rule(cue=[{"find": ["拖延"], **excused}, {"find": ["没交"]}]),
    }
    report = check(lexicon_of(files), "明天建议拖延，没交。")
    assert (told(report), report.moves) == (["t.late “没交”"], ())
    assert let_pass(report) == ["plan “建议”: neutral", "t.late “拖延”: neutral"]


def test_what_belongs_to_the_whole_message_stands_not_before_its_first_sentence(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/t/late.toml": rule("拖延", excused_by={"previous": ["reply"]})})
    assert told(check(lexicon, "拖延。", reply=True)) == ["t.late “拖延”"]


@pytest.mark.parametrize(
    ("nearness", "excusing", "findings"),
    [
        pytest.param("clause", "plan", 1, id="clause"),
        pytest.param("clause", "to-leader", 1, id="clause, nor beside another measure of the whole"),
        pytest.param("sentence", "plan", 1, id="sentence"),
        pytest.param("sentence", "to-leader", 1, id="sentence, nor beside another measure of the whole"),
        pytest.param("next", "plan", 1, id="next"),
        pytest.param("previous", "plan", 1, id="previous"),
        pytest.param("message", "plan", 0, id="message"),
    ],
)
def test_near_to_the_whole_message_is_only_the_message(
    lexicon_of: LexiconOf, nearness: str, excusing: str, findings: int
) -> None:
    bare_mail = rule(when=["no-attachment"], excused_by={nearness: [excusing]})
    lexicon = lexicon_of({"moves/plan.toml": move("建议"), "rules/t/bare.toml": bare_mail})
    assert len(check(lexicon, "建议。建议。", subject="事由").findings) == findings
    assert len(check(lexicon, "", subject="事由").findings) == 1


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "in another order"])
def test_the_late_request_is_the_first_one(order: int) -> None:
    text = "说明" * 200 + "。" + "请看。请回。"
    message, sentences = message_of(text), split_sentences(message_of(text))
    spans = [sentence.span for sentence in sentences[1:]]
    requests = [Mark("request", span, number) for number, span in enumerate(spans, 1)][::order]
    han = [len(sentence) for sentence in text.split("。")[:-1]]
    found = measure(message, sentences, requests, han, {"chars": 404, "sentences": 3})
    assert [mark.span for mark in found if mark.kind == "late-request"] == [spans[0]]


def measures(text: str) -> set[str]:
    """The measures of ``text``, in which 请 asks for something."""
    message, sentences = message_of(text), split_sentences(message_of(text))
    asking = [s.span.start + text[s.span.start : s.span.end].find("请") for s in sentences]
    requests = [
        Mark("request", Span(at, at + 1), number)
        for number, (at, sentence) in enumerate(zip(asking, sentences, strict=True))
        if at >= sentence.span.start
    ]
    han = [han_count(text[s.span.start : s.span.end]) for s in sentences]
    return {mark.kind for mark in measure(message, sentences, requests, han, count(text, sentences, han))}


@pytest.mark.parametrize(
    ("measure", "below", "beyond"),
    [
        pytest.param("long-sentence", "字" * 90 + "。", "字" * 91 + "。", id="a sentence of more than 90 characters"),
        pytest.param("long-paragraph", "字" * 300, "字" * 301, id="a paragraph of more than 300"),
        pytest.param(
            "late-request",
            "字" * 288 + "。请" + "字" * 11 + "。",
            "字" * 289 + "。请" + "字" * 11 + "。",
            id="a request late in a message of more than 300",
        ),
        pytest.param(
            "late-request",
            "字" * 318 + "。请" + "字" * 78 + "。",
            "字" * 319 + "。请" + "字" * 78 + "。",
            id="a request in the last fifth",
        ),
    ],
)
def test_what_is_counted_is_told_beyond_its_measure_only(measure: str, below: str, beyond: str) -> None:
    assert measure not in measures(below)
    assert measure in measures(beyond)


@pytest.mark.parametrize(
    ("date", "off"),
    [
        pytest.param("Mon, 08 Sep 2025 09:30:00 +0800", False, id="in the morning"),
        pytest.param("Mon, 08 Sep 2025 22:30:00 +0800", True, id="at night"),
        pytest.param("Mon, 08 Sep 2025 07:59:59 +0800", True, id="before eight"),
        pytest.param("Mon, 08 Sep 2025 08:00:00 +0800", False, id="at eight"),
        pytest.param("Mon, 08 Sep 2025 19:59:59 +0800", False, id="before eight in the evening"),
        pytest.param("Mon, 08 Sep 2025 20:00:00 +0800", True, id="at eight in the evening"),
        pytest.param("Sat, 06 Sep 2025 10:00:00 +0800", True, id="on a weekend"),
        pytest.param("Sun, 28 Sep 2025 10:00:00 +0800", False, id="on a Sunday moved to a working day"),
        pytest.param("2025-10-01 10:00", True, id="on a holiday, without a zone"),
        pytest.param("Mon, 08 Sep 2025 21:00:00 +0900", True, id="elsewhere at night, by the clock of the sender"),
        pytest.param("Mon, 08 Sep 2025 10:00:00 -0500", False, id="elsewhere by day"),
        pytest.param("Mon, 08 Sep 2025 01:30:00 +0000", False, id="the morning in China, in UTC"),
        pytest.param("Mon, 08 Sep 2025 14:30:00 GMT", True, id="the night in China, in UTC"),
        pytest.param("Fri, 05 Sep 2025 23:30:00 -0000", True, id="Saturday in China, in UTC"),
        pytest.param("2025-09-08T06:00:00Z", False, id="the afternoon in China, in UTC"),
        pytest.param("2025年9月8日", False, id="a working day without a time"),
        pytest.param("2025年9月6日", True, id="a weekend without a time"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", True, id="the last moment that there is, in UTC"),
    ],
)
def test_a_date_is_off_hours_by_the_clock_of_the_sender_and_in_utc_by_that_of_china(date: str, off: bool) -> None:
    moment = parse_date(date)
    assert moment is not None
    assert off_hours(moment) is off


# Message rules

MOVES = {
    "classes/all.toml": '[when]\nwords = "明天"\n',
    "moves/problem.toml": move("故障"),
    "moves/plan.toml": move("建议"),
    "moves/request.toml": move("请"),
    "moves/thanks.toml": move("谢谢"),
    "rules/t/late.toml": rule("拖延"),
}


@pytest.mark.parametrize(
    ("keys", "speaks", "silent"),
    [
        pytest.param({"when": ["problem"]}, ["故障"], ["", "好"], id="when"),
        pytest.param({"when": ["problem", "request"]}, ["故障", "请"], ["好"], id="when, any entry"),
        pytest.param({"when": ["problem + request"]}, ["请处理故障"], ["故障", "请"], id="when, all parts"),
        pytest.param(
            {"when": ["problem + !plan"]}, ["故障"], ["故障，建议", "建议"], id="when, a part that is missing"
        ),
        pytest.param({"when": ["problem+!plan+!request"]}, ["故障"], ["故障，请"], id="when, without blanks"),
        pytest.param({"when": ["t.late"]}, ["拖延"], ["故障"], id="when, a rule"),
        pytest.param({"when": ["t.*"]}, ["拖延"], ["故障"], id="when, a family"),
        pytest.param({"when": ["when"]}, ["明天"], ["故障"], id="when, a class"),
        pytest.param({"when": ["first-line"]}, ["好"], [""], id="when, a measure"),
        pytest.param({"unless": ["in-chat", "to-peer"]}, ["故障"], ["好"], id="unless, another kind and audience"),
        pytest.param({"unless": ["in-mail + to-leader"]}, [], ["故障"], id="unless, this kind and audience"),
        pytest.param({"lacks": ["plan"]}, ["故障"], ["故障，建议"], id="lacks"),
        pytest.param({"lacks": ["plan", "request"]}, ["故障"], ["故障，建议", "故障，请"], id="lacks, each of them"),
        pytest.param({"lacks": ["t.late"]}, ["故障"], ["故障，拖延"], id="lacks, a rule"),
        pytest.param({"unless": ["thanks"]}, ["故障"], ["故障，谢谢"], id="unless"),
        pytest.param(
            {"unless": ["thanks + !request"]},
            ["故障", "故障，请，谢谢"],
            ["故障，谢谢"],
            id="unless, parts that are there and missing",
        ),
        pytest.param({"unless": ["thanks", "plan"]}, ["故障"], ["故障，谢谢", "故障，建议"], id="unless, any entry"),
        pytest.param({"unless": ["t.*"]}, ["故障"], ["故障，拖延"], id="unless, a family"),
        pytest.param(
            {"at_least": {"chars": 5}}, ["故障很严重"], ["故障严重", "故障ABC。"], id="at least so many characters"
        ),
        pytest.param(
            {"at_least": {"sentences": 2}}, ["故障。好的。"], ["故障，好的。"], id="at least so many sentences"
        ),
        pytest.param(
            {"at_least": {"request": 2}}, ["故障，请来，请看"], ["故障，请来"], id="at least so many of a move"
        ),
        pytest.param(
            {"at_least": {"t.late": 2}}, ["故障，拖延一二三拖延"], ["故障，拖延"], id="at least so many of a rule"
        ),
        pytest.param(
            {"at_least": {"chars": 3, "request": 1}}, ["请看故障"], ["请看", "看看故障"], id="at least, all of them"
        ),
    ],
)
def test_when_a_message_rule_speaks(
    lexicon_of: LexiconOf, keys: dict[str, Any], speaks: list[str], silent: list[str]
) -> None:
    lexicon = lexicon_of(MOVES | {"rules/m/whole.toml": message_rule(**{"when": ["problem"]} | keys)})
    said = {text: "m.whole" in told(check(lexicon, text)) for text in speaks + silent}
    assert said == dict.fromkeys(speaks, True) | dict.fromkeys(silent, False)


def test_words_at_one_place_are_counted_once(lexicon_of: LexiconOf) -> None:
    files = {
        "moves/request.toml": move("[请|请您]", "请 ~ 看"),
        "rules/m/whole.toml": message_rule("request", at_least={"request": 2}),
    }
    assert told(check(lexicon_of(files), "请您看。")) == []
    assert told(check(lexicon_of(files), "请您看。请您看。")) == ["m.whole"]


def test_what_was_set_aside_does_not_count(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of(MOVES | {"rules/m/whole.toml": message_rule("problem")})
    assert told(check(lexicon, "他写“故障”")) == []


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        pytest.param([Settings(ignore=(f"t.n{n}",)) for n in range(500)], 128, id="what is on"),
        pytest.param([Settings(names=(f"n{n}",)) for n in range(500)], 1, id="names"),
        pytest.param([Settings(severities=((f"t.n{n}", "hint"),)) for n in range(500)], 1, id="severities"),
    ],
)
def test_little_is_kept_of_any_number_of_settings(lexicon_of: LexiconOf, settings: list[Settings], most: int) -> None:
    lexicon = lexicon_of({"rules/t/late.toml": rule("拖延")})
    for one in settings:
        assert told(check(lexicon, "拖延", one)) == ["t.late “拖延”"]
    assert len(lexicon.choices) <= most


@pytest.mark.parametrize(
    "settings", [Settings(ignore=("t",)), Settings(select=("m",))], ids=["ignored", "not selected"]
)
def test_what_the_user_does_not_want_to_hear_is_there_all_the_same(lexicon_of: LexiconOf, settings: Settings) -> None:
    files = {
        "rules/m/with.toml": message_rule("t.*"),
        "rules/m/without.toml": message_rule("problem", unless=["t.late"]),
    }
    assert told(check(lexicon_of(MOVES | files), "故障，拖延", settings)) == ["m.with"]


@pytest.mark.parametrize(("strict", "rules"), [(False, []), (True, ["t.late “拖延”", "m.whole"])])
def test_a_strict_rule_is_a_reason_only_when_it_is_asked_for(
    lexicon_of: LexiconOf, strict: bool, rules: list[str]
) -> None:
    files = {"rules/t/late.toml": rule("拖延", strict=True), "rules/m/whole.toml": message_rule("t.*")}
    assert told(check(lexicon_of(files), "拖延", Settings(strict=strict))) == rules


def test_a_phrase_rule_may_report_a_measure(lexicon_of: LexiconOf) -> None:
    files = {"rules/c/long.toml": rule(when=["long-sentence"]), "rules/m/whole.toml": message_rule("c.long")}
    assert told(check(lexicon_of(files), "长" * 91)) == ["c.long “" + "长" * 91 + "”", "m.whole"]
    assert told(check(lexicon_of(files), "长" * 90)) == []


@pytest.mark.parametrize(("one", "other"), [("a", "z"), ("z", "a")])
def test_a_message_rule_may_name_another(lexicon_of: LexiconOf, one: str, other: str) -> None:
    files = {
        f"rules/{one}/one.toml": message_rule("problem"),
        f"rules/{other}/other.toml": message_rule("problem", unless=[f"{one}.one"]),
    }
    lexicon = lexicon_of(MOVES | files)
    assert told(check(lexicon, "故障")) == [f"{one}.one"]


@pytest.mark.parametrize(
    ("point_at", "marked"),
    [
        pytest.param("problem", "王总：\n有«故障»，又有故障。\n谢谢。", id="the first mark of a move"),
        pytest.param("t.late", "故障。«拖延»，再拖延。", id="the first mark of a rule"),
        pytest.param("t.*", "故障。«拖延»。", id="the first mark of a family"),
        pytest.param("when", "故障。«明天»。", id="the first mark of a class"),
        pytest.param("start", "«故障。»好。", id="start"),
        pytest.param("end", "故障。«好。»", id="end"),
        pytest.param("head", "«故障。»好。", id="no head: the start"),
        pytest.param("plan", "«故障。»好。", id="a mark that is not there: the start"),
        pytest.param(None, "«故障。»好。", id="by default, the start"),
    ],
)
def test_where_a_message_rule_points(lexicon_of: LexiconOf, point_at: str | None, marked: str) -> None:
    lexicon = lexicon_of(MOVES | {"rules/m/whole.toml": message_rule("problem", point_at=point_at)})
    text = bare(marked)
    found = [finding for finding in check(lexicon, text).findings if finding.rule == "m.whole"]
    assert [finding.quote for finding in found] == [None]
    assert bracketed(text, [finding.span for finding in found]) == marked


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("收件人：王总\n主题：«你好»\n\n故障。", id="its subject"),
        pytest.param("发件人：通知中心\n主题：«通知»\n\n故障。", id="its subject, a part of another field"),
        pytest.param("收件人：通知\n主题：«通知»\n\n故障。", id="its subject, which another field says, too"),
        pytest.param("\n主题：«通知» \n主题：通知\n\n故障。", id="its subject, the first of two"),
        pytest.param("**主题**：**«通知»**\n\n故障。", id="its subject in bold"),
        pytest.param("主题：\u3000«主题：通知»\u3000\n\n故障。", id="its subject within wide blanks"),
        pytest.param("收件人：王总\n主题：«»\n\n故障。", id="where its subject would be: it is empty"),
        pytest.param("«»收件人：王总\n发件人：通知\n\n故障。", id="its start: it names no subject"),
    ],
)
def test_a_message_rule_may_point_at_the_head_written_by_hand(lexicon_of: LexiconOf, marked: str) -> None:
    lexicon = lexicon_of(MOVES | {"rules/m/whole.toml": message_rule("problem", point_at="head")})
    [finding] = check_message(read_text(bare(marked), kind="mail"), lexicon, Settings(), everywhere).findings
    assert bracketed(bare(marked), [finding.span]) == marked


def test_a_message_without_a_sentence_is_pointed_at_as_a_whole(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/m/whole.toml": message_rule("mail-file")})
    assert [finding.span for finding in check(lexicon, " \n ", subject="急").findings] == [Span(0, 3)]


# The subject


@pytest.mark.parametrize(
    ("subject", "text", "moves"),
    [
        pytest.param("请假", "好的。", ("asks",), id="in the subject"),
        pytest.param("请假", "已经故障。", ("asks", "problem"), id="the subject comes first"),
        pytest.param("", "请假。", (), id="not in the body"),
        pytest.param(None, "请假。", (), id="without a subject"),
        pytest.param("故障", "好的。", (), id="other cues do not look there"),
        pytest.param("关于请假", "好的。", (), id="^ is its start"),
        pytest.param("请假的事", "好的。", (), id="$ is its end"),
    ],
)
def test_a_cue_may_look_at_the_subject_alone(
    lexicon_of: LexiconOf, subject: str | None, text: str, moves: tuple[str, ...]
) -> None:
    asks = table(title="请求", cue=[{"find": ["^请假$"], "on": "subject", "boundary": False}])
    lexicon = lexicon_of({"moves/problem.toml": move("故障"), "moves/asks.toml": asks})
    assert check(lexicon, text, subject=subject).moves == moves


@pytest.mark.parametrize(
    ("subject", "text", "moves"),
    [
        pytest.param("请假", "不必来。", ("asks",), id="a negation in the body"),
        pytest.param("请假", "“好的。”", ("asks",), id="a quotation in the body"),
        pytest.param("不必请假", "好的。", (), id="a negation in the subject"),
    ],
)
def test_who_speaks_in_the_subject_is_told_by_the_subject(
    lexicon_of: LexiconOf, subject: str, text: str, moves: tuple[str, ...]
) -> None:
    asks = table(title="请求", cue=[{"find": ["请假"], "on": "subject", "boundary": False}])
    lexicon = lexicon_of({"moves/asks.toml": asks, "voice.toml": '[negated]\nbefore = ["不必"]\n'})
    assert check(lexicon, text, subject=subject).moves == moves


def test_a_cue_on_the_subject_asks_the_witness_it_was_given(lexicon_of: LexiconOf) -> None:
    asks = table(title="请求", cue=[{"find": ["有人"], "on": "subject"}])
    assert check(lexicon_of({"moves/asks.toml": asks}), "好的。", subject="有人员").moves == ("asks",)


# For whom a rule is


@pytest.mark.parametrize(
    ("keys", "kind", "audience", "speaks"),
    [
        ({}, "commit", "community", True),
        ({"kinds": ["mail", "chat"]}, "chat", "leader", True),
        ({"kinds": ["mail", "chat"]}, "notice", "leader", False),
        ({"audiences": ["leader"]}, "mail", "leader", True),
        ({"audiences": ["leader"]}, "mail", "peer", False),
        ({"kinds": ["mail"], "audiences": ["leader"]}, "mail", "peer", False),
    ],
)
@pytest.mark.parametrize("scope", ["phrase", "message"])
def test_kinds_and_audiences(
    lexicon_of: LexiconOf, keys: dict[str, Any], kind: str, audience: str, speaks: bool, scope: str
) -> None:
    body = rule("故障", **keys) if scope == "phrase" else message_rule("problem", **keys)
    lexicon = lexicon_of({"moves/problem.toml": MOVES["moves/problem.toml"], "rules/t/hit.toml": body})
    assert bool(told(check(lexicon, "故障", kind=kind, audience=audience))) is speaks


# What the user wants


@pytest.fixture
def shelf(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(
        {
            "rules/a/plain.toml": rule("故障"),
            "rules/a/picky.toml": rule("故障", strict=True),
            "rules/ab/plain.toml": rule("故障"),
            "rules/c/new.toml": rule("故障", preview=True),
            "rules/c/plain.toml": rule("故障"),
            "families.toml": table(
                family=[
                    {"name": "a", "title": "甲", "rules": ["a.picky", "a.plain"]},
                    {"name": "c", "title": "丙", "rules": []},
                ]
            ),
        }
    )


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        pytest.param(Settings(), "a.plain ab.plain c.plain", id="by default, neither strict nor preview"),
        pytest.param(Settings(strict=True), "a.picky ab.plain c.plain", id="strict"),
        pytest.param(Settings(select=("a.plain",)), "a.plain", id="select a rule"),
        pytest.param(Settings(select=("a",)), "a.plain", id="select a family, its name whole"),
        pytest.param(
            Settings(select=("a.plain", "c")), "a.plain c.plain", id="select several, no preview by its family"
        ),
        pytest.param(Settings(select=("a",), strict=True), "a.picky", id="select a family, strict"),
        pytest.param(Settings(select=("a.picky",)), "a.picky", id="a strict rule by its name"),
        pytest.param(Settings(select=("c.new",)), "c.new", id="a preview rule by its name"),
        pytest.param(
            Settings(select=("all",)), "a.plain ab.plain c.plain", id="select all, neither strict nor preview"
        ),
        pytest.param(Settings(ignore=("a.plain",)), "ab.plain c.plain", id="ignore a rule"),
        pytest.param(Settings(ignore=("a",)), "ab.plain c.plain", id="ignore a family, its name whole"),
        pytest.param(Settings(ignore=("all",)), "", id="ignore all"),
        pytest.param(Settings(select=("a", "c"), ignore=("a.plain",)), "c.plain", id="ignore goes before select"),
        pytest.param(
            Settings(ignore=("a.picky",), strict=True), "a.plain ab.plain c.plain", id="ignore goes before strict"
        ),
    ],
)
def test_which_rules_are_used(shelf: Lexicon, settings: Settings, rules: str) -> None:
    found = {finding.rule for finding in check(shelf, "故障", settings).findings}
    # Two rules of one family never stand on the same words: c.new and c.plain rank alike and both show.
    assert sorted(found) == rules.split()


@pytest.mark.parametrize(
    ("wishes", "severities"),
    [
        pytest.param((), ["error", "warning"], id="as the files say"),
        pytest.param((("t.late", "hint"),), ["hint", "hint"], id="a rule, its cues too"),
        pytest.param((("t", "hint"),), ["hint", "hint"], id="a family"),
        pytest.param((("t", "hint"), ("t.late", "error")), ["error", "error"], id="the later wins"),
        pytest.param((("t.late", "error"), ("t", "hint")), ["hint", "hint"], id="the later wins, a family too"),
        pytest.param((("tt", "hint"), ("t.lat", "hint")), ["error", "warning"], id="whole names only"),
    ],
)
def test_severities(lexicon_of: LexiconOf, wishes: tuple[tuple[str, Severity], ...], severities: list[str]) -> None:
    cues = [{"find": ["拖延"], "severity": "error"}, {"find": ["没交"]}]
    lexicon = lexicon_of({"rules/t/late.toml": rule(cue=cues)})
    found = check(lexicon, "拖延了三天，没交", Settings(severities=wishes)).findings
    assert [finding.severity for finding in found] == severities


def test_moves_are_told_in_the_order_of_first_use(lexicon_of: LexiconOf) -> None:
    assert check(lexicon_of(MOVES), "谢谢，故障，请看，故障，谢谢").moves == ("thanks", "problem", "request")


def test_a_report_is_of_the_message_it_was_given(lexicon_of: LexiconOf) -> None:
    report = check(lexicon_of(MOVES), "故障", path="a/b.txt")
    assert (report.message, report.suppressed) == (message_of("故障", path="a/b.txt"), ())


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("tone.hurry", True),
        ("tone", True),
        ("all", True),
        ("ton", False),
        ("tone.hur", False),
        ("*", False),
        ("", False),
    ],
)
def test_a_name_covers_a_rule_its_family_or_all(name: str, does: bool) -> None:
    assert covers(name, "tone.hurry") is does
