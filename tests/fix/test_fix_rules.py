"""The mends that the built-in rules' files hold: each one is reached, and leaves nothing to mend behind."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.bundle import load_lexicon
from tonecheck.mend import apply, plan
from tonecheck.model import KINDS, Message, Report, Settings
from tonecheck.pipeline import check_message
from tonecheck.read import read_text


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


def mends(body: dict[str, Any]) -> bool:
    return any(key in body for key in ("fix", "mend", "rewrite", "add"))


def names() -> list[str]:
    cues = {cue["kind"] for cue in lexicon().cues if mends(cue)}
    return sorted(name for name, body in lexicon().rules.items() if mends(body) or name in cues)


def example(case: Any) -> Message:
    known = {"text": case} if isinstance(case, str) else dict(case)
    text = known.pop("text").replace("<", "").replace(">", "")
    known.setdefault("kind", "mail")
    return read_text(text, **known)


def checked(message: Message) -> Report:
    return check_message(message, lexicon(), Settings(strict=True))


def mended(message: Message, *, unsafe: bool) -> Message:
    text = apply(message.text, plan(checked(message), unsafe=unsafe))
    return read_text(text, kind=message.kind, audience=message.audience)


def test_there_are_rules_that_mend() -> None:
    assert len(names()) >= 8


@pytest.mark.parametrize("name", names())
def test_each_mend_is_reached_by_an_example(name: str) -> None:
    reports = [checked(example(case)) for case in lexicon().examples[name]["bad"]]
    assert any(finding.rule == name and finding.edits for report in reports for finding in report.findings)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", names())
def test_a_second_run_finds_nothing_to_mend(name: str, unsafe: bool) -> None:
    for case in lexicon().examples[name]["bad"]:
        message = example(case)
        for _ in range(8):
            after = mended(message, unsafe=unsafe)
            if after.text == message.text:
                break
            message = after
        assert plan(checked(message), unsafe=unsafe) == [], message.text


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("孙部长：\n设备科明天上午10点前派人来换屏，旧屏我们自己搬走。患者都挤在窗口问。请按时到。\n门诊部 宋佳", True),
        ("孙部长：\n这个不归我们管，你们自己想办法吧。明天之前把你们的数据拿走，服务器也腾出来。\n信息部 宋佳", False),
        ("孙部长：\n请贵部周五前付清尾款。周五不到账，我们就停止一切服务，后果自负。\n蓝海软件 宋佳", False),
    ],
    ids=["a plain request", "a refusal", "a threat"],
)
def test_no_thanks_are_put_behind_a_threat_or_a_refusal(text: str, added: bool) -> None:
    report = checked(read_text(text, kind="mail", audience="leader"))
    [thanks] = [finding for finding in report.findings if finding.rule == "missing.thanks"]
    assert bool(thanks.edits) is added


def test_lines_put_in_at_one_place_stand_the_most_serious_first() -> None:
    text = "王总：\n贵部送来的表里第三行对不上，差了两万，客户已经催了三次。请贵部给我们一个说法。\n财务 李敏"
    *_, proposal, deadline, thanks, signature = mended(read_text(text), unsafe=True).text.split("\n")
    assert [line[:2] for line in (proposal, deadline, thanks, signature)] == ["建议", "方便", "谢谢", "财务"]


def test_what_is_added_has_a_traditional_form() -> None:
    """No character of it would stay Simplified in a Traditional draft, but those that are written alike in both."""
    alike = {"了", "你", "家"}
    bodies = [*lexicon().rules.values(), *lexicon().cues]
    bodies += [part for name in lexicon().rules for part in (lexicon().wording_in(name, kind) for kind in KINDS)]
    added = [body["rewrite"] for body in bodies if "rewrite" in body]
    added += [body["add"]["text"] for body in bodies if "add" in body]
    pairs = {*zip(*lexicon().table.header["fold"], strict=True)}
    simplified = {new for _, new in pairs}
    assert added
    assert simplified.intersection("".join([*added, *lexicon().readers])) - lexicon().traditional.keys() <= alike
    assert set(lexicon().traditional.items()) <= {(new, old) for old, new in pairs}
