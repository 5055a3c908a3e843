"""What a command runs with: the configuration in force and its lexicon."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from ..config import Config, ConfigError, check_names, load_config
from ..named import NamedTuple
from .screen import echo

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, NoReturn

    from ..lexicon import Lexicon
    from ..model import Message, Report, Settings
    from ..pipeline import Reader


class Session(NamedTuple):
    """A configuration and its lexicon. ``check`` is all that most commands need."""

    config: Config
    lexicon: Lexicon
    settings: Settings
    """Of the run as a whole: its language, what makes it fail."""

    def check(self, message: Message, reader: Reader | None = None) -> Report:
        """What is to be said of ``message``, with what the configuration says of it; ``reader``: see `pipeline`."""
        from ..pipeline import check_message

        message, settings = self.config.fit(message)
        return check_message(message, self.lexicon, settings._replace(snippets=self.settings.snippets), None, reader)

    def __reduce__(self) -> tuple[Callable[[Config, Settings], Session], tuple[Config, Settings]]:
        """What another process needs to make it again: it opens the lexicon itself."""
        return _opened, (self.config, self.settings)


def _opened(config: Config, settings: Settings) -> Session:
    return Session(config, open_lexicon(config), settings)


def start(
    paths: Iterable[str] = (),
    given: tuple[str, ...] = (),
    *,
    isolated: bool = False,
    snippets: bool = True,
    **options: Any,
) -> Session:
    """The session for a command; a mistake in the configuration or in a lexicon is one line and exit 2.

    Args:
        paths: what is to be checked; the nearest configuration is looked for from there.
        given: the values of ``--config``.
        isolated: no file is read.
        snippets: words of messages may be shown.
        options: values of other options by their keys (``fail_on``); they go before what the files say.
    """
    values = {key.replace("_", "-"): value for key, value in options.items()}
    lang = values.get("lang")
    try:
        config = load_config(given, paths, isolated=isolated).with_options(values)
        lang = config.get("lang")
        lexicon = open_lexicon(config)
        check_names(config, lexicon)
    except ConfigError as error:
        refuse(error, lang)
    return Session(config, lexicon, config.settings._replace(snippets=snippets))


def open_lexicon(config: Config) -> Lexicon:
    """The built-in lexicon with the folders of ``config`` laid over it.

    Raises:
        ConfigError: a file of a lexicon is wrong; of the built-in one that happens in a checkout.
    """
    from ..lexicon.bundle import load_lexicon

    try:
        return load_lexicon(_folders(config))
    except ValueError as error:  # LexiconError is one, and is imported only once something is wrong
        from ..lexicon.source import LexiconError
        from .lexicons import in_chinese, in_english

        if not isinstance(error, LexiconError):
            raise
        detail = in_english(error) if config.get("lang") == "en" else in_chinese(error)
        raise ConfigError("lexicon", error.where, detail=detail) from None


def _folders(config: Config) -> tuple[Path, ...]:
    folders = config.get("extend-lexicons")
    if not folders:
        return ()
    from pathlib import Path

    from ..config import shown

    return tuple(Path(shown(folder)) for folder in folders)


def refuse(error: ConfigError, lang: str | None) -> NoReturn:
    """Say what is wrong, on one line, and exit with 2."""
    from ..formats.terminal import visible
    from .told import told

    echo(visible(told(error, lang)), err=True)
    sys.exit(2)
