"""The words that files of a lexicon may use, each list once: reasons and relations of the voice, keys of conditions.

And what follows from them: what is named where, which speech a mark accepts, which marks are there for the voice alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from ..named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

REASONS = ("quoted", "negated", "own-fault", "hypothetical", "reported")
"""Why what is said may not be the author's own word."""
DENIALS = frozenset(REASONS)
"""Reasons that deny what is said: where one sets something aside, words propose nothing of the kind."""
REACH = 4
"""How many characters before or behind a mark a word of the voice may stand, where its file does not say."""
UNFINISHED, CLOSING, ASKING, CROWD, POLITE = "unfinished", "closing", "asking", "crowd", "polite-you"
"""The classes of words with which what is shown of a message does not end, of those shown with what they close, of
those with which one asks, of those that speak to many readers, and to one politely."""
RELATIONS = ("before", "clause", "sentence", "around", "after")
"""Where words of the voice stand by what they are said of."""
VOICE_PATTERNS = (*RELATIONS, "unless")
"""The keys of a reason that hold patterns."""
CONDITIONS = ("settled_by", "sure", "when", "lacks", "unless", "add_unless")
"""The keys with which a message rule names marks, as entries such as ``request + !reply``."""
BY_WORDS = "#words"
"""Ends the name of the cue of a mark that weighted words made."""
_MOVE_ACCEPTS = frozenset({"own-fault", "hypothetical", "reported"})
"""In what speech a move counts when its file does not say."""


class Reason(NamedTuple):
    """A reason to set marks aside, and where what speaks for it stands by them (see `RELATIONS`)."""

    name: str
    reach: int
    """At most so many characters lie between the mark and a word before or behind it."""
    before: str
    """The kind of the marks of its words there; the next four and ``unless`` likewise."""
    clause: str
    sentence: str
    around: str
    after: str
    unless: str
    """In the clause it lifts the reason."""
    own: tuple[str, ...]
    """The classes of people of the author's side."""
    others: tuple[str, ...]
    kinds: frozenset[str]
    """The kinds of marks of which one must stand in the sentence."""


def reason_of(name: str, body: Mapping[str, Any]) -> Reason:
    """The reason ``name``, of which ``voice.toml`` says ``body``."""
    before, clause, sentence, around, after, unless = (f"voice:{name}:{key}" for key in (*RELATIONS, "unless"))
    own, others = tuple(body.get("self", ())), tuple(body.get("others", ()))
    kinds = frozenset((before, clause, sentence, around, after, *own))
    return Reason(name, body.get("reach", REACH), before, clause, sentence, around, after, unless, own, others, kinds)


def accepted_by(
    rules: Mapping[str, Any], moves: Mapping[str, Any], kind: str, cue: Mapping[str, Any]
) -> frozenset[str] | None:
    """The sorts of speech in which a mark of a rule or a move counts nevertheless; None: in any.

    Args:
        rules: what the files of the rules say.
        moves: what those of the moves say.
        kind: of the mark.
        cue: what is said of its cue.
    """
    body = rules.get(kind) or moves.get(kind)
    if body is None:
        return None
    usual = () if kind in rules else _MOVE_ACCEPTS
    return frozenset({*body.get("voice", usual), *cue.get("voice", ())})


def people(voice: Mapping[str, Any]) -> frozenset[str]:
    """The classes of people that tell whose fault something is."""
    named = (body.get(key, ()) for body in voice.values() for key in ("self", "others"))
    return frozenset(kind for kinds in named for kind in kinds)


@functools.cache
def parts_of(entry: str) -> tuple[tuple[str, bool], ...]:
    """(kind of mark, whether it must be absent) of each part of ``request + !reply``."""
    parts = [part.strip() for part in entry.split("+")]
    return tuple((part.lstrip("!"), part.startswith("!")) for part in parts)


def named(body: Mapping[str, Any], keys: Iterable[str] = (*CONDITIONS, "only_with")) -> set[str]:
    """The kinds of marks in the conditions of a rule or a move and of its cases, or under other ``keys``."""
    parts = (body, *body.get("case", ()))
    return {kind for part in parts for key in keys for entry in part.get(key, ()) for kind, _ in parts_of(entry)}


def asked_for(bodies: Sequence[Mapping[str, Any]], cues: Iterable[Mapping[str, Any]]) -> set[str]:
    """The kinds of marks that rules and moves, which have these ``bodies``, and their ``cues`` ask for."""
    found: set[str] = set()
    for body in bodies:
        found |= named(body)
        found.update(body.get("at_least", ()))
        found.update(part.get("point_at", "") for part in (body, *body.get("case", ())))
    for body in (*bodies, *cues):
        for kinds in body.get("excused_by", {}).values():
            found.update(kinds)
    return found


def for_voice_alone(lexicon: Mapping[str, Any]) -> frozenset[str]:
    """The classes of people of which only the voice asks where they stand."""
    bodies = [*lexicon["rules"].values(), *lexicon["moves"].values()]
    return people(lexicon["voice"]).difference(asked_for(bodies, lexicon["cues"]))


def voice_slots(bundle: Mapping[str, Any]) -> dict[str, int]:
    """A number for each kind of mark that the voice looks at."""
    kinds = {cue["kind"] for cue in bundle["cues"] if cue["kind"].startswith("voice:")}
    return {kind: number for number, kind in enumerate(sorted(kinds | people(bundle["voice"])))}
