"""The rows of a Parquet file as events."""

from collections.abc import Iterator
from typing import IO, Any

import orjson

from actions.reading.lines import Line
from actions.reading.parse_event import Unreadable, parse_line
from mappings.findings.diagnostic import Diagnostic

ROWS = 1000
# Columns that hold a whole event as JSON, where there is none that says of what type an event is.
COLUMNS = ("event", "value")
NOT_INSTALLED = "Parquet needs pyarrow"
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
            for row in batch.to_pylist(maps_as_pydicts="lossy"):
                number += 1
                if number > behind and (text := _text_of(row, column)):
                    yield Line(name, number, parse_line(text, number), 0)
    except (ArrowException, TypeError, UnicodeError) as error:
        yield _ends(name, f"the table cannot be read to its end: {error}", "write or copy it anew")


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
