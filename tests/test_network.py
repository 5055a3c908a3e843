"""The network that the learner fits: what it can learn, and that the tool adds up what the learner had in mind."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from helpers import LexiconOf, rule, table
from network import UNITS, Network, fit_network
from scipy import sparse

from tonecheck.lexicon.weights import FINE_UNIT, HIDDEN_UNIT, HIDDEN_ZERO, MOST_HIDDEN, UNIT, normal

# A word alone is a fault, and so is another one; both beside one another are none. No sum of two numbers says so.
NOT_A_SUM = [("冷", True), ("热", True), ("冷热", False), ("", False)]
FILLERS = "天地人你我他来去高低多少"


def sentences_of(seed: int, count: int) -> tuple[Any, Any]:
    """Rows of words (冷, 热, and some that say nothing), and what is true of them."""
    chance = random.Random(seed)
    words, rows, truth = "冷热" + FILLERS, [], []
    for _ in range(count):
        said, fault = chance.choice(NOT_A_SUM)
        text = said + "".join(chance.sample(FILLERS, 3))
        rows.append([int(word in text) for word in words])
        truth.append([fault])
    return sparse.csr_matrix(np.array(rows, dtype=float)), np.array(truth)


@pytest.fixture(scope="module")
def network() -> Network:
    rows, truth = sentences_of(0, 6000)
    count = rows.shape[0]
    return fit_network(rows, truth, np.ones_like(truth), np.ones(count), np.full(count, 7))


def right(network: Network) -> float:
    rows, truth = sentences_of(1, 500)
    return float(((network.scores(rows, np.full(500, 7)) > 0) == truth).mean())


def test_it_learns_what_no_sum_can_say(network: Network) -> None:
    assert right(network) > 0.95


def test_whole_numbers_say_the_same(network: Network) -> None:
    whole = network.whole(sparse.identity(14), most=14)
    assert right(whole) > 0.95
    assert np.abs(whole.words * HIDDEN_UNIT).max() <= MOST_HIDDEN
    assert (whole.words * HIDDEN_UNIT == np.round(whole.words * HIDDEN_UNIT)).all()


def test_words_that_matter_least_are_left_out(network: Network) -> None:
    kept = network.whole(sparse.identity(14), most=2).words.any(axis=1)
    assert kept.tolist() == [True, True] + [False] * len(FILLERS)


def test_what_is_not_known_is_not_learnt_from() -> None:
    rows, truth = sentences_of(0, 3000)
    known = np.ones_like(truth)
    known[1500:] = False
    lied = truth.copy()
    lied[1500:] = ~lied[1500:]
    first, second = (fit_network(rows, one, known, np.ones(3000), np.full(3000, 7)) for one in (truth, lied))
    assert (first.words == second.words).all()


def test_the_tool_adds_up_what_the_learner_had_in_mind(lexicon_of: LexiconOf, network: Network) -> None:
    whole = network.whole(sparse.identity(14), most=14)
    fine = [[round(float(n) * FINE_UNIT) for n in numbers] for numbers in (whole.biases, whole.weights[:, 0])]
    numbers = np.round(whole.words * HIDDEN_UNIT).astype(int).tolist()
    words = [
        f"{word}\t\t{''.join(chr(HIDDEN_ZERO + number) for number in row)}\n"
        for word, row in zip("冷热" + FILLERS, numbers, strict=True)
    ]
    made = lexicon_of(
        {
            "families.toml": table(family=[{"name": "blame", "title": "指责", "rules": ["blame.one"]}]),
            "rules/blame/one.toml": rule("错"),
            "weights/models.toml": f'hidden = {fine[0]}\n[[model]]\nname = "blame"\nbias = 0\nhidden = {fine[1]}\n'
            'rules = { "blame.one" = 0 }\n',
            "weights/words.tsv": "".join(words),
            "weights/trees.tsv": "blame\t1\n",
        }
    )
    for text in ("冷天地人", "热来", "冷热高低多少", "冷热", "天地人你我他", "无"):
        rows = sparse.csr_matrix([[float(word in text) for word in "冷热" + FILLERS]])
        told = whole.scores(rows, [len(normal(text))])[0, 0] - float(whole.model_biases[0])
        # The tool rounds down at each unit, and in the end.
        assert made.weights.score(normal(text)).of("blame") == pytest.approx(told * UNIT, abs=1 + UNITS / FINE_UNIT)
