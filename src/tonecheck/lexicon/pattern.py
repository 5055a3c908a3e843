"""The pattern notation: a string such as ``{you} 又 {not} {timely}? {deliver}`` becomes a list of elements.

=============  ====================================================================================
sign           meaning
=============  ====================================================================================
text           these characters; a blank only separates elements
``{class}``    any word of the class
``[a|b c]``    one of the alternatives, each a pattern of its own
``x?``         the element before it may be missing
``~``          a gap of up to 8 characters inside the clause; ``~3``: of up to 3
``~~``         a gap of up to 30 characters inside the sentence
``<…>``        only this part is reported
``^`` ``$``    the start and the end of a clause
``/…/``        a raw regular expression with bounded repeats only
``\\x``         the sign ``x`` itself
=============  ====================================================================================

An element is a small JSON list: ``["w", word, …]`` words, ``["c", class]``, ``["a", [seq, …]]``, ``["o", element]``,
``["g", width, 0|1]`` a gap (1: in the sentence), ``["^"]``, ``["$"]``, ``["<"]``, ``[">"]``,
``["r", regex, least width, greatest width]``.
"""

from __future__ import annotations

import re
import re._constants as sre
import re._parser as sre_parse
import warnings
from typing import Any

from .ambiguity import ways

Element = list[Any]
Sequence = list[Element]

GAP, WIDE_GAP, MOST_GAPS, MOST_REPEAT, MOST_GROUP_REPEAT = 8, 30, 4, 64, 6
MOST_DEPTH, MOST_CHARS, MOST_WIDTH, MOST_WAYS = 8, 4000, 250, 1000
"""Brackets in brackets; characters of a pattern; characters that a raw expression may match; ways to walk it."""
_HAN = re.compile(r"\[一-[龥鿿]((?:a-z|0-9)*)\]")
_SIGNS = set("{}[]|?~<>^$/\\")
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""`fold.fold` leaves none of them: a raw expression with one never matches."""


class PatternError(ValueError):
    """A pattern breaks the notation; the text says what and where.

    ``problem`` is the text with ``{slots}`` that ``facts`` fill.
    """

    def __init__(self, problem: str, **facts: Any) -> None:
        super().__init__(problem.format(**facts))
        self.problem, self.facts = problem, facts


def parse(pattern: str) -> Sequence:
    """The elements of ``pattern``.

    Raises:
        PatternError: the notation is broken.
    """
    if len(pattern) > MOST_CHARS:
        raise PatternError("more than {most} characters", most=MOST_CHARS)
    elements, end = _sequence(pattern, 0, 0)
    if end < len(pattern):
        raise PatternError("“{sign}” at character {at} closes nothing", sign=pattern[end], at=end + 1)
    if not elements:
        raise PatternError("the pattern is empty")
    signs = [element[0] for element in elements]
    shown = [sign for sign in signs if sign in "<>"]
    if shown not in ([], ["<", ">"]):
        raise PatternError("< and > must stand once each, in this order, outside brackets")
    if _gaps(elements) > MOST_GAPS:
        raise PatternError("more than {most} gaps", most=MOST_GAPS)
    inner = [sign for sign in signs if sign not in "<>"]
    if inner and "g" in (inner[0], inner[-1]):
        raise PatternError("a gap at the edge of a pattern says nothing; take it away")
    return elements


def written(elements: Sequence) -> str:
    """``elements`` in the notation, as far as a line has room for it."""
    return _written(elements)[:80]


def _written(elements: Sequence) -> str:
    return " ".join(map(_sign, elements)).replace("< ", "<").replace(" >", ">")


def _sign(element: Element) -> str:
    sign, *rest = element
    if sign == "w":
        return rest[0] if len(rest) == 1 else f"[{'|'.join(rest)}]"
    if sign == "c":
        return f"{{{rest[0]}}}"
    if sign == "a":
        return f"[{'|'.join(map(_written, rest[0]))}]"
    if sign == "o":
        return f"{_sign(rest[0])}?"
    if sign == "g":
        return "~~" if rest[1] else "~" if rest[0] == GAP else f"~{rest[0]}"
    return f"/{rest[0]}/" if sign == "r" else str(sign)


def _gaps(elements: Sequence) -> int:
    """The most gaps that one way through ``elements`` has."""
    count = 0
    for element in elements:
        if element[0] == "g":
            count += 1
        elif element[0] == "a":
            count += max(_gaps(branch) for branch in element[1])
        elif element[0] == "o":
            count += _gaps([element[1]])
    return count


def _sequence(text: str, at: int, depth: int) -> tuple[Sequence, int]:
    elements: Sequence = []
    while at < len(text):
        char = text[at]
        if char in "|]}":
            break
        if char.isspace():
            at += 1
        elif char == "?":
            if not elements or elements[-1][0] not in "wcar":
                raise PatternError("“?” at character {at} follows nothing that can be missing", at=at + 1)
            elements[-1] = ["o", elements[-1]]
            at += 1
        elif char in "<>":
            if depth:
                raise PatternError("< and > can't stand inside brackets")
            elements.append([char])
            at += 1
        elif char in "^$":
            elements.append([char])
            at += 1
        else:
            element, at = _element(text, at, depth)
            elements.append(element)
    return elements, at


def _element(text: str, at: int, depth: int) -> tuple[Element, int]:
    char = text[at]
    if char == "{":
        end = text.find("}", at)
        if end < 0:
            raise PatternError("“{{” at character {at} is not closed", at=at + 1)
        return ["c", text[at + 1 : end].strip()], end + 1
    if char == "[":
        return _alternatives(text, at, depth + 1)
    if char == "~":
        if text.startswith("~~", at):
            return ["g", WIDE_GAP, 1], at + 2
        digits = re.match(r"\d+", text[at + 1 : at + 9])
        if digits is None:
            return ["g", GAP, 0], at + 1
        width = int(digits[0])
        if not 1 <= width <= WIDE_GAP:
            raise PatternError("a gap is 1 to {most} characters, not {width}", most=WIDE_GAP, width=width)
        return ["g", width, 0], at + 1 + digits.end()
    if char == "/":
        end = at + 1
        while end < len(text) and text[end] != "/":
            end += 2 if text[end] == "\\" else 1
        if end >= len(text):
            raise PatternError("“/” at character {at} is not closed", at=at + 1)
        return ["r", *check_regex(text[at + 1 : end])], end + 1
    word = ""
    while at < len(text) and not text[at].isspace() and (text[at] not in _SIGNS or text[at] == "\\"):
        if text[at] == "\\":
            at += 1
            if at == len(text):
                raise PatternError("a “\\” ends the pattern")
        word += text[at]
        at += 1
    if not word:
        raise PatternError("“{sign}” at character {at} opens nothing", sign=char, at=at + 1)
    return ["w", word], at


def _alternatives(text: str, at: int, depth: int) -> tuple[Element, int]:
    if depth > MOST_DEPTH:
        raise PatternError("brackets more than {most} deep", most=MOST_DEPTH)
    start, at, branches = at, at + 1, []
    while True:
        branch, at = _sequence(text, at, depth)
        if not branch:
            raise PatternError("an empty alternative in the bracket at character {at}; use “?”", at=start + 1)
        branches.append(branch)
        if at >= len(text):
            raise PatternError("“[” at character {at} is not closed", at=start + 1)
        at += 1
        if text[at - 1] == "]":
            break
    if all(len(branch) == 1 and branch[0][0] == "w" for branch in branches):
        return ["w", *(word for branch in branches for word in branch[0][1:])], at
    return ["a", branches], at


def check_regex(source: str) -> tuple[str, int, int]:
    """``source`` and its least and greatest width, when it can be matched in time linear in the text.

    Raises:
        PatternError: it is no regular expression, repeats without a low bound, refers back to a group, or can be
            walked in too many ways.
    """
    source = _HAN.sub(_as_letters, source)
    tree = _parsed(source)
    _bounded(tree, source, 1)
    if tree.state.groupdict:
        raise PatternError("/{source}/ gives a group a name", source=source)
    least, most = tree.getwidth()
    if most > MOST_WIDTH:
        raise PatternError(
            "/{source}/ may match {most} characters; {limit} is the most", source=source, most=most, limit=MOST_WIDTH
        )
    count = ways(tree)
    if count > MOST_WAYS:
        raise PatternError(
            "/{source}/ can be tried in {count} ways at one place; {limit} is the most. Let the next "
            "character tell which way to go, or repeat with {{1,8}}+, which gives nothing back",
            source=source,
            count=count,
            limit=MOST_WAYS,
        )
    return source, int(least), int(most)


def _parsed(source: str) -> Any:
    """The tree of ``source``, when it compiles without a warning, alone and as one of several."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = sre_parse.parse(source)
            re.compile(source)
    except (re.error, ValueError, RecursionError, OverflowError, Warning) as error:
        raise PatternError("/{source}/ is no regular expression: {detail}", source=source, detail=error) from None
    if tree.state.flags & ~re.UNICODE.value:
        raise PatternError("/{source}/ has flags for the whole of it; write (?i:…) around a part", source=source)
    return tree


def _as_letters(match: re.Match[str]) -> str:
    r"""A set of Chinese characters (``[一-龥]``, ``[一-龥a-z]``) as the letters that are not Latin ones.

    In a folded text they are the same, and a range of 20,000 characters takes 0.7 ms to compile, at every start.
    """
    others = match[1]
    return "[^\\W_" + ("" if "0-9" in others else "\\d") + ("" if "a-z" in others else "a-z") + "]"


def _single(tree: Any) -> bool:
    return len(tree) == 1 and tree[0][0] in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)


def _bounded(tree: Any, source: str, repeat: int, *, any_case: bool = False) -> None:
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            # What is repeated no times is looked into all the same.
            times = repeat * max(1, value[1] if value[1] is not sre.MAXREPEAT else MOST_REPEAT + 1)
            most = MOST_REPEAT if _single(value[2]) else MOST_GROUP_REPEAT
            if times > most:
                raise PatternError(
                    "/{source}/ repeats more than {most} times; give a bound, as {{1,8}}", source=source, most=most
                )
            _bounded(value[2], source, times, any_case=any_case)
        elif op is sre.SUBPATTERN:
            _bounded(value[3], source, repeat, any_case=any_case or bool(value[1] & re.IGNORECASE.value))
        elif op is sre.BRANCH:
            for branch in value[1]:
                _bounded(branch, source, repeat, any_case=any_case)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            _bounded(value[1], source, repeat, any_case=any_case)
        elif op is sre.ATOMIC_GROUP:
            _bounded(value, source, repeat, any_case=any_case)
        elif op in (sre.GROUPREF, sre.GROUPREF_EXISTS):
            raise PatternError("/{source}/ refers back to a group", source=source)
        elif op is sre.LITERAL and chr(value) in _CAPITALS and not any_case:
            raise PatternError(
                "/{source}/ asks for “{sign}”, but texts are read in small letters; write it small",
                source=source,
                sign=chr(value),
            )
        elif op not in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY, sre.AT):
            raise PatternError("/{source}/ has a sign that is not allowed here: {sign}", source=source, sign=op)
