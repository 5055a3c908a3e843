"""How the house is built: who may import whom, what may not stand in the code, and what a plain check loads."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from helpers import message_rule, move, rule, table, write

import tonecheck
from tonecheck.lexicon.bundle import builtin_folder
from tonecheck.lexicon.compile import compile_source
from tonecheck.lexicon.source import read_source
from tonecheck.lexicon.table import pack

ROOT = Path(tonecheck.__file__).parent
MODULES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))

# Rooms

LAYERS: tuple[tuple[str, ...], ...] = (
    ("files", "model", "fold", "jiebalib", "many", "named", "spans", "words", "wordtable", "workdays", "_core"),
    ("read", "sentences", "lexicon", "suggest"),
    ("telling",),
    ("cues", "measures", "voice", "weigh", "mend", "excuses", "shown"),
    ("judge",),
    ("sift", "results"),
    ("pipeline", "compare"),
    ("formats", "config", "evaluate", "batch"),
    ("cli", "server"),
    ("__main__",),
)
"""From the ground up. A room imports from the rooms of lower layers only; the tools of the ground also one another."""
LAYER = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
FACE = "__init__"
"""The Python face: it may use any room below the command line; all may ask it for the version."""


def room(path: Path) -> str:
    """The room of a file: ``cli`` of ``cli/check.py``, ``judge`` of ``judge.py``."""
    return path.parts[0].removesuffix(".py")


ROOMS = {room(path) for path in MODULES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """The rooms that a file imports anything of, with the line, wherever in the file it does."""
    package = ["tonecheck", *path.parts[:-1]]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            named = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            named = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for parts in named:
            if parts[0] == "tonecheck":
                inner = parts[1] if len(parts) > 1 else FACE
                yield (inner if inner in LAYER or inner in ROOMS else FACE), node.lineno


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_has_a_room(path: Path) -> None:
    assert room(path) in {*LAYER, FACE}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_room_imports_only_from_below(path: Path) -> None:
    mine = room(path)
    if mine == FACE:
        allowed = {other for other, layer in LAYER.items() if layer < LAYER["cli"]}
    else:
        top = LAYER[mine] + (LAYER[mine] == 0)
        allowed = {FACE, mine} | {other for other, layer in LAYER.items() if layer < top}
    wrong = [f"{path}:{line} imports {other}" for other, line in imports(path) if other not in allowed]
    assert wrong == []


def test_imports_are_seen() -> None:
    """The test above would pass on nothing, did it not see the imports."""
    assert {other for other, _ in imports(Path("pipeline.py"))} >= {
        "model",
        "cues",
        "judge",
        "lexicon",
        "sentences",
        "voice",
    }
    assert ("words" in {other for other, _ in imports(Path("lexicon/bundle.py"))}) is True
    assert {other for other, _ in imports(Path("__init__.py"))} >= {"model", "pipeline", "read"}


# Python finds, data decides

OF_PEOPLE = {"cli", "formats"}
OF_LAYOUT = {"read"}
"""Rooms whose words are those of the screen, and of the layout of a letter."""


def texts(path: Path) -> Iterator[tuple[str, int]]:
    """The string literals of a file that are no docstring, with the line."""
    notes = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            notes.add(id(node.value))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value, node.lineno


@cache
def rule_names() -> frozenset[str]:
    """The ids of all built-in rules and the families of rules (``blame.*``)."""
    names = {f"{path.parent.name}.{path.stem}" for path in builtin_folder().glob("rules/*/*.toml")}
    return frozenset(names | {f"{name.partition('.')[0]}.*" for name in names})


@cache
def lexicon_words() -> frozenset[str]:
    """Every Chinese word that a class, a rule or a move of the built-in lexicon looks for."""
    bundle = compile_source(read_source([builtin_folder()]))
    words = {word for words, _ in bundle["classes"].values() for word in words}
    words |= {word for words in bundle["sets"] for word in words}
    return frozenset(word for word in words if re.fullmatch("[\u4e00-\u9fff]+", word))


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) not in OF_PEOPLE | OF_LAYOUT], ids=str)
def test_no_rule_is_named_in_the_code(path: Path) -> None:
    named = [f"{path}:{line} names {name}" for text, line in texts(path) for name in rule_names() if name in text]
    assert named == []


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in OF_PEOPLE | OF_LAYOUT], ids=str)
def test_no_rule_is_named_on_the_screen_or_in_reading(path: Path) -> None:
    named = [f"{path}:{line} names {name}" for text, line in texts(path) for name in rule_names() if text == name]
    assert named == []


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) not in OF_PEOPLE | OF_LAYOUT], ids=str)
def test_no_word_of_the_lexicon_stands_in_the_code(path: Path) -> None:
    found = [
        f"{path}:{line} has {word}"
        for text, line in texts(path)
        for word in {text, *re.findall("[\u4e00-\u9fff]{2,}", text)}
        if word in lexicon_words()
    ]
    assert found == []


def test_names_and_words_are_seen() -> None:
    """The three tests above would pass on nothing, did they not know the lexicon and see the literals."""
    assert len(rule_names()) > 3
    assert len(lexicon_words()) > 300
    assert any(text == "warning" for text, _ in texts(Path("model.py")))
    assert not any("frozen" in text for text, _ in texts(Path("model.py")))


# What a plain check loads

CODE = """
import sys; from pathlib import Path; from tonecheck.lexicon import bundle
shelf = Path(sys.argv.pop(1)); bundle.builtin_folder, bundle.BUILT = lambda: shelf, shelf / "none"
from tonecheck.cli import main
try: main(prog_name="tonecheck")
except SystemExit as ended: print(ended.code, *sys.modules, file=sys.stderr)
"""

HEAVY = {
    "snownlp", "jieba", "pkg_resources", "chinese_calendar", "email", "html.parser", "importlib.metadata",
    "importlib.resources", "tomllib", "logging", "asyncio", "unittest", "multiprocessing", "http", "sqlite3", "socket",
}  # fmt: skip

NOT_FOR_A_TEXT = {
    f"tonecheck.{name}"
    for name in (
        *("jiebalib", "wordtable", "workdays", "evaluate", "suggest", "mend", "compare", "sift"),
        *("lexicon.compile", "lexicon.source", "config.source", "config.files", "config.origins", "config.overrides"),
        *("config.globs", "config.baseline", "read.mail", "read.html", "read.boxes", "read.docx", "read.outlook"),
        *(
            "read.stored",
            "read.stored_mail",
            "read.directives",
            "cli.told",
            "cli.lexicons",
            "cli.known",
            "cli.mending",
            "cli.compare",
        ),
        *("formats.catalogue", "formats.compared"),
    )
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small lexicon for `CODE`; its bundle and its word table are in the cache beside it."""
    files = {
        "rules/tone/hurry.toml": rule("有人 ~ 反对", "尽快"),
        "rules/missing/plan.toml": message_rule("problem", point_at="problem"),
        "moves/problem.toml": move("故障"),
        "voice.toml": '[negated]\nbefore = ["不必"]\n',
        "families.toml": table(family=[{"name": "tone", "title": "语气", "rules": ["tone.hurry"]}]),
    }
    folder = write(tmp_path_factory.mktemp("shelf") / "lexicons", files)
    loaded(folder, DRAFT)
    return folder


DRAFT = "王总：\n您好，现在有人员反对，也有人一再反对，请尽快处理故障。\n谢谢！\n张三\n"


def loaded(shelf: Path, text: str, *options: str, name: str = "draft.txt", code: int = 1) -> set[str]:
    """The modules that are there when ``tonecheck check`` of a file with ``text`` has ended."""
    draft = shelf.parent / name
    draft.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(shelf), "check", str(draft), *options],
        env={**os.environ, "TONECHECK_CACHE": str(shelf.parent / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ended, *modules = done.stderr.split()
    assert int(ended) == code, done.stdout
    return set(modules)


@pytest.mark.parametrize(
    "options",
    [[], ["--format", "concise"], ["--format", "json"], ["--lang", "en"], ["--strict", "--show-excused"]],
    ids=" ".join,
)
def test_a_check_of_a_text_loads_nothing_heavy(shelf: Path, options: list[str]) -> None:
    modules = loaded(shelf, DRAFT, *options)
    assert "tonecheck.words" in modules  # a word boundary was asked for
    assert modules & HEAVY == set()
    assert modules & NOT_FOR_A_TEXT == set()


PLAIN = """
import sys; from tonecheck.lexicon import bundle; bundle.BUILT = sys.argv.pop(1)
from tonecheck import cli
print(cli._status(), *sys.modules, file=sys.stderr)
"""
NOT_FOR_A_PLAIN_CALL = {
    *("click", "pathlib", "dataclasses", "inspect", "datetime", "ast", "shutil", "subprocess", "tempfile", "random"),
    *("hashlib", "unicodedata", "encodings.gb18030", "encodings.utf_16_le", "typing", "contextlib"),
}
"""Each takes half a millisecond or more, and a check from an installed package does without."""


@pytest.mark.skipif(os.name == "nt", reason="always read by click there")
def test_a_plain_call_imports_little(shelf: Path) -> None:
    built, draft = shelf.parent / "built", shelf.parent / "plain.txt"
    built.mkdir()
    (built / "lexicon.bin").write_bytes(pack(compile_source(read_source([shelf]))))
    (words,) = (shelf.parent / "cache").glob("words-*.bin")
    (built / "words.bin").write_bytes(words.read_bytes())
    draft.write_text(DRAFT, encoding="utf-8")
    call = [sys.executable, "-c", PLAIN, str(built), "check", str(draft)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    ended, *modules = done.stderr.split()
    assert ended == "1", done.stderr
    assert set(modules) & NOT_FOR_A_PLAIN_CALL == set()
    paths = {Path(*module.split(".")[1:]) for module in modules if module.startswith("tonecheck.")}
    files = {path for module in paths for path in (module.with_suffix(".py"), module / "__init__.py")}
    typed = {path.as_posix() for path in files & set(MODULES) if _imports_typing(path)}
    assert typed == set()


def _imports_typing(path: Path) -> bool:
    """True where a module imports typing whenever it is imported itself."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.ImportFrom) and node.module == "typing" for node in tree.body)


def test_words_are_loaded_only_where_a_boundary_is_asked_for(shelf: Path) -> None:
    assert "tonecheck.words" not in loaded(shelf, "好的，谢谢。", code=0)


def test_what_a_mail_needs_is_loaded_for_a_mail(shelf: Path) -> None:
    mail = "Subject: a\nContent-Type: text/plain; charset=utf-8\n\n" + DRAFT
    assert "tonecheck.read.mail" in loaded(shelf, mail, name="draft.eml")


def test_the_face_loads_the_rules_on_first_use() -> None:
    code = "import sys, tonecheck; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        set(done.stdout.split()) & (HEAVY | {"tonecheck.lexicon", "tonecheck.pipeline", "tonecheck.read", "json"})
        == set()
    )
