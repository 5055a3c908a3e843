"""``python -m tonecheck``: the program, where it is not on the path."""

from .cli import run

run()
