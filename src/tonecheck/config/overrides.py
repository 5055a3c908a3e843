"""Which overrides hold for a message, and what they make of the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .globs import matches, matches_address

if TYPE_CHECKING:
    from ..model import Message
    from . import Config
    from .origins import Override

_ADDING = ("ignore", "extend-select", "severity")


def values_for(config: Config, path: str, message: Message | None = None) -> dict[str, Any]:
    """The values of ``config`` for the message in ``path``; without ``message``, as far as the path alone tells.

    Later overrides win. What was given by an option of the command line stays.
    """
    values = dict(config.values)
    if message is not None and (audience := audience_of(config, message)):
        values["audience"] = audience
    for override in holding(config, path, message):
        for key, value in override.values.items():
            if key in _ADDING:
                values[key] = (*values.get(key, ()), *value)
            elif key not in config.fixed:
                values[key] = value
    return values


def audience_of(config: Config, message: Message) -> str | None:
    """The audience that the recipients of ``message`` tell; of several patterns the last one counts."""
    found = None
    if "audience" not in config.fixed:
        for pattern, audience in config.get("recipients", {}).items():
            if any(matches_address(person, (pattern,)) for person in message.recipients):
                found = audience
    return found


def holding(config: Config, path: str, message: Message | None = None) -> list[Override]:
    """The overrides that hold for the message in ``path``, in their order."""
    return [override for override in config.overrides if _holds(override, path, message)]


def _holds(override: Override, path: str, message: Message | None) -> bool:
    if override.files and not matches(path, override.files, override.root):
        return False
    if message is None:
        return not override.kinds and not override.recipients
    if override.kinds and message.kind not in override.kinds:
        return False
    return not override.recipients or any(matches_address(person, override.recipients) for person in message.recipients)
