"""Labelled messages: one JSON object a line → checked, and what each was labelled for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..lexicon import Lexicon
from ..model import Span

MISSING = "missing"
"""The name in ``looked_for`` that stands for all rules of whole messages."""


class CorpusError(ValueError):
    """A corpus file is wrong; the text says where."""


def read_corpus(paths: Iterable[Path], lexicon: Lexicon) -> list[dict[str, Any]]:
    """The labelled messages of JSONL files.

    Raises:
        CorpusError: a line is no JSON object, a key or rule is wrong, or a quote is not in its text.
    """
    messages = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                messages.append(_checked(line, f"{path}:{number}", lexicon))
    return messages


def _checked(line: str, where: str, lexicon: Lexicon) -> dict[str, Any]:
    try:
        labelled = _with_all_keys(json.loads(line))
        wrong = _first_wrong(labelled, lexicon)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{where}: not a labelled message: {error!r}") from None
    if wrong:
        raise CorpusError(f"{where}: {wrong}")
    return labelled


def _with_all_keys(loaded: dict[str, Any]) -> dict[str, Any]:
    labelled = {**loaded, "findings": loaded.get("findings", []), "missing": loaded.get("missing", [])}
    labelled["id"], labelled["text"]
    return labelled


def _first_wrong(labelled: dict[str, Any], lexicon: Lexicon) -> str:
    """What is wrong with a labelled message; nothing: an empty text."""
    text = labelled["text"]
    families = {MISSING, *(family_of(rule) for rule in lexicon.rules)}
    for name in [*labelled["missing"], *(label["rule"] for label in labelled["findings"])]:
        if name not in lexicon.rules:
            return f"unknown rule “{name}”"
    for label in labelled["findings"]:
        if label["quote"] not in text:
            return f"the quote “{label['quote']}” is not in the text"
    for name in labelled.get("looked_for", ()):
        if name not in families:
            return f"unknown family “{name}” in “looked_for”"
    for part in labelled.get("sentences", ()):
        if not 0 <= part["start"] < part["end"] <= len(text) or not isinstance(part["tags"], str):
            return f"a sentence from {part['start']} to {part['end']} is not in the text"
    return ""


def family_of(rule: str) -> str:
    """The family of a rule: ``blame`` of ``blame.history``."""
    return rule.partition(".")[0]


def asked_of(labelled: dict[str, Any], lexicon: Lexicon) -> set[str]:
    """The rules that a message was labelled for, which alone may be counted on it.

    ``looked_for`` names families, and ``missing`` for all rules of whole messages; without it everything was looked
    for. Strict rules count only where it says ``"strict": true``.
    """
    families = labelled.get("looked_for")
    return {
        rule
        for rule, body in lexicon.rules.items()
        if (labelled.get("strict") or not body.get("strict"))
        and (families is None or (MISSING if body["scope"] == "message" else family_of(rule)) in families)
    }


def spans_of(text: str, labels: list[dict[str, Any]]) -> list[tuple[str, Span]]:
    """(rule, place) of each label; a quote said twice takes successive places."""
    found: list[tuple[str, Span]] = []
    used: Counter[tuple[str, str]] = Counter()
    for label in labels:
        rule, quote = label["rule"], label["quote"]
        at = -1
        for _ in range(used[rule, quote] + 1):
            following = text.find(quote, at + 1)
            at = following if following >= 0 else at
        used[rule, quote] += 1
        found.append((rule, Span(at, at + len(quote))))
    return found
