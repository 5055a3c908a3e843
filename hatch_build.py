"""Build hook: puts the compiled lexicon and the word table into the wheel, so that no check has to make them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledLexicon(BuildHookInterface):
    """Adds ``tonecheck/data/lexicon.bin`` and ``words.bin``. An editable install makes them on first use instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is written; a mistake in a lexicon file stops the build."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from tonecheck.lexicon.compile import compile_source
        from tonecheck.lexicon.source import read_source
        from tonecheck.lexicon.table import pack
        from tonecheck.wordtable import build_table, jieba_dictionary

        self.folder = tempfile.TemporaryDirectory()
        bundle = compile_source(read_source([Path(self.root, "lexicons")]))
        for name, data in {
            "lexicon.bin": pack(bundle),
            "words.bin": build_table(jieba_dictionary(), bundle["vocabulary"]),
        }.items():
            path = Path(self.folder.name, name)
            path.write_bytes(data)
            build_data["force_include"][str(path)] = f"tonecheck/data/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary files."""
        if version != "editable":
            self.folder.cleanup()
