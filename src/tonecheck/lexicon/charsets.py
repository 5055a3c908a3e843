"""With which characters a raw expression can begin and end: one look at a character rules out most places.

A set holds characters, and signs for whole kinds of them; it may hold too many characters, never too few.
"""

from __future__ import annotations

import re
import re._constants as sre
import re._parser as sre_parse
from typing import Any

from .match import DIGIT, SPACE, WORD, Chars, union

_MOST_RANGE = 4096
"""Characters of a range that are written out; a larger range is any character."""
_KINDS = {
    sre.CATEGORY_DIGIT: DIGIT,
    sre.CATEGORY_SPACE: SPACE,
    sre.CATEGORY_WORD: WORD,
}
MOST_REACH = 1 << 20
_LIKELY = {DIGIT: 30, SPACE: 30, WORD: 1 << 20}
_NO_WIDTH = frozenset({sre.ASSERT, sre.ASSERT_NOT, sre.AT})
_REPEATS = frozenset({sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT})


def regex_edges(source: str) -> tuple[Chars, Chars]:
    """The characters that the raw expression ``source`` can begin and end with; None: any."""
    tree = sre_parse.parse(source)
    if tree.state.flags & re.IGNORECASE or tree.getwidth()[0] == 0:
        return None, None
    return _edge(tree, 1)[0], _edge(tree, -1)[0]


def first_chars(tree: Any) -> Chars:
    """The characters that a part of a parsed expression can begin with; None: any, or none at all."""
    chars, empty = _edge(tree, 1)
    return None if empty else chars


def second_chars(tree: Any) -> Chars:
    """The characters that can come second in what a part of a parsed expression matches; None: any, or none at all."""
    return _at(tree, 1)


def scan_chars(source: str) -> tuple[Chars, Chars, bool]:
    """The characters that the raw expression ``source`` can begin with, and those that can come next; None: any.

    What can match only at the beginning of the text is left out: the last says whether there is such a part.
    """
    tree = sre_parse.parse(source)
    if tree.state.flags & re.IGNORECASE or tree.getwidth()[0] == 0:
        return None, None, False
    branches = tree[0][1][1] if len(tree) == 1 and tree[0][0] is sre.BRANCH else [tree]
    anywhere = [branch for branch in branches if not at_start_only(branch)]
    firsts, seconds = (union([_at(branch, place) for branch in anywhere]) for place in (0, 1))
    return firsts, seconds, len(anywhere) < len(branches)


def at_start_only(tree: Any) -> bool:
    """True when a part of a parsed expression can match only at the beginning of the text (``\\A``)."""
    for op, value in tree:
        if op is sre.AT:
            if value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING) and not tree.state.flags & re.MULTILINE:
                return True
        elif op is sre.SUBPATTERN:
            return not value[1] & re.MULTILINE and at_start_only(value[3])
        elif op is sre.BRANCH:
            return all(map(at_start_only, value[1]))
        elif op not in _NO_WIDTH:
            return False
    return False


def regex_needs(source: str) -> tuple[Chars, int]:
    """Characters of which one stands in every match of the raw expression ``source``, the fewest that are known.

    With them, how many characters from its start on it stands at most. None: nothing is known.
    """
    tree = sre_parse.parse(source)
    return (None, MOST_REACH) if tree.state.flags & re.IGNORECASE else _needs(tree)


def _needs(tree: Any) -> tuple[Chars, int]:
    """The same of a part of an expression."""
    best: tuple[Chars, int] = None, MOST_REACH
    before = 0
    for item in tree:
        chars, reach = _needs_of(*item)
        if _weight(chars) < _weight(best[0]):
            best = chars, min(before + reach, MOST_REACH)
        before += sre_parse.SubPattern(tree.state, [item]).getwidth()[1]
    return best


def _needs_of(op: Any, value: Any) -> tuple[Chars, int]:
    if op in (sre.LITERAL, sre.IN):
        return _of(op, value, 1)[0], 0
    if op is sre.ATOMIC_GROUP:
        return _needs(value)
    if op is sre.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _needs(value[3])
    if op in _REPEATS and value[0] > 0:
        return _needs(value[2])
    if op is sre.BRANCH:
        found: frozenset[str] = frozenset()
        farthest = 0
        for chars, reach in map(_needs, value[1]):
            if chars is None:
                return None, MOST_REACH
            found, farthest = found | chars, max(farthest, reach)
        return found, farthest
    return None, MOST_REACH


def _weight(chars: Chars) -> int:
    """How likely it is that one of ``chars`` stands somewhere, as a number to compare."""
    if chars is None:
        return 1 << 30
    return len(chars) + sum(weight for kind, weight in _LIKELY.items() if kind in chars)


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


def _at(tree: Any, place: int) -> Chars:
    """The characters that can stand at ``place`` of what ``tree`` matches; None: any, or it can end before."""
    found, widths = _walked(tree, {0}, place)
    return None if widths else found


def _walked(tree: Any, widths: set[int], place: int) -> tuple[Chars, set[int]]:
    """Those of what ``tree`` matches behind as many characters as ``widths`` says.

    With them, how many characters it can end behind, where they are no more than ``place``.
    """
    found: Chars = frozenset()
    for op, value in tree:
        chars, widths = _walked_part(op, value, widths, place)
        found = union([found, chars])
    return found, widths


def _walked_part(op: Any, value: Any, widths: set[int], place: int) -> tuple[Chars, set[int]]:
    if op in _NO_WIDTH or not widths:
        return frozenset(), widths
    if op is sre.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _walked(value[3], widths, place)
    if op is sre.ATOMIC_GROUP:
        return _walked(value, widths, place)
    if op is sre.BRANCH:
        ways = [_walked(branch, widths, place) for branch in value[1]]
        return union([chars for chars, _ in ways]), set[int]().union(*(ends for _, ends in ways))
    if op in _REPEATS:
        least, most, body = value
        found: Chars = frozenset()
        ends = widths if least == 0 else set[int]()
        # What is repeated more often ends no earlier.
        for times in range(1, min(most, place + 2) + 1):
            chars, widths = _walked(body, widths, place)
            found = union([found, chars])
            if times >= min(least, place + 2):
                ends = ends | widths
        return found, ends
    if op in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
        chars = _of(op, value, 1)[0] if place in widths else frozenset()
        return chars, {width + 1 for width in widths if width < place}
    return None, set(range(place + 1))


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
