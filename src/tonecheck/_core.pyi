from collections.abc import Callable, Sequence
from re import Pattern

from .lexicon.weights import ForCore, OfMessage
from .model import Block, Excused, Mark, Sentence, Span

VERSION: int

class Cutter:
    def __new__(cls, body: memoryview, counts: tuple[int, int, int, int], log_total: float, /) -> Cutter: ...
    def boundaries(self, text: str, /) -> bytearray: ...

def decide(
    trees: list[Sequence[int]],
    floors: list[int | None],
    lanes: list[int],
    sums: list[bytes | None],
    marked: bytes,
    chars: list[int],
    about: list[int],
    lowest: int,
    absent: int,
    /,
) -> list[Sequence[int] | None]: ...
def values(
    trees: list[Sequence[int]], row: list[int], plan: list[int], told: list[Sequence[int] | None], absent: int, /
) -> list[int]: ...

class Core:
    def __new__(
        cls,
        table: memoryview[int],
        regex_of: Callable[[int], Pattern[str]],
        fix_of: Callable[[int], str | None],
        kinds: list[str],
        ids: list[str],
        reasons: list[str],
        mark_type: type[Mark],
        span_type: type[Span],
        excused_type: type[Excused],
        sentence_type: type[Sentence],
        /,
    ) -> Core: ...
    def marks(
        self,
        text: str,
        sentences: tuple[Sentence, ...],
        boundary: Callable[[int, int], Sequence[int]],
        which: int,
        /,
    ) -> tuple[list[Mark], list[Excused]]: ...
    def prepare(
        self, text: str, blocks: tuple[Block, ...], folding: dict[int, str], /
    ) -> tuple[tuple[Sentence, ...], list[int], str]: ...
    def understand(
        self,
        text: str,
        sentences: tuple[Sentence, ...],
        boundary: Callable[[int, int], Sequence[int] | Cutter],
        quotes: list[Span],
        about: tuple[str, ...],
        most: int,
        models: ForCore,
        about_flags: list[int],
        lowest: int,
        absent: int,
        message: OfMessage,
        most_marks: int,
        /,
    ) -> tuple[
        list[Mark],
        list[Excused],
        list[Excused],
        list[Mark],
        list[Excused],
        list[tuple[int, int, bytes]],
        bytes,
        list[int],
    ]: ...
    def by_kind(self, marks: tuple[Mark, ...], /) -> dict[str, list[Mark]]: ...
    def scores(
        self, text: str, spans: tuple[Sentence, ...] | tuple[Span, ...], about: tuple[str, ...], most: int, /
    ) -> list[bytes | None]: ...
    def match(self, regex: int, text: str, at: int, end: int, full: bool, /) -> int: ...
