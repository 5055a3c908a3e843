"""Which rules are on for a message, and when its marks call for a message rule."""

from __future__ import annotations

from collections.abc import Container

from ..model import Audience, Kind, Reading, Settings
from ..named import NamedTuple
from .spoken import parts_of

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    Rules = dict[str, dict[str, Any]]
    """Rule → what its file says."""
    Entries = tuple[tuple[tuple[str, bool], ...], ...]


ALL = "all"
"""In the place of a name: all rules."""


def covers(name: str, rule: str) -> bool:
    """True when ``name`` stands for ``rule``: its own name, its family's, or `ALL`."""
    return name in (rule, ALL) or rule.startswith(f"{name}.")


def is_on(rule: str, body: dict[str, Any], settings: Settings) -> bool:
    """True when ``rule`` is to be used under ``settings``: chosen, not ignored, not strict unless asked for."""

    def named(names: tuple[str, ...]) -> bool:
        return any(covers(name, rule) for name in names)

    if named(settings.ignore):
        return False
    if rule in settings.select or rule in settings.extend_select:
        return True
    if body.get("preview") or (body.get("strict") and not settings.strict):
        return False
    return not settings.select or named(settings.select) or named(settings.extend_select)


def fits(body: dict[str, Any], kind: Kind, audience: Audience) -> bool:
    """True when a rule, of which ``body`` says all, is for messages of this kind to this audience."""
    return kind in body.get("kinds", (kind,)) and audience in body.get("audiences", (audience,))


class Call(NamedTuple):
    """When a message calls for what a message rule asks for; each entry is its parts (see `parts_of`)."""

    rule: str
    at_least: tuple[tuple[str, int], ...]
    settled: Entries
    weighed: bool
    """All that is known of the message decides, and not the conditions that follow."""
    sure: Entries
    """What tells it, whatever is weighed."""
    when: Entries
    lacks: Entries
    unless: Entries
    unmended: Entries
    """Where nothing is added that mends it."""
    cases: tuple[tuple[Entries, dict[str, Any]], ...]
    """When something else than usual is to be said, and what the file says then."""

    def holds(self, counts: dict[str, int], reading: Reading) -> bool:
        """True when it does. ``counts``: of the marks."""
        if self.weighed and self.rule not in reading.calls and not self._is_sure(counts):
            return False
        measures = reading.measures
        for kind, least in self.at_least:
            if measures.get(kind, counts.get(kind, 0)) < least:
                return False
        if _any_holds(self.settled, counts):
            return False
        return self.weighed or (
            _any_holds(self.when, counts) and not _any_holds(self.lacks, counts) and not _any_holds(self.unless, counts)
        )

    def mends(self, counts: dict[str, int]) -> bool:
        """True when what its rule says may be added. ``counts``: of the marks."""
        return not _any_holds(self.unmended, counts)

    def case(self, counts: dict[str, int]) -> dict[str, Any]:
        """What its file says of the first of the cases that is at hand; empty: of none. ``counts``: of the marks."""
        return next((case for when, case in self.cases if _any_holds(when, counts)), {})

    def _is_sure(self, counts: dict[str, int]) -> bool:
        return _any_holds(self.sure, counts) and not _any_holds(self.unless, counts)


def _call(rule: str, body: dict[str, Any], *, weighed: bool) -> Call:
    def entries(key: str) -> Entries:
        return tuple(map(parts_of, body.get(key, ())))

    cases = enumerate(body.get("case", ()), 1)
    return Call(
        rule, at_least=tuple(body.get("at_least", {}).items()), settled=entries("settled_by"), weighed=weighed,
        sure=entries("sure"), when=entries("when"), lacks=entries("lacks"), unless=entries("unless"),
        unmended=entries("add_unless"),
        cases=tuple([(tuple(map(parts_of, case["when"])), {**case, "id": f"case {n}"}) for n, case in cases]),
    )  # fmt: skip


def _any_holds(entries: Entries, counts: dict[str, int]) -> bool:
    """True when all parts of one of ``entries`` hold."""
    for parts in entries:
        for kind, absent in parts:
            if (counts.get(kind, 0) > 0) == absent:
                break
        else:
            return True
    return False


class Choice(NamedTuple):
    """The rules for messages of one kind and audience under some settings."""

    on: Rules
    """Those that are on."""
    on_phrases: frozenset[str]
    """The phrase rules among them."""
    facts: Rules
    """Those that message rules may ask for: what one asks for is there whether the user wants to hear of it or not."""
    fact_phrases: frozenset[str]
    calls: list[Call]
    """When each message rule of ``facts`` is called for."""


def choose(rules: Rules, weighed: Container[str], settings: Settings, kind: Kind, audience: Audience) -> Choice:
    """The choice among ``rules``; ``weighed``: the message rules of which all that is known of a message decides."""
    fitting = {rule: body for rule, body in rules.items() if fits(body, kind, audience)}
    on = {rule: body for rule, body in fitting.items() if is_on(rule, body, settings)}
    facts = {rule: body for rule, body in fitting.items() if rule in on or is_on(rule, body, Settings())}
    calls = [_call(rule, body, weighed=rule in weighed) for rule, body in facts.items() if body["scope"] == "message"]
    return Choice(on, _phrases(on), facts, _phrases(facts), calls)


def _phrases(rules: Rules) -> frozenset[str]:
    return frozenset([rule for rule, body in rules.items() if body["scope"] == "phrase"])
