"""Where the compiled lexicon comes from: the installed package, or the user's private cache."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from . import Lexicon

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
        return Lexicon(json.loads(built.read_bytes()))
    return Lexicon(_cached([builtin_folder(), *folders]))


def _cached(folders: list[Path]) -> dict[str, Any]:
    from .compile import VERSION, compile_source
    from .source import read_source

    key = _signature(folders, VERSION)
    path = cache_folder() / f"bundle-{key}.json"
    bundle = _read(path, key)
    if bundle is None:
        bundle = compile_source(read_source(folders))
        write_private(path, json.dumps({"key": key, "bundle": bundle}, ensure_ascii=False).encode())
    return bundle


def _signature(folders: list[Path], version: int) -> str:
    """A digest of what the folders hold (paths, sizes, times) and of the code that compiles them."""
    code = [_PACKAGE / "fold.py", *sorted(Path(__file__).parent.glob("*.py"))]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".toml", ".txt", ".tsv")]
    digest = hashlib.sha256(str(version).encode())
    for path in [*code, *files]:
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def _read(path: Path, key: str) -> dict[str, Any] | None:
    """The bundle in ``path``, when it is whole, ours and made for ``key``."""
    try:
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        loaded = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return loaded["bundle"] if isinstance(loaded, dict) and loaded.get("key") == key else None


def write_private(path: Path, data: bytes) -> None:
    """Write ``path`` whole or not at all, readable by the user alone; nothing happens where that is not allowed."""
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
