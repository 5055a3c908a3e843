"""The models of families, moves and message rules: what words say for them, and the trees that decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from documents import FOLDS, GUIDE_COUNTS, MOVES
from fitting import evaluated, fit_logistic, grown, held_out_values, matrix, threshold, value_of
from network import Network
from sklearn.linear_model import LogisticRegression

from tonecheck.lexicon.features import ABSENT
from tonecheck.lexicon.trees import GRAIN
from tonecheck.lexicon.weights import AGAIN, FINE_UNIT, UNIT
from tonecheck.weigh import unmarked

if TYPE_CHECKING:
    from learn import Learner

MARGIN = 16
"""By how many parts of a logit's value (`GRAIN`) an example must hold."""
EXAMPLE_COUNTS = 0.25
"""How much an example counts where trees are grown, until it must count more to hold."""
TUNED_COUNTS = 0.5
"""How much a message counts for message rules where patterns were written with it in sight."""
UNASKED = 0.01
"""The share of proposals that may be lost to the floor of a family."""
ROUNDS = 12
"""How often broken examples are given more weight."""
SOONER = {"vague": 40, "tone": 60, "stance": 40, "trust": 120, "timing": 80, "missing.goal": 120,
          "missing.proposal": 70, "missing.thanks": 120, "missing.record": 40, "timing.off-hours": -25}  # fmt: skip
"""By how many parts of a logit (`GRAIN`) less is asked than the held-out messages of the writers that were learnt from
call for: writers whom nobody has learnt from say the same less loudly; of times off more is
asked. Chosen on check-1 … 28."""
AGAIN_FROM, AGAIN_WORTH, AGAIN_UNIT = 0.45, 0.003, 4096
"""The chance from which on a further fault of a sentence is told; the share of all faults of the family that must be
found that way for it to be worth its time; parts of a logit that its numbers count."""


HeldOut = tuple[Any, float, list[tuple[Any, float]]]
"""Of a model: the weights of words and the bias; the same of each of its rules."""


class Sentences:
    """The model of a family or a move: the weights of words, and the trees that decide."""

    def __init__(self, learner: Learner, name: str) -> None:
        self.learner, self.name = learner, name
        units = learner.units
        self.rules = [] if name in MOVES else self._seen_rules()
        self.named = {rule: np.array([rule in unit.rules for unit in units]) for rule in self.rules}
        """Of each rule the sentences that are labelled with it."""
        owners = [learner.documents[owner] for owner in learner.owner]
        if name in MOVES:
            known = [
                u.tags is not None and (d.example_of is None or d.labelled_for(name))
                for u, d in zip(units, owners, strict=True)
            ]
            truth = [MOVES[name] in (unit.tags or "") for unit in units]
        else:
            known = [document.labelled_for(name) for document in owners]
            truth = [any(rule.startswith(f"{name}.") for rule in unit.rules) for unit in units]
        self.known, self.truth = np.array(known) & ~learner.long, np.array(truth)
        self.found = np.array([any(kind == name or kind in self.rules for kind in unit.found) for unit in units])
        self.blocked = np.array([any(k == name or k.startswith(f"{name}.") for k in unit.excused) for unit in units])
        """Where nothing is proposed: something of the kind was set aside there for the way it is said."""
        self.own_found = np.array([d.example_of in u.found for u, d in zip(units, owners, strict=True)])
        """Where the pattern of the very rule that an example is of finds it."""
        self.fresh = learner.fresh * self.known
        self.more = ""
        self.of_rules: list[tuple[Any, float]] = []
        """What words say for each of its rules."""
        self.stale = self.ungrown = True
        """The weights of words are to be fitted, the trees to be grown."""
        self.weights = learner.weights.copy()
        """How much each sentence counts; broken examples come to count more."""
        self.tree_weights = np.where(learner.is_example & self.known, EXAMPLE_COUNTS, self.fresh)

    def _seen_rules(self) -> list[str]:
        rules, units = self.learner.source.rules, list(zip(self.learner.units, self.learner.is_example, strict=True))
        return [
            r for r, body in rules.items()
            if r.startswith(f"{self.name}.") and body["scope"] == "phrase" and "cue" in body
            and sum(r in unit.rules for unit, example in units if not example) >= 10
        ]  # fmt: skip

    def held_out_fit(self, apart: Any) -> HeldOut:
        """What words say for the model, and for each of its rules, learnt from all sentences but those ``apart``."""
        coefficients, bias = fit_logistic(self.learner.table, self.truth, self.known & ~apart, self.weights)
        return coefficients, bias, [self._fit_rule(rule, ~apart) for rule in self.rules if len(self.rules) > 1]

    def held_out_scores(self, fits: list[HeldOut], networks: list[Network]) -> Any:
        """The scores of all sentences, each by words that were not learnt from it.

        Args:
            fits: of each fold what was learnt from the others (see `held_out_fit`).
            networks: likewise.
        """
        learner, scores = self.learner, np.zeros(len(self.truth))
        number = learner.names.index(self.name)
        self.of_pieces: dict[int, tuple[Any, Any, Any]] = {}
        """Of a sentence in which patterns found the family: what its pieces score, what they do for each rule, and what
        the sentence does for each rule."""
        for part, ((coefficients, bias, rules), network) in enumerate(zip(fits, networks, strict=True)):
            apart = learner.folds == part
            heard = network.scores(learner.table[apart], learner.lengths[apart])[:, number]
            scores[apart] = learner.table[apart] @ coefficients + bias + heard
            if not rules:
                continue
            of_rules, biases = np.column_stack([own for own, _ in rules]), np.array([bias for _, bias in rules])
            places = np.flatnonzero(apart & self.found & self.known)
            pieces = [piece for at in places.tolist() for piece in learner.units[at].pieces]
            rows = matrix([piece.words for piece in pieces], learner.index)
            heard = network.scores(rows, [piece.length for piece in pieces])[:, number]
            by_words, by_rules = (rows @ coefficients + bias + heard) * UNIT, (rows @ of_rules + biases) * UNIT
            whole, first = (learner.table[places] @ of_rules + biases) * UNIT, 0
            for at, own in zip(places.tolist(), whole, strict=True):
                last = first + len(learner.units[at].pieces)
                self.of_pieces[at] = by_words[first:last], by_rules[first:last], own
                first = last
        return np.round(scores * UNIT).astype(int)

    def _fit_rule(self, rule: str, shown: Any) -> tuple[Any, float]:
        """What words say for ``rule`` where the family is in a sentence, learnt from those that are ``shown``."""
        named = self.named[rule]
        return fit_logistic(self.learner.table, named, self.known & self.truth & shown, np.ones(len(named)))

    def choose(self, rows: Any, scores: Any) -> None:
        """Choose ``least``, ``floor`` and ``again`` by trees that were not grown on the sentences that they judge.

        Args:
            rows: the features of the sentences.
            scores: of the sentences, by words that were not learnt from them.
        """
        learner, may = self.learner, self.found | ~self.blocked
        values = held_out_values(rows, self.truth, self.fresh, learner.folds)
        owners, courteous = learner.owner, learner.courteous

        def alarms(predicted: Any) -> float:
            return len({*owners[predicted & courteous]}) / len({*owners[courteous]})

        least, self.reached = threshold(values, may, self.truth, self.fresh, alarms if self.rules else None)
        self.least = least - SOONER.get(self.name, 0) / GRAIN
        predicted = values >= self.least * GRAIN
        proposed = predicted & ~self.found & (self.fresh > 0)
        self.floor = int(np.quantile(scores[proposed], UNASKED)) if self.rules and proposed.any() else None
        self.again = self._learnt_again(predicted, scores) if len(self.rules) > 1 else None
        values -= round(self.least * GRAIN)
        self.held_out = values if self.floor is None else np.where(self.found | (scores >= self.floor), values, ABSENT)

    def _learnt_again(self, predicted: Any, scores: Any) -> dict[str, int] | None:
        """When a piece beside a pattern's mark is told as well (see ``weights.AGAIN``); None: it is not worth it.

        Args:
            predicted: of each sentence whether the family is.
            scores: of the sentences, by words that were not learnt from them.
        """
        units, rows, right, twice, folds = self.learner.units, list[list[float]](), [], [], []
        for at, (of_pieces, of_rules, own) in self.of_pieces.items():
            others = [self.rules.index(rule) for rule in unmarked(self.rules, units[at].found)]
            for piece, score, for_rules in (
                zip(units[at].pieces, of_pieces, of_rules, strict=True) if predicted[at] else ()
            ):
                rows.append([score, scores[at], for_rules[others].max(), own[others].max(), piece.chars])
                right.append(self.name in piece.missed)
                twice.append(self.name in piece.told and not right[-1])
                folds.append(self.learner.folds[at])
        table, truth, same, part = np.array(rows), np.array(right, bool), np.array(twice, bool), np.array(folds)
        parts = sorted({*folds})
        if not parts or any(len({*truth[part != apart].tolist()}) < 2 for apart in parts):
            self.more = f"again: only {int(truth.sum())} to learn from"
            return None
        # Where it is told twice a reader is told nothing new: half a false alarm.
        counts, chances = np.where(same, 0.5, 1.0), np.zeros(len(truth))

        def fit(shown: Any) -> Any:
            model = LogisticRegression(C=1e6, max_iter=1000)
            return model.fit(table[shown] / UNIT, truth[shown], sample_weight=counts[shown])

        for fold_apart in parts:
            apart = part == fold_apart
            chances[apart] = fit(~apart).predict_proba(table[apart] / UNIT)[:, 1]
        added = chances >= AGAIN_FROM
        good, double, wrong = (int((added & which).sum()) for which in (truth, same, ~truth & ~same))
        self.more = f"again: {good} right of {int(truth.sum())}, {double} same, {wrong} wrong"
        if good < AGAIN_WORTH * (self.known & self.truth).sum() or good < wrong + double / 2:
            self.more += ", not kept"
            return None
        model = fit(np.ones(len(truth), dtype=bool))
        numbers = np.round(model.coef_[0] * AGAIN_UNIT / UNIT).astype(int).tolist()
        bias = model.intercept_[0] - np.log(AGAIN_FROM / (1 - AGAIN_FROM))
        return dict(zip(AGAIN, numbers, strict=True)) | {"bias": round(bias * AGAIN_UNIT)}

    def fit_words(self) -> tuple[Any, float]:
        """The weights of words and the bias, fitted on all sentences; those it has, where no example was broken."""
        if not self.stale:
            return self.coefficients, self.bias
        return fit_logistic(self.learner.table, self.truth, self.known, self.weights)

    def take_words(self, fit: tuple[Any, float]) -> None:
        """Take what `fit_words` found."""
        (self.coefficients, self.bias), self.stale = fit, False

    def example_scores(self) -> Any:
        """The scores that the tool will add up for the examples."""
        return self.learner.example_table @ self.learner.told_weights(self.coefficients) + round(self.bias * UNIT)

    def fit_trees(self, rows: Any) -> None:
        """Grow the trees on all sentences, where their examples did not hold."""
        if not self.ungrown:
            return
        self.ungrown = False
        self.trees = grown(rows, self.truth, self.tree_weights, self.learner.features)
        self.trees.insert(0, -round(self.least * GRAIN))

    def values(self, rows: Any, at: Any = slice(None)) -> Any:
        """What the trees say of the sentences ``at``, of all those that have the features ``rows``."""
        names, rows = self.learner.features, rows[at]
        values = evaluated(self.trees, rows, {name: place for place, name in enumerate(names)})
        if self.floor is None:
            return values
        return np.where(self.found[at] | (rows[:, names.index(self.name)] >= self.floor), values, ABSENT)

    def heed_broken(self, rows: Any) -> int:
        """Give more weight to examples that do not hold; how many there are.

        A bad one that a pattern finds must not be doubted; a good one, or a sentence beside the bad one, not be told
        by words or by the pattern of its rule.
        """
        examples = np.flatnonzero(self.learner.is_example & self.known)
        values, found = self.values(rows, examples), self.found[examples]
        wrong = (values >= -MARGIN) & (self.own_found[examples] | (~self.blocked[examples] & ~found))
        broken = examples[np.where(self.truth[examples], found & (values < MARGIN), wrong)]
        self.weights[broken] *= 2
        self.stale = self.ungrown = bool(len(broken))
        self.tree_weights[broken] *= 3
        return len(broken)

    def fit_rules(self) -> list[tuple[Any, float]]:
        """The weights of words and the bias of each rule, fitted on all sentences; a single one needs none."""
        if len(self.rules) == 1:
            return [(np.zeros(len(self.learner.index)), 0.0)]
        return [self._fit_rule(rule, self.known) for rule in self.rules]

    def toml(self, network: Network, number: int) -> str:
        """What the file of the models says of it, which is model ``number`` of ``network``."""
        bias = _units(self.bias + network.model_biases[number])
        text = f"\n[[model]]\nname = {json.dumps(self.name)}\nbias = {bias}\n"
        text += f"hidden = {fine(network.weights[:, number])}\n"
        if self.floor is not None:
            text += f"floor = {self.floor}\n"
        if self.again is not None:
            text += "again = { " + ", ".join(f"{json.dumps(key)} = {n}" for key, n in self.again.items()) + " }\n"
        if self.rules:
            biases = [_units(bias) for _, bias in self.of_rules]
            told = [f'"{rule}" = {bias}' for rule, bias in zip(self.rules, biases, strict=True)]
            text += "rules = { " + ", ".join(told) + " }\n"
        return text

    def __str__(self) -> str:
        count, patterns = int((self.known & self.truth).sum()), value_of(self.truth, self.found, self.fresh)[1]
        told = f"least {self.least:.1f} floor {self.floor}  patterns {patterns}  with words {self.reached}"
        return f"{self.name:16} {count:5} of {int(self.known.sum())}  {told} {self.more}"


class Messages:
    """The model of a message rule that is weighed."""

    def __init__(self, learner: Learner, rule: str) -> None:
        self.learner, self.name = learner, rule
        documents = learner.documents
        gate = self.learner.source.rules[rule].get("at_least", {})
        kinds = {f"@{kind}" for kind in self.learner.source.rules[rule].get("kinds", ())}
        self.asked = np.array([all(d.counts.get(k, least) >= least for k, least in gate.items())
                               and (not kinds or bool(kinds & set(d.about))) for d in documents])  # fmt: skip
        self.known = np.array(
            [d.labelled_for("missing") if d.example_of is None else d.labelled_for(rule) for d in documents]
        )
        self.truth = np.array([rule in document.missing for document in documents])
        self.held_out: Any = None
        """What the words of messages add up to, by weights that were not learnt from them."""
        self.coefficients: Any = None
        """What words weigh, learnt from all."""
        self.whole = self.known & ~learner.document_is_example & np.array([d.looked_for is None for d in documents])

    def fit_words(self) -> tuple[Any, Any]:
        """What the words of messages add up to, by weights not learnt from them, and the weights learnt from all."""
        learner, shown, held_out = self.learner, self.whole & self.asked, np.zeros(len(self.truth))
        weights = np.where(learner.document_is_guide, GUIDE_COUNTS["words"], 1.0)
        for part in range(FOLDS):
            apart = learner.document_folds == part
            coefficients, _ = fit_logistic(learner.message_table, self.truth, shown & ~apart, weights)
            held_out[apart] = learner.message_table[apart] @ coefficients * UNIT
        return held_out, fit_logistic(learner.message_table, self.truth, shown, weights)[0]

    def sums(self) -> Any:
        """What the words of messages add up to (see ``held_out``); of examples, what the tool's words do."""
        learner, of_examples = self.learner, np.zeros(len(self.truth))
        np.add.at(of_examples, learner.owner, learner.example_table @ learner.told_weights(self.coefficients))
        return np.round(np.where(learner.document_is_example, of_examples, self.held_out)).astype(int)

    def fit(self, rows: Any, names: list[str]) -> None:
        """Grow the trees on ``rows``, the features ``names`` of messages, and choose from which value it is told."""
        rule, documents, known, asked = self.name, self.learner.documents, self.known, self.asked
        guide = self.learner.document_is_guide
        fresh = np.where(guide, 1.0, self.learner.document_fresh) * known
        shown = self.whole & asked
        weights = np.select([~shown, guide, fresh > 0], [0.0, GUIDE_COUNTS["messages"], 1.0], TUNED_COUNTS)
        values = held_out_values(rows, self.truth, weights, self.learner.document_folds)
        clean = (fresh > 0) & ~self.truth

        def alarms(predicted: Any) -> float:
            return float((predicted & clean).sum() / clean.sum())

        hint = self.learner.source.rules[rule]["severity"] == "hint"
        least, self.reached = threshold(values, asked, self.truth, fresh, None if hint else alarms)
        least -= SOONER.get(rule, 0) / GRAIN
        examples = np.array([d.example_of == rule for d in documents]) & asked
        weights[examples] = EXAMPLE_COUNTS
        places = {name: place for place, name in enumerate(names)}
        for _ in range(ROUNDS):
            self.trees = grown(rows, self.truth, weights, names)
            self.trees.insert(0, -round(least * GRAIN))
            final = evaluated(self.trees, rows, places)
            broken = examples & np.where(self.truth, final < MARGIN, final >= -MARGIN)
            self.broken = int(broken.sum())
            if not self.broken:
                break
            weights[broken] *= 3
        self.count, self.of, self.least = int((known & self.truth).sum()), int(known.sum()), least

    def __str__(self) -> str:
        told = f"least {self.least:.1f}  weighed {self.reached}  broken {self.broken}"
        return f"{self.name:16} {self.count:5} of {self.of}  {told}"


def _units(value: float) -> int:
    return round(value * UNIT)


def fine(values: Any) -> list[int]:
    """Numbers of units as the tool keeps them."""
    return [round(value * FINE_UNIT) for value in values.tolist()]
