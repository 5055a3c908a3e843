"""In how many ways a raw regular expression can be walked over a text: what backtracking costs at one place at most.

``a?a?a?…b`` and ``(?:a|b|ab){1,6}`` have low bounds, and yet each sign doubles the ways to fail. Where the next
character alone tells whether to go on repeating or which branch to take, nothing is ever tried twice, and the number
stays 1. Characters are told apart by a sample: those that stand in the expression, and one of each sort.
"""

from __future__ import annotations

import re._constants as sre
from collections.abc import Iterable
from re._parser import SubPattern
from typing import Any, NamedTuple

_SORTS = frozenset("aZ0_ \n,，中é€\U0001f600")
_ENDLESS = 10**12
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)

_SIGNS = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)


class Walk(NamedTuple):
    """Of a piece of an expression: its ways, the characters it can begin with, and whether it can be empty."""

    ways: int
    first: frozenset[str]
    empty: bool


def ways(tree: Any) -> int:
    """The ways to walk the parsed expression ``tree`` from one place; never too few."""
    alphabet = _SORTS | {char for code in _codes(tree) for char in map(chr, range(max(0, code - 1), code + 2))}
    return _sequence(tree, frozenset(), alphabet).ways


def _codes(tree: Any) -> set[int]:
    """The codes of all characters and ends of ranges in ``tree``."""
    found: set[int] = set()
    if isinstance(tree, int) and not isinstance(tree, bool) and tree < 0x10FFFF:
        found.add(int(tree))
    elif isinstance(tree, tuple | list | SubPattern):
        found.update(*map(_codes, tree))
    return found


def _sequence(tree: Any, follow: frozenset[str], alphabet: frozenset[str]) -> Walk:
    """``tree`` before something that begins with a character of ``follow``."""
    total, first, empty = 1, frozenset[str](), True
    for op, value in reversed(list(tree)):
        piece = _piece(op, value, first | follow if empty else first, alphabet)
        total = min(total * piece.ways, _ENDLESS)
        first = piece.first | first if piece.empty else piece.first
        empty = empty and piece.empty
    return Walk(total, first, empty)


def _piece(op: Any, value: Any, follow: frozenset[str], alphabet: frozenset[str]) -> Walk:
    if op is sre.POSSESSIVE_REPEAT and len(value[2]) == 1 and value[2][0][0] in _SIGNS:
        follow = frozenset()  # what it has taken it never gives back
    if op in _REPEATS:
        return _repeat(value, follow, alphabet)
    if op is sre.BRANCH:
        return _branch(value[1], follow, alphabet)
    if op is sre.SUBPATTERN:
        return _sequence(value[3], follow, alphabet)
    if op is sre.ATOMIC_GROUP:
        return _sequence(value, follow, alphabet)
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return Walk(_sequence(value[1], alphabet, alphabet).ways, frozenset(), True)
    if op is sre.AT:
        return Walk(1, frozenset(), True)
    return Walk(1, _chars(op, value, alphabet), False)


def _repeat(value: Any, follow: frozenset[str], alphabet: frozenset[str]) -> Walk:
    least, most, tree = value
    once = _sequence(tree, follow, alphabet)
    if most > 1:
        once = _sequence(tree, follow | once.first, alphabet)
    if least < most and (once.empty or once.first & follow):
        count = sum(min(once.ways**times, _ENDLESS) for times in range(int(least), int(most) + 1))
    else:
        count = once.ways ** int(most)
    return Walk(min(count, _ENDLESS), once.first, once.empty or least == 0)


def _branch(trees: list[Any], follow: frozenset[str], alphabet: frozenset[str]) -> Walk:
    """The branches that one text lets in; what lies behind an empty one begins it."""
    branches = [_sequence(tree, follow, alphabet) for tree in trees]
    runs = [_literal(tree) for tree in trees]
    first = frozenset[str]().union(*(branch.first for branch in branches))
    some = [(branch, branch.first | (follow if branch.empty else frozenset())) for branch in branches]
    count = 1
    for text in {*runs, *first, *follow} - {""}:
        count = max(
            count,
            sum(
                branch.ways
                for (branch, begins), run in zip(some, runs, strict=True)
                if (text.startswith(run) if run else text[0] in begins)
            ),
        )
    return Walk(min(count, _ENDLESS), first, any(branch.empty for branch in branches))


def _literal(tree: Any) -> str:
    """The characters that ``tree`` surely begins with, in small letters."""
    run = ""
    for op, value in tree:
        if op is not sre.LITERAL:
            break
        run += chr(value).lower()
    return run


def _chars(op: Any, value: Any, alphabet: frozenset[str]) -> frozenset[str]:
    """The characters of ``alphabet`` that the single sign ``op`` matches, in any case of letters."""
    if op is sre.ANY:
        return alphabet
    if op in (sre.LITERAL, sre.NOT_LITERAL):
        value = [(sre.LITERAL, value)]
    forms = _cases({chr(what) for kind, what in value if kind is sre.LITERAL})
    found = alphabet & forms
    for kind, what in value:
        if kind is sre.RANGE:
            low, high = map(chr, what)
            found |= {char for char in alphabet if any(low <= form <= high for form in _cases({char}))}
        elif kind is sre.CATEGORY:
            found |= {char for char in alphabet if _of_sort(str(what), char)}
    if op is sre.NOT_LITERAL or (value and value[0][0] is sre.NEGATE):
        # A letter that only one of its cases keeps out may come in by another.
        return alphabet - (found - _cases(alphabet - found))
    return found


def _cases(chars: Iterable[str]) -> frozenset[str]:
    return frozenset(form for char in chars for form in (char, char.lower(), char.upper()))


def _of_sort(name: str, char: str) -> bool:
    known = char.isdigit() if "DIGIT" in name else char.isspace() if "SPACE" in name else char.isalnum() or char == "_"
    return known != ("NOT" in name)
