"""What the engine's tests share: small lexicons, messages without a reader, and spans that one can see.

The tests of the engine never use the built-in lexicon, so that they stay as they are when a rule changes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import tonecheck
from tonecheck.fold import fold
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.compile import compile_source
from tonecheck.lexicon.source import Source, read_source
from tonecheck.lexicon.table import Table, pack
from tonecheck.model import Block, Message, Report, Settings, Span
from tonecheck.pipeline import check_message
from tonecheck.words import Words, jieba_dictionary
from tonecheck.wordtable import build_table

LexiconOf = Callable[[Mapping[str, str]], Lexicon]
"""File names and their contents → the lexicon of a folder with these files."""

PRINCIPLES = """
section = [
  { id = "1", numeral = "一", title = "沟通" },
  { id = "2", numeral = "二", title = "方法" },
]
principle = [
  { id = "1.1", title = "明确目标", gist = "先说要什么。" },
  { id = "1.4", title = "尊重对方", gist = "不伤人。" },
  { id = "2.15", title = "避免指责抱怨", gist = "对事不对人。" },
]
"""

TELLING = {
    "title": "题目", "title_en": "Title", "severity": "warning", "principles": ["2.15"],
    "says": "“{match}”不妥。", "says_en": "“{match}” is amiss.", "why": "因为。", "why_en": "Because.",
    "try": "换一种说法。", "try_en": "Put it otherwise.",
}  # fmt: skip
"""What every rule must say; a test overrides what it is about."""


def without_core(lexicon: Lexicon) -> Lexicon:
    """The same, with the Python code in the place of the compiled core."""
    pure = Lexicon(lexicon.table, lambda: lexicon.words)
    pure.__dict__["compiled"] = None
    return pure


def toml(value: Any) -> str:
    """``value`` as TOML writes it on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def table(**keys: Any) -> str:
    """The keys of a TOML file, one a line."""
    return "".join(f"{key} = {toml(value)}\n" for key, value in keys.items() if value is not None)


def rule(*find: str, **keys: Any) -> str:
    """The file of a phrase rule that finds any of ``find``; ``keys`` replace what it says (None: left out)."""
    cue = {"cue": [{"find": find}]} if find else {}
    return table(**TELLING | {"scope": "phrase"} | cue | keys)


def message_rule(*when: str, **keys: Any) -> str:
    """The file of a message rule."""
    return table(**TELLING | {"scope": "message", "when": when} | keys)


def move(*find: str, **keys: Any) -> str:
    """The file of a move that is made by any of ``find``."""
    return table(**{"title": "行为", "cue": [{"find": find, "boundary": False}]} | keys)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """``folder`` with ``files`` in it, and with principles where they are not given."""
    for name, text in ({"principles.toml": PRINCIPLES} | dict(files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def load(*folders: Path) -> Lexicon:
    """The lexicon of ``folders``, compiled without a cache."""
    return made_of(read_source(list(folders)))


def made_of(source: Source) -> Lexicon:
    """The lexicon of a checked ``source``."""
    bundle = compile_source(source)
    vocabulary = tuple(bundle["vocabulary"])
    return Lexicon(Table(pack(bundle)), lambda: words(vocabulary))


def anchors(lexicon: Lexicon, text: str) -> set[str]:
    """The words of ``text`` at which a pattern is tried."""
    pieces = {text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)}
    known = {piece: lexicon.table.words_of(piece[0]) for piece in pieces}
    table = lexicon.table
    groups = {piece: found[1][piece] for piece, found in known.items() if found and piece in found[1]}
    return {piece for piece, group in groups.items() if table.group(group) & table.anchors}


@cache
def words(vocabulary: tuple[str, ...] = ()) -> Words:
    """jieba's words and ``vocabulary``."""
    return Words(build_table(jieba_dictionary(), vocabulary))


def message_of(text: str, **known: Any) -> Message:
    """A message for a leader, each line of it a paragraph of the author's own words."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    blocks = [
        Block(Span(start, start + len(line)), "own")
        for start, line in zip(starts, text.split("\n"), strict=True)
        if line.strip()
    ]
    facts = {
        "path": "draft.txt",
        "kind": "mail",
        "audience": "leader",
        "blocks": tuple(blocks),
        "line_starts": tuple(starts),
    }
    return Message(**{"text": text} | facts | known)


def everywhere(start: int, end: int) -> bytes:
    """A witness who sees a word boundary at every place."""
    return b"\1" * (end - start + 1)


def check(lexicon: Lexicon, text: str, settings: Settings | None = None, **known: Any) -> Report:
    """The report on ``text``, with every place a word boundary."""
    return check_message(message_of(text, **known), lexicon, settings or Settings(), everywhere)


def told(report: Report) -> list[str]:
    """Each finding as ``rule “words”``, or the rule alone where it is about the whole message."""
    return [f.rule if f.quote is None else f"{f.rule} “{f.quote}”" for f in report.findings]


def let_pass(report: Report) -> list[str]:
    """Each excused mark as ``kind “words”: reason``."""
    text = report.message.text
    return [f"{e.mark.kind} “{text[e.mark.span.start : e.mark.span.end]}”: {e.reason}" for e in report.excused]


def bracketed(text: str, spans: Iterable[Span]) -> str:
    """``text`` with «…» around each of ``spans``."""
    for span in sorted(set(spans), reverse=True):
        text = text[: span.start] + "«" + text[span.start : span.end] + "»" + text[span.end :]
    return text


def bare(marked: str) -> str:
    """A text without its «» signs."""
    return marked.replace("«", "").replace("»", "")


def folded(lexicon: Lexicon, text: str) -> str:
    """``text`` as patterns see it."""
    return fold(text, lexicon.folding)


def holds_together(message: Message) -> None:
    """What is true of every message: lines, blocks and places fit its text, and all of it can be encoded."""
    lines = message.text.split("\n")
    assert len(message.line_starts) == len(lines)
    assert all(message.text.startswith(line, at) for line, at in zip(lines, message.line_starts, strict=True))
    assert all(at == 0 or message.text[at - 1] == "\n" for at in message.line_starts)
    assert message.file_lines == () or len(message.file_lines) == len(lines)
    assert all(line >= 1 for line in message.file_lines)
    assert len(message.file_columns) in (0, len(lines))
    end = 0
    for block in message.blocks:
        start, stop = block.span.start, block.span.end
        assert end <= start < stop <= len(message.text)
        assert message.text[start:stop].strip()
        assert start in message.line_starts
        assert stop == len(message.text) or message.text[stop] == "\n"
        end = stop
    covered = sum(message.text[b.span.start : b.span.end].count("\n") + 1 for b in message.blocks)
    assert covered <= len(lines)
    message.text.encode()
    (message.subject or "").encode()
    for name in (*message.recipients, *(message.attachments or ())):
        name.encode()
        assert "\n" not in name


def lexicon_with(*patterns: str) -> Lexicon:
    """A lexicon whose one move is made by any of ``patterns``."""
    cue = {"find": list(patterns), "boundary": False}
    source = Source(
        moves={"hit": {"title": "行为", "cue": [cue]}},
        classes={"x": {"words": "甲乙 乙丙", "patterns": ["丁 [甲|乙]"]}},
        files={"hit": Path("hit.toml"), "class x": Path("x.toml")},
    )
    return made_of(source)


class TooManyError(Exception):
    """The work took more steps than it may."""


def steps(work: Callable[[], object], most: float = inf) -> int:
    """How many lines of Python ``work`` runs, up to ``most``: a measure of its time that is the same at each run."""
    count = 0

    def one_more(*_event: object) -> Any:
        nonlocal count
        count += 1
        if count > most:
            raise TooManyError
        return one_more

    before = sys.gettrace()
    sys.settrace(one_more)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def prints_in_any_order(code: str, *arguments: str) -> set[str]:
    """What ``code`` prints in processes of its own, in each of which sets are in another order."""
    source = str(Path(tonecheck.__file__).parents[1])
    return {
        subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2", "3")
    }  # fmt: skip
