"""The rows of a Parquet file as events."""

from collections.abc import Iterator
from functools import partial
from typing import IO, Any

import orjson

from actions.reading.lines import Line
from actions.reading.parse_event import Unreadable, parse_line
from mappings.findings.diagnostic import Diagnostic

ROWS = 1000
# Columns that hold a whole event as JSON, where there is none that says of what type an event is.
COLUMNS = ("event", "value")
NOT_INSTALLED = "Parquet needs pyarrow"
ROW = "write texts as UTF-8, and bytes as base64 or hex"
INSTALL = "pip install 'destination-actions[files]'"
NO_EVENTS = "the table has neither a column `type` nor events as JSON in a column `event` or `value`"
WRITE = "write the columns of events as they are named in them, or events as JSON in one column"


def read_table(name: str, raw: IO[bytes], behind: int) -> Iterator[Line]:
    """A line for each row of the file after the first `behind`, whose numbers count rows from 1.

    Of a table with a column `type`, each row is an event, whose nulls are left out. Of others, the column `event` or
    `value`, or the only one, holds events as JSON.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError:
        yield _ends(name, NOT_INSTALLED, INSTALL)
        return
    number = 0
    try:
        file = ParquetFile(raw)
        column = _column_of_events(file.schema_arrow.names)
        if column == "":
            yield _ends(name, NO_EVENTS, WRITE)
            return
        for batch in file.iter_batches(ROWS, columns=None if column is None else [column]):
            if number + batch.num_rows <= behind:
                number += batch.num_rows
                continue
            for value in _events_of(batch, column, number):
                number += 1
                if number > behind and value is not None:
                    yield Line(name, number, value, 0)
    except (ArrowException, TypeError, UnicodeError) as error:
        yield _ends(name, f"the table cannot be read to its end: {error}", "write or copy it anew")


def _events_of(batch: Any, column: str | None, behind: int) -> Iterator[Any]:
    """The event of each row of a batch with so many rows before it, None for no event, Unreadable for an odd one."""
    batch = _without_nanoseconds(batch)
    try:
        rows = batch.to_pylist(maps_as_pydicts="lossy")
    except (ValueError, OverflowError):
        # One has a text that is none: the others are read, each by itself.
        rows = [batch.slice(number, 1) for number in range(batch.num_rows)]
    for number, row in enumerate(rows, behind + 1):
        try:
            values = row if isinstance(row, dict) else row.to_pylist(maps_as_pydicts="lossy")[0]
            text = _text_of(values, column)
            yield parse_line(text, number) if text else None
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            why = error.__cause__ or error
            yield Unreadable(Diagnostic("E540", f"the row is no event: {why}", ROW), number)


def _without_nanoseconds(batch: Any) -> Any:
    """The batch with times as Python has them: no finer than microseconds."""
    import pyarrow as pa

    return batch.cast(pa.schema([_in_microseconds(one) for one in batch.schema]), safe=False)


def _in_microseconds(field: Any) -> Any:
    return field.with_type(_coarser(field.type))


def _coarser(kind: Any) -> Any:
    import pyarrow as pa

    if getattr(kind, "unit", None) == "ns":
        makers = {
            pa.types.is_timestamp: partial(pa.timestamp, tz=getattr(kind, "tz", None)),
            pa.types.is_time: pa.time64,
        }
        return next((make for test, make in makers.items() if test(kind)), pa.duration)("us")
    if pa.types.is_struct(kind):
        return pa.struct([_in_microseconds(kind.field(number)) for number in range(kind.num_fields)])
    if pa.types.is_map(kind):
        return pa.map_(_coarser(kind.key_type), _coarser(kind.item_type))
    if pa.types.is_list(kind):
        return pa.list_(_in_microseconds(kind.value_field))
    return kind


def _column_of_events(names: list[str]) -> str | None:
    """The column with events as JSON; None where rows are events, empty where there are none."""
    if "type" in names:
        return None
    return names[0] if len(names) == 1 else next((one for one in COLUMNS if one in names), "")


def _text_of(row: dict[str, Any], column: str | None) -> bytes:
    if column is None:
        return orjson.dumps(_without_nulls(row), default=_plain)
    text = row[column]
    if text is None or isinstance(text, bytes):
        return text or b""
    return text.encode() if isinstance(text, str) else orjson.dumps(text, default=_plain)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


def _plain(value: Any) -> str:
    # Numbers with decimal places keep them all as text, which mappings read as a number where one is wanted.
    return value.decode() if isinstance(value, bytes) else str(value)


def _ends(name: str, text: str, hint: str) -> Line:
    return Line(name, 0, Unreadable(Diagnostic("E540", text, hint), ends_file=True), 0)
