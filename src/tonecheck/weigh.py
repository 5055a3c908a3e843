"""Sentences × weighted words → which marks to doubt, and which to add: a second witness beside the patterns.

Patterns know a fault by its words; weighted words judge the whole sentence. Where a pattern matches in a sentence that
all its other words speak against, the mark is set aside (``weighed``); where no pattern matches and the words speak
clearly for a fault, a mark is put on the clause that speaks loudest.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from math import inf, log

from .lexicon import Lexicon
from .lexicon.spoken import DENIALS as DENIALS
from .lexicon.weights import UNIT, Model, Score, Weights
from .model import Excused, Mark, Sentence, Span

LONGEST = 400
"""A sentence of more characters is not weighed: sums over so many words say nothing."""
_NEAR = 0.4
"""A clause beside the loudest one belongs to the mark when it has at least this share of its score."""
LOWEST = -6 * UNIT
"""The best score of the other sentences where there are none, and the least that is counted of them; below `STEPS`."""
STEPS = (-64, -48, -32, -24, -16, -8, 0, 8, 16, 24, 32, 48)
COUNT_STEPS = {"chars": (15, 28, 30, 40, 60, 90, 130, 200, 300), "sentences": (2, 3, 4, 5, 7)}
"""Scores and counts are told to message rules in steps."""
_PROPOSED = "#words"
"""How the cue of a mark that words proposed ends."""
_TRIM = " \t\n，。！？；：、,.!?;:~～…—"

Scores = list[Score | None]
"""The score of each sentence; None: too long to weigh."""
Best = list[tuple[int, int]]
"""The best score and the second best of each model; `LOWEST` where there is none."""


def weigh(folded: str, sentences: tuple[Sentence, ...], about: tuple[str, ...], weights: Weights) -> Scores:
    """The score of each sentence.

    Args:
        folded: the folded text of the message.
        sentences: the author's own sentences.
        about: what is known of the message: ``@mail``, ``@leader``.
        weights: the weighted words.
    """
    if not weights.models:
        return [None] * len(sentences)
    return weights.scores(folded, sentences, about, LONGEST)


class Surroundings:
    """What is asked of the other sentences when one is judged. Made once a message."""

    def __init__(self, scores: Scores) -> None:
        """``scores``: of all sentences."""
        self.scores = [(index, score) for index, score in enumerate(scores) if score]
        self._best: dict[str, tuple[int, int, int]] = {}
        self.count = log(max(1, len(self.scores)))

    def best_two(self, name: str) -> tuple[int, int, int]:
        """The best score for the model ``name``, the sentence that has it, and the best of the others."""
        found = self._best.get(name)
        if found is None:
            first, at, second = LOWEST, -1, LOWEST
            for place, score in self.scores:
                value = score.of(name)
                if value > second:
                    if value > first:
                        first, at, second = value, place, first
                    else:
                        second = value
            found = self._best[name] = first, at, second
        return found

    def best(self, weights: Weights) -> Best:
        """The two best scores for each model."""
        found = [self.best_two(model.name) for model in weights.models]
        return [(first, second) for first, _, second in found]

    def best_beside(self, index: int, name: str) -> int:
        """The best score for the model ``name`` of a sentence other than ``index``."""
        first, at, second = self.best_two(name)
        return second if at == index else first


def propose(folded: str, sentences: tuple[Sentence, ...], beside: Surroundings, lexicon: Lexicon) -> list[Mark]:
    """A mark for each model on each sentence whose words speak for it clearly enough, should the others agree."""
    found = []
    asked = [(model, _least(model, beside)) for model in lexicon.weights.models]
    for index, score in beside.scores:
        for model, least in asked:
            value, verdict = score.of(model.name), model.verdict
            if value < least:
                continue
            if verdict:
                others, other = verdict.others_found > 0, verdict.other_found > 0
                if not verdict.over(None, value, beside.best_beside(index, model.name), others, other, beside.count):
                    continue
            kind = max(model.rules, key=score.of) if model.rules else model.name
            if kind in lexicon.weights.model_of:
                loudest = _loudest(folded, sentences[index], model, lexicon.weights) if model.rules else None
                found.append(Mark(kind, loudest or sentences[index].span, index, f"{kind}{_PROPOSED}"))
    return found


def _least(model: Model, beside: Surroundings) -> float:
    """A score below which ``model`` puts a mark on no sentence: a little too low rather than too high."""
    verdict = model.verdict
    if verdict is None:
        return inf if model.add is None else model.add
    if verdict.score <= 0:
        return -inf
    best, _, second = beside.best_two(model.name)
    others = max(verdict.others * best, verdict.others * second) / UNIT + verdict.sentences * beside.count
    found = max(verdict.others_found, 0.0) + max(verdict.other_found, 0.0)
    return -(verdict.bias + others + found) / verdict.score * UNIT - 1


def doubt(
    marks: list[Mark], set_aside: list[Excused], scores: Scores, beside: Surroundings, lexicon: Lexicon
) -> tuple[list[Mark], list[Excused]]:
    """``marks`` without those that their sentences and the message speak against, and those set aside for it.

    A proposed mark gives way to a pattern's mark of the same model in its sentence, to a pattern's mark of another
    fault on the same words, and to what was ``set_aside`` in its sentence for the way it is said.
    """
    model_of, rules = lexicon.weights.model_of, lexicon.rules
    faulty: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark[0] in rules and not _proposed(mark):
            faulty.setdefault(mark.sentence, []).append(mark)
    kept, excused, proposed = [], [], []
    for mark in marks:
        kind, _, sentence, _, _ = mark
        model = model_of.get(kind)
        if model is None:
            kept.append(mark)
        elif _proposed(mark):
            proposed.append(mark)
        elif (score := scores[sentence]) and not _holds(mark, model, score, faulty, beside):
            excused.append(Excused(mark, "weighed"))
        else:
            kept.append(mark)
    if not proposed:
        return kept, excused
    faults = [mark for mark in kept if mark.kind in lexicon.rules]
    denied = [e.mark for e in set_aside if e.reason in DENIALS]
    seen = {(model_of[m.kind].name, m.sentence) for m in [*kept, *denied] if m.kind in model_of}
    for mark in proposed:
        model, score = model_of[mark.kind], scores[mark.sentence]
        if (model.name, mark.sentence) in seen:
            continue
        if mark.kind not in lexicon.rules or (
            score
            and not any(fault.span.overlaps(mark.span) for fault in faults)
            and _holds(mark, model, score, faulty, beside)
        ):
            kept.append(mark)
    return kept, excused


def _holds(mark: Mark, model: Model, score: Score, faulty: dict[int, list[Mark]], beside: Surroundings) -> bool:
    """True when ``mark`` is to stay in its sentence.

    Args:
        mark: left by a pattern, or proposed by words.
        model: what it is weighed by.
        score: of its sentence.
        faulty: sentence → the faults that patterns found there.
        beside: the scores of the other sentences.
    """
    if model.verdict is None:
        return _proposed(mark) or model.keep is None or score.of(model.name) >= model.keep
    value = score.of(model.name)
    here = faulty.get(mark.sentence, ())
    others_found = len(faulty) > bool(here)
    # Of two families on the same words only one is told, so that says nothing.
    other_found = any(
        other.kind.partition(".")[0] != model.name and not other.span.overlaps(mark.span) for other in here
    )
    rule = None if _proposed(mark) else mark.kind
    best = beside.best_beside(mark.sentence, model.name)
    return model.verdict.over(rule, value, best, others_found, other_found, beside.count)


def message_signs(
    scores: Scores, marks: list[Mark], counts: dict[str, int], about: tuple[str, ...], weights: Weights
) -> frozenset[str]:
    """What is known of the whole message: ``problem>=16``, ``exact-time``, ``chars>=60``, ``@mail``, pairs of these.

    Args:
        scores: of its sentences; the best and the second best (``problem2>=16``) of each model count.
        marks: that patterns left, in the author's own voice.
        counts: of the message (see `model.COUNTS`).
        about: its kind and audience.
        weights: which signs are taken two by two.
    """
    return signs_of(Surroundings(scores).best(weights), found_kinds(marks), counts, about, weights)


def found_kinds(marks: list[Mark]) -> set[str]:
    """The kinds of those of ``marks`` that patterns left."""
    return {kind for kind, _, _, cue, _ in marks if not cue.endswith(_PROPOSED)}


def signs_of(
    best: Best, kinds: set[str], counts: dict[str, int], about: tuple[str, ...], weights: Weights
) -> frozenset[str]:
    """The same, where the ``best`` scores of each model and the ``kinds`` of the marks are known."""
    if not weights.messages:
        return frozenset()
    found = kinds.union(about)
    for model, (first, second) in zip(weights.models, best, strict=True):
        found.update(_steps(model.name, STEPS)[: bisect_right(STEPS, first)])
        found.update(_steps(f"{model.name}2", STEPS)[: bisect_right(STEPS, second)])
    for name, steps in COUNT_STEPS.items():
        found.update(_steps(name, steps)[: bisect_right(steps, counts[name])])
    crossed = sorted(found & weights.crossed)
    found.update([f"{one}&{other}" for place, one in enumerate(crossed) for other in crossed[place + 1 :]])
    return frozenset(found)


@cache
def _steps(name: str, steps: tuple[int, ...]) -> list[str]:
    return [f"{name}>={step}" for step in steps]


def _proposed(mark: Mark) -> bool:
    return mark.cue.endswith(_PROPOSED)


def _loudest(folded: str, sentence: Sentence, model: Model, weights: Weights) -> Span:
    """The clauses of ``sentence`` that speak loudest for ``model``."""
    scores = weights.scores(folded, sentence.clauses, (), len(folded))
    voices = [score.of(model.name) - model.bias for score in scores if score]
    first = last = max(range(len(voices)), key=voices.__getitem__)
    enough = max(1, int(voices[first] * _NEAR))
    while first > 0 and voices[first - 1] >= enough:
        first -= 1
    while last + 1 < len(voices) and voices[last + 1] >= enough:
        last += 1
    start, end = sentence.clauses[first].start, sentence.clauses[last].end
    while start < end and folded[start] in _TRIM:
        start += 1
    while end > start and folded[end - 1] in _TRIM:
        end -= 1
    return Span(start, end) if start < end else sentence.span
