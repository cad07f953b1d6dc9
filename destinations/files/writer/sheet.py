"""Rows as columns, each with the type that it has in all files of its table."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from destinations.files.writer.types import (
    AMOUNT,
    AMOUNTS,
    MISFIT,
    MOMENT,
    NUMBER,
    NUMBERS,
    TEXT,
    fitted,
    rounded,
    type_of,
)
from destinations.sdk.refusal import shown

Rows = Sequence[Mapping[str, Any]]
Types = Mapping[str, pa.DataType]
# The columns beside one whose type does not fit a value.
DECIMAL, AS_TEXT = "__decimal", "__text"


@dataclass(slots=True)
class Sheet:
    """What goes into one file; `new` are the columns that its table has not had before.

    `refused` says of rows, by their number, why no column can hold a value of theirs.
    """

    rows: int
    known: Types
    types: dict[str, pa.DataType] = field(default_factory=dict)
    cells: dict[str, list[Any]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    @property
    def new(self) -> dict[str, pa.DataType]:
        return {name: kind for name, kind in self.types.items() if name not in self.known}

    def to_parquet(self, compression: str) -> bytes:
        """The rows that are not refused, as a file."""
        kept = [number for number in range(self.rows) if number not in self.refused]
        columns = {
            name: pa.array([cells[number] for number in kept] if self.refused else cells, self.types[name])
            for name, cells in self.cells.items()
        }
        file = BytesIO()
        parquet.write_table(pa.table(columns), file, compression=compression)
        return file.getvalue()

    def place(self, number: int, name: str, value: Any) -> bool:
        """Whether the column takes the value of the row, which has nothing there yet."""
        cells = self.cells.get(name)
        kind = self.types.get(name) or self.known.get(name) or (NUMBER if name.endswith(DECIMAL) else TEXT)
        (cell,) = fitted([value], kind)
        if cell is MISFIT or (cells is not None and cells[number] is not None):
            return False
        self.types[name] = kind
        self.cells.setdefault(name, [None] * self.rows)[number] = cell
        return True


def lay_out(rows: Rows, own: Collection[str], known: Types) -> Sheet:
    """The rows in columns. `own` are those that senders named, `known` the types of the table's columns so far.

    What the type of its column cannot hold exactly stands in a column beside it.

    >>> sheet = lay_out([{"plan": 3}, {"plan": "pro"}, {"plan": 0.5}], {"plan"}, {"plan": pa.int64()})
    >>> {name: cells for name, cells in sheet.cells.items()}
    {'plan': [3, None, None], 'plan__text': [None, 'pro', None],
     'plan__decimal': [None, None, Decimal('0.500000000000000000')]}
    """
    sheet = Sheet(len(rows), known)
    misfits: list[tuple[int, str, Any]] = []
    for name in dict.fromkeys(name for row in rows for name in row):
        values = [row.get(name) for row in rows]
        if name in own and all(value is None for value in values):
            continue
        is_amount = name in AMOUNTS and name not in own
        kind = known.get(name) or first_type(name, values, own)
        cells = fitted([rounded(value) for value in values] if is_amount else values, kind)
        for number in [number for number, cell in enumerate(cells) if cell is MISFIT]:
            misfits.append((number, name, values[number]))
            cells[number] = None
        sheet.types[name], sheet.cells[name] = kind, cells
    for number, name, value in misfits:
        if not any(sheet.place(number, column, value) for column in beside(name, value)):
            sheet.refused[number] = (
                f'column "{name}" has the type {sheet.types[name]} in this table and cannot hold {shown(value)}, and'
                f' "{name}{AS_TEXT}", where it would go, is a column that has another use'
            )
    return sheet


def first_type(name: str, values: Sequence[Any], own: Collection[str]) -> pa.DataType:
    """The type of a column that the table does not have yet."""
    if name not in own and name == "timestamp":
        return MOMENT
    if name not in own and name in AMOUNTS:
        return AMOUNT
    return type_of([value for value in values if value is not None])


def beside(name: str, value: Any) -> Iterator[str]:
    """Where a value goes that its column cannot hold."""
    if isinstance(value, NUMBERS) and not isinstance(value, bool):
        yield name + DECIMAL
    yield name + AS_TEXT
