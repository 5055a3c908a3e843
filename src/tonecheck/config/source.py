"""The values of configuration files and of ``--config`` → a checked `Config`."""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any

from . import Config, ConfigError
from .files import File, open_file, text_of
from .keys import CONDITIONS, KEYS, OVERRIDE_KEYS, Key
from .origins import Origin, Override


def read_config(path: str) -> Config:
    """The configuration in the file ``path`` and in those that it extends.

    Raises:
        ConfigError: a file can't be read, or something in it is wrong.
    """
    return _chained(path, ())


def read_given(given: tuple[str, ...], nearest: str | None, *, isolated: bool) -> Config:
    """The configuration of what ``--config`` was given: at most one file, instead of ``nearest``, and values.

    Raises:
        ConfigError: something is wrong.
    """
    paths = [text for text in given if "=" not in text or os.path.isfile(text)]
    if len(paths) > 1:
        raise ConfigError("two-files", f"--config {paths[1]}")
    if paths and isolated:
        raise ConfigError("isolated-file", f"--config {paths[0]}")
    path = paths[0] if paths else nearest
    config = read_config(path) if path else Config()
    for text in given:
        if text not in paths:
            key, _, value = text.partition("=")
            if key.strip() == "extend":
                raise ConfigError("extend-option", f"--config {text}")
            config = _laid_over(config, File(f"--config {text}", {key.strip(): _value(key, value)}, option=True))
    return config


def _value(key: str, text: str) -> Any:
    """The value in ``key=value``: as TOML has it, or the bare words, several with commas where a list is asked for.

    Raises:
        ConfigError: it begins as TOML does, and is none.
    """
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith(("[", "{", '"', "'")):  # meant as TOML
            detail = str(error).partition(" (at ")[0] if isinstance(error, ValueError) else "nested too deeply"
            raise ConfigError("not-toml", f"--config {key}={text}", detail=detail) from None
    known = KEYS.get(key.strip())
    if known and known.shape in ("texts", "rules", "paths"):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text.strip()


def _chained(path: str, above: tuple[str, ...]) -> Config:
    """The file ``path`` laid over what it extends; ``above`` are the files that led to it."""
    file = open_file(path)
    config = Config()
    for base in _bases(file):
        full = os.path.normpath(os.path.join(file.folder, os.path.expanduser(base)))
        if not os.path.isfile(full):
            raise file.error("extend-missing", ("extend",), base, name=base)
        if os.path.realpath(full) in {os.path.realpath(name) for name in (*above, path)}:
            raise file.error("extend-circle", ("extend",), base, name=base)
        config = _merged(config, _chained(full, (*above, path)))
    config = _laid_over(config, file)
    return config._replace(files=(path, *config.files))


def _names_in(folder: str) -> list[str]:
    """The names in ``names.txt`` of a lexicon, one a line."""
    path = os.path.join(folder, "names.txt")
    lines = text_of(path).splitlines() if os.path.isfile(path) else []
    return [line for line in (line.partition("#")[0].strip() for line in lines) if line]


def _bases(file: File) -> tuple[str, ...]:
    bases: tuple[str, ...] = _checked(file, ("extend",), KEYS["extend"], file.table.get("extend", ()))
    return bases


def _laid_over(config: Config, file: File) -> Config:
    """``config`` with what ``file`` says in force."""
    values: dict[str, Any] = {}
    overrides: tuple[Override, ...] = ()
    named: list[tuple[str, Origin]] = []
    for key, raw in file.table.items():
        known = _known(file, key, KEYS, ())
        if key == "overrides":
            overrides = _overrides(file, raw, named)
        elif key == "extend":
            _bases(file)  # `_chained` has followed it
        else:
            values[key] = _checked(file, (key,), known, raw)
            named += _named(file, (key,), known, values[key])
            if known.shape == "paths" or key == "baseline":
                values[key] = _paths(file, key, values[key])
    if "extend-lexicons" in values:
        names = [name for folder in values["extend-lexicons"] for name in _names_in(folder)]
        if names:
            values["names"] = (*values.get("names", ()), *names)
    over = Config(
        values, {key: file.origin((key,)) for key in values}, overrides, tuple(named),
        file.root if "exclude" in values else "",
    )  # fmt: skip
    return _merged(config, over)


def _merged(config: Config, over: Config) -> Config:
    """``config`` with ``over`` laid over it: keys that add up are joined, others replaced."""
    values = config.values | over.values
    for key in config.values.keys() & over.values.keys():
        if KEYS[key].adds:
            old, new = config.values[key], over.values[key]
            values[key] = old | new if isinstance(new, dict) else (*old, *new)
    if "names" in values:  # a name in a configuration and in a lexicon's list is one name
        values["names"] = tuple(dict.fromkeys(values["names"]))
    return Config(
        values,
        config.origins | over.origins,
        (*config.overrides, *over.overrides),
        (*config.named, *over.named),
        over.exclude_root if "exclude" in over.values else config.exclude_root,
        files=(*over.files, *config.files),
    )


def _needless_table(table: dict[str, Any], key: str) -> str:
    """The table of pyproject.toml that ``key`` opens in a file which is ours as a whole; empty: it opens none."""
    inner = table[key]
    if key == "tool" and isinstance(inner, dict):
        return "tool.tonecheck" if isinstance(inner.get("tonecheck"), dict) else ""
    return key if key == "tonecheck" and isinstance(inner, dict) else ""


def _known(file: File, key: str, keys: dict[str, Key], way: tuple[str | int, ...]) -> Key:
    if key not in keys:
        if key in KEYS:
            raise file.error("not-in-overrides", (*way, key), name=key)
        if not way and not file.prefix and (needless := _needless_table(file.table, key)):
            raise file.error("table-needless", (key,), name=needless)
        from ..lexicon.source import nearest_name

        raise file.error("unknown-key", (*way, key), name=key, close=nearest_name(key, keys))
    return keys[key]


def _checked(file: File, way: tuple[str | int, ...], key: Key, raw: Any) -> Any:
    """The value ``raw`` of ``key`` as a `Config` holds it."""
    name = _shown(way)
    if key.shape == "flag":
        if not isinstance(raw, bool):
            raise file.error("wrong-type", way, key=name, wanted="flag")
    elif key.shape in ("text", "choice"):
        if not isinstance(raw, str):
            raise file.error("wrong-type", way, key=name, wanted="text")
        if key.shape == "choice":
            _chosen(file, way, raw, key)
    elif key.shape == "severities":
        return tuple(_flat(file, way, key, raw).items())
    elif key.shape == "audiences":
        return _flat(file, way, key, raw)
    else:
        return _texts(file, way, key, raw)
    return raw


def _shown(way: tuple[str | int, ...]) -> str:
    """The key at the end of ``way`` as TOML writes it, with the table of our own keys that it stands in."""
    names = [str(step) for step in way if step != "overrides" and not isinstance(step, int)]
    return ".".join(name if re.fullmatch("[A-Za-z0-9_-]+", name) else f'"{name}"' for name in names)


def _texts(file: File, way: tuple[str | int, ...], key: Key, raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str) and (file.option or way == ("extend",)):
        raw = [raw]
    if not isinstance(raw, list | tuple) or not all(isinstance(item, str) and item.strip() for item in raw):
        raise file.error("wrong-type", way, key=_shown(way), wanted="texts")
    for item in raw:
        if key.choices:
            _chosen(file, way, item, key)
    return tuple(item.strip() for item in raw)


def _chosen(file: File, way: tuple[str | int, ...], value: str, key: Key) -> None:
    if value not in key.choices:
        from ..lexicon.source import nearest_name

        close = nearest_name(value, key.choices)
        raise file.error(
            "unknown-value", way, value, key=_shown(way), name=value, close=close, choices=", ".join(key.choices)
        )


def _flat(file: File, way: tuple[str | int, ...], key: Key, raw: Any) -> dict[str, str]:
    """A table of choices; ``tone.casual = "hint"`` without quotation marks is read as it is meant."""
    if not isinstance(raw, dict):
        raise file.error("wrong-type", way, key=_shown(way), wanted="table")
    found: dict[str, str] = {}
    for name, value in raw.items():
        if isinstance(value, dict) and key.shape == "severities":
            inner = _flat(file, (*way, name), key, value)
            found |= {f"{name}.{rest}": choice for rest, choice in inner.items()}
        elif isinstance(value, str):
            _chosen(file, (*way, name), value, key)
            found[name] = value
        else:
            raise file.error("wrong-type", (*way, name), key=_shown((*way, name)), wanted="text")
    return found


def _named(file: File, way: tuple[str | int, ...], key: Key, value: Any) -> list[tuple[str, Origin]]:
    """The rules that a value names, each with its place."""
    if key.shape == "rules":
        return [(name, file.origin(way, name)) for name in value]
    if key.shape == "severities":
        flat = [(name, (name,) if name in _raw(file, way) else tuple(name.split("."))) for name, _ in value]
        return [(name, file.origin((*way, *rest))) for name, rest in flat]
    return []


def _raw(file: File, way: tuple[str | int, ...]) -> Any:
    value: Any = file.table
    for step in way:
        value = value[step]
    return value


def _paths(file: File, key: str, value: Any) -> Any:
    """Paths made absolute; folders of lexicons must be there."""
    several = isinstance(value, tuple)
    full = [os.path.normpath(os.path.join(file.folder, os.path.expanduser(item))) for item in value] if several else []
    if not several:
        return os.path.normpath(os.path.join(file.folder, os.path.expanduser(value)))
    for item, path in zip(value, full, strict=True):
        if not os.path.isdir(path):
            raise file.error("no-folder", (key,), item, name=item)
    return tuple(full)


def _overrides(file: File, raw: Any, named: list[tuple[str, Origin]]) -> tuple[Override, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise file.error("wrong-type", ("overrides",), key="overrides", wanted="tables")
    return tuple(_override(file, ("overrides", place), table, named) for place, table in enumerate(raw))


def _override(
    file: File, way: tuple[str | int, ...], table: dict[str, Any], named: list[tuple[str, Origin]]
) -> Override:
    values: dict[str, Any] = {}
    for name, raw in table.items():
        key = _known(file, name, OVERRIDE_KEYS, way)
        values[name] = _checked(file, (*way, name), key, raw)
        named += _named(file, (*way, name), key, values[name])
    conditions = {name: values.pop(name, ()) for name in CONDITIONS}
    if not any(conditions.values()):
        raise file.error("no-condition", way)
    if not values:
        raise file.error("no-effect", way)
    if "kind" in values and (conditions["kinds"] or conditions["recipients"]):
        raise file.error("kind-too-late", (*way, "kind"))
    return Override(
        conditions["files"], conditions["kinds"], conditions["recipients"], values, file.root, file.origin(way)
    )
