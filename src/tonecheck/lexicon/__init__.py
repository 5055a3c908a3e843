"""The lexicon: all knowledge of the language and of the article, as data, compiled and ready to match."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from sys import intern

from ..fold import Folding
from .candidates import Candidate, Candidates, Facts
from .choice import ALL, Choice, choose
from .match import KINDS, MOST_CHARS, Matcher, Pattern, is_one_of
from .spoken import (
    ASKING,
    CLOSING,
    CONDITIONS,
    CROWD,
    POLITE,
    UNFINISHED,
    Reason,
    accepted_by,
    for_voice_alone,
    named,
    people,
    reason_of,
)
from .table import Table
from .weights import Weights

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .._core import Core
    from ..model import Audience, Kind, Settings
    from ..words import Words

    Excuses = tuple[frozenset[str], tuple[tuple[str, str], ...]]
    """The kinds of mark without which a mark does not count (``only_with``), and what excuses it (``excused_by``).

    That is another mark, each time how near it must be and of what kind.
    """
    _Dict = dict[str, Any]
else:
    _Dict = dict


def kind_of(cue: str) -> str:
    """The kind of the marks of a cue, ``blame.accusation`` of ``blame.accusation#3``."""
    return cue.partition("#")[0]


_MOST_CHOICES = 128
"""For so many settings, kinds and audiences it is kept which rules are on."""


class Memo(_Dict):
    """What a function makes of texts, made once for each. There must be few of them."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        """``make``: the function."""
        self._make = make

    def __missing__(self, key: str) -> Any:
        found = self[key] = self._make(key)
        return found


class Lexicon:
    """A compiled bundle with its matcher. Made once, safe to share among threads.

    What it says never changes. What is worked out on the way (patterns, choices, texts) is kept, in tables that grow
    with the lexicon and not with what is checked.
    """

    def __init__(self, table: Table, open_words: Callable[[], Words]) -> None:
        """Make the lexicon of a compiled ``table``.

        Args:
            table: the compiled rules.
            open_words: opens the word table, when the first word boundary is asked for.
        """
        self.table = table
        header = table.header
        self.folding = Folding(*header["fold"])
        # Kinds of marks are looked up often: of equal names that are one, no characters are compared.
        self.rules: dict[str, dict[str, Any]] = {intern(name): body for name, body in header["rules"].items()}
        self.off = frozenset(header["off"])
        """Rules that a folder turned off: to ignore one of them is no mistake."""
        self.moves: dict[str, dict[str, Any]] = {intern(name): body for name, body in header["moves"].items()}
        self.voice: dict[str, dict[str, Any]] = header["voice"]
        self.cues: list[dict[str, Any]] = header["cues"]
        self._scans_at: dict[str, int] = {}
        self.families: list[dict[str, Any]] = header["families"]
        self.renamed: dict[str, int] = {
            family["name"]: family["renamed"] for family in self.families if "renamed" in family
        }
        """Family → by how much a sentence must speak louder for another rule of it (see `weigh.rename`)."""
        self.core: list[str] = header["core"]
        self.unfinished, self.closing = frozenset(header[UNFINISHED]), frozenset(header[CLOSING])
        """Words with which what is shown of a message does not end, and those that are shown with what they close."""
        self.crowd, self.polite = frozenset(header[CROWD]), frozenset(header[POLITE])
        """Words that speak to many readers, and to one politely."""
        self.readers: list[str] = header["readers"]
        """What texts call the reader: politely, plainly; and where they are many, as the draft does or not."""
        self.asking = frozenset(header[ASKING])
        """Words with which one asks."""
        self.asks = {rule for rule, body in self.rules.items() if body.get("asks")}
        """The rules that are about questions."""
        self.sections: list[dict[str, Any]] = header["sections_of_article"]
        self.classes = frozenset(table.classes)
        self.matcher = Matcher(table.class_items, table.regex)
        self.weights = Weights(header["weighed"], table.weights_of, lambda: self.compiled, table.trees)
        self.cue_of = {cue["id"]: cue for cue in self.cues}
        self._open_words = open_words
        self._patterns: dict[int, tuple[Pattern, list[Any]]] = {}
        self.candidates = Candidates(table)
        self.accepted_by: dict[str, frozenset[str] | None] = Memo(self._accepted_by)
        """Cue → the sorts of speech in which its mark of a rule or a move counts nevertheless; None: in any."""
        self.excused_by: dict[str, Excuses | None] = Memo(self._excused_by)
        """Cue, or the kind of a mark without one → what decides whether it counts beside others; None: it does."""
        self.choices: dict[tuple[object, ...], Choice] = {}
        """What `choice` has said; never of more than `_MOST_CHOICES`."""
        self.texts: dict[tuple[str, str, str, str], tuple[str, str]] = {}
        """What findings of a rule, by one of its cues or none, say in a language and kind of message.

        `judge` keeps here what it had of `telling`.
        """
        self._wording_in: dict[tuple[str, Kind], dict[str, Any]] = {}
        self._facts: dict[int, Facts] = {}
        self._exception_needs: dict[int, list[int]] = {}
        self._exceptions_of: dict[int, dict[int, list[int]]] = {}

    @cached_property
    def compiled(self) -> Core | None:
        """The compiled core over this lexicon; None: it is not used."""
        from .compiled import open_core

        return open_core(self.table)

    @cached_property
    def names(self) -> frozenset[str]:
        """What settings may name: the rules, their families, and `ALL`."""
        families = {family["name"] for family in self.families} | {rule.partition(".")[0] for rule in self.rules}
        return frozenset({ALL, *self.rules, *families})

    def choice(self, settings: Settings, kind: Kind, audience: Audience) -> Choice:
        """The rules for messages of a ``kind`` and ``audience`` under ``settings``."""
        # Of the settings what `is_on` asks for: names and severities may be another user's each time.
        asked = (settings.select, settings.extend_select, settings.ignore, settings.strict, kind, audience)
        found = self.choices.get(asked)
        if found is None:
            found = choose(self.rules, self.weights.messages, settings, kind, audience)
            if len(self.choices) >= _MOST_CHOICES:
                self.choices.clear()
            self.choices[asked] = found
        return found

    def wording_in(self, rule: str, kind: Kind) -> dict[str, Any]:
        """What ``rule``, or its family, says of messages of a ``kind`` alone."""
        found = self._wording_in.get((rule, kind))
        if found is None:
            name = rule.partition(".")[0]
            bodies = *(family for family in self.families if family["name"] == name), self.rules[rule]
            parts = [self.wording(body).get("in", {}).get(kind, {}) for body in bodies]
            found = self._wording_in[rule, kind] = {key: value for part in parts for key, value in part.items()}
        return found

    def wording(self, body: dict[str, Any]) -> dict[str, Any]:
        """What a rule, a cue or a family has to say (see `Table.wording`)."""
        return self.table.wording(body)

    @cached_property
    def traditional(self) -> dict[str, str]:
        """Simplified character → the Traditional one in what is added to a draft."""
        return {pair[0]: pair[1] for pair in self.table.header["traditional"]}

    @cached_property
    def scans(self) -> list[list[int]]:
        """(cue, raw expression) of the cues that are raw expressions alone."""
        return self.table.scans

    @cached_property
    def _scan_chars(self) -> dict[str, int]:
        return self.table.scan_chars

    def pattern(self, number: int) -> tuple[Pattern, list[Any]]:
        """Pattern ``number`` ready to match, and as it was compiled; a negative number is an exception's."""
        found = self._patterns.get(number)
        if found is None:
            if number >= 0:
                raw = self.table.pattern(number)
                found = (self.matcher.pattern(raw[1], raw[2]), raw)
            else:
                raw = self.table.exception(number)
                found = (self.matcher.pattern(raw[0], raw[1]), raw)
            self._patterns[number] = found
        return found

    def scans_at(self, char: str) -> int:
        """Which of `scans` can begin with ``char``: their numbers as bits."""
        found = self._scans_at.get(char)
        if found is None:
            chars = self._scan_chars
            found = chars.get(char, 0) | chars[""]
            for kind in KINDS & chars.keys() if char.isalnum() or char.isspace() or char == "_" else ():
                if is_one_of(char, frozenset(kind)):
                    found |= chars[kind]
            if len(self._scans_at) < MOST_CHARS:
                self._scans_at[char] = found
        return found

    def load(self, candidate: Candidate) -> Pattern:
        """Read the pattern of ``candidate`` and what belongs to it."""
        pattern, raw = self.pattern(candidate.number)
        candidate.facts, candidate.fix = self.cue_facts(raw[0]), raw[4]
        candidate.pattern = pattern
        return pattern

    def cue_facts(self, number: int) -> Facts:
        """What is asked of cue ``number`` for each match."""
        found = self._facts.get(number)
        if found is None:
            cue = self.cues[number]
            wanted = cue.get("boundary", True)
            words = (wanted in (True, "start"), wanted in (True, "end"))
            found = self._facts[number] = Facts(number, cue["kind"], cue["id"], *words, self.table.unless(number))
        return found

    def exception_needs(self, number: int) -> list[int]:
        """The sets of which a word must occur in the sentence for exception ``number``, negative, to match."""
        found = self._exception_needs.get(number)
        if found is None:
            found = self._exception_needs[number] = self.table.exception_needs(number)
        return found

    def exceptions_of(self, facts: Facts) -> dict[int, list[int]]:
        """The exceptions of a cue by the groups of words that they are anchored in."""
        found = self._exceptions_of.get(facts.number)
        if found is None:
            found = {}
            for number in facts.unless:
                for group in self.table.members(self.exception_needs(number)[0]):
                    found.setdefault(group, []).append(number)
            self._exceptions_of[facts.number] = found
        return found

    @cached_property
    def voice_kinds(self) -> frozenset[str]:
        """The kinds of the marks that say in what voice something is said."""
        return frozenset(cue["kind"] for cue in self.cues if cue["kind"].startswith("voice:"))

    @cached_property
    def voice_people(self) -> frozenset[str]:
        """The classes of people that tell whose fault something is."""
        return people(self.voice)

    @cached_property
    def for_voice_alone(self) -> frozenset[str]:
        """Those of them of which nothing else asks where they stand."""
        return for_voice_alone(self.table.header)

    @cached_property
    def voice_reasons(self) -> list[Reason]:
        """The reasons to set marks aside, in the order in which they are asked."""
        return [reason_of(name, body) for name, body in self.voice.items()]

    def _accepted_by(self, cue: str) -> frozenset[str] | None:
        return accepted_by(self.rules, self.moves, kind_of(cue), self.cue_of.get(cue, {}))

    def _excused_by(self, cue: str) -> Excuses | None:
        kind = kind_of(cue)
        rule = self.rules.get(kind, {})
        bodies = (rule or self.moves.get(kind, {}), self.cue_of.get(cue, {}))
        needed = frozenset(rule.get("only_with", ()))
        excusing = tuple(
            (nearness, intern(name))
            for body in bodies
            for nearness, names in body.get("excused_by", {}).items()
            for name in names
        )
        return (needed, excusing) if needed or excusing else None

    @cached_property
    def conditional(self) -> frozenset[str]:
        """The kinds of marks of which some have an answer in `excused_by`."""
        bodies = (*self.rules.items(), *self.moves.items(), *((cue["kind"], cue) for cue in self.cues))
        return frozenset(intern(kind) for kind, body in bodies if body.get("only_with") or body.get("excused_by"))

    @cached_property
    def excusing(self) -> dict[str, tuple[str, ...]]:
        """Kind of mark → the names, its own and its family's (``blame.*``), by which `excused_by` looks for it."""
        found = {kind for rule in self.rules.values() for kind in rule.get("only_with", ())}
        for body in (*self.rules.values(), *self.moves.values(), *self.cues):
            for kinds in body.get("excused_by", {}).values():
                found.update(kinds)
        return Memo(lambda kind: tuple({kind, f"{kind.partition('.')[0]}.*" if "." in kind else kind} & found))

    @cached_property
    def counted(self) -> frozenset[str]:
        """The kinds of marks, but for rules, that conditions of message rules name."""
        found: set[str] = set()
        for body in self.rules.values():
            found.update(body.get("at_least", ()))
            found |= named(body, CONDITIONS)
        return frozenset(map(intern, found - self.rules.keys()))

    @cached_property
    def derived(self) -> dict[str, list[str]]:
        """Kind of mark → the phrase rules that make it a mark of their own (``when``)."""
        found: dict[str, list[str]] = {}
        for rule, body in self.rules.items():
            for kind in body.get("when", ()) if body["scope"] == "phrase" else ():
                found.setdefault(kind, []).append(rule)
        return found

    @cached_property
    def examples(self) -> dict[str, dict[str, Any]]:
        """Rule → its examples."""
        return self.table.examples

    @cached_property
    def principles(self) -> list[dict[str, Any]]:
        """All principles of the article."""
        return self.table.principles

    @cached_property
    def words(self) -> Words:
        """jieba's words, for word boundaries."""
        return self._open_words()

    def release(self) -> None:
        """Give back memory that was wanted for a message, and comes again with the next one."""
        if "words" in vars(self):
            self.words.release()

    @cached_property
    def rank(self) -> dict[str, tuple[int, int]]:
        """Rule → (place of its family, place in the family): the order that decides an overlap."""
        found = {}
        for row, family in enumerate(self.families):
            for place, rule in enumerate(family["rules"]):
                found[rule] = (row, place)
        return {rule: found.get(rule, (len(self.families), 0)) for rule in self.rules}

    @cached_property
    def principle_of(self) -> dict[str, dict[str, Any]]:
        """Id → principle."""
        return {principle["id"]: principle for principle in self.principles}

    @cached_property
    def numeral_of(self) -> dict[str, str]:
        """Section id → its Chinese numeral."""
        return {section["id"]: section["numeral"] for section in self.sections}

    def label(self, principle: str) -> str:
        """A principle as people read it: ``二.15 避免指责抱怨``."""
        section, _, item = principle.partition(".")
        return f"{self.numeral_of[section]}.{item} {self.principle_of[principle]['title']}"
