"""Sentences × cues → marks: anchor scan, then pattern, then boundary."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from .lexicon import Lexicon
from .lexicon.match import State
from .model import Excused, Mark, Sentence, Span

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
        self.starts = [sentence.span.start for sentence in sentences]
        self.marks: list[Mark] = []
        self.excused: list[Excused] = []
        self.seen: set[tuple[int, int, int]] = set()

    def run(self) -> None:
        patterns, matcher, folded = self.lexicon.patterns, self.lexicon.matcher, self.folded
        for last, (length, numbers) in self.lexicon.automaton.iter(folded):
            anchor = (last + 1 - length, last + 1)
            index = bisect_right(self.starts, anchor[0]) - 1
            if index < 0 or anchor[1] > self.sentences[index].span.end:
                continue
            span = self.sentences[index].span
            bounds = (span.start, span.end)
            for number in numbers:
                pattern = patterns[number]
                left, right = matcher.match(pattern[1], pattern[2], folded, bounds, anchor)
                if left and right:
                    self._mark(index, pattern, left, right)
        for number, regex in self.lexicon.scans:
            for index, sentence in enumerate(self.sentences):
                span = sentence.span
                for match in matcher.regex(regex).finditer(folded, span.start, span.end):
                    self._add(index, self.lexicon.cues[number], number, match.span(), None)
        self.marks.sort(key=lambda mark: (mark.span, mark.kind))

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
        self._add(index, cue, pattern[0], shown, pattern[3] if len(pattern) > 3 else None)

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

    def _neutral(self, index: int, patterns: list[Any], shown: Span) -> bool:
        """True when one of the ``unless`` patterns overlaps ``shown`` in its sentence."""
        span = self.sentences[index].span
        for sequence, place in patterns:
            for anchor in self._anchors(sequence[place], span):
                left, right = self.lexicon.matcher.match(sequence, place, self.folded, (span.start, span.end), anchor)
                if any(a.at < shown.end for a in left) and any(b.at > shown.start for b in right):
                    return True
        return False

    def _anchors(self, element: list[Any], span: Span) -> list[tuple[int, int]]:
        """Each place in ``span`` where the anchor ``element`` stands."""
        matcher, bounds = self.lexicon.matcher, (span.start, span.end)
        return [
            (at, end)
            for at in range(span.start, span.end)
            for end in matcher._step(element, self.folded, bounds, at, True)
        ]
