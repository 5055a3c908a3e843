"""HTML to text: what the reader sees, line by line, and which lines are quoted mail.

What is quoted is known by the boxes that mail programs put it into.
"""

from __future__ import annotations

import re
from html import unescape

from tonecheck.model import Audience, Directive, Kind, Message, Span

from .decode import decode_body, decode_file
from .directives import with_directives, words_of
from .layers import Tag
from .markup import attributes, tokens
from .plain import clean, read_plain


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words("""
    address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5
    h6 head header hr html includetail legend li main nav ol p pre section summary table tbody tfoot thead tr ul
""")
_HIDDEN = _words("""
    script style title template svg noscript object select textarea iframe
""")
_BOXES = _words("""
    div blockquote section article aside details table td span includetail ul ol pre
""")
"""Mail programs put quotations and signatures into them."""
_FOLLOWED = (_BLOCKS | _BOXES | {"th"}) - _words("body head html hr")
"""Elements whose end is looked for: what is hidden inside them ends there at the latest."""
_ROWS = _words("thead tbody tfoot")
_CELL_ENDS = _ROWS | {"td", "th", "tr"}
_ENDED_BY = {
    "p": _BLOCKS | _CELL_ENDS,
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": _CELL_ENDS,
    "th": _CELL_ENDS,
    "tr": _ROWS | {"tr"},
    "thead": _ROWS,
    "tbody": _ROWS,
}
"""What begins ends an element that nobody closed: HTML allows it."""
_ENDS = {
    start: tuple(element for element, ends in _ENDED_BY.items() if start in ends)
    for start in frozenset().union(*_ENDED_BY.values())
}
_TABLE = ("table",)
_CELL = ("td", "th", "table")
"""What begins or ends inside a cell ends nothing outside it."""
_ITEMS = _words("li dt dd")
_LISTS = (*_CELL, "ul", "ol", "dl", "blockquote", "section", "article", "aside", "details", "pre")
"""Nor does an item inside these end one outside: it belongs to a list of its own."""
_NEVER_HIDES = _words("""
    html body area base br col embed hr img input link meta param source track wbr
""")
"""A page that is shown by a script once it is loaded, and elements that have no end."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_QUOTE_CLASSES = _words("""
    gmail_quote gmail_quote_container gmail_attr gmail_extra yahoo_quoted protonmail_quote moz-cite-prefix
    ntes-mailmaster-quote history-quote-wrapper zmail_extra qmbox-quote quote-content tutanota_quote
    alimail-quote WordSection-quote
""")
_QUOTE_IDS = (
    "olk_src_body_section",
    "lark-mail-quote",
    "isreplycontent",
    "ntes-mailmaster-quote",
    "replycontent",
    "mail-quote",
)
_REST_IDS = ("divrplyfwdmsg", "appendonsend", "stopspelling", "x_divrplyfwdmsg")
"""From these on, everything is the mail answered."""
_SIGN_MARKS = (
    "gmail_signature",
    "ntes-signature",
    "imail_signature",
    "moz-signature",
    "lark-mail-signature",
    "foxmail_signature",
)

_MAY_HIDE = re.compile(r"hidden|display\s*:\s*none", re.IGNORECASE)
_HIDING_STYLE = re.compile(r"(?:^|;)(?:display:none|visibility:hidden)")
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_HIDDEN_SIGN = re.compile(r"(?<![=\s])\s+hidden(?=[\s=/>])", re.IGNORECASE)
"""The attribute, of a tag without values."""
_SPACE = re.compile(r"[ \t\n\f]+")
_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)


_NOWHERE = ("", -1)


class Page:
    """The text of an HTML page: its lines, what is known of each, and where in the source it starts."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tags: list[Tag] = []
        self.sources: list[int] = []
        """Lines, from 1."""
        self.columns: list[int] = []
        """From 0; -1: the line is not written there as it is read."""
        self.comments: list[tuple[int, int, str, int]] = []
        """Directives: index of the line, column in it, what it asks for, line of the source."""


def read_html(data: bytes, path: str, *, kind: Kind | None, audience: Audience | None) -> Message:
    """The message in an HTML file; its lines are placed in the file. Raises ReadError for what is no text."""
    declared = _META.search(data[:4000])
    if declared is not None and b"\0" not in data and not data.startswith(b"\xef\xbb\xbf"):
        source = decode_body(data, declared[1].decode("ascii"))
    else:
        source = decode_file(data)
    page = read_page(clean(source))
    message = read_plain(
        "\n".join(page.lines), path, kind=kind, audience=audience, tags=page.tags, file_lines=tuple(page.sources)
    )
    message = message._replace(file_columns=tuple(page.columns))
    starts, end = message.line_starts, len(message.text)
    found = []
    for index, column, words, line in page.comments:
        at = starts[index] + column if index < len(starts) else end + 1  # behind the last word
        found.append(Directive("comment", words, Span(at, at), line))
    return with_directives(message, found)


def read_page(source: str) -> Page:
    """The text of an HTML source with ``\\n`` line ends. Takes any text, in time linear in its length."""
    reader = _Reader()
    for tag, text, line, column in tokens(source):
        if tag == "!--":
            reader.comment(text, line)
        elif tag:
            reader.tag(tag, text, line)
        else:
            reader.text(text, line, column)
    reader.end_line()
    page = reader.page
    while page.lines and not page.lines[-1].strip():
        page.lines.pop()
    del page.tags[len(page.lines) :], page.sources[len(page.lines) :], page.columns[len(page.lines) :]
    lead = next((at for at, line in enumerate(page.lines) if line.strip()), 0)
    del page.lines[:lead], page.tags[:lead], page.sources[:lead], page.columns[:lead]
    page.comments = [(max(at - lead, 0), column, words, line) for at, column, words, line in page.comments]
    return page


class _Reader:
    """Gathers the lines of a page from its tags and texts."""

    def __init__(self) -> None:
        self.page = Page()
        self._open: list[tuple[str, Tag, bool]] = []  # element, what it makes of its lines, hidden
        self._places: dict[str, list[int]] = {}
        """Where elements of each name are in ``_open``."""
        self._hidden = 0
        self._skipped = ""
        self._rest: Tag = ""
        self._mark: Tag = ""
        self._tags: list[Tag] = []
        self._pre = 0
        self._parts: list[str] = []
        self._line = 0
        self._line_tag: Tag = ""
        self._stored = _NOWHERE
        """How the line begins in the source, and the column there."""

    def text(self, raw: str, line: int, column: int) -> None:
        """Add running text that starts at ``column`` of ``line`` of the source."""
        if self._hidden or self._skipped:
            return
        text = unescape(raw) if "&" in raw else raw
        text = text.replace("\xa0", " ") if self._pre else _squeeze(text)
        if self._pre:
            first, *more = text.split("\n")
            plain = "&" not in raw
            self._add(first, line, (first, column) if plain else _NOWHERE)
            for nth, rest in enumerate(more, 1):
                self.end_line(always=True)
                self._add(rest, line + nth, (rest, 0) if plain else _NOWHERE)
            return
        lead = len(raw) - len(raw.lstrip(" \t\n\f"))
        if text.strip() and not self._parts:
            line += raw.count("\n", 0, lead)
        above = raw.rfind("\n", 0, lead) + 1
        self._add(text, line, (raw[lead:], lead - above if above else column + lead))

    def comment(self, whole: str, line: int) -> None:
        """Note a comment that may be a directive."""
        words = words_of(whole)
        if words is not None:
            self.page.comments.append((len(self.page.lines), len("".join(self._parts)), words, line))

    def tag(self, name: str, whole: str, line: int) -> None:
        """Follow a tag; ``name`` starts with a slash at an end."""
        ending = name[0] == "/"
        name = name.lstrip("/")
        if self._skipped:
            # <body> ends a title that nobody closed.
            if (ending and name == self._skipped) or (name == "body" and self._skipped == "title"):
                self._skipped = ""
            return
        if name in _HIDDEN and not ending and not whole.endswith("/>"):
            self._skipped = name
            return
        if name == "br" and not self._hidden:
            self._line = self._line or line
            self.end_line(always=True)
        elif name in _BLOCKS:
            self.end_line()
        elif name in {"td", "th"} and not ending and self._parts:
            self._add(" ", line)
        if ending:
            self._leave(name)
        else:
            self._end_before(name)
            self._enter(name, whole)
        if name == "hr" and not ending and "stopspelling" in whole.lower():
            self._rest = "quote"
        elif name == "li" and not ending and not self._hidden:
            self._mark = "item"
        elif name in _HEADINGS:
            self._mark = "" if ending else "heading"
        elif name == "code" and self._pre:
            self._mark = "" if ending else "code"

    def end_line(self, *, always: bool = False) -> None:
        """End the line; an empty one is kept only ``always`` (a line break) or where a space was meant to fill it."""
        text = "".join(self._parts).rstrip()
        if always or text or any("\u3000" in part or "\xa0" in part for part in self._parts):
            tag = self._line_tag if text.strip() else ""
            self.page.lines.append(text.replace("\xa0", " "))
            self.page.tags.append(tag)
            self.page.sources.append(self._line or (self.page.sources[-1] if self.page.sources else 1))
            stored, column = self._stored
            self.page.columns.append(column if text and stored.startswith(text) else -1)
            if self._mark == "item":
                self._mark = ""
        self._parts.clear()
        self._line = 0

    def _add(self, text: str, line: int, stored: tuple[str, int] = _NOWHERE) -> None:
        if not text or (not self._pre and text == " " and not self._parts):
            return
        if self._parts and not self._pre:
            last = self._parts[-1]
            if text[0] == " " and last[-1:] == " ":
                text = text[1:]
        elif not self._pre:
            text = text.lstrip(" ")
        if not text:
            return
        if not self._line or not any(part.strip() for part in self._parts):
            self._line, self._stored = line, stored
            self._line_tag = self._rest or (self._tags[-1] if self._tags else "") or self._mark
        self._parts.append(text)

    def _enter(self, name: str, whole: str) -> None:
        may_hide = name not in _NEVER_HIDES and _MAY_HIDE.search(whole) is not None
        says_more = name in _BOXES and len(whole) > len(name) + 2
        values = attributes(whole) if may_hide or says_more else {}
        hidden = may_hide and _is_hidden(whole, values)
        if not (hidden or name in _FOLLOWED or self._places.get(name)):
            return
        tag: Tag = ""
        if name in _BOXES:
            tag = _tag_of(name, values)
            self._rest = "quote" if values.get("id", "").lower().startswith(_REST_IDS) else self._rest
        self._places.setdefault(name, []).append(len(self._open))
        self._open.append((name, tag, hidden))
        self._hidden += hidden
        self._pre += name == "pre"
        if tag:
            self._tags.append(tag)

    def _end_before(self, name: str) -> None:
        """End the elements that nobody closed before ``name`` begins, and all within them."""
        for ended in _ENDS.get(name, ()):
            walls = _LISTS if ended in _ITEMS else _TABLE
            if self._last(ended) > max(map(self._last, walls)):
                self._leave(ended)

    def _leave(self, name: str) -> None:
        """End the innermost ``name`` and all within it; one that is not open, or outside this cell, is left alone."""
        at = self._last(name)
        if at < 0:
            return
        walls = () if name == "table" else _TABLE if name in _CELL_ENDS else _CELL
        if any(self._last(wall) > at for wall in walls):
            return
        while len(self._open) > at:
            closed, tag, hidden = self._open.pop()
            self._places[closed].pop()
            self._hidden -= hidden
            self._pre -= closed == "pre"
            if tag:
                self._tags.pop()

    def _last(self, name: str) -> int:
        """Where the innermost open ``name`` is in ``_open``; -1: it is not open."""
        places = self._places.get(name)
        return places[-1] if places else -1


def _squeeze(text: str) -> str:
    """Running text with its white space as a browser shows it; between Chinese characters a line break is nothing."""
    if "\n" in text:
        lines = [line.strip(" \t\f") for line in text.split("\n")]
        joined = [lines[0]]
        for line in lines[1:]:
            tight = joined[-1][-1:] > "\u2e80" and line[:1] > "\u2e80"
            joined.append(line if tight else " " + line)
        lead = " " if text[0] in " \t" else ""
        tail = " " if text[-1] in " \t" else ""
        text = lead + "".join(joined) + tail
    return _SPACE.sub(" ", text)


def _tag_of(name: str, values: dict[str, str]) -> Tag:
    """What a box with the attributes ``values`` makes of its lines."""
    classes = set(values.get("class", "").split())
    ident = values.get("id", "").lower()
    if classes & _QUOTE_CLASSES or ident.startswith(_QUOTE_IDS) or name in {"blockquote", "includetail"}:
        # Gmail indents the author's own words with a blockquote that has no border.
        indented = name == "blockquote" and "border:none" in _style(values) and values.get("type") != "cite"
        return "" if indented else "quote"
    if any(mark in ident or mark in classes for mark in _SIGN_MARKS):
        return "signature"
    return "code" if name == "pre" and {"code", "highlight"} & classes else ""


def _style(values: dict[str, str]) -> str:
    return "".join(values.get("style", "").lower().split())


def _is_hidden(whole: str, values: dict[str, str]) -> bool:
    """True for an element whose words no reader sees: ``hidden``, or a style of its own that hides it."""
    return _HIDING_STYLE.search(_style(values)) is not None or _HIDDEN_SIGN.search(_QUOTED.sub("", whole)) is not None
