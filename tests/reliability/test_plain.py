"""The usual call is read without click: with it or without, everything comes out the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers import write
from running import run, small_shelf

from tonecheck.cli import plain
from tonecheck.cli.options import CHECK

USUAL = {
    "a file": ["late.txt"],
    "nothing found": ["fine.txt"],
    "several files": ["late.txt", "fine.txt", "late.txt"],
    "a folder": ["more"],
    "standard input": ["-"],
    "no path": [],
    "no such file": ["none.txt"],
    "one of two is missing": ["none.txt", "late.txt"],
    "a file that is no text": ["odd.txt"],
    "a mail": ["mail.eml"],
    "a directive": ["asked.md"],
    "a path with a control character": ["od\x1bd\x07.txt"],
    "an empty path": [""],
    "kind": ["--kind", "chat", "late.txt"],
    "kind, joined": ["--kind=chat", "late.txt"],
    "audience": ["late.txt", "--audience", "peer"],
    "lang": ["--lang", "en", "late.txt"],
    "lang, nothing found": ["--lang", "en", "fine.txt"],
    "concise": ["--format", "concise", "late.txt"],
    "json": ["late.txt", "--format=json"],
    "json of an error": ["none.txt", "--format", "json"],
    "jsonl": ["--format", "jsonl", "more", "none.txt"],
    "html": ["--format", "html", "late.txt"],
    "sarif": ["--format", "sarif", "late.txt"],
    "the last one counts": ["--format", "json", "--lang", "en", "late.txt", "--format", "text"],
    "quiet": ["-q", "late.txt"],
    "quiet in full": ["--quiet", "fine.txt", "--format", "concise"],
    "all at once": ["--kind", "mail", "late.txt", "-q", "--audience", "leader", "--lang", "zh", "--format", "text"],
}
"""Command lines that are read without click."""
OTHERS = {
    "an unknown option": ["--color", "late.txt"],
    "a shortened option": ["--form", "json", "late.txt"],
    "an unknown format": ["--format", "xml", "late.txt"],
    "a format in capitals": ["--format", "JSON", "late.txt"],
    "an empty format": ["--format=", "late.txt"],
    "no value": ["late.txt", "--format"],
    "an option for a value": ["--format", "--quiet", "late.txt"],
    "a value for a flag": ["--quiet=yes", "late.txt"],
    "short ones together": ["-qq", "late.txt"],
    "a short one with a value": ["-q=1", "late.txt"],
    "all behind are paths": ["--", "late.txt", "-q"],
    "strict": ["--strict", "late.txt"],
    "select": ["--select", "t.late,t", "late.txt"],
    "an unknown rule": ["--select", "t.none", "late.txt"],
    "excused": ["--show-excused", "late.txt"],
    "configuration": ["--config", "lang=en", "late.txt"],
    "isolated": ["--isolated", "late.txt"],
    "an output": ["-o", "-", "late.txt"],
    "statistics": ["--statistics", "late.txt"],
    "statistics of a format without": ["--statistics", "--format", "html", "late.txt"],
    "help": ["--help"],
}
"""Those that are left to click."""
FOLDERS = {
    "": "",
    "lang": 'lang = "en"\nfail-on = "error"\n',
    "wrong": 'lang = "fr"\n',
    "rules": 'ignore = ["t", "m"]\n',
}
"""What the configuration file beside the drafts says; the first: there is none."""
WITHOUT = "from tonecheck.cli import plain; plain.asked = lambda _arguments: None\n"
WITH = "import sys; sys.modules['click'] = None\n"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shelf = small_shelf(tmp_path_factory.mktemp("plain"))
    files = {
        "late.txt": "张总：又拖延了，\x1b[31m有故障\x07。\n不是拖延。\n",
        "fine.txt": "好的，谢谢。\n",
        "more/one.txt": "一再拖延。\n",
        "more/two.md": "好的。\n",
        "mail.eml": "Subject: a\nContent-Type: text/plain; charset=utf-8\n\n又拖延了。\n",
        "asked.md": "<!-- tonecheck: ignore t.late -->\n又拖延了。\n<!-- tonecheck: ignore t.nothing -->\n好的。\n",
        "od\x1bd\x07.txt": "拖延。\n",
    }
    for name, config in FOLDERS.items():
        desk = write(shelf.parent / f"desk{name}", files)
        (desk / "odd.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\xff" * 9)
        if config:
            (desk / "tonecheck.toml").write_text(config, encoding="utf-8")
    return shelf


def outcome(shelf: Path, folder: str, arguments: list[str], before: str, **env: str) -> tuple[int, str, str]:
    with (shelf.parent / "desk" / "late.txt").open("rb") as draft:
        return run(shelf, "check", *arguments, before=before, cwd=shelf.parent / f"desk{folder}", stdin=draft, env=env)


@pytest.mark.skipif(os.name == "nt", reason="always read by click there")
@pytest.mark.parametrize("arguments", USUAL.values(), ids=USUAL.keys())
def test_what_is_usual_is_done_without_click_and_just_so(shelf: Path, arguments: list[str]) -> None:
    assert plain.asked(["check", *arguments]) is not None
    code, out, error = outcome(shelf, "", arguments, WITH)
    assert (code, out, error) == outcome(shelf, "", arguments, WITHOUT)
    assert "Traceback" not in error


@pytest.mark.parametrize("arguments", OTHERS.values(), ids=OTHERS.keys())
def test_all_else_is_left_to_click(arguments: list[str]) -> None:
    assert plain.asked(["check", *arguments]) is None
    assert plain.asked([*arguments, "check"]) is None


@pytest.mark.parametrize("folder", [name for name in FOLDERS if name])
def test_a_configuration_is_minded_both_ways(shelf: Path, folder: str) -> None:
    for arguments in (["late.txt"], ["--format", "json", "more"], ["--lang", "zh", "late.txt"]):
        found = outcome(shelf, folder, arguments, "")
        assert found == outcome(shelf, folder, arguments, WITHOUT)
        assert found[0] == {"lang": 0, "wrong": 2, "rules": 0}[folder]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-16", "latin-1"])
def test_any_encoding_of_the_terminal_both_ways(shelf: Path, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for arguments in (["late.txt"], ["--format", "json", "late.txt"], ["none.txt"]):
        assert outcome(shelf, "", arguments, "", **env) == outcome(shelf, "", arguments, WITHOUT, **env)


def test_a_shell_that_asks_for_completion_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TONECHECK_COMPLETE", "bash_source")
    assert plain.asked(["check", "late.txt"]) is None


def test_every_option_has_the_value_that_click_would_give() -> None:
    from tonecheck.cli.check import check

    context = check.make_context("check", ["late.txt"])
    usual = plain.asked(["check", "late.txt"])
    assert usual is not None
    assert usual._asdict() == context.params
    assert {parameter.name for parameter in check.params} == {"paths", *(option.name for option in CHECK)}


def test_an_interruption_sounds_the_same(shelf: Path) -> None:
    hit = "import os, signal, tonecheck.read as at\n"
    hit += "at.read_bytes = lambda *_any, **_more: os.kill(os.getpid(), signal.SIGINT)\n"
    assert outcome(shelf, "", ["late.txt"], hit) == outcome(shelf, "", ["late.txt"], hit + WITHOUT)
