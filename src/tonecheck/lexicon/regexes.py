"""Raw expressions kept as the codes that ``re`` makes of them: making them anew takes 25 ms at each start.

The codes are those of one release of Python; any other makes the expressions anew from their source. ``_sre`` checks
every code before it takes it, so a damaged one is refused and cannot do harm.
"""

from __future__ import annotations

import _sre
import re
import sys

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

RELEASE = [_sre.MAGIC, _sre.CODESIZE, *sys.version_info[:2]]
"""What the codes depend on."""


def code_of(source: str) -> list[Any]:
    """[source, flags, codes, groups] of the raw expression ``source``."""
    import re._compiler as compiler
    import re._parser as parser

    tree = parser.parse(source)
    return [source, tree.state.flags, compiler._code(tree, 0), tree.state.groups - 1]


def from_code(row: list[Any], release: list[int]) -> re.Pattern[str]:
    """The expression of a ``row`` of `code_of` that was made by the Python of ``release``."""
    source, flags, codes, groups = row
    if release == RELEASE:
        try:
            made: re.Pattern[str] = _sre.compile(source, flags, codes, groups, {}, (None,) * (groups + 1))
            return made
        except (RuntimeError, OverflowError, TypeError, ValueError):
            pass  # a damaged code: made anew from its source
    return re.compile(source)
