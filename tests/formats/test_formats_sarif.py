"""SARIF: valid by its schema, the article as a taxonomy, places, severities and links that can't be slipped in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from format_samples import reported, shown, small
from helpers import LexiconOf
from jsonschema import Draft4Validator

from tonecheck.formats.sarif import FINGERPRINT
from tonecheck.lexicon import Lexicon
from tonecheck.lexicon.bundle import load_lexicon
from tonecheck.model import Settings

SCHEMA = Draft4Validator(
    json.loads((Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")),
    format_checker=Draft4Validator.FORMAT_CHECKER,
)


@pytest.fixture
def lexicon(lexicon_of: LexiconOf) -> Lexicon:
    return small(lexicon_of)


def run_of(lexicon: Lexicon, *reports: Any, **options: Any) -> Any:
    """The one run of the log, which must fit the schema."""
    log = json.loads(shown("sarif", lexicon, *reports, **options))
    assert [error.message for error in SCHEMA.iter_errors(log)] == []
    (run,) = log["runs"]
    return run


def test_the_schema_refuses_what_is_wrong(lexicon: Lexicon) -> None:
    log = json.loads(shown("sarif", lexicon, reported(lexicon)))
    log["runs"][0]["results"][0]["level"] = "hint"
    assert not SCHEMA.is_valid(log)


def test_severities_places_and_words(lexicon: Lexicon) -> None:
    results = run_of(lexicon, reported(lexicon))["results"]
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("t.late", "warning"),
        ("m.plan", "error"),
        ("t.soon", "note"),
    ]
    assert results[0]["message"]["text"] == "“又拖延”不妥。因为。\n换一种说法。"
    assert results[0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "%E4%BF%A1.txt"},
                "region": {
                    "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6, "snippet": {"text": "又拖延"},
                },
            }
        }
    ]  # fmt: skip
    assert "snippet" not in results[1]["locations"][0]["physicalLocation"]["region"]


def test_each_result_points_at_its_rule_and_its_principles(lexicon: Lexicon) -> None:
    run = run_of(lexicon, reported(lexicon))
    rules, taxa = run["tool"]["driver"]["rules"], run["taxonomies"][0]["taxa"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert [taxa[taxon["index"]]["id"] for taxon in result["taxa"]] == [taxon["id"] for taxon in result["taxa"]]
    assert [taxon["id"] for taxon in run["results"][0]["taxa"]] == ["2.15", "1.4"]


def test_every_rule_is_described(lexicon: Lexicon) -> None:
    rules = {rule["id"]: rule for rule in run_of(lexicon)["tool"]["driver"]["rules"]}
    assert set(rules) == {"t.late", "t.picky", "t.soon", "m.plan"}
    late = rules["t.late"]
    assert late["shortDescription"] == {"text": "拖拉"}
    assert late["fullDescription"] == {"text": "“…”不妥。"}
    assert late["help"] == {"text": "因为。\n可以这样写：换一种说法。"}
    assert late["defaultConfiguration"] == {"level": "warning", "enabled": True}
    assert rules["t.picky"]["defaultConfiguration"] == {"level": "note", "enabled": False}
    assert [relation["target"]["id"] for relation in late["relationships"]] == ["2.15", "1.4"]


def test_the_article_is_a_taxonomy(lexicon: Lexicon) -> None:
    run = run_of(lexicon)
    (article,) = run["taxonomies"]
    assert run["tool"]["driver"]["supportedTaxonomies"] == [{"name": article["name"], "index": 0}]
    assert [(taxon["id"], taxon["name"], taxon["fullDescription"]["text"]) for taxon in article["taxa"]] == [
        ("1.1", "明确目标", "先说要什么。"),
        ("1.4", "尊重对方", "不伤人。"),
        ("2.15", "避免指责抱怨", "对事不对人。"),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_log_of_the_whole_lexicon_is_valid(lang: Any) -> None:
    run = run_of(load_lexicon(), settings=Settings(lang=lang))
    assert len(run["taxonomies"][0]["taxa"]) == 61


def test_a_fingerprint_for_each_result(lexicon: Lexicon) -> None:
    results = run_of(lexicon, reported(lexicon))["results"]
    assert len({result["partialFingerprints"][FINGERPRINT] for result in results}) == 3


def test_a_file_that_could_not_be_read_is_a_notification(lexicon: Lexicon) -> None:
    (invocation,) = run_of(lexicon, errors=[("坏 a.txt", "没有这个文件。")])["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"] == {"text": "没有这个文件。"}
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "%E5%9D%8F%20a.txt"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param("a b#c?.txt", "a%20b%23c%3F.txt", id="signs of an address"),
        pytest.param("javascript:x", "javascript%3Ax", id="no scheme"),
        pytest.param("/none/a.txt", "file:///none/a.txt", id="absolute"),
        pytest.param("<stdin>", "%3Cstdin%3E", id="standard input"),
        pytest.param("a\udcff", "a%ED%B3%BF", id="a byte that is no text"),
    ],
)
def test_paths_are_addresses(lexicon: Lexicon, path: str, uri: str) -> None:
    (result,) = run_of(lexicon, reported(lexicon, "拖延", path))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_message_cannot_make_a_link_or_a_slot(lexicon: Lexicon) -> None:
    (result,) = run_of(lexicon, reported(lexicon, "拖[点我](http://x.example) {0}延"))["results"]
    text = result["message"]["text"]
    assert "](" not in text
    assert "{0}" not in text
    assert "拖[点我] (http://x.example) { 0}延" in text
