"""The action types of tools that rows are written to: one for each kind of event."""

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import create_model

from destinations.sdk.destination import About, ActionType, Build, Limits
from destinations.sdk.families.writers.row import Group, Identify, Page, Purchase, Row, Track, column_name
from destinations.sdk.payload import Payload

KINDS: tuple[tuple[str, type[Row], str], ...] = (
    ("track", Track, "Write a Track event."),
    ("purchase", Purchase, "Write an order, its amounts in columns."),
    ("refund", Purchase, "Write what was paid back of an order."),
    ("identify", Identify, "Write what is known of a person from now on."),
    ("group", Group, "Write what is known of a group, and who belongs to it."),
    ("page", Page, "Write a view of a page or a screen."),
)
ABOUT: Mapping[str, About] = {"purchase": "order", "refund": "refund"}
NONE: Final[Mapping[str, str]] = MappingProxyType({})


def row_types(
    place: type[Payload],
    build: Build,
    limits: Limits,
    batch_key: Callable[[Any], Hashable],
    kept: Mapping[str, str] = NONE,
) -> tuple[ActionType, ...]:
    """The action types, their payloads with the fields of `place` before those of the row.

    `kept` are the names that the tool keeps for itself, each with what it is there: `"a column of the server's"`.
    """
    return tuple(
        ActionType(name, payload_of(place, kind, kept), build, help_, limits, batch_key, about=ABOUT.get(name))
        for name, kind, help_ in KINDS
    )


def payload_of(place: type[Payload], kind: type[Row], kept: Mapping[str, str] = NONE) -> type[Payload]:
    """The model with the fields of both. Columns of one's own bear no name that the tool or the row has itself.

    >>> from destinations.sdk.families.writers.row import TableName
    >>> class InTable(Payload):
    ...     table: TableName
    >>> payload_of(InTable, Page)(table="pages", timestamp="2026-03-01").table
    'pages'
    """
    ours = dict.fromkeys(kind.model_fields.keys() - {"columns"}, "a column that the row has itself")
    columns: Any = (dict[column_name({**ours, **kept}), Any], kind.model_fields["columns"])  # type: ignore[misc]
    return create_model(
        kind.__name__, __base__=(kind, place), __doc__=kind.__doc__, __module__=place.__module__, columns=columns
    )
