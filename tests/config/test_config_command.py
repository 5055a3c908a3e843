"""The configuration on the command line: what is checked, what is shown, and the pages of the manual."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from helpers import rule, table, write

from tonecheck import config
from tonecheck.cli import main
from tonecheck.config import check_names, load_config
from tonecheck.config.keys import KEYS
from tonecheck.config.schema import schema
from tonecheck.lexicon import bundle
from tonecheck.lexicon.bundle import load_lexicon

Run = Callable[..., Result]
FILES = {
    "rules/tone/hurry.toml": rule("立刻", title="催促"),
    "rules/tone/peer.toml": rule("尽快", audiences=["peer"]),
    "families.toml": table(family=[{"name": "tone", "title": "语气", "rules": ["tone.hurry", "tone.peer"]}]),
}
MAIL = "Subject: 表\nTo: =?utf-8?b?546L5oC7?= <wang@fin.example.com>\nMIME-Version: 1.0\n\n请尽快。\n"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("shelf") / "lexicons", FILES)


@pytest.fixture
def run(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(shelf.parent / "cache"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, **more: Any) -> Result:
        result = CliRunner().invoke(main, arguments, **more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return ran


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def files(result: Result) -> dict[str, list[str]]:
    return {file["path"]: [found["rule"] for found in file["findings"]] for file in json.loads(result.stdout)["files"]}


@pytest.mark.parametrize(
    ("arguments", "checked"),
    [
        pytest.param(["."], ["./a.txt"], id="a folder"),
        pytest.param(["old"], [], id="a folder that is excluded"),
        pytest.param(["a.txt", "old/b.txt"], ["a.txt", "old/b.txt"], id="files that are named"),
        pytest.param(["--force-exclude", "a.txt", "old/b.txt"], ["a.txt"], id="--force-exclude"),
        pytest.param(["--config", "force-exclude=true", "a.txt", "x.draft.md"], ["a.txt"], id="the key force-exclude"),
        pytest.param(["--force-exclude", "--stdin-filename", "old/c.txt", "-"], [], id="standard input, excluded"),
        pytest.param(["--force-exclude", "-"], ["<stdin>"], id="standard input"),
        pytest.param(["--isolated", "."], ["./a.txt", "./old/b.txt", "./x.draft.md"], id="--isolated"),
    ],
)
def test_exclude(run: Run, arguments: list[str], checked: list[str]) -> None:
    put("tonecheck.toml", 'exclude = ["old", "*.draft.md"]')
    for name in ("a.txt", "old/b.txt", "x.draft.md"):
        put(name, "好的。")
    result = run("check", "--format", "json", *arguments, input="好的。")
    assert (list(files(result)), result.exit_code) == (checked, 0)


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        pytest.param("", [], [], id="nothing"),
        pytest.param('audience = "peer"', [], ["tone.peer"], id="audience"),
        pytest.param('recipients = { "*@fin.example.com" = "peer" }', [], ["tone.peer"], id="by address"),
        pytest.param('recipients = { "王总" = "peer" }', [], ["tone.peer"], id="by name"),
        pytest.param('[[overrides]]\nfiles = ["*.eml"]\naudience = "peer"', [], ["tone.peer"], id="by path"),
        pytest.param('[[overrides]]\nkinds = ["mail"]\naudience = "peer"', [], ["tone.peer"], id="by kind"),
        pytest.param('audience = "peer"', ["--audience", "leader"], [], id="the option goes before"),
        pytest.param(
            'recipients = { "*" = "peer" }', ["--audience", "leader"], [], id="the option goes before recipients"
        ),
        pytest.param('audience = "peer"\nignore = ["tone"]', [], [], id="ignore"),
        pytest.param('audience = "peer"\nignore = ["tone"]', ["--ignore", "tone.hurry"], ["tone.peer"], id="--ignore"),
        pytest.param('audience = "peer"', ["--isolated"], [], id="--isolated"),
    ],
)
def test_what_is_found(run: Run, text: str, options: list[str], found: list[str]) -> None:
    put("tonecheck.toml", text)
    put("a.eml", MAIL)
    assert files(run("check", "--format", "json", *options, "a.eml")) == {"a.eml": found}


@pytest.mark.parametrize(("fail", "code"), [("error", 0), ("warning", 1)])
def test_fail_on_and_lang_of_the_file(run: Run, fail: str, code: int) -> None:
    put("tonecheck.toml", f'fail-on = "{fail}"\nlang = "en"')
    result = run("check", input="立刻")
    assert (result.exit_code, result.stdout.endswith("1 message(s): warning 1.\n")) == (code, True)
    assert run("rules").stdout.startswith("tone.hurry")


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ('tone.hurry = "hint"', "hint"),
        ('tone = "error"', "error"),
        ('all = "hint"', "hint"),
        ('all = "hint"\n"tone.hurry" = "error"', "error"),
    ],
)
def test_severity(run: Run, severity: str, expected: str) -> None:
    put("tonecheck.toml", f"[severity]\n{severity}\n")
    (file,) = json.loads(run("check", "--format", "json", input="立刻").stdout)["files"]
    assert [found["severity"] for found in file["findings"]] == [expected]


# Notices


def test_notices_go_to_standard_error_and_change_no_exit_code(run: Run) -> None:
    put("a.md", "<!-- tonecheck: ignore[tone.hury] 密 -->\n好的。\n\n<!-- tonecheck: ignore[tone] -->\n好的。\n")
    result = run("check", "a.md")
    assert result.exit_code == 0
    assert result.stderr == (
        "a.md:1:1：提示：没有叫 tone.hury 的规则或规则族，指令里的这个名字不起作用，是不是 tone.hurry？\n"
        "a.md:4:1：提示：指令里的 tone 没有用上，可以删去\n"
    )
    assert run("check", "-q", "a.md").stderr == ""
    english = run("check", "--lang", "en", "a.md").stderr.splitlines()
    assert english[1] == "a.md:4:1: note: tone has nothing to do here and can be removed"
    (quiet,) = json.loads(run("check", "-q", "--format", "json", "a.md").stdout)["files"]
    (file,) = json.loads(run("check", "--format", "json", "a.md").stdout)["files"]
    assert (quiet["notices"], quiet.keys()) == ([], file.keys())
    assert file["notices"] == [
        {
            "problem": "unknown-rule",
            "name": "tone.hury",
            "nearest": "tone.hurry",
            "start": {"line": 1, "column": 1, "offset": 0},
        },
        {"problem": "unused", "name": "tone", "nearest": None, "start": {"line": 4, "column": 1, "offset": 45}},
    ]


def test_without_snippets_a_notice_says_the_same_but_for_a_name_that_is_none_of_the_lexicon_s(run: Run) -> None:
    put(
        "a.md",
        "<!-- tonecheck: ignore[tone.hury, tone] -->\n好的。\n\n"
        "<!-- tonecheck: ignor[密] -->\n<!-- tonecheck: ignore[] -->\n",
    )
    assert run("check", "--no-snippets", "a.md").stderr == (
        "a.md:1:1：提示：没有叫 … 的规则或规则族，指令里的这个名字不起作用，是不是 tone.hurry？\n"
        "a.md:1:1：提示：指令里的 tone 没有用上，可以删去\n"
        "a.md:4:1：提示：没有叫 … 的指令，是不是 ignore？\n"
        "a.md:5:1：提示：指令里没有写规则的名字\n"
    )


def test_what_was_dropped_is_listed_where_it_is_asked_for(run: Run) -> None:
    put("a.md", "<!-- tonecheck: ignore[tone] 说好了 -->\n请立刻。\n")
    line = "a.md:2:2 不报 催促 “立刻”: 作者写了指令 (说好了)"
    assert run("why", "a.md").stdout == line + "\n"
    for form in ("text", "concise"):
        assert line in run("check", "--format", form, "--show-excused", "a.md").stdout
        assert line not in run("check", "--format", form, "a.md").stdout
    hidden = run("check", "--format", "json", "--no-snippets", "a.md").stdout
    assert "说好了" not in hidden
    assert json.loads(hidden)["files"][0]["suppressed"][0]["reason"] == "comment"


# tonecheck config


def test_config_shows_what_is_in_force_and_where_it_comes_from(run: Run) -> None:
    put("company/base.toml", "strict = true\n[severity]\ntone = 'hint'\n")
    put("tonecheck.toml", 'extend = "company/base.toml"\nnames = ["速达"]\n')
    base = str(Path("company/base.toml"))
    result = run("config", "--config", "fail-on=error", "--lang", "zh")
    lines = [re.sub("  +", "  ", line) for line in result.stdout.splitlines()]
    assert lines == [
        f"# 配置文件：tonecheck.toml，{base}",
        f"strict = true  # {base}:1",
        f'severity = {{ "tone" = "hint" }}  # {base}:2',
        'audience = "leader"  # 默认',
        'fail-on = "error"  # --config fail-on=error',
        'lang = "zh"  # --lang',
        'names = ["速达"]  # tonecheck.toml:2',
    ]
    value = json.loads(run("config", "--format", "json").stdout)
    assert [Path(path).name for path in value["files"]] == ["tonecheck.toml", "base.toml"]
    assert {"key": "names", "value": ["速达"], "origin": "tonecheck.toml:2"} in value["values"]
    assert {"key": "fail-on", "value": "warning", "origin": None} in value["values"]


def test_config_of_a_message(run: Run) -> None:
    put(
        "tonecheck.toml",
        'recipients = { "*@fin.example.com" = "peer" }\n[[overrides]]\nfiles = ["a.*"]\nignore = ["tone"]\n',
    )
    put("a.eml", MAIL)
    value = json.loads(run("config", "a.eml", "--format", "json").stdout)
    shown = {row["key"]: (row["value"], row["origin"]) for row in value["values"]}
    assert shown["audience"] == ("peer", "tonecheck.toml:1")
    assert shown["ignore"] == (["tone"], "tonecheck.toml:2")
    assert shown["kind"] == ("mail", None)
    assert run("config", "none.eml").exit_code == 2


@pytest.mark.parametrize(
    ("path", "count"),
    [
        pytest.param("a.jsonl", 2, id="a file with two messages"),
        pytest.param("letters", 2, id="a folder"),
        pytest.param("none", 0, id="a folder without any"),
    ],
)
def test_config_of_no_single_message_says_how_many_there_are(run: Run, path: str, count: int) -> None:
    put("a.jsonl", '{"text": "甲"}\n{"text": "乙"}\n')
    put("letters/a.txt", "甲")
    put("letters/b.txt", "乙")
    Path("none").mkdir()
    chinese, english = run("config", path), run("config", "--lang", "en", path)
    assert (chinese.exit_code, chinese.stdout, english.exit_code, english.stdout) == (2, "", 2, "")
    assert f"{path} 里面有 {count} 封消息；config 一次只看一封，请给一封。\n" in chinese.stderr
    assert f"{path} holds {count} messages; config shows what holds for one, so give it one.\n" in english.stderr


def test_config_without_any_file(run: Run) -> None:
    assert run("config").stdout.startswith("# 配置文件：没有配置文件\nstrict = false")
    assert json.loads(run("config", "--schema").stdout) == schema()


# The manual

DOCS = [Path(__file__).parents[2] / "docs" / name for name in ("configuration.md", "configuration.zh-CN.md")]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_manual_names_every_key_and_no_other(page: Path) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(KEYS)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_example_of_the_manual_works(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for folder in ("company", "mine/house"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "company/tonecheck.toml").write_text("", encoding="utf-8")
    (tmp_path / "mine/tonecheck.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "mine")
    loaded = load_config()
    check_names(loaded, load_lexicon())
    assert len(loaded.overrides) == 2


def test_the_schema_is_part_of_the_package() -> None:
    assert Path(config.__file__).with_name("tonecheck.schema.json").is_file()
