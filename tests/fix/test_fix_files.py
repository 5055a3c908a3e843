"""``tonecheck check --fix``, ``--diff`` and ``--unsafe-fixes``: what happens to a file, byte for byte."""

from __future__ import annotations

import base64
import os
import quopri
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from helpers import rule, write
from hypothesis import given
from hypothesis import strategies as st

from tonecheck.cli import main
from tonecheck.lexicon import bundle
from tonecheck.model import Edit, Message, Span
from tonecheck.read import entries_of, format_of, read_all
from tonecheck.read.boxes import Entry
from tonecheck.read.stored import stored_entry, write_back

Run = Callable[..., Result]

RULES = {
    "rules/s/typo.toml": rule(cue=[{"find": ["帐号"], "fix": "账号", "boundary": False}], title="错字"),
    "rules/s/soon.toml": rule(cue=[{"find": ["尽快"], "boundary": False, "rewrite": "在【时间】前"}], title="含糊"),
    "rules/s/curse.toml": rule(cue=[{"find": ["混蛋"], "boundary": False}], severity="error", title="骂人"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("shelf") / "lexicons", RULES)


@pytest.fixture
def run(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``tonecheck check …`` in the empty folder ``tmp_path``."""
    monkeypatch.setattr(bundle, "builtin_folder", lambda: shelf)
    monkeypatch.setattr(bundle, "BUILT", shelf / "none")
    monkeypatch.setenv("TONECHECK_CACHE", str(shelf.parent / "cache"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, stdin: bytes = b"") -> Result:
        result = CliRunner().invoke(main, ["check", *arguments], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return ran


def put(name: str, data: bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def mail(body: bytes, *fields: str, subject: str = "a") -> bytes:
    head = [f"Subject: {subject}", "MIME-Version: 1.0", *fields]
    return "\n".join(head).encode() + b"\n\n" + body


TEXT = "王总：\n\n  帐号已开。\t\n> 帐号开了吗\n\n"
PLAIN, EIGHT = "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"
PARTS = """--x
Content-Type: text/plain; charset=gbk
Content-Transfer-Encoding: 8bit

帐号已开。
--x
Content-Type: application/octet-stream; name=帐号.bin
Content-Disposition: attachment; filename=帐号.bin

帐号
--x--
"""
BOX = "From a@b Mon Sep  1 10:05:00 2025\nSubject: {}\nMIME-Version: 1.0\n" + PLAIN + "\n\n{}\n\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.txt", TEXT.encode(), id="UTF-8"),
        pytest.param("a.txt", TEXT.encode("utf-8-sig"), id="byte order mark"),
        pytest.param("a.txt", TEXT.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param("a.txt", TEXT.replace("\n", "\r").encode(), id="CR"),
        pytest.param("a.txt", TEXT.replace("\n\n", "\r\n\n\r").encode(), id="mixed line ends"),
        pytest.param("a.txt", TEXT.encode("gb18030"), id="GB18030"),
        pytest.param("a.txt", b"\xff\xfe" + TEXT.encode("utf-16-le"), id="UTF-16"),
        pytest.param("a.txt", TEXT.strip().encode(), id="no line end"),
        pytest.param("a.md", (TEXT + "```\n帐号\n```\n").encode(), id="Markdown"),
        pytest.param("a.eml", mail(TEXT.encode(), PLAIN, EIGHT), id="mail"),
        pytest.param("a.eml", mail(TEXT.encode(), PLAIN, EIGHT).replace(b"\n", b"\r\n"), id="mail, CRLF"),
        pytest.param("a.eml", mail(TEXT.encode("gbk"), PLAIN.replace("utf-8", "gbk"), EIGHT), id="mail in GBK"),
        pytest.param("a.eml", mail(TEXT.encode(), PLAIN + "; format=flowed", EIGHT), id="flowed"),
        pytest.param("a.eml", mail("您， \n新 \n帐号已开。\n".encode(), PLAIN + "; format=flowed"), id="flowed lines"),
        pytest.param("a.eml", mail("好。\n".encode(), PLAIN, EIGHT, subject="帐号"), id="a subject written out"),
        pytest.param("a.eml", mail(PARTS.encode("gbk"), "Content-Type: multipart/mixed; boundary=x"), id="with a file"),
        pytest.param("a.mbox", (BOX.format("a", "好的。") + BOX.format("b", "王总：\n帐号已开。")).encode(), id="mbox"),
        pytest.param("d/new/1.host", mail(TEXT.encode(), PLAIN, EIGHT), id="Maildir"),
        pytest.param("a.jsonl", '{"id": 1, "text":"新帐号\\n好"}\r\n\r\n{"text": "混"}'.encode(), id="JSON lines"),
        pytest.param("a.jsonl", b'{"text": "\\u65b0\\u5e10\\u53f7", "n": 1.50}\n', id="JSON in ASCII"),
        pytest.param("a.jsonl", '{"text": "\\ud83d\\ude00\\t\\"\\r\\n新帐号"}\n'.encode(), id="JSON with other signs"),
    ],
)  # fmt: skip
def test_one_character_changes_and_no_other_byte(run: Run, name: str, data: bytes) -> None:
    file = put(name, data)
    (file.parent.parent / "cur").mkdir(exist_ok=True)
    result = run("--fix", "d" if name.startswith("d/") else name)
    wrong, right = next(
        (a.encode(charset), b.encode(charset))
        for charset in ("utf-8", "gb18030", "utf-16-le", "raw_unicode_escape")
        for a, b in [("帐", "账")]
        if a.encode(charset) in data
    )
    new = file.read_bytes()
    assert new != data
    differ = [i for i in range(len(data)) if data[i] != new[i]]
    at = max(data.rfind(wrong, 0, differ[0] + 1), data.rfind(wrong, 0, differ[-1] + 1))
    assert new == data[:at] + right + data[at + len(wrong) :]
    assert result.stderr.startswith("改了 1 处，在 1 个文件里。\n")
    again = run("--fix", "d" if name.startswith("d/") else name)
    assert (file.read_bytes(), again.stderr.startswith("没有可以自动改的地方。\n")) == (new, True)
    assert {path.name for path in file.parent.iterdir()} <= {file.name, "cur"}


TWIN = """--x
Content-Type: text/plain; charset=utf-8

王总：
帐号已开。
--x
Content-Type: text/html; charset=utf-8

<p>王总：<p>帐号已开。
--x--
"""
BODY = "王总：\n帐号已开。\n".encode()
GROWS = "王总：\n尽快开。\n".encode()
WORD = "=?utf-8?B?" + base64.b64encode("帐号".encode()).decode() + "?="
BASE64, QUOTED = "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable"
MULTI = "Content-Type: multipart/{}; boundary=x"
PAGE = "Content-Type: text/html; charset=utf-8"
SPELT = {"克苦耐牢": "刻苦耐劳", "以經": "已經"}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        pytest.param("a.eml", mail(base64.encodebytes(BODY), PLAIN, BASE64), "正文存成了 base64", id="base64"),
        pytest.param("a.eml", mail(quopri.encodestring(BODY), PLAIN, QUOTED), "正文存成了 quoted", id="quoted"),
        pytest.param("a.eml", mail(b"<p>" + BODY, PAGE), "正文是 HTML", id="HTML mail"),
        pytest.param("a.eml", mail(TWIN.encode(), MULTI.format("alternative")), "信里另有一份", id="two forms"),
        pytest.param("a.eml", mail(TWIN.encode(), MULTI.format("signed")), "信上有数字签名", id="signed"),
        pytest.param("a.eml", mail(b"ok\n", PLAIN, EIGHT, subject=WORD), "主题是编码过的", id="encoded subject"),
        pytest.param("a.html", b"<p>" + BODY, "正文是 HTML", id="HTML"),
        pytest.param("a.eml", mail(GROWS, PLAIN, EIGHT, "Content-Length: 9"), "文件名或信头里", id="length in head"),
        pytest.param("d/new/1.host,S=90:2,", mail(GROWS, PLAIN, EIGHT), "文件名或信头里", id="length in the name"),
    ],
)
def test_where_the_words_are_not_stored_as_they_are_one_line_says_why(
    run: Run, name: str, data: bytes, why: str
) -> None:
    file = put(name, data)
    (file.parent.parent / "cur").mkdir(exist_ok=True)
    result = run("--fix", "--unsafe-fixes", "d" if name.startswith("d/") else name)
    assert (result.exit_code, file.read_bytes()) == (1, data)
    first, second, *_ = result.stderr.splitlines()
    assert re.match(f"{'d#1' if name.startswith('d/') else name}：有 \\d 处没有改：{why}", first)
    assert second == "没有可以自动改的地方。"


def test_of_what_mends_a_finding_all_is_changed_or_nothing(run: Run, shelf: Path) -> None:
    """Big5 has 刻 but not 劳: half of the mend would be a new mistake, which no rule knows."""
    cues = [{"find": [wrong], "fix": right, "boundary": False} for wrong, right in SPELT.items()]
    files = {"rules/t/spelt.toml": rule(cue=cues)}
    own = ("--config", f'extend-lexicons=["{write(shelf.parent / "spelt", files)}"]')
    file = put("a.eml", mail("克苦耐牢，以經。\n".encode("big5"), PLAIN.replace("utf-8", "big5"), EIGHT))
    result = run("--fix", *own, "a.eml")
    assert file.read_bytes() == mail("克苦耐牢，已經。\n".encode("big5"), PLAIN.replace("utf-8", "big5"), EIGHT)
    refused, made, *_ = result.stderr.splitlines()
    assert refused == "a.eml：有 2 处没有改：要改成的字在文件的编码里没有；请自己改。"
    assert made == "改了 1 处，在 1 个文件里。"


# What is printed


def test_what_is_left_is_reported_and_decides_the_exit_code(run: Run) -> None:
    put("a.txt", "帐号！".encode())
    put("b.txt", "混蛋，帐号！".encode())
    assert run("--fix", "a.txt").exit_code == 0
    result = run("--fix", "--format", "concise", "b.txt")
    assert (result.exit_code, result.stdout) == (1, "b.txt:1:1: 错误 s.curse 骂人 “混蛋”\n")
    assert run("--fix", "--exit-zero", "b.txt").exit_code == 0


def test_the_report_is_on_the_file_as_it_stays_however_often_a_mend_brings_another_to_light(
    run: Run, shelf: Path
) -> None:
    steps = "甲乙丙丁戊己庚辛壬癸"
    rules = {
        f"rules/t/s{at}.toml": rule(cue=[{"find": [f"{a}帐"], "fix": f"{b}帐", "boundary": False}])
        for at, (a, b) in enumerate(pairwise(steps))
    }
    write(shelf.parent / "steps", rules)
    put("tonecheck.toml", f'extend-lexicons = ["{shelf.parent / "steps"}"]'.encode())
    file = put("a.txt", "甲帐".encode())
    result = run("--fix", "--format", "concise", "a.txt")
    assert file.read_text("utf-8") == "壬帐"
    assert result.stdout.endswith("“壬帐”\n")
    assert result.stderr == "改了 8 处，在 1 个文件里。\n"


def test_what_is_to_be_said_of_directives_is_said_of_the_file_as_it_stays(run: Run) -> None:
    put("a.md", "<!-- tonecheck: ignore[s.curse] -->\n帐号。\n\n<!-- tonecheck: ignore[s.typo] -->\n帐号。\n".encode())
    unused = "a.md:1:1：提示：指令里的 s.curse 没有用上，可以删去\n"
    assert run("--fix", "a.md").stderr == "改了 1 处，在 1 个文件里。\n" + unused
    assert run("--fix", "--quiet", "a.md").stderr == ""


def test_a_rewrite_only_when_asked_for(run: Run) -> None:
    file = put("a.txt", "请尽快开帐号。".encode())
    run("--fix", "a.txt")
    assert file.read_text("utf-8") == "请尽快开账号。"
    run("--fix", "--unsafe-fixes", "a.txt")
    assert file.read_text("utf-8") == "请在【时间】前开账号。"


def test_standard_input_comes_out_mended_and_the_rest_is_told_on_standard_error(run: Run) -> None:
    result = run("--fix", "--format", "concise", "-", stdin="混蛋\r\n帐号".encode("gbk"))
    assert result.stdout_bytes == "混蛋\r\n账号".encode("gbk")
    assert result.stderr == "改了 1 处，在 1 个文件里。\n<stdin>:1:1: 错误 s.curse 骂人 “混蛋”\n"
    assert result.exit_code == 1


@pytest.mark.parametrize("text", ["帐号\n好\n", "一\n帐号", "帐号\r\n\r\n"])
def test_a_diff_shows_what_would_be_done_and_does_nothing(run: Run, text: str, tmp_path: Path) -> None:
    file = put("a.txt", text.encode())
    result = run("--diff", "a.txt")
    assert (result.exit_code, file.read_bytes()) == (1, text.encode())
    assert result.stdout.startswith("--- a.txt\n+++ a.txt\n@@ ")
    assert result.stderr == "可以改 1 处，在 1 个文件里。\n"
    # It is a diff as others understand it.
    (tmp_path / "x.diff").write_bytes(result.stdout_bytes)
    subprocess.run(["git", "apply", "x.diff", "-p0"], check=True)
    assert file.read_bytes() == text.replace("帐", "账").encode()
    assert run("--diff", "a.txt").exit_code == 0


def test_a_diff_goes_to_the_file_that_is_asked_for(run: Run) -> None:
    put("a.txt", "帐号".encode())
    put("b.txt", "帐号".encode())
    shown = run("--diff", "a.txt", "b.txt").stdout
    result = run("--diff", "a.txt", "b.txt", "-o", "x.diff")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "可以改 2 处，在 2 个文件里。\n")
    assert Path("x.diff").read_text("utf-8") == shown
    missing = run("--diff", "a.txt", "-o", "none/x.diff")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert missing.stderr == "none/x.diff：写不了：没有这个文件或文件夹；请检查 --output-file。\n"


def test_a_rewrite_is_made_only_of_what_was_told_at_first(run: Run, shelf: Path) -> None:
    """The slots that are put in may bring another rule to light; what it would have is the author's to decide."""
    files = {"rules/s/when.toml": rule(cue=[{"find": ["时间"], "boundary": False, "rewrite": "【几点】"}])}
    options = ("--config", f'extend-lexicons=["{write(shelf.parent / "more", files)}"]', "--unsafe-fixes")
    put("a.txt", "请尽快。\n".encode())
    put("b.txt", "请在时间内尽快。\n".encode())
    result = run("--fix", *options, "a.txt", "b.txt")
    assert Path("a.txt").read_text("utf-8") == "请在【时间】前。\n"
    assert "a.txt:1:4" in result.stdout  # it is told
    assert "【几点】" in Path("b.txt").read_text("utf-8")


@pytest.mark.parametrize("options", [["--unsafe-fixes"], ["--fix", "--unsafe-fixes", "--fixx"]])
def test_a_wrong_option(run: Run, options: list[str]) -> None:
    result = run(*options, stdin=b"")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        pytest.param(["--format", "json"], "--format json", id="format"),
        pytest.param(["--statistics"], "--statistics", id="statistics"),
        pytest.param(["--show-excused"], "--show-excused", id="excused"),
        pytest.param(["--no-snippets"], "--no-snippets", id="words, which a diff has"),
        pytest.param(["--statistics", "--format", "concise"], "--format concise、--statistics", id="two at once"),
    ],
)
def test_what_a_diff_has_no_place_for_is_refused_with_its_name(run: Run, options: list[str], named: str) -> None:
    put("a.txt", "帐号".encode())
    chinese, english = run("--diff", *options, "a.txt"), run("--diff", "--lang", "en", *options, "a.txt")
    assert (chinese.exit_code, chinese.stdout, english.exit_code, english.stdout) == (2, "", 2, "")
    assert f"；不能和 {named} 一起用。\n" in chinese.stderr
    assert f"; it does not go with {named.replace('、', ', ')}.\n" in english.stderr


def test_a_diff_of_format_text_is_the_diff(run: Run) -> None:
    put("a.txt", "帐号".encode())
    assert run("--diff", "--format", "text", "a.txt").stdout == run("--diff", "a.txt").stdout != ""


# Whole or not at all


def test_a_file_that_cannot_be_written_stays_and_the_others_are_mended(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.txt", "帐号".encode())
    put("b.txt", "帐号".encode())

    def refuse(path: str, data: bytes) -> None:
        if path == "a.txt":
            raise PermissionError(13, "Permission denied")
        Path(path).write_bytes(data)

    monkeypatch.setattr("tonecheck.cli.output.write_whole", refuse)
    result = run("--fix", "a.txt", "none.txt", "b.txt")
    assert result.exit_code == 2
    assert "a.txt：写不了：没有权限；文件没有动\n" in result.stderr
    assert "none.txt：没有这个文件，请检查路径。\n" in result.stderr
    assert Path("b.txt").read_text("utf-8") == "账号"


def test_the_mode_of_a_file_and_a_link_to_it_stay(run: Run) -> None:
    file = put("a.txt", "帐号".encode())
    file.chmod(0o640)
    Path("link.txt").symlink_to("a.txt")
    run("--fix", "link.txt")
    assert Path("link.txt").is_symlink()
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == ("账号", 0o640)


def test_a_bad_message_in_a_box_is_told_and_the_others_are_mended(run: Run) -> None:
    file = put("a.jsonl", '{"text": "帐号"}\n{"text":\n{"text": "帐号"}\n'.encode())
    result = run("--fix", "a.jsonl")
    assert (result.exit_code, file.read_text("utf-8")) == (2, '{"text": "账号"}\n{"text":\n{"text": "账号"}\n')
    assert result.stderr.count("a.jsonl#2：") == 1


# Anything


LINES = st.lists(
    st.sampled_from(["帐号", "甲", "，", " ", "\n", "\r\n", "😀", "a=b", "> ", "\u3000", "-- \n"]), max_size=12
)


@given(LINES, st.sampled_from(["a.txt", "a.md", "a.eml", "a.mbox", "a.jsonl"]), st.sampled_from(["utf-8", "gb18030"]))
def test_every_character_that_has_a_place_can_be_changed_alone(lines: list[str], name: str, charset: str) -> None:
    import json

    body = "".join(lines)
    data = body.encode(charset)
    if name == "a.jsonl":
        data = json.dumps({"text": body}, ensure_ascii=charset == "utf-8").encode()
    elif name in ("a.eml", "a.mbox"):
        data = mail(data, f"Content-Type: text/plain; charset={charset}; format=flowed" if " " in body else PLAIN)
        data = b"From a Mon Sep  1 10:05:00 2025\n" + data if name == "a.mbox" else data
    entries = entries_of(data, name)
    ((_, message),) = read_all(data, name)
    if not isinstance(message, Message):
        return
    entry = next(iter(entries)) if entries is not None else Entry(name, 0, len(data))
    stored = stored_entry(data, entry, message, format_of(data, name) if entries is None else "mail")
    for at, char in enumerate(message.text):
        if char == "甲":
            new, refused = write_back(stored, [[Edit(Span(at, at + 1), "乙", safe=True)]])
            if refused:
                continue
            whole = data[: entry.start] + new + data[entry.end :]
            ((_, after),) = read_all(whole, name)
            assert isinstance(after, Message)
            assert after.text == message.text[:at] + "乙" + message.text[at + 1 :]


def test_the_real_program(shelf: Path, tmp_path: Path) -> None:
    """From end to end, with the built-in rules."""
    file = tmp_path / "a.txt"
    file.write_bytes("王总：\r\n您好！请登陆系统查看，你怎么还没看？？？\r\n谢谢！".encode())
    command = [
        sys.executable,
        "-c",
        "from tonecheck.cli import run; run()",
        "check",
        "--fix",
        "--exit-zero",
        "-q",
        str(file),
    ]
    subprocess.run(command, check=True, env={**os.environ, "TONECHECK_CACHE": str(shelf.parent / "real")})
    assert file.read_bytes() == "王总：\r\n您好！请登录系统查看，您怎么还没看？\r\n谢谢！".encode()
