"""Arrow in, Arrow out: what comes out says what the plain lines say."""

import json
import pickle
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from pyarrow.compute import run_end_encode

from actions import Context, Project, arrow
from actions.run import columns
from tests.actions.run.test_run_process_lines import EVENT, LINES, NOW, TWO
from tests.actions.small_projects import MakeProject

STOPS = "- {name: S, do: send, on_error: stop, when: 'event = \"x\"', map: {data: {from: properties.n, as: number}}}"


class GivesItself:
    """A frame of some other library, of which only its Arrow is known."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(schema)


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(webhook=TWO, mixpanel='- {name: M, do: track, when: type = "track"}')


def batch(events: Iterable[Any], kind: pa.DataType | None = None, name: str = "event") -> pa.RecordBatch:
    return pa.record_batch([pa.array(list(events), kind or pa.string())], names=[name])


def rows(batches: Iterable[pa.RecordBatch]) -> list[dict[str, Any]]:
    return [row for one in batches for row in one.to_pylist()]


def by_lines(project: Project, *events: bytes) -> list[dict[str, Any]]:
    """What `process_lines` says, each event alone: none knows of a line before it."""
    found = []
    for event in events:
        found += [json.loads(row) for row in b"".join(project.process_lines(event, NOW)).splitlines()]
    return found


def as_lines(row: dict[str, Any]) -> dict[str, Any]:
    """A row in the words of `process_lines`."""
    names = {"instance": row["instance"], "action": row["action"]}
    if row["failed"] is None:
        return {**names, "delivery_id": row["delivery_id"], "payload": json.loads(row["payload"])}
    return {**names, "message_id": row["message_id"], "line": 1, "diagnostics": json.loads(row["failed"])}


@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in LINES])
def test_a_row_says_what_the_line_says(project: Project, line: bytes) -> None:
    made = rows(arrow.decide(project, [batch([line], pa.binary())], context=NOW))
    assert list(map(as_lines, made)) == by_lines(project, line)


def test_each_row_names_its_event_and_its_mapping(project: Project) -> None:
    events = [json.dumps(EVENT | {"messageId": f"m{number}", "note": 'a "b" \\'}) for number in range(3)]
    made = rows(arrow.decide(project, batch(events), context=NOW))
    decided = [one for event in events for one in project.decide(json.loads(event), NOW)]
    assert len(decided) == 9
    assert [(one["message_id"], one["delivery_id"], one["mapping_hash"]) for one in made] == [
        (one.message_id, one.delivery_id, one.mapping_hash) for one in decided
    ]


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(pa.string(), id="string"),
        pytest.param(pa.large_string(), id="large_string"),
        pytest.param(pa.string_view(), id="string_view"),
        pytest.param(pa.binary(), id="binary"),
        pytest.param(pa.large_binary(), id="large_binary"),
        pytest.param(pa.dictionary(pa.int32(), pa.string()), id="dictionary"),
        pytest.param(pa.run_end_encoded(pa.int32(), pa.string()), id="runs"),
        pytest.param(
            pa.json_() if hasattr(pa, "json_") else None,
            id="JSON",
            marks=pytest.mark.skipif(not hasattr(pa, "json_"), reason="this version of pyarrow has no such type"),
        ),
    ],
)
def test_a_column_of_any_kind_of_text_will_do(project: Project, kind: pa.DataType) -> None:
    event = json.dumps(EVENT | {"userId": "ä"}, ensure_ascii=False)
    texts = pa.array([event, None, "", "  ", event])
    if pa.types.is_dictionary(kind):
        column = texts.dictionary_encode()
    elif pa.types.is_run_end_encoded(kind):
        column = run_end_encode(texts)
    else:
        column = texts.cast(kind)
    made = rows(arrow.decide(project, pa.record_batch([column], names=["event"]), context=NOW))
    assert list(map(as_lines, made)) == by_lines(project, *[event.encode()] * 2)
    assert len(made) == 6


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(batch([]), id="no row"),
        pytest.param(batch([None, None]), id="nulls alone"),
        pytest.param(batch([None], pa.null()), id="a column without a type"),
        pytest.param(batch([json.dumps(EVENT | {"type": "page", "event": "Other"})]), id="nothing that anybody wants"),
    ],
)
def test_where_nothing_fires_there_is_a_batch_without_rows(project: Project, given: pa.RecordBatch) -> None:
    (made,) = arrow.decide(project, [given])
    assert (made.num_rows, made.schema) == (0, arrow.SCHEMA)


def test_a_table_a_reader_and_batches_are_alike(project: Project) -> None:
    event = json.dumps(EVENT)
    table = pa.table({"id": [1, 2, 3], "event": [event] * 3})
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    expected = rows(arrow.decide(project, table.to_batches(max_chunksize=1), context=NOW))
    assert len(expected) == 9
    assert rows(arrow.decide(project, table, context=NOW)) == expected
    assert rows(arrow.decide(project, reader, context=NOW)) == expected
    assert rows(arrow.decide(project, GivesItself(table), context=NOW)) == expected


def test_an_event_of_a_mebibyte_is_decided(project: Project) -> None:
    event = json.dumps(EVENT | {"properties": {"note": "x" * ((1 << 20) - 400)}})
    made = rows(arrow.decide(project, batch([event]), context=NOW))
    assert list(map(as_lines, made)) == by_lines(project, event.encode())


def test_more_than_a_column_should_hold_comes_in_several_batches(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "MOST_BYTES", 1000)
    events = [json.dumps(EVENT | {"messageId": str(number)}) for number in range(1, 21)]
    made = list(arrow.decide(project, batch(events), context=NOW))
    assert len(made) > 5
    assert sum(one.num_rows for one in made) == 60


def test_it_ends_after_the_event_whose_action_asks_for_it(make_project: MakeProject) -> None:
    project = make_project(webhook=STOPS)
    events = [json.dumps(EVENT | {"event": "x", "messageId": str(n), "properties": {"n": n}}) for n in (1, "no", 3)]
    made = rows(arrow.decide(project, [batch(events), batch(events)], context=NOW))
    assert [one["failed"] is None for one in made] in ([True, False], [True, True, True] * 2)
    lines = b"".join(project.process_lines("\n".join(events * 2).encode(), NOW)).splitlines()
    assert len(lines) == len(made)


def test_texts_of_other_languages_in_names_and_line_separators_stay(project: Project) -> None:
    event = json.dumps(EVENT | {"properties": {"a": "\u2028b\u0085c\x1ed"}}, ensure_ascii=False)
    made = rows(arrow.decide(project, batch([event]), context=NOW))
    assert list(map(as_lines, made)) == by_lines(project, event.encode())


def test_a_project_that_was_pickled_decides_the_same(project: Project) -> None:
    copy = pickle.loads(pickle.dumps(project))  # noqa: S301 - our own
    given = batch([json.dumps(EVENT)])
    assert rows(arrow.decide(copy, given, context=NOW)) == rows(arrow.decide(project, given, context=NOW))


@pytest.mark.parametrize(
    ("given", "column", "error", "message"),
    [
        pytest.param(
            batch(["{}"]), "events", LookupError, 'no column "events"; did you mean "event"?', id="a column misspelt"
        ),
        pytest.param(
            batch([1], pa.int64()), "event", TypeError, 'the column "event" has int64, not texts of JSON', id="numbers"
        ),
        pytest.param(
            pa.RecordBatch.from_arrays([pa.array(["{}"])] * 2, names=["event"] * 2),
            "event",
            LookupError,
            'the batch has 2 columns "event"',
            id="two columns of one name",
        ),
        pytest.param(pa.chunked_array([["{}"]]), "event", TypeError, "not ChunkedArray", id="a column alone"),
        pytest.param({"event": []}, "event", TypeError, "not dict; write pyarrow.table(…)", id="a dict"),
        pytest.param([{"event": 1}], "event", TypeError, "record batches of Arrow are wanted, not dict", id="dicts"),
    ],
)
def test_what_cannot_be_read_is_named(
    project: Project, given: Any, column: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        list(arrow.decide(project, given, column))


def test_an_event_without_a_type_has_the_one_that_is_given(project: Project) -> None:
    untyped = {name: value for name, value in EVENT.items() if name != "type"}
    made = rows(arrow.decide(project, batch([json.dumps(untyped)]), type="track"))
    assert {one["action"] for one in made} == {"a", "n", "m"}


def test_most_rows_are_written_without_decisions(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or it would take twice as long."""

    def refuse(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(columns, "decide_line", refuse)
    context = Context(datetime(2026, 3, 2, tzinfo=UTC))
    assert len(rows(arrow.decide(project, batch([json.dumps(EVENT)]), context=context))) == 3
