"""Where the compiled lexicon and the word table come from: the installed package, or the user's private cache."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Lexicon

if TYPE_CHECKING:
    from ..words import Words

_PACKAGE = Path(__file__).resolve().parent.parent
BUILT = _PACKAGE / "data"
"""What the build hook made: ``bundle.json`` and ``words.bin``. Not there in a checkout."""


def builtin_folder() -> Path:
    """The folder of the built-in lexicon: in the installed package, or at the top of the checkout.

    Raises:
        FileNotFoundError: neither is there; the installation is broken.
    """
    for folder in (_PACKAGE / "lexicons", _PACKAGE.parent.parent / "lexicons"):
        if (folder / "families.toml").is_file():
            return folder
    raise FileNotFoundError("the lexicons folder is missing; install tonecheck again")


def cache_folder() -> Path:
    """The user's private cache folder of tonecheck; it may not exist yet."""
    if "TONECHECK_CACHE" in os.environ:
        return Path(os.environ["TONECHECK_CACHE"])
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tonecheck"


def load_lexicon(folders: tuple[Path, ...] = ()) -> Lexicon:
    """The built-in lexicon, with the user's ``folders`` laid over it.

    Raises:
        LexiconError: a file of a lexicon is wrong.
        FileNotFoundError: the built-in lexicon is missing.
    """
    built = BUILT / "bundle.json"
    if not folders and built.is_file():
        return Lexicon(json.loads(built.read_bytes()), _words_of(BUILT / "words.bin"))
    everything = [builtin_folder(), *folders]
    files = [path for folder in everything for path in sorted(folder.rglob("*")) if path.suffix in _SUFFIXES]
    key = _signature([*files, *sorted(_PACKAGE.glob("lexicon/*.py")), _PACKAGE / "fold.py"])
    path = cache_folder() / f"bundle-{key}.json"
    bundle = _read(path, key)
    if bundle is None:
        from .compile import compile_source
        from .source import read_source

        bundle = compile_source(read_source(everything))
        write_private(path, json.dumps({"key": key, "bundle": bundle}, ensure_ascii=False).encode())
    return Lexicon(bundle, _words_in_cache(bundle["vocabulary"]))


_SUFFIXES = (".toml", ".txt", ".tsv")


def _words_of(path: Path) -> Callable[[], Words]:
    def opened() -> Words:
        from ..words import open_table

        return open_table(path)

    return opened


def _words_in_cache(vocabulary: list[str]) -> Callable[[], Words]:
    """Opens the word table in the user's cache, which is built when it is missing or damaged."""

    def opened() -> Words:
        from ..words import TableError, Words, jieba_dictionary, open_table

        dictionary = jieba_dictionary()
        key = _signature([dictionary, _PACKAGE / "words.py", _PACKAGE / "wordtable.py"], " ".join(vocabulary))
        path = cache_folder() / f"words-{key}.bin"
        try:
            if not _foreign(path):
                return open_table(path)
        except (OSError, TableError):
            pass  # not there yet, or damaged: made anew below
        from ..wordtable import build_table

        table = build_table(dictionary, vocabulary)
        write_private(path, table)
        return Words(table)

    return opened


def _signature(files: list[Path], more: str = "") -> str:
    """A digest of ``files`` (paths, sizes, times of change) and of the text ``more``."""
    digest = hashlib.sha256(more.encode())
    for path in files:
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def _foreign(path: Path) -> bool:
    """True when another user could have written the file: it is not used."""
    return hasattr(os, "getuid") and path.stat().st_uid != os.getuid()


def _read(path: Path, key: str) -> dict[str, Any] | None:
    """The bundle in ``path``, when it is whole, ours and made for ``key``."""
    try:
        loaded = None if _foreign(path) else json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return loaded["bundle"] if isinstance(loaded, dict) and loaded.get("key") == key else None


def write_private(path: Path, data: bytes) -> None:
    """Write ``path`` whole or not at all, readable by the user alone; where that can't be done, nothing is written."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
