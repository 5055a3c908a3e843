"""The files of a lexicon: what each mistake is called, and how a later folder changes an earlier one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import LexiconOf, check, load, message_rule, move, prints_in_any_order, rule, table, told, write

from tonecheck.lexicon.source import LexiconError, read_source
from tonecheck.lexicon.spoken import CONDITIONS

RULE = """\
title = "催促"
scope = "phrase"
severity = "warning"
principles = ["2.15"]
says = "说得太急。"
why = "对方会有压力。"
try = "给一个时间。"

[[cue]]
find = ["{hurry}"]
"""
CLASSES = '[hurry]\ntitle = "急"\nwords = "立刻 马上"\n'
MESSAGE = RULE.partition("\n[[cue]]")[0].replace("phrase", "message") + 'when = ["problem"]\n'
GOOD = {
    "classes/all.toml": CLASSES,
    "moves/problem.toml": 'title = "问题"\n[[cue]]\nfind = ["延期"]\n',
    "rules/tone/hurry.toml": RULE,
    "rules/missing/plan.toml": MESSAGE,
    "voice.toml": '[negated]\ntitle = "否定"\nbefore = ["不必"]\n',
}


def changed(name: str, old: str, new: str) -> tuple[str, str]:
    """The file ``name`` of `GOOD` with ``old`` replaced, which must be there."""
    assert old in GOOD[name]
    return name, GOOD[name].replace(old, new)


def cue(keys: str) -> tuple[str, str]:
    return "rules/tone/hurry.toml", RULE + keys + "\n"


def top(keys: str) -> tuple[str, str]:
    return "rules/tone/hurry.toml", keys + "\n" + RULE


def plan(keys: str) -> tuple[str, str]:
    return "rules/missing/plan.toml", MESSAGE + keys + "\n"


def test_the_files_that_the_mistakes_are_put_into_have_none(lexicon_of: LexiconOf) -> None:
    assert sorted(lexicon_of(GOOD).rules) == ["missing.plan", "tone.hurry"]


@pytest.mark.parametrize(
    ("file", "error"),
    [
        pytest.param(
            changed("rules/tone/hurry.toml", "severity", "severty"),
            "rules/tone/hurry.toml:3: unknown key “severty”; did you mean “severity”?",
            id="key of a rule",
        ),
        pytest.param(
            top("colour = 1"), "rules/tone/hurry.toml:1: unknown key “colour”", id="key of a rule like no other"
        ),
        pytest.param(
            cue('unles = ["甲"]'),
            "rules/tone/hurry.toml:11: unknown key “unles”; did you mean “unless”?",
            id="key of a cue",
        ),
        pytest.param(
            changed("moves/problem.toml", "title", "titel"),
            "moves/problem.toml:1: unknown key “titel”; did you mean “title”?",
            id="key of a move",
        ),
        pytest.param(
            changed("moves/problem.toml", "title", 'severity = "hint"\ntitle'),
            "moves/problem.toml:1: unknown key “severity”",
            id="key of a rule in a move",
        ),
        pytest.param(
            changed("classes/all.toml", "words", "wrods"),
            "classes/all.toml:3: unknown key “wrods”; did you mean “words”?",
            id="key of a class",
        ),
        pytest.param(
            changed("voice.toml", "before", "befor"),
            "voice.toml:3: unknown key “befor”; did you mean “before”?",
            id="key of a reason",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", "{hurry}", "{hury}"),
            "rules/tone/hurry.toml:10: unknown class “hury”; did you mean “hurry”?",
            id="class in a cue",
        ),
        pytest.param(
            cue('unless = ["不必 {hury}"]'),
            "rules/tone/hurry.toml:11: unknown class “hury”; did you mean “hurry”?",
            id="class in an exception",
        ),
        pytest.param(
            ("classes/more.toml", '[more]\npatterns = ["很 {hury}"]\n'),
            "classes/more.toml:2: unknown class “hury”; did you mean “hurry”?",
            id="class in a class",
        ),
        pytest.param(
            changed("voice.toml", "不必", "{hury}"),
            "voice.toml:3: unknown class “hury”; did you mean “hurry”?",
            id="class in a reason",
        ),
        pytest.param(
            changed("rules/missing/plan.toml", "problem", "problm"),
            "rules/missing/plan.toml:8: unknown kind of mark “problm”; did you mean “problem”?",
            id="kind in when",
        ),
        pytest.param(
            plan('lacks = ["hury"]'),
            "rules/missing/plan.toml:9: unknown kind of mark “hury”; did you mean “hurry”?",
            id="kind in lacks",
        ),
        pytest.param(
            plan('unless = ["problem + !tone.hury"]'),
            "rules/missing/plan.toml:9: unknown kind of mark “tone.hury”; did you mean “tone.hurry”?",
            id="kind in a part of unless",
        ),
        pytest.param(
            plan('unless = ["tones.*"]'),
            "rules/missing/plan.toml:9: unknown kind of mark “tones.*”; did you mean “tone.*”?",
            id="family",
        ),
        pytest.param(
            plan('point_at = "ende"'), "rules/missing/plan.toml:9: unknown kind of mark “ende”", id="kind in point_at"
        ),
        pytest.param(
            plan("at_least = { charz = 3 }"),
            "rules/missing/plan.toml:9: unknown count “charz”; did you mean “chars”?",
            id="count",
        ),
        pytest.param(
            top('yields_to = ["missing.plans"]'),
            "rules/tone/hurry.toml:1: unknown kind of mark “missing.plans”; did you mean “missing.plan”?",
            id="kind in yields_to",
        ),
        pytest.param(
            top('excused_by = { sentence = ["problems"] }'),
            "rules/tone/hurry.toml:1: unknown kind of mark “problems”; did you mean “problem”?",
            id="kind in excused_by",
        ),
        pytest.param(
            cue('excused_by = { sentence = ["problems"] }'),
            "rules/tone/hurry.toml:11: unknown kind of mark “problems”; did you mean “problem”?",
            id="kind in excused_by of a cue",
        ),
        pytest.param(
            top('excused_by = { sentense = ["problem"] }'),
            "rules/tone/hurry.toml:1: unknown nearness “sentense”; did you mean “sentence”?",
            id="nearness",
        ),
        pytest.param(
            ("voice.toml", '[own-fault]\nself = ["hury"]\nothers = ["hurry"]\n'),
            "voice.toml:2: unknown kind of mark “hury”; did you mean “hurry”?",
            id="class of a speaker",
        ),
        pytest.param(
            changed("voice.toml", "[negated]", "[negatd]"),
            "voice.toml:1: unknown reason “negatd”; did you mean “negated”?",
            id="reason in voice.toml",
        ),
        pytest.param(
            top('voice = ["hypothetic"]'),
            "rules/tone/hurry.toml:1: unknown reason “hypothetic”; did you mean “hypothetical”?",
            id="reason that a rule accepts",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '"2.15"', '"2.51"'),
            "rules/tone/hurry.toml:4: unknown principle “2.51”; did you mean “2.15”?",
            id="principle",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '"warning"', '"warn"'),
            "rules/tone/hurry.toml:3: unknown severity “warn”; did you mean “warning”?",
            id="severity",
        ),
        pytest.param(
            cue('severity = "errors"'),
            "rules/tone/hurry.toml:11: unknown severity “errors”; did you mean “error”?",
            id="severity of a cue",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '"phrase"', '"phrases"'),
            "rules/tone/hurry.toml:2: unknown scope “phrases”; did you mean “phrase”?",
            id="scope",
        ),
        pytest.param(
            top('in.mails = { try = "换一种说法。" }'),
            "rules/tone/hurry.toml:1: unknown kind “mails”; did you mean “mail”?",
            id="kind of message that has words of its own",
        ),
        pytest.param(
            top('in.mail = { whi = "因为。" }'),
            "rules/tone/hurry.toml:1: unknown key “whi”; did you mean “why”?",
            id="key of its words",
        ),
        pytest.param(
            top('kinds = ["mails"]'),
            "rules/tone/hurry.toml:1: unknown kind “mails”; did you mean “mail”?",
            id="kind of message",
        ),
        pytest.param(
            top('audiences = ["leaders"]'),
            "rules/tone/hurry.toml:1: unknown audience “leaders”; did you mean “leader”?",
            id="audience",
        ),
        pytest.param(
            cue('boundary = "begin"'),
            "rules/tone/hurry.toml:11: boundary is true, false, “start” or “end”",
            id="boundary",
        ),
        pytest.param(
            cue('on = "subject"'),
            "rules/tone/hurry.toml:11: only a move can look at the subject",
            id="a rule on the subject",
        ),
        pytest.param(cue('on = "body"'), "rules/tone/hurry.toml:11: “on” can only be “subject”", id="place"),
        pytest.param(
            plan('suggest = "subjects"\nsuggest_try = "{suggestion}"'),
            "rules/missing/plan.toml:9: unknown suggestion “subjects”; did you mean “subject”?",
            id="suggestion",
        ),
        pytest.param(plan('suggest = "subject"'), "rules/missing/plan.toml", id="a suggestion that is not told"),
        pytest.param(
            plan('[[case]]\nsays = "急。"'), "rules/missing/plan.toml:9: a case needs “when”", id="a case of all"
        ),
        pytest.param(
            plan('[[case]]\nwhen = ["problems"]\nsays = "急。"'),
            "rules/missing/plan.toml:10: unknown kind of mark “problems”; did you mean “problem”?",
            id="a mark in a case",
        ),
        pytest.param(
            plan('[[case]]\nwhen = ["problem"]\npoint_at = "problems"'),
            "rules/missing/plan.toml:11: unknown kind of mark “problems”",
            id="where a case is shown",
        ),
        pytest.param(
            plan('[[case]]\nwhen = ["problem"]\nsays = "{macth}"'),
            "rules/missing/plan.toml:11: unknown slot “{macth}”",
            id="a slot of a case",
        ),
        pytest.param(
            plan('[[case]]\nwhen = ["problem"]\nfind = ["急"]'),
            "rules/missing/plan.toml:11: unknown key “find”",
            id="a key of a case",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", "[[cue]]", '[[case]]\nwhen = ["problem"]\n[[cue]]'),
            "rules/tone/hurry.toml:9: only a message rule can have cases",
            id="a case of a phrase rule",
        ),
        pytest.param(
            plan('suggest = "subject"\nsuggest_try = "{suggestion}"\nsuggest_without = "(今天"'),
            "rules/missing/plan.toml:11: no raw expression: missing ), unterminated subpattern at position 0",
            id="what no suggestion is made of",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '["2.15"]', '"2.15"'),
            "rules/tone/hurry.toml:4: “principles” has the wrong type",
            id="a text for a list",
        ),
        *(
            pytest.param(
                top(f"{key} = []"),
                f"rules/tone/hurry.toml:1: “{key}” is empty; leave it out for all of them",
                id=f"{key} that there are none of",
            )
            for key in ("kinds", "audiences")
        ),
        pytest.param(
            top("kinds = [1]"), "rules/tone/hurry.toml:1: “kinds” must be a list of texts", id="a list of numbers"
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '"{hurry}"', '"{hurry} ~"'),
            "rules/tone/hurry.toml:10: “{hurry} ~”: a gap at the edge of a pattern says nothing",
            id="notation",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '"{hurry}"', r'"立刻\\?\\"'),
            r"rules/tone/hurry.toml:10: “立刻\?\”: a “\” ends the pattern",
            id="notation where TOML writes the pattern otherwise",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '"{hurry}"', '"立刻? ^"'),
            "rules/tone/hurry.toml:10: tone.hurry: a pattern has no word that must occur",
            id="no word that must occur",
        ),
        pytest.param(
            ("classes/more.toml", '[more]\npatterns = ["很 {more}"]\n'),
            "classes/more.toml: class “more” contains itself",
            id="a class in itself",
        ),
        pytest.param(
            ("classes/more.toml", '[a]\npatterns = ["很 {b}"]\n[b]\npatterns = ["太 {a}"]\n'),
            "contains itself",
            id="two classes in each other",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", 'why = "对方会有压力。"\n', ""),
            "rules/tone/hurry.toml: the key “why” is missing",
            id="a rule that does not say why",
        ),
        pytest.param(
            changed("rules/missing/plan.toml", 'when = ["problem"]', ""),
            "rules/missing/plan.toml: a message rule needs “when”",
            id="a message rule without when",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '[[cue]]\nfind = ["{hurry}"]', ""),
            "rules/tone/hurry.toml: a phrase rule needs a cue, a “replace” table or “when”",
            id="a phrase rule that finds nothing",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", '["{hurry}"]', "[]"),
            "rules/tone/hurry.toml: a cue without “find”",
            id="a cue that finds nothing",
        ),
        pytest.param(
            changed("rules/tone/hurry.toml", "title =", "title"), "rules/tone/hurry.toml:1: not valid TOML: ", id="TOML"
        ),
        pytest.param(
            ("classes/all.toml", 'hurry = "立刻"\n'), "classes/all.toml: class hurry must be a table", id="no table"
        ),
        pytest.param(
            ("classes/all.toml", '[hurry]\nwords = ["立刻", " "]\n'),
            "classes/all.toml: class “hurry” has an empty word",
            id="an empty word",
        ),
        pytest.param(
            ("vocabulary.txt", f"# 称呼\n我司 {'长' * 256}\n"),
            "vocabulary.txt:2: a word of more than 255 characters",
            id="too long a word",
        ),
        pytest.param(
            plan('at_least = { chars = "many" }'), "rules/missing/plan.toml:9: ", id="a count that is no number"
        ),
        pytest.param(top('replace = { "帐号" = 1 }'), "rules/tone/hurry.toml:1: ", id="a replacement that is no text"),
        *(
            pytest.param(
                top(f"replace = {{ {pairs} }}"),
                "rules/tone/hurry.toml:1: what “replace” puts there must hold nothing that it replaces",
                id=f"a replacement without end: {pairs}",
            )
            for pairs in ('"盖章" = "盖章章"', '"盖章" = "盖印", "盖印" = "盖章"')
        ),
        pytest.param(("voice.toml", '[own-fault]\nself = ["hurry"]\n'), "voice.toml", id="own side without the others"),
        pytest.param(
            ("principles.toml", '[[principle]]\ntitle = "题"\n'), "principles.toml", id="a principle without id"
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_the_nearest_name(
    lexicon_of: LexiconOf, file: tuple[str, str], error: str
) -> None:
    with pytest.raises(LexiconError, match=re.escape(error)):
        lexicon_of(GOOD | dict([file]))


@pytest.mark.parametrize("key", [*CONDITIONS, "only_with", "yields_to"])
def test_what_no_file_is_about_can_be_named_by_no_key(lexicon_of: LexiconOf, key: str) -> None:
    lexicon_of(GOOD | {"rules/tone/own.toml": rule("甲", **{key: ["problem"]})})
    with pytest.raises(LexiconError, match="unknown kind of mark “nothing”"):
        lexicon_of(GOOD | {"rules/tone/own.toml": rule("甲", **{key: ["problem + !nothing"]})})


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD)
    (folder / "moves" / "odd.toml").write_bytes('title = "问题"'.encode("gb18030"))
    with pytest.raises(LexiconError, match=r"odd\.toml: can't be read as UTF-8 text"):
        read_source([folder])


# Spelling rules


def test_replace_finds_the_wrong_form_and_carries_the_right_one(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/pro/typo.toml": rule(replace={"帐号": "账号", "登陆": "登录"})})
    report = check(lexicon, "请登陆帐号后查看帐户。")
    assert [(f.quote, f.fix) for f in report.findings] == [("登陆", "登录"), ("帐号", "账号")]


def test_the_longer_of_two_wrong_forms_is_mended_once(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/pro/typo.toml": rule(replace={"帐号": "账号", "登陆帐号": "登录账号"})})
    assert [(f.quote, f.fix) for f in check(lexicon, "请登陆帐号。").findings] == [("登陆帐号", "登录账号")]


def test_wrong_forms_that_lie_across_each_other_are_not_mended_with_the_fix_of_one(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/pro/typo.toml": rule(replace={"按装": "安装", "装制": "装置"})})
    mended = {"按装制": "安装制", "按装": "安装", "装制": "装置"}
    for finding in check(lexicon, "请检查按装制。").findings:
        assert finding.fix in (None, mended[finding.quote or ""])


def test_words_of_a_spelling_rule_that_are_not_in_its_table_have_no_fix(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/pro/typo.toml": rule("一但", replace={"帐号": "账号"})})
    report = check(lexicon, "一但帐号没有了，帐号一但没有了。")
    assert [(f.quote, f.fix) for f in report.findings if f.fix] == [("帐号", "账号"), ("帐号", "账号")]


def test_replace_and_fix_are_slots_of_what_a_rule_says(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"rules/pro/typo.toml": rule(replace={"帐号": "账号"}, **{"try": "“{match}”应为“{fix}”。"})})
    assert check(lexicon, "帐号").findings[0].advice == "“帐号”应为“账号”。"


# Several folders

BASE = {
    "rules/tone/hurry.toml": rule("立刻"),
    "rules/tone/harsh.toml": rule("必须"),
    "moves/problem.toml": move("延期"),
    "classes/all.toml": '[soon]\nwords = "马上"\n',
    "rules/tone/soon.toml": rule("{soon}"),
}


@pytest.mark.parametrize(
    ("text", "mine", "findings"),
    [
        pytest.param("立刻，必须。", {}, ["tone.hurry “立刻”", "tone.harsh “必须”"], id="nothing of my own"),
        pytest.param(
            "立刻，必须，赶紧。",
            {"rules/tone/hurry.toml": rule("赶紧")},
            ["tone.harsh “必须”", "tone.hurry “赶紧”"],
            id="a rule at the same path replaces",
        ),
        pytest.param(
            "立刻，必须。", {"rules/tone/hurry.toml": "off = true\n"}, ["tone.harsh “必须”"], id="off turns a rule off"
        ),
        pytest.param(
            "立刻，请注意。",
            {"rules/house/word.toml": rule("请注意")},
            ["tone.hurry “立刻”", "house.word “请注意”"],
            id="a rule of a new family is added",
        ),
        pytest.param(
            "马上，火速。",
            {"classes/mine.toml": '[soon]\nwords = "火速"\n'},
            ["tone.soon “火速”"],
            id="a class of the same name replaces, wherever it stands",
        ),
    ],
)
def test_a_later_folder_wins(tmp_path: Path, text: str, mine: dict[str, str], findings: list[str]) -> None:
    base = write(tmp_path / "base", BASE)
    own = write(tmp_path / "mine", {"principles.toml": "", **mine})
    assert told(check(load(base, own), text)) == findings


def test_a_later_move_wins(tmp_path: Path) -> None:
    base = write(tmp_path / "base", BASE)
    mine = write(tmp_path / "mine", {"principles.toml": "", "moves/problem.toml": move("出错")})
    assert check(load(base, mine), "延期了。").moves == ()
    assert check(load(base, mine), "出错了。").moves == ("problem",)


def test_a_rule_that_others_name_can_be_turned_off(tmp_path: Path) -> None:
    naming = {
        "rules/missing/plan.toml": message_rule("problem", unless=["tone.hurry"]),
        "rules/tone/harsh.toml": rule("必须", yields_to=["tone.hurry"], excused_by={"sentence": ["tone.hurry"]}),
    }
    base = write(tmp_path / "base", BASE | naming)
    mine = write(tmp_path / "mine", {"principles.toml": "", "rules/tone/hurry.toml": "off = true\n"})
    assert told(check(load(base, mine), "延期了，必须立刻。")) == ["missing.plan", "tone.harsh “必须”"]


def test_all_rules_of_a_family_that_others_name_can_be_turned_off(tmp_path: Path) -> None:
    naming = {"rules/qq/slang.toml": rule("么么"), "rules/missing/plan.toml": message_rule("problem", unless=["qq.*"])}
    base = write(tmp_path / "base", BASE | naming)
    mine = write(tmp_path / "mine", {"principles.toml": "", "rules/qq/slang.toml": "off = true\n"})
    assert told(check(load(base, mine), "延期了，么么。")) == ["missing.plan"]


def test_an_off_rule_needs_nothing_else_and_off_false_needs_everything(lexicon_of: LexiconOf) -> None:
    assert lexicon_of({"rules/tone/hurry.toml": table(off=True)}).rules == {}
    with pytest.raises(LexiconError, match="the key “title” is missing"):
        lexicon_of({"rules/tone/hurry.toml": table(off=False)})


def test_vocabulary_is_words_apart_by_blanks_with_notes_behind_a_sign(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of(
        {"vocabulary.txt": "贵部门 我司 # 称呼\n\n# 没有\n數據口徑\n", "fold.tsv": "# 繁\t简\n數\t数\n據\t据\n徑\t径\n"}
    )
    assert lexicon.words.cut("贵部门数据口径") == ["贵部门", "数据口径"]


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    # A cue of raw expressions alone is tried where a character stands with which it can begin: many, in a set.
    shelf = write(tmp_path, GOOD | {"rules/tone/late.toml": rule("/[今明昨前后][天日晚早]/", "/第[一二三四五六]次/")})
    code = (
        "import sys, hashlib; from pathlib import Path; from tonecheck.lexicon import compile, source, table;"
        "bundle = compile.compile_source(source.read_source([Path(sys.argv[1])]));"
        "print(hashlib.sha256(table.pack(bundle)).hexdigest())"
    )
    assert len(prints_in_any_order(code, str(shelf))) == 1
