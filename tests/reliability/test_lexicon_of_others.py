"""A lexicon that somebody else wrote: it reads nothing, runs nothing, takes no more than its share, or is refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import LexiconOf, message_of, move, rule, steps, write

from tonecheck.lexicon import Lexicon, bundle, compile, regexes
from tonecheck.lexicon.pattern import MOST_CHARS, MOST_DEPTH, MOST_WAYS, PatternError, check_regex, parse
from tonecheck.lexicon.source import MOST_BYTES, LexiconError, read_source
from tonecheck.model import Settings
from tonecheck.pipeline import check_message

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")


# Time


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("a?" * 30 + "b", id="many things that may be missing"),
        pytest.param("a{0,60}a{0,60}a{0,60}b", id="repeats of the same in a row"),
        pytest.param("(?:a|aa){1,6}(?:a|aa){1,6}b", id="branches that begin alike"),
        pytest.param("(?:[ab]?[bc]?){6}d", id="empty rounds"),
        pytest.param("(?=(?:a?b?){6}c)(?:a|ab|abc){1,6}d", id="looks ahead"),
        pytest.param("(?i:A?a?A?a?A?a?A?a?A?a?A?a?)b", id="large and small letters"),
        pytest.param(r"\w{1,60}\d{1,60}\w{1,60}年", id="sorts that overlap"),
    ],
)
def test_an_expression_that_can_be_tried_in_too_many_ways_is_refused(source: str) -> None:
    with pytest.raises(PatternError, match=f"{MOST_WAYS} is the most"):
        check_regex(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("[0-9]{1,4}年(?:[0-9]{1,2}月)?", id="the next character tells"),
        pytest.param("a{0,60}+a{0,60}+b", id="what is taken is not given back"),
        pytest.param("(?:一|二|三|十[一二]?){1,3}天", id="branches that begin differently"),
        pytest.param("(?:abc|abd|abe){1,6}f", id="branches that differ further on"),
    ],
)
def test_an_expression_that_has_one_way_to_go_is_taken(source: str) -> None:
    assert check_regex(source)[0]


def test_every_expression_of_the_built_in_lexicon_keeps_the_bound() -> None:
    read_source([bundle.builtin_folder()])
    compiled = compile.compile_source(read_source([bundle.builtin_folder()]))
    assert len(compiled["patterns"]) < compile.MOST_PATTERNS / 4


def nest(levels: int) -> str:
    """Classes, each with gaps before and behind the next: the places to try multiply at each level."""
    classes = [f'[c{levels}]\nwords = "甲"\n']
    classes += [f'[c{n}]\npatterns = ["甲 ~~ {{c{n + 1}}} ~~ 甲"]\n' for n in range(levels)]
    return "\n".join(classes)


def test_gaps_that_multiply_through_classes_are_refused(lexicon_of: LexiconOf) -> None:
    with pytest.raises(LexiconError, match="steps at one place"):
        lexicon_of({"classes/c.toml": nest(5), "moves/m.toml": move("乙 {c0}")})


def test_what_is_not_refused_is_matched_in_few_steps(lexicon_of: LexiconOf) -> None:
    lexicon = lexicon_of({"classes/c.toml": nest(1), "moves/m.toml": move("乙 {c0}")})

    def work(text: str) -> Callable[[], object]:
        return lambda: check_message(message_of(text), lexicon, Settings())

    work("乙甲")()
    steps(work("乙" + "甲" * 200), most=2 * compile.MOST_STEPS)


def test_classes_of_classes_do_not_fill_the_memory(lexicon_of: LexiconOf) -> None:
    many = ", ".join([f'"{{c{{}}}} {sign}?"' for sign in "子丑寅卯辰巳午未申酉"])
    classes = "".join(f"[c{n}]\npatterns = [{many.replace('{}', str(n + 1))}]\n" for n in range(7))
    files = {"classes/c.toml": classes + '[c7]\nwords = "甲"\n', "moves/m.toml": move("{c0}")}
    with pytest.raises(LexiconError, match=r"at one place|patterns in all"):
        lexicon_of(files)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        pytest.param("[" * (MOST_DEPTH + 1) + "甲" + "]" * (MOST_DEPTH + 1), "deep", id="brackets"),
        pytest.param("[" * 3000, "deep", id="brackets that are never closed"),
        pytest.param("甲" * (MOST_CHARS + 1), "characters", id="length"),
        pytest.param("/" + "[0-9]{60}" * 5 + "/", "may match", id="width"),
    ],
)
def test_a_pattern_out_of_all_bounds_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        parse(pattern)


@pytest.mark.parametrize(
    "source", ["(?<=a?)b", "(?L)a", "(?i)a", "(?P<x>a)", "[[a]", "(?a:a)(?-i:b", "a{3,2}", "(?(1)a|b)", "\\N{X}"]
)
def test_an_expression_that_fails_later_is_refused_at_once(source: str) -> None:
    with pytest.raises(PatternError):
        check_regex(source)


# Files


def refused(folder: Path) -> str:
    with pytest.raises(LexiconError) as error:
        bundle.load_lexicon((folder,))
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of somebody's lexicon, laid over a small one."""
    monkeypatch.setattr(bundle, "builtin_folder", lambda: write(tmp_path / "ours", {"rules/t/late.toml": rule("拖延")}))
    monkeypatch.setenv("TONECHECK_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "theirs"
    (folder / "rules" / "x").mkdir(parents=True)
    return folder


@posix
@pytest.mark.parametrize("name", ["rules/x/a.toml", "fold.tsv", "vocabulary.txt", "voice.toml"])
def test_a_link_out_of_the_folder_is_not_read(theirs: Path, name: str) -> None:
    secret = theirs.parent / "secret.toml"
    secret.write_text('password = "1234"\n')
    (theirs / name).symlink_to(secret)
    told = refused(theirs)
    assert "leads out of the folder" in told
    assert "password" not in told


@posix
def test_a_folder_of_rules_that_is_a_link_out_is_not_read(theirs: Path) -> None:
    elsewhere = write(theirs.parent / "elsewhere", {"a.toml": "password = 1\n"})
    (theirs / "rules" / "y").symlink_to(elsewhere, target_is_directory=True)
    assert "leads out of the folder" in refused(theirs)


@posix
def test_links_in_a_circle(theirs: Path) -> None:
    (theirs / "rules/x/a.toml").symlink_to("b.toml")
    (theirs / "rules/x/b.toml").symlink_to("a.toml")
    assert "in a circle" in refused(theirs)


@posix
def test_a_link_to_nothing_and_a_pipe(theirs: Path) -> None:
    (theirs / "rules/x/a.toml").symlink_to("none")
    assert "no ordinary file" in refused(theirs)
    (theirs / "rules/x/a.toml").unlink()
    os.mkfifo(theirs / "rules/x/a.toml")
    assert "no ordinary file" in refused(theirs)


def test_too_large_a_file(theirs: Path) -> None:
    with (theirs / "vocabulary.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "more than 16 MB" in refused(theirs)


def test_a_folder_that_is_not_there(theirs: Path) -> None:
    assert "no such folder" in refused(theirs / "none")


@pytest.mark.parametrize("path", ["late.toml", "rules/late.toml", "rules/t/u/late.toml", "classes/t/late.toml"])
def test_a_file_where_nothing_is_read_is_told(theirs: Path, path: str) -> None:
    file = theirs / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('scope = "phrase"\n', encoding="utf-8")
    assert f"{path}: nothing is read here" in refused(theirs)


@pytest.mark.parametrize("name", ["pyproject.toml", "tonecheck.toml"])
def test_a_configuration_may_stand_beside_rules(theirs: Path, name: str) -> None:
    theirs.joinpath(name).write_text("", encoding="utf-8")
    theirs.joinpath("vocabulary.txt").write_text("", encoding="utf-8")
    read_source([theirs])


# Code


def test_what_a_rule_says_is_no_format_string(lexicon_of: LexiconOf) -> None:
    says = "{match.__class__.__mro__} {0} %s {match!r} ${match}"
    lexicon = lexicon_of({"rules/t/late.toml": rule(cue=[{"find": ["拖延"], "boundary": False}], says=says)})
    (finding,) = check_message(message_of("拖延"), lexicon, Settings()).findings
    assert finding.message.startswith("{match.__class__.__mro__} {0} %s {match!r} $拖延")


def test_loading_a_lexicon_runs_no_code_and_reads_nothing_else(theirs: Path) -> None:
    write(
        theirs,
        {"rules/x/a.toml": rule("尽快"), "evil.py": "raise SystemExit", "rules/x/__init__.py": "raise SystemExit"},
    )
    seen: list[str] = []
    on = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if on and event in ("open", "exec", "subprocess.Popen", "os.system", "marshal.loads", "pickle.find_class"):
            seen.append(f"{event} {arguments[0]!s}"[:300])

    sys.addaudithook(watch)
    try:
        lexicon: Lexicon = bundle.load_lexicon((theirs,))
    finally:
        on = False
    assert "x.a" in lexicon.rules
    assert [event for event in seen if "evil" in event or ("__init__" in event and "rules" in event)] == []
    assert [event for event in seen if event.startswith(("subprocess", "os.system", "pickle"))] == []


@pytest.mark.parametrize(
    "row", [["甲", 32, [1, 2, 3], 0], ["甲", 32, ["x"], 0], ["甲", 0, [], 0], ["甲", 32, [2**40], 0]]
)
def test_a_kept_code_that_is_none_is_made_anew_from_its_source(row: list[object]) -> None:
    made = regexes.from_code(row, regexes.RELEASE)
    assert [made.pattern, made.fullmatch("甲") is not None] == ["甲", True]
