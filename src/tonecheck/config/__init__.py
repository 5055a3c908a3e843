"""Configuration files → what is in force for a run and for each message."""

from __future__ import annotations

import os
import re
import sys

from ..model import Settings
from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..lexicon import Lexicon
    from ..model import Audience, Kind, Message
    from .origins import Origin, Override

NAMES = ("tonecheck.toml", ".tonecheck.toml", "pyproject.toml")
"""The configuration files of a folder; the first one there is used."""
_OPENING = rb"""^[ \t]*(\[{1,2}[ \t]*["']?tool["']?[ \t]*(\.[ \t]*["']?tonecheck|\])|["']?tool["']?[ \t]*[.=])"""
SETTING_KEYS = {
    "select": "select", "ignore": "ignore", "extend-select": "extend_select", "strict": "strict",
    "severity": "severities", "fail-on": "fail_on", "lang": "lang", "names": "names",
}  # fmt: skip
"""Key → the field of `Settings` that it sets."""


class ConfigError(ValueError):
    """Something in a configuration is wrong.

    ``problem`` names what, ``where`` is the file and line or the option, ``facts`` fill the words that the command
    line has for it.
    """

    def __init__(self, problem: str, where: str, **facts: str) -> None:
        super().__init__(f"{where}: {problem} {' '.join(facts.values())}".rstrip())
        self.problem, self.where, self.facts = problem, where, facts


class Config(NamedTuple):
    """What the user asked for, in files and by options."""

    values: dict[str, Any] = {}  # noqa: RUF012 - never changed: `with_options` makes a new one
    """Key → value, for the keys that were set."""
    origins: dict[str, Origin | str] = {}  # noqa: RUF012
    """Key → where its value (of several that add up, the last) comes from: a place in a file, or an option."""
    overrides: tuple[Override, ...] = ()
    named: tuple[tuple[str, Origin | str], ...] = ()
    """Every rule or family that is named anywhere; `check_names` holds them against the lexicon."""
    exclude_root: str = ""
    fixed: frozenset[str] = frozenset()
    """The keys given by an option of their own, which no override changes."""
    files: tuple[str, ...] = ()
    """The files that were read, the nearest first."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of ``key``, or ``default`` where nobody set it."""
        return self.values.get(key, default)

    @property
    def settings(self) -> Settings:
        """The settings of the run, before any override."""
        return settings_of(self.values)

    def with_options(self, values: dict[str, Any]) -> Config:
        """This configuration with ``values``, given by options of the command line, in force."""
        given = {key: value for key, value in values.items() if value not in (None, (), False)}
        if not given:
            return self
        named = [(name, f"--{key}") for key in ("select", "ignore", "extend-select") for name in given.get(key, ())]
        if "extend-select" in given:
            given["extend-select"] = (*self.get("extend-select", ()), *given["extend-select"])
        return self._replace(
            values=self.values | given,
            origins=self.origins | {key: f"--{key}" for key in given},
            named=(*self.named, *named),
            fixed=self.fixed | given.keys(),
        )

    def known_of(self, path: str) -> tuple[Kind | None, Audience | None]:
        """The kind and the audience of the message in the file ``path``, as far as its path tells."""
        if not self.overrides:
            return self.get("kind"), self.get("audience")
        from .overrides import values_for

        values = values_for(self, path)
        return values.get("kind"), values.get("audience")

    def fit(self, message: Message) -> tuple[Message, Settings]:
        """``message`` with the audience that its path, kind and recipients tell, and the settings for it."""
        if not self.overrides and "recipients" not in self.values:
            return message, self.settings
        from .overrides import values_for

        values = values_for(self, message.path, message)
        return message._replace(audience=values.get("audience", message.audience)), settings_of(values)

    def excludes(self, path: str) -> bool:
        """True when ``exclude`` names the file ``path``."""
        if not self.get("exclude"):
            return False
        from .globs import matches

        return matches(path, self.values["exclude"], self.exclude_root)


def settings_of(values: dict[str, Any]) -> Settings:
    """The settings that ``values`` of a configuration ask for."""
    known = {field: values[key] for key, field in SETTING_KEYS.items() if key in values}
    return Settings(**known) if known else Settings()


def shown(path: str) -> str:
    """``path`` as people like to read it: from the current folder where it lies below it."""
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else near


def find_config(paths: Iterable[str] = ()) -> str | None:
    """The nearest configuration file: upwards from the folder that holds ``paths``, else from the current one.

    What lies in git's own folder says nothing: git runs hooks in the folder that the message is about.

    Where there is none, the user's own; None: no file at all.
    """
    here = os.getcwd()
    start = _common_folder(paths) or here
    return _upwards(start) or (_upwards(here) if start != here else None) or _user_file()


def _common_folder(paths: Iterable[str]) -> str | None:
    folders = []
    for path in paths:
        if path == "-" or path.startswith("<"):
            continue
        full = os.path.abspath(path)
        if ".git" in full.split(os.sep):
            continue  # a hook is handed it: in a submodule or a linked worktree it lies in another repository
        folders.append(full if os.path.isdir(full) else os.path.dirname(full))
    try:
        return os.path.commonpath(folders) if folders else None
    except ValueError:  # on several drives
        return None


def _upwards(folder: str) -> str | None:
    while True:
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != NAMES[-1] or _has_table(path)):
                return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _has_table(path: str) -> bool:
    """True when a pyproject.toml has our table; where no line could open it, that is seen without parsing."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    if b"tonecheck" not in data or not re.search(_OPENING, data, re.MULTILINE):
        return False
    from .files import has_table

    return has_table(data)


def user_folder() -> str:
    """The folder of the user's own configuration, as the platform has it; it may not exist."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser(r"~\AppData\Roaming")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "tonecheck")


def _user_file() -> str | None:
    path = os.path.join(user_folder(), NAMES[0])
    return path if os.path.isfile(path) else None


def load_config(given: Iterable[str] = (), paths: Iterable[str] = (), *, isolated: bool = False) -> Config:
    """The configuration for a check of ``paths``.

    Args:
        given: what ``--config`` was given: the path of a file to use instead of the nearest, or ``key=value``.
        paths: what is to be checked; the nearest file is looked for from there.
        isolated: no file is read.

    Raises:
        ConfigError: something in it is wrong.
    """
    if not given:
        path = None if isolated else find_config(paths)
        if path is None:
            return Config()
        from .source import read_config

        return read_config(path)
    from .source import read_given

    return read_given(tuple(given), None if isolated else find_config(paths), isolated=isolated)


def _leaves_out(origin: Origin | str) -> bool:
    """True where a rule is named to be ignored, or for its severity."""
    keys = (origin.removeprefix("--"),) if isinstance(origin, str) else origin.keys
    return not {"ignore", "severity"}.isdisjoint(keys)


def check_names(config: Config, lexicon: Lexicon) -> None:
    """Hold every rule and family that ``config`` names against ``lexicon``.

    Raises:
        ConfigError: one is unknown, or chosen though a lexicon turned it off.
    """
    if not config.named:
        return
    tables = (config.values, *(override.values for override in config.overrides))
    chosen = {name for table in tables for key in ("select", "extend-select") for name in table.get(key, ())}
    for name, origin in config.named:
        if name in lexicon.off:
            if name in chosen and not _leaves_out(origin):
                raise ConfigError("rule-off", str(origin), name=name)
        elif name not in lexicon.names:
            from ..lexicon.source import nearest_name

            raise ConfigError("unknown-rule", str(origin), name=name, close=nearest_name(name, lexicon.names))
