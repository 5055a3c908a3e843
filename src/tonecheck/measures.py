"""What is counted, not matched: length, date, attachment, place → marks, and counts of the message."""

from __future__ import annotations

import re

from .model import Mark, Message, Sentence, Span
from .sentences import han_count

LONG_SENTENCE, LONG_PARAGRAPH, LONG_MESSAGE, LATE = 90, 300, 300, 0.8
_ITEM = r"(?:[①-⑳]|[（(]?[一二三四五六七八九十\d]{1,2}[)）.、．](?!\d))"
_LISTED = f"{_ITEM}.*{_ITEM}"
"""Two items of a list in one sentence; compiled when a sentence is long."""
_SLOT = "【[^【】\n]{1,20}】"
"""What the author has still to fill in; compiled when a message has one."""
_NOT_BODY = frozenset({"salutation", "heading", "closing"})


def _listed(sentence: str) -> bool:
    return re.search(_LISTED, sentence, re.DOTALL) is not None


def count(text: str, sentences: tuple[Sentence, ...], han: list[int]) -> dict[str, int]:
    """The counts of a message (see `model.COUNTS`).

    Args:
        text: of the message.
        sentences: the author's own sentences.
        han: how many Chinese characters each of them has.
    """
    if "【" in text:
        slots = (re.findall(_SLOT, text[sentence.span.start : sentence.span.end]) for sentence in sentences)
        han = [size - sum(map(han_count, found)) for size, found in zip(han, slots, strict=True)]
    sizes = [size for sentence, size in zip(sentences, han, strict=True) if sentence.block.shape not in _NOT_BODY]
    return {"chars": sum(sizes), "sentences": sum(1 for size in sizes if size > 1)}


def measure(
    message: Message, sentences: tuple[Sentence, ...], marks: list[Mark], han: list[int], counts: dict[str, int]
) -> list[Mark]:
    """The measures of ``message`` as marks (see `model.MEASURES`).

    Args:
        message: the message.
        sentences: the author's own sentences.
        marks: the marks that cues left, in any order; ``request`` marks say where the first request stands.
        han: of the sentences, how many Chinese characters each has.
        counts: of the message (see `count`).
    """
    found = []
    for index, size in enumerate(han):
        if size > LONG_SENTENCE and sentences[index].block.shape not in _NOT_BODY:
            start, end = sentences[index].span
            if not _listed(message.text[start:end]):
                found.append(Mark("long-sentence", sentences[index].span, index))
    found += [
        Mark("long-paragraph", block.span)
        for block in message.blocks
        if block.layer == "own"
        and block.shape in ("paragraph", "item")
        and block.span.end - block.span.start > LONG_PARAGRAPH
        and han_count(message.text[block.span.start : block.span.end]) > LONG_PARAGRAPH
    ]
    top = sentences[0].span if sentences else Span(0, 0)
    if sentences:
        found.append(Mark("first-line", top, 0))
    if "salutation" in [block.shape for block in message.blocks]:
        found.append(Mark("salutation", top))
    found += [Mark(f"in-{message.kind}", top), Mark(f"to-{message.audience}", top)]
    if "head" in [block.layer for block in message.blocks]:
        found.append(Mark("typed-head", top))
    if message.subject is not None:
        found.append(Mark("mail-file", top))
        if not message.subject.strip():
            found.append(Mark("empty-subject", top))
        if not message.attachments:
            found.append(Mark("no-attachment", top))
    if message.reply:
        found.append(Mark("reply", top))
    if counts["chars"] > LONG_MESSAGE:
        body = [sentence for sentence in sentences if sentence.block.shape not in _NOT_BODY]
        first, last = body[0].span.start, body[-1].span.end
        request = min([mark[1] for mark in marks if mark[0] == "request"], default=None)
        if request is not None and request.start >= first + LATE * (last - first):
            found.append(Mark("late-request", request))
    if message.sent is not None:
        from .workdays import off_hours

        if off_hours(message.sent):
            found.append(Mark("off-hours-sent", top))
    return found
