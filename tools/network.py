"""A small neural network over the words of a sentence: what words mean beside one another, which no sum can say.

One layer of hidden units between words and models (a bag of embedded words, as in fastText: Joulin et al., Bag of
Tricks for Efficient Text Classification, 2016, with a rectifier between): a unit adds up a number for each word of the
sentence; what is above nothing speaks for or against the models. Learnt by stochastic gradient descent (Adam: Kingma
and Ba, 2014, in which only the words of a batch are moved) with words and units dropped at random.

The tool adds up whole numbers (see ``tonecheck.lexicon.weights``): `Network.whole` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from tonecheck.lexicon.weights import FINE_UNIT, HIDDEN_UNIT, MOST_HIDDEN, STRETCH_UNIT, stretch

UNITS = 32
EPOCHS, BATCH, RATE = 8, 256, 0.004
"""How often all sentences are seen, how many at once, and how far a step goes, at first."""
DROPPED_WORDS, DROPPED_UNITS = 0.4, 0.1
"""The shares that are left out of each step, so that none is relied on alone."""
DECAY = 0.01
"""By how much of a step's length the weights of units shrink."""


@dataclass
class Network:
    """What was learnt."""

    words: Any
    """Of each word its number for each unit."""
    biases: Any
    """Of each unit."""
    weights: Any
    """Of each unit what it speaks for each model."""
    model_biases: Any

    def scores(self, table: Any, lengths: Any) -> Any:
        """The logits of sentences for each model.

        Args:
            table: how often each word counts in each sentence.
            lengths: of each sentence its characters.
        """
        units = np.maximum(0, (table @ self.words) * _stretched(lengths) + self.biases)
        return units @ self.weights + self.model_biases

    def whole(self, spread: Any, most: int) -> Network:
        """This network with the numbers that the tool adds up, for the ``most`` words that matter.

        ``spread``: of each of the tool's words which of the learnt ones it is made of.
        """
        words = np.clip(np.round(spread @ self.words * HIDDEN_UNIT), -MOST_HIDDEN, MOST_HIDDEN).astype(int)
        weakest = np.argsort(np.linalg.norm(words, axis=1), kind="stable")[: max(0, len(words) - most)]
        words[weakest] = 0
        fine = [np.round(numbers * FINE_UNIT).astype(int) for numbers in (self.biases, self.weights)]
        return Network(words / HIDDEN_UNIT, fine[0] / FINE_UNIT, fine[1] / FINE_UNIT, self.model_biases)


class _Adam:
    """Steps of one array of numbers."""

    def __init__(self, numbers: Any) -> None:
        self.numbers, self.steps = numbers.astype(np.float32), 0
        self.mean, self.square = np.zeros_like(self.numbers), np.zeros_like(self.numbers)

    def step(self, gradient: Any, rate: float, at: Any = slice(None)) -> None:
        """Move the rows ``at``."""
        self.steps += 1
        self.mean[at] = mean = 0.9 * self.mean[at] + 0.1 * gradient
        self.square[at] = square = 0.999 * self.square[at] + 0.001 * gradient**2
        pace = rate * np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        self.numbers[at] -= pace * mean / (np.sqrt(square) + 1e-8)


def fit_network(table: Any, truth: Any, known: Any, weights: Any, lengths: Any) -> Network:
    """The network that tells ``truth`` from the words of sentences.

    Args:
        table: how often each word counts in each sentence (a sparse matrix of sentences × words).
        truth: sentences × models.
        known: likewise, whether it is known; what is not is not learnt from.
        weights: of each sentence how much it counts.
        lengths: of each sentence its characters (see ``weights.normal``).
    """
    chance = np.random.default_rng(0)
    words = _Adam(chance.normal(0, 0.01, (table.shape[1], UNITS)))
    biases, model_biases = _Adam(np.zeros(UNITS)), _Adam(np.zeros(truth.shape[1]))
    outputs = _Adam(chance.uniform(-1, 1, (UNITS, truth.shape[1])) / np.sqrt(UNITS))
    counts, stretched = (known * weights[:, None]).astype(np.float32), _stretched(lengths)
    shown = np.flatnonzero(known.any(axis=1))
    steps = EPOCHS * -(-len(shown) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = chance.permutation(shown)
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            rows, places = _some_words(table[batch], chance)
            sums = (rows @ words.numbers[places]) * stretched[batch] + biases.numbers
            kept = (sums > 0) * (chance.random(sums.shape) > DROPPED_UNITS) / np.float32(1 - DROPPED_UNITS)
            units = sums * kept
            logits = units @ outputs.numbers + model_biases.numbers
            wrong = (1 / (1 + np.exp(-logits)) - truth[batch]) * counts[batch] / len(batch)
            back = (wrong @ outputs.numbers.T) * kept
            # Full steps for the first half, then shorter and shorter ones.
            rate = RATE * min(1.0, 2 * (1 - step / steps))
            outputs.numbers *= 1 - rate * DECAY
            outputs.step(units.T @ wrong, rate)
            model_biases.step(wrong.sum(axis=0), rate)
            biases.step(back.sum(axis=0), rate)
            words.step(rows.T @ (back * stretched[batch]), rate, places)
            step += 1
    return Network(words.numbers, biases.numbers, outputs.numbers, model_biases.numbers)


def _some_words(rows: Any, chance: np.random.Generator) -> tuple[Any, Any]:
    """``rows`` without the words that are dropped, as a matrix of those that are left, and the places of these."""
    kept = chance.random(rows.nnz) > DROPPED_WORDS
    starts = np.concatenate([[0], np.cumsum(kept)])[rows.indptr].astype(np.int32)
    places, of_kept = np.unique(rows.indices[kept], return_inverse=True)
    values = (rows.data[kept] / (1 - DROPPED_WORDS)).astype(np.float32)
    return sparse.csr_matrix((values, of_kept.astype(np.int32), starts), shape=(rows.shape[0], len(places))), places


def _stretched(lengths: Any) -> Any:
    return np.array([stretch(length) / STRETCH_UNIT for length in lengths], dtype=np.float32)[:, None]
