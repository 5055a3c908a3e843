"""Many spans at once: which of them overlap, cover or precede another, without looking at each. And one, trimmed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from .model import Span

TRIM = " \t\n，。！？；：、,.!?;:~～…—"
"""What is trimmed: blanks and punctuation."""


class Spans:
    """Spans of one text, ready for questions that a search by halves answers."""

    def __init__(self, spans: list[Span]) -> None:
        """``spans``: in any order, overlapping or not."""
        by_end = sorted(spans, key=lambda span: span.end)
        by_start = sorted(spans)
        self.ends = [span.end for span in by_end]
        self.latest_start = list(accumulate((span.start for span in by_end), max))
        self.starts = [span.start for span in by_start]
        self.latest_end = list(accumulate((span.end for span in by_start), max))

    def between(self, low: int, high: int) -> bool:
        """True when a span lies within ``[low, high)``."""
        before = bisect_right(self.ends, high)
        return before > 0 and self.latest_start[before - 1] >= low

    def overlap(self, other: Span) -> bool:
        """True when a span shares a character with ``other``."""
        before = bisect_left(self.starts, other.end)
        return before > 0 and self.latest_end[before - 1] > other.start

    def starts_in(self, low: int, high: int) -> bool:
        """True when a span starts at ``low`` to ``high``, both included."""
        at = bisect_left(self.starts, low)
        return at < len(self.starts) and self.starts[at] <= high

    def last_start(self, before: int) -> int:
        """Where the last span starts that starts before ``before``; -1: none."""
        at = bisect_left(self.starts, before)
        return self.starts[at - 1] if at else -1

    def cover(self, other: Span) -> bool:
        """True when one of the spans that start no later than ``other`` ends no earlier."""
        before = bisect_right(self.starts, other.start)
        return before > 0 and self.latest_end[before - 1] >= other.end


def trimmed(text: str, span: Span) -> Span | None:
    """``span`` without spaces and punctuation at its ends; None: nothing is left."""
    start, end = span
    while start < end and text[start] in TRIM:
        start += 1
    while end > start and text[end - 1] in TRIM:
        end -= 1
    return Span(start, end) if start < end else None
