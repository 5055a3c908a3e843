"""What may be fed with anything, and what must hold then: bytes in, an AssertionError (or any other) out.

Two drivers share these targets: hypothesis in the suite (``test_fuzz.py``) and a coverage-guided fuzzer by its own
command (``fuzz_run.py``). A refusal with a clear line is fine; any other exception, or a property that fails, is not.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from helpers import TELLING, everywhere, holds_together, lexicon_with, made_of, message_of, rule, words, write

from tonecheck.cli.told import told
from tonecheck.config import ConfigError
from tonecheck.config.baseline import read_baseline
from tonecheck.config.source import read_config
from tonecheck.cues import find_marks
from tonecheck.fold import fold
from tonecheck.formats import render
from tonecheck.formats.terminal import visible
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.pattern import PatternError, check_regex, parse
from tonecheck.lexicon.source import LexiconError, read_source
from tonecheck.lexicon.table import TableError, pack, whole_table
from tonecheck.model import KINDS, Settings
from tonecheck.pipeline import check_message
from tonecheck.read import ReadError, read_all, read_bytes, read_text
from tonecheck.sentences import split_sentences

Target = Callable[[bytes], None]

PATHS = ("a.txt", "a.md", "a.html", "a.eml", "COMMIT_EDITMSG", "issue/b.markdown", "c.htm", "-")
HOSTILE = "又拖延了，明天 17:30 前 99% 要，你们贵部门 aaaaaaaa 1111111 甲乙丙甲乙丙。" * 4
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def read(data: bytes) -> None:
    """Any bytes under any name: a message that holds together, or a refusal in one line."""
    path = PATHS[data[0] % len(PATHS)] if data else PATHS[0]
    read_as(data[1:], path)


def mail(data: bytes) -> None:
    """Any bytes as a mail."""
    read_as(data, "a.eml")


def page(data: bytes) -> None:
    """Any bytes as a page."""
    read_as(data, "a.html")


def boxes(data: bytes) -> None:
    """Any bytes as a box of messages, an Outlook message, or the text of a Word document."""
    path = BOXES[data[0] % len(BOXES)] if data else BOXES[0]
    data = data[1:]
    if path == "a.docx" and not data.startswith(b"PK"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("word/document.xml", data)
        data = packed.getvalue()
    for _, message in read_all(data, path):
        if isinstance(message, ReadError):
            assert "\n" not in str(message)
        else:
            holds_together(message)


BOXES = ("a.mbox", "a.jsonl", "a.msg", "a.docx")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read_as(data: bytes, path: str) -> None:
    """``data`` as the file ``path``."""
    try:
        message = read_bytes(data, path)
    except ReadError as error:
        assert str(error)
        assert "\n" not in str(error)
    else:
        holds_together(message)


def segment(data: bytes) -> None:
    """Any text cut into words and sentences: nothing lost, every boundary within the text."""
    text = data.decode("utf-8", "surrogateescape" if data[:1] == b"s" else "replace")
    for hmm in (False, True):
        tokens = words().cut(text, hmm)
        assert "".join(tokens) == text
        ends = {sum(map(len, tokens[:n])) for n in range(len(tokens) + 1)} if len(tokens) < 200 else None
        marks = words().boundaries(text, hmm)
        assert len(marks) == len(text) + 1
        assert ends is None or ends == {at for at, mark in enumerate(marks) if mark}
    message = read_text(text, kind=KINDS[len(data) % len(KINDS)])
    holds_together(message)
    last = 0
    for sentence in split_sentences(message):
        assert last <= sentence.span.start < sentence.span.end <= len(message.text)
        assert sentence.clauses[0].start == sentence.span.start
        assert sentence.clauses[-1].end == sentence.span.end
        last = sentence.span.end


def pattern(data: bytes) -> None:
    """Any pattern: refused with a reason, or compiled and matched within the text."""
    text = data.decode("utf-8", "ignore")
    try:
        elements = parse(text)
    except PatternError as error:
        assert str(error)
        return
    assert json.loads(json.dumps(elements)) == elements
    try:
        lexicon = lexicon_with(text, "丙丙丙丙丙")
    except LexiconError as error:
        assert str(error)
        return
    marks_hold(lexicon, HOSTILE[: 4 * len(text)] + text)


def marks_hold(lexicon: Lexicon, text: str) -> None:
    """All marks lie within ``text``."""
    message = message_of(text.replace("\r", "").replace("\ud800", ""))
    marks, _ = find_marks(fold(message.text, lexicon.folding), split_sentences(message), lexicon, everywhere)
    assert all(0 <= mark.span.start <= mark.span.end <= len(message.text) for mark in marks)


def regex(data: bytes) -> None:
    """Any raw expression: refused, or matched in no time at all against what it was made for."""
    source = data.decode("utf-8", "ignore")
    try:
        source, least, most = check_regex(source)
    except PatternError as error:
        assert str(error)
        return
    assert 0 <= least <= most
    import re

    list(re.compile(source).finditer(HOSTILE + source * 4))


def lexicon(data: bytes) -> None:
    """Any bytes as a file of a user's lexicon: refused with file and reason, or compiled and used."""
    name = FILES[data[0] % len(FILES)] if data else FILES[0]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), BASE) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[1:])
        try:
            made = made_of(read_source([Path(folder)]))
        except LexiconError as error:
            assert "\n" not in str(error)
            return
        report = check_message(message_of(HOSTILE), made, Settings(strict=True), everywhere)
        render("text", [report], [], made, Settings())


FILES = (
    "rules/a/b.toml", "moves/m.toml", "classes/c.toml", "voice.toml", "families.toml", "principles.toml",
    "vocabulary.txt", "fold.tsv", "figures.toml",
)  # fmt: skip
BASE = {"rules/a/late.toml": rule("拖延 ~ {x}"), "classes/x.toml": '[x]\nwords = "了 甲"\n'}


def config(data: bytes) -> None:
    """Any bytes as a configuration file: refused in one line, or every key asked for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, CONFIGS[data[0] % len(CONFIGS)] if data else CONFIGS[0])
        path.write_bytes(data[1:])
        try:
            read = read_config(str(path))
            read.known_of("a.eml")
            read.excludes("sub/a.txt")
        except ConfigError as error:
            assert "\n" not in visible(told(error, "zh"))


CONFIGS = ("tonecheck.toml", "pyproject.toml")


def baseline(data: bytes) -> None:
    """Any bytes as a baseline: refused, or read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "baseline.json")
        path.write_bytes(data)
        with contextlib.suppress(ConfigError):
            read_baseline(str(path))


def table(data: bytes) -> None:
    """A packed lexicon in which bytes were changed is refused."""
    good = packed()
    at = int.from_bytes(data[:3], "big") % len(good)
    damaged = good[:at] + data[3:] + good[at + len(data[3:]) :]
    if damaged == good:
        return
    try:
        whole_table(damaged)
    except TableError:
        return
    raise AssertionError("a damaged table was taken for a whole one")


@cache
def packed() -> bytes:
    """A small packed lexicon."""
    from tonecheck.lexicon.compile import compile_source

    with tempfile.TemporaryDirectory() as folder:
        return pack(compile_source(read_source([write(Path(folder), BASE)])))


@cache
def small() -> Lexicon:
    """A small lexicon for whole checks."""
    with tempfile.TemporaryDirectory() as folder:
        return made_of(read_source([write(Path(folder), BASE | {"rules/a/all.toml": rule("{x}", "/[0-9]{1,3}%?/")})]))


def check(data: bytes) -> None:
    """Any bytes, read, checked and shown in every way: whatever is printed acts on nothing."""
    path = PATHS[data[0] % len(PATHS)] if data else PATHS[0]
    try:
        message = read_bytes(data[1:], path)
    except ReadError:
        return
    report = check_message(message, small(), Settings(strict=True), everywhere)
    for finding in report.findings:
        assert finding.quote in (None, message.text[finding.span.start : finding.span.end])
    for form in FORMS[len(data) % len(FORMS)]:
        shown = render(form, [report], [], small(), Settings(), show_excused=True)
        assert all(char == "\n" or char in "\u200d\u3000" or char.isprintable() for char in shown)


FORMS = (
    ("text", "html"), ("json", "checkstyle"), ("sarif",), ("github", "junit"), ("gitlab", "jsonl", "concise"),
)  # fmt: skip

TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (read, mail, page, boxes, segment, pattern, regex, lexicon, config, baseline, table, check)
}


def seeds(name: str) -> Iterator[bytes]:
    """Good inputs of a target, to start from."""
    files = [path.read_bytes() for path in sorted(EXAMPLES.iterdir()) if path.is_file()]
    if name in ("read", "check"):
        yield from (bytes([PATHS.index("a.eml" if b"From:" in data else "a.txt")]) + data for data in files)
        yield b"\x02<p>\xe4\xbd\xa0</p><blockquote>x</blockquote><pre class=code>y</pre>"
    elif name == "mail":
        yield from files
        yield from cpython_mails()
    elif name == "page":
        yield b"<html><head><meta charset=gbk></head><body><p>a<br>b</p><table><tr><td>c<td>d</table><!-- x -->"
        yield "<div class=gmail_quote><blockquote type=cite>拖延</blockquote></div><li>x<h1>y</h1>".encode()
    elif name == "boxes":
        yield (
            b"\0From a@b Thu Jan  1 00:00:00 2025\n"
            + files[0]
            + b"\n\nFrom c@d Thu Jan  1 00:00:00 2025\nSubject: x\n\ny\n"
        )
        yield b'\1{"text": "\\u4f60", "kind": "mail"}\n[1]\n"x"\n{"text": 1}\n'
        yield b"\2\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
        yield f'\3<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>a</w:t></w:r></w:p></w:body></w:document>'.encode()
    elif name == "config":
        yield from (b"\0" + text.encode() for text in CONFIG_TEXTS)
        yield b"\1[tool.tonecheck]\nstrict = true\n"
    elif name == "baseline":
        yield b'{"version": 1, "key": "' + b"00" * 32 + b'", "files": {"a": {"t.late": {"00": 1}}}}'
    elif name == "segment":
        yield HOSTILE.encode()
        yield from files
    elif name == "pattern":
        yield from (text.encode() for text in PATTERNS)
    elif name == "regex":
        yield from (text.encode() for text in REGEXES)
    elif name == "lexicon":
        texts = (
            rule("甲 ~ 乙", "{x}?丙"),
            MOVE,
            BASE["classes/x.toml"],
            VOICE,
            FAMILIES,
            "",
            "贵部门 我司",
            "們\t们",
            "",
        )
        yield from (bytes([number]) + text.encode() for number, text in enumerate(texts))
    else:
        yield b"\0\0\x40abc"


def warm_up(name: str) -> None:
    """Make what a target makes once, so that it does not count as time of the first input."""
    if name in ("pattern", "lexicon", "table", "check"):
        lexicon_with("甲")
        small()
        packed()
    elif name == "segment":
        words().cut(HOSTILE, hmm=True)


CONFIG_TEXTS = (
    'select = ["blame"]\nignore = ["tone.casual"]\nstrict = true\nfail-on = "error"\nlang = "en"\nexclude = ["sub/**"]\n',
    'extend = "tonecheck.toml"\n', "[severity]\n\"blame\" = \"hint\"\n", "a = " + "[" * 3000, "strict = " + "9" * 5000,
    '[[override]]\npaths = ["*.eml"]\nkinds = ["mail"]\nto = ["*@example.com"]\naudience = "peer"\n',
)  # fmt: skip
PATTERNS = (
    "{x} ~ [甲|乙 丙]? <丁 ~~ 戊> $", "^甲? /[0-9]{1,3}(?:点|时)/ ~3 乙", "[甲|乙|{x}] [丙|丁]?", r"\[甲\] ~ 乙\~", "{x}?",
)  # fmt: skip
REGEXES = ("[0-9]{1,2}[:点]", "(?:a|b{1,6}){1,4}", "(?<=a)b(?!c)", "[一-龥a-z]{1,8}天", r"\d{1,4}年(?:\d月)?", "(?i:a)")
MOVE = 'title = "行为"\n[[cue]]\nfind = ["甲 ~ 乙"]\nunless = ["丙"]\nexcused_by = { next = ["x"] }\n'
VOICE = '[negated]\nbefore = ["不是"]\n[own-fault]\nself = ["x"]\nothers = ["x"]\n[reported]\nsentence = ["{x} ~ 说"]\n'
FAMILIES = 'family = [{ name = "a", title = "甲", rules = ["a.late"] }]\ncore = ["a"]\n'


def cpython_mails() -> Iterator[bytes]:
    """The mails of CPython's own tests, where they are installed."""
    with contextlib.suppress(ImportError):
        spec = importlib.util.find_spec("test.test_email")
        for folder in (spec and spec.submodule_search_locations) or ():
            yield from (path.read_bytes() for path in sorted(Path(folder, "data").glob("msg_*.txt")))


TOKENS = (
    *["From:", "To:", "Subject:", "Date:", "Content-Type:", "text/plain", "text/html", "multipart/mixed", "multipart/alternative"],
    *["message/rfc822", "boundary=b", "--b", "--b--", "charset=gbk", "charset=utf-16", "charset=utf-7", "base64", "quoted-printable"],
    *["Content-Transfer-Encoding:", "=?utf-8?B?", "=?gbk?Q?", "?=", "format=flowed", "delsp=yes", "name*0*=", "filename=", "\r\n", "\n\n", ">", "--", ""],
    *["<p>", "</p>", "<br>", "<!--", "-->", "<script", "<style", "</", "<blockquote", "<pre", "class=", "&amp;", "&#x", "<table>", "<td>", "<li>", "<h1>"],
    *["{x}", "[", "|", "]", "?", "~", "~~", "<", ">", "^", "$", "/", "\\", "{1,8}", "(?:", "(?=", "(?<!", "\\d", "[^", "甲", "乙", "丙", "丁", "拖延", "了", "你们", "。", "，", "、", "：", "“", "”", "写道：", "发件人："],
    *["title", "scope", "severity", "principles", "find", "unless", "words", "patterns", "excused_by", "boundary", "[[cue]]", "=", '"', "true"],
    *TELLING, "\ufeff", "\u202e", "\u200b", "\U0001f468\u200d\U0001f469", "\U00020000", "e\u0301", "\x1b[", "\0",
)  # fmt: skip
"""Words of all these languages, from which a fuzzer builds its inputs."""
