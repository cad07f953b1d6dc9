"""What an event is as a row: columns for what all events have, JSON for what only some have."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from destinations.sdk.families.events.event_payload import EventPayload
from destinations.sdk.fields.identity import AnonymousId, Code, DedupeId, GroupId, UserId
from destinations.sdk.fields.money.amounts import Amount, SideAmount
from destinations.sdk.fields.roles import Personal
from destinations.sdk.fields.times import IsoTime
from destinations.sdk.payload import Payload
from destinations.sdk.refusal import refusal, shown
from destinations.sdk.rows.given import given

# What a database, a path and an address all take. PostgreSQL cuts names at 63 bytes, and would mix up two of them.
NAME = re.compile(r"[^\W\d][\w -]*")
MOST_BYTES = 63


def read_name(name: str) -> str:
    """The name of a table or a column.

    >>> read_name("Order Completed")
    'Order Completed'
    >>> read_name("../orders")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: "../orders" is not a name for a table or a column; ...
    """
    if not NAME.fullmatch(name) or len(name.encode()) > MOST_BYTES:
        raise refusal(
            f"{shown(name)} is not a name for a table or a column; write letters, digits, _, - and spaces, a letter"
            f" or _ first, at most {MOST_BYTES} bytes"
        )
    return name


TableName = Annotated[str, AfterValidator(read_name)]


def column_name(kept: Mapping[str, str]) -> Any:
    """The type of a name for a column of one's own: none of those that are `kept`, each with whose it is.

    >>> from pydantic import TypeAdapter
    >>> TypeAdapter(column_name({"xmin": "a column of the server"})).validate_python("xmin")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.ValidationError: 1 validation error for function-after[read_column(), str]
      "xmin" is a column of the server; write another name, ...
    """

    def read_column(name: str) -> str:
        if name in kept:
            raise refusal(f"{shown(name)} is {kept[name]}; write another name, or leave it out with except:")
        return read_name(name)

    return Annotated[str, AfterValidator(read_column)]


class Row(Payload):
    """Something that happened: which, when, and who it was."""

    id: DedupeId | None = Field(None, description="Rows of one id are one row; else the delivery's id.")
    timestamp: IsoTime = Field(description="When it happened.")
    user_id: UserId | None = Field(None, description="The person's id in your database.")
    anonymous_id: AnonymousId | None = Field(None, description="The device's id while nobody is signed in.")
    context: dict[str, Any] | None = Field(None, description="Where it happened: page, campaign, device; kept as JSON.")
    columns: dict[TableName, Any] = Field(default={}, description="Further columns of your own, by name.")


class Track(EventPayload, Row):
    """An event."""


class Purchase(Track):
    """An order, or what was paid back of it."""

    order_id: Code | None = Field(None, description="The order's id.")
    total: Amount | None = Field(None, description="What was paid, in major units.")
    subtotal: SideAmount | None = Field(None, description="After discounts, before tax and shipping.")
    tax: SideAmount | None = Field(None, description="Tax in it.")
    shipping: SideAmount | None = Field(None, description="Shipping in it.")
    discount: SideAmount | None = Field(None, description="What was taken off.")
    coupon: Code | None = Field(None, description="The coupon's code.")


class Identify(Row):
    """What is known of a person from now on."""

    traits: Annotated[dict[str, Any], Personal("traits", sent="plain")] | None = Field(
        None, description="What is known, kept as JSON."
    )


class Group(Identify):
    """What is known of a company, a team, a household, and that somebody belongs to it."""

    group_id: GroupId = Field(description="The group's id.")


class Page(Row):
    """A page or a screen that was seen."""

    name: str | None = Field(None, description="Its name.")
    properties: dict[str, Any] | None = Field(None, description="Everything else about it, kept as JSON.")


def to_row(payload: Row, *beside: str) -> dict[str, Any]:
    """The columns that have a value, without those fields that say where the row goes (`beside`).

    >>> to_row(Page(timestamp="2026-03-01", name="Home", columns={"gone": None, "plan": "pro"}).with_delivery_id("d"))
    {'id': 'd', 'timestamp': '2026-03-01T00:00:00.000Z', 'name': 'Home', 'plan': 'pro'}
    """
    # Half of the time that pydantic takes for the same.
    row = {"id": payload.id or payload.delivery_id, **given(payload, without=("id", "columns", *beside))}
    return row | {name: value for name, value in payload.columns.items() if value is not None}


def own_columns(payloads: Sequence[Row]) -> frozenset[str]:
    """The columns of rows that their senders named: all but those that each row of the kind has."""
    return frozenset(name for one in payloads for name in one.columns)
