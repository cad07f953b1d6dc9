"""What tools have in common that rows are written to, and no requests: databases, files, brokers.

    class InTable(Payload):
        table: TableName

    def build_rows(payloads: Sequence[Any], settings: ToySettings) -> Write:
        return Write.of("toy", payloads[0].table, [to_row(one) for one in payloads])

    KEPT = {"rowid": "a column that toy keeps for itself"}
    KINDS = row_types(InTable, build_rows, Limits(items=1000), lambda payload: payload.table, KEPT)

- `row.py`: what an event is as a row, and the names that tables can have
- `kinds.py`: the action types that such a tool has
- `extra.py`: libraries that are not installed unless somebody asks for them
"""

from destinations.sdk.families.writers.extra import extra
from destinations.sdk.families.writers.kinds import row_types
from destinations.sdk.families.writers.row import (
    Group,
    Identify,
    Page,
    Purchase,
    Row,
    TableName,
    Track,
    own_columns,
    to_row,
)

__all__ = [
    "Group",
    "Identify",
    "Page",
    "Purchase",
    "Row",
    "TableName",
    "Track",
    "extra",
    "own_columns",
    "row_types",
    "to_row",
]
