"""Two drafts of a message → what of the first was solved, what is left, what is new."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from .model import Finding, Report


class Comparison(NamedTuple):
    """The findings on two drafts: those of the old one that are gone, those on both, those of the new one alone."""

    old: Report
    new: Report
    solved: tuple[Finding, ...]
    """As they stood in the old draft."""
    left: tuple[Finding, ...]
    """As they stand in the new draft."""
    added: tuple[Finding, ...]


def compare(old: Report, new: Report) -> Comparison:
    """What became of the findings. One is the same where its rule and its words are, wherever they stand."""
    still = Counter(map(_key, new.findings))
    solved: list[Finding] = []
    for finding in old.findings:
        if still[_key(finding)]:
            still[_key(finding)] -= 1
        else:
            solved.append(finding)
    before = Counter(map(_key, old.findings))
    left: list[Finding] = []
    added: list[Finding] = []
    for finding in new.findings:
        known = before[_key(finding)] > 0
        before[_key(finding)] -= known
        (left if known else added).append(finding)
    return Comparison(old, new, tuple(solved), tuple(left), tuple(added))


def _key(finding: Finding) -> tuple[str, str | None]:
    return finding.rule, finding.quote
