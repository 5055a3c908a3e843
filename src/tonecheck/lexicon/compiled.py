"""The compiled core, where it was built: it finds marks and adds up weighted words, as the Python code does.

With ``TONECHECK_PURE=1`` in the environment it is not used.
"""

from __future__ import annotations

import os
import sys

from ..model import Excused, Mark, Sentence, Span

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from .._core import Core
    from .table import Table


def open_core(table: Table) -> Core | None:
    """The core over ``table``; None: it is not to be used, not built, or not for this table.

    Raises:
        TableError: the table is damaged.
    """
    if os.environ.get("TONECHECK_PURE", "") not in ("", "0") or sys.byteorder != "little":
        return None
    try:
        from .._core import VERSION, Core
    except ImportError:
        return None
    from .table import TableError

    numbers = table.core
    if numbers is None or numbers[:4].cast("B").cast("I")[0] != VERSION:
        return None
    cues = table.header["cues"]
    kinds, ids = [sys.intern(cue["kind"]) for cue in cues], [cue["id"] for cue in cues]
    reasons = [*table.header["voice"], "quoted"]
    try:
        return Core(
            numbers,
            table.regex,
            lambda number: table.pattern(number)[4],
            kinds,
            ids,
            reasons,
            Mark,
            Span,
            Excused,
            Sentence,
        )
    except ValueError as error:
        raise TableError(str(error)) from None
