"""Whole archives: Arrow batches of texts → Arrow batches of findings, for an engine that maps over partitions.

>>> import pyarrow as pa
>>> from tonecheck.batch import check_batch
>>> texts = pa.record_batch({"id": [7], "text": ["你们又没按时提交数据。"]})
>>> check_batch(texts).to_pylist()[0]["rule"]
'blame.accusation'

Needs pyarrow: ``pip install tonecheck[batch]``. A process loads the rules once, at its first batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from . import Checker
from .model import Audience, Kind, Settings

FINDINGS = [
    ("rule", pa.string()),
    ("severity", pa.string()),
    ("start", pa.int32()),
    ("end", pa.int32()),
    ("quote", pa.string()),
    ("message", pa.string()),
    ("advice", pa.string()),
    ("principles", pa.list_(pa.string())),
]
"""The columns of a batch of findings behind ``id``. ``start`` and ``end`` count characters of the text, in which
each line end is one character; ``quote`` is null for a finding on the message as a whole."""


@lru_cache(maxsize=4)
def _checker(settings: Settings, lexicons: tuple[Path, ...]) -> Checker:
    return Checker(settings, lexicons)


def schema(id_type: pa.DataType | None = None) -> pa.Schema:
    """The columns of a batch of findings, where ids are of ``id_type`` (64-bit numbers unless given)."""
    return pa.schema([("id", id_type or pa.int64()), *FINDINGS])


def check_batch(
    texts: pa.RecordBatch,
    *,
    settings: Settings | None = None,
    lexicons: Iterable[Path] = (),
    id_column: str = "id",
    text_column: str = "text",
) -> pa.RecordBatch:
    """The findings on a batch of messages, a row each, in the order of the messages.

    A text that is null has none. Columns ``kind`` and ``audience``, where the batch has them, say what each message is
    and who reads it; null: judged by its look, and the leader of another department.

    Args:
        texts: a batch with a column of ids, of any type, and one of texts.
        settings: which rules are on, and in what language they speak.
        lexicons: folders laid over the built-in lexicon.
        id_column: the name of the column of ids.
        text_column: the name of the column of texts.

    Raises:
        TypeError: the texts are no text, but bytes.
        ValueError: there is no such kind or audience, or ``settings`` name what there is not.
    """
    checker = _checker(settings or Settings(), tuple(lexicons))
    rows: list[tuple[Any, ...]] = []
    ids = texts.column(id_column)
    for number, (text, kind, audience) in enumerate(_messages(texts, text_column)):
        if text is not None:
            for found in checker.check(text, kind=kind, audience=audience).findings:
                said = (found.quote, found.message, found.advice, list(found.principles))
                rows.append((number, found.rule, found.severity, *found.span, *said))
    columns = list(zip(*rows, strict=True)) or [()] * (len(FINDINGS) + 1)
    values = [pa.array(list(column), kind) for column, (_, kind) in zip(columns[1:], FINDINGS, strict=True)]
    whose = ids.take(pa.array(list(columns[0]), pa.int64()))
    return pa.RecordBatch.from_arrays([whose, *values], schema=schema(ids.type))


def check_batches(batches: Iterable[pa.RecordBatch], **options: Any) -> Iterator[pa.RecordBatch]:
    """A batch of findings for each of ``batches``, one at a time; ``options`` as `check_batch` takes them."""
    for texts in batches:
        yield check_batch(texts, **options)


def _messages(texts: pa.RecordBatch, text_column: str) -> Iterator[tuple[str | None, Kind | None, Audience | None]]:
    nothing = [None] * texts.num_rows
    columns = [
        texts.column(name).to_pylist() if name in texts.schema.names else nothing
        for name in (text_column, "kind", "audience")
    ]
    return cast("Iterator[tuple[str | None, Kind | None, Audience | None]]", zip(*columns, strict=True))
