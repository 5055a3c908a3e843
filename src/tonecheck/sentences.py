"""Message → sentences and clauses, of the author's own words only."""

from __future__ import annotations

import re
import sys
from functools import cache

from .model import Block, Message, Sentence, Span

_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x3FFFE))
"""The codes of Chinese characters. As a regular expression they take 1 ms to make."""
_MOST = 1 << 15
"""Characters of which is remembered whether they are Chinese."""

_CLOSERS = "[\"'”’」』)）】》\\]]"
_EMOJI = "[\u2600-\u27bf\U0001f000-\U0001faff]"
# A set of characters comes first and then what each of them needs behind it: with such a set re finds places quickly.
_END = (
    f"[。！？!?~～.{_EMOJI[1:]}(?:"
    f"(?<=[。！？!?])[。！？!?]*(?:[ ]?[！？!?。])*{_CLOSERS}{{0,3}}"
    r"|(?<=[~～])[~～]*(?!\d)"
    r"|(?<=\.)(?<!\d\.)(?=\s|$)"
    f"|(?<={_EMOJI})[\ufe0f\u200d]*(?:{_EMOJI}[\ufe0f\u200d]*)*\\s*)"
)
_CLAUSE_END = (
    "[，；：、…—,;: \u3000](?:(?<=[，；：、…—])[，；：、…—]*|(?<=[,;:])(?!\\d)"
    "|(?<=[\u4e00-\u9fff][ \u3000])[ \u3000]*(?=[\u4e00-\u9fff]))"
)


@cache
def _ends() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What ends a sentence, and what a clause. The compiled core asks for neither."""
    return re.compile(_END), re.compile(_CLAUSE_END)


def split_sentences(message: Message) -> tuple[Sentence, ...]:
    """The sentences of the own blocks of ``message``, in the order of the text.

    A sentence ends behind its marks (。！？!?), at ～, behind emoji, at an English full stop before a blank, and with
    its block (a line end within a block was only a wrapped line). A run of blanks alone is no sentence. A clause ends
    behind its marks, and where blanks stand between two Chinese characters, as hasty chats have them for commas.
    """
    found: list[Sentence] = []
    for block in message.blocks:
        if block.layer == "own":
            found += _of_block(message.text, block)
    return tuple(found)


def _of_block(text: str, block: Block) -> list[Sentence]:
    found, ends = [], _ends()[0]
    start = block.span.start
    while start < block.span.end:
        match = ends.search(text, start, block.span.end)
        while match and match[0][0] not in "。！？!?" and not text[start : match.start()].strip():
            match = ends.search(text, match.end(), block.span.end)
        end = match.end() if match else block.span.end
        span = _trim(text, start, end)
        if span.start < span.end:
            found.append(Sentence(span, _clauses(text, span), block))
        start = end
    return found


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + max(left, len(piece.rstrip())))


def _clauses(text: str, span: Span) -> tuple[Span, ...]:
    clauses = []
    start = span.start
    for match in _ends()[1].finditer(text, span.start, span.end):
        at, end = match.span()
        if text[at] == "、":
            continue
        clauses.append(Span(start, end))
        start = end
    if start < span.end:
        clauses.append(Span(start, span.end))
    return tuple(clauses)


_HAN_BYTES = bytes(range(0x34, 0x4D)) + bytes(range(0x4E, 0xA0)) + bytes(range(0xF9, 0xFB))
"""The upper bytes of which every character is Chinese."""
_MIXED_BYTES = bytes((0x4D, *range(0xD8, 0xE0)))
"""Those of which some are: the end of a block, and halves of pairs."""
_UPPER = 3 if sys.byteorder == "little" else 2
"""Where the first upper byte stands in UTF-16 as this machine writes it; its codec for one order must be imported."""


def han_count(text: str) -> int:
    """How many Chinese characters ``text`` has."""
    high = text.encode("utf-16", "surrogatepass")[_UPPER::2]
    rest = high.translate(None, _HAN_BYTES)
    if len(rest.translate(None, _MIXED_BYTES)) != len(rest):
        return sum(map(_is_han.__getitem__, text))
    return len(high) - len(rest)


def sizes(text: str, sentences: tuple[Sentence, ...]) -> list[int]:
    """How many Chinese characters each of ``sentences`` has."""
    return [han_count(text[start:end]) for (start, end), *_ in sentences]


class _IsHan(dict[str, bool]):
    """Whether a character is Chinese, found out when it is first met."""

    def __missing__(self, char: str) -> bool:
        if len(self) >= _MOST:
            self.clear()
        found = self[char] = any(ord(char) in codes for codes in _HAN)
        return found


_is_han = _IsHan()
