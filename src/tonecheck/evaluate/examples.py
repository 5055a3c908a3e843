"""The examples in the files of rules, run: a bad one is found on exactly the words in ``<…>``, a good one is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from ..lexicon import Lexicon
from ..model import Finding, Settings
from ..pipeline import check_message
from ..read import read_text

_MARKED = re.compile("<([^<>]+)>")


class Failure(NamedTuple):
    """An example that does not hold, or that is missing."""

    rule: str
    sort: Literal["bad", "good", "unmarked", "none"]
    """A bad one is not found as it should be; a good one is found; a bad one says not which words; none is there."""
    text: str
    wanted: str
    """The words that are to be found; of a rule about the whole message none."""
    found: tuple[str, ...]
    """The words that were found."""


def failures(lexicon: Lexicon, rules: Iterable[str]) -> tuple[list[Failure], int]:
    """The examples of ``rules`` that do not hold, and how many there are in all."""
    found: list[Failure] = []
    count = 0
    for rule in rules:
        examples = lexicon.examples[rule]
        if not examples.get("bad"):
            found.append(Failure(rule, "none", "", "", ()))
        for sort in ("bad", "good"):
            for example in examples.get(sort, []):
                count += 1
                failure = _failure(rule, sort, example if isinstance(example, dict) else {"text": example}, lexicon)
                found += [failure] if failure else []
    return found, count


def _failure(rule: str, sort: str, example: dict[str, Any], lexicon: Lexicon) -> Failure | None:
    """What is wrong with one example; None: nothing."""
    written: str = example["text"]
    phrase = lexicon.rules[rule]["scope"] == "phrase"
    if sort == "good":
        findings = _findings(rule, example, written, lexicon)
        return Failure(rule, "good", written, "", _words(findings)) if findings else None
    marked = _MARKED.search(written) if phrase else None
    if phrase and not marked:
        return Failure(rule, "unmarked", written, "", ())
    text = _MARKED.sub(r"\1", written, count=1) if marked else written
    findings = _findings(rule, example, text, lexicon)
    if not marked:
        return None if findings else Failure(rule, "bad", written, "", ())
    start, words = marked.start(), marked[1]
    if [finding.span for finding in findings] == [(start, start + len(words))]:
        return None
    return Failure(rule, "bad", written, words, _words(findings))


def _findings(rule: str, example: dict[str, Any], text: str, lexicon: Lexicon) -> list[Finding]:
    """What ``rule`` finds in ``text``; a phrase rule is judged alone, a message rule sees what others find."""
    body = lexicon.rules[rule]
    kind = example.get("kind", body.get("kinds", ["mail"])[0])
    audience = example.get("audience", body.get("audiences", ["leader"])[0])
    alone = body["scope"] == "phrase"
    settings = Settings(select=(rule,)) if alone else Settings(strict=True, extend_select=(rule,))
    report = check_message(read_text(text, kind=kind, audience=audience), lexicon, settings)
    return [finding for finding in report.findings if finding.rule == rule]


def _words(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(finding.quote or "" for finding in findings)
