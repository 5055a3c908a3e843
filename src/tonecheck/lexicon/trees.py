"""Boosted trees: what decides, by whole numbers that are known of a sentence or a message (its *features*).

A tree asks of one feature whether it is less than a number, goes left if so, right if not, and ends at a leaf with a
value; the values of all trees of a model are added up (Friedman, Greedy Function Approximation, 2001). In the file
``weights/trees.tsv`` a tree is written as ``(feature<number left right)``, a leaf as its value. Packed, a tree is its
length and then three numbers for each node, the left one following at once: feature, number, how far it is to the right
one; a leaf is -1, its value, 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

GRAIN = 256
"""Parts of a logit that values count."""
_TOKEN = re.compile(r"\((?P<feature>[^()<\s]+)<(?P<least>-?\d{1,8})|(?P<value>-?\d{1,8})|(?P<close>\))")


def parse_tree(text: str) -> Any:
    """The tree that is written in ``text``: a leaf's value, or (feature, number, left, right).

    Raises:
        ValueError: it is no tree.
    """
    open_nodes: list[list[Any]] = [[]]
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"no part of a tree: {text[at : at + 20]}")
        at = token.end()
        if token["feature"]:
            open_nodes.append([token["feature"], int(token["least"])])
        elif token["value"]:
            open_nodes[-1].append(int(token["value"]))
        else:
            node = open_nodes.pop()
            if len(node) != 4 or not open_nodes:
                raise ValueError("a node has one branch on either side")
            open_nodes[-1].append(tuple(node))
    if len(open_nodes) != 1 or len(open_nodes[0]) != 1:
        raise ValueError("one tree on a line, all brackets closed")
    return open_nodes[0][0]


def spell_tree(tree: Any) -> str:
    """``tree`` as `parse_tree` reads it."""
    if isinstance(tree, int):
        return str(tree)
    feature, least, left, right = tree
    return f"({feature}<{least} {spell_tree(left)} {spell_tree(right)})"


def features_of(tree: Any) -> set[str]:
    """The features that ``tree`` asks for."""
    return set() if isinstance(tree, int) else {tree[0]} | features_of(tree[2]) | features_of(tree[3])


def packed(trees: Iterable[Any], place_of: dict[str, int]) -> list[int]:
    """``trees`` as numbers; ``place_of``: feature → its place in a row."""
    numbers: list[int] = []
    for tree in trees:
        start = len(numbers)
        numbers.append(0)
        _pack(tree, place_of, numbers)
        numbers[start] = len(numbers) - start
    return numbers


def _pack(tree: Any, place_of: dict[str, int], numbers: list[int]) -> None:
    at = len(numbers)
    if isinstance(tree, int):
        numbers += [-1, tree, 0]
        return
    feature, least, left, right = tree
    numbers += [place_of[feature], least, 0]
    _pack(left, place_of, numbers)
    numbers[at + 2] = len(numbers) - at
    _pack(right, place_of, numbers)


def value(numbers: Sequence[int], row: Sequence[int]) -> int:
    """What the trees in ``numbers`` (see `packed`) add up to for ``row``, the features in their places."""
    total, start = 0, 0
    while start < len(numbers):
        at = start + 1
        while numbers[at] >= 0:
            at += 3 if row[numbers[at]] < numbers[at + 1] else numbers[at + 2]
        total += numbers[at + 1]
        start += numbers[start]
    return total
