"""Where the compiled lexicon and the word table come from: the installed package, or the user's private cache."""

from __future__ import annotations

import os
from collections.abc import Callable
from mmap import ACCESS_READ, mmap

from ..files import BrokenInstallationError
from . import Lexicon
from .table import Table, TableError, pack, whole_table

TYPE_CHECKING = False  # typing takes 2 ms to import
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
        BrokenInstallationError: neither is there.
    """
    package = _package()
    for folder in (package / "lexicons", package.parent.parent / "lexicons"):
        if (folder / "families.toml").is_file():
            return folder
    raise BrokenInstallationError("the lexicons folder is missing; install tonecheck again")


def load_lexicon(folders: tuple[Path, ...] = ()) -> Lexicon:
    """The built-in lexicon, with the user's ``folders`` laid over it.

    Raises:
        LexiconError: a file of a lexicon is wrong.
        BrokenInstallationError: the built-in lexicon is missing or damaged.
    """
    if not folders:
        try:
            table = Table(_mapped(os.path.join(BUILT, "lexicon.bin")))
        except FileNotFoundError:
            pass  # a checkout: compiled below, or found in the cache
        else:
            return Lexicon(table, _words_of(os.path.join(BUILT, "words.bin")))
    from .cache import cache_folder, keep

    package = _package()
    everything = [builtin_folder(), *folders]
    files = [path for folder in everything for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SUFFIXES]
    code = [*sorted(package.glob("lexicon/*.py")), package / "fold.py"]
    places = "\n".join(str(folder.absolute()) for folder in everything)
    of_folders = f"lexicon-{_signature([], places)[:16]}"
    path = cache_folder() / f"{of_folders}{_signature([*files, *code])[:16]}.bin"
    kept = _read(path)
    if kept is not None:
        table = kept
    else:
        from .compile import compile_source
        from .source import read_source

        data = pack(compile_source(read_source(everything)))
        keep(path, data, instead_of=of_folders)
        table = Table(data)
    return Lexicon(table, _words_in_cache(table.header["vocabulary"]))


def _mapped(path: str | os.PathLike[str]) -> mmap:
    """The bytes of a file, of which only those that are looked at are read. It must be replaced, never written over.

    Raises:
        ValueError: it is empty.
    """
    with open(path, "rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


SLIPS = (".tml", ".tom", ".tolm")
"""Endings, in small letters, of files that were meant for ``.toml``, which `read_source` tells."""
_SUFFIXES = (".toml", ".txt", ".tsv", *SLIPS)


def _words_of(path: str) -> Callable[[], Words]:
    def opened() -> Words:
        from ..words import open_table

        return open_table(path)

    return opened


def _words_in_cache(vocabulary: list[str]) -> Callable[[], Words]:
    """Opens the word table in the user's cache, which is built when it is missing or damaged."""

    def opened() -> Words:
        from ..files import is_own
        from ..words import Words, WordTableError, jieba_dictionary, open_table
        from .cache import cache_folder, keep, used

        dictionary = jieba_dictionary()
        code = [_package() / "words.py", _package() / "wordtable.py"]
        key = _signature([dictionary, *code], " ".join(vocabulary))
        path = cache_folder() / f"words-{key}.bin"
        try:
            table = open_table(path, is_own)
            table.verify()
            used(path)
            return table
        except (OSError, WordTableError):
            pass  # not there yet, or damaged: made anew below
        from ..wordtable import build_table

        data = build_table(dictionary, vocabulary)
        keep(path, data)
        return Words(data)

    return opened


def _signature(files: list[Path], more: str = "") -> str:
    """A digest of ``files`` (paths, sizes, times of change) and of the text ``more``."""
    import hashlib

    digest = hashlib.sha256(more.encode())
    for path in files:
        try:
            stat = path.stat()
        except OSError:
            continue  # a link to nothing, or just gone: `read_source` tells
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]


def _read(path: Path) -> Table | None:
    """The table in ``path``, when it is there, whole and ours."""
    from ..files import map_own
    from .cache import used

    data = map_own(path)
    if data is None:
        return None
    try:
        table = whole_table(data)
    except TableError:
        return None
    used(path)
    return table
