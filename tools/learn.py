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
import os
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from network import Network, fit_network
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from tonecheck.fold import fold
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.bundle import builtin_folder
from tonecheck.lexicon.compile import compile_source
from tonecheck.lexicon.features import (
    ABSENT,
    MOST_MARKS,
    WORDS,
    message_features,
    message_row,
    sentence_features,
    sentence_rows,
)
from tonecheck.lexicon.source import Source, read_source, words_of
from tonecheck.lexicon.spoken import DENIALS
from tonecheck.lexicon.table import Table, pack
from tonecheck.lexicon.trees import GRAIN, spell_tree
from tonecheck.lexicon.weights import AGAIN, FINE_UNIT, HIDDEN_UNIT, HIDDEN_ZERO, UNIT, normal
from tonecheck.measures import count
from tonecheck.model import Mark, Span
from tonecheck.pipeline import hear
from tonecheck.read import read_text
from tonecheck.sentences import sizes, split_sentences
from tonecheck.weigh import LONGEST, pieces_beside, untold
from tonecheck.words import Words, jieba_dictionary
from tonecheck.wordtable import build_table

LONGEST_RUN, SEEN_IN, LEAST, FOLDS = 3, 4, 2, 5
"""Characters of a run; sentences a word must be in; the least number that is kept; folds."""
MOST_WORDS = 178_000
"""So many words the tool keeps, the loudest; a word with numbers for hidden units stays in any case."""
MOST_HIDDEN_WORDS = 100_000
"""Of so many words, those that matter most, the tool keeps numbers for hidden units."""
STRENGTH = 1.0
"""The inverse of the penalty on the weights of words."""
SCALES = 0.2, 3.0
"""How little and how much a word may weigh beside others, for how unevenly it is spread."""
TREES = 120
GROWTH: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 8, "min_data_in_leaf": 30, "lambda_l2": 5.0,
    "use_missing": False, "deterministic": True, "force_row_wise": True, "num_threads": 2, "seed": 0, "verbose": -1,
}  # fmt: skip
"""How trees are grown; in any case small ones, for there are few faults to learn from."""
MOVES = {"problem": "P", "proposal": "W", "request": "R", "thanks": "T"}
"""Move → the letter of a tagged sentence that it stands for."""
TUNED_TO = {
    "tune-a", "tune-b", "tune-c", "good-1", "good-2", "dev-1", "dev-2",
    "blame-1", "vague-1", "tone-1", "stance-1", "moves-1",
}  # fmt: skip
"""The files that the patterns were written for: learnt, but not counted where thresholds are chosen."""
LEASTS = np.arange(-2, 2.1, 0.1)
NEIGHBOURS = np.array([1, 2, 3, 2, 1]) / 9
"""How much the thresholds around one count where it is judged."""
FALSE_ALARM = 1.3
"""What a false alarm in every message without any fault would cost, beside an F1 of 1; a mere hint costs nothing."""
PRECISION = 0.8
"""What a family is to reach; what it lacks is taken off its value."""
MARGIN = 16
"""By how many parts of a logit's value (`GRAIN`) an example must hold."""
EXAMPLE_COUNTS = 0.25
"""How much an example counts where trees are grown, until it must count more to hold."""
TUNED_COUNTS = 0.5
"""How much a message counts for message rules where patterns were written with it in sight."""
GUIDE, GUIDE_COUNTS = {"dev-1", "dev-2"}, {"words": 3.0, "messages": 10.0}
"""The messages that came with the labelling guide, and how much they count for weighted words and message rules."""
SEEN_MARKS = 40
"""A kind of mark that patterns left in fewer messages is nothing to ask of a message."""
UNASKED = 0.01
"""The share of proposals that may be lost to the floor of a family."""
ROUNDS = 12
"""How often broken examples are given more weight."""
BANK_COUNTS = 0.3
"""A bank of single lines is half faults, which says little of how often a fault is to be expected."""
AGAIN_FROM, AGAIN_WORTH, AGAIN_UNIT = 0.45, 0.003, 4096
"""The chance from which on a further fault of a sentence is told; the share of all faults of the family that must be
found that way for it to be worth its time; parts of a logit that its numbers count."""
BANK_WORDS_COUNT = 0.5
"""How much such a line counts for weighted words."""
CARE = 0.35
"""How much F0.5 counts beside F1 where thresholds are chosen: a false alarm costs more than a miss."""


HeldOut = tuple[Any, float, list[tuple[Any, float]]]
"""Of a model: the weights of words and the bias; the same of each of its rules."""


@dataclass
class Piece:
    """A part of a sentence beside what patterns found in it."""

    words: Counter[str]
    length: int
    """Characters (see ``weights.normal``)."""
    chars: int
    """Those that it has in the message."""
    missed: frozenset[str]
    """The families of the labels on it that no mark of a pattern overlaps."""
    told: frozenset[str]
    """The families of the labels on it that one does overlap."""


@dataclass
class Unit:
    """One sentence of a labelled message."""

    text: str
    words: Counter[str]
    length: int
    """Characters (see ``weights.normal``)."""
    rules: frozenset[str]
    """The rules that it is labelled with."""
    tags: str | None
    """What the sentence does, as letters; None: not tagged."""
    marks: Counter[str]
    """How many marks patterns left in it of each move and rule, in the author's own voice."""
    excused: frozenset[str] = frozenset()
    """The kinds of mark that are set aside in it."""
    long: bool = False
    """Too long to weigh."""
    known: set[str] = field(default_factory=set)
    """Of an example: the words of classes in it."""
    pieces: list[Piece] = field(default_factory=list)
    """Its clauses, without the words on which patterns left marks of faults; in whole messages only."""

    @property
    def found(self) -> Set[str]:
        """The moves and rules of which there are marks."""
        return self.marks.keys()


@dataclass
class Document:
    """A labelled message, or an example."""

    name: str
    missing: frozenset[str]
    looked_for: frozenset[str] | None
    """The families that it is labelled for; None: all."""
    fresh: float
    """How much it counts in choosing thresholds; 0: the patterns were written with it in sight."""
    example_of: str | None = None
    file: str = ""
    """The name of its file."""
    units: list[Unit] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    about: tuple[str, ...] = ()

    def labelled_for(self, name: str) -> bool:
        """True when the labeller looked for ``name``: a family, or ``missing``."""
        return self.looked_for is None or name in self.looked_for


def main() -> None:
    """Learn, and write ``models.toml`` and ``words.tsv``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("tests/corpus"))
    parser.add_argument("--out", type=Path, default=builtin_folder() / "weights")
    arguments = parser.parse_args()
    source = read_source([builtin_folder()])
    source.unweigh()
    reader = Reader(source)
    documents = [*read_documents(arguments.corpus, reader), *example_documents(source, reader)]
    Learner(documents, source).learn(arguments.out)


def lexicon_of(source: Source) -> Lexicon:
    """The lexicon of ``source``, not cached."""
    bundle = compile_source(source)
    return Lexicon(Table(pack(bundle)), lambda: Words(build_table(jieba_dictionary(), bundle["vocabulary"])))


class Reader:
    """Labelled messages → documents, read by the patterns alone."""

    def __init__(self, source: Source) -> None:
        self.lexicon = lexicon_of(source)
        self.class_of: dict[str, list[str]] = {}
        for name, body in word_classes(source).items():
            for word in {fold(word, self.lexicon.folding) for word in words_of(body)}:
                self.class_of.setdefault(word, []).append(f"{{{name}}}")
        self.lengths = sorted({len(word) for word in self.class_of})

    def known(self, folded: str) -> set[str]:
        """The words of classes in a folded sentence."""
        text = normal(folded)
        return {text[i : i + n] for n in self.lengths for i in range(len(text) - n + 1)} & self.class_of.keys()

    def words(self, folded: str, about: Iterable[str]) -> Counter[str]:
        """The words of a folded sentence, and how often each counts."""
        text = normal(folded)
        runs = {text[i : i + n] for n in range(1, LONGEST_RUN + 1) for i in range(len(text) - n + 1)}
        known = self.known(folded)
        words = Counter({run: 1 for run in runs if not {"\t", "\n", "\r"} & set(run)})
        words.update(name for word in known for name in self.class_of[word])
        words.update(about)
        return words

    def fill(self, document: Document, labelled: dict[str, Any]) -> Document:
        """``document`` with the sentences of ``labelled``."""
        message = read_text(labelled["text"], document.name, kind=labelled["kind"], audience=labelled["audience"])
        sentences = split_sentences(message)
        folded = fold(message.text, self.lexicon.folding)
        document.marks, excused = hear(message.text, folded, sentences, self.lexicon)
        document.counts = count(sentences, sizes(message.text, sentences))
        document.about = (f"@{message.kind}", f"@{message.audience}")
        spans = [(label["rule"], _place(label, labelled)) for label in labelled["findings"]]
        tagged = [(part["tags"], Span(part["start"], part["end"])) for part in labelled.get("sentences", [])]
        for index, (span, _, _) in enumerate(sentences):
            marks = Counter(mark.kind for mark in document.marks if mark.sentence == index)
            tags = "".join(letters for letters, other in tagged if _shares(other, span)) if tagged else None
            rules = frozenset(rule for rule, other in spans if other.overlaps(span))
            long = span.end - span.start > LONGEST
            words = Counter[str]() if long else self.words(folded[span.start : span.end], document.about)
            denied = frozenset(e.mark.kind for e in excused if e.mark.sentence == index and e.reason in DENIALS)
            text = message.text[span.start : span.end]
            length = len(normal(folded[span.start : span.end]))
            unit = Unit(text, words, length, rules, tags, marks, denied, long)
            if document.example_of is not None:
                unit.known = self.known(folded[span.start : span.end])
            if document.fresh == 1 and not long:
                here = [mark for mark in document.marks if mark.sentence == index and mark.kind in self.lexicon.rules]
                labels = [(rule.partition(".")[0], other) for rule, other in spans if other.overlaps(span)]
                unit.pieces = [
                    self._piece(folded, piece, here, labels)
                    for piece in pieces_beside(sentences[index], [mark.span for mark in here])
                ]  # fmt: skip
            document.units.append(unit)
        return document

    def _piece(self, folded: str, piece: Span, marks: list[Mark], labels: list[tuple[str, Span]]) -> Piece:
        missed: set[str] = set()
        told: set[str] = set()
        for family, label in labels:
            if label.overlaps(piece):
                marked = any(m.kind.startswith(f"{family}.") and m.span.overlaps(label) for m in marks)
                (told if marked else missed).add(family)
        text = folded[piece.start : piece.end]
        return Piece(self.words(text, ()), len(normal(text)), len(text), frozenset(missed), frozenset(told))


def word_classes(source: Source) -> dict[str, dict[str, Any]]:
    """The classes of the lexicon, and those of the thesaurus, which serve learning alone."""
    files = sorted(builtin_folder().glob("thesaurus/*.toml"))
    more = {name: body for path in files for name, body in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    return {**source.classes, **more}


def _place(label: dict[str, Any], labelled: dict[str, Any]) -> Span:
    start = label.get("start", labelled["text"].find(label["quote"]))
    return Span(start, start + len(label["quote"]))


def _shares(part: Span, sentence: Span) -> bool:
    """True when most of the shorter one lies in the other."""
    common = min(part.end, sentence.end) - max(part.start, sentence.start)
    return common * 2 > min(part.end - part.start, sentence.end - sentence.start)


def read_documents(folder: Path, reader: Reader) -> list[Document]:
    """The labelled messages of ``folder``."""
    documents = []
    for path in sorted(path for path in folder.rglob("*.jsonl") if not path.stem.startswith("check-")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                labelled = json.loads(line)
                looked_for = frozenset(labelled["looked_for"]) if "looked_for" in labelled else None
                counts = 0.0 if path.stem in TUNED_TO else BANK_COUNTS if looked_for else 1.0
                documents.append(
                    reader.fill(
                        Document(labelled["id"], frozenset(labelled["missing"]), looked_for, counts, file=path.stem),
                        labelled,
                    )
                )
    return documents


def example_documents(source: Source, reader: Reader) -> list[Document]:
    """The examples in the files of rules and moves: they must hold."""
    documents = []
    for name, body in {**source.rules, **{move: source.moves[move] for move in MOVES}}.items():
        family = "missing" if body.get("scope") == "message" else name.partition(".")[0]
        if body.get("scope") == "message" and not body.get("weighed"):
            continue
        for key in ("bad", "good", "is", "is_not"):
            for number, example in enumerate(body.get("examples", {}).get(key, [])):
                table = example if isinstance(example, dict) else {"text": example}
                phrase_fault = key == "bad" and family != "missing"
                before, _, rest = table["text"].partition("<" if phrase_fault else "\0")
                quote, _, after = rest.partition(">")
                labelled = {
                    "text": before + quote + after,
                    "kind": table.get("kind", body.get("kinds", ["mail"])[0]),
                    "audience": table.get("audience", body.get("audiences", ["leader"])[0]),
                    "findings": [{"rule": name, "quote": quote, "start": len(before)}] if phrase_fault else [],
                }
                missing = frozenset({name} if key == "bad" and family == "missing" else ())
                only = name if family == "missing" else family
                document = Document(f"{name}-{key}-{number}", missing, frozenset({only}), 0, example_of=name)
                reader.fill(document, labelled)
                if name in MOVES:
                    for unit in document.units:
                        unit.tags = MOVES[name] if key == "is" else "N"
                documents.append(document)
    return documents


def folds_of(documents: list[Document]) -> list[int]:
    """The fold of each document: all of one file (of one writer) in the same one, folds of about one size.

    What is to be judged comes from writers that nobody has seen, and so must what trees and thresholds learn from.
    An example goes by its rule.
    """
    names = [document.file or document.example_of or "" for document in documents]
    filled, fold_of = [0] * FOLDS, dict[str, int]()
    for name, size in sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])):
        fold_of[name] = filled.index(min(filled))
        filled[fold_of[name]] += size
    return [fold_of[name] for name in names]


class Learner:
    """Fits the models of sentences, then those of messages, and writes them."""

    def __init__(self, documents: list[Document], source: Source) -> None:
        self.documents, self.source = documents, source
        self.units = [unit for document in documents for unit in document.units]
        self.owner = np.array([number for number, document in enumerate(documents) for _ in document.units])
        seen = Counter(word for unit in self.units for word in unit.words)
        self.index = {word: n for n, word in enumerate(sorted(word for word, n in seen.items() if n >= SEEN_IN))}
        self.table = _matrix([unit.words for unit in self.units], self.index)
        self.lengths = np.array([unit.length for unit in self.units])
        self.message_table = self._message_table()
        self.spread, self.told_words = self._spread()
        places = {word: place for place, word in enumerate(self.told_words)}
        self.example_table = _matrix(
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
        return _matrix([made[word] for word in words], self.index), words

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
        head += f"hidden = {_fine(network.biases)}\nsummed = {json.dumps([model.name for model in messages])}\n"
        told = (model.toml(network, number) for number, model in enumerate(self.models))
        (out / "models.toml").write_text(head + "".join(told), encoding="utf-8")
        owners: list[Sentences | Messages] = [*self.models, *messages]
        trees = [(owner.name, tree) for owner in owners for tree in owner.trees]
        lines_of_trees = "".join(f"{name}\t{spell_tree(tree)}\n" for name, tree in trees)
        (out / "trees.tsv").write_text(lines_of_trees, encoding="utf-8")
        print(f"{len(lines)} words and {len(trees)} trees in {out}")


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
        coefficients, bias = _fit(self.learner.table, self.truth, self.known & ~apart, self.weights)
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
            for at in np.flatnonzero(apart & self.found & self.known).tolist():
                pieces = learner.units[at].pieces
                rows = _matrix([piece.words for piece in pieces], learner.index)
                heard = network.scores(rows, [piece.length for piece in pieces])[:, number]
                own = (learner.table[at] @ of_rules + biases)[0] * UNIT
                self.of_pieces[at] = (rows @ coefficients + bias + heard) * UNIT, (rows @ of_rules + biases) * UNIT, own
        return np.round(scores * UNIT).astype(int)

    def _fit_rule(self, rule: str, shown: Any) -> tuple[Any, float]:
        """What words say for ``rule`` where the family is in a sentence, learnt from those that are ``shown``."""
        named = self.named[rule]
        return _fit(self.learner.table, named, self.known & self.truth & shown, np.ones(len(named)))

    def choose(self, rows: Any, scores: Any) -> None:
        """Choose ``least``, ``floor`` and ``again`` by trees that were not grown on the sentences that they judge.

        Args:
            rows: the features of the sentences.
            scores: of the sentences, by words that were not learnt from them.
        """
        learner, may = self.learner, self.found | ~self.blocked
        values = _held_out_values(rows, self.truth, self.fresh, learner.folds)
        owners, courteous = learner.owner, learner.courteous

        def alarms(told: Any) -> float:
            return len({*owners[told & courteous]}) / len({*owners[courteous]})

        self.least, self.reached = _threshold(values, may, self.truth, self.fresh, alarms if self.rules else None)
        told = values >= self.least * GRAIN
        proposed = told & ~self.found & (self.fresh > 0)
        self.floor = int(np.quantile(scores[proposed], UNASKED)) if self.rules and proposed.any() else None
        self.again = self._learnt_again(told, scores) if len(self.rules) > 1 else None
        values -= round(self.least * GRAIN)
        self.held_out = values if self.floor is None else np.where(self.found | (scores >= self.floor), values, ABSENT)

    def _learnt_again(self, told: Any, scores: Any) -> dict[str, int] | None:
        """When a piece beside a pattern's mark is told as well (see ``weights.AGAIN``); None: it is not worth it.

        Args:
            told: of each sentence whether the family is.
            scores: of the sentences, by words that were not learnt from them.
        """
        units, rows, right, twice, folds = self.learner.units, list[list[float]](), [], [], []
        for at, (of_pieces, of_rules, own) in self.of_pieces.items():
            others = [self.rules.index(rule) for rule in untold(self.rules, units[at].found)]
            for piece, score, for_rules in zip(units[at].pieces, of_pieces, of_rules, strict=True) if told[at] else ():
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
        return _fit(self.learner.table, self.truth, self.known, self.weights)

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
        self.trees = _grown(rows, self.truth, self.tree_weights, self.learner.features)
        self.trees.insert(0, -round(self.least * GRAIN))

    def values(self, rows: Any, at: Any = slice(None)) -> Any:
        """What the trees say of the sentences ``at``, of all those that have the features ``rows``."""
        names, rows = self.learner.features, rows[at]
        values = _evaluated(self.trees, rows, {name: place for place, name in enumerate(names)})
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
        text += f"hidden = {_fine(network.weights[:, number])}\n"
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
        count, patterns = int((self.known & self.truth).sum()), _value(self.truth, self.found, self.fresh)[1]
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
            coefficients, _ = _fit(learner.message_table, self.truth, shown & ~apart, weights)
            held_out[apart] = learner.message_table[apart] @ coefficients * UNIT
        return held_out, _fit(learner.message_table, self.truth, shown, weights)[0]

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
        values = _held_out_values(rows, self.truth, weights, self.learner.document_folds)
        clean = (fresh > 0) & ~self.truth

        def alarms(told: Any) -> float:
            return float((told & clean).sum() / clean.sum())

        hint = self.learner.source.rules[rule]["severity"] == "hint"
        least, self.reached = _threshold(values, asked, self.truth, fresh, None if hint else alarms)
        examples = np.array([d.example_of == rule for d in documents]) & asked
        weights[examples] = EXAMPLE_COUNTS
        places = {name: place for place, name in enumerate(names)}
        for _ in range(ROUNDS):
            self.trees = _grown(rows, self.truth, weights, names)
            self.trees.insert(0, -round(least * GRAIN))
            final = _evaluated(self.trees, rows, places)
            broken = examples & np.where(self.truth, final < MARGIN, final >= -MARGIN)
            self.broken = int(broken.sum())
            if not self.broken:
                break
            weights[broken] *= 3
        self.count, self.of, self.least = int((known & self.truth).sum()), int(known.sum()), least

    def __str__(self) -> str:
        told = f"least {self.least:.1f}  weighed {self.reached}  broken {self.broken}"
        return f"{self.name:16} {self.count:5} of {self.of}  {told}"


def in_parallel(function: Callable[[Any], Any], jobs: Iterable[Any]) -> list[Any]:
    """What ``function`` returns for each of ``jobs``, worked out in processes that are copies of this one.

    What it changes is lost. Where processes can't be copied (Windows), one after the other.
    """
    chosen = list(jobs)
    if "fork" not in get_all_start_methods():
        return [function(job) for job in chosen]
    # A copy has the function and the jobs already: only a number has to be sent.
    with get_context("fork").Pool(os.cpu_count(), _share, (function, chosen)) as pool:
        return pool.map(_do, range(len(chosen)), chunksize=1)


_shared: dict[str, Any] = {}


def _share(function: Callable[[Any], Any], jobs: list[Any]) -> None:
    _shared.update(function=function, jobs=jobs)


def _do(number: int) -> Any:
    return _shared["function"](_shared["jobs"][number])


def _grown(rows: Any, truth: Any, weights: Any, names: list[str]) -> list[Any]:
    """Trees that tell ``truth`` from ``rows`` (see `lexicon.trees`)."""
    shown = weights > 0
    data = lightgbm.Dataset(rows[shown].astype(float), truth[shown].astype(float), weight=weights[shown])
    model = lightgbm.train(GROWTH, data, TREES)
    return [_tree(tree["tree_structure"], names) for tree in model.dump_model()["tree_info"]]


def _tree(node: dict[str, Any], names: list[str]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"] * GRAIN)
    # Features are whole numbers: at most 2.5 is less than 3.
    least = int(np.floor(node["threshold"])) + 1
    branches = [_tree(node[side], names) for side in ("left_child", "right_child")]
    return names[node["split_feature"]], least, *branches


def _evaluated(trees: list[Any], rows: Any, places: dict[str, int]) -> Any:
    """What ``trees`` add up to for each of ``rows``."""
    total = np.zeros(len(rows), dtype=int)

    def walk(tree: Any, at: Any) -> None:
        if isinstance(tree, int):
            total[at] += tree
            return
        left = rows[at, places[tree[0]]] < tree[1]
        walk(tree[2], at[left])
        walk(tree[3], at[~left])

    for tree in trees:
        walk(tree, np.arange(len(rows)))
    return total


def _held_out_values(rows: Any, truth: Any, weights: Any, folds: Any) -> Any:
    """The values of all ``rows``, each by trees that were not grown on it."""
    names = [str(place) for place in range(rows.shape[1])]
    places = {name: place for place, name in enumerate(names)}
    values = np.zeros(len(truth), dtype=int)
    for part in range(FOLDS):
        apart = folds == part
        values[apart] = _evaluated(_grown(rows, truth, np.where(apart, 0, weights), names), rows[apart], places)
    return values


def _matrix(rows: list[Counter[str]], index: dict[str, int]) -> Any:
    places, values, starts = [], [], [0]
    for words in rows:
        row = sorted((index[word], count) for word, count in words.items() if word in index)
        places += [place for place, _ in row]
        values += [count for _, count in row]
        starts.append(len(places))
    data = np.array(values, dtype=float), np.array(places, dtype=np.int32), np.array(starts, dtype=np.int32)
    return sparse.csr_matrix(data, shape=(len(rows), len(index)))


def _fit(table: Any, truth: Any, shown: Any, weights: Any) -> tuple[Any, float]:
    """The weights of words and the bias.

    A word may weigh the more, the more unevenly it is spread over true and false sentences (Wang and Manning, Baselines
    and Bigrams, 2012).
    """
    rows, labels = table[shown], truth[shown]
    true, false = (np.asarray(rows[side].sum(axis=0)).ravel() + 1 for side in (labels, ~labels))
    ratio = np.log((true / true.sum()) / (false / false.sum()))
    scale = np.clip(np.abs(ratio), *SCALES)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=500, random_state=0)
    model.fit(rows @ sparse.diags(scale), labels, sample_weight=weights[shown])
    return model.coef_[0] * scale, float(model.intercept_[0])


def _threshold(
    values: Any, may: Any, truth: Any, fresh: Any, alarms: Callable[[Any], float] | None
) -> tuple[float, str]:
    """From which of ``values`` on ``truth`` is best told, and what is reached with it.

    Each threshold is taken together with its neighbours: a single peak is chance.

    Args:
        values: what trees say that were not grown on it.
        may: where it may be told at all.
        truth: where it is.
        fresh: how much each counts.
        alarms: the share of false alarms there is where it is told; None: they cost no more than misses.
    """
    worth, figures = [], []
    for least in LEASTS:
        told = (values >= least * GRAIN) & may
        value, reached = _value(truth, told, fresh)
        if alarms is not None:
            share = alarms(told)
            value -= max(0.0, PRECISION - _precision(truth, told, fresh)) + FALSE_ALARM * share
            reached += f" alarms {share:.3f}"
        worth.append(value)
        figures.append(reached)
    padded = np.pad(worth, len(NEIGHBOURS) // 2, mode="edge")
    best = int(np.convolve(padded, NEIGHBOURS, mode="valid").argmax())
    return LEASTS[best], figures[best]


def _precision(truth: Any, told: Any, fresh: Any) -> float:
    return float((fresh * (truth & told)).sum()) / max(1e-9, float((fresh * told).sum()))


def _value(truth: Any, told: Any, fresh: Any) -> tuple[float, str]:
    precision = _precision(truth, told, fresh)
    recall = float((fresh * (truth & told)).sum()) / max(1e-9, float((fresh * truth).sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    f05 = 1.25 * precision * recall / max(1e-9, 0.25 * precision + recall)
    return (1 - CARE) * f1 + CARE * f05, f"P {precision:.2f} R {recall:.2f} F1 {f1:.3f}"


def _units(value: float) -> int:
    return round(value * UNIT)


def _fine(values: Any) -> list[int]:
    return [round(value * FINE_UNIT) for value in values.tolist()]


if __name__ == "__main__":
    main()
