"""Findings × the user's wishes → kept and dropped: directives, the baseline."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate

from .lexicon import Lexicon
from .lexicon.choice import ALL, covers, fits, is_on
from .model import Directive, Dropped, Finding, Message, Notice, Place, Report, Settings, Span
from .named import NamedTuple
from .spans import Spans

ACTIONS = ("ignore", "disable", "enable", "file-ignore")

_COMMENT = re.compile(
    r"([\w-]*+)\s*+(?:[\[(（【［]([^\[\]()（）【】［］]*)[\])）】］]|(?!\[|[(（【［][^\])）】］]*\Z))[:：=]?\s*(.*)",
    re.DOTALL,
)
"""What it does, the names in brackets, and a note; a bracket that is not closed fits nothing."""
_INDENT = re.compile(r"[ \t]*")
_REACH = 100
"""So many blocks above a comment the list item is looked for to which it belongs."""
_SEPARATOR = re.compile(r"[,，、\s]+")
_BARE_NAME = re.compile(r"([A-Za-z-]+(?:\.[A-Za-z-]+)?)(?![A-Za-z0-9_.-])[,，、:：;；\s]*")
"""A word that may name a rule or a family, and what parts it from the next."""


class Wish(NamedTuple):
    """Findings of one rule or family are not to be reported in one stretch of the message."""

    name: str
    """A rule, a family, or ``all``."""
    span: Span
    directive: Directive
    note: str
    but: frozenset[str] = frozenset()
    """Rules and families that were turned on again."""


def without_comments(message: Message) -> Message:
    """``message`` with blanks in the place of directives that its reader does not see, so that no rule reads them."""
    pieces, at = [], 0
    for directive in message.directives:
        if directive.way in ("comment", "trailer"):
            start, end = directive.span
            pieces += [message.text[at:start], re.sub(r"[^\n]", " ", message.text[start:end])]
            at = end
    return message._replace(text="".join(pieces) + message.text[at:])


def sift(report: Report, lexicon: Lexicon, settings: Settings) -> Report:
    """``report`` without the findings that directives speak for, and with notices on directives."""
    message = report.message
    wishes, notices = _understood(message, lexicon)
    places = _Places(wishes)
    kept: list[Finding] = []
    dropped = list(report.suppressed)
    used: set[tuple[Directive, str]] = set()
    for finding in report.findings:
        fitting = places.wishes_for(finding)
        used.update((wish.directive, wish.name) for wish in fitting)
        if fitting:
            dropped.append(Dropped(finding, fitting[0].directive.way, fitting[0].note))
        else:
            kept.append(finding)
    for wish in wishes:
        if (wish.directive, wish.name) not in used and _watched(wish.name, message, lexicon, settings):
            name = "" if wish.name == ALL else wish.name
            notices.append(Notice("unused", _place(message, wish.directive), name))
    in_order = tuple(dict.fromkeys(sorted(notices, key=lambda notice: notice.place)))
    return report._replace(findings=tuple(kept), suppressed=tuple(dropped), notices=in_order)


def known_before(report: Report, known: Mapping[str, int], keys: Iterable[str]) -> tuple[Report, dict[str, int]]:
    """``report`` without the findings that a baseline knows, and what is then left of ``known``.

    Args:
        report: what was found.
        known: key → how many findings of this key are known.
        keys: the key of each finding of ``report``.
    """
    left = dict(known)
    kept: list[Finding] = []
    dropped = list(report.suppressed)
    for finding, key in zip(report.findings, keys, strict=True):
        if left.get(key, 0) > 0:
            left[key] -= 1
            dropped.append(Dropped(finding, "baseline"))
        else:
            kept.append(finding)
    return report._replace(findings=tuple(kept), suppressed=tuple(dropped)), left


class _Places:
    """Finds the wishes that speak for a finding by halving, so that many of both take no quadratic time."""

    def __init__(self, wishes: list[Wish]) -> None:
        self.of_name: dict[str, list[Wish]] = {}
        for wish in sorted(wishes, key=lambda wish: wish.span):
            self.of_name.setdefault(wish.name, []).append(wish)
        self.reach = {name: list(accumulate((w.span.end for w in own), max)) for name, own in self.of_name.items()}

    def wishes_for(self, finding: Finding) -> list[Wish]:
        """All wishes that speak for ``finding``, those of its rule before those of its family."""
        found = []
        at = finding.span.start
        names = (finding.rule, finding.rule.partition(".")[0], ALL)
        for name in names:
            wishes = self.of_name.get(name, [])
            place = bisect_right(wishes, at, key=lambda wish: wish.span.start) - 1
            while place >= 0 and self.reach[name][place] > at:
                if wishes[place].span.end > at and wishes[place].but.isdisjoint(names):
                    found.append(wishes[place])
                place -= 1
        return found


def _watched(name: str, message: Message, lexicon: Lexicon, settings: Settings) -> bool:
    """True when all rules that ``name`` stands for were used on ``message``: only then a wish can be called unused."""
    if settings.select and name == ALL:
        return False
    rules = [(rule, body) for rule, body in lexicon.rules.items() if covers(name, rule)]
    fitting = [
        (rule, body)
        for rule, body in rules
        if fits(body, message.kind, message.audience)
        and (rule == name or not (body.get("strict") or body.get("preview")))
    ]
    return bool(fitting) and all(is_on(rule, body, settings) for rule, body in fitting)


def _place(message: Message, directive: Directive) -> Place:
    place = message.place(directive.span.start)
    return place._replace(line=directive.line, column=1) if directive.line else place


def _understood(message: Message, lexicon: Lexicon) -> tuple[list[Wish], list[Notice]]:
    """What the directives of ``message`` ask for, and what is wrong with them."""
    if not message.directives:  # as in nearly all
        return [], []
    families = {rule.partition(".")[0] for rule in lexicon.rules}
    reader = _Directives(message, {ALL, *lexicon.rules, *lexicon.off, *families})
    for directive in message.directives:
        reader.read(directive)
    return reader.ended()


class _Directives:
    """Follows the directives of a message in their order."""

    def __init__(self, message: Message, known: set[str]) -> None:
        self.message, self.known = message, known
        self.wishes: list[Wish] = []
        self.notices: list[Notice] = []
        self.open: dict[str, Wish] = {}
        """What is disabled, each from the start of its span on."""
        own = [block for block in message.blocks if block.layer == "own"]
        self.own, self.shapes = [block.span for block in own], [block.shape for block in own]
        self.seen = [block.span for block in message.blocks if block.layer not in ("quote", "forward", "code")]
        self.others = Spans([block.span for block in message.blocks if block.layer in ("quote", "forward")])

    def read(self, directive: Directive) -> None:
        """Add what ``directive`` asks for."""
        if directive.way == "text":
            place = bisect_right(self.seen, directive.span.start, key=lambda span: span.start) - 1
            if place >= 0 and directive.span.start <= self.seen[place].end:
                self._tell("sent", directive)
            return
        if directive.way == "comment":
            # What others wrote decides nothing; one of HTML has no width, and may stand before a quotation.
            if directive.span.start == directive.span.end or not self.others.cover(directive.span):
                self._read_comment(directive)
            return
        names, _, note = directive.words.replace("；", ";").partition(";")
        for name in self._names(names, directive):
            self._wish(name, Span(0, len(self.message.text) + 1), directive, note)

    def _read_comment(self, directive: Directive) -> None:
        found = _COMMENT.fullmatch(directive.words)
        action = found[1].lower() if found else directive.words
        if found is None or action not in ACTIONS:
            from .lexicon.source import nearest_name

            word = re.split(r"[\s\[(（【［]", action, maxsplit=1)[0] or action
            if word.lower() in ACTIONS:
                self._tell("unclosed", directive, word.lower())
            else:
                self._tell("unknown-directive", directive, word, nearest_name(word, ACTIONS))
            return
        names, note = found[2], found[3].strip()
        if names is None and note:
            names, note = self._unbracketed(note)
        for name in [ALL] if names is None else self._names(names, directive):
            self._act(action, name, directive, note)

    def _unbracketed(self, note: str) -> tuple[str | None, str]:
        """The names with which ``note`` begins, where only the brackets were forgotten, and the rest of it.

        A rule's name has a dot, so a misspelt one is seen and told: it must not be taken for a note, with which all
        rules are meant. So must a word that stands alone and is nearly a name.
        """
        from .lexicon.source import nearest_name

        names: list[str] = []
        at = 0
        while found := _BARE_NAME.match(note, at):
            alone = found.end() == len(note) and not names
            name = found[1].lower()
            if not ("." in name or name in self.known or (alone and nearest_name(name, self.known))):
                break
            names.append(name)
            at = found.end()
        return (" ".join(names), note[at:]) if names else (None, note)

    def _act(self, action: str, name: str, directive: Directive, note: str) -> None:
        end = len(self.message.text) + 1
        if action == "ignore":
            self._wish(name, self._block(directive), directive, note)
        elif action == "file-ignore":
            self._wish(name, Span(0, end), directive, note)
        elif action == "disable":
            if name not in self.open or self.open[name].but:
                self._close(name, directive.span.start)
                self.open[name] = Wish(name, directive.span, directive, note.strip())
        else:
            self._enable(name, directive)

    def _enable(self, name: str, directive: Directive) -> None:
        """End what ``name`` covers, and leave it out of what covers more."""
        here = directive.span
        ended = [item for item in self.open if covers(name, item) or name == item]
        wider = [
            wish for item, wish in self.open.items()
            if item not in ended and covers(item, name) and wish.but.isdisjoint((name, name.partition(".")[0]))
        ]  # fmt: skip
        if not ended and not wider:
            self._tell("unused", directive, "" if name == ALL else name)
        for item in ended:
            self._close(item, here.start)
        for wish in wider:
            self._close(wish.name, here.start)
            self.open[wish.name] = wish._replace(span=here, but=wish.but | {name})

    def _close(self, name: str, end: int) -> None:
        if name in self.open:
            wish = self.open.pop(name)
            self.wishes.append(wish._replace(span=Span(wish.span.start, end)))

    def _wish(self, name: str, span: Span, directive: Directive, note: str) -> None:
        self.wishes.append(Wish(name, span, directive, note.strip()))

    def ended(self) -> tuple[list[Wish], list[Notice]]:
        """All wishes and notices; what is still disabled is so to the end."""
        for name in list(self.open):
            self._close(name, len(self.message.text) + 1)
        return self.wishes, self.notices

    def _block(self, directive: Directive) -> Span:
        """The paragraph, heading or item in which a directive stands, or the next one."""
        start, end = directive.span
        item = self._item_around(directive.span)
        if item is not None:
            return item
        # A comment of HTML takes no room, and may stand right behind the last word.
        place = bisect_right(self.own, start - (start == end), key=lambda span: span.end)
        return self.own[place] if place < len(self.own) else Span(end, end)

    def _item_around(self, span: Span) -> Span | None:
        """The list item that ends with a comment on an indented line of its own; None: it is another place."""
        text = self.message.text
        line = text.rfind("\n", 0, span.start) + 1
        indent = span.start - line
        if not indent or span.start == span.end or text[line : span.start].strip(" \t"):
            return None
        place = bisect_right(self.own, span.start, key=lambda own: own.end)
        if place < len(self.own) and self._indent(place) >= indent:
            return None  # more of the item stands below, or an item within it
        near = range(place - 1, max(place - _REACH, 0) - 1, -1)
        above = next((at for at in near if self._indent(at) < indent), -1)
        if above < 0 or self.shapes[above] != "item":
            return None
        return Span(self.own[above].start, span.end)

    def _indent(self, place: int) -> int:
        """How far one of the blocks is set in."""
        blanks = _INDENT.match(self.message.text, *self.own[place])
        return blanks.end() - blanks.start() if blanks else 0

    def _names(self, text: str, directive: Directive) -> list[str]:
        """The rules and families named in ``text``; unknown ones are told."""
        names = [name for name in _SEPARATOR.split(text.strip()) if name]
        if not names:
            self._tell("unknown-rule", directive)
        for name in names:
            if name not in self.known:
                from .lexicon.source import nearest_name

                self._tell("unknown-rule", directive, name, nearest_name(name, self.known))
        return [name for name in names if name in self.known]

    def _tell(self, problem: str, directive: Directive, name: str = "", close: str = "") -> None:
        self.notices.append(Notice(problem, _place(self.message, directive), name, close))  # type: ignore[arg-type]
