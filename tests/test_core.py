"""The compiled core finds what the Python code finds, in any text, and is not to be broken by a damaged table."""

from __future__ import annotations

import json
import os
import random
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers import LexiconOf, load, rule, table, without_core, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tonecheck.cues import find_marks
from tonecheck.fold import fold
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.bundle import load_lexicon
from tonecheck.lexicon.compiled import open_core
from tonecheck.lexicon.features import ABOUT, ABSENT, LOWEST
from tonecheck.lexicon.native import _HEAD
from tonecheck.lexicon.table import Table, TableError
from tonecheck.lexicon.weights import Score, Weights
from tonecheck.model import Block, Mark, Message, Sentence, Settings, Span
from tonecheck.pipeline import Witness, check_message, read_moves
from tonecheck.read import read_text
from tonecheck.sentences import han_count, split_sentences
from tonecheck.weigh import Values, called_for, decide, marked_by, weigh

CORPUS = Path(__file__).parent / "corpus"
RARE = " \n，。！？,.:;~…“”「」()（）0123４二①²٣aZßﬀ_-%@#^$<>*\t\u3000\u00a0\u200b\u0301\ufe0f\ud800\ue000\ue002𠀀😀🏳"

try:
    import tonecheck._core  # noqa: F401
except ImportError:
    if os.environ.get("CI") == "true":
        raise
    pytest.skip("the compiled core is not built here", allow_module_level=True)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def both(lexicon: Lexicon) -> tuple[Lexicon, Lexicon]:
    return lexicon, without_core(lexicon)


def corpus(every: int = 1, start: int = 0) -> Iterator[Message]:
    """The messages of the corpus, or one of so many, beginning with the one at ``start``."""
    lines = (line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    for line in islice(lines, start, None, every):
        entry = json.loads(line)
        yield read_text(entry["text"], "text", kind=entry.get("kind"), audience=entry.get("audience"))


def same(message: Message, both: tuple[Lexicon, Lexicon]) -> None:
    assert both[0].compiled is not None
    assert read_moves(message, both[0]) == read_moves(message, both[1])


@pytest.mark.parametrize("part", range(4))
def test_messages_of_the_corpus_are_read_alike(part: int, both: tuple[Lexicon, Lexicon]) -> None:
    # One in fifteen, in parts that run side by side: the slower core takes a quarter of an hour for all.
    for message in corpus(every=60, start=15 * part):
        same(message, both)


def test_what_is_said_of_messages_is_the_same(both: tuple[Lexicon, Lexicon]) -> None:
    for message in corpus(every=100):
        reports = [check_message(message, one, Settings()) for one in both]
        assert reports[0] == reports[1]


def examples(lexicon: Lexicon) -> Iterator[tuple[Message, str]]:
    """The examples of rules as they are meant, without the <…> marks, and the rule of which each must have a mark."""
    for name, sorts in lexicon.examples.items():
        body = lexicon.rules[name]
        usual = {"kind": body.get("kinds", ["mail"])[0], "audience": body.get("audiences", ["leader"])[0]}
        for sort, entries in sorts.items():
            phrase = sort == "bad" and body["scope"] == "phrase"
            for entry in entries:
                given = usual | (entry if isinstance(entry, dict) else {"text": entry})
                text, marks = re.subn("<([^<>]+)>", r"\1", given["text"], count=1) if phrase else (given["text"], 0)
                assert marks == phrase
                yield read_text(text, "text", kind=given["kind"], audience=given["audience"]), name * phrase


def test_examples_of_the_lexicon_are_read_alike(both: tuple[Lexicon, Lexicon]) -> None:
    for message, name in examples(both[0]):
        same(message, both)
        marks = read_moves(message, both[0]).marks
        assert not name or name in {mark.kind for mark in marks}, message.text


def pieces(lexicon: Lexicon) -> list[str]:
    chars = lexicon.table._sections["chars"]
    found = [word for char in chars for word in (lexicon.table.words_of(chr(char)) or ({}, {}))[1]]
    return [*random.Random(1).sample(found, 6000), *RARE]


@pytest.fixture(scope="module")
def strewn(both: tuple[Lexicon, Lexicon]) -> Callable[[list[int]], str]:
    known = pieces(both[0])
    return lambda numbers: "".join(known[number % len(known)] for number in numbers)


@pytest.fixture(scope="module")
def clauses() -> list[str]:
    return [part for message in corpus() for part in re.findall(r"[^，。！？\n]+[，。！？\n]*", message.text)]


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    numbers=st.lists(st.integers(0, 1 << 20), min_size=1, max_size=12),
    quoted=st.integers(0, 24),
    joined=st.booleans(),
)
def test_clauses_of_the_corpus_in_any_order_are_read_alike(
    numbers: list[int], quoted: int, joined: bool, both: tuple[Lexicon, Lexicon], clauses: list[str]
) -> None:
    parts = [clauses[number % len(clauses)] for number in numbers]
    if quoted < len(parts):
        parts[quoted] = f"“{parts[quoted].strip()}”"
    text = "".join(re.sub(r"[。！？\n]", "，", part) if joined else part for part in parts)
    same(read_text(text, "text"), both)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(numbers=st.lists(st.integers(0, 1 << 20), max_size=120), times=st.sampled_from([1, 1, 1, 40]))
def test_random_texts_are_read_alike(
    numbers: list[int], times: int, both: tuple[Lexicon, Lexicon], strewn: Callable[[list[int]], str]
) -> None:
    text = strewn(numbers[: 120 // times + 1]) * times
    whole = Span(0, len(text))
    message = Message("text", text, "mail", "leader", (Block(whole, "own"),) if text else ())
    same(message, both)
    # As one sentence as well, and as pieces that no sentence is.
    folded = fold(text, both[0].folding)
    cuts = sorted({0, len(text), *(number % (len(text) + 1) for number in numbers[:3])})
    for places in ([0, len(text)], cuts):
        sentences = tuple(
            Sentence(Span(low, high), (Span(low, high),), Block(whole, "own"))
            for low, high in pairwise(places)
            if low < high
        )
        results = [find_marks(folded, sentences, one, Witness(folded, one)) for one in both]
        assert results[0] == results[1]


def test_scores_are_the_same(both: tuple[Lexicon, Lexicon]) -> None:
    for text in ("", " ", "１２3 45", "\u3000你们又没按时提交数据 \n", "@mail@mail^$$^", "第12345号６"):
        message = read_text(text * 3, "text")
        folded, sentences = fold(message.text, both[0].folding), split_sentences(message)
        sums = [weigh(folded, sentences, ("@mail", "@leader"), one.weights) for one in both]
        for one, other in zip(*sums, strict=True):
            for name in both[0].weights._lanes:
                assert one and other and one.of(name) == other.of(name)


def regexes_of(lexicon: Lexicon) -> Iterator[tuple[re.Pattern[str], int]]:
    """The raw expressions and the places of their rows: [number, sequence] in what scans name."""
    numbers = lexicon.table.core
    assert numbers is not None
    at = numbers[_HEAD.index("scan rows")]
    for row in range(numbers[_HEAD.index("scans")]):
        place = numbers[at + 4 * row + 1]
        yield lexicon.table.regex(numbers[place]), place


def agree(lexicon: Lexicon, text: str) -> None:
    core = lexicon.compiled
    assert core is not None
    for regex, place in regexes_of(lexicon):
        for end in {len(text), len(text) // 2}:
            for at in range(end + 1):
                found, whole = regex.match(text, at, end), regex.fullmatch(text, at, end)
                assert core.match(place, text, at, end, False) == (found.end() if found else -1), (regex, text, at)
                assert core.match(place, text, at, end, True) == (whole.end() if whole else -1), (regex, text, at)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(numbers=st.lists(st.integers(0, 1 << 20), max_size=12))
def test_raw_expressions_match_as_in_re(
    numbers: list[int], both: tuple[Lexicon, Lexicon], strewn: Callable[[list[int]], str]
) -> None:
    agree(both[0], strewn(numbers))


EXPRESSIONS = [
    r"a{1,3}b?", r"a{1,3}?b", r"(?:ab|a){1,3}c?", r"(?:ab|a){1,3}?c", r"(?:a|ab)(?:c|bcd)(?:d{0,2})", r"(?>a|ab)c",
    r"a{0,3}+b", r"(?:ab){1,2}+a", r"(?<!a)b", r"(?<=ab)c", r"a(?!b)", r"a(?=bc|c)", r"\bab\b", r"^a", r"b$",
    r"\Aa|b\Z",
    r"[^a\d]{1,2}", r"[^\W\d_]{1,3}x?", r"\d{1,2}[.:]\d", r"\s{1,2}\S", r".b", r"[a-c]{2,4}c", r"(a)b",
    r"(?:a{1,2}){1,3}b",
    r"(?:ab|a|b?|c1|cc|a.1|\Ac)\d?b", r"(?:a?c){2,4}|b{2}x|b|\Aa", r"\A(?:a|bc)|\Ab|c.|1(?:a|bc)?",
    r"\Aab?|(?:^c|\Ab)a|bc", r"[^x]{1,3}?(?:a|[bc]{1,2})\d", r"(?:1|c)?_x|[\U0001f300-\U0001faff]a|2",
]  # fmt: skip
LEFT_TO_RE = [r"(?i:AB)c", r"\Bb", r"(?:a?){1,3}b"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """A lexicon of all these expressions, each a cue of its own."""
    cues = [{"find": [f"/{source}/"], "boundary": False} for source in (*EXPRESSIONS, *LEFT_TO_RE)]
    return load(write(tmp_path_factory.mktemp("small"), {"rules/t/hit.toml": rule(cue=cues)}))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text("abcdABC01:._ x\n中²é", max_size=9))
def test_every_sign_means_what_it_means_in_re(text: str, small: Lexicon) -> None:
    agree(small, text)
    if not text:
        return  # no sentence is empty
    folded = fold(text, small.folding)
    sentences = (Sentence(Span(0, len(text)), (Span(0, len(text)),), Block(Span(0, len(text)), "own")),)
    results = [find_marks(folded, sentences, one, Witness(folded, one)) for one in (small, without_core(small))]
    assert results[0] == results[1]


def test_what_the_core_does_not_know_is_left_to_re(small: Lexicon) -> None:
    numbers = small.table.core
    assert numbers is not None
    left = {regex.pattern for regex, place in regexes_of(small) if numbers[place + 1] == 0}
    assert left == set(LEFT_TO_RE)


def decided_by_core(
    scores: list[Score | None], marked: bytes, sentences: tuple[Sentence, ...], about: tuple[str, ...], weights: Weights
) -> Values:
    from tonecheck._core import decide

    sums = [None if score is None else array("i", score.sums).tobytes() for score in scores]
    chars = [s.span.end - s.span.start for s in sentences]
    flags = [int(name in about) for name in ABOUT]
    return decide(weights.model_trees, weights.floors, weights.model_lanes, sums, marked, chars, flags, LOWEST, ABSENT)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_trees_say_the_same(both: tuple[Lexicon, Lexicon], data: st.DataObject) -> None:
    weights = both[0].weights
    sums = st.lists(st.integers(-90, 40), min_size=len(weights._lanes), max_size=len(weights._lanes))
    scores: list[Score | None] = [
        None if lanes is None else Score(lanes, weights._lanes)
        for lanes in data.draw(st.lists(st.none() | sums, max_size=6))
    ]
    spans = [Span(at, at + data.draw(st.integers(1, 90))) for at in range(len(scores))]
    sentences = tuple(Sentence(span, (span,), Block(span, "own")) for span in spans)
    about = data.draw(st.sampled_from([("@mail", "@leader"), ("@chat", "@peer"), ()]))
    kinds = st.sampled_from([*weights.number_of, "exact-time", "greeting"])
    at = st.integers(-1, len(scores) - 1)
    marks = [
        Mark(kind, Span(0, 1), one, f"{kind}#1") for kind, one in data.draw(st.lists(st.tuples(kinds, at), max_size=9))
    ]
    counts = {"chars": data.draw(st.integers(0, 900)), "sentences": len(scores)}
    marked = marked_by(marks, sentences, weights)
    told = [
        decided_by_core(scores, marked, sentences, about, weights),
        decide(scores, marked, sentences, about, weights),
    ]
    assert [value and [*value] for value in told[0]] == [value and [*value] for value in told[1]]
    found = Counter(mark.kind for mark in marks)
    calls = [
        called_for(scores, values, found, counts, about, one.weights) for values, one in zip(told, both, strict=True)
    ]
    assert calls[0] == calls[1]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    parts=st.lists(
        st.sampled_from(
            [
                *"。！？!?~～.,;:，；：、…—\"'”’」)）】》] \n\t\u3000\u2028五5１٣aZ。.~😀☀🏳\ufe0f\u200d㐀豈𠀀\ud800",
                "好的",
                "！ ！",
            ]
        ),
        max_size=40,
    ),
    cut=st.integers(0, 40),
    layers=st.tuples(st.sampled_from(["own", "quote"]), st.just("own")),
)
def test_sentences_and_folds_are_the_same(
    parts: list[str], cut: int, layers: tuple[Any, Any], lexicon: Lexicon
) -> None:
    text = "".join(parts)
    cut = min(cut, len(text))
    blocks = (Block(Span(0, cut), layers[0]), Block(Span(cut, len(text)), layers[1]))
    message = Message("t", text, "chat", "leader", blocks)
    assert lexicon.compiled is not None
    sentences = split_sentences(message)
    sizes = [han_count(text[s.span.start : s.span.end]) for s in sentences]
    assert lexicon.compiled.prepare(text, blocks, lexicon.folding) == (sentences, sizes, fold(text, lexicon.folding))


FAMILIES = table(family=[{"name": "blame", "title": "指责", "rules": ["blame.one"]}])


def test_great_and_long_weighted_words_add_up(lexicon_of: LexiconOf) -> None:
    """The core keeps a great number in parts, a word by its first two characters, and hidden units by fours."""
    words = "怪\t0:4095 1:-4095\tAOHHHHHB\n怪你\t0:255 1:-256\n怪你们\t0:256 1:-257\tOOOOHHHH\n怪我\t1:7\n"
    words += "@mail\t0:600\tHHHHHHHI\n怪你们所有𠀀😀\t0:1000 1:0\tHIJKLMNO\n我\t\tGFEDCBAA\n"
    models = "hidden = [300, -20, 0, 5, 77, -900, 12, 9]\n"
    models += '[[model]]\nname = "blame"\nbias = -10\nfloor = 0\nrules = { "blame.one" = 3 }\n'
    models += "hidden = [100, -250, 3, 800, -5, 60, -1, 2500]\n"
    lexicon = lexicon_of(
        {
            "families.toml": FAMILIES, "rules/blame/one.toml": rule("错"),
            "weights/models.toml": models,
            "weights/words.tsv": words, "weights/trees.tsv": "blame\t5\n",
        }
    )  # fmt: skip
    text = "怪你们所有𠀀😀，怪你们所有𠀀，怪我怪你怪"
    places = tuple(Span(start, end) for start in range(len(text)) for end in range(start, len(text) + 1))
    for about in (("@mail",), ("@chat",)):
        core, pure = (one.weights.scores(text, places, about, 400) for one in (lexicon, without_core(lexicon)))
        assert [[*score.sums] for score in core if score] == [[*score.sums] for score in pure if score]


def damaged(lexicon: Lexicon, seed: int) -> Table:
    data = bytearray(lexicon.table._data)
    chance = random.Random(seed)
    start, count = lexicon.table.header["sections"]["core"]
    at = lexicon.table._base + start
    for _ in range(chance.choice([1, 20, 2000])):
        place = at + chance.randrange(4 * count if chance.random() < 0.8 else 4 * len(_HEAD))
        data[place] = chance.randrange(256)
    return Table(bytes(data))


def test_a_damaged_table_is_told(lexicon_of: LexiconOf, lexicon: Lexicon) -> None:
    files: dict[str, Any] = {
        "rules/t/hit.toml": rule(
            cue=[{"find": ["你~错", "[我|他们]{who}?/a{1,3}/", "^ 还? 没"], "unless": ["这样 {who}?"]}]
        ),
        "classes/all.toml": '[who]\nwords = "人 人人"\npatterns = ["好~坏", "/b{1,2}/"]\n',
    }
    small = lexicon_of(files)
    text = "你们又没有错，我人人aaa还没，他们好不坏b。你这样错" * 3
    refused = 0
    for seed in range(600):
        try:
            broken = Lexicon(damaged(small, seed), lambda: lexicon.words)
            find_marks(text, split_sentences(read_text(text, "text")), broken, Witness(text, broken))
            core = broken.compiled
            if core is None:  # its version is damaged
                continue
            line = Sentence(Span(0, len(text)), (Span(0, 20), Span(20, len(text))), Block(Span(0, len(text)), "own"))
            core.understand(
                text, (line,), Witness(text, broken), [Span(3, 9)], ("@mail",), 400, broken.weights.for_core, [], 0, 0,
                broken.weights.of_message({}, ()), 3,
            )  # fmt: skip
            broken.weights.scores(text, (Span(0, len(text)),), ("@mail",), 400)
        except (TableError, ValueError, IndexError, TypeError, re.error):
            refused += 1
    assert refused > 50


def test_a_raw_expression_that_is_nowhere_is_refused(lexicon: Lexicon) -> None:
    assert lexicon.compiled is not None
    for place in (0xFFFFFFFF, 0x7FFFFFFF):
        with pytest.raises(ValueError, match="damaged"):
            lexicon.compiled.match(place, "一", 0, 1, False)


def test_a_table_cut_short_is_refused(lexicon: Lexicon) -> None:
    numbers = lexicon.table.core
    assert numbers is not None

    class Short:
        core = numbers[:-1] if numbers else None
        header = lexicon.table.header
        regex = lexicon.table.regex

    with pytest.raises(TableError):
        open_core(Short())  # type: ignore[arg-type]


def test_it_can_be_turned_off(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONECHECK_PURE", "1")
    assert open_core(lexicon.table) is None
