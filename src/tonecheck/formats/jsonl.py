"""JSON Lines: one object a message, in the shape it has in ``files`` of the JSON output; one a file not read."""

from __future__ import annotations

from ..lexicon import Lexicon
from ..model import Report, Settings
from .json import as_dict
from .shared import dumps


def render(
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    *,
    show_excused: bool = False,
) -> str:
    """A line for each report, then one for each error; each says the version of its shape."""
    lines = [{"version": 1, **as_dict(report, lexicon, settings, show_excused=show_excused)} for report in reports]
    lines += [{"version": 1, "path": path, "error": text} for path, text in errors]
    return "".join(dumps(line) for line in lines)
