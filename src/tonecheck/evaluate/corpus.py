"""Labelled messages: one JSON object a line → checked, and what each was labelled for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..lexicon import Lexicon
from ..model import AUDIENCES, KINDS, Span

MISSING = "missing"
"""The name in ``looked_for`` that stands for all rules of whole messages."""
_LISTS = ("findings", "optional", "missing", "missing_optional", "looked_for", "sentences")

PROBLEMS = {
    "not-utf8": "not UTF-8 text",
    "not-json": "not a JSON object",
    "no-key": "not a labelled message: it has no “{name}”",
    "not-text": "not a labelled message: “{name}” must be a text",
    "not-list": "not a labelled message: “{name}” must be a list",
    "misshapen": "not a labelled message: a value is not of the kind it should be",
    "unknown-kind": f"unknown kind “{{name}}”; there are {', '.join(KINDS)}",
    "unknown-audience": f"unknown audience “{{name}}”; there are {', '.join(AUDIENCES)}",
    "unknown-rule": "unknown rule “{name}”",
    "unknown-family": "unknown family “{name}” in “looked_for”",
    "no-quote": "the quote “{name}” is not in the text",
    "no-sentence": "a sentence at {name} is not in the text",
}


class CorpusError(ValueError):
    """A corpus file is wrong: where (file, or file:line), which of `PROBLEMS`, and the name or words meant."""

    def __init__(self, where: str, problem: str, name: str = "") -> None:
        super().__init__(f"{where}: {PROBLEMS[problem].format(name=name)}")
        self.where, self.problem, self.name = where, problem, name


def read_corpus(paths: Iterable[Path], lexicon: Lexicon) -> list[dict[str, Any]]:
    """The labelled messages of JSONL files.

    Raises:
        CorpusError: a line is no JSON object, a key, value or rule is wrong, or a quote is not in its text.
        OSError: a file can't be read.
    """
    messages = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise CorpusError(str(path), "not-utf8") from None
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                messages.append(_checked(line, f"{path}:{number}", lexicon))
    return messages


def _checked(line: str, where: str, lexicon: Lexicon) -> dict[str, Any]:
    try:
        loaded = json.loads(line)
    except (ValueError, RecursionError):
        raise CorpusError(where, "not-json") from None
    if not isinstance(loaded, dict):
        raise CorpusError(where, "not-json")
    labelled = {"findings": [], "missing": [], **loaded}
    try:
        wrong = _first_wrong(labelled, lexicon)
    except KeyError as error:
        raise CorpusError(where, "no-key", error.args[0]) from None
    except (TypeError, AttributeError):
        raise CorpusError(where, "misshapen") from None
    if wrong:
        raise CorpusError(where, *wrong)
    return labelled


def _first_wrong(labelled: dict[str, Any], lexicon: Lexicon) -> tuple[str, str] | None:
    """What is wrong with a labelled message: which of `PROBLEMS`, and the name or words meant.

    Raises:
        KeyError: a key is missing.
        TypeError, AttributeError: a value is not of its type.
    """
    for key in ("id", "text"):
        if not isinstance(labelled[key], str):
            return "not-text", key
    for key in _LISTS:
        # A text would be taken for its characters.
        if not isinstance(labelled.get(key, []), list):
            return "not-list", key
    for key, known in (("kind", KINDS), ("audience", AUDIENCES)):
        if key in labelled and labelled[key] not in known:
            return f"unknown-{key}", str(labelled[key])
    text = labelled["text"]
    labels = [*labelled["findings"], *labelled.get("optional", ())]
    families = {MISSING, *(family_of(rule) for rule in lexicon.rules)}
    missing = [*labelled["missing"], *labelled.get("missing_optional", ())]
    for name in [*missing, *(label["rule"] for label in labels)]:
        if name not in lexicon.rules:
            return "unknown-rule", name
    for label in labels:
        if label["quote"] not in text:
            return "no-quote", label["quote"]
    for name in labelled.get("looked_for", ()):
        if name not in families:
            return "unknown-family", name
    for part in labelled.get("sentences", ()):
        if not 0 <= part["start"] < part["end"] <= len(text) or not isinstance(part["tags"], str):
            return "no-sentence", f"{part['start']}–{part['end']}"
    return None


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
