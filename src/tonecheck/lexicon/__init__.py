"""The lexicon: all knowledge of the language and of the article, as data, compiled and ready to match."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..fold import table
from .match import Matcher, Pattern

if TYPE_CHECKING:
    from ..words import Words


class Lexicon:
    """A compiled bundle with its matcher. Made once, read only, safe to share among threads."""

    def __init__(self, bundle: dict[str, Any], open_words: Callable[[], Words]) -> None:
        """Make the lexicon of a ``bundle`` (what `compile.compile_source` returned).

        Args:
            bundle: the compiled rules.
            open_words: opens the word table, when the first word boundary is asked for.
        """
        import ahocorasick

        old, new = bundle["fold"]
        self.folding = table(dict(zip(old, new, strict=True)))
        self.rules: dict[str, dict[str, Any]] = bundle["rules"]
        self.moves: dict[str, dict[str, Any]] = bundle["moves"]
        self.voice: dict[str, dict[str, Any]] = bundle["voice"]
        self.cues: list[dict[str, Any]] = bundle["cues"]
        self.patterns: list[list[Any]] = bundle["patterns"]
        self.scans: list[list[Any]] = bundle["scans"]
        self.exceptions: list[list[Any]] = bundle["exceptions"]
        self.families: list[dict[str, Any]] = bundle["families"]
        self.core: list[str] = bundle["core"]
        self.sections: list[dict[str, Any]] = bundle["sections"]
        self.principles: list[dict[str, Any]] = bundle["principles"]
        self.examples: dict[str, dict[str, Any]] = bundle["examples"]
        self.classes: dict[str, list[Any]] = bundle["classes"]
        self.matcher = Matcher(bundle["classes"])
        self.automaton = ahocorasick.Automaton()
        for word, numbers in bundle["anchors"].items():
            self.automaton.add_word(word, (len(word), numbers))
        if len(self.automaton):
            self.automaton.make_automaton()
        self.cue_of = {cue["id"]: cue for cue in self.cues}
        self._open_words = open_words
        self._ready: dict[int, Pattern] = {}

    @cached_property
    def words(self) -> Words:
        """jieba's words, for word boundaries."""
        return self._open_words()

    def pattern(self, number: int) -> Pattern:
        """Pattern ``number`` ready to match, made when it is first needed; a negative number is an exception's."""
        found = self._ready.get(number)
        if found is None:
            sequence, index = self.patterns[number][1:3] if number >= 0 else self.exceptions[-number - 1]
            found = self._ready[number] = self.matcher.pattern(sequence, index)
        return found

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
