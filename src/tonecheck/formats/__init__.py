"""One module a format, one function: reports → str."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def render(form: str, *args: Any, **kwargs: Any) -> str:
    """The output in format ``form``: a module of this package with a function ``render``."""
    text: str = import_module(f".{form}", __package__).render(*args, **kwargs)
    return text
