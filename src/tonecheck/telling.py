"""The texts of rules with their slots filled: the words at hand, what mends them, and what the reader is called."""

from __future__ import annotations

from .fold import fold
from .lexicon import Lexicon
from .model import Message, Sentence, Span

_OPENING = 24
"""So many characters of the first clause may say that the message goes to several people."""


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
    polite = "您" in text or "贵" in text or "貴" in text
    if any(word in opening for word in lexicon.crowd) or (message.kind == "notice" and not polite):
        return "大家" if "大家" in text else "各位"
    if polite or message.audience in ("leader", "customer"):
        return "您"
    return "各位" if message.audience == "community" and "你" not in text else "你"
