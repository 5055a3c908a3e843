"""The audit of dependencies bites: a version that the snapshot knows to be weak is told."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "audit.py"


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("pin", "weak"), [("3.69.7", ["<3.69.8"]), ("3.69.8", []), ("4.0", [])])
def test_a_version_below_the_mended_one_is_weak(audit: ModuleType, pin: str, weak: list[str]) -> None:
    assert audit.weak(["<3.69.8"], pin) == weak


def test_what_comes_with_a_package_is_asked_about_too(audit: ModuleType) -> None:
    assert {"jsonschema", "attrs", "referencing"} <= audit.closure(["jsonschema>=4"])


def test_the_lowest_version_that_is_let_in_is_asked_about(audit: ModuleType) -> None:
    assert audit.lowest(["click>=8.1", "jieba>=0.42.1"]) == [("click", "8.1"), ("jieba", "0.42.1")]
