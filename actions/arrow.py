"""Decisions about tables of events: Arrow in, Arrow out, for any engine that has Arrow.

    from actions import arrow

    for batch in arrow.decide(project, batches, column="event"):
        ...

Needs pyarrow: pip install 'destination-actions[arrow]'
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
from pyarrow.compute import run_end_decode

from actions.arguments import check_option, context_of
from actions.event.context import Context
from actions.project import Project
from actions.run.columns import Row, RowMaker
from mappings.findings.suggest import did_you_mean

# The columns of what comes out: texts, null where there is nothing.
SCHEMA: Final = pa.schema([pa.field(name, pa.string()) for name in Row._fields])
# Beyond this a batch is handed out: a column of texts holds less than 2 GiB.
MOST_BYTES: Final = 1 << 26


def decide(
    project: Project,
    batches: Any,
    column: str = "event",
    context: Context | None = None,
    *,
    type: str | None = None,  # noqa: A002 - the name that events use
) -> Iterator[pa.RecordBatch]:
    """Record batches with a row for each decision about the events in `column`, which are JSON as text or bytes.

    `batches` is an iterable of record batches, a table, or whatever gives itself as Arrow. A row has `instance`,
    `action`, `message_id`, `delivery_id` and `mapping_hash`. One that fired has the `payload` as JSON, one that failed
    has its diagnostics as JSON in `failed`. Rows without an event have none. Payloads and ids are those of
    `project.process_lines`. Ends after an event whose action asks for it with `on_error: stop`. `type` is as in
    `project.decide`.
    """
    if not isinstance(project, Project):
        raise TypeError(f"a Project is wanted, not {project.__class__.__name__}; write Project.load(path)")
    check_option("column", column, str)
    return _decide(project, _batches(batches), column, context_of(context, type))


def _batches(given: Any) -> Iterable[pa.RecordBatch]:
    if isinstance(given, pa.RecordBatch):
        return [given]
    if isinstance(given, pa.Table):
        return given.to_batches()  # type: ignore[no-any-return] # pyarrow has no types
    if hasattr(given, "__arrow_c_stream__") and not isinstance(given, pa.ChunkedArray):
        # A frame of polars or pandas, a relation of DuckDB: whatever gives itself as Arrow.
        return pa.RecordBatchReader.from_stream(given)  # type: ignore[no-any-return] # pyarrow has no types
    if isinstance(given, dict | str | bytes | pa.ChunkedArray) or not isinstance(given, Iterable):
        kind = given.__class__.__name__
        raise TypeError(f"record batches or a table of Arrow are wanted, not {kind}; write pyarrow.table(…)")
    return given


def _decide(
    project: Project, batches: Iterable[pa.RecordBatch], column: str, context: Context
) -> Iterator[pa.RecordBatch]:
    maker = RowMaker(project.plan, context)
    for batch in batches:
        rows: list[Row] = []
        size = 0
        for event in _events(batch, column):
            made = maker.rows(event) if event else []
            rows += made
            size += sum(len(one.payload or one.failed or b"") for one in made)
            if size > MOST_BYTES:
                yield _batch(rows)
                rows, size = [], 0
            if maker.has_ended:
                break
        # Also where nothing fired: engines want a batch for a batch.
        yield _batch(rows)
        if maker.has_ended:
            return


def _batch(rows: list[Row]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ((),) * len(SCHEMA)
    return pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in columns], schema=SCHEMA)


def _events(batch: Any, column: str) -> Iterator[bytes | None]:
    """The events of the column as bytes, None for nulls."""
    if not isinstance(batch, pa.RecordBatch):
        raise TypeError(f"record batches of Arrow are wanted, not {batch.__class__.__name__}")
    names = batch.schema.names
    if column not in names:
        hint = did_you_mean(column, names) or f"there are {', '.join(names) or 'none'}"
        raise LookupError(f'the batch has no column "{column}"; {hint}')
    if names.count(column) > 1:
        raise LookupError(f'the batch has {names.count(column)} columns "{column}"; give each a name of its own')
    texts = _decoded(batch.column(column))
    if pa.types.is_null(texts.type):
        return iter([None] * len(texts))
    if not _holds_texts(texts.type):
        advice = (
            "write each event as JSON first, as with struct.json_encode() of polars or to_json() of DuckDB and Spark"
        )
        raise TypeError(f'the column "{column}" has {texts.type}, not texts of JSON; {advice}')
    return iter(texts.cast(pa.large_binary()).to_pylist())


def _decoded(column: Any) -> Any:
    """The column as its values, whatever it is encoded by; JSON of the kind that says so is text."""
    while True:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        elif pa.types.is_run_end_encoded(column.type):
            column = run_end_decode(column)
        elif getattr(column.type, "extension_name", None) == "arrow.json":
            column = column.storage
        else:
            return column


def _holds_texts(kind: pa.DataType) -> bool:
    tests = ("is_string", "is_large_string", "is_string_view", "is_binary", "is_large_binary", "is_binary_view")
    return any(getattr(pa.types, name)(kind) for name in tests if hasattr(pa.types, name))
