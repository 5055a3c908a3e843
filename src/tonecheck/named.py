"""Named tuples that take a third of the time to define: ``typing.NamedTuple`` compiles the type of each field.

A type checker sees ``typing.NamedTuple``. Fields, defaults and methods are the same; ``__annotations__`` are text.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Maker(type):
        def __new__(mcs, name, bases, space):
            if not bases:
                return super().__new__(mcs, name, bases, space)
            types = space.pop("__annotations__", {})
            defaults = [space.pop(field) for field in types if field in space]
            made = namedtuple(name, types, defaults=defaults, module=space.pop("__module__"))
            made.__annotations__ = types
            for key, value in space.items():
                setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Maker):
        """Fields by name, as ``typing.NamedTuple``."""
