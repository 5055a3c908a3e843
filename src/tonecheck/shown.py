"""Which words of a message are shown of a mark: whole ones, and no fewer than say something."""

from __future__ import annotations

from .fold import fold
from .lexicon import Lexicon
from .lexicon.spoken import BY_WORDS
from .model import Mark, Reading, Span
from .spans import trimmed

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from typing import Any

    from .lexicon.choice import Rules

_MENDING = ("mend", "rewrite", "add")
"""The keys of a rule's file that say what mends a finding."""
_MOST_ADDED = 16
"""Of a clause that was not said to its end so many characters are added; of a longer one a word."""
_PARTING = frozenset("，,。；;：:、 \t\u3000")
_LEFT_OPEN = _PARTING | frozenset("“「『（(《")
"""What a finding does not end with."""
_TAILS = 3
"""So many last words are taken together: 合着就 is cut 合 / 着 / 就."""
_NEAR = 80
"""So many characters to each side of what is shown are looked at."""


def mends(body: dict[str, Any], cue: dict[str, Any]) -> bool:
    """True when a rule, or one of its cues, says what mends a finding."""
    return not (body.keys().isdisjoint(_MENDING) and cue.keys().isdisjoint(_MENDING))


def whole_words(marks: list[Mark], rules: Rules, reading: Reading, lexicon: Lexicon) -> list[Mark]:
    """``marks``, as they are to be shown.

    None begins or ends with a comma, ends within a word, before 了, or says nothing yet.

    What mends its words fits these alone, and stays as it is.
    """
    shown: list[Mark] = []
    for number, found in enumerate(marks):
        mark = _bare(found, reading.message.text)
        if _may_be_cut(mark, rules, reading.message.text, lexicon):
            others = [other.span for other in (*shown[-1:], *marks[number + 1 : number + 2])]
            shown.append(mark._replace(span=_whole(mark, others, reading, lexicon)))
        else:
            shown.append(mark)
    return shown


def _bare(mark: Mark, text: str) -> Mark:
    """``mark`` without the punctuation at its ends that only parts its clause from others; a measure's keeps it."""
    start, end = mark.span
    if not mark.cue or mark.fix is not None:
        return mark
    while start < end - 1 and text[start] in _PARTING:
        start += 1
    while start < end - 1 and text[end - 1] in _LEFT_OPEN:
        end -= 1
    return mark._replace(span=Span(start, end))


def _may_be_cut(mark: Mark, rules: Rules, text: str, lexicon: Lexicon) -> bool:
    """True where the words of ``mark``, which a pattern found, may begin or end within a word."""
    cue, (start, end) = lexicon.cue_of.get(mark.cue, {}), mark.span
    if not cue or mark.sentence < 0 or mark.fix is not None or mark.cue.endswith(BY_WORDS):
        return False
    if mends(rules[mark.kind], cue):
        return False
    begins = cue.get("boundary", True) not in (True, "start") and start > 0 and text[start - 1].isalnum()
    return begins or (end < len(text) and text[end].isalnum())


def _whole(mark: Mark, others: list[Span], reading: Reading, lexicon: Lexicon) -> Span:
    """The span of ``mark``, grown to whole words of its sentence, but into none of ``others``."""
    text, (start, end) = reading.message.text, mark.span
    sentence = reading.sentences[mark.sentence]
    first, clause = (sentence.clauses[sentence.clause_at(at)] for at in (start, max(start, end - 1)))
    # Of a clause without end only what is near is looked at: each finding in it would read it all.
    low, high = min(start, max(first.start, start - _NEAR)), min(max(clause.end, end), end + _NEAR)
    words = fold(text[low:high], lexicon.folding)
    bounds = lexicon.words.boundaries(words)
    start = low + bounds.rfind(1, 0, start - low + 1)
    end = low + bounds.find(1, end - low)
    last, tails = end - low, set[str]()
    for _ in range(_TAILS):
        last = bounds.rfind(1, 0, max(last, 0))
        tails.add(words[max(last, 0) : end - low])
    if tails & lexicon.unfinished and end < clause.end:
        end = clause.end if clause.end - end <= _MOST_ADDED else low + bounds.find(1, end - low + 1)
    while end < min(clause.end, high):
        next_end = low + bounds.find(1, end - low + 1)
        word, rest = words[end - low : next_end - low], words[next_end - low : clause.end - low]
        # 没 closes 交了没, and begins 没人.
        if word not in lexicon.closing or (word in lexicon.unfinished and rest[:1].isalnum()):
            break
        end = next_end
    added = trimmed(text, Span(mark.span.end, end))
    grown = Span(start, added.end if added else mark.span.end)
    return mark.span if any(grown.overlaps(other) for other in others) else grown
