"""The user's private cache: compiled lexicons, word tables and what was understood of files, under names made of
what each was made from.

Of messages nothing is kept but rules and positions (see `results`), never their words. A file that is damaged, or that
another user could have written, counts as missing and is made anew.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from ..files import remove, write_whole

OURS = re.compile(r"(lexicon|words|results)-[0-9a-f]{32}\.(?:bin|json)(\.[0-9a-f]{8}\.part)?")
"""The names of what is kept; whatever else lies in the folder is not ours to remove."""
MOST, DAYS = 16, 30
"""Files of one sort that are kept, and days after which one that nobody has used goes."""
_DAY = 86_400


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


def keep(path: Path, data: bytes, instead_of: str = "") -> None:
    """Write ``path`` whole or not at all, readable by the user alone; where that can't be done, nothing is written.

    ``instead_of``: how the names begin of what was made of the same before it changed; that goes.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, data, private=True)
        prune(path, instead_of)
    except OSError:
        pass  # a read-only home, a full disk: it is made anew the next time


def used(path: Path) -> None:
    """Remember, once a day, that ``path`` is still in use."""
    try:
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)
    except OSError:
        pass  # gone, or not to be written: then it is older than it looks


def prune(new: Path, instead_of: str = "") -> None:
    """Remove from the folder of ``new`` what it stands for, what nobody has used for long, and unfinished drafts.

    Who has such a file open keeps it; who is about to open it makes it anew.
    """
    now = time.time()
    kept: dict[str, list[tuple[float, Path]]] = {}
    for entry in os.scandir(new.parent):
        name = OURS.fullmatch(entry.name)
        if name is None or entry.name == new.name:
            continue
        try:
            changed = entry.stat(follow_symlinks=False).st_mtime
        except OSError:
            continue  # another process was quicker
        replaced = instead_of and entry.name.startswith(instead_of) and not name[2]
        if replaced or now - changed > (_DAY if name[2] else DAYS * _DAY):
            remove(entry.path)
        elif not name[2]:
            kept.setdefault(name[1], []).append((changed, Path(entry.path)))
    for files in kept.values():
        for _, path in sorted(files, reverse=True)[MOST - 1 :]:
            remove(path)
