"""Counts → precision, recall and F1, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

Z95 = 1.959964


@dataclass
class Score:
    """Counts of one rule, family or move."""

    right: int = 0
    """Findings that a label confirms."""
    wrong: int = 0
    """Findings that no label confirms."""
    found: int = 0
    """Labels that a finding confirms."""
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Share of findings that are right; None without findings."""
        return _ratio(self.right, self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of labels that were found; None without labels."""
        return _ratio(self.found, self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where one is not known."""
        p, r = self.precision or 0.0, self.recall or 0.0
        return 2 * p * r / (p + r) if p + r else 0.0

    @property
    def labels(self) -> int:
        """How many labels there are."""
        return self.found + self.missed

    @property
    def findings(self) -> int:
        """How many findings there are, those left out that labellers disagree on."""
        return self.right + self.wrong

    def as_dict(self) -> dict[str, Any]:
        """All figures, with 95 % intervals (Wilson's score interval)."""
        return {
            "precision": _rounded(self.precision),
            "precision_95": wilson(self.right, self.findings),
            "recall": _rounded(self.recall),
            "recall_95": wilson(self.found, self.labels),
            "f1": round(self.f1, 3),
            "labels": self.labels,
            "findings": self.findings,
        }


def wilson(hits: int, total: int) -> tuple[float, float] | None:
    """The 95 % interval of a share of ``hits`` in ``total`` (Wilson 1927); None when nothing was counted."""
    if not total:
        return None
    share, z2 = hits / total, Z95 * Z95
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 * sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)


def _ratio(yes: int, no: int) -> float | None:
    return yes / (yes + no) if yes + no else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
