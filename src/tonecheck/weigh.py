"""Sentences × weighted words → which marks to doubt, and which to add: a second witness beside the patterns.

Patterns know a fault by its words; weighted words judge the whole sentence. Where a pattern matches in a sentence that
all its other words speak against, the mark is set aside (``weighed``); where no pattern matches and the words speak
clearly for a fault, a mark is put on the clause that speaks loudest.
"""

from __future__ import annotations

from .lexicon import Lexicon
from .lexicon.weights import Model, Score, Weights
from .model import Excused, Mark, Sentence, Span

LONGEST = 400
"""A sentence of more characters is not weighed: sums over so many words say nothing."""
_NEAR = 0.4
"""A clause beside the loudest one belongs to the mark when it has at least this share of its score."""
DENIALS = frozenset({"quoted", "negated", "own-fault", "hypothetical", "reported"})
"""Reasons of the voice: where they set something aside, nothing of the kind is proposed."""
LONELY, ALONE = 16, 32
"""By how much more a sentence must speak for a fault that is the only one in its message: one that a pattern found, one
that words propose. A courteous message with one odd word is far more common than an angry one with a single slip."""
_NEVER = 1 << 30
STEPS = (-64, -48, -32, -24, -16, -8, 0, 8, 16, 24, 32, 48)
COUNT_STEPS = {"chars": (15, 28, 30, 40, 60, 90, 130, 200, 300), "sentences": (2, 3, 4, 5, 7)}
"""Scores and counts are told to message rules in steps."""
_TRIM = " \t\n，。！？；：、,.!?;:~～…—"

Scores = list[Score | None]
"""The score of each sentence; None: too long to weigh."""


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


def propose(folded: str, sentences: tuple[Sentence, ...], scores: Scores, lexicon: Lexicon) -> list[Mark]:
    """A mark for each model on each sentence whose words speak for it clearly enough."""
    found = []
    for index, score in enumerate(scores):
        if score is None:
            continue
        for model in lexicon.weights.models:
            if model.add is not None and score.of(model.name) >= model.add:
                kind = max(model.rules, key=score.of) if model.rules else model.name
                if kind not in lexicon.weights.model_of:
                    continue
                span = (
                    _loudest(folded, sentences[index], model, lexicon.weights) if model.rules else sentences[index].span
                )
                found.append(Mark(kind, span, index, f"{kind}#words"))
    return found


def doubt(
    marks: list[Mark], set_aside: list[Excused], scores: Scores, lexicon: Lexicon
) -> tuple[list[Mark], list[Excused]]:
    """``marks`` without those that their sentences speak against, and those that are set aside for it.

    A proposed mark gives way to a pattern's mark of the same model in its sentence, to a pattern's mark of another
    fault on the same words, and to what was ``set_aside`` in its sentence for the way it is said.
    """
    model_of = lexicon.weights.model_of
    proposed = [mark for mark in marks if _proposed(mark)]
    kept, excused = _parted([mark for mark in marks if not _proposed(mark)], scores, lexicon, 0)
    faults = [mark for mark in kept if mark.kind in lexicon.rules]
    if len(scores) > 1 and len({mark.sentence for mark in faults}) == 1:
        kept, doubted = _parted(kept, scores, lexicon, LONELY)
        excused += doubted
        faults = [mark for mark in kept if mark.kind in lexicon.rules]
    denied = [e.mark for e in set_aside if e.reason in DENIALS]
    seen = {(model_of[m.kind].name, m.sentence) for m in [*kept, *denied] if m.kind in model_of}
    kept += [
        mark
        for mark in proposed
        if (model_of[mark.kind].name, mark.sentence) not in seen
        and (mark.kind not in lexicon.rules or _welcome(mark, scores, faults, lexicon))
    ]
    return kept, excused


def _parted(marks: list[Mark], scores: Scores, lexicon: Lexicon, more: int) -> tuple[list[Mark], list[Excused]]:
    """``marks`` whose sentences do not speak against them, and the others; a fault must score ``more`` than usual."""
    kept, excused = [], []
    for mark in marks:
        model = lexicon.weights.model_of.get(mark.kind)
        score = scores[mark.sentence] if model else None
        least = model.keep.get(mark.kind, -_NEVER) + (more if model.rules else 0) if model else 0
        if model and score and score.of(model.name) < least:
            excused.append(Excused(mark, "weighed"))
        else:
            kept.append(mark)
    return kept, excused


def _welcome(mark: Mark, scores: Scores, faults: list[Mark], lexicon: Lexicon) -> bool:
    """True when the fault that words propose may stand beside the ``faults`` that patterns found in the message.

    Not on the same words; and where it would be the only one, its sentence must speak all the louder.
    """
    if any(fault.span.overlaps(mark.span) for fault in faults):
        return False
    model, score = lexicon.weights.model_of[mark.kind], scores[mark.sentence]
    return bool(faults) or (score is not None and score.of(model.name) >= (model.add or 0) + ALONE)


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
    if not weights.messages:
        return frozenset()
    found = {mark.kind for mark in marks if not _proposed(mark)} | {*about}
    for model in weights.models:
        best = sorted((score.of(model.name) for score in scores if score), reverse=True)[:2]
        for name, value in zip((model.name, f"{model.name}2"), best, strict=False):
            found.update(f"{name}>={step}" for step in STEPS if value >= step)
    for name, steps in COUNT_STEPS.items():
        found.update(f"{name}>={step}" for step in steps if counts[name] >= step)
    crossed = sorted(found & weights.crossed)
    found.update(f"{one}&{other}" for place, one in enumerate(crossed) for other in crossed[place + 1 :])
    return frozenset(found)


def _proposed(mark: Mark) -> bool:
    return mark.cue.endswith("#words")


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
