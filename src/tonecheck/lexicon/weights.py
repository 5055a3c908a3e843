"""Weighted words: what `weigh` adds up to judge a sentence as a whole. Learnt from labelled messages, kept as data.

A *model* is a family of rules (``blame``) or a move (``problem``). Each word (a run of one to three characters, or a
word of a class) has a whole number for each model that it speaks for or against; a sentence's score is their sum and a
bias. All numbers of a word are packed into one integer, a lane for each, so that one addition adds them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, KeysView

from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .._core import Core
    from ..model import Sentence, Span

UNIT = 16
"""Parts of a logit that numbers and scores count."""
LANE = 32
"""Bits of a lane: a sum over a hundred thousand words can't spill into the next."""
_ABSENT = 1 << (LANE - 1)
_MASK = (1 << LANE) - 1
_FIRST_LANE, _ZERO = 0x21, 0x2000
"""In the packed table a number is two characters: the lane from the first on, and the value around the second."""
_DIGITS = re.compile("[0-9]+")

WordsOf = tuple[list[int], dict[str, str]]
"""Of the words that begin with one character: their lengths, and their numbers as `spell` wrote them."""


class Verdict(NamedTuple):
    """What decides over a fault in a sentence: how the sentence sounds, what patterns found, how the others sound.

    A sum of these numbers, each times what is said of it; the fault is there when it is 0 or more.
    """

    bias: float
    score: float
    """Times the score of the sentence, in logits."""
    found_score: float
    """Times the same score where a pattern found the fault."""
    others: float
    """Times the best score of another sentence of the message."""
    others_found: float
    """Where patterns found a fault of any kind in another sentence."""
    other_found: float
    """Where patterns found a fault of another family in the same sentence."""
    sentences: float
    """Times the logarithm of the number of sentences."""
    found: dict[str, float]
    """Rule → where its pattern found the fault."""

    def over(
        self, rule: str | None, score: int, others: int, others_found: bool, other_found: bool, count: float
    ) -> bool:
        """True when there is a fault: that of ``rule``, which a pattern found, or (None) one that no pattern knows.

        Args:
            rule: whose pattern matches in the sentence.
            score: of the sentence; parts of a logit, as `Score.of` has it.
            others: the best score of another sentence.
            others_found: patterns found a fault in another sentence.
            other_found: patterns found a fault of another family in this one.
            count: the logarithm of the number of sentences.
        """
        own = score / UNIT
        value = self.bias + self.score * own + self.others * (others / UNIT) + self.sentences * count
        if others_found:
            value += self.others_found
        if other_found:
            value += self.other_found
        if rule is not None:
            value += self.found_score * own + self.found.get(rule, 0.0)
        return value >= 0


VERDICT = ("bias", "score", "found_score", "others", "others_found", "other_found", "sentences")
"""The numbers of a verdict that no rule has for itself."""


class Model(NamedTuple):
    """A family or a move that weighted words speak for."""

    name: str
    bias: int
    keep: int | None
    """Of a move: a mark that a pattern left stays when its sentence scores at least this; None: always."""
    add: int | None
    """Of a move: a sentence without such a mark gets one when it scores at least this; None: never."""
    verdict: Verdict | None
    """Of a family: what decides in place of ``keep`` and ``add``."""
    rules: dict[str, int]
    """Rule → its own bias: among the rules of a family the one with the best score names the fault."""


class MessageModel(NamedTuple):
    """A message rule that is weighed: told when the signs of the message add up to ``least`` or more."""

    bias: int
    least: int
    signs: dict[str, int]


def normal(folded: str) -> str:
    """A folded sentence as weighted words see it: any number is 0, ``^`` and ``$`` stand at its ends."""
    return "^" + _DIGITS.sub("0", folded).strip() + "$"


def spell(numbers: Iterable[tuple[int, int]]) -> str:
    """(lane, value) pairs as characters for the packed table."""
    return "".join(chr(_FIRST_LANE + lane) + chr(_ZERO + value) for lane, value in numbers)


class Weights:
    """The weighted words of a lexicon. Safe to share among threads: what it keeps only grows."""

    def __init__(
        self,
        source: dict[str, Any],
        words_of: Callable[[str], WordsOf | None],
        compiled: Callable[[], Core | None] = lambda: None,
    ) -> None:
        """Make the weights of a lexicon.

        Args:
            source: as the bundle has it.
            words_of: character → the words that begin with it.
            compiled: the compiled core, which adds up in their place.
        """
        self.models = [
            Model(
                m["name"], m["bias"], m.get("keep"), m.get("add"),
                Verdict(**m["verdict"]) if "verdict" in m else None, m.get("rules", {}),
            )
            for m in source["models"]
        ]  # fmt: skip
        self.messages = {m["rule"]: MessageModel(m["bias"], m["least"], m["signs"]) for m in source["messages"]
                         if m["rule"] not in source["spared"]}  # fmt: skip
        self.crossed = frozenset(source["crossed"])
        """The signs of a message that are taken two by two."""
        spared = {*source["spared"]}
        self.model_of = {
            kind: model for model in self.models for kind in (model.name, *model.rules) if kind not in spared
        }
        """Of each rule and move that is weighed, its model."""
        names = [name for model in self.models for name in (model.name, *model.rules)]
        self._lanes = {name: number for number, name in enumerate(names)}
        biases = [bias for model in self.models for bias in (model.bias, *model.rules.values())]
        self._bias = sum(bias << (LANE * lane) for lane, bias in enumerate(biases))
        self._words_of, self._compiled = words_of, compiled
        self._values: dict[str, int] = {}
        self._rules = {rule: lane for lane, rule in enumerate(self.messages)}
        self._signs: dict[str, int] = {}
        for lane, message in enumerate(self.messages.values()):
            for sign, value in message.signs.items():
                self._signs[sign] = self._signs.get(sign, 0) + (value << (LANE * lane))
        self._signs_bias = sum(message.bias << (LANE * lane) for lane, message in enumerate(self.messages.values()))

    @property
    def signs(self) -> KeysView[str]:
        """All signs of a message that a message rule weighs."""
        return self._signs.keys()

    def message(self, signs: frozenset[str]) -> Score:
        """What the ``signs`` of a message (see `weigh.message_signs`) add up to, for each message rule weighed."""
        return Score(self._signs_bias + sum(map(self._signs.__getitem__, self._signs.keys() & signs)), self._rules)

    def scores(
        self, folded: str, spans: tuple[Sentence, ...] | tuple[Span, ...], about: tuple[str, ...], most: int
    ) -> list[Score | None]:
        """The scores of ``spans`` of a folded text; None for one of more than ``most`` characters."""
        core = self._compiled()
        if core is not None:
            lanes = self._lanes
            return [None if sums is None else Sums(sums, lanes) for sums in core.scores(folded, spans, about, most)]
        places: list[Span] = [span[0] if isinstance(span[0], tuple) else span for span in spans]
        return [self.score(normal(folded[start:end]), about) if end - start <= most else None for start, end in places]

    def score(self, text: str, about: tuple[str, ...] = ()) -> Score:
        """The sums over the distinct words of ``text`` (see `normal`) and over ``about`` (``@mail``, ``@leader``)."""
        total = self._bias
        words_of, values = self._words_of, self._values
        seen = set()
        for at, char in enumerate(text):
            known = words_of(char)
            if known is not None:
                for length in known[0]:
                    word = text[at : at + length]
                    if word in known[1]:
                        seen.add(word)
        for word in seen:
            total += values[word] if word in values else self._value(word)
        for word in about:
            known = words_of(word[0])
            if known is not None and word in known[1]:
                total += self._value(word)
        return Score(total, self._lanes)

    def _value(self, word: str) -> int:
        known = self._words_of(word[0])
        assert known is not None
        pairs = known[1][word]
        value = sum(
            (ord(pairs[i + 1]) - _ZERO) << (LANE * (ord(pairs[i]) - _FIRST_LANE)) for i in range(0, len(pairs), 2)
        )
        self._values[word] = value
        return value


class Score:
    """What the words of a sentence add up to, for each model and rule."""

    __slots__ = ("_lanes", "_total")

    def __init__(self, total: int, lanes: dict[str, int]) -> None:
        """``total``: the packed sum; ``lanes``: name → its place."""
        self._total, self._lanes = total, lanes

    def of(self, name: str) -> int:
        """The score for the model or rule ``name``."""
        lane = self._lanes[name]
        # Negative lanes below have borrowed from this one: half a lane is added to pay it back.
        below = (1 << (LANE * lane)) >> 1
        value = ((self._total + below) >> (LANE * lane)) & _MASK
        return value - (1 << LANE) if value >= _ABSENT else value


class Sums(Score):
    """A score that the compiled core has added up."""

    __slots__ = ("_sums",)

    def __init__(self, sums: tuple[int, ...], lanes: dict[str, int]) -> None:
        """``sums``: of each lane; ``lanes``: name → its place."""
        self._sums, self._lanes = sums, lanes

    def of(self, name: str) -> int:
        """The score for the model or rule ``name``."""
        return self._sums[self._lanes[name]]
