"""`actions.spark.decide` in Spark, with two workers on this machine."""

import json
import multiprocessing
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from actions import Project, arrow, spark
from tests.bulk.engines import (
    NOW,
    decided,
    expected,
    expected_failures,
    failures,
    load,
    make_events,
    needed,
    needed_program,
)

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]
LINES = make_events(3000)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needed_program("java", "apt-get install default-jre-headless")
    sql = needed("pyspark.sql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        options = {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        }
        builder = sql.SparkSession.builder.master("local[2]")
        for name, value in options.items():
            builder = builder.config(name, value)
        made = builder.getOrCreate()
        made.sparkContext.setLogLevel("ERROR")
        yield made
        made.stop()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load(tmp_path / "project")


def rows(frame: Any) -> list[dict[str, Any]]:
    return [one.asDict() for one in frame.collect()]


def test_lines_of_text_give_what_process_lines_gives(
    session: Any, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "events.ndjson").write_bytes(b"\n".join(LINES))
    right = expected(project, LINES)
    assert len(right) > 2500
    # The machines that decide have neither the files nor the folder.
    shutil.rmtree(tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    frame = session.read.text(str(tmp_path / "events.ndjson")).repartition(4)
    made = rows(spark.decide(frame, project, context=NOW))
    assert decided(made) == right
    assert failures(made) == expected_failures(project, LINES) > 10


def test_a_column_of_a_parquet_file_does_and_goes_to_parquet(session: Any, project: Project, tmp_path: Path) -> None:
    table = pa.table({"id": range(len(LINES)), "event": [one.decode() for one in LINES]})
    pq.write_table(table, tmp_path / "events.parquet", row_group_size=500)
    frame = session.read.parquet(str(tmp_path / "events.parquet"))
    spark.decide(frame, project, "event", NOW).write.parquet(str(tmp_path / "decided"))
    written = pq.read_table(tmp_path / "decided")
    assert written.schema.names == arrow.SCHEMA.names
    assert decided(written.to_pylist()) == expected(project, LINES)


def test_typed_columns_are_written_as_json_by_spark(session: Any, project: Project) -> None:
    event = {"type": "track", "event": "Seen", "userId": "u", "messageId": "m", "timestamp": "2026-03-01T10:00:00Z"}
    frame = session.createDataFrame([event]).selectExpr("to_json(struct(*)) AS value")
    [row] = rows(spark.decide(frame, project, context=NOW))
    assert decided([row]) == expected(project, [json.dumps(event).encode()])


@pytest.mark.parametrize("name", ["raw.event", "an `event`", "type"])
def test_a_column_may_have_any_name_and_rows_no_event(session: Any, project: Project, name: str) -> None:
    odd = [None, "", "  ", "{", "null", '{"type": "track"}\r\n', "\U0001f600" * 3, LINES[0].decode()]
    frame = session.createDataFrame([(one, 1) for one in odd], f"`{name.replace('`', '``')}` string, n int")
    made = rows(spark.decide(frame, project, name, NOW))
    events = [one.encode() for one in odd if one and one.strip()]
    assert decided(made) == expected(project, events)
    assert failures(made) == expected_failures(project, events)


def test_what_is_decided_again_is_the_same_also_without_a_time_in_the_event(session: Any, project: Project) -> None:
    event = json.dumps({"type": "track", "event": "Seen", "userId": "u", "messageId": "m"})
    made = spark.decide(session.createDataFrame([(event,)] * 4, ["value"]).repartition(2), project)
    first, second = rows(made), rows(made)
    assert len({one["payload"] for one in (*first, *second)}) == 1


def test_a_stream_is_decided_as_it_comes(session: Any, project: Project, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.ndjson").write_bytes(b"\n".join(LINES[:200]))
    made = spark.decide(session.readStream.text(str(tmp_path / "in")), project)
    writer = made.writeStream.format("parquet").option("checkpointLocation", str(tmp_path / "place"))
    for name in ("2", "3"):
        writer.trigger(availableNow=True).start(str(tmp_path / "out")).awaitTermination()
        (tmp_path / "in" / f"{name}.ndjson").write_bytes(b"\n".join(LINES[int(name) * 200 - 200 : int(name) * 200]))
    found = decided(pq.read_table(tmp_path / "out").to_pylist())
    assert found == expected(project, LINES[:400])


def test_a_pool_of_spawned_processes_gives_the_same(project: Project) -> None:
    tables = [pa.table({"event": LINES[start : start + 1000]}) for start in range(0, 3000, 1000)]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        made = [row for one in pool.map(partial(decide_table, project), tables, timeout=300) for row in one]
    assert decided(made) == expected(project, LINES)


def decide_table(project: Project, table: pa.Table) -> list[dict[str, Any]]:
    return [row for one in arrow.decide(project, table, context=NOW) for row in one.to_pylist()]
