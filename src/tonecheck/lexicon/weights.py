"""Weighted words: what `weigh` adds up to judge a sentence as a whole. Learnt from labelled messages, kept as data.

A *model* is a family of rules (``blame``) or a move (``problem``). Each word (a run of one to three characters, or a
word of a class) has a whole number for each model that it speaks for or against; a sentence's score is their sum and a
bias. All numbers of a word are packed into one integer, a lane for each, so that one addition adds them all. What the
scores of a message mean together is for trees to say (see `trees`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from sys import intern

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

ForCore = tuple[list[Sequence[int]], list[int | None], list[int], list[int], dict[str, int]]
OfMessage = tuple[list[Sequence[int]], list[int], list[int], dict[str, int]]
WordsOf = tuple[list[int], dict[str, str]]
"""Of the words that begin with one character: their lengths, and their numbers as `spell` wrote them."""


class Model(NamedTuple):
    """A family or a move that weighted words speak for."""

    name: str
    bias: int
    floor: int | None
    """Of a family: a sentence with a lower score in which patterns find no such fault is not asked about."""
    again: int | None
    """Of a family: from this score on a part of a sentence is told besides what patterns found in it; None: never."""
    rules: dict[str, int]
    """Rule → its own bias: among the rules of a family the one with the best score names the fault."""


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
        compiled: Callable[[], Core | None],
        trees_of: Callable[[int], Sequence[int]],
    ) -> None:
        """Make the weights of a lexicon.

        Args:
            source: as the bundle has it.
            words_of: character → the words that begin with it.
            compiled: the compiled core, which adds up in their place.
            trees_of: number of a model or a message rule → its packed trees (see `trees`).
        """
        self.models = [
            Model(m["name"], m["bias"], m.get("floor"), m.get("again"), m.get("rules", {})) for m in source["models"]
        ]
        spared = {*source["spared"]}
        messages = {
            rule: len(self.models) + number for number, rule in enumerate(source["messages"]) if rule not in spared
        }
        self.messages = list(messages)
        """The message rules that are weighed."""
        self.message_features: list[str] = source["message features"]
        """What their trees ask for, in the order of a row."""
        self.number_of = {
            kind: number for number, model in enumerate(self.models) for kind in (model.name, *model.rules)
        }
        """Of each rule and move that a model is of, its number."""
        self.model_of = {kind: number for kind, number in self.number_of.items() if kind not in spared}
        """Of those that are weighed."""
        names = [name for model in self.models for name in (model.name, *model.rules)]
        self._lanes = {name: number for number, name in enumerate(names)}
        self.model_lanes = [self._lanes[model.name] for model in self.models]
        """Of each model the place of its sum."""
        self.floors = [model.floor for model in self.models]
        self.model_trees = [trees_of(number) for number in range(len(self.models))]
        """Of each model its trees, packed."""
        self.message_trees = [trees_of(number) for number in messages.values()]
        """Of each message rule that is weighed."""
        biases = [bias for model in self.models for bias in (model.bias, *model.rules.values())]
        self._bias = sum(bias << (LANE * lane) for lane, bias in enumerate(biases))
        self._words_of, self._compiled = words_of, compiled
        self._values: dict[str, int] = {}

    def scores(
        self, folded: str, spans: tuple[Sentence, ...] | tuple[Span, ...], about: tuple[str, ...], most: int
    ) -> list[Score | None]:
        """The scores of ``spans`` of a folded text; None for one of more than ``most`` characters."""
        core = self._compiled()
        if core is not None:
            lanes = self._lanes
            return [None if one is None else Sums(one, lanes) for one in core.scores(folded, spans, about, most)]
        places: list[Span] = [span[0] if isinstance(span[0], tuple) else span for span in spans]
        return [self.score(normal(folded[start:end]), about) if end - start <= most else None for start, end in places]

    def told(self, found: list[tuple[int, int, bytes]]) -> list[tuple[int, int, Score]]:
        """What the core has found to be in sentences (see `weigh.Told`)."""
        lanes = self._lanes
        return [(sentence, model, Sums(sums, lanes)) for sentence, model, sums in found]

    def called(self, values: Iterable[int]) -> frozenset[str]:
        """The message rules that are called for by what the trees of each of them say."""
        return frozenset([rule for rule, value in zip(self.messages, values, strict=True) if value >= 0])

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

    def spoken(self, text: str, name: str) -> list[tuple[int, str]]:
        """(number, word) of the words of ``text`` (see `normal`) that speak for the model ``name``, the most first."""
        place = self._lanes[name]
        found = set()
        for at, char in enumerate(text):
            lengths, words = self._words_of(char) or ((), {})
            for word in {text[at : at + length] for length in lengths} & words.keys():
                numbers = dict(zip(words[word][::2], words[word][1::2], strict=True))
                found.add((ord(numbers.get(chr(_FIRST_LANE + place), chr(_ZERO))) - _ZERO, word))
        return sorted((pair for pair in found if pair[0] > 0), key=lambda pair: (-pair[0], -len(pair[1]), pair[1]))

    @cached_property
    def for_core(self) -> ForCore:
        """Of each model its trees, floor, lane and whether it is told again; of each kind that is weighed its model."""
        again = [int(model.again is not None) for model in self.models]
        return self.model_trees, self.floors, self.model_lanes, again, self.model_of

    def of_message(self, counts: Mapping[str, int], about: Iterable[str]) -> OfMessage:
        """What the core has to know to ask the trees of message rules.

        These, a row with what is known besides sentences and marks, which of its places are of models (see
        `features.message_plan`), and the kinds of marks that are counted, each with its place.
        """
        row, places = [0] * len(self.message_features), self.message_places
        for name, number in (*counts.items(), *((name, 1) for name in about)):
            if name in places:
                row[places[name]] = number
        return self.message_trees, row, self.message_plan, self.message_kinds

    def of_models(self, score: Score) -> list[int]:
        """What ``score`` says of each model, in their order."""
        sums = score.sums()
        return [sums[lane] for lane in self.model_lanes]

    @cached_property
    def message_places(self) -> dict[str, int]:
        """The place in a row of each of `message_features`."""
        return {name: place for place, name in enumerate(self.message_features)}

    @cached_property
    def message_kinds(self) -> dict[str, int]:
        """The kinds of marks that are counted in a row of `message_features`, and the place of each."""
        places = self.message_places
        return {intern(name[6:]): places[name] for name in places if name.startswith("found:")}

    @cached_property
    def message_plan(self) -> list[int]:
        """Which of `message_features` are of models (see `features.message_plan`)."""
        from .features import message_plan

        return message_plan([model.name for model in self.models], self.message_features)

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

    def sums(self) -> Sequence[int]:
        """All of them, by their places."""
        return [self.of(name) for name in self._lanes]


class Sums(Score):
    """A score that the compiled core has added up."""

    __slots__ = ("packed",)

    def __init__(self, packed: bytes, lanes: dict[str, int]) -> None:
        """``packed``: the sum of each lane in four bytes; ``lanes``: name → its place."""
        self.packed, self._lanes = packed, lanes

    def of(self, name: str) -> int:
        """The score for the model or rule ``name``."""
        at = 4 * self._lanes[name]
        return int.from_bytes(self.packed[at : at + 4], "little", signed=True)

    def sums(self) -> Sequence[int]:
        """All of them, by their places."""
        return memoryview(self.packed).cast("i")
