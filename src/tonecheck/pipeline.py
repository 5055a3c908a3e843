"""The pipeline: one message in, one report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import itemgetter

from .cues import ON_SUBJECT, ON_TEXT, Boundary, find_marks
from .excuses import by_kind, excuse
from .files import BrokenInstallationError
from .fold import fold
from .judge import judge, moves_of
from .lexicon import Lexicon
from .lexicon.features import ABOUT, ABSENT, LOWEST, MOST_MARKS
from .lexicon.table import TableError
from .measures import count, measure
from .model import Block, Excused, Mark, Message, Reading, Report, Sentence, Settings, Span
from .named import NamedTuple
from .sentences import sizes, split_sentences
from .voice import names_set_aside, quotations, set_aside
from .weigh import (
    LONGEST,
    Predictions,
    called_for,
    decide,
    doubt,
    marked_by,
    predictions,
    propose,
    rename,
    stand_by,
    weigh,
)

TYPE_CHECKING = False  # typing takes 2 ms to import
if TYPE_CHECKING:
    from ._core import Cutter

Reader = Callable[[Message], Reading]
"""What understands a message, where `read_moves` is not to do it."""


def check_message(
    message: Message,
    lexicon: Lexicon,
    settings: Settings,
    words: Boundary | None = None,
    reader: Reader | None = None,
) -> Report:
    """What ``lexicon`` has to say of ``message`` under ``settings``.

    Args:
        message: as `read` made it.
        lexicon: the compiled rules.
        settings: which rules are on, and in what language they speak.
        words: the witness of word boundaries; None: jieba's, opened when it is first asked.
        reader: what understands the message; None: `read_moves`.
    """
    plain = message
    if message.directives:
        from .sift import sift, without_comments

        plain = without_comments(message)._replace(directives=())
    reading = reader(plain) if reader else read_moves(plain, lexicon, words)
    if settings.names:
        reading = names_set_aside(reading, settings.names, lexicon.folding)
    kinds = by_kind(reading.marks, lexicon)
    findings = judge(reading, kinds, lexicon, settings)
    report = Report(message, findings, (), reading.excused, moves_of(kinds, lexicon))
    return sift(report, lexicon, settings) if message.directives else report


def read_moves(message: Message, lexicon: Lexicon, words: Boundary | None = None) -> Reading:
    """What is understood of ``message``: its sentences and marks, before any rule judges."""
    if lexicon.compiled is not None:
        sentences, han, folded = lexicon.compiled.prepare(message.text, message.blocks, lexicon.folding)
    else:
        sentences = split_sentences(message)
        han, folded = sizes(message.text, sentences), fold(message.text, lexicon.folding)
    about, counts = (f"@{message.kind}", f"@{message.audience}"), count(message.text, sentences, han)
    kept, aside, calls = _heard(message.text, folded, sentences, about, counts, lexicon, words)
    kept += _on_subject(message, sentences, lexicon, words)
    kept += measure(message, sentences, kept, han, counts)
    kept.sort(key=itemgetter(1))
    return excuse(Reading(message, sentences, tuple(kept), aside, counts, calls), lexicon)


def _heard(
    text: str, folded: str, sentences: tuple[Sentence, ...], about: tuple[str, ...], counts: dict[str, int],
    lexicon: Lexicon, words: Boundary | None,
) -> tuple[list[Mark], tuple[Excused, ...], frozenset[str]]:  # fmt: skip
    """The marks of the author's own voice, those set aside, and the message rules called for."""
    heard = _understand(text, folded, sentences, about, counts, lexicon, words)
    kept, doubted = stand_by(heard.kept, heard.doubted, lexicon)
    proposed = propose(folded, sentences, heard.predicted, heard.marked, kept, heard.excused, lexicon)
    own, others = _in_own_voice(proposed, heard.voices, text, sentences, lexicon)
    kept = rename(folded, sentences, about, heard.predicted, [*kept, *own], lexicon)
    return kept, (*heard.neutral, *heard.excused, *others, *doubted), heard.calls


def _in_own_voice(
    proposed: list[Mark], voices: list[Mark], text: str, sentences: tuple[Sentence, ...], lexicon: Lexicon
) -> tuple[list[Mark], list[Excused]]:
    """The ``proposed`` marks said in the author's own voice, of which ``voices`` tell, and those set aside."""
    if not proposed:
        return [], []
    # A voice is heard in its own sentence alone.
    places = {mark.sentence for mark in proposed}
    near = [mark for mark in voices if mark.sentence in places]
    own, others = set_aside(text, sentences, [*near, *proposed], lexicon)
    return [mark for mark in own if mark.kind not in lexicon.classes], others


def hear(
    text: str, folded: str, sentences: tuple[Sentence, ...], lexicon: Lexicon, words: Boundary | None = None,
    *, on_subject: bool = False,
) -> tuple[list[Mark], list[Excused]]:  # fmt: skip
    """The marks of patterns on ``sentences`` said in the author's own voice, and those set aside."""
    which = ON_SUBJECT if on_subject else ON_TEXT
    found, neutral = find_marks(folded, sentences, lexicon, words or Witness(folded, lexicon), which)
    kept, excused = set_aside(text, sentences, found, lexicon)
    return kept, [*neutral, *excused]


class _Understood(NamedTuple):
    """What patterns, the voice, weighted words and trees say of a message."""

    kept: list[Mark]
    """In the author's own voice, and not doubted, but for those of which only the voice asks."""
    excused: list[Excused]
    """None of the author's, with the reason."""
    neutral: list[Excused]
    voices: list[Mark]
    """That tell the voice, in those sentences at least that are `predicted`."""
    doubted: list[Excused]
    predicted: Predictions
    marked: bytes
    """See `weigh.marked_by`."""
    calls: frozenset[str]
    """See `weigh.called_for`."""


def _understand(
    text: str, folded: str, sentences: tuple[Sentence, ...], about: tuple[str, ...], counts: dict[str, int],
    lexicon: Lexicon, words: Boundary | None,
) -> _Understood:  # fmt: skip
    weights = lexicon.weights
    if lexicon.compiled is not None:
        try:
            kept, excused, neutral, voices, doubted, sums, marked, calls = lexicon.compiled.understand(
                folded, sentences, words or Cutting(folded, lexicon), quotations(text),
                about, LONGEST, weights.for_core, [int(name in about) for name in ABOUT], LOWEST, ABSENT,
                weights.of_message(counts, about), MOST_MARKS,
            )  # fmt: skip
        except BrokenInstallationError:
            raise  # of the word table, which knows its name
        except ValueError as error:
            raise TableError(str(error)) from error
        return _Understood(
            kept, excused, neutral, voices, doubted, weights.predictions(sums), marked, weights.called(calls)
        )
    found, neutral = find_marks(folded, sentences, lexicon, words or Witness(folded, lexicon), ON_TEXT)
    heard, excused = set_aside(text, sentences, found, lexicon)
    watched = lexicon.voice_kinds | lexicon.voice_people
    voices = [mark for mark in found if mark.kind in watched]
    scores, marked = weigh(folded, sentences, about, weights), marked_by(heard, sentences, weights)
    values = decide(scores, marked, sentences, about, weights)
    kept, doubted = doubt([mark for mark in heard if mark.kind not in lexicon.for_voice_alone], values, weights)
    called = called_for(scores, values, Counter(mark.kind for mark in heard), counts, about, weights)
    predicted = predictions(scores, values, marked, weights)
    return _Understood(kept, excused, neutral, voices, doubted, predicted, marked, called)


def _on_subject(
    message: Message, sentences: tuple[Sentence, ...], lexicon: Lexicon, words: Boundary | None
) -> list[Mark]:
    """The marks of cues that look at the subject alone; they stand at the first sentence.

    What is set aside in the subject is not kept: it has no place in the text where it could be shown, and at the first
    sentence it would be told of words that are not there.
    """
    subject = (message.subject or "").strip()
    if not subject or not sentences:
        return []
    whole = Span(0, len(subject))
    line = Sentence(whole, (whole,), Block(whole, "own", "heading"))
    folded = fold(subject, lexicon.folding)
    kept, _ = hear(subject, folded, (line,), lexicon, words, on_subject=True)
    first = sentences[0].span
    return [mark._replace(span=first, sentence=0) for mark in kept if "on" in lexicon.cue_of[mark.cue]]


class Witness:
    """jieba's word boundaries of one text, cut sentence by sentence as they are asked for."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """``text``: the folded text; ``lexicon``: opens the word table when it is first needed."""
        self.text, self.lexicon = text, lexicon

    def __call__(self, start: int, end: int) -> bytearray:
        """For each offset from ``start`` to ``end`` of a sentence: 1 where no word runs across it."""
        return self.lexicon.words.boundaries(self.text[start:end])


class Cutting(Witness):
    """The same for the compiled core, which finds the boundaries of all sentences once it has the word table."""

    def __call__(self, start: int, end: int) -> bytearray | Cutter:  # type: ignore[override]
        """What finds the boundaries of any sentence, or those of this one."""
        return self.lexicon.words.cutter or super().__call__(start, end)
