"""SARIF 2.1.0, which code scanning services and editors read; the article is a taxonomy of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..lexicon import Lexicon
from ..model import Finding, Message, Report, Settings, Span
from ..telling import filled
from .shared import dumps, fingerprints, relative_path
from .terminal import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
ARTICLE = "tonecheck-principles"
"""The name of the taxonomy."""
FINGERPRINT = "tonecheckFinding/v1"


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """One run with all rules, the 61 principles as a taxonomy, and a result for each finding."""
    names = sorted(lexicon.rules, key=lexicon.rank.__getitem__)
    taxa = {principle["id"]: number for number, principle in enumerate(lexicon.principles)}
    rules = {name: number for number, name in enumerate(names)}
    run = {
        "tool": {
            "driver": {
                "name": "tonecheck",
                "version": __version__,
                "semanticVersion": __version__,
                "language": "en" if settings.lang == "en" else "zh-CN",
                "supportedTaxonomies": [{"name": ARTICLE, "index": 0}],
                "rules": [_rule(name, lexicon, settings, taxa) for name in names],
            }
        },
        "taxonomies": [_article(lexicon, settings)],
        "invocations": [
            {
                "executionSuccessful": not errors,
                "toolExecutionNotifications": [_notification(path, text) for path, text in errors],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, name, report.message, rules, taxa, settings)
            for report in reports
            for finding, name in zip(report.findings, fingerprints(report), strict=True)
        ],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, 1)


def _rule(name: str, lexicon: Lexicon, settings: Settings, taxa: dict[str, int]) -> dict[str, Any]:
    body, end = lexicon.rules[name], "_en" if settings.lang == "en" else ""
    whole = {**body, **lexicon.wording(body)}

    def said(key: str) -> str:
        text = str(whole.get(key + end) or whole.get(key, ""))
        return filled(text, lexicon.readers[0])

    label = "Try: " if settings.lang == "en" else "可以这样写："
    return {
        "id": name,
        "shortDescription": _text(said("title")),
        "fullDescription": _text(said("says") or said("title")),
        "help": _text("\n".join(filter(None, (said("why"), label + said("try") if said("try") else ""))) or name),
        "defaultConfiguration": {
            "level": LEVELS[body["severity"]],
            "enabled": not (body.get("strict") or body.get("preview")),
        },
        "relationships": [
            {"target": _taxon(principle, taxa), "kinds": ["relevant"]} for principle in body["principles"]
        ],
        "properties": {"tags": [name.partition(".")[0]]},
    }


def _article(lexicon: Lexicon, settings: Settings) -> dict[str, Any]:
    end = "_en" if settings.lang == "en" else ""
    return {
        "name": ARTICLE,
        "shortDescription": _text(
            f"The {len(lexicon.principles)} principles of the article"
            if end
            else f"文章的 {len(lexicon.principles)} 条原则"
        ),
        "isComprehensive": True,
        "taxa": [
            {
                "id": principle["id"],
                "name": principle.get("title" + end, principle["title"]),
                "shortDescription": _text(f"{lexicon.label(principle['id'])}"),
                "fullDescription": _text(principle.get("gist" + end, principle["gist"])),
            }
            for principle in lexicon.principles
        ],
    }


def _result(
    finding: Finding,
    fingerprint: str,
    message: Message,
    rules: dict[str, int],
    taxa: dict[str, int],
    settings: Settings,
) -> dict[str, Any]:
    region = _region(message, finding.span)
    if finding.quote is not None:
        region["snippet"] = {"text": finding.quote}
    result = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "level": LEVELS[finding.severity],
        "message": _text("\n".join(filter(None, (visible(finding.message), visible(finding.advice))))),
        "locations": [{"physicalLocation": {"artifactLocation": _file(message.path), "region": region}}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "taxa": [_taxon(principle, taxa) for principle in finding.principles],
    }
    return result


def _region(message: Message, span: Span) -> dict[str, Any]:
    start, end = message.place(span.start), message.place(span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _notification(path: str, text: str) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": _file(path)}}
    return {"level": "error", "message": _text(visible(text)), "locations": [location]}


def _taxon(principle: str, taxa: dict[str, int]) -> dict[str, Any]:
    return {"id": principle, "index": taxa[principle], "toolComponent": {"name": ARTICLE, "index": 0}}


def _file(path: str) -> dict[str, str]:
    found = quote(relative_path(path).encode("utf-8", "surrogatepass"))
    return {"uri": f"file://{found}" if found.startswith("/") else found}


def _text(text: str) -> dict[str, str]:
    """A SARIF message. ``[words](target)`` would be a link in it and ``{0}`` a slot to fill: a blank breaks both."""
    return {"text": re.sub(r"\{(?=\d+\})", "{ ", text.replace("](", "] ("))}
