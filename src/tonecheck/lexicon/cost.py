"""How much work a pattern may be at one place of a text, whatever the text: what keeps a user's lexicon linear.

Gaps inside classes inside classes multiply: eight such levels would be more places than a lifetime can try.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .pattern import Element, Sequence


class Cost(NamedTuple):
    """Of an element or a sequence: the steps to walk it, the places it may end at, and its greatest width."""

    steps: int
    ends: int
    width: int


class Costs:
    """The costs over the classes of one lexicon, each class reckoned once."""

    def __init__(self, classes: dict[str, list[Sequence]]) -> None:
        """``classes``: name → its items, complete before the first that names it."""
        self._classes = classes
        self._known: dict[str, Cost] = {}

    def of(self, sequence: Sequence) -> Cost:
        """What it takes to walk ``sequence`` from one place: each element from all the places reached before it."""
        steps, ends, width = 0, 1, 0
        for element in sequence:
            one = self._element(element)
            steps += ends * one.steps
            width += one.width
            ends = min(ends * one.ends, width + 1)
        return Cost(steps, ends, width)

    def _element(self, element: Element) -> Cost:
        sign = element[0]
        if sign == "w":
            # A blank may stand before each word.
            return Cost(1, 2 * len({len(word) for word in element[1:]}), 1 + max(map(len, element[1:])))
        if sign == "g":
            return Cost(element[1], element[1] + 1, element[1])
        if sign == "r":
            return Cost(element[3] - element[2] + 1, 2 * (element[3] - element[2] + 1), element[3] + 1)
        if sign == "o":
            one = self._element(element[1])
            return Cost(one.steps, one.ends + 1, one.width)
        if sign == "c":
            if element[1] not in self._known:
                self._known[element[1]] = self._either(self._classes[element[1]])
            return self._known[element[1]]
        return self._either(element[1]) if sign == "a" else Cost(1, 1, 0)

    def _either(self, sequences: list[Any]) -> Cost:
        costs = [self.of(sequence) for sequence in sequences]
        width = max((cost.width for cost in costs), default=0)
        return Cost(1 + sum(cost.steps for cost in costs), min(sum(cost.ends for cost in costs), width + 1), width)
