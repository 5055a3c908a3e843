"""The pipeline: one message in, one report out."""

from __future__ import annotations

from .cues import Boundary, find_marks
from .fold import fold
from .judge import excuse, judge, moves_of
from .lexicon import Lexicon
from .measures import measure
from .model import Block, Excused, Mark, Message, Reading, Report, Sentence, Settings, Span
from .sentences import split_sentences
from .voice import names_set_aside, set_aside


def check_message(message: Message, lexicon: Lexicon, settings: Settings, words: Boundary | None = None) -> Report:
    """What ``lexicon`` has to say of ``message`` under ``settings``.

    Args:
        message: as `read` made it.
        lexicon: the compiled rules.
        settings: which rules are on, and in what language they speak.
        words: the witness of word boundaries; None: jieba's, opened when it is first asked.
    """
    if message.directives:
        return _sifted(message, lexicon, settings, words)
    reading = read_moves(message, lexicon, words)
    if settings.names:
        reading = names_set_aside(reading, settings.names, lexicon.folding)
    findings = judge(reading, lexicon, settings)
    return Report(message, findings, (), reading.excused, moves_of(reading, lexicon))


def _sifted(message: Message, lexicon: Lexicon, settings: Settings, words: Boundary | None) -> Report:
    """The report where the user wishes not to see everything."""
    from .sift import sift, without_comments

    report = check_message(without_comments(message)._replace(directives=()), lexicon, settings, words)
    return sift(report._replace(message=message), lexicon, settings)


def read_moves(message: Message, lexicon: Lexicon, words: Boundary | None = None) -> Reading:
    """What is understood of ``message``: its sentences and marks, before any rule judges."""
    sentences = split_sentences(message)
    kept, excused = _heard(message.text, sentences, lexicon, words, on_subject=False)
    kept += _on_subject(message, sentences, lexicon, words)
    measured, counts = measure(message, sentences, kept)
    marks = tuple(sorted([*kept, *measured], key=lambda m: m.span))
    return excuse(Reading(message, sentences, marks, tuple(excused), counts), lexicon)


def _heard(
    text: str, sentences: tuple[Sentence, ...], lexicon: Lexicon, words: Boundary | None, *, on_subject: bool
) -> tuple[list[Mark], list[Excused]]:
    """The marks on ``sentences`` said in the author's own voice, and those set aside."""
    folded = fold(text, lexicon.folding)
    found, neutral = find_marks(folded, sentences, lexicon, words or Witness(folded, lexicon))
    found = [mark for mark in found if mark.kind.startswith("voice:") or mark.kind in lexicon.classes
             or ("on" in lexicon.cue_of[mark.cue]) == on_subject]  # fmt: skip
    kept, excused = set_aside(text, sentences, found, lexicon)
    return kept, [*neutral, *excused]


def _on_subject(
    message: Message, sentences: tuple[Sentence, ...], lexicon: Lexicon, words: Boundary | None
) -> list[Mark]:
    """The marks of cues that look at the subject alone; they stand at the first sentence."""
    subject = (message.subject or "").strip()
    if not subject or not sentences:
        return []
    whole = Span(0, len(subject))
    line = Sentence(whole, (whole,), Block(whole, "own", "heading"))
    kept, _ = _heard(subject, (line,), lexicon, words, on_subject=True)
    first = sentences[0].span
    return [mark._replace(span=first, sentence=0) for mark in kept if "on" in lexicon.cue_of[mark.cue]]


class Witness:
    """jieba's word boundaries of one text, cut sentence by sentence as they are asked for."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """``text``: the folded text; ``lexicon``: opens the word table when it is first needed."""
        self.text, self.lexicon = text, lexicon
        self.cuts: dict[int, bytearray] = {}

    def __call__(self, start: int, end: int, offset: int) -> bool:
        """True when no word of the sentence ``[start, end)`` runs across ``offset``."""
        cuts = self.cuts.get(start)
        if cuts is None:
            cuts = self.cuts[start] = self.lexicon.words.boundaries(self.text[start:end])
        return bool(cuts[offset - start])
