"""tonecheck: a linter for the tone of drafted Chinese work messages."""

__version__ = "0.1.0"
