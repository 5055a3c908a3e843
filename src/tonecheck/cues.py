"""Sentences × cues → marks: anchor scan, then pattern, then boundary."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any

from .lexicon import Lexicon
from .lexicon.match import State
from .model import Excused, Mark, Sentence, Span

_REACH = 200
"""An exception's anchor stands at most this far from the match that it lets pass."""

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
        self.unless_hits: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def run(self) -> None:
        lexicon, folded = self.lexicon, self.folded
        for index, anchor, numbers in self._hits():
            span = self.sentences[index].span
            bounds = (span.start, span.end)
            before, behind = folded[anchor[0] - 1 : anchor[0]], folded[anchor[1] : anchor[1] + 1]
            for number in numbers:
                pattern = lexicon.pattern(number)
                # One look at the characters beside the anchor rules out most places.
                if pattern.behind is not None and behind not in pattern.behind:
                    continue
                if pattern.before is not None and before not in pattern.before:
                    continue
                left, right = pattern.match(folded, bounds, anchor)
                if left and right:
                    self._mark(index, lexicon.patterns[number], left, right)
        for number, regex in lexicon.scans:
            for index, sentence in enumerate(self.sentences):
                for match in lexicon.matcher.regex(regex).finditer(folded, sentence.span.start, sentence.span.end):
                    if match.end() > match.start():
                        self._mark(index, [number], [State(match.start())], [State(match.end())])
        self.marks.sort(key=lambda mark: (mark.span, mark.kind))

    def _hits(self) -> list[tuple[int, tuple[int, int], list[int]]]:
        """(sentence, anchor, patterns) for each anchor word in an own sentence; remembered for ``unless`` as well."""
        found: list[tuple[int, tuple[int, int], list[int]]] = []
        if not self.lexicon.patterns:
            return []
        for last, (length, numbers) in self.lexicon.automaton.iter(self.folded):
            anchor = (last + 1 - length, last + 1)
            index = bisect_right(self.starts, anchor[0]) - 1
            if index < 0 or anchor[1] > self.sentences[index].span.end:
                continue
            for number in numbers:
                if number < 0:
                    self.unless_hits.setdefault((index, number), []).append(anchor)
            found.append((index, anchor, [number for number in numbers if number >= 0]))
        return found

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

    def _neutral(self, index: int, numbers: list[int], shown: Span) -> bool:
        """True when one of the ``unless`` patterns overlaps ``shown`` in its sentence."""
        span = self.sentences[index].span
        for number in numbers:
            anchors = self.unless_hits.get((index, number), [])
            at = bisect_left(anchors, (shown.start - _REACH, 0))
            while at < len(anchors) and anchors[at][0] < shown.end + _REACH:
                left, right = self.lexicon.pattern(number).match(self.folded, (span.start, span.end), anchors[at])
                if any(a.at < shown.end for a in left) and any(b.at > shown.start for b in right):
                    return True
                at += 1
        return False
