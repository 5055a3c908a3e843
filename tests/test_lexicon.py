"""The lexicon proves itself: every example in every rule and move is a contract."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from helpers import made_of

from tonecheck.lexicon import Lexicon, bundle
from tonecheck.lexicon.source import Source, read_source, words_of
from tonecheck.model import Report, Settings
from tonecheck.pipeline import check_message, read_moves
from tonecheck.read import read_text

BEFORE, AFTER = "各位好，下面是本周的情况。", "以上是本周的情况。"


@cache
def lexicon() -> Lexicon:
    return bundle.load_lexicon()


@cache
def patterns_alone() -> Lexicon:
    """The lexicon without weighted words: in other surroundings they may come to another end."""
    unweighed = read_source([bundle.builtin_folder()])
    unweighed.unweigh()
    return made_of(unweighed)


@cache
def source() -> Source:
    return read_source([bundle.builtin_folder()])


def as_table(example: str | dict[str, Any]) -> dict[str, Any]:
    return {"text": example} if isinstance(example, str) else example


def plain(marked: str) -> tuple[str, tuple[int, int] | None]:
    """The text without its ``<…>`` signs, and the span that they enclose."""
    match = re.search(r"<([^<>]+)>", marked)
    if not match:
        return marked, None
    return marked.replace(match[0], match[1], 1), (match.start(), match.start() + len(match[1]))


def report(rule: str, example: dict[str, Any], text: str, made: Lexicon | None = None) -> Report:
    body = source().rules.get(rule, {})
    kind = example.get("kind", body.get("kinds", ["mail"])[0])
    audience = example.get("audience", body.get("audiences", ["leader"])[0])
    message = read_text(text, kind=kind, audience=audience)
    # A phrase rule is judged alone; a message rule sees what the others found.
    alone = body.get("scope") == "phrase"
    settings = Settings(select=(rule,)) if alone else Settings(strict=True)
    return check_message(message, made or lexicon(), settings)


def cases(key: str, scope: str) -> list[Any]:
    return [
        pytest.param(rule, as_table(example), id=f"{rule}-{plain(as_table(example)['text'])[0][:24]}")
        for rule, body in source().rules.items()
        if body["scope"] == scope
        for example in body.get("examples", {}).get(key, [])
    ]


@pytest.mark.parametrize(("rule", "example"), cases("bad", "phrase"))
def test_a_bad_phrase_is_one_finding_on_exactly_these_words(rule: str, example: dict[str, Any]) -> None:
    text, span = plain(example["text"])
    assert span, "a bad example encloses the words at fault in <…>"
    for before, after, made in (("", "", lexicon()), (BEFORE, "", patterns_alone()), ("", AFTER, patterns_alone())):
        found = [f for f in report(rule, example, before + text + after, made).findings if f.rule == rule]
        spans = [(f.span.start - len(before), f.span.end - len(before)) for f in found]
        assert [text[a:b] for a, b in spans] == [text[span[0] : span[1]]]
        assert spans == [span]


@pytest.mark.parametrize(("rule", "example"), cases("good", "phrase"))
def test_a_good_sentence_has_no_such_finding(rule: str, example: dict[str, Any]) -> None:
    assert [f.quote for f in report(rule, example, example["text"]).findings if f.rule == rule] == []


@pytest.mark.parametrize(("rule", "example"), cases("bad", "message"))
def test_a_message_that_lacks_it_is_told(rule: str, example: dict[str, Any]) -> None:
    assert rule in {f.rule for f in report(rule, example, example["text"]).findings}


@pytest.mark.parametrize(("rule", "example"), cases("good", "message"))
def test_a_message_that_has_it_is_not(rule: str, example: dict[str, Any]) -> None:
    assert rule not in {f.rule for f in report(rule, example, example["text"]).findings}


def moves(key: str) -> list[Any]:
    return [
        pytest.param(move, as_table(example), id=f"{move}-{plain(as_table(example)['text'])[0][:24]}")
        for move, body in source().moves.items()
        for example in body.get("examples", {}).get(key, [])
    ]


def kinds_in(example: dict[str, Any]) -> set[str]:
    text, _ = plain(example["text"])
    message = read_text(text, kind=example.get("kind", "mail"), audience=example.get("audience", "leader"))
    return {mark.kind for mark in read_moves(message, lexicon()).marks}


@pytest.mark.parametrize(("move", "example"), moves("is"))
def test_the_move_is_seen(move: str, example: dict[str, Any]) -> None:
    assert move in kinds_in(example)


@pytest.mark.parametrize(("move", "example"), moves("is_not"))
def test_the_move_is_not_imagined(move: str, example: dict[str, Any]) -> None:
    assert move not in kinds_in(example)


@pytest.mark.parametrize("rule", [rule for rule, body in source().rules.items() if body.get("cue")])
def test_every_cue_is_reached_by_a_bad_example(rule: str) -> None:
    body = source().rules[rule]
    reached = set()
    for example in map(as_table, body.get("examples", {}).get("bad", [])):
        text, _ = plain(example["text"])
        message = read_text(text, kind=example.get("kind", "mail"), audience=example.get("audience", "leader"))
        reached |= {mark.cue for mark in read_moves(message, lexicon()).marks}
    assert {f"{rule}#{number + 1}" for number in range(len(body["cue"]))} - reached == set()


def yields_to(rule: str) -> set[str]:
    """The rules that ``rule`` gives way to on the same words, families spelt out."""
    named = source().rules[rule].get("yields_to", ())
    return {other for other in source().rules if other in named or f"{other.partition('.')[0]}.*" in named}


@pytest.mark.parametrize("rule", source().rules)
def test_a_rule_gives_way_only_to_rules_that_are_there(rule: str) -> None:
    families = {name.partition(".")[0] for name in source().rules}
    named = source().rules[rule].get("yields_to", ())
    assert [n for n in named if n not in source().rules and n.removesuffix(".*") not in families] == []
    assert rule not in yields_to(rule)


def test_a_misspelling_silences_nothing() -> None:
    spelling = {
        rule
        for rule, body in source().rules.items()
        if "replace" in body or any("fix" in cue for cue in body.get("cue", ()))
    }
    assert spelling
    assert {rule: found for rule in source().rules if (found := yields_to(rule) & spelling)} == {}


@pytest.mark.parametrize("name", source().classes)
def test_a_class_has_each_of_its_words_once(name: str) -> None:
    assert [word for word, n in Counter(words_of(source().classes[name])).items() if n > 1] == []


# Breadth: every rule shows what it means by many voices, and every principle is served


ENOUGH = 10


def texts_of(rule: str, key: str) -> set[str]:
    """The different texts among the examples of a rule, whatever words are marked in them."""
    return {plain(as_table(example)["text"])[0] for example in source().rules[rule]["examples"][key]}


@pytest.mark.parametrize("key", ["bad", "good"])
def test_every_rule_has_ten_examples_of_each_kind(key: str) -> None:
    assert {rule: found for rule in source().rules if (found := len(texts_of(rule, key))) < ENOUGH} == {}


def serving(principle: str) -> dict[str, dict[str, Any]]:
    return {rule: body for rule, body in source().rules.items() if principle in body["principles"]}


def is_off(body: dict[str, Any]) -> bool:
    return bool(body.get("strict") or body.get("preview"))


PRINCIPLES = [principle["id"] for principle in source().principles]
SEES_ONLY_THE_OPPOSITE = ("stance", "trust")
"""Families that point at a principle broken, and can't tell whether it was kept."""


def test_the_article_has_61_principles() -> None:
    assert len(PRINCIPLES) == len(set(PRINCIPLES)) == 61


@pytest.mark.parametrize("number", PRINCIPLES)
def test_every_principle_is_served_or_a_note_says_how_far(number: str) -> None:
    rules = serving(number)
    assert rules, "at least one rule serves it"
    near = [r for r, body in rules.items() if not is_off(body) and r.partition(".")[0] not in SEES_ONLY_THE_OPPOSITE]
    principle = next(p for p in source().principles if p["id"] == number)
    if not near:
        assert principle["note"], "a note says that its rules are strict or distant"
    if "note" in principle:
        assert principle["note_en"], "the note is there in the two languages"
        named = set(re.findall(r"[a-z]+\.[a-z-]+", principle["note"]))
        assert named <= rules.keys(), "a note names rules that serve the principle"
        assert named == set(re.findall(r"[a-z]+\.[a-z-]+", principle["note_en"]))


# Advice: in two languages, with a sentence to use, and slots for what only the writer knows


def advice(key: str) -> list[Any]:
    """(where, Chinese, English) of each ``says``, ``why`` or ``try`` of a rule and its parts."""
    return [
        pytest.param(part[key], part.get(f"{key}_en", ""), id=f"{rule}-{place}")
        for rule, body in source().rules.items()
        for place, part in enumerate([body, *body.get("cue", []), *body.get("in", {}).values(), *body.get("case", [])])
        if key in part
    ]


@pytest.mark.parametrize(("chinese", "english"), advice("says") + advice("why") + advice("try"))
def test_what_a_rule_says_is_whole_in_two_languages(chinese: str, english: str) -> None:
    for text in (chinese, english):
        assert text, "it is there in the two languages"
        assert text.count("“") == text.count("”")
        assert text.count("【") == text.count("】")
        assert text[-1] in "。！？”.", "it ends like a sentence"
    assert not re.search("[,;:?!']", chinese), "Chinese has its own marks"
    assert re.findall("【[^】]*】", chinese) == re.findall("【[^】]*】", english), "the slots are the same"
    assert {*re.findall("{[^}]*}", chinese)} == {*re.findall("{[^}]*}", english)} <= {"{match}", "{fix}", "{you}"}


@pytest.mark.parametrize(("chinese", "english"), advice("try"))
def test_advice_gives_words_to_use(chinese: str, english: str) -> None:
    assert "“" in chinese
    assert "“" in english or re.search("[\u4e00-\u9fff]", english), "the words to use are Chinese in English advice too"


@pytest.mark.parametrize("rule", [rule for rule, body in source().rules.items() if "cue" in body])
def test_a_finding_names_the_words_at_hand(rule: str) -> None:
    body = source().rules[rule]
    if body["scope"] == "phrase":
        assert all("{match}" in part["says"] for part in (body, *body["cue"]) if "says" in part)
