"""The texts of rules, as they fit a draft: by its kind, and with the slots filled.

Slots are the words at hand, what mends them, and what the reader is called.
"""

from __future__ import annotations

from .fold import fold
from .lexicon import Lexicon
from .model import Message, Sentence, Span
from .named import NamedTuple

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .model import Kind

_OPENING = 24
"""So many characters of the first clause may say that the message goes to several people."""

_POLITE = ("您", *(sign + of for sign in "贵貴" for of in "部司处處方单單公中院校局行厂廠店"))
"""您, 贵部, 贵公司; 太贵 is none."""


class Draft(NamedTuple):
    """What the texts of a rule depend on."""

    kind: Kind
    you: str
    """What it calls its reader (see `reader_in`)."""


def texts_of(body: dict[str, Any], cue: dict[str, Any], lang: str, kind: Kind) -> tuple[str, str]:
    """What a rule says of a finding and why, and what to do instead.

    Its texts for a ``kind`` of message go before those of the cue, and these before its own.

    Args:
        body: what the file of the rule says.
        cue: what it says of the cue; empty: none found it.
        lang: ``zh`` or ``en``; Chinese stands in where there is no English.
        kind: of the message.
    """
    apt = body.get("in", {}).get(kind, {})

    def text(key: str) -> str:
        english = [f"{key}_en"] if lang == "en" else []
        found: str = next((part[name] for name in (*english, key) for part in (apt, cue, body) if part.get(name)), "")
        return found

    says, why = text("says"), text("why")
    return " ".join(filter(None, (says, why))) if lang == "en" else says + why, text("try")


def filled(text: str, *, match: str = "…", fix: str = "…", you: str = "您") -> str:
    """``text`` with what stands for its slots ``{match}``, ``{fix}`` and ``{you}``."""
    if "{" not in text:
        return text
    # What the message says comes last: its braces are no slots.
    return text.replace("{you}", you).replace("{fix}", fix).replace("{match}", match)


def reader_in(message: Message, sentences: tuple[Sentence, ...], lexicon: Lexicon) -> str:
    """What a sentence to add to ``message`` would call the reader: 您 or 你; where they are many, 各位 or 大家.

    A leader and a customer are 您, whatever they are called in the draft (see ``tone.address``); with a peer it is as
    the draft has it.

    Args:
        message: the draft.
        sentences: the author's own.
        lexicon: knows the words that speak to many (the class ``crowd``).
    """
    text = message.text
    start, end = sentences[0].clauses[0] if sentences else Span(0, 0)
    opening = fold(text[start : min(end, start + _OPENING)], lexicon.folding)
    polite = any(word in text for word in _POLITE)
    if any(word in opening for word in lexicon.crowd) or (message.kind == "notice" and not polite):
        return "大家" if "大家" in text else "各位"
    if polite or message.audience in ("leader", "customer"):
        return "您"
    return "各位" if message.audience == "community" and "你" not in text else "你"
