"""tonecheck: a linter for the tone of drafted Chinese work messages.

>>> from tonecheck import check
>>> report = check("你们又没按时提交数据。", kind="mail", audience="leader")
>>> [finding.rule for finding in report.findings]
['blame.accusation']
"""

from __future__ import annotations

from functools import cache

from .model import AUDIENCES, KINDS, Audience, Finding, Kind, Message, Report, Settings, Span

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .lexicon import Lexicon

__version__ = "0.1.0"
__all__ = ["Checker", "Finding", "Message", "Report", "Settings", "Span", "check"]


@cache
def _builtin() -> Lexicon:
    """The built-in lexicon. It takes 35 MB and depends on no settings: a process has one."""
    from .lexicon.bundle import load_lexicon

    return load_lexicon()


class Checker:
    """The rules, loaded once: check as many messages as you like, from any number of threads."""

    def __init__(self, settings: Settings | None = None, lexicons: Iterable[Path] = ()) -> None:
        """Load the built-in lexicon, with the folders ``lexicons`` laid over it.

        Raises:
            tonecheck.lexicon.source.LexiconError: a lexicon file is wrong.
        """
        from .lexicon.bundle import load_lexicon

        folders = tuple(lexicons)
        self.settings = settings or Settings()
        self.lexicon = load_lexicon(folders) if folders else _builtin()

    def check(
        self, text: str, *, kind: Kind | None = None, audience: Audience | None = None, path: str = "<text>"
    ) -> Report:
        """What is to be said of a draft.

        Args:
            text: the draft as its reader will see it.
            kind: what sort of message it is; None: judged by its look.
            audience: who reads it; None: the leader of another department.
            path: the name it has in the report.

        Raises:
            TypeError: ``text`` is no str.
            ValueError: there is no such kind or audience.
        """
        if not isinstance(text, str):
            raise TypeError(f"the text of a draft is a str, not {type(text).__name__}; bytes are decoded first")
        for name, value, known in (("kind", kind, KINDS), ("audience", audience, AUDIENCES)):
            if value is not None and value not in known:
                raise ValueError(f"unknown {name} {value!r}; there are {', '.join(known)}")
        from .pipeline import check_message
        from .read import read_text

        return check_message(read_text(text, path, kind=kind, audience=audience), self.lexicon, self.settings)


def check(
    text: str, *, kind: Kind | None = None, audience: Audience | None = None, settings: Settings | None = None
) -> Report:
    """Check one draft with the built-in rules (see `Checker.check`); they are loaded at the first call."""
    return Checker(settings).check(text, kind=kind, audience=audience)
