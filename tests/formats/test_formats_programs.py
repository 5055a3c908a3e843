"""What other programs read: JSON Lines, GitHub, GitLab, Checkstyle, JUnit, and the counts of each rule."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from format_samples import PROGRAMS, TEXT, reported, shown, small
from helpers import LexiconOf

from tonecheck.formats.shared import dumps, fingerprints, relative_path
from tonecheck.lexicon import Lexicon
from tonecheck.model import Settings

LATE = "“又拖延”不妥。因为。可以这样写：换一种说法。"
WHOLE = "“”不妥。因为。可以这样写：换一种说法。"
SOON = "“尽快”不妥。因为。可以这样写：换一种说法。"
UNREAD = [("坏.txt", "没有这个文件。")]


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return small(lexicon_of)


# JSON Lines


def test_json_lines_has_each_message_as_json_has_it_and_each_file_that_was_not_read(lexicon: Lexicon) -> None:
    reports = [reported(lexicon), reported(lexicon, "好的。", "b.txt")]
    lines = [json.loads(line) for line in shown("jsonl", lexicon, *reports, errors=UNREAD).splitlines()]
    files = json.loads(shown("json", lexicon, *reports))["files"]
    assert lines == [
        {"version": 1, **files[0]},
        {"version": 1, **files[1]},
        {"version": 1, "path": "坏.txt", "error": "没有这个文件。"},
    ]


# GitHub


def test_github(lexicon: Lexicon) -> None:
    assert shown("github", lexicon, reported(lexicon), errors=UNREAD).splitlines() == [
        f"::warning file=信.txt,line=2,col=3,endLine=2,endColumn=6,title=t.late 拖拉::{LATE}",
        f"::error file=信.txt,line=2,col=9,endLine=2,endColumn=11,title=m.plan 缺少方案::{WHOLE}",
        f"::notice file=信.txt,line=2,col=12,endLine=2,endColumn=14,title=t.soon 含糊::{SOON}",
        "::error file=坏.txt::没有这个文件。",
    ]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param(
            "a,b:50%.txt",
            "拖延",
            "::warning file=a%2Cb%3A50%25.txt,line=1,col=1,endLine=1,endColumn=3,title=t.late 拖拉::“拖延”",
            id="signs that part properties",
        ),
        pytest.param(
            "a.txt",
            "拖100%，延",
            "::warning file=a.txt,line=1,col=1,endLine=1,endColumn=8,title=t.late 拖拉::“拖100%25，延”",
            id="a per cent sign in the words",
        ),
        pytest.param(
            "a.txt",
            "拖%0A::error::延",
            "::warning file=a.txt,line=1,col=1,endLine=1,endColumn=15,title=t.late 拖拉::“拖%250A::error::延”",
            id="a line end that somebody escaped",
        ),
    ],
)
def test_what_github_would_read_as_its_own_signs_is_escaped(lexicon: Lexicon, path: str, text: str, line: str) -> None:
    assert shown("github", lexicon, reported(lexicon, text, path)).startswith(line)


def test_words_over_two_lines_have_no_end_column_at_github(lexicon: Lexicon) -> None:
    report = reported(lexicon, "又拖延\n了")
    long = report.findings[0]._replace(span=report.findings[0].span._replace(end=5))
    line = shown("github", lexicon, report._replace(findings=(long,)))
    assert line.startswith("::warning file=信.txt,line=1,col=1,endLine=2,title=")


# GitLab


def test_gitlab(lexicon: Lexicon) -> None:
    entries = json.loads(shown("gitlab", lexicon, reported(lexicon), errors=UNREAD))
    prints = [entry.pop("fingerprint") for entry in entries]
    assert entries == [
        entry("t.late", LATE, "minor", 2),
        entry("m.plan", WHOLE, "major", 2),
        entry("t.soon", SOON, "info", 2),
        entry("unreadable-file", "没有这个文件。", "critical", 1, "坏.txt"),
    ]
    assert len(set(prints)) == 4


def entry(check: str, text: str, severity: str, line: int, path: str = "信.txt") -> dict[str, Any]:
    location = {"path": path, "lines": {"begin": line, "end": line}}
    return {"check_name": check, "description": text, "severity": severity, "location": location}


def test_gitlab_knows_the_same_words_of_two_files_apart(lexicon: Lexicon) -> None:
    reports = [reported(lexicon, "拖延", path) for path in ("a.txt", "b.txt", "./a.txt")]
    first, second, again = (entry["fingerprint"] for entry in json.loads(shown("gitlab", lexicon, *reports)))
    assert first != second
    assert first == again


# Checkstyle


def test_checkstyle(lexicon: Lexicon) -> None:
    root = fromstring(shown("checkstyle", lexicon, reported(lexicon), errors=UNREAD))
    assert root.tag == "checkstyle"
    assert [file.get("name") for file in root] == ["信.txt", "坏.txt"]
    assert [error.attrib for error in root.iter("error")] == [
        {"line": "2", "column": "3", "severity": "warning", "message": LATE, "source": "tonecheck.t.late"},
        {"line": "2", "column": "9", "severity": "error", "message": WHOLE, "source": "tonecheck.m.plan"},
        {"line": "2", "column": "12", "severity": "info", "message": SOON, "source": "tonecheck.t.soon"},
        {"line": "1", "severity": "error", "message": "没有这个文件。", "source": "tonecheck.unreadable-file"},
    ]


# JUnit


@pytest.mark.parametrize(
    ("fail_on", "failed"),
    [("error", ["m.plan"]), ("warning", ["t.late", "m.plan"]), ("hint", ["t.late", "m.plan", "t.soon"])],
)
def test_in_junit_what_fail_on_counts_is_a_failed_test(lexicon: Lexicon, fail_on: Any, failed: list[str]) -> None:
    settings = Settings(fail_on=fail_on)
    root = fromstring(shown("junit", lexicon, reported(lexicon), settings=settings))
    cases = list(root.iter("testcase"))
    assert [name(case) for case in cases] == ["t.late", "m.plan", "t.soon"]
    assert [name(case) for case in cases if case.find("failure") is not None] == failed
    assert [name(case) for case in cases if case.find("system-out") is not None] == [
        rule for rule in ("t.late", "m.plan", "t.soon") if rule not in failed
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", str(len(failed)), "0")


def name(case: Element) -> str:
    return str(case.get("name")).split()[0]


def test_junit_tells_where_and_what(lexicon: Lexicon) -> None:
    case = next(fromstring(shown("junit", lexicon, reported(lexicon))).iter("testcase"))
    assert case.attrib == {"name": "t.late 拖拉 2:3", "classname": "信.txt", "file": "信.txt", "line": "2"}
    (failure,) = case
    assert failure.attrib == {"message": LATE, "type": "warning"}
    assert failure.text == f"信.txt:2:3 提醒 {LATE}"


def test_junit_has_a_suite_for_each_message_and_file(lexicon: Lexicon) -> None:
    root = fromstring(shown("junit", lexicon, reported(lexicon, "好的。"), errors=UNREAD))
    rows = [[suite.get(key) for key in ("name", "tests", "failures", "errors")] for suite in root]
    assert rows == [["信.txt", "1", "0", "0"], ["坏.txt", "1", "0", "1"]]
    (error,) = root.iter("error")
    assert error.get("message") == "没有这个文件。"


# All of them


@pytest.mark.parametrize("form", PROGRAMS)
def test_of_no_message_there_is_a_whole_document_too(lexicon: Lexicon, form: str) -> None:
    text = shown(form, lexicon)
    if form in ("json", "gitlab", "sarif"):
        json.loads(text)
    elif form in ("checkstyle", "junit"):
        fromstring(text)
    elif form == "html":
        assert text.endswith("</html>\n")
    else:
        assert text == ""


@pytest.mark.parametrize("form", PROGRAMS)
def test_in_english(lexicon: Lexicon, form: str) -> None:
    settings = Settings(lang="en")
    text = shown(form, lexicon, reported(lexicon, "拖延", lang="en"), settings=settings)
    assert "is amiss. Because." in text
    assert "Put it otherwise." in text
    assert "可以这样写" not in text


# What they share


def test_a_fingerprint_stays_when_other_words_of_the_message_change(lexicon: Lexicon) -> None:
    before = dict(zip(*prints(reported(lexicon, "又拖延，尽快。")), strict=True))
    after = dict(zip(*prints(reported(lexicon, "您好！\n\n有故障。尽快。\n真的又拖延了")), strict=True))
    assert before["t.late"] == after["t.late"]
    assert before["t.soon"] == after["t.soon"]


def prints(report: Any) -> tuple[list[str], list[str]]:
    return [finding.rule for finding in report.findings], fingerprints(report)


def test_the_same_words_twice_have_two_fingerprints(lexicon: Lexicon) -> None:
    first, second = fingerprints(reported(lexicon, "尽快回，\n尽快做。"))
    assert first != second
    assert fingerprints(reported(lexicon, "尽快回。")) == [first]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("a/b.txt", "a/b.txt", id="from here"),
        pytest.param("./a/../b.txt", "b.txt", id="by a detour"),
        pytest.param("../a.txt", "../a.txt", id="outside"),
        pytest.param("HERE/a.txt", "a.txt", id="absolute, below here"),
        pytest.param("/none/a.txt", "/none/a.txt", id="absolute, elsewhere"),
        pytest.param("<stdin>", "<stdin>", id="standard input"),
    ],
)
def test_paths_as_ci_servers_want_them(
    path: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert relative_path(path.replace("HERE", os.getcwd())) == expected  # noqa: PTH109


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("你好，é😀 \u3000", '"你好，é😀 \u3000"', id="text"),
        pytest.param("\x1b\x00", '"\\u001b\\u0000"', id="escape"),
        pytest.param("\x9b\x7f", '"\\u009b\\u007f"', id="escape of eight bits"),
        pytest.param("\u202e\u200b\ufeff", '"\\u202e\\u200b\\ufeff"', id="direction, no width"),
        pytest.param("\U000e0041", '"\\udb40\\udc41"', id="beyond the first plane"),
        pytest.param("##vso[x]##[y]", '"#\\u0023vso[x]#\\u0023[y]"', id="commands of a log"),
        pytest.param("## 标题", '"## 标题"', id="a heading"),
    ],
)
def test_json_that_cannot_act_and_means_the_same(text: str, written: str) -> None:
    assert dumps(text) == written + "\n"
    assert json.loads(dumps(text)) == text


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    assert json.loads(dumps("a\udc80")) == "a?"


# Statistics


def test_statistics(lexicon: Lexicon) -> None:
    reports = [reported(lexicon, TEXT), reported(lexicon, "尽快，\n尽快")]
    assert shown("statistics", lexicon, *reports) == (
        "3  t.soon  含糊\n1  m.plan  缺少方案\n1  t.late  拖拉\n2 份消息：错误 1，提醒 1，建议 3。\n"
    )
    assert json.loads(shown("statistics", lexicon, *reports, as_json=True)) == [
        {"rule": "t.soon", "title": "含糊", "count": 3},
        {"rule": "m.plan", "title": "缺少方案", "count": 1},
        {"rule": "t.late", "title": "拖拉", "count": 1},
    ]


def test_statistics_of_nothing(lexicon: Lexicon) -> None:
    assert shown("statistics", lexicon, reported(lexicon, "好的。")) == "没有发现需要改的地方。\n"
    assert shown("statistics", lexicon, reported(lexicon, "好的。"), summary=False) == ""
    assert shown("statistics", lexicon, as_json=True) == "[]\n"
