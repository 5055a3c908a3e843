"""Mistakes in a configuration: one line that says where, what, and what is right; exit 2."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from helpers import message_rule, move, rule, table, write
from hypothesis import given
from hypothesis import strategies as st

from tonecheck import config
from tonecheck.cli import main
from tonecheck.cli.lexicons import PROBLEMS, WORDS
from tonecheck.config import ConfigError
from tonecheck.config.keys import KEYS
from tonecheck.config.places import line_of
from tonecheck.config.schema import schema
from tonecheck.lexicon import bundle, source

FAMILY = {"families.toml": table(family=[{"name": "tone", "title": "语气", "rules": ["tone.hurry"]}])}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = FAMILY | {"rules/tone/hurry.toml": rule("立刻"), "classes/all.toml": '[hurry]\nwords = "立刻 马上"\n'}
    return write(tmp_path_factory.mktemp("shelf") / "lexicons", files)


@pytest.fixture
def here(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(shelf.parent / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*arguments: str) -> str:
    """What is printed on standard error, which must be one line, with exit 2."""
    result = CliRunner().invoke(main, arguments, input="好的。")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result.output
    return result.stderr.rstrip("\n")


KEY_NAMES = ", ".join(("error", "warning", "hint"))
MISTAKES = [
    pytest.param("stric = true", "1：没有叫 stric 的设置，是不是 strict？", id="key"),
    pytest.param("\n\nxyzzyq = 1", "3：没有叫 xyzzyq 的设置", id="key like no other"),
    pytest.param('strict = "yes"', "1：strict 应当是 true 或 false", id="flag that is a text"),
    pytest.param("select = 1", "1：select 应当是文字的列表", id="list that is a number"),
    pytest.param('select = "tone"', "1：select 应当是文字的列表", id="list that is a text"),
    pytest.param("names = [1]", "1：names 应当是文字的列表", id="list of numbers"),
    pytest.param('names = [" "]', "1：names 应当是文字的列表", id="list with a blank"),
    pytest.param("kind = 3", "1：kind 应当是一段文字", id="text that is a number"),
    pytest.param(
        'fail-on = "warn"',
        f"1：fail-on 不能是 warn，只能是 {KEY_NAMES}，是不是 warning？",
        id="value",
    ),
    pytest.param('severity = "hint"', "1：severity 应当是一张表", id="table that is a text"),
    pytest.param(
        '[severity]\n\n"tone.hurry" = "eror"',
        f'3：severity."tone.hurry" 不能是 eror，只能是 {KEY_NAMES}，是不是 error？',
        id="severity",
    ),
    pytest.param('[severity]\ntone.hurry.x = "error"', "2：没有叫 tone.hurry.x 的规则或规则族，是不是 tone.hurry？",
                 id="dotted severity"),
    pytest.param(
        '[recipients]\n"a@b" = "lead"',
        '2：recipients."a@b" 不能是 lead，只能是 leader, peer, customer, community，是不是 leader？',
        id="audience of a recipient",
    ),
    pytest.param('overrides = "a"', "1：overrides 应当是表的列表（[[overrides]]）", id="overrides"),
    pytest.param(
        "[[overrides]]\nstrict = true",
        "1：这一段 overrides 没有条件，请写 files、kinds 或 recipients",
        id="no condition",
    ),
    pytest.param(
        '[[overrides]]\nfiles = ["a"]\nstrict = true\n\n[[overrides]]\nfiles = ["b"]',
        "5：这一段 overrides 什么也没改",
        id="no effect",
    ),
    pytest.param(
        '[[overrides]]\nfiles = ["a"]\nstrict = true\n[[overrides]]\nfile = ["b"]',
        "5：没有叫 file 的设置，是不是 files？",
        id="key of the second override",
    ),
    pytest.param(
        '[[overrides]]\nfiles = ["a"]\nfail-on = "hint"',
        "3：fail-on 管的是整次检查，不能只对一部分消息设；请写在 overrides 外面",
        id="key of the whole run in an override",
    ),
    pytest.param(
        "\n[tool.tonecheck]\nstrict = true",
        "2：这个文件里不用写 [tool.tonecheck]，设置直接写在最外层",
        id="the table of pyproject.toml",
    ),
    pytest.param(
        "[tonecheck]\nstrict = true", "1：这个文件里不用写 [tonecheck]，设置直接写在最外层", id="a table of our name"
    ),
    pytest.param("[tool.other]\nx = 1", "1：没有叫 tool 的设置", id="the table of another tool"),
    pytest.param(
        '[[overrides]]\nkinds = ["mails"]\nstrict = true',
        "2：kinds 不能是 mails，只能是 mail, chat, notice, issue, commit，是不是 mail？",
        id="kind of an override",
    ),
    pytest.param(
        '[[overrides]]\nrecipients = ["a"]\nkind = "mail"',
        "3：kind 只能按 files 来定，不能和 kinds 或 recipients 一起用",
        id="kind by recipient",
    ),
    pytest.param('ignore = ["tone.hury"]', "1：没有叫 tone.hury 的规则或规则族，是不是 tone.hurry？", id="rule"),
    pytest.param('ignore = [\n  "tone",\n  "toni",\n]', "3：没有叫 toni 的规则或规则族，是不是 tone？",
                 id="rule in a long list"),
    pytest.param('select = ["qqq"]', "1：没有叫 qqq 的规则或规则族；tonecheck rules 列出所有规则。",
                 id="rule like no other"),
    pytest.param(
        '[[overrides]]\nfiles = ["a"]\nignore = ["tones"]', "3：没有叫 tones 的规则或规则族，是不是 tone？",
        id="rule of an override"
    ),
    pytest.param('lang = "fr"', "1：lang 不能是 fr，只能是 zh, en", id="language"),
    pytest.param('extend = "none.toml"', "1：extend 的文件 none.toml 不存在，请检查路径", id="base that is missing"),
    pytest.param('extend = "tonecheck.toml"', "1：extend 绕回到了 tonecheck.toml 自己，请去掉一处", id="circle"),
    pytest.param('extend-lexicons = [\n"none"]', "2：词典文件夹 none 不存在，请检查路径", id="lexicon that is missing"),
    pytest.param("strict = yes", "1：不合 TOML 的写法：Invalid value", id="not TOML"),
    pytest.param("strict = true\nnames = [", "2：不合 TOML 的写法：Invalid value", id="not TOML at its end"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error"), MISTAKES)
def test_a_mistake_in_a_file(here: Path, text: str, error: str) -> None:
    (here / "tonecheck.toml").write_text(text, encoding="utf-8")
    assert refused("check").startswith(f"tonecheck.toml:{error}")


@pytest.mark.parametrize(
    "command", [["check"], ["why", "-"], ["rules"], ["explain", "tone.hurry"], ["config"]], ids=" ".join
)
def test_every_command_refuses_it(here: Path, command: list[str]) -> None:
    (here / "tonecheck.toml").write_text("stric = true", encoding="utf-8")
    assert refused(*command) == "tonecheck.toml:1：没有叫 stric 的设置，是不是 strict？"
    assert refused(*command, "--lang", "en") == "tonecheck.toml:1: there is no setting “stric”; did you mean strict?"


def test_a_mistake_in_pyproject_toml(here: Path) -> None:
    text = '[project]\nname = "x"\nstrict = 1\n\n[tool.tonecheck]\nlang = "zh"\nstrict = 1\n'
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert refused("check") == "pyproject.toml:7：strict 应当是 true 或 false"
    (here / "pyproject.toml").write_text("[tool]\ntonecheck = 3", encoding="utf-8")
    assert refused("check") == "pyproject.toml:2：tool.tonecheck 应当是一张表"


def test_a_mistake_in_a_file_that_is_extended(here: Path) -> None:
    (here / "tonecheck.toml").write_text('extend = "a/base.toml"', encoding="utf-8")
    (here / "a").mkdir()
    (here / "a/base.toml").write_text('\nignore = ["toni"]', encoding="utf-8")
    assert refused("check") == f"{Path('a/base.toml')}:2：没有叫 toni 的规则或规则族，是不是 tone？"
    (here / "a/base.toml").write_text('\nextend = "../tonecheck.toml"', encoding="utf-8")
    assert refused("check").endswith(":2：extend 绕回到了 ../tonecheck.toml 自己，请去掉一处")


def test_a_file_that_is_no_utf_8(here: Path) -> None:
    (here / "tonecheck.toml").write_bytes("# ok\nnames = ['速达']".encode("gbk"))
    assert refused("check") == "tonecheck.toml:2：不是 UTF-8 文本，请另存为 UTF-8"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        pytest.param(["--config", "none.toml"], "none.toml：没有这个配置文件，请检查 --config", id="missing"),
        pytest.param(["--config", "stric=true"], "--config stric=true：没有叫 stric 的设置，是不是 strict？", id="key"),
        pytest.param(
            ["--config", "extend=a.toml"],
            "--config extend=a.toml：extend 只能写在文件里，这里请用 --config PATH",
            id="extend",
        ),
        pytest.param(["--config", "strict=maybe"], "--config strict=maybe：strict 应当是 true 或 false", id="value"),
        pytest.param(["--config", "select=toni"], "--config select=toni：没有叫 toni 的规则或规则族，是不是 tone？",
                     id="rule"),
        pytest.param(["--config", "a.toml", "--config", "b.toml"], "--config b.toml：--config 只能给一个文件",
                     id="two"),
        pytest.param(
            ["--config", "a.toml", "--isolated"],
            "--config a.toml：--isolated 不读配置文件，两个选项请去掉一个",
            id="isolated",
        ),
        pytest.param(["--extend-select", "toni"], "--extend-select：没有叫 toni 的规则或规则族，是不是 tone？",
                     id="option"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_option(here: Path, options: list[str], error: str) -> None:
    for name in ("a.toml", "b.toml"):
        (here / name).write_text("", encoding="utf-8")
    assert refused("check", *options) == error


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "value", ["names=[1", "names= [a]", "recipients={a", 'names="a', "names='a", "exclude=[ab]*.txt"]
)
def test_a_value_that_begins_as_toml_does_is_no_text(value: str) -> None:
    assert refused("check", "--config", value).startswith(f"--config {value}：不合 TOML 的写法：")


# The user's own lexicons


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        pytest.param(
            "rules/tone/own.toml",
            rule("{hury}"),
            "own.toml:12：没有叫 hury 的词类，是不是 hurry？",
            id="class",
        ),
        pytest.param("rules/tone/own.toml", "colour = 1\n", "own.toml:1：没有叫 colour 的键", id="key"),
        pytest.param("moves/own.toml", "title = 1\n", "own.toml:1：title 应当是一段文字", id="type"),
        pytest.param(
            "rules/tone/hury.toml",
            "off = true\n",
            "hury.toml：没有叫 tone.hury 的可以关掉的规则，是不是 tone.hurry？",
            id="off",
        ),
        pytest.param(
            "fold.tsv", "甲\t乙\nab\tc\n", "fold.tsv:2：一行只能把一个字对应到一个字，中间用制表符隔开", id="folding"
        ),
        pytest.param("families.toml", "core = 1\n", "families.toml:1：core 应当是文字的列表", id="core"),
        pytest.param(
            "families.toml", "family = [3]\n", "families.toml:1：family 应当是表的列表（[[family]]）", id="family"
        ),
        pytest.param(
            "principles.toml",
            "\nsection = 3\n",
            "principles.toml:2：section 应当是表的列表（[[section]]）",
            id="section",
        ),
        pytest.param(
            "rules/tone/own.toml",
            rule("甲", severity="fatal"),
            "own.toml:3：没有叫 fatal 的级别（severity），只有 error, warning, hint",
            id="value",
        ),
        *(
            pytest.param(
                "rules/tone/own.toml",
                re.sub(rf"(?m)^{key} = .*\n", "", rule("甲")),
                f"own.toml：少写了 {key}；请写上，只能是 {choices} 之一",
                id=f"no {key}",
            )
            for key, choices in (("severity", "error, warning, hint"), ("scope", "phrase, message"))
        ),
        pytest.param(
            "rules/tone/own.toml",
            re.sub(r"(?m)^principles = .*\n", "", rule("甲")),
            "own.toml：少写了 principles",
            id="no principles",
        ),
        pytest.param("rules/tone/own.toml", "off = \n", "own.toml:1：不合 TOML 的写法：", id="not TOML"),
        pytest.param(
            "rules/tone/own.toml",
            rule("背锅侠?"),
            "own.toml:12：tone.own 的句式 背锅侠? 里没有一个必须出现的词，查的时候无从找起；",
            id="no word that must occur",
        ),
        pytest.param(
            "rules/tone/own.toml",
            rule("甲 ~"),
            "own.toml:12：句式“甲 ~”：句式头尾的间隔（~）什么也没说，请去掉",
            id="gap",
        ),
        pytest.param(
            "rules/tone/own.toml",
            rule("甲", says="“{macth}”像甩锅。"),
            "own.toml:5：没有叫 {macth} 的空位，是不是 {match}？",
            id="slot",
        ),
        pytest.param(
            "rules/tone/own.toml",
            rule("甲", examples={"bad": "甲"}),
            "own.toml:13：bad 应当是文字的列表，或写着 text 的表的列表",
            id="example",
        ),
    ],
)
def test_a_mistake_in_a_lexicon_of_one_s_own(here: Path, name: str, text: str, error: str) -> None:
    write(here / "house", {"principles.toml": ""} | {name: text})
    (here / "tonecheck.toml").write_text('extend-lexicons = ["house"]', encoding="utf-8")
    assert refused("check").startswith(str(Path("house") / Path(name).parent / error.partition("：")[0]))
    assert error.partition("：")[2] in refused("check")


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"rule/tone/own.toml": rule("甲")}, "house：这个文件夹里没有读得到的文件：规则要放在 rules/类别/名字.toml"),
        ({"rules/tone/own.txt": rule("甲")}, "house：这个文件夹里没有读得到的文件："),
        ({"notes/README.md": "甲"}, "house：这个文件夹里没有读得到的文件："),
        (
            {"rules/tone/own.tml": rule("甲"), "vocabulary.txt": "甲乙\n"},
            "house/rules/tone/own.tml：这里只读名字以 .toml 结尾的文件",
        ),
        (
            {"classes/own.TOML.txt": "", "vocabulary.txt": ""},
            "house/classes/own.TOML.txt：这里只读名字以 .toml 结尾的文件",
        ),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_lexicon_of_which_nothing_is_read_is_told(files: dict[str, str], error: str) -> None:
    (write(Path("house"), files) / "principles.toml").unlink()
    assert refused("check", "--config", 'extend-lexicons=["house"]').replace("\\", "/").startswith(error)


@pytest.mark.parametrize(
    "files",
    [
        {"names.txt": "立刻达\n"},
        {"vocabulary.txt": "红头\n"},
        {
            "rules/tone/own.toml": rule("甲"),
            "rules/tone/own.toml~": "",
            "rules/tone/.own.toml.swp": "",
            "README.md": "",
        },
    ],
)
@pytest.mark.usefixtures("here")
def test_what_else_stands_in_a_lexicon_does_no_harm(files: dict[str, str]) -> None:
    (write(Path("house"), files) / "principles.toml").unlink()
    options = ["check", "--config", 'extend-lexicons=["house"]']
    assert CliRunner().invoke(main, options, input="好的。").exit_code != 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (rule("{hury}"), "own.toml:12: unknown class “hury”; did you mean “hurry”?"),
        (rule("甲 ~"), "own.toml:12: “甲 ~”: a gap at the edge of a pattern says nothing; take it away"),
        (rule("甲", says="“{macth}”。"), "own.toml:5: unknown slot “{macth}”; did you mean “{match}”?"),
    ],
)
def test_a_mistake_in_a_lexicon_in_english(here: Path, text: str, error: str) -> None:
    write(here / "house: ours", {"principles.toml": "", "rules/tone/own.toml": text})
    (here / "tonecheck.toml").write_text('extend-lexicons = ["house: ours"]', encoding="utf-8")
    assert refused("check", "--lang", "en") == str(Path("house: ours") / "rules" / "tone") + "/" + error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "own.toml:12：没有叫 hury 的词类，是不是 hurry？"),
        (["check", "--lang", "en"], "own.toml:12: unknown class “hury”; did you mean “hurry”?"),
        (["eval", "corpus.jsonl"], "own.toml:12：没有叫 hury 的词类，是不是 hurry？"),
    ],
)
def test_a_mistake_in_the_built_in_lexicon_of_a_checkout(
    shelf: Path, here: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    edited = here / "lexicons"
    shutil.copytree(shelf, edited)
    write(edited, {"rules/tone/own.toml": rule("{hury}")})
    monkeypatch.setattr(bundle, "builtin_folder", lambda: edited)
    assert refused(*arguments) == f"{edited}/rules/tone/{said}"


def _calls(name: str) -> Iterator[ast.Call]:
    """The calls of ``name`` in the code of the lexicon."""
    for path in Path(source.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def test_all_that_may_be_wrong_with_a_lexicon_is_told_in_chinese_too() -> None:
    said = {"LexiconError": 1, "PatternError": 0}
    problems = [call.args[place] for name, place in said.items() for call in _calls(name)]
    english = {problem.value for problem in problems if isinstance(problem, ast.Constant)}
    assert english == PROBLEMS.keys()
    assert all(set(re.findall(r"{\w+}", PROBLEMS[text])) == set(re.findall(r"{\w+}", text)) for text in PROBLEMS)
    what = {call.args[3] for call in _calls("_known")}
    assert {
        *source._TYPES.values(),
        "class",
        *(one.value for one in what if isinstance(one, ast.Constant)),
    } <= WORDS.keys()


GOOD = {"bad": ["这是<背锅侠>。"], "good": ["好的。"]}


@pytest.mark.parametrize(
    ("find", "examples", "said"),
    [
        (["背锅侠"], GOOD, "1 条规则，2 个例子，0 处不对。"),
        (["背锅侠"], None, "house.own：一个反例也没有；请在 [examples] 里写 bad = ["),
        (["背锅侠"], {"bad": ["这是背锅侠。"]}, "house.own：反例没有用 <…> 标出该报哪几个字：这是背锅侠。"),
        (["背锅侠"], {"bad": ["这<是背锅侠>。"]}, "house.own：反例应当正好报“是背锅侠”，现在报了“背锅侠”："),
        (["甩锅侠"], GOOD, "house.own：反例应当正好报“背锅侠”，现在没有报："),
        (["背锅侠"], GOOD | {"good": ["背锅侠"]}, "house.own：正例不该报，现在报了“背锅侠”：背锅侠"),
    ],
)
def test_the_examples_of_one_s_own_rules_are_run(
    here: Path, find: list[str], examples: dict[str, Any] | None, said: str
) -> None:
    cue = [{"find": find, "boundary": False}]
    write(here / "house", {"principles.toml": "", "rules/house/own.toml": rule(cue=cue, examples=examples)})
    result = CliRunner().invoke(main, ["rules", "--test", "--config", 'extend-lexicons=["house"]'])
    assert (result.exit_code, result.stdout.count("\n")) == (int("house.own" in said), 1 + ("house.own" in said))
    assert result.stdout.startswith(said)


def test_the_examples_of_a_rule_on_the_whole_message_are_run_as_messages(here: Path) -> None:
    examples = {"bad": ["又有故障。", "好的。"], "good": [{"text": "又有故障。", "kind": "chat"}]}
    text = message_rule("problem", kinds=["mail"], examples=examples)
    write(here / "house", {"principles.toml": "", "rules/house/plan.toml": text, "moves/problem.toml": move("故障")})
    result = CliRunner().invoke(main, ["rules", "--test", "--lang", "en", "--config", 'extend-lexicons=["house"]'])
    told = "house.plan: this bad example should be told, but is not: 好的。\n1 rule(s), 3 example(s), 1 wrong.\n"
    assert (result.exit_code, result.stdout) == (1, told)


@pytest.mark.usefixtures("here")
def test_without_rules_of_one_s_own_there_are_no_examples_to_run() -> None:
    assert refused("rules", "--test").startswith("没有自己的规则可以跑；请在配置里写 extend-lexicons")


def test_a_lexicon_of_one_s_own_brings_classes_words_and_names(here: Path) -> None:
    files = {
        "classes/house.toml": '[hurry]\nwords = "火速"\n[house]\nwords = "红头"\n',
        "rules/house/own.toml": rule("{hurry} {house}", "立刻"),
        "vocabulary.txt": "红头\n",
        "names.txt": "# 供应商\n立刻达\n立刻 集团\n",
        "principles.toml": "",
    }
    write(here / "house", files)
    (here / "tonecheck.toml").write_text('extend-lexicons = ["house"]\nnames = ["立刻行"]', encoding="utf-8")
    text = "请火速红头。立刻达、立刻行和立刻 集团都在，立刻。"
    result = CliRunner().invoke(main, ["check", "--format", "json", "--show-excused", "--select", "house"], input=text)
    (file,) = json.loads(result.stdout)["files"]
    assert [found["quote"] for found in file["findings"]] == ["火速红头", "立刻"]
    assert {found["reason"] for found in file["excused"]} == {"name"}
    (here / "house/names.txt").write_bytes("立刻达".encode("gbk"))
    assert refused("check") == f"{Path('house/names.txt')}:1：不是 UTF-8 文本，请另存为 UTF-8"


def test_lexicons_of_one_s_own_add_replace_and_turn_off(here: Path) -> None:
    files = {
        "rules/tone/hurry.toml": rule("火速", severity="error"),
        "rules/house/own.toml": rule("红头", title="自定"),
        "principles.toml": "",
    }
    write(here / "house", files)
    (here / "tonecheck.toml").write_text('extend-lexicons = ["house"]\nignore = ["qq.x"]', encoding="utf-8")
    write(here / "local", {"rules/qq/x.toml": "off = true\n", "principles.toml": ""})
    (here / "tonecheck.toml").write_text('extend-lexicons = ["house"]', encoding="utf-8")

    def rules(text: str, *options: str) -> list[str]:
        result = CliRunner().invoke(main, ["check", "--format", "json", *options], input=text)
        return [found["rule"] for found in json.loads(result.stdout)["files"][0]["findings"]]

    assert rules("请火速办，红头，立刻。") == ["tone.hurry", "house.own"]
    assert rules("请火速办，红头，立刻。", "--ignore", "house") == ["tone.hurry"]
    assert rules("请火速办，红头，立刻。", "--isolated") == ["tone.hurry"]
    assert CliRunner().invoke(main, ["explain", "house.own"]).stdout.startswith("house.own  自定\n")
    (here / "house/rules/tone/hurry.toml").write_text("off = true\n", encoding="utf-8")
    assert rules("请火速办，红头，立刻。") == ["house.own"]


@pytest.fixture
def turned_off(here: Path) -> Path:
    """A folder with a configuration whose lexicon turns tone.hurry off."""
    write(here / "house", {"rules/tone/hurry.toml": "off = true\n"})
    write(here / "local", {"rules/house/own.toml": rule("红头")})
    (here / "tonecheck.toml").write_text('extend-lexicons = ["house", "local"]\n', encoding="utf-8")
    return here


def test_to_ignore_a_rule_that_a_lexicon_turned_off_is_no_mistake(turned_off: Path) -> None:
    (turned_off / "draft.md").write_text("<!-- tonecheck: ignore[tone.hurry] -->\n立刻，红头。", encoding="utf-8")
    with (turned_off / "tonecheck.toml").open("a", encoding="utf-8") as file:
        file.write('ignore = ["tone.hurry"]\n[severity]\n"tone.hurry" = "error"\n')
    result = CliRunner().invoke(main, ["check", "draft.md", "--format", "concise"])
    assert (result.stdout.count("\n"), "house.own" in result.stdout, result.stderr) == (1, True, "")
    assert CliRunner().invoke(main, ["check", "draft.md", "--ignore", "tone.hurry,house"]).exit_code == 0


def test_the_place_of_the_choice_is_told_and_not_that_of_an_ignore(turned_off: Path) -> None:
    with (turned_off / "tonecheck.toml").open("a", encoding="utf-8") as file:
        file.write('ignore = ["tone.hurry"]\n')
    assert refused("check", "--select", "tone.hurry").startswith("--select：")


@pytest.mark.usefixtures("turned_off")
def test_a_rule_that_a_lexicon_turned_off_can_t_be_chosen() -> None:
    why = "tone.hurry 在自己的词典里关掉了（off = true），选了也用不上；请去掉其中一处"
    assert refused("check", "--select", "tone.hurry") == f"--select：{why}"
    assert refused("check", "--config", 'extend-select=["tone.hurry"]').endswith(why)


@pytest.mark.usefixtures("turned_off")
def test_explain_says_which_lexicon_turned_a_rule_off() -> None:
    def explained(*options: str) -> str:
        result = CliRunner().invoke(main, ["explain", "tone.hurry", *options])
        assert result.exit_code == 0
        return result.stdout

    assert explained() == "tone.hurry 由词典 house 关掉了（off = true）\n"
    assert explained("--lang", "en") == "tone.hurry is turned off by the lexicon house (off = true)\n"
    assert json.loads(explained("--format", "json")) == {"rule": "tone.hurry", "off": "house"}


# Places


@pytest.mark.parametrize(
    ("text", "keys", "value", "line"),
    [
        ("a = 1\nb = 2", ("b",), "", 2),
        ("[t]\na = 1\n[u]\na = 2", ("u", "a"), "", 4),
        ("[t]\n[u]", ("u", "a"), "", 2),
        ("t.a = 1\nt.b = 2", ("t", "b"), "", 2),
        ('"x.y" = 1\n[s]\n"x.y" = 1', ("s", "x.y"), "", 3),
        ("[[o]]\na = 1\n[[o]]\na = 2", ("o", 1, "a"), "", 4),
        ("[[o]]\n[[o]]\n[o.s]\na = 2", ("o", 1, "s", "a"), "", 4),
        ("[[o]]\n[o.s]\na = 1\n[[o]]\n[o.s]\na = 2", ("o", 1, "s", "a"), "", 6),
        ("a = [\n 'x',\n 'y',\n]", ("a",), "y", 3),
        ('a = ["x=1", "y"]', ("a",), "y", 1),
        ('"a=b" = 1\n"c=d" = 2', ("c=d",), "", 2),
        ("# a = 1\na = 2", ("a",), "", 2),
        ("", ("a",), "", 1),
    ],
)
def test_the_line_of_a_key(text: str, keys: tuple[str | int, ...], value: str, line: int) -> None:
    assert line_of(text, keys, value) == line


# The schema


def test_the_schema_that_is_shipped_is_the_one_of_the_keys() -> None:
    shipped = Path(config.__file__).with_name("tonecheck.schema.json")
    assert json.loads(shipped.read_text(encoding="utf-8")) == schema(), "tonecheck config --schema > that file"
    jsonschema.Draft202012Validator.check_schema(schema())


VALUES = st.recursive(
    st.booleans() | st.integers() | st.sampled_from(["", " ", "tone", "hint", "leader", "mail", "en", "a/*"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from([*KEYS, "files", "kinds", "tone"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*KEYS, "x"]), VALUES, max_size=3))
def test_what_is_accepted_fits_the_schema(values: dict[str, Any]) -> None:
    """The checks are at least as strict as the schema: a file that works has no red line in the editor."""
    from tonecheck.config.files import File
    from tonecheck.config.source import _laid_over

    try:
        _laid_over(config.Config(), File("none.toml", values))
    except ConfigError:
        return
    jsonschema.validate(values, schema())


@given(st.text(max_size=60) | st.sampled_from([case.values[0] for case in MISTAKES]).map(str))
def test_any_text_is_a_configuration_or_an_error_with_a_line(text: str) -> None:
    import tempfile

    from tonecheck.cli.told import told
    from tonecheck.config.source import read_config

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tonecheck.toml")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            read_config(str(path))
        except ConfigError as error:
            assert error.where.rpartition(":")[2].isdigit()
            for lang in ("zh", "en"):
                assert told(error, lang)
