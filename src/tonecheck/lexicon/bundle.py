"""Where the compiled lexicon and the word table come from: the installed package, or the user's private cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

from . import Lexicon
from .table import Table, pack

if TYPE_CHECKING:
    from pathlib import Path

    from ..words import Words

BUILT: str | os.PathLike[str] = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")
"""What the build hook made: ``lexicon.bin`` and ``words.bin``; not there in a checkout. No pathlib: it takes 3 ms."""


def _package() -> Path:
    from pathlib import Path

    return Path(__file__).resolve().parent.parent


def builtin_folder() -> Path:
    """The folder of the built-in lexicon: in the installed package, or at the top of the checkout.

    Raises:
        FileNotFoundError: neither is there; the installation is broken.
    """
    package = _package()
    for folder in (package / "lexicons", package.parent.parent / "lexicons"):
        if (folder / "families.toml").is_file():
            return folder
    raise FileNotFoundError("the lexicons folder is missing; install tonecheck again")


def cache_folder() -> Path:
    """The user's private cache folder of tonecheck; it may not exist yet."""
    from pathlib import Path

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
    if not folders:
        try:
            table = Table(_mapped(os.path.join(BUILT, "lexicon.bin")))
        except FileNotFoundError:
            pass  # a checkout: compiled below, or found in the cache
        else:
            return Lexicon(table, _words_of(os.path.join(BUILT, "words.bin")))
    package = _package()
    everything = [builtin_folder(), *folders]
    files = [path for folder in everything for path in sorted(folder.rglob("*")) if path.suffix in _SUFFIXES]
    key = _signature([*files, *sorted(package.glob("lexicon/*.py")), package / "fold.py"])
    path = cache_folder() / f"lexicon-{key}.bin"
    kept = _read(path)
    if kept is not None:
        table = kept
    else:
        from .compile import compile_source
        from .source import read_source

        data = pack(compile_source(read_source(everything)))
        write_private(path, data)
        table = Table(data)
    return Lexicon(table, _words_in_cache(table.header["vocabulary"]))


def _mapped(path: str | os.PathLike[str]) -> mmap:
    """The bytes of a file, of which only those that are looked at are read. It must be replaced, never written over.

    Raises:
        ValueError: it is empty.
    """
    with open(path, "rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


_SUFFIXES = (".toml", ".txt", ".tsv")


def _words_of(path: str) -> Callable[[], Words]:
    def opened() -> Words:
        from ..words import open_table

        return open_table(path)

    return opened


def _words_in_cache(vocabulary: list[str]) -> Callable[[], Words]:
    """Opens the word table in the user's cache, which is built when it is missing or damaged."""

    def opened() -> Words:
        from ..words import TableError as WordsError
        from ..words import Words, jieba_dictionary, open_table

        dictionary = jieba_dictionary()
        code = [_package() / "words.py", _package() / "wordtable.py"]
        key = _signature([dictionary, *code], " ".join(vocabulary))
        path = cache_folder() / f"words-{key}.bin"
        try:
            if not is_foreign(path):
                return open_table(path)
        except (OSError, WordsError):
            pass  # not there yet, or damaged: made anew below
        from ..wordtable import build_table

        table = build_table(dictionary, vocabulary)
        write_private(path, table)
        return Words(table)

    return opened


def _signature(files: list[Path], more: str = "") -> str:
    """A digest of ``files`` (paths, sizes, times of change) and of the text ``more``."""
    import hashlib

    digest = hashlib.sha256(more.encode())
    for path in files:
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def is_foreign(path: Path) -> bool:
    """True when another user could have written the file: it is not used."""
    return hasattr(os, "getuid") and path.stat().st_uid != os.getuid()


def _read(path: Path) -> Table | None:
    """The table in ``path``, when it is there, whole and ours."""
    try:
        if is_foreign(path):
            return None
        table = Table(_mapped(path))
        table.verify()
    except (OSError, ValueError):
        return None
    return table


def write_private(path: Path, data: bytes) -> None:
    """Write ``path`` whole or not at all, readable by the user alone; where that can't be done, nothing is written."""
    import tempfile
    from pathlib import Path

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
