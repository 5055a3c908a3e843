"""What SnowNLP's sentence sentiment adds to the lexicon for anger and resentment: prints a table.

    python benchmarks/sentiment.py tests/corpus/*.jsonl

A sentence counts as positive when a label of ``tone.emotional`` or ``blame.complaint`` overlaps it. Each row is a way
to predict it: the lexicon's findings of the two rules, SnowNLP's sentiment below a threshold, and both together.
"""

from __future__ import annotations

import sys
from pathlib import Path

from snownlp import SnowNLP

from tonecheck import Checker, Settings
from tonecheck.evaluate import Score, read_corpus
from tonecheck.model import Span
from tonecheck.read import read_text
from tonecheck.sentences import han_count, split_sentences

RULES = ("tone.emotional", "blame.complaint")
THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.3)


def rows(paths: list[Path]) -> list[tuple[bool, bool, float]]:
    """(labelled, found by the lexicon, sentiment from 0 to 1) of every own sentence of the corpora."""
    checker = Checker(Settings(select=RULES))
    found = []
    for labelled in read_corpus(paths, checker.lexicon):
        text, kind, audience = labelled["text"], labelled["kind"], labelled["audience"]
        gold = [
            Span(at, at + len(label["quote"]))
            for label in labelled["findings"]
            if label["rule"] in RULES and (at := text.find(label["quote"])) >= 0
        ]
        report = checker.check(text, kind=kind, audience=audience)
        for sentence in split_sentences(read_text(text, kind=kind, audience=audience)):
            words = text[sentence.span.start : sentence.span.end]
            if han_count(words) > 1:
                found.append(
                    (
                        any(sentence.span.overlaps(span) for span in gold),
                        any(sentence.span.overlaps(finding.span) for finding in report.findings),
                        float(SnowNLP(words).sentiments),
                    )
                )
    return found


def score(pairs: list[tuple[bool, bool]]) -> Score:
    """Counts of (labelled, predicted)."""
    right = sum(gold and said for gold, said in pairs)
    wrong = sum(said and not gold for gold, said in pairs)
    return Score(right, wrong, right, sum(gold and not said for gold, said in pairs))


def main() -> None:
    """Print the table."""
    sentences = rows([Path(name) for name in sys.argv[1:]])
    ways = {"lexicon": [(gold, lexicon) for gold, lexicon, _ in sentences]}
    for limit in THRESHOLDS:
        ways[f"sentiment < {limit}"] = [(gold, mood < limit) for gold, _, mood in sentences]
        ways[f"lexicon or sentiment < {limit}"] = [(gold, lexicon or mood < limit) for gold, lexicon, mood in sentences]
    for limit in (0.5, 0.7, 0.9):
        both = [(gold, lexicon and mood < limit) for gold, lexicon, mood in sentences]
        ways[f"lexicon and sentiment < {limit}"] = both
    print(f"{len(sentences)} sentences, {sum(gold for gold, _, _ in sentences)} labelled\n")
    print("| predicted by | precision | recall | F1 |\n|---|---|---|---|")
    for name, pairs in ways.items():
        result = score(pairs)
        print(f"| {name} | {result.precision or 0:.2f} | {result.recall or 0:.2f} | {result.f1:.2f} |")


if __name__ == "__main__":
    main()
