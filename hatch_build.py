"""Build hook: puts the compiled lexicon, the word table and the compiled core into the wheel.

So no check has to make the tables. The core needs a C++ compiler; without one the wheel is as good, and slower.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CORE = "_core.abi3.so"
_COMPILERS = ("c++", "g++", "clang++")
# Sums must fall as they do in Python, without multiply-and-add in one step.
_OPTIONS = ("-std=c++17", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-fvisibility=hidden")


def compiler() -> list[str] | None:
    """The command of the machine's C++ compiler: ``CXX``, or one of the usual names; None: there is none."""
    named = os.environ.get("CXX")
    if named:
        return shlex.split(named)
    return next(([path] for path in map(shutil.which, _COMPILERS) if path), None)


def build_core(source: Path, target: Path) -> str | None:
    """Compile the core into ``target``; what hindered it, or None."""
    if sys.platform == "win32":
        return "not on Windows"
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "not for this Python"
    include = sysconfig.get_paths()["include"]
    if not Path(include, "Python.h").is_file():
        return "Python.h is missing"
    found = compiler()
    command = found or [sys.executable, "-m", "ziglang", "c++"]
    command = [*command, *_OPTIONS, f"-I{include}", str(source), "-o", str(target)]
    if sys.platform == "darwin":
        command += ["-undefined", "dynamic_lookup"]
    # So that it runs where there is no libstdc++, or an older one; zig has a library of its own within.
    static = ["-static-libstdc++", "-static-libgcc"] if found and sys.platform == "linux" else []
    for options in [static, []] if static else [[]]:
        try:
            done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        except OSError as error:
            return str(error)
        if done.returncode == 0:
            return None
    return next((line for line in done.stderr.splitlines() if "rror" in line or "No module" in line), "it failed")


class CompiledLexicon(BuildHookInterface):
    """Adds ``tonecheck/data/lexicon.bin`` and ``words.bin``. An editable install makes them on first use instead.

    Both get the core, the editable one into the source folder.
    """

    def dependencies(self) -> list[str]:
        """A compiler from the package index, where the machine has none."""
        return [] if compiler() or sys.platform == "win32" else ["ziglang>=0.13"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is written; a mistake in a lexicon file stops the build."""
        self.folder = tempfile.TemporaryDirectory()
        made = Path(self.folder.name, CORE)
        hindrance = build_core(Path(self.root, "src", "core", "core.cpp"), made)
        package = Path(self.root, "src", "tonecheck")
        if hindrance:
            print(f"tonecheck: built without its compiled core ({hindrance}); checks are slower", file=sys.stderr)
        elif version == "editable":
            # Replaced whole: a process may have the old one mapped.
            shutil.copyfile(made, package / f"{CORE}.part.so")
            Path(package, f"{CORE}.part.so").replace(package / CORE)
        else:
            build_data["force_include"][str(made)] = f"tonecheck/{CORE}"
        if not hindrance:
            build_data["pure_python"] = False
            build_data["tag"] = f"cp311-abi3-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from tonecheck.lexicon.compile import compile_source
        from tonecheck.lexicon.source import read_source
        from tonecheck.lexicon.table import pack
        from tonecheck.wordtable import build_table, jieba_dictionary

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
        self.folder.cleanup()
