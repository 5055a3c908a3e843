"""Learn the weighted words of the lexicon (``lexicons/weights/``) from labelled messages.

    python tools/learn.py [CORPUS] [--out FOLDER]

For each family of rules and each move, a logistic regression over the words of a sentence: its runs of one to three
characters, the words of the lexicon's classes (a class counts once for each of its words that is there), and the kind
and audience of the message; beside it a small neural network over the same words (see ``network.py``), whose logits
are added. What a class weighs is then added to each of its words, so that the tool has nothing to do but look words up
and add numbers (see ``tonecheck.weigh``).

For each message rule that says ``weighed = true`` a logistic regression over the words of the whole message says what
its sentences add up to.

Then, for each family and move, boosted trees over what is known of a sentence (see ``lexicon.features``): all its
scores, those of the sentences around it, what patterns found, its place; and for each of these message rules boosted
trees over what is known of the whole message.

CORPUS is a folder of labelled messages (``tests/corpus``); its ``check-*`` files are kept apart. What one learner tells
the next, and every threshold, rests on sentences of writers that were not shown to it (five folds, by file). Trees are
grown, and thresholds chosen, on the files that the patterns were not written for. Examples in the files of rules and
moves are learnt too, with more weight until they hold.

Needs scikit-learn and LightGBM (``pip install -e ".[learn]"``). The same files give the same numbers.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from documents import (
    FOLDS,
    GUIDE,
    GUIDE_COUNTS,
    MOVES,
    Document,
    Reader,
    example_documents,
    folds_of,
    lexicon_of,
    read_documents,
    word_classes,
)
from fitting import in_parallel, matrix
from models import ROUNDS, HeldOut, Messages, Sentences, fine
from network import Network, fit_network
from scipy import sparse

from tonecheck.fold import fold
from tonecheck.lexicon.bundle import builtin_folder
from tonecheck.lexicon.features import (
    MOST_MARKS,
    WORDS,
    message_features,
    message_row,
    sentence_features,
    sentence_rows,
)
from tonecheck.lexicon.source import Source, read_source, words_of
from tonecheck.lexicon.trees import spell_tree
from tonecheck.lexicon.weights import HIDDEN_UNIT, HIDDEN_ZERO, UNIT

SEEN_IN, LEAST = 4, 2
"""Sentences a word must be in; the least number that is kept."""
MOST_WORDS = 160_300
"""So many words the tool keeps, the loudest; a word with numbers for hidden units stays in any case."""
MOST_HIDDEN_WORDS = 100_000
"""Of so many words, those that matter most, the tool keeps numbers for hidden units."""
SEEN_MARKS = 40
"""A kind of mark that patterns left in fewer messages is nothing to ask of a message."""
BANK_WORDS_COUNT = 0.5
"""How much a line of the bank, labelled for some rules only, counts for weighted words."""


def main() -> None:
    """Learn, and write ``models.toml``, ``words.tsv`` and ``trees.tsv``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("tests/corpus"))
    parser.add_argument("--out", type=Path, default=builtin_folder() / "weights")
    arguments = parser.parse_args()
    source = read_source([builtin_folder()])
    source.unweigh()
    reader = Reader(source)
    documents = [*read_documents(arguments.corpus, reader), *example_documents(source, reader)]
    Learner(documents, source).learn(arguments.out)


class Learner:
    """Fits the models of sentences, then those of messages, and writes them."""

    def __init__(self, documents: list[Document], source: Source) -> None:
        self.documents, self.source = documents, source
        self.units = [unit for document in documents for unit in document.units]
        self.owner = np.array([number for number, document in enumerate(documents) for _ in document.units])
        seen = Counter(word for unit in self.units for word in unit.words)
        self.index = {word: n for n, word in enumerate(sorted(word for word, n in seen.items() if n >= SEEN_IN))}
        self.table = matrix([unit.words for unit in self.units], self.index)
        self.lengths = np.array([unit.length for unit in self.units])
        self.message_table = self._message_table()
        self.spread, self.told_words = self._spread()
        places = {word: place for place, word in enumerate(self.told_words)}
        self.example_table = matrix(
            [Counter(dict.fromkeys((*u.words, *u.known), 1)) if u.known or d.example_of else Counter()
             for d in documents for u in d.units], places,
        )  # fmt: skip
        """Which of the tool's words are in each example."""
        part = np.array(folds_of(documents))
        self.document_folds, self.folds = part, part[self.owner]
        self.document_fresh = np.array([document.fresh for document in documents])
        self.document_is_example = np.array([document.example_of is not None for document in documents])
        self.document_is_guide = np.array([document.file in GUIDE for document in documents])
        self.fresh = self.document_fresh[self.owner]
        self.is_example = self.document_is_example[self.owner]
        self.long = np.array([unit.long for unit in self.units])
        clean = np.array([d.looked_for is None and d.fresh > 0 and not d.missing for d in documents])
        clean[self.owner[np.array([bool(unit.rules) for unit in self.units])]] = False
        self.courteous = clean[self.owner]
        """Sentences of whole messages without any fault."""
        bank = np.array([d.looked_for is not None for d in documents]) & ~self.document_is_example
        counts = [GUIDE_COUNTS["words"], BANK_WORDS_COUNT]
        self.weights = np.select([self.document_is_guide, bank], counts, 1.0)[self.owner]
        """How much each counts for weighted words."""
        names = [family["name"] for family in source.families] + list(MOVES)
        self.models = [Sentences(self, name) for name in names]
        self.models = [model for model in self.models if model.rules or model.name in MOVES]
        self.names = [model.name for model in self.models]
        self.features = sentence_features(self.names)

    def learn(self, out: Path) -> None:
        """Fit all models and write them to the folder ``out``."""
        # Of each fold from the others, and one from all.
        *networks, whole = in_parallel(lambda part: self._network(self.folds != part), range(FOLDS + 1))
        held_out = np.column_stack(
            [
                model.held_out_scores(fits, networks)
                for model, fits in zip(self.models, self._held_out_fits(), strict=True)
            ]
        )
        rows = self._rows(held_out, self.documents)
        for number, model in enumerate(self.models):
            model.choose(rows, held_out[:, number])
        held_out_values = np.column_stack([model.held_out for model in self.models])
        messages = [Messages(self, rule) for rule, body in self.source.rules.items() if body.get("weighed")]
        self._fit_words(messages, whole)
        self._keep_loudest(messages)
        values = self._hold_examples(rows)
        for model in self.models:
            print(model, flush=True)
        self._fit_messages(messages, np.where(self.is_example[:, None], values, held_out_values))
        self._write(out, messages)

    def _held_out_fits(self) -> list[list[HeldOut]]:
        """Of each model and each fold what is learnt from the others."""
        jobs = [(model, part) for model in self.models for part in range(FOLDS)]
        fits = in_parallel(lambda job: job[0].held_out_fit(self.folds == job[1]), jobs)
        return [fits[at : at + FOLDS] for at in range(0, len(fits), FOLDS)]

    def _network(self, shown: Any) -> Network:
        """The network that is learnt from the sentences ``shown``."""
        truth = np.column_stack([model.truth for model in self.models])
        known = np.column_stack([model.known & shown for model in self.models])
        return fit_network(self.table, truth, known, self.weights, self.lengths)

    def _message_table(self) -> Any:
        """How often the words are in each message, a sentence counting them once; what is known of it is no word."""
        shape = len(self.documents), len(self.units)
        members = sparse.csr_matrix((np.ones(len(self.units)), (self.owner, np.arange(len(self.units)))), shape=shape)
        said = sparse.diags([float(not word.startswith("@")) for word in sorted(self.index)])
        return (members @ self.table @ said).tocsr()

    def _spread(self) -> tuple[Any, list[str]]:
        """The tool's words, and which of the learnt ones each is made of: itself, and its classes."""
        folding = lexicon_of(self.source).folding
        made: dict[str, Counter[str]] = {word: Counter([word]) for word in self.index if not word.startswith("{")}
        for name, body in word_classes(self.source).items():
            for word in {fold(word, folding) for word in words_of(body)} if f"{{{name}}}" in self.index else ():
                made.setdefault(word, Counter())[f"{{{name}}}"] += 1
        words = sorted(made)
        return matrix([made[word] for word in words], self.index), words

    def told_weights(self, coefficients: Any) -> Any:
        """What the tool's words weigh, as whole numbers; the least are left out."""
        weights = np.clip(np.round(self.spread @ coefficients * UNIT), -2000, 2000).astype(int)
        weights[np.abs(weights) < LEAST] = 0
        return weights

    def _rows(self, scores: Any, documents: list[Document]) -> Any:
        """The features of the sentences of ``documents``, as the tool makes them (see `lexicon.features`)."""
        number_of = {kind: n for n, model in enumerate(self.models) for kind in (model.name, *model.rules)}
        rows: list[list[int]] = []
        at = 0
        for document in documents:
            units = document.units
            here = [
                None if unit.long else row
                for unit, row in zip(units, scores[at : at + len(units)].tolist(), strict=True)
            ]
            found = [[0] * len(self.models) for _ in units]
            for place, unit in enumerate(units):
                for kind in unit.found & number_of.keys():
                    number = number_of[kind]
                    found[place][number] = min(found[place][number] + unit.marks[kind], MOST_MARKS)
            made = sentence_rows(here, found, [len(unit.text) for unit in units], document.about)
            rows += [[0] * len(self.features) if row is None else row for row in made]
            at += len(units)
        return np.array(rows)

    def _fit_words(self, messages: list[Messages], network: Network) -> None:
        """Fit what words weigh for models, their rules and messages, on all that is known, as ``network`` is."""
        self.network = network.whole(self.spread, MOST_HIDDEN_WORDS)
        of_models = in_parallel(lambda model: (model.fit_words(), model.fit_rules()), self.models)
        for model, (of_words, of_rules) in zip(self.models, of_models, strict=True):
            model.take_words(of_words)
            model.of_rules = of_rules
        of_messages = in_parallel(lambda message: message.fit_words(), messages)
        for message, (held_out, coefficients) in zip(messages, of_messages, strict=True):
            message.held_out, message.coefficients = held_out, coefficients

    def _columns(self, messages: list[Messages]) -> Any:
        """What the tool's words weigh: for each model and then for its rules; for each of ``messages``."""
        columns = [own for model in self.models for own in (model.coefficients, *(rule for rule, _ in model.of_rules))]
        columns += [message.coefficients for message in messages]
        return np.column_stack([self.told_weights(column) for column in columns])

    def _keep_loudest(self, messages: list[Messages]) -> None:
        """Leave the softest words out of the tool: before examples are made to hold, for it must hold them so."""
        loudest = np.abs(self._columns(messages)).max(axis=1)
        loudest[self.network.words.any(axis=1)] = np.iinfo(int).max
        kept = np.sort(np.argsort(-loudest, kind="stable")[:MOST_WORDS])
        kept = kept[loudest[kept] > 0]
        self.told_words = [self.told_words[place] for place in kept.tolist()]
        self.spread, self.example_table = self.spread[kept], self.example_table[:, kept]
        self.network = replace(self.network, words=self.network.words[kept])

    def _hold_examples(self, rows: Any) -> Any:
        """Fit all models for good, until what the examples say holds; the values of all sentences.

        ``rows``: the features of all sentences; those of examples are set to what the tool will see.
        """
        examples = [document for document in self.documents if document.example_of is not None]
        heard = self.network.scores(self.example_table, self.lengths) * UNIT
        for _ in range(ROUNDS):
            fits = in_parallel(lambda model: model.fit_words(), self.models)
            for model, fit in zip(self.models, fits, strict=True):
                model.take_words(fit)
            scores = np.column_stack([model.example_scores() for model in self.models])
            final = np.round(scores + heard).astype(int)
            rows[self.is_example] = self._rows(final[self.is_example], examples)
            for model in self.models:
                model.fit_trees(rows)
            broken = [model.heed_broken(rows) for model in self.models]
            print("examples broken:", *broken, flush=True)
            if not any(broken):
                break
        return np.column_stack([model.values(rows) for model in self.models])

    def _fit_messages(self, messages: list[Messages], values: Any) -> None:
        kinds = Counter(kind for document in self.documents for kind in {mark.kind for mark in document.marks})
        seen = sorted(kind for kind, n in kinds.items() if n >= SEEN_MARKS)
        names = message_features(self.names, seen, [model.name for model in messages])
        sums = np.column_stack([model.sums() for model in messages]).tolist()
        rows, at = [], 0
        for document, own in zip(self.documents, sums, strict=True):
            told = [None if unit.long else row for unit, row in
                    zip(document.units, values[at : at + len(document.units)].tolist(), strict=True)]  # fmt: skip
            at += len(document.units)
            marks = Counter(mark.kind for mark in document.marks)
            counts = document.counts | {f"{WORDS}{model.name}": one for model, one in zip(messages, own, strict=True)}
            rows.append(message_row(self.names, told, marks, counts, document.about, names))
        table = np.array(rows)
        for model in messages:
            model.fit(table, names)
            print(model, flush=True)

    def _write(self, out: Path, messages: list[Messages]) -> None:
        network, lines = self.network, []
        of_words = np.round(network.words * HIDDEN_UNIT).astype(int).tolist()
        for word, values, hidden in zip(self.told_words, self._columns(messages).tolist(), of_words, strict=True):
            shown = " ".join(f"{lane}:{value}" for lane, value in enumerate(values) if value)
            letters = "".join(chr(HIDDEN_ZERO + number) for number in hidden) if any(hidden) else ""
            lines.append(f"{word}\t{shown}\t{letters}\n" if letters else f"{word}\t{shown}\n")
        out.mkdir(exist_ok=True)
        (out / "words.tsv").write_text("".join(lines), encoding="utf-8")
        head = f"# Made by tools/learn.py: do not edit. Numbers are {UNIT}ths of a logit.\n"
        head += f"hidden = {fine(network.biases)}\nsummed = {json.dumps([model.name for model in messages])}\n"
        told = (model.toml(network, number) for number, model in enumerate(self.models))
        (out / "models.toml").write_text(head + "".join(told), encoding="utf-8")
        owners: list[Sentences | Messages] = [*self.models, *messages]
        trees = [(owner.name, tree) for owner in owners for tree in owner.trees]
        lines_of_trees = "".join(f"{name}\t{spell_tree(tree)}\n" for name, tree in trees)
        (out / "trees.tsv").write_text(lines_of_trees, encoding="utf-8")
        print(f"{len(lines)} words and {len(trees)} trees in {out}")


if __name__ == "__main__":
    main()
