"""What a rule's file says of mending, and which edits of a report are made."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import LexiconOf, check, message_rule, move, rule, steps, table
from hypothesis import given
from hypothesis import strategies as st

from tonecheck.cli.mending import ROUNDS
from tonecheck.lexicon import Lexicon
from tonecheck.mend import apply, plan
from tonecheck.model import Block, Dropped, Edit, Report, Span

MARKS = {"！！": "！", "!!": "!", "？？": "？"}
TYPOS = {"帐号": "账号", "以经": "已经", "登陆APP": "登录APP", "截止目前为止": "截至目前"}
FILES = {
    "rules/s/typo.toml": rule(
        replace={"帐号": "账号", "以经": "已经", "登陆APP": "登录APP", "截止目前为止": "截至目前"}
    ),
    "rules/s/marks.toml": rule(cue=[{"find": ["/[!?]{2,64}/"], "boundary": False}], mend=MARKS),
    "rules/s/thou.toml": rule(when=["thou"], only_with=["polite"], mend={"你": "您"}, audiences=["leader"]),
    "rules/v/soon.toml": rule(cue=[{"find": ["尽快"], "boundary": False, "rewrite": "在【时间】前"}]),
    "rules/m/hello.toml": message_rule("thing", add={"at": "start", "text": "【称呼】：您好！"}),
    "rules/m/thanks.toml": message_rule("thing", add={"at": "end", "text": "谢谢{you}【做什么】。"}),
    "moves/thing.toml": move("报表"),
    "classes/a.toml": '[thou]\ntitle = "你"\npatterns = ["/你(?!们)/"]\n[polite]\ntitle = "您"\nwords = "您"\n',
    "families.toml": table(readers=["您", "你", "大家", "各位"], traditional=["谢謝", "时時", "间間", "称稱"]),
    "fold.tsv": "帳\t帐\n號\t号\n陸\t陆\n經\t经\n",
}


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return lexicon_of(FILES)


def mended(report: Report, *, unsafe: bool = False) -> str:
    return apply(report.message.text, plan(report, unsafe=unsafe))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("帐号已开。", "账号已开。", id="a misspelling"),
        pytest.param("以经好了，帐号以经开了。", "已经好了，账号已经开了。", id="several"),
        pytest.param("请登陆App。", "请登录App。", id="only the wrong characters change"),
        pytest.param("截止目前为止三份。", "截至目前三份。", id="words of another length"),
        pytest.param("帳號已開。", "帳號已開。", id="Traditional writing stays"),
        pytest.param("请登陸APP。", "请登陸APP。", id="and where it is mixed in"),
        pytest.param("好！！", "好！", id="a doubled mark"),
        pytest.param("好！！！！！", "好！", id="many"),
        pytest.param("好!!!", "好!", id="half width"),
        pytest.param("好？？！！", "好？！", id="two kinds"),
        pytest.param("好？！？！", "好？！？！", id="no doubled one"),
        pytest.param("您先看，你再定。", "您先看，您再定。", id="你 where 您 is used"),
        pytest.param("您看，你们也看。", "您看，你们也看。", id="你们 is another word"),
        pytest.param("你先看，你再定。", "你先看，你再定。", id="你 alone"),
        pytest.param("尽快发报表。", "尽快发报表。", id="what has slots is not safe"),
        pytest.param("好的。", "好的。", id="nothing"),
    ],
)
def test_a_safe_mend(lexicon: Lexicon, text: str, after: str) -> None:
    report = check(lexicon, text)
    assert mended(report) == after
    assert plan(check(lexicon, after), unsafe=False) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("尽快回复。", "在【时间】前回复。", id="a rewrite"),
        pytest.param("尽快回复！！", "在【时间】前回复！", id="and a safe mend"),
        pytest.param("看报表。", "【称呼】：您好！\n看报表。\n谢谢您【做什么】。", id="lines put in"),
        pytest.param("一\n看报表。\n", "【称呼】：您好！\n一\n看报表。\n谢谢您【做什么】。\n", id="and lines between"),
        pytest.param("尽快回時間。", "在【時間】前回時間。", id="in a Traditional draft"),
        pytest.param("謝报表。", "【稱呼】：您好！\n謝报表。\n謝謝您【做什么】。", id="lines in a Traditional draft"),
        pytest.param("尽快回時间。", "在【时间】前回時间。", id="in a draft with as many of both"),
    ],
)  # fmt: skip
def test_a_rewrite_has_slots_to_fill(lexicon: Lexicon, text: str, after: str) -> None:
    report = check(lexicon, text)
    assert mended(report, unsafe=True) == after
    assert all(edit.safe or "【" in edit.text for edits in plan(report, unsafe=True) for edit in edits)


def test_slots_make_no_message_longer(lexicon_of: LexiconOf) -> None:
    thanks = message_rule("thing", at_least={"chars": 8}, add={"at": "end", "text": "谢谢【做什么】。"})
    lexicon = lexicon_of({name: FILES[name] for name in FILES if "hello" not in name} | {"rules/m/thanks.toml": thanks})
    once = mended(check(lexicon, "请尽快发报表。"), unsafe=True)
    assert once == "请在【时间】前发报表。"
    assert mended(check(lexicon, once), unsafe=True) == once
    assert check(lexicon, "请在八点以前发报表。").findings != ()


def test_only_to_a_leader(lexicon: Lexicon) -> None:
    assert mended(check(lexicon, "您先看，你再定。", audience="peer")) == "您先看，你再定。"


def test_what_others_wrote_is_never_touched(lexicon: Lexicon) -> None:
    text = "帐号好了\n帐号好了\nint 帐号"
    blocks = (Block(Span(0, 4), "own"), Block(Span(5, 9), "quote"), Block(Span(10, 16), "code"))
    report = check(lexicon, text, blocks=blocks)
    assert mended(report) == "账号好了\n帐号好了\nint 帐号"
    # Not even where a finding should reach into it.
    long = report.findings[0]._replace(edits=(Edit(Span(3, 7), "x", safe=True),))
    assert mended(report._replace(findings=(long,))) == text


def test_a_suppressed_place_is_never_touched(lexicon: Lexicon) -> None:
    report = check(lexicon, "帐号以经好了！！")
    first, *others = report.findings
    kept = report._replace(findings=tuple(others), suppressed=(Dropped(first, "directive"),))
    assert mended(kept) == "帐号已经好了！"
    # Nor by the mend of another finding on the same words.
    wide = others[0]._replace(edits=(Edit(Span(0, 4), "x", safe=True),))
    assert mended(kept._replace(findings=(wide,))) == "帐号以经好了！！"


def edit(start: int, end: int, text: str = "x", *, safe: bool = True) -> Edit:
    return Edit(Span(start, end), text, safe=safe)


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        pytest.param([(edit(0, 2),), (edit(1, 3, "y"),)], "x23456789", id="the first of two on the same place"),
        pytest.param([(edit(1, 3, "y", safe=False),), (edit(0, 2),)], "x23456789", id="the safe one"),
        pytest.param([(edit(0, 1), edit(5, 6)), (edit(5, 7, "y"),)], "x1234x6789", id="all edits of a finding or none"),
        pytest.param([(edit(3, 3, "y"),), (edit(3, 3, "z"),)], "012yz3456789", id="two put in at one place"),
        pytest.param([(edit(1, 5),), (edit(3, 3, "y"),)], "0x56789", id="none put in within another"),
        pytest.param([(edit(3, 3, "y"),), (edit(1, 5, safe=False),)], "012y3456789", id="nor around one put in"),
        pytest.param([(edit(1, 3),), (edit(3, 3, "y"),), (edit(3, 5, "z"),)], "0xyz56789", id="one put in between"),
    ],
)
def test_no_edit_is_made_over_another(lexicon: Lexicon, edits: list[tuple[Edit, ...]], after: str) -> None:
    report = check(lexicon, "0123456789")
    finding: Any = check(lexicon, "帐号").findings[0]
    report = report._replace(findings=tuple(finding._replace(edits=made) for made in edits))
    assert mended(report, unsafe=True) == after


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("帐号、", id="in one line"),
        pytest.param("帐号\n", id="in many"),
        pytest.param("好！！", id="marks"),
    ],
)
def test_the_time_to_plan_is_linear_in_the_text(lexicon: Lexicon, unit: str) -> None:
    short, long = (check(lexicon, unit * times) for times in (150, 600))
    steps(lambda: plan(long, unsafe=True), most=5 * steps(lambda: plan(short, unsafe=True)))


PIECES = ("帐号", "以经", "！！", "!!!", "？？", "你", "您", "尽快", "报表", "，", "\n", "甲", "“", "”")
WORDS = st.lists(st.sampled_from(PIECES), max_size=20)


@given(WORDS)
def test_mending_twice_is_mending_once(words: list[str]) -> None:
    lexicon, text = _lexicon(), "".join(words)
    for _ in range(ROUNDS):
        once, text = text, mended(check(lexicon, text))
        if once == text:
            return
    raise AssertionError(f"{text!r} is never done")


@given(WORDS, st.booleans())
def test_the_text_outside_the_mends_stays(words: list[str], unsafe: bool) -> None:
    report = check(_lexicon(), "".join(words))
    edits = sorted(edit for edits in plan(report, unsafe=unsafe) for edit in edits)
    text, rest = mended(report, unsafe=unsafe), report.message.text
    for made in reversed(edits):
        rest = rest[: made.span.start] + "\0" + rest[made.span.end :]
    at = 0
    for piece in rest.split("\0"):
        at = text.index(piece, at) + len(piece)


_made: list[Lexicon] = []


def _lexicon() -> Lexicon:
    """The lexicon of these tests, made once."""
    if not _made:
        from pathlib import Path
        from tempfile import TemporaryDirectory

        from helpers import load, write

        with TemporaryDirectory() as folder:
            _made.append(load(write(Path(folder) / "lexicon", FILES)))
    return _made[0]
