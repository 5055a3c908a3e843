"""Fixtures of the engine's tests."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pytest
from helpers import LexiconOf, load, write

from tonecheck.lexicon import Lexicon

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what it puts into the background deaf to Ctrl-C; programs that the tests interrupt must hear it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def no_configuration_of_one_s_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the configuration of the user who runs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "no-configuration"))


@pytest.fixture
def lexicon_of(tmp_path: Path) -> LexiconOf:
    """Makes the lexicon of some files: ``lexicon_of({"moves/problem.toml": move("延期")})``."""
    numbers = count(1)

    def made(files: Mapping[str, str]) -> Lexicon:
        return load(write(tmp_path / f"lexicon{next(numbers)}", files))

    return made
