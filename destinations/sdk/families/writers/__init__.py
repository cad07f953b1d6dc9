"""For tools that rows are written to, without requests: databases, files, brokers.

    class InTable(Payload):
        table: TableName

    def build_rows(payloads: Sequence[Any], settings: ToySettings) -> Write:
        return Write.of("toy", payloads[0].table, [to_row(one) for one in payloads])

    KEPT = {"rowid": "a column that toy keeps for itself"}
    KINDS = row_types(InTable, build_rows, Limits(items=1000), lambda payload: payload.table, KEPT)

- `row.py`: what an event is as a row, and the names that tables can have
- `kinds.py`: the action types that such a tool has
- `tables.py`: the table that a row of a database goes to
- `optional.py`: optional libraries, installed with an extra of the package
"""

from typing import TYPE_CHECKING

from destinations.renamed import old_names
from destinations.sdk.families.writers.kinds import row_types
from destinations.sdk.families.writers.optional import require_extra
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
from destinations.sdk.families.writers.tables import InTable, table_of

if not TYPE_CHECKING:
    __getattr__ = old_names(__name__)

__all__ = [
    "Group",
    "Identify",
    "InTable",
    "Page",
    "Purchase",
    "Row",
    "TableName",
    "Track",
    "own_columns",
    "require_extra",
    "row_types",
    "table_of",
    "to_row",
]
