"""A shelf with a small lexicon for each test that runs the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import write
from running import FILES


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The folder that stands for the built-in lexicon; all else of a run lies beside it."""
    return write(tmp_path / "top" / "lexicons", FILES)
