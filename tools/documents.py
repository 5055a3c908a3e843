"""Labelled messages and the examples of the lexicon as the learner sees them: sentences, their words and marks."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonecheck.fold import fold
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.bundle import builtin_folder
from tonecheck.lexicon.compile import compile_source
from tonecheck.lexicon.source import Source, words_of
from tonecheck.lexicon.spoken import DENIALS
from tonecheck.lexicon.table import Table, pack
from tonecheck.lexicon.weights import normal
from tonecheck.measures import count
from tonecheck.model import Mark, Span
from tonecheck.pipeline import hear
from tonecheck.read import read_text
from tonecheck.sentences import sizes, split_sentences
from tonecheck.weigh import LONGEST, pieces_beside
from tonecheck.words import Words, jieba_dictionary
from tonecheck.wordtable import build_table

LONGEST_RUN = 3
"""Characters of a run that is a word."""
FOLDS = 5
"""Parts that are judged by what is learnt from the others."""
MOVES = {"problem": "P", "proposal": "W", "request": "R", "thanks": "T"}
"""Move → the letter of a tagged sentence that it stands for."""
TUNED_TO = {
    "tune-a", "tune-b", "tune-c", "good-1", "good-2", "dev-1", "dev-2",
    "blame-1", "vague-1", "tone-1", "stance-1", "moves-1",
}  # fmt: skip
"""The files that the patterns were written for: learnt, but not counted where thresholds are chosen."""
GUIDE, GUIDE_COUNTS = {"dev-1", "dev-2"}, {"words": 3.0, "messages": 10.0}
"""The messages that came with the labelling guide, and how much they count for weighted words and message rules."""
BANK_COUNTS = 0.3
"""A bank of single lines is half faults, which says little of how often a fault is to be expected."""


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
        document.counts = count(message.text, sentences, sizes(message.text, sentences))
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
