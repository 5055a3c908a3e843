"""With which characters a raw expression can begin and end: one look at a character rules out most places.

A set holds characters, and signs for whole kinds of them; it may hold too many characters, never too few.
"""

from __future__ import annotations

import re
import re._constants as sre
import re._parser as sre_parse
from typing import Any

from .match import DIGIT, SPACE, WORD, Chars

_MOST_RANGE = 600
"""Characters of a range that are written out; a larger range is any character."""
_KINDS = {
    sre.CATEGORY_DIGIT: DIGIT,
    sre.CATEGORY_SPACE: SPACE,
    sre.CATEGORY_WORD: WORD,
}
_NO_WIDTH = frozenset({sre.ASSERT, sre.ASSERT_NOT, sre.AT})
_REPEATS = frozenset({sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT})


def regex_edges(source: str) -> tuple[Chars, Chars]:
    """The characters that the raw expression ``source`` can begin and end with; None: any."""
    tree = sre_parse.parse(source)
    if tree.state.flags & re.IGNORECASE or tree.getwidth()[0] == 0:
        return None, None
    return _edge(tree, 1)[0], _edge(tree, -1)[0]


def _edge(tree: Any, way: int) -> tuple[Chars, bool]:
    """The characters that come first in ``tree`` (last where ``way`` is -1), and whether it can be empty."""
    found: frozenset[str] = frozenset()
    for op, value in list(tree)[::way]:
        if op in _NO_WIDTH:
            continue
        chars, empty = _of(op, value, way)
        if chars is None:
            return None, empty
        found |= chars
        if not empty:
            return found, False
    return found, True


def _of(op: Any, value: Any, way: int) -> tuple[Chars, bool]:
    if op is sre.LITERAL:
        return frozenset(chr(value)), False
    if op is sre.IN:
        return _set(value), False
    if op is sre.SUBPATTERN:
        return (None, True) if value[1] & re.IGNORECASE else _edge(value[3], way)
    if op is sre.ATOMIC_GROUP:
        return _edge(value, way)
    if op is sre.BRANCH:
        ways = [_edge(branch, way) for branch in value[1]]
        if any(chars is None for chars, _ in ways):
            return None, True
        return frozenset[str]().union(*(chars for chars, _ in ways if chars)), any(empty for _, empty in ways)
    if op in _REPEATS:
        chars, empty = _edge(value[2], way)
        return chars, empty or value[0] == 0
    return None, True


def _set(items: list[Any]) -> Chars:
    """The characters of a set in brackets."""
    if items[0][0] is sre.NEGATE:
        # [^\W…]: letters, digits and _, whatever else is taken out.
        return frozenset({WORD}) if (sre.CATEGORY, sre.CATEGORY_NOT_WORD) in items else None
    found: set[str] = set()
    for op, value in items:
        if op is sre.LITERAL:
            found.add(chr(value))
        elif op is sre.RANGE and value[1] - value[0] < _MOST_RANGE:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif op is sre.CATEGORY and value in _KINDS:
            found.add(_KINDS[value])
        else:
            return None
    return frozenset(found)
