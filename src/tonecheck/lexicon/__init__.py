"""The lexicon: all knowledge of the language and of the article, as data, compiled and ready to match."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import ahocorasick

from .match import Matcher


class Lexicon:
    """A compiled bundle with its matcher. Made once, read only, safe to share among threads."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        """``bundle``: what `compile.compile_source` returned."""
        old, new = bundle["fold"]
        self.folding: dict[int, str] = {ord(a): b for a, b in zip(old, new, strict=True)}
        self.rules: dict[str, dict[str, Any]] = bundle["rules"]
        self.moves: dict[str, dict[str, Any]] = bundle["moves"]
        self.voice: dict[str, dict[str, Any]] = bundle["voice"]
        self.cues: list[dict[str, Any]] = bundle["cues"]
        self.patterns: list[list[Any]] = bundle["patterns"]
        self.anchors: dict[str, list[int]] = bundle["anchors"]
        self.scans: list[list[Any]] = bundle["scans"]
        self.families: list[dict[str, Any]] = bundle["families"]
        self.sections: list[dict[str, Any]] = bundle["sections"]
        self.principles: list[dict[str, Any]] = bundle["principles"]
        self.examples: dict[str, dict[str, Any]] = bundle["examples"]
        self.classes: dict[str, list[Any]] = bundle["classes"]
        self.matcher = Matcher(bundle["classes"])
        self.automaton = ahocorasick.Automaton()
        for word, numbers in self.anchors.items():
            self.automaton.add_word(word, (len(word), numbers))
        self.automaton.make_automaton()
        self.cue_of = {cue["id"]: cue for cue in self.cues}

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
