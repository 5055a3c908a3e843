"""What models are fitted with: weights of words, trees, thresholds, and several processors at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from multiprocessing import get_all_start_methods, get_context
from typing import Any

import lightgbm
import numpy as np
from documents import FOLDS
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from tonecheck.lexicon.trees import GRAIN

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
LEASTS = np.arange(-2, 2.1, 0.1)
NEIGHBOURS = np.array([1, 2, 3, 2, 1]) / 9
"""How much the thresholds around one count where it is judged."""
FALSE_ALARM = 1.3
"""What a false alarm in every message without any fault would cost, beside an F1 of 1; a mere hint costs nothing."""
PRECISION = 0.8
"""What a family is to reach; what it lacks is taken off its value."""
CARE = 0.35
"""How much F0.5 counts beside F1 where thresholds are chosen: a false alarm costs more than a miss."""


def matrix(rows: list[Counter[str]], index: dict[str, int]) -> Any:
    """How often the words of ``index`` are in each of ``rows``, as a sparse matrix."""
    places, values, starts = [], [], [0]
    for words in rows:
        row = sorted((index[word], count) for word, count in words.items() if word in index)
        places += [place for place, _ in row]
        values += [count for _, count in row]
        starts.append(len(places))
    data = np.array(values, dtype=float), np.array(places, dtype=np.int32), np.array(starts, dtype=np.int32)
    return sparse.csr_matrix(data, shape=(len(rows), len(index)))


def fit_logistic(table: Any, truth: Any, shown: Any, weights: Any) -> tuple[Any, float]:
    """The weights of words and the bias.

    A word may weigh the more, the more unevenly it is spread over true and false sentences (Wang and Manning, Baselines
    and Bigrams, 2012).
    """
    rows, labels = table[shown], truth[shown]
    true, false = (np.asarray(rows[side].sum(axis=0)).ravel() + 1 for side in (labels, ~labels))
    ratio = np.log((true / true.sum()) / (false / false.sum()))
    scale = np.clip(np.abs(ratio), *SCALES)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=150, random_state=0)
    model.fit(rows @ sparse.diags(scale), labels, sample_weight=weights[shown])
    return model.coef_[0] * scale, float(model.intercept_[0])


def grown(rows: Any, truth: Any, weights: Any, names: list[str]) -> list[Any]:
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


def evaluated(trees: list[Any], rows: Any, places: dict[str, int]) -> Any:
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


def held_out_values(rows: Any, truth: Any, weights: Any, folds: Any) -> Any:
    """The values of all ``rows``, each by trees that were not grown on it."""
    names = [str(place) for place in range(rows.shape[1])]
    places = {name: place for place, name in enumerate(names)}
    values = np.zeros(len(truth), dtype=int)
    for part in range(FOLDS):
        apart = folds == part
        values[apart] = evaluated(grown(rows, truth, np.where(apart, 0, weights), names), rows[apart], places)
    return values


def threshold(
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
        predicted = (values >= least * GRAIN) & may
        value, reached = value_of(truth, predicted, fresh)
        if alarms is not None:
            share = alarms(predicted)
            value -= max(0.0, PRECISION - precision_of(truth, predicted, fresh)) + FALSE_ALARM * share
            reached += f" alarms {share:.3f}"
        worth.append(value)
        figures.append(reached)
    padded = np.pad(worth, len(NEIGHBOURS) // 2, mode="edge")
    best = int(np.convolve(padded, NEIGHBOURS, mode="valid").argmax())
    return LEASTS[best], figures[best]


def precision_of(truth: Any, predicted: Any, fresh: Any) -> float:
    """The share of what is predicted that is true, each counted as much as ``fresh`` says."""
    return float((fresh * (truth & predicted)).sum()) / max(1e-9, float((fresh * predicted).sum()))


def value_of(truth: Any, predicted: Any, fresh: Any) -> tuple[float, str]:
    """What it is worth to predict ``predicted`` (see `CARE`), and in words what that reaches."""
    precision = precision_of(truth, predicted, fresh)
    recall = float((fresh * (truth & predicted)).sum()) / max(1e-9, float((fresh * truth).sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    f05 = 1.25 * precision * recall / max(1e-9, 0.25 * precision + recall)
    return (1 - CARE) * f1 + CARE * f05, f"P {precision:.2f} R {recall:.2f} F1 {f1:.3f}"


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
