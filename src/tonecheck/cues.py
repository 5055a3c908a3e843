"""Sentences × cues → marks: anchor scan, then pattern, then boundary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .lexicon import Lexicon
from .lexicon.match import State
from .model import Excused, Mark, Sentence, Span
from .spans import Spans

_NOWHERE = Spans([])

Boundary = Callable[[int, int, int], bool]
"""(sentence start, sentence end, offset) → True when no word of the sentence runs across the offset."""


def find_marks(
    folded: str, sentences: tuple[Sentence, ...], lexicon: Lexicon, boundary: Boundary
) -> tuple[list[Mark], list[Excused]]:
    """All marks that the cues of ``lexicon`` leave on the sentences, and those set aside as neutral use.

    Args:
        folded: the folded text of the message (see `fold`).
        sentences: the author's own sentences, in order; nothing outside them is matched.
        lexicon: the cues.
        boundary: the witness of word boundaries.
    """
    finder = _Finder(folded, sentences, lexicon, boundary)
    finder.run()
    return finder.marks, finder.excused


class _Finder:
    def __init__(self, folded: str, sentences: tuple[Sentence, ...], lexicon: Lexicon, boundary: Boundary) -> None:
        self.folded, self.sentences, self.lexicon, self.boundary = folded, sentences, lexicon, boundary
        self.marks: list[Mark] = []
        self.excused: list[Excused] = []
        self.seen: set[tuple[int, int, int]] = set()
        # Of the sentence at hand: where each word of the lexicon stands, its sets, and where the words of a set stand.
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.sets_of: dict[str, frozenset[int]] = {}
        self.present: set[int] = set()
        self.anchors: dict[int, list[tuple[int, int]]] = {}
        self.exceptions: dict[int, Spans] = {}

    def run(self) -> None:
        for index, sentence in enumerate(self.sentences):
            self._sentence(index, sentence.span)
        self.marks.sort(key=lambda mark: (mark.span, mark.kind, mark.cue))

    def _sentence(self, index: int, span: Span) -> None:
        self.places, self.sets_of = self._places(span)
        self.anchors, self.exceptions = {}, {}
        lexicon = self.lexicon
        self.present = present = set().union(*self.sets_of.values())
        for one in sorted(present & lexicon.table.anchors):
            for number, needs in lexicon.tried(one):
                if present.issuperset(needs):
                    self._try(index, span, number, self._anchors(one))
        for number, regex in lexicon.scans:
            for match in lexicon.table.regex(regex).finditer(self.folded, span.start, span.end):
                if match.end() > match.start():
                    self._mark(index, [number], [State(match.start())], [State(match.end())])

    def _anchors(self, one: int) -> list[tuple[int, int]]:
        """Where the words of set ``one`` stand in the sentence at hand, in order."""
        found = self.anchors.get(one)
        if found is None:
            found = sorted(at for word, sets in self.sets_of.items() if one in sets for at in self.places[word])
            self.anchors[one] = found
        return found

    def _places(self, span: Span) -> tuple[dict[str, list[tuple[int, int]]], dict[str, frozenset[int]]]:
        """Where the words of the lexicon stand in ``span``, and which sets each is in."""
        places: dict[str, list[tuple[int, int]]] = {}
        sets_of: dict[str, frozenset[int]] = {}
        folded, words_of, group = self.folded, self.lexicon.table.words_of, self.lexicon.table.group
        for at in range(span.start, span.end):
            known = words_of(folded[at])
            if known is not None:
                for length in known[0]:
                    word = folded[at : at + length]
                    if word in known[1] and at + length <= span.end:
                        places.setdefault(word, []).append((at, at + length))
                        sets_of[word] = group(known[1][word])
        return places, sets_of

    def _try(self, index: int, span: Span, number: int, anchors: list[tuple[int, int]]) -> None:
        before, behind = self.lexicon.table.beside(number)
        folded, bounds = self.folded, (span.start, span.end)
        for anchor in anchors:
            # One look at the characters beside the anchor rules out many places.
            if behind is not None and folded[anchor[1] : anchor[1] + 1] not in behind:
                continue
            if before is not None and folded[anchor[0] - 1 : anchor[0]] not in before:
                continue
            pattern, raw = self.lexicon.pattern(number)
            left, right = pattern.match(folded, bounds, anchor)
            if left and right:
                self._mark(index, raw, left, right)

    def _mark(self, index: int, pattern: list[Any], left: list[State], right: list[State]) -> None:
        cue = self.lexicon.cues[pattern[0]]
        span = self.sentences[index].span
        wanted = cue.get("boundary", True)
        start = self._first(left, span, wanted in (True, "start"))
        end = self._first(right, span, wanted in (True, "end"))
        if start is None or end is None:
            return
        shown = (max(start.opened, end.opened), max(start.closed, end.closed))
        shown = (start.at if shown[0] < 0 else shown[0], end.at if shown[1] < 0 else shown[1])
        while shown[0] < shown[1] and self.folded[shown[0]] == " ":
            shown = (shown[0] + 1, shown[1])
        while shown[0] < shown[1] and self.folded[shown[1] - 1] == " ":
            shown = (shown[0], shown[1] - 1)
        self._add(index, cue, pattern[0], shown, pattern[4] if len(pattern) > 4 else None)

    def _first(self, states: list[State], span: Span, check: bool) -> State | None:
        for state in states:
            if not check or state.at in (span.start, span.end) or self.boundary(span.start, span.end, state.at):
                return state
        return None

    def _add(self, index: int, cue: dict[str, Any], number: int, shown: tuple[int, int], fix: str | None) -> None:
        key = (number, *shown)
        if key in self.seen:
            return
        self.seen.add(key)
        mark = Mark(cue["kind"], Span(*shown), index, cue["id"], fix)
        if "unless" in cue and self._neutral(index, cue["unless"], mark.span):
            self.excused.append(Excused(mark, "neutral"))
        else:
            self.marks.append(mark)

    def _neutral(self, index: int, numbers: list[int], shown: Span) -> bool:
        """True when one of the ``unless`` patterns overlaps ``shown`` in its sentence."""
        span = self.sentences[index].span
        for number in numbers:
            found = self.exceptions.get(number)
            if found is None:
                found = self.exceptions[number] = self._exception(number, span)
            if found.overlap(shown):
                return True
        return False

    def _exception(self, number: int, span: Span) -> Spans:
        """Where exception ``number`` matches in ``span``."""
        if not self.present.issuperset(self.lexicon.table.exception_needs(number)):
            return _NOWHERE
        pattern, raw = self.lexicon.pattern(number)
        spans = []
        for anchor in self._anchors(raw[2]):
            left, right = pattern.match(self.folded, (span.start, span.end), anchor)
            if left and right:
                spans.append(Span(min(left).at, max(right).at))
        return Spans(spans)
