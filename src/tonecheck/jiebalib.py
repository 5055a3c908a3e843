"""What is asked of jieba itself: its guess at words that no dictionary has, and its tokenizer over our table.

Loaded only where the HMM or the tokenizer is wanted, or a table is built. ``guess`` is linear in the text: the
probabilities are those of ``jieba.finalseg``. Its ``viterbi`` copies the whole path at every character, which is
quadratic in the length of a run; here one byte a character remembers the way back, and the sums are the same.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jieba import Tokenizer

    from .words import Words

_LOWEST = -3.14e100  # jieba.finalseg.MIN_FLOAT
_HAN = re.compile("([\u4e00-\u9fd5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_LOCK = Lock()


def load_jieba() -> ModuleType:
    """``import jieba``, without the 60 ms that it spends on ``pkg_resources`` where setuptools is installed.

    ``jieba._compat`` falls back to ``open`` where that import fails. It is run beforehand with an ``import`` of its
    own that fails for this one name, so that no other module and no other thread sees a difference.
    """
    with _LOCK:
        name = "jieba._compat"
        if "jieba" not in sys.modules and "pkg_resources" not in sys.modules:
            compat = _lean_compat(name)
            if compat is not None:
                sys.modules[name] = compat
                try:
                    importlib.import_module("jieba")._compat = compat  # type: ignore[attr-defined]
                except BaseException:
                    sys.modules.pop(name, None)
                    raise
        return importlib.import_module("jieba")


def _lean_compat(name: str) -> ModuleType | None:
    package = find_spec("jieba")
    spec = PathFinder.find_spec(name, package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    builtins = dict(vars(importlib.import_module("builtins")))
    plain_import = builtins["__import__"]

    def lean_import(wanted: str, *args: Any, **options: Any) -> Any:
        if wanted == "pkg_resources":
            raise ImportError(wanted)
        return plain_import(wanted, *args, **options)

    module.__dict__["__builtins__"] = builtins | {"__import__": lean_import}
    spec.loader.exec_module(module)
    return module


class Frequencies:
    """jieba's ``FREQ``, read-only: the frequency of a word, 0 of what only begins one."""

    __slots__ = ("_words",)

    def __init__(self, words: Words) -> None:
        self._words = words

    def __contains__(self, word: str) -> bool:
        return self._words.frequency(word) is not None

    def __getitem__(self, word: str) -> int:
        found = self._words.frequency(word)
        if found is None:
            raise KeyError(word)
        return found

    def get(self, word: str, default: int | None = None) -> int | None:
        """The frequency of ``word``, or ``default`` where the table does not have it."""
        found = self._words.frequency(word)
        return default if found is None else found


def tokenizer(words: Words) -> Tokenizer:
    """jieba's own tokenizer over our table: no dictionary is loaded, no cache file read or written."""
    own = load_jieba().Tokenizer()
    own.FREQ, own.total, own.initialized = Frequencies(words), words.total, True
    return own


@cache
def _model() -> tuple[dict[str, float], dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    load_jieba()
    finalseg = importlib.import_module("jieba.finalseg")
    return finalseg.start_P, finalseg.trans_P, finalseg.emit_P


def guess(run: str) -> list[str]:
    """The tokens of ``jieba.finalseg.cut(run)``."""
    tokens: list[str] = []
    for part in _HAN.split(run):
        if _HAN.match(part):
            tokens.extend(_words(part))
        else:
            tokens.extend(piece for piece in _LATIN.split(part) if piece)
    return tokens


def _words(run: str) -> Iterator[str]:
    """Cut where the states say: begin, middle and end of a word, or a single character."""
    begin = 0
    for at, state in enumerate(_states(run)):
        if state == "S":
            yield run[at]
        elif state == "B":
            begin = at
        elif state == "E":
            yield run[begin : at + 1]


def _states(run: str) -> str:
    """The likeliest states (Viterbi): ``jieba.finalseg.viterbi`` with a way back of one byte a character.

    Sums are added in jieba's order, and of equal ones the later letter wins, as it does there.
    """
    start, trans, emit = _model()
    emit_b, emit_m, emit_e, emit_s = (emit[state].get for state in "BMES")
    to_b, to_m, to_e, to_s = (
        {before: trans[before][state] for before in sources} for state, sources in zip("BMES", _BEFORE, strict=True)
    )
    eb, sb, mm, bm = to_b["E"], to_b["S"], to_m["M"], to_m["B"]
    be, me, ss, es = to_e["B"], to_e["M"], to_s["S"], to_s["E"]
    letter = run[0]
    b, m = start["B"] + emit_b(letter, _LOWEST), start["M"] + emit_m(letter, _LOWEST)
    e, s = start["E"] + emit_e(letter, _LOWEST), start["S"] + emit_s(letter, _LOWEST)
    back = bytearray(len(run))
    for at in range(1, len(run)):
        letter = run[at]
        here = emit_b(letter, _LOWEST)
        from_e, from_s = e + eb + here, s + sb + here
        here = emit_m(letter, _LOWEST)
        mid_m, mid_b = m + mm + here, b + bm + here
        here = emit_e(letter, _LOWEST)
        end_b, end_m = b + be + here, m + me + here
        here = emit_s(letter, _LOWEST)
        one_s, one_e = s + ss + here, e + es + here
        way = 0
        if from_s >= from_e:
            b, way = from_s, 1
        else:
            b = from_e
        if mid_m >= mid_b:
            m, way = mid_m, way | 2
        else:
            m = mid_b
        if end_m >= end_b:
            e, way = end_m, way | 4
        else:
            e = end_b
        if one_s >= one_e:
            s, way = one_s, way | 8
        else:
            s = one_e
        back[at] = way
    state = "S" if s >= e else "E"
    states = [state]
    for at in range(len(run) - 1, 0, -1):
        bit, earlier, later = _WAYS[state]
        state = later if back[at] & bit else earlier
        states.append(state)
    return "".join(reversed(states))


_BEFORE = ("ES", "MB", "BM", "SE")
_WAYS = {"B": (1, "E", "S"), "M": (2, "B", "M"), "E": (4, "B", "M"), "S": (8, "E", "S")}
"""For each state: its bit in the way back, and the state before it where the bit is clear or set."""
