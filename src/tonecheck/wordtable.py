"""Builds the word table that ``words.py`` maps. Run when a wheel is built, or once for a checkout; never on a check.

The words and frequencies come from jieba itself: its ``gen_pfdict`` reads the dictionary, its ``add_word`` adds the
vocabulary, so that the table says what jieba would say. The same input gives the same bytes on every machine.
"""

from __future__ import annotations

import io
import os
import sys
from array import array
from binascii import crc32
from collections.abc import Iterable
from pathlib import Path

from .jiebalib import load_jieba
from .words import HEADER, LONGEST, MAGIC, VERSION, WordTableError
from .words import jieba_dictionary as jieba_dictionary


def build_table(dictionary: str | os.PathLike[str] | bytes, vocabulary: Iterable[str] = ()) -> bytes:
    """The table of jieba's ``dictionary`` (a path, or its bytes), with the words of ``vocabulary`` kept whole.

    The vocabulary is added in sorted order, each word once, at the frequency that ``jieba.add_word`` suggests.
    ``WordTableError`` for a line of the dictionary or a word of the vocabulary that cannot be used.
    """
    total, freq = _frequencies(dictionary, vocabulary)
    if not total:
        raise WordTableError("the dictionary has no words")
    firsts, first_freq, first_pairs = array("I"), array("I"), array("I")
    seconds, pair_freq, pair_tails, pair_text = array("I"), array("I"), array("I"), array("I")
    tail_freq = array("I")
    text = bytearray()
    in_pair = False  # a longer word of the present pair has been written
    for word in sorted(freq):  # a word's beginnings are in freq as well, and sort before it
        if len(word) == 1:
            firsts.append(ord(word))
            first_freq.append(freq[word])
            first_pairs.append(len(seconds))
        elif len(word) == 2:
            seconds.append(ord(word[1]))
            pair_freq.append(freq[word])
            pair_tails.append(len(tail_freq))
            pair_text.append(len(text))
            in_pair = False
        elif freq[word]:
            text += (("\n" if in_pair else "") + word[2:]).encode("utf-8", "surrogatepass")
            tail_freq.append(freq[word])
            in_pair = True
    first_pairs.append(len(seconds))
    pair_tails.append(len(tail_freq))
    pair_text.append(len(text))
    sections = (firsts, first_freq, first_pairs, seconds, pair_freq, pair_tails, pair_text, tail_freq)
    body = b"".join(map(_little, sections)) + text
    counts = (len(firsts), len(seconds), len(tail_freq), len(text))
    head = HEADER.pack(MAGIC, VERSION, *counts, max(map(len, freq)), total, crc32(body), 0)[:-4]
    return head + crc32(head).to_bytes(4, "little") + body


def _frequencies(dictionary: str | os.PathLike[str] | bytes, vocabulary: Iterable[str]) -> tuple[int, dict[str, int]]:
    """jieba's ``total`` and ``FREQ`` after its own reading of the dictionary and its own adding of words."""
    tokenizer = load_jieba().Tokenizer()
    data = dictionary if isinstance(dictionary, bytes) else Path(dictionary).read_bytes()
    try:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO(data))
    except ValueError as error:
        raise WordTableError(f"the dictionary cannot be read: {error}") from error
    tokenizer.initialized = True
    for word in sorted(set(vocabulary)):
        if not word or word.split() != [word]:
            raise WordTableError(f"vocabulary: {word!r} is empty or has a space in it")
        tokenizer.add_word(word)
    freq: dict[str, int] = tokenizer.FREQ
    for word, count in freq.items():
        if len(word) > LONGEST or not 0 <= count < 1 << 32 or "\n" in word:
            raise WordTableError(f"{word!r}: too long a word, or a frequency ({count}) out of range")
    return tokenizer.total, freq


def _little(section: array[int]) -> bytes:
    if sys.byteorder == "big":
        section.byteswap()
    return section.tobytes()
