"""Which patterns can match at a word of a text: found by the word and the characters on both sides of it."""

from __future__ import annotations

from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from .match import Pattern
    from .table import Table

_MOST = 1 << 14
"""Places (a word with its neighbours) that are remembered; then the store starts again."""


class Facts(NamedTuple):
    """What is asked of a cue for each match."""

    number: int
    kind: str
    id: str
    starts_word: bool
    ends_word: bool
    unless: tuple[int, ...]


class Candidate:
    """A pattern to try, with what is needed before it is walked; the rest is read when it is first tried."""

    __slots__ = ("facts", "fix", "needs", "number", "pattern")

    def __init__(self, number: int, needs: list[int]) -> None:
        """Make the candidate of pattern ``number``, in whose sentence a word of each set in ``needs`` must stand."""
        self.number, self.needs = number, needs
        self.pattern: Pattern | None = None
        self.facts: Facts | None = None
        self.fix: str | None = None


class Here(NamedTuple):
    """The candidates at a word between two characters."""

    free: tuple[Candidate, ...]
    """Those that need no other word."""
    keyed: dict[int, list[Candidate]]
    """The rarest set that a pattern needs → the candidates."""
    keys: frozenset[int]


_NONE: dict[int, list[Candidate]] = {}
_NO_KEYS: frozenset[int] = frozenset()


class Candidates:
    """The candidates of a lexicon. Safe to share among threads: what it keeps only grows, or starts again whole."""

    def __init__(self, table: Table) -> None:
        """``table``: the compiled lexicon."""
        self._table = table
        self._all: dict[int, Candidate] = {}
        self._of_group: dict[int, list[int]] = {}
        self._keys: dict[int, frozenset[int]] = {}
        self.places: dict[tuple[int, str, str], Here] = {}
        """(group, character before, character behind) → candidates, as `at` found them."""

    def of_group(self, group: int) -> list[int]:
        """All patterns whose anchor is a word of ``group``."""
        found = self._of_group.get(group)
        if found is None:
            table = self._table
            found = [number for one in sorted(table.group(group) & table.anchors) for number in table.tried(one)]
            self._of_group[group] = found
        return found

    def keys(self, group: int) -> frozenset[int]:
        """The sets with a word of ``group`` that are the rarest need of a pattern."""
        found = self._keys.get(group)
        if found is None:
            found = self._keys[group] = self._table.group(group) & self._table.keys
        return found

    def at(self, group: int, before: str, behind: str) -> Here:
        """The patterns that can match where a word of ``group`` stands between these two characters."""
        free, keyed = [], dict[int, list[Candidate]]()
        for number in self._table.standing(self.of_group(group), before, behind):
            one = self._all.get(number)
            if one is None:
                one = self._all[number] = Candidate(number, self._table.needs(number))
            if one.needs:
                keyed.setdefault(one.needs[0], []).append(one)
            else:
                free.append(one)
        found = Here(tuple(free), keyed, frozenset(keyed)) if keyed else Here(tuple(free), _NONE, _NO_KEYS)
        if len(self.places) >= _MOST:
            self.places.clear()
        self.places[group, before, behind] = found
        return found
