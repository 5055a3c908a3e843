"""The texts of rules, as they fit a draft: by its kind, and with the slots filled.

Slots are the words at hand, what mends them, and what the reader is called.
"""

from __future__ import annotations

from functools import cached_property

from .fold import fold
from .lexicon import Lexicon
from .model import Message, Reading, Sentence, Span

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_OPENING = 24
"""So many characters of the first clause may say that the message goes to several people."""
_NEAR = 1000
"""In about so many of the author's own characters it is looked for what he calls the reader."""


class Draft:
    """What the texts of a rule depend on, and what is put into a message."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        """``reading``: of the message; ``lexicon``: knows the words."""
        self.kind = reading.message.kind
        self.you = reader_in(reading.message, reading.sentences, lexicon)
        """What it calls its reader (see `reader_in`)."""
        self._reading, self._lexicon = reading, lexicon

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """What Simplified characters become in it; where it does not begin with more Traditional ones: nothing."""
        pairs, near = self._lexicon.traditional, _first_words(self._reading.message.text, self._reading.sentences)
        simplified, traditional = (sum(map(near.count, chars)) for chars in (pairs, pairs.values()))
        return pairs if traditional > simplified else {}

    def in_script(self, text: str) -> str:
        """``text`` in the script of the author's words."""
        return "".join([self._pairs.get(char, char) for char in text])


def texts_of(parts: Sequence[dict[str, Any]], lang: str) -> tuple[str, str]:
    """What a rule says of a finding and why, and what to do instead.

    Args:
        parts: what the rule has to say (see `Lexicon.wording`), each part before those that it goes before.
        lang: ``zh`` or ``en``; Chinese stands in where there is no English.
    """

    def text(key: str) -> str:
        english = [f"{key}_en"] if lang == "en" else []
        found: str = next((part[name] for name in (*english, key) for part in parts if part.get(name)), "")
        return found

    says, why = text("says"), text("why")
    return " ".join(filter(None, (says, why))) if lang == "en" else says + why, text("try")


def filled(text: str, you: str, match: str = "…", fix: str = "…") -> str:
    """``text`` with what stands for its slots ``{match}``, ``{fix}`` and ``{you}``."""
    if "{" not in text:
        return text
    # What the message says comes last: its braces are no slots.
    return text.replace("{you}", you).replace("{fix}", fix).replace("{match}", match)


def reader_in(message: Message, sentences: tuple[Sentence, ...], lexicon: Lexicon) -> str:
    """What a sentence to add to ``message`` would call the reader (one of ``lexicon.readers``).

    A leader and a customer are called politely, whatever they are called in the draft (see ``tone.address``); a peer as
    the draft does; those who are many, as its first words or its kind say, as such.

    Args:
        message: the draft.
        sentences: the author's own.
        lexicon: knows the words.
    """
    politely, plainly, together, each = lexicon.readers
    start, end = sentences[0].clauses[0] if sentences else Span(0, 0)
    opening = fold(message.text[start : min(end, start + _OPENING)], lexicon.folding)
    many = any(word in opening for word in lexicon.crowd)
    if not many and message.kind != "notice" and message.audience in ("leader", "customer"):
        return politely
    near = fold(_first_words(message.text, sentences), lexicon.folding)
    if not many and any(word in near for word in lexicon.polite):
        return politely
    if many or message.kind == "notice":
        return together if together in near else each
    return each if message.audience == "community" and plainly not in near else plainly


def _first_words(text: str, sentences: tuple[Sentence, ...]) -> str:
    """So much of ``sentences`` as is looked at, without what others wrote between them."""
    words = ""
    for sentence in sentences:
        if len(words) >= _NEAR:
            break
        start, end = sentence.span
        words += text[start : min(end, start + _NEAR)]
    return words
