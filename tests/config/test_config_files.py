"""Configuration files: which one is used, what adds up, and what holds for which message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from helpers import message_of

from tonecheck.config import Config, find_config, load_config
from tonecheck.model import Settings

Put = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Writes files into the folder ``tmp_path``, which becomes the current one."""
    monkeypatch.chdir(tmp_path)

    def written(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return written


OURS = "[tool.tonecheck]\n"


@pytest.mark.parametrize(
    ("files", "paths", "used"),
    [
        pytest.param({}, [], None, id="none"),
        pytest.param({"tonecheck.toml": ""}, [], "tonecheck.toml", id="here"),
        pytest.param({".tonecheck.toml": ""}, [], ".tonecheck.toml", id="here, hidden"),
        pytest.param({"pyproject.toml": OURS}, [], "pyproject.toml", id="here, pyproject.toml"),
        pytest.param({"pyproject.toml": "[tool.tonecheck.severity]"}, [], "pyproject.toml", id="a table of our table"),
        pytest.param({"pyproject.toml": "[[tool.tonecheck.overrides]]"}, [], "pyproject.toml", id="a list of tables"),
        pytest.param({"pyproject.toml": "tool.tonecheck.strict = true"}, [], "pyproject.toml", id="dotted keys"),
        pytest.param({"pyproject.toml": "[tool]\ntonecheck = {}"}, [], "pyproject.toml", id="an inline table"),
        pytest.param({"pyproject.toml": '[project]\nname = "tonecheck"'}, [], None, id="no table of ours"),
        pytest.param({"pyproject.toml": '[tool.x]\nuses = "tonecheck"'}, [], None, id="named in another table"),
        pytest.param({"pyproject.toml": "[tool.x]\n= tonecheck"}, [], None, id="broken, and not ours"),
        pytest.param(
            {"tonecheck.toml": "", ".tonecheck.toml": "", "pyproject.toml": OURS}, [], "tonecheck.toml", id="all three"
        ),
        pytest.param({".tonecheck.toml": "", "pyproject.toml": OURS}, [], ".tonecheck.toml", id="two of them"),
        pytest.param(
            {"tonecheck.toml": "", "a/tonecheck.toml": "", "a/b/c.txt": ""},
            ["a/b/c.txt"],
            "a/tonecheck.toml",
            id="the nearest to the file",
        ),
        pytest.param(
            {"tonecheck.toml": "", "a/pyproject.toml": "[tool.x]", "a/c.txt": ""},
            ["a/c.txt"],
            "tonecheck.toml",
            id="past a pyproject.toml of others",
        ),
        pytest.param({"a/tonecheck.toml": "", "a/c.txt": ""}, ["a"], "a/tonecheck.toml", id="a folder itself"),
        pytest.param(
            {"tonecheck.toml": "", "a/tonecheck.toml": "", "a/c.txt": "", "b/c.txt": ""},
            ["a/c.txt", "b/c.txt"],
            "tonecheck.toml",
            id="files of two folders",
        ),
        pytest.param({"tonecheck.toml": ""}, ["/c.txt"], "tonecheck.toml", id="a file elsewhere: the current folder"),
        pytest.param(
            {"tonecheck.toml": "", "a/tonecheck.toml": "", "a/.git/modules/b/COMMIT_EDITMSG": ""},
            ["a/.git/modules/b/COMMIT_EDITMSG"],
            "tonecheck.toml",
            id="what git hands to a hook: the current folder",
        ),
        pytest.param({"a/tonecheck.toml": ""}, ["-", "<stdin>"], None, id="standard input: the current folder"),
        pytest.param({"a/tonecheck.toml": ""}, ["a/x.eml"], "a/tonecheck.toml", id="a file that is not there"),
    ],
)
def test_which_file_is_used(put: Put, files: dict[str, str], paths: list[str], used: str | None) -> None:
    top = put(files)
    assert find_config(paths) == (None if used is None else str(top / used))


def test_the_user_s_own_file_is_used_where_there_is_no_other(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    top = put({"home/tonecheck/tonecheck.toml": "strict = true", "work/a.txt": "", "other/tonecheck.toml": ""})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(top / "home"))
    monkeypatch.setattr("sys.platform", "linux")
    assert find_config(["work/a.txt"]) == str(top / "home/tonecheck/tonecheck.toml")
    assert load_config(paths=["work/a.txt"]).settings.strict
    assert not load_config(paths=["other/a.txt"]).settings.strict
    assert not load_config(isolated=True).settings.strict


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/tonecheck"),
        ("linux", {"XDG_CONFIG_HOME": "", "HOME": "/h"}, "/h/.config/tonecheck"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/tonecheck"),
        ("win32", {"APPDATA": "/r"}, "/r/tonecheck"),
    ],
)
def test_the_folder_of_the_user_s_file(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    from tonecheck.config import user_folder

    monkeypatch.setattr("sys.platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert user_folder() == folder


def loaded(put: Put, text: str, **files: str) -> Config:
    put({"tonecheck.toml": text} | files)
    return load_config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param('select = ["tone"]', {"select": ("tone",)}, id="select"),
        pytest.param('ignore = ["tone.curse", "vague"]', {"ignore": ("tone.curse", "vague")}, id="ignore"),
        pytest.param('extend-select = ["tone.picky"]', {"extend_select": ("tone.picky",)}, id="extend-select"),
        pytest.param("strict = true", {"strict": True}, id="strict"),
        pytest.param('fail-on = "error"', {"fail_on": "error"}, id="fail-on"),
        pytest.param('lang = "en"', {"lang": "en"}, id="lang"),
        pytest.param('names = ["OKR", "速达"]', {"names": ("OKR", "速达")}, id="names"),
        pytest.param(
            '[severity]\n"tone.curse" = "hint"\nvague = "error"',
            {"severities": (("tone.curse", "hint"), ("vague", "error"))},
            id="severity",
        ),
        pytest.param(
            '[severity]\ntone.curse = "hint"\ntone.hurry = "error"',
            {"severities": (("tone.curse", "hint"), ("tone.hurry", "error"))},
            id="severity without quotation marks",
        ),
    ],
)
def test_what_the_settings_become(put: Put, text: str, expected: dict[str, Any]) -> None:
    assert loaded(put, text).settings == Settings(**expected)


def test_a_table_of_pyproject(put: Put) -> None:
    put({"pyproject.toml": '[project]\nname = "x"\n[tool.tonecheck]\nstrict = true\n'})
    assert load_config().settings == Settings(strict=True)


@pytest.mark.parametrize(
    ("base", "text", "expected"),
    [
        pytest.param("strict = true", "", {"strict": True}, id="what the base says holds"),
        pytest.param("strict = true", "strict = false", {"strict": False}, id="what this file says goes before"),
        pytest.param('select = ["a"]', 'select = ["b"]', {"select": ("b",)}, id="select is replaced"),
        pytest.param('ignore = ["a"]', 'ignore = ["b"]', {"ignore": ("b",)}, id="ignore is replaced"),
        pytest.param(
            'extend-select = ["a"]', 'extend-select = ["b"]', {"extend-select": ("a", "b")}, id="extend-select adds"
        ),
        pytest.param('names = ["甲"]', 'names = ["乙"]', {"names": ("甲", "乙")}, id="names add"),
        pytest.param('names = ["甲", "乙"]', 'names = ["乙", "丙"]', {"names": ("甲", "乙", "丙")}, id="a name twice"),
        pytest.param(
            'severity = { a = "hint", b = "hint" }',
            'severity = { b = "error" }',
            {"severity": (("a", "hint"), ("b", "hint"), ("b", "error"))},
            id="severities add, the later one wins",
        ),
        pytest.param(
            'recipients = { "a" = "peer", "b" = "peer" }',
            'recipients = { "b" = "leader" }',
            {"recipients": {"a": "peer", "b": "leader"}},
            id="recipients add",
        ),
    ],
)
def test_extend(put: Put, base: str, text: str, expected: dict[str, Any]) -> None:
    put({"company/base.toml": base, "tonecheck.toml": 'extend = "company/base.toml"\n' + text})
    assert load_config().values == expected


def test_paths_are_relative_to_the_file_that_names_them(put: Put) -> None:
    top = put(
        {
            "company/base.toml": 'extend-lexicons = ["words"]\nexclude = ["old/*.md"]\n'
            'baseline = "known.json"\n[[overrides]]\nfiles = ["a/*"]\nstrict = true\n',
            "company/words/x": "",
            "mine/x": "",
            "tonecheck.toml": 'extend = ["company/base.toml"]\nextend-lexicons = ["./mine"]\n',
        }
    )
    config = load_config()
    assert config.get("extend-lexicons") == (str(top / "company/words"), str(top / "mine"))
    assert config.get("baseline") == str(top / "company/known.json")
    assert config.excludes("company/old/a.md")
    assert not config.excludes("old/a.md")
    assert config.fit(message_of("", path="company/a/x.md"))[1].strict
    assert not config.fit(message_of("", path="a/x.md"))[1].strict
    assert config.files == (str(top / "tonecheck.toml"), str(top / "company/base.toml"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(["other.toml"], {"lang": "en"}, id="a file instead of the nearest"),
        pytest.param(["strict=false"], {"strict": False, "ignore": ("a",)}, id="a value over the nearest"),
        pytest.param(["strict = false"], {"strict": False, "ignore": ("a",)}, id="with blanks"),
        pytest.param(["other.toml", "strict=true"], {"lang": "en", "strict": True}, id="a file and a value"),
        pytest.param(["strict=true", "other.toml"], {"lang": "en", "strict": True}, id="in any order"),
        pytest.param(["lang=en"], {"strict": True, "ignore": ("a",), "lang": "en"}, id="a bare word"),
        pytest.param(['lang="en"'], {"strict": True, "ignore": ("a",), "lang": "en"}, id="a word as TOML has it"),
        pytest.param(['ignore=["b", "c"]'], {"strict": True, "ignore": ("b", "c")}, id="a list as TOML has it"),
        pytest.param(["ignore=b,c"], {"strict": True, "ignore": ("b", "c")}, id="a list of bare words"),
        pytest.param(
            ["severity={tone='hint'}"],
            {"strict": True, "ignore": ("a",), "severity": (("tone", "hint"),)},
            id="a table",
        ),
        pytest.param(["lang=en", "lang=zh"], {"strict": True, "ignore": ("a",), "lang": "zh"}, id="the last one wins"),
    ],
)
def test_config_options(put: Put, given: list[str], expected: dict[str, Any]) -> None:
    put({"tonecheck.toml": 'strict = true\nignore = ["a"]', "other.toml": 'lang = "en"'})
    assert load_config(given).values == expected


def test_isolated_reads_no_file_but_takes_values(put: Put) -> None:
    put({"tonecheck.toml": "strict = true"})
    assert load_config(["lang=en"], isolated=True).values == {"lang": "en"}


OVERRIDES = """
ignore = ["a"]
[recipients]
"*@example.com" = "peer"
"li@example.com" = "leader"
"王总" = "customer"
[[overrides]]
files = ["notes/**", "*.log"]
audience = "community"
kind = "notice"
[[overrides]]
kinds = ["commit", "issue"]
ignore = ["b"]
audience = "peer"
[[overrides]]
recipients = ["*@finance.example.com"]
strict = true
select = ["tone"]
[[overrides]]
files = ["notes/hard/*"]
kinds = ["mail"]
recipients = ["boss@*"]
extend-select = ["c"]
severity = { "a" = "error" }
"""


@pytest.mark.parametrize(
    ("message", "audience", "settings"),
    [
        pytest.param({}, "leader", {}, id="none holds"),
        pytest.param({"path": "notes/x.txt"}, "community", {}, id="by folder"),
        pytest.param({"path": "any/where/x.log"}, "community", {}, id="by name"),
        pytest.param({"kind": "commit"}, "peer", {"ignore": ("a", "b")}, id="by kind"),
        pytest.param(
            {"kind": "issue", "path": "notes/x"}, "peer", {"ignore": ("a", "b")}, id="by folder and by kind: the later"
        ),
        pytest.param({"recipients": ("a@example.com",)}, "peer", {}, id="by address"),
        pytest.param({"recipients": ("甲 <A@Example.com>",)}, "peer", {}, id="by address behind a name"),
        pytest.param({"recipients": ("li@example.com",)}, "leader", {}, id="by address: the later pattern"),
        pytest.param({"recipients": ("li@example.com", "a@example.com")}, "leader", {}, id="several readers"),
        pytest.param({"recipients": ("王总",)}, "customer", {}, id="by name"),
        pytest.param({"recipients": ("王总 <w@x.com>",)}, "customer", {}, id="by name before an address"),
        pytest.param({"recipients": ("a@example.com.cn",)}, "leader", {}, id="another address"),
        pytest.param(
            {"recipients": ("cfo@finance.example.com",)},
            "leader",
            {"strict": True, "select": ("tone",)},
            id="settings by address",
        ),
        pytest.param(
            {"path": "notes/hard/x", "recipients": ("boss@x.com",)},
            "community",
            {"extend_select": ("c",), "severities": (("a", "error"),)},
            id="all conditions of one",
        ),
        pytest.param({"path": "notes/hard/x", "recipients": ("b@x.com",)}, "community", {}, id="not all conditions"),
    ],
)
def test_overrides(put: Put, message: dict[str, Any], audience: str, settings: dict[str, Any]) -> None:
    config = loaded(put, OVERRIDES)
    known_kind, known_audience = config.known_of(message.get("path", "draft.txt"))
    draft = message_of("好的。", **{"audience": known_audience or "leader"} | message)
    fitted, wanted = config.fit(draft)
    assert (fitted.audience, wanted) == (audience, Settings(**{"ignore": ("a",)} | settings))
    assert known_kind == ("notice" if known_audience else None)


def test_an_option_goes_before_every_override(put: Put) -> None:
    config = loaded(put, OVERRIDES).with_options({"audience": "customer", "select": ("x",), "strict": None})
    message = message_of("", path="notes/x", audience="customer", recipients=("cfo@finance.example.com",))
    fitted, settings = config.fit(message)
    assert (config.known_of("notes/x")[1], fitted.audience, settings.select) == ("customer", "customer", ("x",))


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.md", "a.md", True),
        ("*.md", "x/y/a.md", True),
        ("*.md", "a.mdx", False),
        ("old", "old/a.txt", True),
        ("old", "x/old/a.txt", True),
        ("old/", "old/a.txt", True),
        ("old", "older/a.txt", False),
        ("./old", "old/a.txt", True),
        ("a/*.md", "a/x.md", True),
        ("a/*.md", "a/b/x.md", False),
        ("a/*.md", "z/a/x.md", False),
        ("a/**", "a/b/c/x.md", True),
        ("a/**/x.md", "a/x.md", True),
        ("a/**/x.md", "a/b/c/x.md", True),
        ("**/x.md", "x.md", True),
        ("?.md", "a.md", True),
        ("?.md", "ab.md", False),
        ("[ab].md", "b.md", True),
        ("[!ab].md", "b.md", False),
        ("[a-c].md", "b.md", True),
        ("[c-a].md", "b.md", False),
        ("[]", "[]", True),
        ("通知/*.md", "通知/放假.md", True),
        ("a.md", "axmd", False),
        ("*", "<stdin>", False),
    ],
)
def test_patterns_of_paths(put: Put, pattern: str, path: str, fits: bool) -> None:
    config = loaded(put, f"exclude = ['{pattern}']")
    assert config.excludes(path) is fits


def test_patterns_from_the_top(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    top = put({})
    monkeypatch.setenv("HOME", str(top / "home"))
    config = loaded(put, "exclude = ['~/Mail/**', '/srv/old']")
    assert config.excludes(str(top / "home/Mail/a/b.eml"))
    assert config.excludes("/srv/old/b.eml")
    assert not config.excludes("Mail/b.eml")
