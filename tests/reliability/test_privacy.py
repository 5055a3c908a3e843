"""Nothing of a message leaves the machine or stays on it: no network, no words in a file, log or report of a fault."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import rule, write
from running import lines, run, small_shelf

from tonecheck.cli.options import EXCUSED

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit", "html")
CANARY = "玄黄洪荒宇宙"
DRAFTS = {
    "a.txt": f"{CANARY}又拖延了{CANARY}，有故障。\n不是拖延{CANARY}。\n",
    "b.md": f"# {CANARY}\n\n- 拖延{CANARY}\n",
    "c.html": f"<p>{CANARY}拖延</p>",
    "d.eml": f"From: a@example.com\nTo: {CANARY}@example.com\nSubject: {CANARY}\nMIME-Version: 1.0\n"
    f"Content-Type: text/plain; charset=utf-8\n\n{CANARY}拖延\n",
    "bad.txt": f"{CANARY}\0{CANARY}",
}
NO_NETWORK = """
import sys

def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "nntplib.")):
        sys.stderr.write(f"NETWORK {event}\\n"); sys.stderr.flush()
        import os; os._exit(99)
    if event == "subprocess.Popen" and arguments[1][0] != "git":
        sys.stderr.write(f"PROGRAM {arguments[1]}\\n"); sys.stderr.flush()
        import os; os._exit(98)
sys.addaudithook(watch)
"""


def excused(form: str) -> list[str]:
    """The option for what was let pass, where the format has a place for it."""
    return ["--show-excused"] * (form in EXCUSED)


COMMANDS = [
    *(["check", "--format", form, *excused(form), "drafts"] for form in FORMATS),
    *(["check", "--lang", "en", "--strict", path] for path in DRAFTS if path != "bad.txt"),
    ["check", "--statistics", "drafts"],
    ["check", "--format", "html", "-o", "drafts/out.htm_", "drafts"],
    ["why", "drafts/a.txt"],
    ["explain", "t.late"],
    ["explain", "2.15"],
    ["rules"],
    ["principles"],
    ["eval", "corpus.jsonl"],
    ["config", "drafts/a.txt"],
    ["diff", "a.txt", "b.md"],
    ["check", "--cache", "drafts"],
    ["check", "--jobs", "2", "drafts"],
    ["check", "--fix", "a.txt"],
    ["check", "--diff", "a.txt"],
    ["check", "--baseline", "known.json", "--write-baseline", "a.txt"],
]
ids = [" ".join(command) for command in COMMANDS]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return small_shelf(tmp_path)


@pytest.fixture
def desk(shelf: Path) -> Path:
    """A folder with drafts of all sorts, and a corpus."""
    folder = shelf.parent / "desk"
    for name, text in DRAFTS.items():
        for path in (folder / "drafts" / name, folder / name):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    row = {
        "id": "1",
        "source": "s",
        "kind": "mail",
        "audience": "leader",
        "text": f"{CANARY}拖延",
        "findings": [],
        "missing": [],
    }
    (folder / "corpus.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    write(shelf, {"rules/t/slow.toml": rule("又 ~ 慢", title="慢")})
    return folder


# No network


@pytest.mark.parametrize("arguments", COMMANDS, ids=ids)
def test_the_whole_tool_runs_with_sockets_forbidden(shelf: Path, desk: Path, arguments: list[str]) -> None:
    code, out, error = run(shelf, *arguments, before=NO_NETWORK, cwd=desk)
    assert code in (0, 1, 2), error
    assert not any(sign in error for sign in ("NETWORK", "自己出错了", "A fault of tonecheck")), error
    assert out or error or "-o" in arguments or "--diff" in arguments


def test_the_watch_on_sockets_bites(shelf: Path, desk: Path) -> None:
    call = NO_NETWORK + "import socket; socket.socket()\n"
    assert run(shelf, "check", "a.txt", before=call, cwd=desk)[0] == 99


# No words of a message in files


def disguises(word: str) -> Iterator[bytes]:
    """How a word may stand in a file."""
    for charset in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "utf-32-le"):
        yield word.encode(charset)
    yield from (base64.b64encode(b" " * pad + word.encode())[4:-4] for pad in range(3))
    yield json.dumps(word)[1:-1].encode()
    yield repr(word.encode())[2:-1].encode()


def words_in(folder: Path, *but: Path) -> list[Path]:
    """The files below ``folder`` in which two characters of the canary stand together."""
    signs = [sign for at in range(0, len(CANARY), 3) for sign in disguises(CANARY[at : at + 3])]
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(path.is_relative_to(other) for other in but)
        and any(sign in path.read_bytes() for sign in signs if len(sign) > 4)
    ]  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=ids)
def test_no_word_of_a_message_stays_in_a_file(shelf: Path, desk: Path, arguments: list[str]) -> None:
    run(shelf, *arguments, cwd=desk)
    assert any(path.is_file() for path in (shelf.parent / "XDG_CACHE_HOME").rglob("*"))
    assert words_in(shelf.parent, desk) == []
    assert sorted(path.name for path in (shelf.parent / "TMPDIR").rglob("*")) == []


def test_no_word_of_a_message_stands_in_a_baseline(shelf: Path, desk: Path) -> None:
    run(
        shelf, "check", "--baseline", "known.json", "--write-baseline", *(n for n in DRAFTS if n != "bad.txt"), cwd=desk
    )
    assert "t.late" in (desk / "known.json").read_text("utf-8")
    assert [path for path in words_in(desk) if path.name == "known.json"] == []


def test_the_search_for_words_finds_them(shelf: Path) -> None:
    for number, sign in enumerate(disguises(CANARY)):
        (shelf.parent / f"{number}.bin").write_bytes(b"x" + sign + b"y")
    assert len(words_in(shelf.parent)) >= 6


STAGES = {
    "reading": "import tonecheck.read as at; name = 'read_bytes'",
    "checking": "import tonecheck.pipeline as at; name = 'check_message'",
    "formatting": "import tonecheck.formats as at; name = 'render'",
}
FALL = """
def fallen(*arguments, **_options):
    raise UnicodeEncodeError("x", str(arguments), 0, 1, str(arguments))
setattr(at, name, fallen)
"""


@pytest.mark.parametrize("stage", STAGES)
def test_no_word_of_a_message_is_in_the_report_of_a_fault(shelf: Path, desk: Path, stage: str) -> None:
    code, out, error = run(shelf, "check", "a.txt", before=STAGES[stage] + FALL, cwd=desk)
    assert (code, out, len(lines(error))) == (2, "", 1)
    assert CANARY[:2] not in error
    assert "\\u7384" not in error
    assert words_in(shelf.parent, desk) == []


def test_no_word_of_a_file_that_cannot_be_read_is_told(shelf: Path, desk: Path) -> None:
    _, _, error = run(shelf, "check", "bad.txt", cwd=desk)
    assert error.startswith("bad.txt：")
    assert CANARY[:2] not in error


# Without snippets


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_snippets_no_format_quotes_a_message(shelf: Path, desk: Path, form: str, lang: str) -> None:
    options = ["--no-snippets", *excused(form), "--strict", "--lang", lang, "--format", form]
    code, out, error = run(shelf, "check", *options, *(name for name in DRAFTS if name != "bad.txt"), cwd=desk)
    assert (code, error) == (1, "")
    assert "t.late" in out
    assert not set(CANARY) & set(out)
    assert not any(sign in out for sign in ("\\u7384", "&#29572;", "%E7%8E%84"))


@pytest.mark.parametrize("form", FORMATS)
def test_with_snippets_they_do(shelf: Path, desk: Path, form: str) -> None:
    if form in ("concise", "github", "gitlab", "checkstyle"):
        pytest.skip("tells the words at fault alone")
    _, out, _ = run(shelf, "check", "--format", form, *excused(form), "a.txt", cwd=desk)
    assert "拖延" in out


# What a lexicon says


def test_what_a_lexicon_says_does_not_act_on_the_terminal(shelf: Path, desk: Path) -> None:
    says = "\x1b[31m\u202e“{match}”\x07"
    write(
        shelf,
        {"rules/t/evil.toml": rule("慢", says=says, title=says, examples={"bad": [f"<慢>{says}"], "good": [says]})},
    )
    for arguments in (["explain", "t.evil"], ["explain", "t.evil", "--format", "json"], ["rules"], ["check", "a.txt"]):
        _, out, error = run(shelf, *arguments, cwd=desk)
        assert not set("\x1b\u202e\x07") & set(out + error), arguments
