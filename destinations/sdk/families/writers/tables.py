"""Where a row goes in a database."""

from pydantic import Field

from destinations.sdk.families.writers.row import TableName
from destinations.sdk.payload import Payload


class InTable(Payload):
    """Where a row goes."""

    table: TableName = Field(description="The table, by its name alone.")


def table_of(payload: InTable) -> str:
    """What rows must have in common to travel together."""
    return payload.table
