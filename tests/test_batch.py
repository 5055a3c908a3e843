"""Arrow batches of texts → Arrow batches of findings, alone and on a local cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow")

from tonecheck import Checker, Settings  # noqa: E402
from tonecheck.batch import check_batch, check_batches, schema  # noqa: E402

BAD, GOOD = "你们又没按时提交数据。", "收到，谢谢！"


def texts(count: int, first: int = 0) -> object:
    numbers = range(first, first + count)
    return pa.record_batch(
        {"id": pa.array(numbers, pa.int64()), "text": [BAD if number % 3 == 0 else GOOD for number in numbers]}
    )


def test_each_finding_is_a_row() -> None:
    found = check_batch(pa.record_batch({"id": ["a", "b", "c"], "text": [GOOD, None, BAD]}))
    (expected,) = Checker().check(BAD).findings
    assert found.schema == schema(pa.string())
    assert found.to_pylist() == [
        {
            "id": "c",
            "rule": expected.rule,
            "severity": expected.severity,
            "start": expected.span.start,
            "end": expected.span.end,
            "quote": expected.quote,
            "message": expected.message,
            "advice": expected.advice,
            "principles": list(expected.principles),
        }
    ]


def test_a_batch_without_findings_has_the_same_columns() -> None:
    found = check_batch(pa.record_batch({"id": [1], "text": [GOOD]}))
    assert found.num_rows == 0
    assert found.schema == schema()
    assert check_batch(texts(0)).schema == check_batch(texts(1)).schema


def test_kind_audience_and_settings_are_those_of_the_checker() -> None:
    row = {"n": [1], "body": [BAD], "kind": ["chat"], "audience": ["peer"]}
    settings = Settings(lang="en", snippets=False)
    (found,) = check_batch(pa.record_batch(row), settings=settings, id_column="n", text_column="body").to_pylist()
    (expected,) = Checker(settings).check(BAD, kind="chat", audience="peer").findings
    assert (found["id"], found["message"]) == (1, expected.message)


def test_batches_come_one_at_a_time() -> None:
    found = check_batches(texts(3, first) for first in (0, 3))
    assert [row["id"] for batch in found for row in batch.to_pylist()] == [0, 3]


def test_an_engine_maps_it_over_partitions(tmp_path: Path) -> None:
    """What docs/performance.md shows: a folder of Parquet files, a process a core, findings as Parquet files."""
    distributed = pytest.importorskip("distributed")
    parquet = pytest.importorskip("pyarrow.parquet")
    for part in range(4):
        parquet.write_table(pa.Table.from_batches([texts(30, part * 30)]), tmp_path / f"part-{part}.parquet")

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        done = client.gather(client.map(check_part, sorted(map(str, tmp_path.glob("part-*.parquet")))))
    assert done == [10] * 4
    rows = parquet.read_table([str(path) for path in sorted(tmp_path.glob("found-*.parquet"))]).to_pylist()
    assert [row["id"] for row in rows] == list(range(0, 120, 3))
    assert {row["rule"] for row in rows} == {"blame.accusation"}


def check_part(path: str) -> int:
    """Check one Parquet file, batch by batch."""
    import pyarrow.parquet as parquet

    source, count = parquet.ParquetFile(path), 0
    with parquet.ParquetWriter(path.replace("part-", "found-"), schema()) as sink:
        for found in check_batches(source.iter_batches(batch_size=1000, columns=["id", "text"])):
            sink.write_batch(found)
            count += found.num_rows
    return count
