"""The JSON schema of a configuration file, made of the table of keys."""

from __future__ import annotations

from typing import Any

from .keys import CONDITIONS, KEYS, OVERRIDE_KEYS, Key

_TEXT = {"type": "string", "minLength": 1, "pattern": r"\S"}
_RULE = {**_TEXT, "description": "A rule (family.name), a family, or all."}


def schema() -> dict[str, Any]:
    """The schema of tonecheck.toml; in pyproject.toml it holds for ``[tool.tonecheck]``."""
    override = {
        "type": "object",
        "properties": {name: _of(key) for name, key in OVERRIDE_KEYS.items()},
        "additionalProperties": False,
        "anyOf": [{"required": [name], "properties": {name: {"minItems": 1}}} for name in CONDITIONS],
    }
    properties = {name: _of(key) for name, key in KEYS.items()}
    properties["extend"] = {**_TEXT, **properties["extend"], "type": ["string", "array"]}
    properties["overrides"]["items"] = override
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of tonecheck",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _of(key: Key) -> dict[str, Any]:
    choice: dict[str, Any] = {"enum": list(key.choices)} if key.choices else {}
    shapes: dict[str, dict[str, Any]] = {
        "text": dict(_TEXT),
        "flag": {"type": "boolean"},
        "choice": choice,
        "texts": {"type": "array", "items": choice or _TEXT},
        "rules": {"type": "array", "items": _RULE},
        "paths": {"type": "array", "items": _TEXT},
        "severities": {"type": "object", "additionalProperties": {"anyOf": [choice, _table(choice)]}},
        "audiences": _table(choice),
        "overrides": {"type": "array"},
    }
    return {"description": key.gist, **shapes[key.shape]}


def _table(choice: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": choice}
