"""The types that flow through tonecheck, all frozen. Named tuples: data classes take 8 ms to define at each start.

Every position is a half-open span ``[start, end)`` counted in characters of ``Message.text``.
Lines and columns are worked out at the edge, by ``Message.place``.
"""

from __future__ import annotations

from bisect import bisect_right

from .named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Literal

    Kind = Literal["mail", "chat", "notice", "issue", "commit"]
    Audience = Literal["leader", "peer", "customer", "community"]
    Severity = Literal["error", "warning", "hint"]
    Lang = Literal["zh", "en"]
    Layer = Literal["own", "head", "quote", "forward", "signature", "code"]
    Shape = Literal["paragraph", "heading", "item", "salutation", "closing"]
    Scope = Literal["phrase", "message"]
else:
    Kind = Audience = Severity = Lang = Layer = Shape = Scope = str

KINDS: tuple[Kind, ...] = ("mail", "chat", "notice", "issue", "commit")
AUDIENCES: tuple[Audience, ...] = ("leader", "peer", "customer", "community")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
"""From the most serious to the least."""
LANGS: tuple[Lang, ...] = ("zh", "en")
SCOPES: tuple[Scope, ...] = ("phrase", "message")


def reaches(severity: Severity, level: Severity) -> bool:
    """True when ``severity`` is ``level`` or more serious."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(level)


class Span(NamedTuple):
    """Characters ``start`` to ``end`` of a text, ``end`` not included."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True when ``other`` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end


class Place(NamedTuple):
    """Where a character stands in the file: line and column from 1, offset from 0 in ``Message.text``."""

    line: int
    column: int
    offset: int


class Block(NamedTuple):
    """A run of whole lines that belong together."""

    span: Span
    layer: Layer
    """Who wrote it. ``head`` is a mail head written out in a text file (Subject:, 收件人:)."""
    shape: Shape = "paragraph"


class Directive(NamedTuple):
    """A wish of the author's, written beside the message, that something is not to be reported."""

    way: Literal["comment", "header", "trailer", "text"]
    """Where it stands. ``text``: in words that would be sent to the reader, where it has no effect."""
    words: str
    """What it says, as it is written there."""
    span: Span
    """Where it stands in ``Message.text``, or (empty) where it would."""
    line: int = 0
    """The line of the file; 0: the one on which ``span`` starts."""


class Message(NamedTuple):
    """One message as its reader sees it, and what is known about it."""

    path: str
    text: str
    kind: Kind
    audience: Audience
    blocks: tuple[Block, ...]
    """In the order of the text, not overlapping; blank lines belong to none."""
    subject: str | None = None
    """None: no subject line is known (a plain draft). Empty: the mail has none."""
    sent: datetime | None = None
    recipients: tuple[str, ...] = ()
    attachments: tuple[str, ...] | None = None
    """File names. None: cannot be known (a plain draft). Empty: a mail without attachment."""
    reply: bool = False
    """The message answers another one."""
    line_starts: tuple[int, ...] = (0,)
    """Offset of the first character of each line of ``text``."""
    file_lines: tuple[int, ...] = ()
    """The line in the file (from 1) of each line of ``text``; empty: the same lines as in ``text``."""
    directives: tuple[Directive, ...] = ()
    """In the order of the file."""
    subject_at: Span | None = None
    """Where a head written out in a text file has the subject; None: there is none, or it names no subject."""
    file_columns: tuple[int, ...] = ()
    """The column in the file (from 0) at which each line of ``text`` starts; -1: it does not stand there as it is read.
    Empty: all start their lines."""

    def place(self, offset: int) -> Place:
        """Line and column of the character at ``offset``, as far as they are known: column 1 stands for the line."""
        index = bisect_right(self.line_starts, offset) - 1
        line = self.file_lines[index] if self.file_lines else index + 1
        before = self.file_columns[index] if self.file_columns else 0
        return Place(line, 1 if before < 0 else before + offset - self.line_starts[index] + 1, offset)


class Sentence(NamedTuple):
    """A sentence of the author's own words, with its clauses in order."""

    span: Span
    clauses: tuple[Span, ...]
    """In order; together they cover the sentence."""
    block: Block

    def clause_at(self, offset: int) -> int:
        """The index of the clause in which ``offset`` lies."""
        return min(bisect_right(self.clauses, offset, key=lambda clause: clause.end), len(self.clauses) - 1)


class Mark(NamedTuple):
    """Something found in the text: words, or a measure of them."""

    kind: str
    """A move (``problem``), a class (``exact-time``), a measure (``long-sentence``) or a rule's id."""
    span: Span
    sentence: int = -1
    """Index of the sentence it stands in; -1: none (the whole message)."""
    cue: str = ""
    """The cue that found it, as ``blame.accusation#3``; empty for a measure."""
    fix: str | None = None
    """The text to put in its place, where only one is right."""


class Excused(NamedTuple):
    """A mark that was set aside, and why."""

    mark: Mark
    reason: str
    """``quoted``, ``negated``, ``own-fault``, ``hypothetical``, ``reported``, ``neutral``, ``name`` or ``weighed``."""


class Reading(NamedTuple):
    """What was understood of a message, before any rule judges it."""

    message: Message
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]
    """In the order of the text."""
    excused: tuple[Excused, ...]
    measures: dict[str, int]
    """Counts of the whole message: ``chars`` (Chinese characters of the body), ``sentences`` …"""
    calls: frozenset[str] = frozenset()
    """The message rules that are weighed and that the message as a whole speaks for (see `weigh.called_for`)."""


class Edit(NamedTuple):
    """Characters to be replaced; at an empty span, to be put in."""

    span: Span
    text: str
    safe: bool
    """False: a rewrite, with slots 【…】 that the author has to fill."""


class Finding(NamedTuple):
    """A piece of advice on one place of a message."""

    rule: str
    span: Span
    quote: str | None
    """The words at fault; None for a finding on the message as a whole."""
    message: str
    advice: str
    severity: Severity
    principles: tuple[str, ...]
    """Ids such as ``2.15``."""
    fix: str | None = None
    cue: str = ""
    edits: tuple[Edit, ...] = ()
    """What mends it, all together; empty: only the author can."""


class Dropped(NamedTuple):
    """A finding that the user did not want to see, and why."""

    finding: Finding
    reason: str
    """``comment``, ``header`` or ``trailer`` (a directive), or ``baseline``."""
    note: str = ""
    """What the author gave as a reason."""


class Notice(NamedTuple):
    """Something to be said of a directive."""

    problem: Literal["unused", "unknown-rule", "unknown-directive", "unclosed", "sent"]
    place: Place
    name: str = ""
    """The rule, or the word that is not understood; empty: the directive as a whole."""
    close: str = ""
    """The right name that is most like it."""


class Report(NamedTuple):
    """All that is said of one message."""

    message: Message
    findings: tuple[Finding, ...]
    suppressed: tuple[Dropped, ...]
    excused: tuple[Excused, ...]
    moves: tuple[str, ...]
    """The moves the message makes, such as ``greeting`` and ``request``, in the order of first use."""
    notices: tuple[Notice, ...] = ()
    """What is to be said of directives."""


MEASURES: dict[str, str] = {
    "long-sentence": "a sentence of over 90 Chinese characters with no list in it",
    "long-paragraph": "a paragraph of over 300 Chinese characters",
    "late-request": "over 300 Chinese characters, and the first request stands in the last fifth",
    "typed-head": "a mail head is written out in a text file, which can't hold an attachment",
    "off-hours-sent": "the message's own date is at night, on a weekend or on a public holiday",
    "mail-file": "the message has a mail head",
    "no-attachment": "a mail file without attachment",
    "empty-subject": "a mail file whose subject is empty",
    "reply": "the message answers another one",
    "salutation": "a line of its own at the top addresses somebody",
    "first-line": "the first line of the author's own words",
    **{f"in-{kind}": f"the message is of kind {kind}" for kind in KINDS},
    **{f"to-{audience}": f"the audience is {audience}" for audience in AUDIENCES},
}
"""The kinds of mark that are counted and not matched, and what each one says."""

COUNTS: dict[str, str] = {
    "chars": "Chinese characters of the author's own body text, without those in slots 【…】",
    "sentences": "sentences of the author's own body text",
}
"""What ``at_least`` may count besides marks."""


class Settings(NamedTuple):
    """What the user asked for."""

    select: tuple[str, ...] = ()
    """Rule or family names to use alone; empty: all that are on by default."""
    ignore: tuple[str, ...] = ()
    strict: bool = False
    severities: tuple[tuple[str, Severity], ...] = ()
    """(rule or family, severity): replaces what the rule's file says; later entries win."""
    fail_on: Severity = "warning"
    lang: Lang = "zh"
    snippets: bool = True
    """False: no words of a message are shown or told."""
    extend_select: tuple[str, ...] = ()
    """Rule or family names to use besides those selected; a rule named here is on though it is strict."""
    names: tuple[str, ...] = ()
    """Names and abbreviations known in the house: nothing is found within them."""
