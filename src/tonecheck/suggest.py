"""Words out of the message itself for a subject or a summary line, ranked by SnowNLP's TextRank.

``import snownlp`` loads its word, tag and sentiment models: two seconds and hundreds of megabytes, none of which
ranking needs. So only its two ranking modules are imported, under another package name, and words are cut by our own
table. This happens only when a rule that asks for a suggestion has found something.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from .files import BrokenInstallationError

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .model import Sentence
    from .words import Words

MOST_SENTENCES = 60
"""Ranking compares each sentence with each other one, so long messages are ranked by their first sentences."""
KEYWORDS, SUMMARY_SENTENCES, LINE = 3, 2, 36

_HAN_WORD = re.compile("[\u4e00-\u9fff]{2,8}")
_ALIAS = "_tonecheck_snownlp"


@cache
def _snownlp() -> Path:
    spec = find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise BrokenInstallationError("snownlp is missing; install tonecheck again")
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def _textrank() -> Any:
    alias = ModuleType(_ALIAS)
    alias.__path__ = [str(_snownlp())]
    sys.modules[_ALIAS] = alias
    return import_module(f"{_ALIAS}.summary.textrank")


@cache
def _stop_words() -> frozenset[str]:
    lines = (_snownlp() / "normal" / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines)


def keywords(texts: list[str], words: Words, without: str = "") -> list[str]:
    """Up to `KEYWORDS` words that the sentences ``texts`` turn around, in the order of the text.

    ``without``: a raw expression (blanks in it do not count); a word that it matches as a whole is none.
    """
    none = re.compile(without, re.VERBOSE)
    docs = [[word for word in _content(text, words) if not none.fullmatch(word)] for text in texts[:MOST_SENTENCES]]
    rank = _textrank().KeywordTextRank(docs)
    rank.solve()
    first = {word: place for place, word in reversed(list(enumerate(word for doc in docs for word in doc)))}
    # Scores are sums over sets, whose order differs from run to run: rounded, and ties settled by the text's order.
    best = sorted(rank.vertex.items(), key=lambda item: (-round(item[1], 3), first[item[0]]))[:KEYWORDS]
    return sorted((word for word, _ in best), key=first.__getitem__)


def summary(texts: list[str], words: Words) -> list[str]:
    """Up to `SUMMARY_SENTENCES` of the sentences ``texts`` that say most of the message, in the order of the text."""
    docs = [_content(text, words) for text in texts[:MOST_SENTENCES]]
    rank = _textrank().TextRank(docs)
    rank.solve()
    best = sorted(rank.top, key=lambda item: (-round(item[1], 6), item[0]))[:SUMMARY_SENTENCES]
    return [texts[place] for place in sorted(place for place, _ in best)]


def _content(text: str, words: Words) -> list[str]:
    return [word for word in words.cut(text) if _HAN_WORD.fullmatch(word) and word not in _stop_words()]


def suggestion(what: str, text: str, sentences: tuple[Sentence, ...], words: Words, without: str = "") -> str:
    """A line made of the message's own words, or nothing where there is too little to choose from.

    Args:
        what: ``subject`` (key words) or ``summary`` (sentences).
        text: the message.
        sentences: the author's own sentences.
        words: cuts the sentences.
        without: a raw expression for what is no key word.
    """
    body = [s for s in sentences if s.block.shape in ("paragraph", "item")]
    texts = [text[s.span.start : s.span.end] for s in body]
    if what == "subject":
        return "、".join(keywords(texts, words, without)) if texts else ""
    if len(texts) <= SUMMARY_SENTENCES:
        return ""
    lines = (line.rstrip("。！？!?；; ") for line in summary(texts, words))
    return "；".join(line if len(line) <= LINE else line[: LINE - 1] + "…" for line in lines)
