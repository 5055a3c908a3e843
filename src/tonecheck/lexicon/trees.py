"""Boosted trees: what decides, by whole numbers that are known of a sentence or a message (its *features*).

A tree asks of one feature whether it is less than a number, goes left if so, right if not, and ends at a leaf with a
value; the values of all trees of a model are added up (Friedman, Greedy Function Approximation, 2001). In the file
``weights/trees.tsv`` a tree is written as ``(feature<number left right)``, a leaf as its value.

Packed, the questions of all trees of a model stand together, feature by feature, for a feature is looked at once and
then answers them all (Lucchese et al., QuickScorer, 2015): a question whose answer is *not less* takes away the leaves
on its left, and the first leaf that is left of a tree is where it ends. The numbers are: how many trees, how many
leaves a tree has at most, how many features; of each feature its place and how many questions, and of each question,
the least number first, this number, and in one its tree and, as bits, the leaves that stay; then the values of the
leaves, each tree filled up with zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

GRAIN = 256
"""Parts of a logit that values count."""
MOST_LEAVES = 15
"""A tree has no more leaves: so many bits, the tree and a sign go into one number."""
_MOST_TREES = 1 << 15
_TOKEN = re.compile(r"\((?P<feature>[^()<\s]+)<(?P<least>-?\d{1,8})|(?P<value>-?\d{1,8})|(?P<close>\))")


def parse_tree(text: str) -> Any:
    """The tree that is written in ``text``: a leaf's value, or (feature, number, left, right).

    Raises:
        ValueError: it is no tree.
    """
    open_nodes: list[list[Any]] = [[]]
    at = leaves = 0
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
            leaves += 1
        else:
            node = open_nodes.pop()
            if len(node) != 4 or not open_nodes:
                raise ValueError("a node has one branch on either side")
            open_nodes[-1].append(tuple(node))
    if len(open_nodes) != 1 or len(open_nodes[0]) != 1:
        raise ValueError("one tree on a line, all brackets closed")
    if leaves > MOST_LEAVES:
        raise ValueError(f"a tree of more than {MOST_LEAVES} leaves")
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
    questions: dict[int, list[tuple[int, int]]] = {}
    leaves: list[list[int]] = []
    for number, tree in enumerate(trees):
        own: list[int] = []
        for feature, least, first, behind in _pack(tree, own):
            left = (1 << MOST_LEAVES) - 1 & ~((1 << behind) - (1 << first))
            questions.setdefault(place_of[feature], []).append((least, number << 16 | left))
        leaves.append(own)
    if len(leaves) > _MOST_TREES:
        raise ValueError(f"more than {_MOST_TREES} trees")
    most = max(map(len, leaves), default=0)
    numbers = [len(leaves), most, len(questions)]
    for place, asked in sorted(questions.items()):
        numbers += [place, len(asked), *(part for question in sorted(asked) for part in question)]
    return numbers + [value for own in leaves for value in (*own, *[0] * (most - len(own)))]


def _pack(tree: Any, leaves: list[int]) -> Iterator[tuple[str, int, int, int]]:
    """(feature, number, first leaf on the left, leaf behind the last there) of each question of ``tree``.

    Its leaves are added to ``leaves``.
    """
    if isinstance(tree, int):
        leaves.append(tree)
        return
    feature, least, left, right = tree
    first = len(leaves)
    yield from _pack(left, leaves)
    yield feature, least, first, len(leaves)
    yield from _pack(right, leaves)


def value(numbers: Sequence[int], row: Sequence[int]) -> int:
    """What the trees in ``numbers`` (see `packed`) add up to for ``row``, the features in their places."""
    count, most, features = numbers[:3]
    left = [-1] * count
    at = 3
    for _ in range(features):
        known, end = row[numbers[at]], at + 2 + 2 * numbers[at + 1]
        for question in range(at + 2, end, 2):
            if known < numbers[question]:
                break
            leaves = numbers[question + 1]
            left[leaves >> 16] &= leaves
        at = end
    # The lowest bit that is set is the first leaf.
    return sum(numbers[at + most * tree + ((one & -one).bit_length() - 1)] for tree, one in enumerate(left))
