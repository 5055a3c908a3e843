"""tonecheck: a linter for the tone of drafted Chinese work messages.

>>> from tonecheck import check
>>> report = check("你们又没按时提交数据。", kind="mail", audience="leader")
>>> [finding.rule for finding in report.findings]
['blame.accusation']
"""

from __future__ import annotations

from functools import cache

from .model import AUDIENCES, KINDS, LANGS, SEVERITIES, Audience, Finding, Kind, Message, Report, Settings, Span

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


def _hold(settings: Settings, lexicon: Lexicon) -> None:
    """Hold what ``settings`` ask for against what there is in ``lexicon``, see `Checker`."""
    for field in ("select", "extend_select", "ignore", "names"):
        # A text is a tuple of its characters: (“blame”) without its comma would choose nothing, or everything.
        if isinstance(getattr(settings, field), str):
            raise TypeError(f"{field} is a tuple of names, not a str")
    severities = [("severity", severity, SEVERITIES) for _, severity in settings.severities]
    for what, value, known in (("lang", settings.lang, LANGS), ("fail_on", settings.fail_on, SEVERITIES), *severities):
        if value not in known:
            raise ValueError(f"unknown {what} {value!r}; there are {', '.join(known)}")
    named = [*settings.select, *settings.extend_select, *settings.ignore, *(name for name, _ in settings.severities)]
    chosen = (*settings.select, *settings.extend_select)
    for name in named:
        if name not in lexicon.names and (name in chosen or name not in lexicon.off):
            from .lexicon.source import nearest_name

            close = nearest_name(name, lexicon.names)
            raise ValueError(f"unknown rule or family {name!r}" + (f"; did you mean {close!r}?" if close else ""))


class Checker:
    """The rules, loaded once: check as many messages as you like, from any number of threads."""

    def __init__(self, settings: Settings | None = None, lexicons: Iterable[Path] = ()) -> None:
        """Load the built-in lexicon, with the folders ``lexicons`` laid over it.

        Raises:
            tonecheck.lexicon.source.LexiconError: a lexicon file is wrong.
            TypeError: a text stands in ``settings`` where a tuple of names is asked for.
            ValueError: ``settings`` name a rule, family, severity or language that there is not.
        """
        from .lexicon.bundle import load_lexicon

        folders = tuple(lexicons)
        self.settings = settings or Settings()
        self.lexicon = load_lexicon(folders) if folders else _builtin()
        _hold(self.settings, self.lexicon)

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
    """Check one draft with the built-in rules (see `Checker.check`); they are loaded at the first call.

    Raises:
        TypeError, ValueError: as `Checker` and `Checker.check` do.
    """
    return Checker(settings).check(text, kind=kind, audience=audience)
