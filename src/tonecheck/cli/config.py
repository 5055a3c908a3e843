"""``tonecheck config``: what is in force, and where it comes from."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from .common import Errors, print_value, read_messages
from .declare import command, config_options, lang_option, usage_error, value_option
from .paths import expand
from .session import Session, start

DEFAULTS: dict[str, Any] = {"strict": False, "fail-on": "warning", "lang": "zh", "audience": "leader"}
"""What holds where nobody says otherwise; the keys not named here are empty."""


@command()
@click.argument("path", required=False)
@value_option
@lang_option
@config_options
@click.option("--schema", is_flag=True, help="打印配置文件的 JSON schema。")
def config(path: str | None, form: str, lang: str | None, given: tuple[str, ...], isolated: bool, schema: bool) -> None:
    """列出现在生效的设置和各自的出处；写了 PATH，就是对这个文件生效的设置。"""
    if schema:
        from ..config.schema import schema as made

        print_value(made())
        return
    run = start((path,) if path else (), given, isolated=isolated, lang=lang)
    rows = _rows(run) if path is None else _rows_for(run, path)
    if form == "json":
        print_value({"version": 1, "files": list(run.config.files), "values": rows})
        return
    click.echo(_text(rows, run), nl=False)


def _rows(run: Session) -> list[dict[str, Any]]:
    """Every key with its value and origin, in the order of the manual; then the overrides."""
    from ..config.keys import KEYS

    values = {**DEFAULTS, **run.config.values}
    rows = [_row(run, key, values[key]) for key in KEYS if key in values]
    for override in run.config.overrides:
        conditions = {"files": override.files, "kinds": override.kinds, "recipients": override.recipients}
        value = {key: item for key, item in conditions.items() if item} | override.values
        rows.append({"key": "overrides", "value": _plain(value), "origin": str(override.origin)})
    return rows


def _rows_for(run: Session, path: str) -> list[dict[str, Any]]:
    """What holds for the message in ``path``."""
    from ..config.keys import KEYS
    from ..config.overrides import audience_of, holding, values_for

    errors: Errors = []
    messages = list(read_messages(expand((path,), run.config), "<stdin>", run.config, errors))
    if errors:
        sys.exit(2)
    if len(messages) != 1:
        raise usage_error(
            run.settings.lang,
            f"{path} 里面有 {len(messages)} 封消息；config 一次只看一封，请给一封。",
            f"{path} holds {len(messages)} messages; config shows what holds for one, so give it one.",
        )
    values = {**DEFAULTS, **values_for(run.config, path, messages[0]), "kind": messages[0].kind}
    told = {"audience": str(run.config.origins["recipients"])} if audience_of(run.config, messages[0]) else {}
    told |= {key: str(over.origin) for over in holding(run.config, path, messages[0]) for key in over.values}
    told = {key: origin for key, origin in told.items() if key not in run.config.fixed}
    return [_row(run, key, values[key], told.get(key, "")) for key in KEYS if key in values and key != "recipients"]


def _row(run: Session, key: str, value: Any, origin: str = "") -> dict[str, Any]:
    known = run.config.origins.get(key)
    return {"key": key, "value": _plain(value, key), "origin": origin or (str(known) if known else None)}


def _plain(value: Any, key: str = "") -> Any:
    """``value`` as JSON and TOML have it."""
    if isinstance(value, dict):
        return {name: _plain(item, name) for name, item in value.items()}
    if key == "severity":
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _text(rows: list[dict[str, Any]], run: Session) -> str:
    from ..config import shown
    from ..formats.terminal import visible, width

    english = run.settings.lang == "en"
    files = [shown(path) for path in run.config.files]
    none = "no configuration file" if english else "没有配置文件"
    head = ("# Files: " if english else "# 配置文件：") + (", " if english else "，").join(files or [none])
    lines = [(f"{row['key']} = {_toml(row['value'])}", row["origin"]) for row in rows]
    column = min(max((width(visible(line)) for line, _ in lines), default=0), 60)
    default = "default" if english else "默认"
    body = [
        f"{visible(line)}{' ' * (column - width(visible(line)))}  # {visible(origin or default)}"
        for line, origin in lines
    ]
    return "".join(line + "\n" for line in (visible(head), *body))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
