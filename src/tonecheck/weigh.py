"""Sentences × weighted words × trees → which marks to doubt, and which to add: a second witness beside the patterns.

Patterns know a fault by its words; weighted words judge the whole sentence, and trees what the scores of a message and
the finds of the patterns mean together. Where a pattern matches in a sentence that all else speaks against, the mark is
set aside (``weighed``); where no pattern matches and enough speaks for a fault, a mark is put on the clause that speaks
loudest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from .fold import fold
from .lexicon import Lexicon
from .lexicon.features import ABSENT, MOST_MARKS, WORDS, message_row, sentence_rows
from .lexicon.spoken import BY_WORDS, DENIALS
from .lexicon.trees import value
from .lexicon.weights import Model, Score, Weights, is_further, normal
from .model import Excused, Finding, Mark, Sentence, Span
from .spans import TRIM, trimmed

LONGEST = 400
"""A sentence of more characters is not weighed: sums over so many words say nothing."""
_NEAR = 0.4
"""A clause beside the loudest one belongs to the mark when it has at least this share of its score."""
_BESIDE = 2
"""Characters, punctuation mostly, between words that make one claim."""
_MOST_NAMED = 3
"""So many words are named where it is asked why."""

Scores = list[Score | None]
"""The score of each sentence; None: too long to weigh."""
Values = list[Sequence[int] | None]
"""Of each sentence what the trees of each model say; 0 or more: it is in the sentence. None: not weighed."""
Predictions = list[tuple[int, int, Score]]
"""What may have to be said of a sentence as the trees say: sentence, number of the model, score of the sentence."""


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


def marked_by(marks: list[Mark], sentences: tuple[Sentence, ...], weights: Weights) -> bytes:
    """For each sentence and in it each model how many of ``marks`` are of the model, `MOST_MARKS` at most."""
    width, model_of = len(weights.models), weights.model_of
    marked = bytearray(width * len(sentences))
    for kind, _, sentence, _, _ in marks:
        number = model_of.get(kind)
        if number is not None and sentence >= 0:
            place = sentence * width + number
            marked[place] = min(marked[place] + 1, MOST_MARKS)
    return bytes(marked)


def decide(
    scores: Scores, marked: bytes, sentences: tuple[Sentence, ...], about: tuple[str, ...], weights: Weights
) -> Values:
    """What is said of each sentence, all things considered; the core does the same in `Core.understand`.

    Args:
        scores: of the sentences.
        marked: by the marks that patterns left in the author's own voice (see `marked_by`).
        sentences: the author's own sentences.
        about: the kind and audience of the message.
        weights: the models.
    """
    width = len(weights.models)
    chars = [end - start for (start, end), *_ in sentences]
    found = [marked[at * width : (at + 1) * width] for at in range(len(sentences))]
    rows = sentence_rows([None if score is None else weights.of_models(score) for score in scores], found, chars, about)
    values: Values = []
    for row, here in zip(rows, found, strict=True):
        if row is None:
            values.append(None)
            continue
        asked = zip(weights.model_trees, weights.floors, here, row[:width], strict=True)
        values.append([
            value(trees, row) if floor is None or marks or score >= floor else ABSENT
            for trees, floor, marks, score in asked
        ])  # fmt: skip
    return values


def predictions(scores: Scores, values: Values, marked: bytes, weights: Weights) -> Predictions:
    """What is in the sentences that have these scores and values, but what patterns found and is said only once."""
    models, width = weights.models, len(weights.models)
    return [
        (index, number, score)
        for index, (score, row) in enumerate(zip(scores, values, strict=True))
        if score is not None and row is not None
        for number, one in enumerate(row)
        if one >= 0 and (not marked[index * width + number] or models[number].again is not None)
    ]


def propose(
    folded: str, sentences: tuple[Sentence, ...], predicted: Predictions, marked: bytes,
    kept: list[Mark], set_aside: list[Excused], lexicon: Lexicon,
) -> list[Mark]:  # fmt: skip
    """A mark for each model on each sentence that it is in, unless one is there or was set aside for how it is said.

    Args:
        folded: the folded text of the message.
        sentences: the author's own sentences.
        predicted: of the sentences.
        marked: by the marks that patterns left (see `marked_by`).
        kept: the marks that were not doubted.
        set_aside: those that are none of the author's, with the reason.
        lexicon: the models.
    """
    if not predicted:
        return []
    weights, rules = lexicon.weights, lexicon.rules
    width, model_of, proposed = len(weights.models), weights.model_of, list[Mark]()
    denied = {(e.mark.sentence, model_of.get(e.mark.kind)) for e in set_aside if e.reason in DENIALS}
    faults: dict[int, list[Mark]] = {}
    for mark in kept:
        if mark[0] in rules:
            faults.setdefault(mark.sentence, []).append(mark)
    for index, number, score in predicted:
        sentence, model, here = sentences[index], weights.models[number], faults.get(index, [])
        if marked[index * width + number] or (index, number) in denied:
            proposed += _further(folded, sentence, index, number, score, here, lexicon)
            continue
        kind = max(model.rules, key=score.of) if model.rules else model.name
        if kind not in model_of:
            continue
        span = _loudest(folded, sentence, model, weights) if model.rules else sentence.span
        if not model.rules or not any(fault.span.overlaps(span) for fault in here):
            proposed.append(Mark(kind, span, index, f"{kind}{BY_WORDS}"))
            proposed += _further(folded, sentence, index, number, score, [*here, proposed[-1]], lexicon)
    return proposed


def _further(
    folded: str, sentence: Sentence, index: int, number: int, whole: Score, here: list[Mark], lexicon: Lexicon
) -> list[Mark]:
    """Marks on what of a sentence speaks for the same family again, beside the faults ``here``.

    ``whole``: the score of the sentence.
    """
    weights = lexicon.weights
    model, model_of = weights.models[number], weights.model_of
    if model.again is None or number not in [model_of.get(mark[0]) for mark in here]:
        return []
    pieces = pieces_beside(sentence, [mark.span for mark in here])
    others = unmarked(model.rules, {mark.kind for mark in here})
    found = []
    for piece, score in zip(pieces, weights.scores(folded, tuple(pieces), (), len(folded)), strict=True):
        if score is None:
            continue
        of_other = (max(map(one.of, others)) for one in (score, whole))
        known = score.of(model.name), whole.of(model.name), *of_other, piece.end - piece.start
        if is_further(model.again, known):
            kind, span = max(others, key=score.of), trimmed(folded, piece)
            claimed = any(mark.kind == kind and mark.span.overlaps(_claim(piece, sentence)) for mark in here)
            if kind in model_of and span is not None and not claimed:
                found.append(Mark(kind, span, index, f"{kind}{BY_WORDS}"))
    return found


def _claim(span: Span, sentence: Sentence) -> Span:
    """Where the same fault is one claim with what stands in ``span``: in the same clause, or right beside it."""
    clause = sentence.clauses[sentence.clause_at(span.start)]
    return Span(min(span.start - _BESIDE, clause.start), max(span.end + _BESIDE, clause.end))


def unmarked(rules: Iterable[str], kinds: Set[str]) -> list[str]:
    """The ``rules`` of which no mark is among ``kinds``; where none is left, all."""
    return [rule for rule in rules if rule not in kinds] or [*rules]


def pieces_beside(sentence: Sentence, spans: list[Span]) -> list[Span]:
    """The clauses of ``sentence`` without what lies in ``spans``; none of one character alone."""
    pieces, taken = [], sorted(spans)
    for start, end in sentence.clauses:
        at = start
        for low, high in taken:
            if low < end and start < high:
                pieces.append(Span(at, low))
                at = max(at, high)
        pieces.append(Span(at, end))
    return [piece for piece in pieces if piece.end - piece.start > 1]


def doubt(marks: list[Mark], values: Values, weights: Weights) -> tuple[list[Mark], list[Excused]]:
    """``marks`` without those that their sentences and the message speak against, and these, as excused."""
    kept, excused, model_of = [], [], weights.model_of
    for mark in marks:
        kind, _, sentence, _, _ = mark
        number = model_of.get(kind)
        said = values[sentence] if number is not None and sentence >= 0 else None
        if number is not None and said is not None and said[number] < 0:
            excused.append(Excused(mark, "weighed"))
        else:
            kept.append(mark)
    return kept, excused


def stand_by(kept: list[Mark], doubted: list[Excused], lexicon: Lexicon) -> tuple[list[Mark], list[Excused]]:
    """Both, where a mark is kept in any case whose cue says ``weighed = false``."""
    plain = [one.mark for one in doubted if not _is_weighed(one.mark, lexicon)]
    return kept + plain, [one for one in doubted if _is_weighed(one.mark, lexicon)]


def _is_weighed(mark: Mark, lexicon: Lexicon) -> bool:
    """True but for a mark of a cue that says ``weighed = false``."""
    return bool(lexicon.cue_of[mark.cue].get("weighed", True))


def rename(
    folded: str, sentences: tuple[Sentence, ...], about: tuple[str, ...], predicted: Predictions, kept: list[Mark],
    lexicon: Lexicon,
) -> list[Mark]:  # fmt: skip
    """``kept``, each mark of a pattern under the rule of its family for which its whole sentence speaks.

    A pattern hears 你怎么把展板做成这个样子 say who did it, and the sentence is a question. Only in families that
    say ``renamed``: by so many units the words must speak louder for the other rule (see `_may_be_called`). Where
    marks of the family stand apart in the sentence, the words of a mark's own clauses count once more. Where the
    other rule has a mark on the same claim, that one alone is told.

    Args:
        folded: the folded text of the message.
        sentences: the author's own sentences.
        about: the kind and audience of the message.
        predicted: of the sentences, so far as it is known.
        kept: the marks.
        lexicon: the models and families.
    """
    weights, renamed = lexicon.weights, dict[Mark, str]()
    marks_of: dict[tuple[int, int], list[Mark]] = {}
    for mark in kept:
        number = weights.model_of.get(mark.kind)
        if number is not None and mark.sentence >= 0 and weights.models[number].name in lexicon.renamed:
            marks_of.setdefault((mark.sentence, number), []).append(mark)
    known = {(place, number): score for place, number, score in predicted} if marks_of else {}
    for (place, number), marks in marks_of.items():
        asked = [mark for mark in marks if not mark.cue.endswith(BY_WORDS) and _is_weighed(mark, lexicon)]
        if not asked:
            continue
        sentence, model = sentences[place], weights.models[number]
        whole = known.get((place, number)) or weights.scores(folded, (sentence,), about, LONGEST)[0]
        if whole is None:
            continue
        apart = _stand_apart(marks)
        for mark in asked:
            rules = _may_be_called(mark, marks, folded, sentence, model, lexicon)
            loudness = {rule: whole.of(rule) for rule in rules}
            if apart:
                first, last = (sentence.clauses[sentence.clause_at(at)] for at in (mark.span.start, mark.span.end - 1))
                own = weights.scores(folded, (Span(first.start, last.end),), (), LONGEST)[0]
                loudness = loudness if own is None else {rule: n + own.of(rule) for rule, n in loudness.items()}
            best = max(loudness, key=loudness.__getitem__)
            if loudness[best] - loudness[mark.kind] > lexicon.renamed[model.name]:
                renamed[mark] = best
    if not renamed:
        return kept

    def is_claimed(mark: Mark) -> bool:
        claim, found = _claim(mark.span, sentences[mark.sentence]), marks_of[mark.sentence, weights.model_of[mark.kind]]
        return any(one not in renamed and one.kind == renamed[mark] and one.span.overlaps(claim) for one in found)

    return [
        mark._replace(kind=renamed[mark]) if mark in renamed else mark
        for mark in kept
        if mark not in renamed or not is_claimed(mark)
    ]


def _may_be_called(
    mark: Mark, marks: list[Mark], folded: str, sentence: Sentence, model: Model, lexicon: Lexicon
) -> list[str]:
    """The rules of ``model`` that ``mark`` may be told under, its own among them.

    None of which another of ``marks``, those of its family in the sentence, tells something else already; and of those
    that say ``asks`` none where its clause asks nothing.
    """
    claim = _claim(mark.span, sentence)
    out, asks = (
        {other.kind for other in marks if not other.span.overlaps(claim)},
        lexicon.asks.intersection(model.rules),
    )
    if asks:
        start, end = sentence.clauses[sentence.clause_at(mark.span.end - 1)]
        clause = folded[start:end]
        if not any(word in clause for word in lexicon.asking):
            out |= asks
    return [r for r in model.rules if r == mark.kind or (r in lexicon.weights.model_of and r not in out)]


def _stand_apart(marks: list[Mark]) -> bool:
    """True when two of ``marks``, of one sentence, don't overlap."""
    spans = [mark.span for mark in marks]
    return min(span.end for span in spans) <= max(span.start for span in spans)


def called_for(
    scores: Scores,
    values: Values,
    kinds: Mapping[str, int],
    counts: dict[str, int],
    about: tuple[str, ...],
    weights: Weights,
) -> frozenset[str]:
    """The message rules that all that is known of the message speaks for; the core does the same.

    Args:
        scores: of its sentences.
        values: of its sentences.
        kinds: of the marks that patterns left in the author's own voice, and how many there are of each.
        counts: of the message (see `model.COUNTS`).
        about: its kind and audience.
        weights: the models.
    """
    if not weights.messages:
        return frozenset()
    sums = {f"{WORDS}{rule}": sum(score.of(rule) for score in scores if score) for rule in weights.summed}
    models = [model.name for model in weights.models]
    row = message_row(models, values, kinds, counts | sums, about, weights.message_features)
    return weights.called([value(trees, row) for trees in weights.message_trees])


def loudest_words(finding: Finding, text: str, lexicon: Lexicon) -> list[str]:
    """The words that spoke most for a finding that no pattern made, the loudest first; none overlaps another."""
    number = lexicon.weights.number_of.get(finding.rule)
    if number is None or not finding.cue.endswith(BY_WORDS):
        return []
    folded = normal(fold(text[finding.span.start : finding.span.end], lexicon.folding))
    bounds = lexicon.words.boundaries(folded)
    spoken = [word.strip("^$" + TRIM) for _, word in lexicon.weights.spoken(folded, lexicon.weights.models[number])]
    # Pieces of words tell a reader little, so they are named only where there is nothing else.
    whole = [word for word in spoken if word and _stands_whole(word, folded, bounds)]
    chosen: list[str] = []
    for word in whole or filter(None, spoken):
        if len(chosen) < _MOST_NAMED and not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return chosen


def _stands_whole(word: str, text: str, bounds: bytearray) -> bool:
    """True when ``word`` begins and ends with a word of ``text`` somewhere."""
    at = text.find(word)
    while at >= 0 and not (bounds[at] and bounds[at + len(word)]):
        at = text.find(word, at + 1)
    return at >= 0


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
    whole = Span(sentence.clauses[first].start, sentence.clauses[last].end)
    return trimmed(folded, whole) or sentence.span
