"""How right the rules are: labelled messages × findings → precision, recall and F1, with their intervals.

A phrase finding is right when a label of its family overlaps it: two careful readers often name one fault by sibling
rules. A message finding is right when the message is labelled with its rule. What two labellers disagreed on
(``optional``, ``missing_optional``) is neither right nor wrong. Rules that are strict count only where a message was
labelled for them (``"strict": true``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from .lexicon import Lexicon
from .model import Settings, Span
from .pipeline import check_message
from .read import read_text

Z95 = 1.959964


class CorpusError(ValueError):
    """A corpus file is wrong; the text says where."""


@dataclass
class Score:
    """Counts of one rule or family."""

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

    def as_dict(self) -> dict[str, Any]:
        """All figures, with 95 % intervals (Wilson's score interval)."""
        return {
            "precision": _rounded(self.precision),
            "precision_95": wilson(self.right, self.right + self.wrong),
            "recall": _rounded(self.recall),
            "recall_95": wilson(self.found, self.found + self.missed),
            "f1": round(self.f1, 3),
            "labels": self.found + self.missed,
            "findings": self.right + self.wrong,
        }


@dataclass
class Evaluation:
    """The outcome over a set of messages."""

    core: list[str]
    """The families and rules whose mean F1 sums it up."""
    rules: dict[str, Score] = field(default_factory=dict)
    families: dict[str, Score] = field(default_factory=dict)
    messages: int = 0
    clean: int = 0
    clean_flagged: list[str] = field(default_factory=list)
    """Ids of messages without labels that got an error or a warning."""
    cases: list[dict[str, str]] = field(default_factory=list)
    """Misses and false alarms: what, rule, id, quote, context."""

    @property
    def core_f1(self) -> float:
        """Mean F1 of the ``core`` rows."""
        return sum(self.families.get(name, Score()).f1 for name in self.core) / max(1, len(self.core))

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "messages": self.messages,
            "core_f1": round(self.core_f1, 3),
            "clean": self.clean,
            "clean_flagged": self.clean_flagged,
            "families": {name: score.as_dict() for name, score in sorted(self.families.items())},
            "rules": {name: score.as_dict() for name, score in sorted(self.rules.items())},
            "cases": self.cases,
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
        loaded = json.loads(line)
        labelled = {**loaded, "findings": loaded.get("findings", []), "missing": loaded.get("missing", [])}
        named = [*labelled["missing"], *(label["rule"] for label in labelled["findings"])]
        absent = [label["quote"] for label in labelled["findings"] if label["quote"] not in labelled["text"]]
        labelled["id"], labelled["text"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{where}: not a labelled message: {error!r}") from None
    unknown = [name for name in named if name not in lexicon.rules]
    if unknown:
        raise CorpusError(f"{where}: unknown rule “{unknown[0]}”")
    if absent:
        raise CorpusError(f"{where}: the quote “{absent[0]}” is not in the text")
    return labelled


def evaluate(messages: Iterable[dict[str, Any]], lexicon: Lexicon) -> Evaluation:
    """Check every labelled message and count what is right."""
    result = Evaluation(lexicon.core)
    for labelled in messages:
        _one(labelled, lexicon, result)
    return result


def _one(labelled: dict[str, Any], lexicon: Lexicon, result: Evaluation) -> None:
    text = labelled["text"]
    message = read_text(
        text, labelled["id"], kind=labelled.get("kind", "mail"), audience=labelled.get("audience", "leader")
    )
    report = check_message(message, lexicon, Settings(strict=bool(labelled.get("strict"))))
    phrases = [(f.rule, f.span) for f in report.findings if lexicon.rules[f.rule]["scope"] == "phrase"]
    wholes = {f.rule for f in report.findings} - {rule for rule, _ in phrases}
    gold, optional = _spans(text, labelled["findings"]), _spans(text, labelled.get("optional", []))
    strict = (
        {rule for rule, body in lexicon.rules.items() if body.get("strict")} if not labelled.get("strict") else set()
    )
    for table, key in ((result.rules, str), (result.families, _family)):
        _phrases(phrases, gold, optional, table, key, labelled if table is result.rules else None, result)
        _wholes(wholes - strict, set(labelled["missing"]) - strict, set(labelled.get("missing_optional", [])), table)
    for rule in (wholes ^ set(labelled["missing"])) - strict - set(labelled.get("missing_optional", [])):
        what = "false alarm" if rule in wholes else "missed"
        result.cases.append({"what": what, "rule": rule, "id": labelled["id"], "quote": "", "context": text[:60]})
    result.messages += 1
    if not gold and not optional and not labelled.get("missing_optional") and not set(labelled["missing"]) - strict:
        result.clean += 1
        if any(finding.severity != "hint" for finding in report.findings):
            result.clean_flagged.append(labelled["id"])


def figures(result: Evaluation) -> str:
    """The figures of every rule as TOML, for ``tonecheck explain`` (``lexicons/figures.toml``)."""
    lines = [
        f"# Made by tonecheck eval --write-figures: {result.messages} messages.",
        f"messages = {result.messages}",
        "",
    ]
    for name, score in sorted(result.rules.items()):
        values = score.as_dict()
        kept = {key: values[key] for key in ("precision", "recall", "labels", "findings") if values[key] is not None}
        lines.append(f'"{name}" = {{ ' + ", ".join(f"{key} = {value}" for key, value in kept.items()) + " }")
    return "\n".join(lines) + "\n"


def _family(rule: str) -> str:
    return rule.partition(".")[0]


def _phrases(
    found: list[tuple[str, Span]],
    gold: list[tuple[str, Span]],
    optional: list[tuple[str, Span]],
    table: dict[str, Score],
    key: Any,
    labelled: dict[str, Any] | None,
    result: Evaluation,
) -> None:
    def among(rule: str, span: Span, others: list[tuple[str, Span]]) -> bool:
        return any(_family(name) == _family(rule) and span.overlaps(other) for name, other in others)

    def case(what: str, rule: str, span: Span) -> None:
        if labelled is not None:
            text = labelled["text"]
            context = text[max(0, span.start - 15) : span.end + 15]
            result.cases.append(
                {
                    "what": what,
                    "rule": rule,
                    "id": labelled["id"],
                    "quote": text[span.start : span.end],
                    "context": context,
                }
            )

    for rule, span in found:
        score = table.setdefault(key(rule), Score())
        if among(rule, span, gold):
            score.right += 1
        elif not among(rule, span, optional):
            score.wrong += 1
            case("false alarm", rule, span)
    for rule, span in gold:
        score = table.setdefault(key(rule), Score())
        if among(rule, span, found):
            score.found += 1
        else:
            score.missed += 1
            case("missed", rule, span)


def _wholes(found: set[str], gold: set[str], optional: set[str], table: dict[str, Score]) -> None:
    for rule in found | gold:
        score = table.setdefault(rule, Score())
        if rule in found and rule in gold:
            score.right += 1
            score.found += 1
        elif rule in gold:
            score.missed += 1
        elif rule not in optional:
            score.wrong += 1


def _spans(text: str, labels: list[dict[str, str]]) -> list[tuple[str, Span]]:
    """Where the labels' quotes stand; a quote said twice takes successive places."""
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
