"""The lexicon: all knowledge of the language and of the article, as data, compiled and ready to match."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..fold import table as folding
from .match import Matcher, Pattern
from .table import Table
from .weights import Weights

if TYPE_CHECKING:
    from ..words import Words


class Lexicon:
    """A compiled bundle with its matcher. Made once, read only, safe to share among threads."""

    def __init__(self, table: Table, open_words: Callable[[], Words]) -> None:
        """Make the lexicon of a compiled ``table``.

        Args:
            table: the compiled rules.
            open_words: opens the word table, when the first word boundary is asked for.
        """
        self.table = table
        header = table.header
        old, new = header["fold"]
        self.folding = folding(dict(zip(old, new, strict=True)))
        self.rules: dict[str, dict[str, Any]] = header["rules"]
        self.moves: dict[str, dict[str, Any]] = header["moves"]
        self.voice: dict[str, dict[str, Any]] = header["voice"]
        self.cues: list[dict[str, Any]] = header["cues"]
        self.scans: list[list[Any]] = header["scans"]
        self.families: list[dict[str, Any]] = header["families"]
        self.core: list[str] = header["core"]
        self.sections: list[dict[str, Any]] = header["sections_of_article"]
        self.classes = frozenset(table.classes)
        self.matcher = Matcher(table.class_items, table.regex)
        self.weights = Weights(header["weighed"], table.weights_of)
        self.cue_of = {cue["id"]: cue for cue in self.cues}
        self._open_words = open_words
        self._patterns: dict[int, tuple[Pattern, list[Any]]] = {}
        self._tried: dict[int, list[tuple[int, list[int]]]] = {}

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

    def tried(self, number: int) -> list[tuple[int, list[int]]]:
        """(pattern, sets that must occur too) of each pattern to try where a word of set ``number`` occurs."""
        found = self._tried.get(number)
        if found is None:
            found = [(pattern, self.table.needs(pattern)) for pattern in self.table.tried(number)]
            self._tried[number] = found
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
