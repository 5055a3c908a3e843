"""Learn the weighted words of the lexicon (``lexicons/weights/``) from labelled messages.

    python tools/learn.py [CORPUS] [--out FOLDER]

For each family of rules and each move, a logistic regression over the words of a sentence: its runs of one to three
characters, the words of the lexicon's classes (a class counts once for each of its words that is there), and the kind
and audience of the message. What a class weighs is then added to each of its words, so that the tool has nothing to
do but look words up and add numbers (see ``tonecheck.weigh``). For each message rule that says ``weighed = true``, one
more over the signs of the whole message: the best sentence scores, the moves and faults found by patterns, its length.

CORPUS is a folder of labelled messages (``tests/corpus``); its ``check-*`` files are kept apart. Every regression that
feeds another, and every threshold, rests on sentences that were not shown to it (five folds, by message). Thresholds
are chosen together with what the patterns find, on the files that the patterns were not written for. Examples in the
files of rules and moves are learnt too, with more weight until they hold.

Needs scikit-learn (``pip install -e ".[learn]"``). The same files give the same numbers.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from tonecheck.fold import fold
from tonecheck.judge import judge
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.bundle import builtin_folder
from tonecheck.lexicon.compile import compile_source
from tonecheck.lexicon.source import Source, read_source
from tonecheck.lexicon.table import Table, pack
from tonecheck.lexicon.weights import UNIT, Verdict, normal
from tonecheck.measures import measure
from tonecheck.model import Settings, Span
from tonecheck.pipeline import hear, read_moves
from tonecheck.read import read_text
from tonecheck.sentences import split_sentences
from tonecheck.weigh import DENIALS, LONGEST, LOWEST, message_signs
from tonecheck.words import Words, jieba_dictionary
from tonecheck.wordtable import build_table

LONGEST_RUN, SEEN_IN, LEAST, FOLDS = 3, 3, 2, 5
"""Characters of a run; sentences a word must be in; the least number that is kept; folds."""
STRENGTH, MESSAGE_STRENGTH = 1.0, 0.1
"""The inverse of the penalty."""
MOVES = {"problem": "P", "proposal": "W", "request": "R", "thanks": "T"}
"""Move → the letter of a tagged sentence that it stands for."""
CROSSED = [
    *(f"{m}>={s}" for m in ("problem", "proposal") for s in (-16, 0, 16)), "request>=0", "request>=-16", "thanks>=0",
    "blame>=-16", "blame>=0", "question", "apology", "@chat", "@notice", "request", "demand", "proposal", "problem",
    "own-step",
]  # fmt: skip
TUNED_TO = {
    "tune-a", "tune-b", "tune-c", "good-1", "good-2", "dev-1", "dev-2",
    "blame-1", "vague-1", "tone-1", "stance-1", "moves-1",
}  # fmt: skip
"""The files that the patterns were written for: learnt, but not counted where thresholds are chosen."""
ADDS, LEASTS = np.arange(-1.5, 5.1, 0.25), np.arange(-2, 2.1, 0.1)
WORTH, CAREFUL = 0.02, 0.5
"""What adding marks must gain at least; by how much more than the best the score must then be."""
ALONES = (0.0, 0.5, 1.0, 1.5, 2.0)
"""By how much more a sentence must speak for a fault where patterns found none in the rest of its message."""
FALSE_ALARM = 0.8
"""What a false alarm in every message without such a fault would cost, beside an F1 of 1."""
PRECISION = 0.8
"""What a family is to reach; what it lacks is taken off its value."""
ENOUGH = 0.42
"""What a pattern finds is kept where the chance of being right is at least this: half of the F1 that is aimed at."""
MARGIN = 20
"""By how much examples must hold, in parts of a logit: numbers are rounded, and small ones left out."""
BANK_COUNTS = 0.3
"""A bank of single lines is half faults, which says little of how often a fault is to be expected."""
CARE = 0.35
"""How much F0.5 counts beside F1 where thresholds are chosen: a false alarm costs more than a miss."""


@dataclass
class Unit:
    """One sentence of a labelled message."""

    text: str
    words: Counter[str]
    rules: frozenset[str]
    """The rules that it is labelled with."""
    tags: str | None
    """What the sentence does, as letters; None: not tagged."""
    found: frozenset[str]
    """The moves and rules that patterns find in it."""
    excused: frozenset[str] = frozenset()
    """The kinds of mark that are set aside in it."""


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
    units: list[Unit] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    found: frozenset[str] = frozenset()
    """The message rules that conditions alone find."""

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
    source.weighed, source.weights = {"models": [], "messages": [], "crossed": [], "spared": []}, {}
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
            for word in _words(body):
                self.class_of.setdefault(fold(word, self.lexicon.folding), []).append(f"{{{name}}}")
        self.lengths = sorted({len(word) for word in self.class_of})

    def words(self, folded: str, about: Iterable[str]) -> Counter[str]:
        """The words of a folded sentence, and how often each counts."""
        text = normal(folded)
        runs = {text[i : i + n] for n in range(1, LONGEST_RUN + 1) for i in range(len(text) - n + 1)}
        known = {text[i : i + n] for n in self.lengths for i in range(len(text) - n + 1)} & self.class_of.keys()
        words = Counter({run: 1 for run in runs if not {"\t", "\n", "\r"} & set(run)})
        words.update(name for word in known for name in self.class_of[word])
        words.update(about)
        return words

    def fill(self, document: Document, labelled: dict[str, Any]) -> Document:
        """``document`` with the sentences of ``labelled``."""
        message = read_text(labelled["text"], document.name, kind=labelled["kind"], audience=labelled["audience"])
        sentences = split_sentences(message)
        folded = fold(message.text, self.lexicon.folding)
        document.marks, _ = hear(message.text, folded, sentences, [None] * len(sentences), self.lexicon, None)
        _, document.counts = measure(message, sentences, document.marks)
        document.about = (f"@{message.kind}", f"@{message.audience}")
        reading = read_moves(message, self.lexicon)
        findings = judge(reading, self.lexicon, Settings())
        document.found = frozenset(f.rule for f in findings if f.quote is None)
        spans = [(label["rule"], _place(label, labelled)) for label in labelled["findings"]]
        tagged = [(part["tags"], Span(part["start"], part["end"])) for part in labelled.get("sentences", [])]
        for index, (span, _, _) in enumerate(sentences):
            if span.end - span.start > LONGEST:
                continue
            found = {mark.kind for mark in document.marks if mark.sentence == index and mark.kind in MOVES}
            found |= {f.rule for f in findings if f.quote is not None and f.span.overlaps(span)}
            tags = "".join(letters for letters, other in tagged if _shares(other, span)) if tagged else None
            rules = frozenset(rule for rule, other in spans if other.overlaps(span))
            words = self.words(folded[span.start : span.end], document.about)
            excused = frozenset(
                e.mark.kind for e in reading.excused if e.mark.sentence == index and e.reason in DENIALS
            )
            text = message.text[span.start : span.end]
            document.units.append(Unit(text, words, rules, tags, frozenset(found), excused))
        return document


def word_classes(source: Source) -> dict[str, dict[str, Any]]:
    """The classes of the lexicon, and those of the thesaurus, which serve learning alone."""
    files = sorted(builtin_folder().glob("thesaurus/*.toml"))
    more = {name: body for path in files for name, body in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    return {**source.classes, **more}


def _words(body: dict[str, Any]) -> list[str]:
    words = body.get("words", "")
    return words.split() if isinstance(words, str) else list(words)


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
                    reader.fill(Document(labelled["id"], frozenset(labelled["missing"]), looked_for, counts), labelled)
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


class Learner:
    """Fits the models of sentences, then those of messages, and writes them."""

    def __init__(self, documents: list[Document], source: Source) -> None:
        self.documents, self.source = documents, source
        self.units = [unit for document in documents for unit in document.units]
        self.owner = [number for number, document in enumerate(documents) for _ in document.units]
        seen = Counter(word for unit in self.units for word in unit.words)
        self.index = {word: n for n, word in enumerate(sorted(word for word, n in seen.items() if n >= SEEN_IN))}
        self.table = _matrix([unit.words for unit in self.units], self.index)
        part = np.array([int(sha256(d.name.encode()).hexdigest(), 16) % FOLDS for d in documents])
        self.document_folds, self.folds = part, part[self.owner]
        self.fresh = np.array([documents[owner].fresh for owner in self.owner])
        self.is_example = np.array([documents[owner].example_of is not None for owner in self.owner])
        self.final: dict[str, Any] = {}
        """Model → the score of each sentence as message rules are shown it: held out; of examples, as it will be."""

    def learn(self, out: Path) -> None:
        """Fit all models and write them to the folder ``out``."""
        models, columns = [], []
        for name in [family["name"] for family in self.source.families] + list(MOVES):
            rules = [r for r in self._rules(name) if self._seen(r) >= 10]
            if rules or name in MOVES:
                model, weights = self._model(name, rules)
                models.append(model)
                columns += weights
        messages = [self._message(rule) for rule, body in self.source.rules.items() if body.get("weighed")]
        self._write(out, models, np.array(columns), messages)

    def _seen(self, rule: str) -> int:
        """How many sentences of messages, examples apart, are labelled with ``rule``."""
        return sum(rule in unit.rules for unit, example in zip(self.units, self.is_example, strict=True) if not example)

    def _rules(self, family: str) -> list[str]:
        rules = self.source.rules
        return [
            r for r, body in rules.items() if r.startswith(f"{family}.") and body["scope"] == "phrase" and "cue" in body
        ]

    def _model(self, name: str, rules: list[str]) -> tuple[dict[str, Any], list[Any]]:
        known, truth, found = self._labels(name)
        weights = np.ones(len(self.units))
        held_out = self._held_out(self.table, truth, known, weights, self.folds, STRENGTH)
        decision = Decision(self, name, rules, known, truth, held_out)
        examples = self.is_example & known
        while True:
            coefficients, bias = _fit(self.table, truth, known, weights, STRENGTH)
            whole = np.round(coefficients * UNIT)
            whole[np.abs(whole) < LEAST] = 0
            scores = (self.table @ whole + round(bias * UNIT)) / UNIT
            # A bad example must not be doubted; a good one, or a sentence beside the bad one, not be found.
            broken = examples & np.where(truth, found & decision.doubts(scores), decision.wrongly_adds(scores))
            if not broken.any() or weights.max() > 1000:
                break
            weights[broken] *= 2
        self.final[name] = np.where(self.is_example, scores, held_out)
        model: dict[str, Any] = {"name": name, "bias": _units(bias), **decision.numbers()}
        columns = [coefficients]
        for rule in rules:
            named = np.array([rule in unit.rules for unit in self.units])
            own, own_bias = (np.zeros(len(self.index)), 0.0)
            if len(rules) > 1:
                own, own_bias = _fit(self.table, named, known & truth, np.ones(len(named)), STRENGTH)
            columns.append(own)
            model.setdefault("rules", {})[rule] = _units(own_bias)
        patterns = _value(truth, found, decision.fresh)[1]
        told = f"patterns {patterns}  with words {decision.reached}  broken {int(broken.sum())}"
        print(f"{name:16} {int((known & truth).sum()):5} of {int(known.sum())}  {decision}  {told}", flush=True)
        return model, columns

    def blocked(self, name: str) -> Any:
        """Where no mark is added: something of the kind was set aside there for the way it is said."""
        return np.array([any(k == name or k.startswith(f"{name}.") for k in unit.excused) for unit in self.units])

    def other_found(self, name: str) -> Any:
        """Where patterns find a fault of another family."""
        return np.array(
            [any("." in k and not k.startswith((f"{name}.", "missing.")) for k in unit.found) for unit in self.units]
        )

    def _labels(self, name: str) -> tuple[Any, Any, Any]:
        """Of each sentence: whether it is labelled for ``name``, the label, and what patterns say."""
        owners = [self.documents[owner] for owner in self.owner]
        if name in MOVES:
            known = [
                u.tags is not None and (d.example_of is None or d.labelled_for(name))
                for u, d in zip(self.units, owners, strict=True)
            ]
            truth = [MOVES[name] in (unit.tags or "") for unit in self.units]
        else:
            known = [document.labelled_for(name) for document in owners]
            truth = [any(rule.startswith(f"{name}.") for rule in unit.rules) for unit in self.units]
        found = [any(kind == name or kind.startswith(f"{name}.") for kind in unit.found) for unit in self.units]
        return np.array(known), np.array(truth), np.array(found)

    @staticmethod
    def _held_out(table: Any, truth: Any, known: Any, weights: Any, folds: Any, strength: float) -> Any:
        scores = np.zeros(len(truth))
        for part in range(FOLDS):
            coefficients, bias = _fit(table, truth, known & (folds != part), weights, strength)
            scores[folds == part] = table[folds == part] @ coefficients + bias
        return scores

    def _message(self, rule: str) -> dict[str, Any]:
        places = defaultdict(list)
        for place, owner in enumerate(self.owner):
            places[owner].append(place)
        weights_like: Any = _Crossing(self.final)
        signs = []
        for number, document in enumerate(self.documents):
            scores = [_Scored({n: s[place] * UNIT for n, s in self.final.items()}) for place in places[number]]
            signs.append(Counter(message_signs(scores, document.marks, document.counts, document.about, weights_like)))  # type: ignore[arg-type]
        seen = Counter(sign for row in signs for sign in row)
        index = {sign: n for n, sign in enumerate(sorted(sign for sign, n in seen.items() if n >= 10))}
        table = _matrix(signs, index)
        gate = self.source.rules[rule].get("at_least", {})
        kinds = {f"@{kind}" for kind in self.source.rules[rule].get("kinds", ())}
        asked = np.array([all(d.counts.get(k, least) >= least for k, least in gate.items())
                          and (not kinds or bool(kinds & set(d.about))) for d in self.documents])  # fmt: skip
        known = np.array(
            [d.labelled_for("missing") if d.example_of is None else d.labelled_for(rule) for d in self.documents]
        )
        truth = np.array([rule in document.missing for document in self.documents])
        found = np.array([rule in document.found for document in self.documents])
        weights = np.ones(len(truth))
        scores = self._held_out(table, truth, known & asked, weights, self.document_folds, MESSAGE_STRENGTH)
        fresh = np.array([document.fresh for document in self.documents]) * known
        clean = (fresh > 0) & ~truth
        best = (-9.0, "", 0.0)
        for least in LEASTS:
            told = (scores >= least) & asked
            value, reached = _value(truth, told, fresh)
            best = max(best, (value - FALSE_ALARM * float((told & clean).sum() / clean.sum()), reached, least))
        examples = np.array([d.example_of == rule for d in self.documents])
        least = _units(best[2])
        while True:
            coefficients, bias = _fit(table, truth, known & asked, weights, MESSAGE_STRENGTH)
            final = np.round(table @ np.round(coefficients * UNIT) + round(bias * UNIT))
            broken = examples & asked & np.where(truth, final < least + MARGIN, final >= least - MARGIN)
            if not broken.any() or weights.max() > 1000:
                break
            weights[broken] *= 2
        told = f"conditions {_value(truth, found, fresh)[1]}  weighed {best[1]}  broken {int(broken.sum())}"
        print(
            f"{rule:16} {int((known & truth).sum()):5} of {int(known.sum())}  least {best[2]:5.2f}  {told}", flush=True
        )
        numbers = {sign: _units(coefficients[place]) for sign, place in index.items()}
        return {"rule": rule, "bias": _units(bias), "least": least, "signs": {s: n for s, n in numbers.items() if n}}

    def _write(self, out: Path, models: list[dict[str, Any]], columns: Any, messages: list[dict[str, Any]]) -> None:
        folding = lexicon_of(self.source).folding
        rows: dict[str, Any] = {word: columns[:, at] for word, at in self.index.items() if not word.startswith("{")}
        for name, body in word_classes(self.source).items():
            place = self.index.get(f"{{{name}}}")
            if place is not None:
                for word in {fold(word, folding) for word in _words(body)}:
                    rows[word] = rows.get(word, 0) + columns[:, place]
        lines = []
        for word, values in sorted(rows.items()):
            pairs = [(place, max(-2000, min(2000, _units(value)))) for place, value in enumerate(values)]
            shown = " ".join(f"{place}:{value}" for place, value in pairs if abs(value) >= LEAST)
            if shown:
                lines.append(f"{word}\t{shown}\n")
        out.mkdir(exist_ok=True)
        (out / "words.tsv").write_text("".join(lines), encoding="utf-8")
        head = f"# Made by tools/learn.py: do not edit. Numbers are {UNIT}ths of a logit.\n"
        crossed = "crossed = [" + ", ".join(f'"{sign}"' for sign in CROSSED) + "]\n"
        text = head + crossed + "".join(map(_model_toml, models)) + "".join(map(_message_toml, messages))
        (out / "models.toml").write_text(text, encoding="utf-8")
        print(f"{len(lines)} words in {out}")


class Decision:
    """When a sentence is told: of a move by thresholds, of a family by a second regression (`weights.Verdict`)."""

    def __init__(self, learner: Learner, name: str, rules: list[str], known: Any, truth: Any, held_out: Any) -> None:
        """``held_out``: scores that the labels of their sentences had no part in."""
        self.learner, self.rules = learner, rules
        self.fresh = learner.fresh * known
        self.blocked = learner.blocked(name)
        units = learner.units
        if not rules:
            self.keep = self._keep(name, truth, held_out)
            kept = np.array([name in unit.found for unit in units]) & (held_out >= self.keep)
            self.add, self.reached = _add(truth, kept, held_out, self.blocked, self.fresh)
            return
        self.owners = np.array(learner.owner)
        self.hot = np.array([[float(rule in unit.found) for rule in rules] for unit in units])
        faulty = np.array([any("." in k and not k.startswith("missing.") for k in unit.found) for unit in units])
        self.faulty_beside = self._best_beside(faulty.astype(float)) > 0
        self.other_found = learner.other_found(name)
        examples = (learner.documents[owner].example_of for owner in learner.owner)
        self.own_found = np.array([rule in unit.found for rule, unit in zip(examples, units, strict=True)])
        """Where the pattern of the very rule that an example is of finds it."""
        self.count = np.log(np.bincount(self.owners)[self.owners])
        facts = self._facts(held_out)
        decided = np.zeros(len(truth))
        shown = self.fresh > 0
        for part in range(FOLDS):
            apart = learner.folds == part
            decided[apart] = self._fitted(facts, truth, shown & ~apart).decision_function(facts[apart])
        may = ~self.blocked | self.hot.any(axis=1)
        clean = self._best_beside(truth.astype(float), among_all=True) <= 0
        messages = np.array([d.looked_for is None and d.fresh > 0 for d in learner.documents])[self.owners] & clean
        best = (-9.0, "", 0.0, 0.0)
        for least in LEASTS:
            for alone in ALONES:
                told = (decided >= least + alone * ~self.faulty_beside) & may
                value, reached = _value(truth, told, self.fresh)
                right = (self.fresh * (truth & told)).sum() / max(1e-9, (self.fresh * told).sum())
                value -= max(0.0, PRECISION - right)
                alarms = len({*self.owners[told & messages]}) / len({*self.owners[messages]})
                best = max(best, (value - FALSE_ALARM * alarms, f"{reached} alarms {alarms:.3f}", least, alone))
        _, self.reached, self.least, self.alone = best
        self.model = self._fitted(facts, truth, shown)

    def _fitted(self, facts: Any, truth: Any, shown: Any) -> Any:
        model = LogisticRegression(max_iter=3000)
        return model.fit(facts[shown], truth[shown], sample_weight=self.fresh[shown])

    def _facts(self, scores: Any) -> Any:
        """What a verdict is asked with, a column for each of its numbers."""
        any_found = self.hot.any(axis=1)
        others = self._best_beside(scores)
        return np.column_stack(
            [scores, scores * any_found, others, self.faulty_beside, self.other_found, self.count, self.hot]
        )

    def _best_beside(self, values: Any, *, among_all: bool = False) -> Any:
        """Of each sentence the best value of another one of its message, or of any."""
        lowest = LOWEST / UNIT
        best = np.full((2, self.owners.max() + 1), lowest)
        for owner, value in zip(self.owners, values, strict=True):
            if value > best[0, owner]:
                best[:, owner] = value, best[0, owner]
            elif value > best[1, owner]:
                best[1, owner] = value
        first, second = best[0, self.owners], best[1, self.owners]
        if among_all:
            return first
        return np.where(values >= first, second, first)

    def _keep(self, name: str, truth: Any, scores: Any) -> float:
        """The score below which what the patterns of a move find is more likely wrong than worth it."""
        hits = np.array([name in unit.found for unit in self.learner.units]) & (self.fresh > 0)
        model = LogisticRegression(C=1.0, max_iter=1000)
        model.fit(scores[hits].reshape(-1, 1), truth[hits], sample_weight=self.fresh[hits])
        wanted = np.log(ENOUGH / (1 - ENOUGH)) - model.intercept_[0]
        return max(-8.0, min(2.0, float(wanted / max(0.05, model.coef_[0][0]))))

    def doubts(self, scores: Any) -> Any:
        """Where a pattern's mark would be set aside, or nearly."""
        margin = MARGIN / UNIT
        return self._values(scores) < margin if self.rules else scores < self.keep + margin

    def wrongly_adds(self, scores: Any) -> Any:
        """Where a mark would be told, or nearly: of an example that is none, by words or by the pattern of its rule."""
        margin = MARGIN / UNIT
        if not self.rules:
            add = 999.0 if self.add is None else self.add
            return (scores >= add - margin) & ~self.blocked
        return (self._values(scores) >= -margin) & (self.own_found | (~self.blocked & ~self.hot.any(axis=1)))

    def _values(self, scores: Any) -> Any:
        return self.model.decision_function(self._facts(scores)) - self.least - self.alone * ~self.faulty_beside

    def numbers(self) -> dict[str, Any]:
        """What the file of the models says of it."""
        if not self.rules:
            name = {} if self.add is None else {"add": _units(self.add)}
            return {**name, "keep": _units(self.keep)}
        numbers = [round(float(number), 3) for number in self.model.coef_[0]]
        names = [field for field in Verdict._fields if field not in ("bias", "found")]
        verdict = {"bias": round(float(self.model.intercept_[0]) - self.least - self.alone, 3)}
        verdict |= dict(zip(names, numbers[:6], strict=True))
        verdict["others_found"] = round(verdict["others_found"] + self.alone, 3)
        return {"verdict": verdict, "found": dict(zip(self.rules, numbers[6:], strict=True))}

    def __str__(self) -> str:
        """Its thresholds."""
        return f"least {self.least:.1f} alone {self.alone}" if self.rules else f"keep {self.keep:.1f} add {self.add}"


class _Scored:
    """The held-out scores of a sentence, asked for as `lexicon.weights.Score` is."""

    def __init__(self, scores: dict[str, float]) -> None:
        self.scores = scores

    def of(self, name: str) -> float:
        return self.scores[name]


class _Name:
    def __init__(self, name: str) -> None:
        self.name = name


class _Crossing:
    """Stands for the weights where signs are made: all models, and the pairs that are taken."""

    messages = True
    crossed = frozenset(CROSSED)

    def __init__(self, names: Iterable[str]) -> None:
        self.models = [_Name(name) for name in names]


def _matrix(rows: list[Counter[str]], index: dict[str, int]) -> Any:
    places, values, starts = [], [], [0]
    for words in rows:
        row = sorted((index[word], count) for word, count in words.items() if word in index)
        places += [place for place, _ in row]
        values += [count for _, count in row]
        starts.append(len(places))
    data = np.array(values, dtype=float), np.array(places, dtype=np.int32), np.array(starts, dtype=np.int32)
    return sparse.csr_matrix(data, shape=(len(rows), len(index)))


def _fit(table: Any, truth: Any, shown: Any, weights: Any, strength: float) -> tuple[Any, float]:
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=500, random_state=0)
    model.fit(table[shown], truth[shown], sample_weight=weights[shown])
    return model.coef_[0], float(model.intercept_[0])


def _add(truth: Any, kept: Any, scores: Any, blocked: Any, fresh: Any) -> tuple[float | None, str]:
    """The best ``add``, a little more careful, and what is reached with it; None where it gains next to nothing."""
    without = _value(truth, kept, fresh)
    best = max((*_value(truth, kept | ((scores >= add) & ~blocked), fresh), add) for add in ADDS)
    if best[0] - without[0] < WORTH:
        return None, without[1]
    add = best[2] + CAREFUL
    return add, _value(truth, kept | ((scores >= add) & ~blocked), fresh)[1]


def _value(truth: Any, told: Any, fresh: Any) -> tuple[float, str]:
    right = float((fresh * (truth & told)).sum())
    precision, recall = right / max(1e-9, float((fresh * told).sum())), right / max(1e-9, float((fresh * truth).sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    f05 = 1.25 * precision * recall / max(1e-9, 0.25 * precision + recall)
    return (1 - CARE) * f1 + CARE * f05, f"P {precision:.2f} R {recall:.2f} F1 {f1:.3f}"


def _units(value: float) -> int:
    return round(value * UNIT)


def _model_toml(model: dict[str, Any]) -> str:
    text = "".join(f"{key} = {json.dumps(model[key])}\n" for key in ("name", "bias", "keep", "add") if key in model)
    if "rules" in model:
        text += f"rules = {_inline(model['rules'])}\n"
    if "verdict" in model:
        # Last: a table of TOML takes all that follows.
        text += "[model.verdict]\n" + "".join(f"{key} = {number}\n" for key, number in model["verdict"].items())
        text += f"found = {_inline(model['found'])}\n"
    return f"\n[[model]]\n{text}"


def _inline(numbers: dict[str, Any]) -> str:
    return "{ " + ", ".join(f'"{kind}" = {number}' for kind, number in numbers.items()) + " }"


def _message_toml(message: dict[str, Any]) -> str:
    text = "".join(f"{key} = {json.dumps(message[key])}\n" for key in ("rule", "bias", "least"))
    signs = "".join(f'"{sign}" = {number}\n' for sign, number in message["signs"].items())
    return f"\n[[message]]\n{text}[message.signs]\n{signs}"


if __name__ == "__main__":
    main()
