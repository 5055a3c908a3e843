"""One module a format, one function: reports → str."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from ..lexicon import Lexicon
    from ..model import Report, Settings


def render(
    form: str,
    reports: list[Report],
    errors: list[tuple[str, str]],
    lexicon: Lexicon,
    settings: Settings,
    **options: Any,
) -> str:
    """The output in format ``form``: a module of this package with a function ``render``, which takes the rest.

    Where ``settings`` ask for no snippets, a format never gets to see the words of a message.
    """
    if not settings.snippets:
        from .shared import without_words

        reports = [without_words(report) for report in reports]
    text: str = import_module(f".{form}", __package__).render(reports, errors, lexicon, settings, **options)
    return text
