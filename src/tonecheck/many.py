"""Many files: one after the other, or by several processes at once, always in the order in which they were named."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    Result = TypeVar("Result")
    Work = Callable[[str], Iterable[Result]]
    """Name of a file → what came of it, one by one. For several processes it must be picklable, and so each result."""

_CHUNK = 16
"""Files that a process is given at a time: few enough that all finish together."""
_work: Callable[[str], Iterable[object]] | None = None
"""What this process was started for."""


class LostProcessError(RuntimeError):
    """A process ended in the midst of its work: the system ended it, most often because it had no memory left."""


def processes(jobs: int) -> int:
    """How many processes ``jobs`` asks for; 0: as many as there are processors."""
    return jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))


def results(work: Work[Result], names: Iterable[str], jobs: int = 1) -> Iterator[Result]:
    """What ``work`` makes of each of ``names``, in their order, by ``jobs`` processes; by one, as soon as it is made.

    Raises:
        LostProcessError: one of them was ended from outside.
    """
    if jobs == 1:
        for name in names:
            yield from work(name)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    listed = list(names)
    if len(listed) <= _CHUNK:
        yield from results(work, listed)
        return
    chunks = [listed[at : at + _CHUNK] for at in range(0, len(listed), _CHUNK)]
    made: list[Result]
    with ProcessPoolExecutor(min(jobs, len(chunks)), initializer=_begin, initargs=(work,)) as pool:
        try:
            for made in pool.map(_all, chunks):
                yield from made
        except BrokenProcessPool as error:
            raise LostProcessError from error


def _begin(work: Work[Result]) -> None:
    global _work  # noqa: PLW0603 - a process of the pool is told once what it is for
    _work = work


def _all(names: list[str]) -> list[Result]:
    assert _work is not None
    return [made for name in names for made in _work(name)]  # type: ignore[misc]
