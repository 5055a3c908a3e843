"""Text to blocks: who wrote each line (author, quoted mail, signature, code) and what it is (item, closing …)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from tonecheck.model import Block, Kind, Layer, Shape, Span

from .edges import is_address_below_title, is_closing, is_salutation, is_short_line, is_title
from .signature import signature_lines

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Literal

    Tag = Literal[
        "", "head", "quote", "forward", "signature", "code", "heading", "item", "salutation", "closing", "text", "skip"
    ]
    """What is known of a line: its layer or, when it is the author's own, its shape.

    Empty: not yet known. ``text``: the author's, not to be read as a title or signature. ``skip``: belongs to no block.
    """
else:
    Tag = str

_LAYERS: dict[Tag, Layer] = {
    "head": "head",
    "quote": "quote",
    "forward": "forward",
    "signature": "signature",
    "code": "code",
}
_SHAPES: dict[Tag, Shape] = {
    "heading": "heading",
    "item": "item",
    "salutation": "salutation",
    "closing": "closing",
}

_NOT_OWN = frozenset({*_LAYERS, "skip"})
_TAIL = 60
"""Lines from the end in which a signature is looked for."""

# Words without which no line can open a quoted mail, or be code: most drafts have none and skip those tests.
_THREAD_HINTS = ("写道", "寫道", "件人", "件者", "发信人", "——", "＞")
_PLAIN_THREAD_HINTS = (b"wrote", b"From", b"FROM", b"--", b"__", b"==", b"forwarded", b">")
_CODE_HINTS = (
    b"```", b"~~~", b"{", b"=", b"$ ", b"ERR", b"WARN", b"INFO", b"DEBUG", b"FATAL", b"Traceback", b"Exception",
    b"Error", b"error", b"SELECT", b"INSERT", b"UPDATE", b"DELETE", b"ALTER", b"CREATE", b"at ", b"sudo ", b"git ",
    b"curl ", b"docker ", b"pip ", b"kubectl ", b"npm ", b"//", b"</", b"();", b"->", b"::",
)  # fmt: skip
_PAIRS = (b"--", b"::")
_UNHINTING = bytes(set(range(128)) - {*b"`~{=$/<>;_", *range(65, 91), *range(97, 123)})
"""The ASCII characters of which none makes such a word: digits, blanks, punctuation. Most drafts have no others."""

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_NUMERALS = frozenset("一二三四五六七八九十")
_BULLETS = frozenset("•·●○◆◇■□▪▫▶►➤☐☑☒✅✔✓√★☆※‣⁃")
_ROUND = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⒈⒉⒊⒋⒌⒍⒎⒏⒐❶❷❸❹❺❻")
_ITEM_STARTS = _DIGITS | _NUMERALS | _BULLETS | _ROUND | frozenset("(（-–*+方第其ABCDEFGHabcdefgh")
_DIGIT_MARKS = ".．)）、"

_SENTENCE_END = "。！？!?；;：:…～~.”」"
_NARROW = 48
_WIDE = 100
"""The columns between which mail programs and editors break lines."""
_WIDE_MARKS = frozenset("，。、：；！？“”‘’（）《》【】「」…—·～￥")
_MOST = 1 << 15
"""Characters of which the width is remembered."""
_RAGGED = 12
"""How much shorter than the longest a broken line may be: the next word did not fit."""


def line_starts(text: str) -> tuple[int, ...]:
    """The offset of the first character of each line of ``text``."""
    return starts_of(text.split("\n"))


def split_blocks(
    text: str, kind: Kind, *, tags: Sequence[Tag] | None = None, forwarded: bool = False
) -> tuple[Block, ...]:
    """The blocks of a text, in order, not overlapping; blank lines belong to none.

    A paragraph of several lines is one that was broken at a fixed width: a line end in it ends no sentence.
    ``tags`` is what the file's format tells of each line; ``forwarded``: what follows a mail head was passed on.
    """
    lines = text.split("\n")
    known: list[Tag] = [""] * len(lines) if tags is None else list(tags)
    tag_layers(text, lines, known, forwarded=forwarded)
    return blocks_of(lines, starts_of(lines), known, kind)


def tag_layers(text: str, lines: Sequence[str], known: list[Tag], *, forwarded: bool) -> None:
    """Tag code and what others wrote; ``forwarded``: what follows a mail head was passed on."""
    plain = text.encode("ascii", "replace")
    hinting = plain.translate(None, _UNHINTING) or any(map(plain.__contains__, _PAIRS))
    if hinting and any(map(plain.__contains__, _CODE_HINTS)):
        from .technical import tag_code

        tag_code(lines, known)
    if (hinting and any(map(plain.__contains__, _PLAIN_THREAD_HINTS))) or any(map(text.__contains__, _THREAD_HINTS)):
        from .threads import tag_threads

        tag_threads(lines, known, forwarded=forwarded)
    if forwarded:
        known[:] = ["forward" if tag == "quote" else tag for tag in known]


def blocks_of(lines: Sequence[str], starts: Sequence[int], tags: Sequence[Tag], kind: Kind) -> tuple[Block, ...]:
    """The blocks of lines that begin at ``starts``, of which layers are known (see `tag_layers`)."""
    known = list(tags)
    own = [at for at, line in enumerate(lines) if known[at] not in _NOT_OWN and line.strip()]
    _tag_start(lines, known, own, kind)
    _tag_end(lines, known, own, kind)
    return tuple([
        Block(Span(starts[first], starts[last] + len(lines[last])), layer, shape)
        for first, last, layer, shape in _runs(lines, known, kind)
    ])  # fmt: skip


def is_item(line: str) -> bool:
    """True when the line starts with the mark of a list item: 1. / 一、 / （1） / - / · / 方案一："""
    line = line.lstrip()
    first = line[:1]
    if first not in _ITEM_STARTS:
        return False
    if first in _BULLETS or first in _ROUND:
        return True
    if first in "-–*+":
        # -5% and -- are no items, nor is *重要*.
        after = line[1:2]
        return after in {" ", "\t", "\u3000"} or (first == "-" and after > "\u2e80")
    return _numbered(line)


def _numbered(line: str) -> bool:
    """True for 1. 一、 （1） A) 方案一： 第一， 其一， and the like."""
    head = line[:7]
    if head[0] in "(（":
        close = max(head.find(")"), head.find("）"))
        return close > 1 and (head[1:close].isdigit() or _NUMERALS.issuperset(head[1:close]))
    if head[0] in _DIGITS:
        rest = head.lstrip("0123456789０１２３４５６７８９")
        # 1.8米 is a number, 2025.3 a date.
        return len(head) - len(rest) <= 3 and rest[:1] in _DIGIT_MARKS and rest != "" and rest[1:2] not in _DIGITS
    if head[0] in _NUMERALS:
        rest = head.lstrip("一二三四五六七八九十")
        return rest[:1] != "" and rest[0] in "、.．)）"
    if head[0] in "方第其":
        if head[0] == "方" and head[:2] != "方案":
            return False
        rest = head[2:] if head[0] == "方" else head[1:]
        core = rest.lstrip("一二三四五六七八九十0123456789ABCDE")
        return core != rest and core[:1] != "" and core[0] in "：:、，,." + ("是" if head[0] == "其" else "")
    # A. 全服…, but not e.g. or B.C.
    return head[1:2] != "" and head[1] in _DIGIT_MARKS and not (head[2:3].isascii() and head[2:3].isalnum())


def starts_of(lines: Sequence[str]) -> tuple[int, ...]:
    """The offset of the first character of each of the lines of a text."""
    return tuple(accumulate([len(line) + 1 for line in lines[:-1]], initial=0))


def _tag_start(lines: Sequence[str], tags: list[Tag], own: Sequence[int], kind: Kind) -> None:
    """Tag the title and the salutation at the top of the author's own words."""
    first, titled = True, bool(own) and "head" in tags[: own[0]]
    for at in own[:5]:
        if tags[at] == "heading":
            titled = True
            continue
        if tags[at]:
            break
        if is_salutation(lines[at], alone=len(own) == 1) or (titled and is_address_below_title(lines[at])):
            tags[at] = "salutation"
        elif first and (kind == "commit" or (kind != "chat" and len(own) > 1 and _entitles(lines, own))):
            tags[at] = "heading"
            titled = True
        else:
            break
        first = False


def _entitles(lines: Sequence[str], own: Sequence[int]) -> bool:
    """True when the first line is a title: by its words, or a short one apart from the form of address below it."""
    title, below = lines[own[0]], lines[own[1]]
    if is_title(title):
        return True
    return own[1] > own[0] + 1 and is_short_line(title) and (is_salutation(below) or is_address_below_title(below))


def _tag_end(lines: Sequence[str], tags: list[Tag], own: Sequence[int], kind: Kind) -> None:
    """Tag the signature and the closing at the end of the author's own words."""
    end = len(own)
    while end:
        # The last stretch of own words: quoted mail or code ends it. One that is all signature has words above it.
        start = end - 1
        while start and end - start < _TAIL and not _parted(tags, own[start - 1], own[start]):
            start -= 1
        stretch = own[start:end]
        # A quotation may be all that the signature has above it.
        below = start > 0 or not {"quote", "forward"}.isdisjoint(tags[: stretch[0]])
        signed = signature_lines(lines, stretch, names=kind in {"mail", "notice"}, below=below)
        signed = min(signed, _unknown(tags, stretch))
        for at in stretch[len(stretch) - signed :]:
            tags[at] = "signature"
        rest = list(stretch[: len(stretch) - signed])
        while (len(rest) > 1 or start) and rest and tags[rest[-1]] == "" and is_closing(lines[rest[-1]]):
            tags[rest.pop()] = "closing"
        if rest:
            return
        end = start


def _parted(tags: Sequence[Tag], above: int, below: int) -> bool:
    """True when words that are not the author's stand between two of his lines."""
    return below > above + 1 and any(tag in _NOT_OWN and tag != "skip" for tag in tags[above + 1 : below])


def _unknown(tags: Sequence[Tag], stretch: Sequence[int]) -> int:
    """How many lines at the end of a stretch nothing is known of yet."""
    count = 0
    while count < len(stretch) and tags[stretch[-1 - count]] == "":
        count += 1
    return count


def _runs(lines: Sequence[str], tags: Sequence[Tag], kind: Kind) -> Iterator[tuple[int, int, Layer, Shape]]:
    """First and last line of each block, with its layer and shape."""
    total = len(lines)
    at = 0
    while at < total:
        tag = tags[at]
        if tag == "skip" or not lines[at] or not lines[at].strip():
            at += 1
            continue
        first = at
        at += 1
        if tag in _LAYERS:
            while at < total and tags[at] == tag and lines[at].strip():
                at += 1
            yield first, at - 1, _LAYERS[tag], "paragraph"
        elif tag in _SHAPES and tag != "item":
            yield first, first, "own", _SHAPES[tag]
        else:
            item = tag == "item" or is_item(lines[first])
            while at < total and tags[at] in {"", "text"} and lines[at].strip() and not is_item(lines[at]):
                if not item and _indent(lines[at]) > _indent(lines[at - 1]):
                    break
                at += 1
            shape: Shape = "item" if item else "paragraph"
            if at - first == 1:
                yield first, first, "own", shape
            else:
                yield from _paragraphs(lines, first, at, shape, joined=kind != "chat")


def _paragraphs(
    lines: Sequence[str], first: int, end: int, shape: Shape, *, joined: bool
) -> Iterator[tuple[int, int, Layer, Shape]]:
    """The lines from ``first`` to ``end``, one block each, but those broken at a fixed width together."""
    widths: list[int] = []
    if joined and end - first > 1 and len(lines[first]) >= _NARROW // 2 and not _too_wide(lines[first:end]):
        widths = [sum(map(_columns, lines[at].rstrip())) for at in range(first, end)]
        full = max(widths)
        broken = [_broken(lines[first + n], width, full) for n, width in enumerate(widths[:-1])]
        if full > _WIDE or full < _NARROW or sum(broken) * 2 < len(broken):
            widths = []
    start = first
    for at in range(first, end):
        if at + 1 < end and widths and widths[at - first] >= full - _RAGGED:
            continue
        yield start, at, "own", shape
        start, shape = at + 1, "paragraph"


def _too_wide(lines: Sequence[str]) -> bool:
    """True when one is wider than `_WIDE` at first sight: what is not ASCII takes two columns at least."""
    return any(2 * len(line) > _WIDE + len(line.encode("ascii", "ignore")) for line in map(str.rstrip, lines))


class _Columns(dict[str, int]):
    """The columns of a character: the bytes that it takes in GB18030, whose codec most texts don't need."""

    def __missing__(self, char: str) -> int:
        if len(self) >= _MOST:
            self.clear()
        found = 1 if char < "\x80" else 2
        if found == 2 and not "一" <= char <= "龥" and char not in _WIDE_MARKS:
            found = len(char.encode("gb18030", "replace"))
        self[char] = found
        return found


_columns = _Columns().__getitem__


def _broken(line: str, width: int, full: int) -> bool:
    """True when the line goes nearly to the edge and its sentence does not end there."""
    return width >= full - _RAGGED and line.rstrip()[-1] not in _SENTENCE_END


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t\u3000\xa0"))
