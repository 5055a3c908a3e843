"""Mails as programs wrote and broke them, and texts that columns go wrong in: a report, or one clear line."""

from __future__ import annotations

import importlib.util
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hard_mails import BIG, READ, TEXTS
from helpers import everywhere, holds_together, load, steps, write
from running import FILES

from tonecheck.formats import render
from tonecheck.formats.terminal import width
from tonecheck.lexicon import Lexicon
from tonecheck.model import Message, Report, Settings
from tonecheck.pipeline import check_message
from tonecheck.read import ReadError, read_bytes, read_text

PER_BYTE, AT_LEAST = 100, 4_000_000
"""Bytes of memory that reading may take for a byte of a file, and what it may take at any rate."""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return load(write(tmp_path_factory.mktemp("lexicon"), FILES))


def report_on(message: Message, lexicon: Lexicon) -> Report:
    return check_message(message, lexicon, Settings(), everywhere)


def read_or_refused(data: bytes) -> Message | None:
    try:
        message = read_bytes(data, "a.eml")
    except ReadError as error:
        assert str(error).count("\n") == 0
        return None
    holds_together(message)
    return message


@pytest.mark.parametrize("data", READ.values(), ids=READ.keys())
def test_a_hard_mail_gives_a_report(lexicon: Lexicon, data: bytes) -> None:
    message = read_or_refused(data)
    assert message is not None
    report_on(message, lexicon)


WORDLESS = {
    "truncated before any part", "truncated in the head of a part", "a head and nothing else", "nothing", "only line ends",
    "surrogates as entities", "truncated in a body", "utf-16 without a mark", "base64 that is none",
}  # fmt: skip
"""Mails in which there is nothing to find, or no longer."""


@pytest.mark.parametrize("name", [name for name in READ if name not in WORDLESS])
def test_what_a_hard_mail_says_is_found(lexicon: Lexicon, name: str) -> None:
    message = read_or_refused(READ[name])
    assert message is not None
    assert "t.late" in {finding.rule for finding in report_on(message, lexicon).findings}


@pytest.mark.parametrize("name", BIG)
def test_the_work_on_a_big_mail_grows_no_faster_than_the_mail(lexicon: Lexicon, name: str) -> None:
    def work(size: float) -> Callable[[], object]:
        data = BIG[name](size)

        def whole() -> object:
            message = read_or_refused(data)
            return message and report_on(message, lexicon)

        return whole

    work(0.01)()  # what is made once is made
    steps(work(0.04), most=5 * steps(work(0.01)) + 2000)


@pytest.mark.parametrize("name", BIG)
def test_the_memory_for_a_big_mail_is_in_proportion(name: str) -> None:
    data = BIG[name](0.5)
    tracemalloc.start()
    try:
        read_or_refused(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= AT_LEAST + PER_BYTE * len(data)


def cpython_mails() -> Iterator[Path]:
    """The mails of CPython's own tests; many an interpreter is shipped without."""
    try:
        spec = importlib.util.find_spec("test.test_email")
    except ImportError:
        return
    for folder in (spec and spec.submodule_search_locations) or ():
        yield from sorted(Path(folder, "data").glob("msg_*"))


@pytest.mark.parametrize(
    "path", list(cpython_mails()) or [pytest.param(None, marks=pytest.mark.skip("CPython's tests are not here"))],
    ids=lambda path: path.name if path else "none",
)  # fmt: skip
def test_the_mails_of_cpython(lexicon: Lexicon, path: Path) -> None:
    data = path.read_bytes()
    for changed in (data, data.replace(b"\n", b"\r\n"), data[: len(data) // 2], data[len(data) // 2 :]):
        message = read_or_refused(changed)
        assert message is not None
        report_on(message, lexicon)


# Texts


@pytest.mark.parametrize(("marked", "place"), TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("as_file", [False, True], ids=["text", "file"])
def test_lines_columns_and_underlines_are_right(lexicon: Lexicon, marked: str, place: str, as_file: bool) -> None:
    text = marked.replace("«", "").replace("»", "")
    if as_file:
        message = read_bytes(text.encode("utf-8", "replace"), "a.txt", kind="mail")
    else:
        message = read_text(text, "a.txt", kind="mail")
    if text.startswith("\ufeff"):
        place = "1:2"  # the mark is no part of the text
    holds_together(message)
    report = report_on(message, lexicon)
    (finding,) = report.findings
    assert finding.quote == "拖延"
    head, line, under = render("text", [report], [], lexicon, Settings()).splitlines()[:3]
    assert head.startswith(f"a.txt:{place} ")
    before = line[: line.index("拖延")]
    assert under == " " * width(before) + "^" * 4
    assert all(char.isprintable() or char == "\u200d" for char in line)
