"""How right the rules are: labelled messages × findings → precision, recall and F1, with their intervals.

A phrase finding is right when a label of its family overlaps it: two careful readers often name one fault by sibling
rules. A message finding is right when the message is labelled with its rule. What two labellers disagreed on
(``optional``, ``missing_optional``) is neither right nor wrong. Only what a message was labelled for counts
(``looked_for``; strict rules: ``"strict": true``). Where its sentences are tagged, the moves count too, sentence by
sentence.

Families and clean messages are counted as a user gets them, without the rules in preview; the figures of a rule in
preview are what it would find if it were on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..lexicon import Lexicon
from ..model import Finding, Message, Settings, Span
from ..pipeline import check_message, read_moves
from ..read import read_text
from .corpus import CorpusError, asked_of, family_of, read_corpus, spans_of
from .score import Score, wilson

TAGS = {"P": "problem", "W": "proposal", "R": "request", "T": "thanks"}
"""Letter of a tagged sentence → the move that it stands for."""
ENOUGH_LABELS = 8
"""A rule with fewer labels doesn't count in the mean over rules: chance would."""
LEAST_PRECISION, ENOUGH_FINDINGS = 0.7, 20
"""Below this precision a rule belongs in preview, if so many findings are behind the figure."""


class Verdict(NamedTuple):
    """What became of one finding or label."""

    what: str
    """``right`` or ``wrong``: a finding; ``found`` or ``missed``: a label."""
    rule: str
    span: Span | None
    """None: the whole message."""


@dataclass
class Evaluation:
    """The outcome over a set of messages."""

    core: list[str]
    """The families and rules whose mean F1 sums it up."""
    rules: dict[str, Score] = field(default_factory=dict)
    families: dict[str, Score] = field(default_factory=dict)
    """Family → all of its rules together."""
    moves: dict[str, Score] = field(default_factory=dict)
    """Move → the sentences that make it."""
    messages: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    """Rule → the messages that were labelled for it."""
    clean: int = 0
    clean_flagged: list[str] = field(default_factory=list)
    """Ids of messages without labels that got an error or a warning."""
    cases: list[dict[str, str]] = field(default_factory=list)
    """Misses and false alarms: what, rule (or move), id, quote, context."""
    doubtful: list[str] = field(default_factory=list)
    """Rules that are too often wrong to be on, and are."""

    @property
    def core_f1(self) -> float:
        """Mean F1 of the ``core`` rows."""
        rows = {**self.rules, **self.families}
        return sum(rows.get(name, Score()).f1 for name in self.core) / max(1, len(self.core))

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the rules with labels enough."""
        enough = [score.f1 for score in self.rules.values() if score.labels >= ENOUGH_LABELS]
        return sum(enough) / max(1, len(enough))

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "messages": self.messages,
            "core_f1": round(self.core_f1, 3),
            "macro_f1": round(self.macro_f1, 3),
            "clean": self.clean,
            "clean_flagged": self.clean_flagged,
            "clean_flagged_95": wilson(len(self.clean_flagged), self.clean),
            "families": _values(self.families),
            "rules": _values(self.rules),
            "moves": _values(self.moves),
            "doubtful": self.doubtful,
            "cases": self.cases,
        }


def _values(table: dict[str, Score]) -> dict[str, dict[str, Any]]:
    return {name: score.as_dict() for name, score in sorted(table.items())}


def evaluate(messages: Iterable[dict[str, Any]], lexicon: Lexicon) -> Evaluation:
    """Check every labelled message and count what is right."""
    result = Evaluation(lexicon.core)
    for labelled in messages:
        _one(labelled, lexicon, result)
    result.doubtful = doubtful(result.rules, lexicon)
    return result


def doubtful(rules: dict[str, Score], lexicon: Lexicon) -> list[str]:
    """The rules under `LEAST_PRECISION` on `ENOUGH_FINDINGS` or more that are not marked ``preview``."""
    return sorted(
        rule
        for rule, score in rules.items()
        if score.findings >= ENOUGH_FINDINGS
        and (score.precision or 0.0) < LEAST_PRECISION
        and not lexicon.rules[rule].get("preview")
    )


def _one(labelled: dict[str, Any], lexicon: Lexicon, result: Evaluation) -> None:
    asked = asked_of(labelled, lexicon)
    preview = {rule for rule in asked if lexicon.rules[rule].get("preview")}
    message = read_text(
        labelled["text"], labelled["id"], kind=labelled.get("kind", "mail"), audience=labelled.get("audience", "leader")
    )
    findings = _findings(message, labelled, asked, (), lexicon)
    usual = verdicts(findings, labelled, asked, lexicon)
    counted = usual
    if preview:
        more = verdicts(_findings(message, labelled, asked, tuple(preview), lexicon), labelled, asked, lexicon)
        counted = [v for v in usual if v.rule not in preview] + [v for v in more if v.rule in preview]
    _count(usual, result.families, family_of)
    _count(counted, result.rules, str)
    result.cases += [_case(verdict, labelled) for verdict in counted if verdict.what in ("wrong", "missed")]
    _moves(message, labelled, lexicon, result)
    result.messages += 1
    result.asked.update(asked)
    if not _labels(labelled, asked):
        result.clean += 1
        if any(finding.severity != "hint" for finding in findings):
            result.clean_flagged.append(labelled["id"])


def _findings(
    message: Message, labelled: dict[str, Any], asked: set[str], more: tuple[str, ...], lexicon: Lexicon
) -> list[Finding]:
    settings = Settings(strict=bool(labelled.get("strict")), extend_select=more)
    return [finding for finding in check_message(message, lexicon, settings).findings if finding.rule in asked]


def _labels(labelled: dict[str, Any], asked: set[str]) -> bool:
    """True when somebody sees a fault in the message, among those that were looked for."""
    named = [label["rule"] for key in ("findings", "optional") for label in labelled.get(key, ())]
    named += [rule for key in ("missing", "missing_optional") for rule in labelled.get(key, ())]
    return bool(asked.intersection(named))


def verdicts(findings: list[Finding], labelled: dict[str, Any], asked: set[str], lexicon: Lexicon) -> list[Verdict]:
    """What became of each finding and of each label of a message."""
    phrases = [(f.rule, f.span) for f in findings if lexicon.rules[f.rule]["scope"] == "phrase"]
    wholes = {f.rule for f in findings} - {rule for rule, _ in phrases}
    gold, optional = (
        [(rule, span) for rule, span in spans_of(labelled["text"], labelled.get(key, [])) if rule in asked]
        for key in ("findings", "optional")
    )
    missing = asked & set(labelled["missing"])
    undecided = set(labelled.get("missing_optional", [])) - missing
    return [
        *_phrases(phrases, gold, optional),
        *(Verdict("right" if rule in missing else "wrong", rule, None) for rule in sorted(wholes - undecided)),
        *(Verdict("found" if rule in wholes else "missed", rule, None) for rule in sorted(missing)),
    ]


def _phrases(
    found: list[tuple[str, Span]], gold: list[tuple[str, Span]], optional: list[tuple[str, Span]]
) -> list[Verdict]:
    def among(rule: str, span: Span, others: list[tuple[str, Span]]) -> bool:
        return any(family_of(name) == family_of(rule) and span.overlaps(other) for name, other in others)

    right = [Verdict("right", rule, span) for rule, span in found if among(rule, span, gold)]
    wrong = [Verdict("wrong", rule, span) for rule, span in found if not among(rule, span, gold + optional)]
    labels = [Verdict("found" if among(rule, span, found) else "missed", rule, span) for rule, span in gold]
    return [*right, *wrong, *labels]


def _count(counted: Iterable[Verdict], table: dict[str, Score], key: Callable[[str], str]) -> None:
    for verdict in counted:
        score = table.setdefault(key(verdict.rule), Score())
        setattr(score, verdict.what, getattr(score, verdict.what) + 1)


def _case(verdict: Verdict, labelled: dict[str, Any]) -> dict[str, str]:
    text, span = labelled["text"], verdict.span
    return {
        "what": "false alarm" if verdict.what == "wrong" else "missed",
        "rule": verdict.rule,
        "id": labelled["id"],
        "quote": text[span.start : span.end] if span else "",
        "context": text[max(0, span.start - 15) : span.end + 15] if span else text[:60],
    }


def _moves(message: Message, labelled: dict[str, Any], lexicon: Lexicon, result: Evaluation) -> None:
    """Count the moves of each tagged sentence: a move is made in a sentence or it is not."""
    parts = labelled.get("sentences")
    if not parts:
        return
    marks = [mark for mark in read_moves(message, lexicon).marks if mark.kind in lexicon.moves]
    counted = []
    for part in parts:
        span = Span(part["start"], part["end"])
        seen = {mark.kind for mark in marks if mark.span.overlaps(span)}
        for letter, move in TAGS.items():
            if move in lexicon.moves:
                counted += _of_move(move, span, tagged=letter in part["tags"], seen=move in seen)
    _count(counted, result.moves, str)
    result.cases += [_case(verdict, labelled) for verdict in counted if verdict.what in ("wrong", "missed")]


def _of_move(move: str, span: Span, *, tagged: bool, seen: bool) -> list[Verdict]:
    finding = [Verdict("right" if tagged else "wrong", move, span)] if seen else []
    label = [Verdict("found" if seen else "missed", move, span)] if tagged else []
    return finding + label


def figures(result: Evaluation) -> str:
    """The figures of every rule as TOML, for ``tonecheck explain`` (``lexicons/figures.toml``)."""
    lines = [
        f"# Made by tonecheck eval --write-figures: {result.messages} messages.",
        f"messages = {result.messages}",
        "",
    ]
    keys = ("precision", "precision_95", "recall", "recall_95", "labels", "findings")
    for name, score in sorted(result.rules.items()):
        values = score.as_dict()
        kept = [(key, values[key]) for key in keys if values[key] is not None] + [("messages", result.asked[name])]
        lines.append(f'"{name}" = {{ ' + ", ".join(f"{key} = {_toml(value)}" for key, value in kept) + " }")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    return f"[{value[0]}, {value[1]}]" if isinstance(value, tuple) else str(value)


__all__ = ["CorpusError", "Evaluation", "Score", "Verdict", "doubtful", "evaluate", "figures", "read_corpus",
           "verdicts", "wilson"]  # fmt: skip
