"""Weighted words: what `weigh` adds up to judge a sentence as a whole. Learnt from labelled messages, kept as data.

A *model* is a family of rules (``blame``) or a move (``problem``). Each word (a run of one to three characters, or a
word of a class) has a whole number for each model that it speaks for or against; a sentence's score is their sum and a
bias. What words mean beside one another is for a small neural network to say: a word has a number for each of its
*hidden units*, too; what adds up for a unit above nothing speaks for or against models in its turn (see
`Weights._heard`). All numbers of a word are packed into one integer, a lane for each, so that one addition adds them
all. What the scores of a message mean together is for trees to say (see `trees`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from math import sqrt
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
HIDDEN_UNIT, FINE_UNIT = 8, 256
"""Parts of one that the numbers of words for hidden units count, and those that units and their weights count."""
STRETCH_UNIT = 65536
"""Parts of one that `stretch` counts."""
MOST_HIDDEN = 7
"""The greatest number of a word for a hidden unit."""
HIDDEN_ZERO = ord("H")
"""Such a number is written as a letter: ``A`` is -7, ``H`` 0, ``O`` 7."""
AGAIN = "piece", "sentence", "other", "sentence other", "chars"
"""What is known of a part of a sentence in which a family was found (see `is_further`): its score and that of the
sentence; how much it, and how much the sentence, speaks for a rule of the family that was not found; its length."""
_ABSENT = 1 << (LANE - 1)
_MASK = (1 << LANE) - 1
_FIRST_LANE, _ZERO, _HIDDEN = 0x21, 0x2000, " "
"""In the packed table a number is two characters: the lane from the first on, and the value around the second. Behind
the third stand the letters for hidden units."""
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
    again: dict[str, int] | None
    """Of a family: when a part of a sentence is marked besides what was found in it (see `is_further`); None: never."""
    rules: dict[str, int]
    """Rule → its own bias: among the rules of a family the one with the best score names the fault."""
    hidden: list[int]
    """What each hidden unit speaks for it, in `FINE_UNIT`; none: there is no network."""


def normal(folded: str) -> str:
    """A folded sentence as weighted words see it: any number is 0, ``^`` and ``$`` stand at its ends."""
    return "^" + _DIGITS.sub("0", folded).strip() + "$"


def spell(numbers: Iterable[tuple[int, int]], hidden: str) -> str:
    """(lane, value) pairs and the letters for hidden units as characters for the packed table."""
    spelt = "".join(map(_spelt, numbers))
    return spelt + _HIDDEN + hidden if hidden else spelt


@cache
def _spelt(number: tuple[int, int]) -> str:
    lane, value = number
    return chr(_FIRST_LANE + lane) + chr(_ZERO + value)


def stretch(length: int) -> int:
    """What sums for hidden units are multiplied by in a text of ``length`` characters (see `normal`).

    It counts in `STRETCH_UNIT`. A sum over n words that are independent of one another grows with √n, and a text has
    about three words a character.
    """
    return int(sqrt(3.0 / length) * STRETCH_UNIT)


def is_further(again: Mapping[str, int], known: Iterable[int]) -> bool:
    """True when a part of a sentence is worth a mark of its own: what is ``known`` of it (`AGAIN`), weighed."""
    return again["bias"] + sum(again[name] * number for name, number in zip(AGAIN, known, strict=True)) >= 0


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
            Model(m["name"], m["bias"], m.get("floor"), m.get("again"), m.get("rules", {}), m.get("hidden", []))
            for m in source["models"]
        ]
        self.hidden: list[int] = source["hidden"]
        """The bias of each hidden unit, in `FINE_UNIT`."""
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
        self.summed: list[str] = source["summed"]
        """The message rules that words speak for, all sentences taken together."""
        names = [name for model in self.models for name in (model.name, *model.rules)] + self.summed
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
            return [None if one is None else self._of_sums(one) for one in core.scores(folded, spans, about, most)]
        places: list[Span] = [span[0] if isinstance(span[0], tuple) else span for span in spans]
        return [self.score(normal(folded[start:end]), about) if end - start <= most else None for start, end in places]

    def predictions(self, found: list[tuple[int, int, bytes]]) -> list[tuple[int, int, Score]]:
        """What the core has found to be in sentences (see `weigh.Predictions`)."""
        return [(sentence, model, self._of_sums(sums)) for sentence, model, sums in found]

    def called(self, values: Iterable[int]) -> frozenset[str]:
        """The message rules that are called for by what the trees of each of them say."""
        return frozenset([rule for rule, value in zip(self.messages, values, strict=True) if value >= 0])

    def _of_sums(self, sums: bytes) -> Score:
        return Score(memoryview(sums).cast("i"), self._lanes)

    def score(self, text: str, about: tuple[str, ...] = ()) -> Score:
        """The score of ``text`` (see `normal`), of which ``about`` is known (``@mail``, ``@leader``)."""
        sums, hidden = self._sums(text, about)
        for model, lane in zip(self.models, self.model_lanes, strict=True):
            # Rounded down, as the compiled core does.
            sums[lane] += self._heard(hidden, model.hidden) // (FINE_UNIT * FINE_UNIT // UNIT)
        return Score(sums, self._lanes)

    @staticmethod
    def _heard(hidden: Iterable[int], weights: Iterable[int]) -> int:
        """What hidden units say: those above nothing, each times its weight."""
        return sum(unit * weight for unit, weight in zip(hidden, weights, strict=True) if unit > 0)

    def _sums(self, text: str, about: tuple[str, ...]) -> tuple[list[int], list[int]]:
        """What the distinct words of ``text`` and ``about`` add up to: for each lane, and for each hidden unit."""
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
        count, times = len(self._lanes), stretch(len(text))
        lanes = unpacked(total, count + len(self.hidden))
        parts = STRETCH_UNIT * HIDDEN_UNIT // FINE_UNIT
        hidden = [one * times // parts + bias for one, bias in zip(lanes[count:], self.hidden, strict=True)]
        return lanes[:count], hidden

    def spoken(self, text: str, model: Model) -> list[tuple[int, str]]:
        """(number, word) of the words of ``text`` (see `normal`) that speak for ``model``, the most first.

        A word speaks by its own number, and by the hidden units that are above nothing in ``text``.
        """
        place, count, found = self._lanes[model.name], len(self._lanes), set()
        _, hidden = self._sums(text, ())
        weights = [weight if unit > 0 else 0 for unit, weight in zip(hidden, model.hidden, strict=True)]
        times, parts = stretch(len(text)), STRETCH_UNIT * HIDDEN_UNIT * FINE_UNIT // UNIT
        for at, char in enumerate(text):
            lengths, words = self._words_of(char) or ((), {})
            for word in {text[at : at + length] for length in lengths} & words.keys():
                numbers = unpacked(self._value(word), count + len(self.hidden))
                heard = sum(number * weight for number, weight in zip(numbers[count:], weights, strict=True))
                found.add((numbers[place] + heard * times // parts, word))
        return sorted((pair for pair in found if pair[0] > 0), key=lambda pair: (-pair[0], -len(pair[1]), pair[1]))

    @cached_property
    def for_core(self) -> ForCore:
        """Of each model its trees, floor, lane and whether parts are marked besides; of each weighed kind its model."""
        again = [int(model.again is not None) for model in self.models]
        return self.model_trees, self.floors, self.model_lanes, again, self.model_of

    def of_message(self, counts: Mapping[str, int], about: Iterable[str]) -> OfMessage:
        """What the core has to know to ask the trees of message rules.

        These, a row with what is known besides sentences and marks, which of its places are of models and words (see
        `features.message_plan`), and the kinds of marks that are counted, each with its place.
        """
        row, places = [0] * len(self.message_features), self.message_places
        for name, number in (*counts.items(), *((name, 1) for name in about)):
            if name in places:
                row[places[name]] = number
        return self.message_trees, row, self.message_plan, self.message_kinds

    def of_models(self, score: Score) -> list[int]:
        """What ``score`` says of each model, in their order."""
        return [score.sums[lane] for lane in self.model_lanes]

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
        """Which of `message_features` are of models and words (see `features.message_plan`)."""
        from .features import message_plan

        lanes = {rule: self._lanes[rule] for rule in self.summed}
        return message_plan([model.name for model in self.models], self.message_features, lanes)

    def _value(self, word: str) -> int:
        known = self._words_of(word[0])
        assert known is not None
        pairs, _, hidden = known[1][word].partition(_HIDDEN)
        value = sum(
            (ord(pairs[i + 1]) - _ZERO) << (LANE * (ord(pairs[i]) - _FIRST_LANE)) for i in range(0, len(pairs), 2)
        )
        first = len(self._lanes)
        value += sum((ord(letter) - HIDDEN_ZERO) << (LANE * (first + n)) for n, letter in enumerate(hidden))
        self._values[word] = value
        return value


def unpacked(total: int, lanes: int) -> list[int]:
    """The numbers in the first ``lanes`` lanes of ``total``."""
    numbers = []
    for _ in range(lanes):
        low = total & _MASK
        low -= (low & _ABSENT) << 1
        numbers.append(low)
        # A negative lane has borrowed from the next.
        total = (total - low) >> LANE
    return numbers


class Score:
    """What the words of a sentence say for each model and rule."""

    __slots__ = ("_lanes", "sums")

    def __init__(self, sums: Sequence[int], lanes: dict[str, int]) -> None:
        """``sums``: of each lane; ``lanes``: name → its place."""
        self.sums, self._lanes = sums, lanes

    def of(self, name: str) -> int:
        """The score for the model or rule ``name``."""
        return self.sums[self._lanes[name]]
