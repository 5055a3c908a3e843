"""Sentences and clauses: where one ends, and what belongs to none.

A case shows each sentence in «…», its clauses parted by |.
"""

from __future__ import annotations

import re
import sys

import pytest
from helpers import bare, message_of

from tonecheck.model import Block, Layer, Message, Span
from tonecheck.sentences import han_count, split_sentences


def shown(message: Message) -> str:
    text, at, parts = message.text, 0, []
    for sentence in split_sentences(message):
        assert sentence.clauses[0].start == sentence.span.start
        assert sentence.clauses[-1].end == sentence.span.end
        parts += [text[at : sentence.span.start], "«"]
        parts += ["|".join(text[clause.start : clause.end] for clause in sentence.clauses), "»"]
        at = sentence.span.end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("", id="nothing"),
        pytest.param("  ", id="blanks"),
        pytest.param("«好的»", id="no mark at the end"),
        pytest.param("«好的。»«谢谢。»", id="full stop"),
        pytest.param("«好吗？»«好！»«好吗?»«好!»«好»", id="question and exclamation"),
        pytest.param("«真的吗？！»«好！！！»«好»", id="several marks"),
        pytest.param("«真的吗？ ！»«好»", id="a blank among the marks"),
        pytest.param("«他说：|“好。”»«然后走了。»", id="a quotation mark belongs to the sentence before it"),
        pytest.param("«（见附件。）»«谢谢»", id="so does a bracket"),
        pytest.param("«他说：|「好！」』»«走了»", id="so do two of them"),
        pytest.param("  «好的。» «谢谢»  ", id="blanks around a sentence"),
        pytest.param("\u3000\u3000«好的。»", id="an indent"),
        pytest.param("«好的»\n«谢谢»", id="a line end between blocks"),
        pytest.param("«好的»\n\n \n«谢谢»", id="blank lines"),
        pytest.param("«好的～»«谢谢~~»«再见»", id="a drawn-out end"),
        pytest.param("«预计3~5天完成。»", id="a range with ~"),
        pytest.param("«预计3～5天，|9:00～10:30开会。»", id="a range with ～"),
        pytest.param("«Please reply.» «Thanks.»", id="an English full stop"),
        pytest.param("«版本v2.31见example.com/a.html。»", id="a full stop inside a word"),
        pytest.param("«约3.5万元。»", id="a decimal point"),
        pytest.param("«1. 请回复。»", id="the number of a list item"),
        pytest.param("«今天来，|明天走；|后天回：|好。»", id="comma, semicolon, colon"),
        pytest.param("«今天来,|明天走;|后天回:|好。»", id="half-width comma, semicolon, colon"),
        pytest.param("«甲、乙、丙都来。»", id="、 ends no clause"),
        pytest.param("«三楼漏水了 |您来看看 　 |谢谢»", id="blanks between Chinese characters"),
        pytest.param("«第 3 页的 PDF 打不开»", id="blanks beside figures and letters end no clause"),
        pytest.param("«好……|好吧……»", id="dots"),
        pytest.param("«今天来——|明天走»", id="a dash"),
        pytest.param("«共1,200元，|17:30前付。»", id="comma and colon inside numbers"),
        pytest.param("«今天来，»", id="a clause mark at the end"),
        pytest.param("«，，|好»", id="clause marks at the start"),
        pytest.param("«𠀀𠀁，|好。»«𠀀𠀁»", id="characters beyond the first plane"),
        pytest.param("«辛苦了😀»«明天见»", id="an emoji"),
        pytest.param("«辛苦了👍🏽👨‍👩‍👧❤️»«明天见»", id="several emoji, put together of parts"),
        pytest.param("«☑ 数据已核对。»", id="the mark of a list item"),
        pytest.param("«。»", id="a mark alone"),
    ],
)
def test_where_sentences_and_clauses_end(marked: str) -> None:
    text = bare(marked).replace("|", "")
    assert shown(message_of(text)) == marked


@pytest.mark.parametrize("layer", ["head", "quote", "forward", "signature", "code"])
def test_words_of_others_have_no_sentences(layer: Layer) -> None:
    text = "前面。\n中间。\n后面。"
    spans = Span(0, 3), Span(4, 7), Span(8, 11)
    blocks = Block(spans[0], "own"), Block(spans[1], layer), Block(spans[2], "own", "closing")
    found = split_sentences(message_of(text, blocks=blocks))
    assert [(sentence.span, sentence.block) for sentence in found] == [(spans[0], blocks[0]), (spans[2], blocks[2])]


def test_a_sentence_does_not_run_from_one_block_into_the_next() -> None:
    blocks = Block(Span(0, 2), "own"), Block(Span(2, 4), "own", "item")
    found = split_sentences(message_of("今天明天", blocks=blocks))
    assert [sentence.span for sentence in found] == [Span(0, 2), Span(2, 4)]


def test_a_line_end_within_a_block_was_only_a_wrapped_line() -> None:
    text = "这件事我们已经\n说过了，请您\n看一下。谢谢"
    blocks = (Block(Span(0, len(text)), "own"),)
    assert shown(message_of(text, blocks=blocks)) == "«这件事我们已经\n说过了，|请您\n看一下。»«谢谢»"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc 123", 0), ("你好，world。", 2), ("㐀𠀀豈", 3), ("ｱ、。「」", 0)],
    ids=["nothing", "Latin", "mixed", "rare", "marks"],
)
def test_chinese_characters_are_counted(text: str, count: int) -> None:
    assert han_count(text) == count


def test_every_chinese_character_counts_and_no_other() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    chinese = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
    assert [char for char in every if han_count(char)] == chinese.findall(every)
