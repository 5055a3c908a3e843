"""What trees may ask of a sentence and of a message: names, and rows of whole numbers in the order of the names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..model import AUDIENCES, COUNTS, KINDS
from .trees import GRAIN
from .weights import UNIT

ABOUT = tuple(f"@{name}" for name in (*KINDS, *AUDIENCES))
LOWEST = -6 * UNIT
"""The score of a sentence that is not there, or not weighed."""
ABSENT = -6 * GRAIN
"""The value of a model that is not asked."""
WORDS = "words:"
"""Before a message rule: what the words of all sentences add up to for it."""
MOST_MARKS = 3
"""More marks of a kind in a message, or of a model in a sentence, are not counted."""


def sentence_features(models: Sequence[str]) -> list[str]:
    """The names of what is known of a sentence.

    Of each of ``models`` its score (``blame``), that of the sentence before (``before:blame``) and after, the best of
    all other sentences (``beside:blame``), and how many marks patterns left of it (``found:blame``); where in the
    message the sentence stands (``place``, in percent), how many there are (``sentences``), how many characters it has
    (``chars``), and the kind and audience of the message (``@mail``, ``@leader``).
    """
    parts = ("", "before:", "after:", "beside:", "found:")
    return [f"{part}{model}" for part in parts for model in models] + ["place", "sentences", "chars", *ABOUT]


def sentence_rows(
    scores: Sequence[Sequence[int] | None], found: Sequence[Sequence[int]], chars: Sequence[int], about: Sequence[str]
) -> list[list[int] | None]:
    """The row of each sentence, in the order of `sentence_features`; None: it is not weighed.

    Args:
        scores: of each sentence, one for each model; None: not weighed.
        found: of each sentence, for each model, how many marks patterns left of it, `MOST_MARKS` at most.
        chars: of each sentence, how many it has.
        about: what is known of the message: ``@mail``, ``@leader``.
    """
    known = [row for row in scores if row is not None]
    if not known:
        return [None] * len(scores)
    absent = [LOWEST] * len(known[0])
    best, second = [], []
    for column in zip(*known, strict=True):
        first = max(column)
        best.append(first)
        second.append(first if column.count(first) > 1 else max((n for n in column if n != first), default=LOWEST))
    about_it = [int(name in about) for name in ABOUT]
    last, rows = len(scores) - 1, list[list[int] | None]()
    for at, own in enumerate(scores):
        if own is None:
            rows.append(None)
            continue
        before = scores[at - 1] if at else None
        after = scores[at + 1] if at < last else None
        beside = [other if value == first else first for value, first, other in zip(own, best, second, strict=True)]
        place = 100 * at // last if last else 0
        rows.append([
            *own, *(absent if before is None else before), *(absent if after is None else after), *beside, *found[at],
            place, last + 1, chars[at], *about_it,
        ])  # fmt: skip
    return rows


def message_features(models: Sequence[str], kinds: Iterable[str], summed: Iterable[str]) -> list[str]:
    """The names of what is known of a message.

    Of each of ``models`` the best value of a sentence (``problem``), the second best (``problem2``), and how many
    sentences it is in (``problem#``); how many marks of each of ``kinds`` patterns left (``found:exact-time``); what
    the words of all sentences add up to for each of the message rules ``summed`` (``words:missing.goal``); how many
    Chinese characters and sentences there are (``chars``, ``sentences``), and the kind and audience.
    """
    of_models = [f"{model}{part}" for model in models for part in ("", "2", "#")]
    of_words = [f"{WORDS}{rule}" for rule in summed]
    return [*of_models, *(f"found:{kind}" for kind in kinds), *of_words, *COUNTS, *ABOUT]


def message_row(
    models: Sequence[str],
    values: Iterable[Sequence[int] | None],
    marks: Mapping[str, int],
    counts: Mapping[str, int],
    about: Iterable[str],
    names: Iterable[str],
) -> list[int]:
    """The row of a message, in the order of ``names`` (out of `message_features`).

    Args:
        models: their names.
        values: of each sentence, one for each model; None: not weighed.
        marks: kind → how many marks patterns left.
        counts: of the message (see `model.COUNTS`), and what its words add up to (``words:missing.goal``).
        about: its kind and audience.
        names: the features that are asked for.
    """
    known = [row for row in values if row is not None] or [[ABSENT] * len(models)]
    facts = message_facts(marks, counts, about)
    for model, column in zip(models, zip(*known, strict=True), strict=True):
        ordered = sorted(column, reverse=True)
        facts[model] = ordered[0]
        facts[f"{model}2"] = ordered[1] if len(ordered) > 1 else ABSENT
        facts[f"{model}#"] = sum(value >= 0 for value in ordered)
    return [facts.get(name, 0) for name in names]


def message_facts(marks: Mapping[str, int], counts: Mapping[str, int], about: Iterable[str]) -> dict[str, int]:
    """What is known of a message besides the values of its sentences, by the names of features (see `message_row`)."""
    facts = {f"found:{kind}": min(number, MOST_MARKS) for kind, number in marks.items()}
    facts |= counts
    facts |= dict.fromkeys(about, 1)
    return facts


def message_plan(models: Sequence[str], names: Iterable[str], lanes: Mapping[str, int]) -> list[int]:
    """Which of the features ``names`` are of models and words, as the core wants to be told.

    The best value of model *n* is 3 *n*, the second best 3 *n* + 1, in how many sentences it is 3 *n* + 2; what words
    add up to in lane *n* is -2 - *n*; all else -1.

    Args:
        models: their names.
        names: the features.
        lanes: message rule → its lane.
    """
    of_models = {
        f"{model}{part}": 3 * n + place for n, model in enumerate(models) for place, part in enumerate(("", "2", "#"))
    }
    of_words = {f"{WORDS}{rule}": -2 - lane for rule, lane in lanes.items()}
    return [of_models.get(name, of_words.get(name, -1)) for name in names]
