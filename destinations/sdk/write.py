"""Rows for a tool without an HTTP API: a database, a broker, a folder of files."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import orjson

from destinations.arguments import WORD, check, of, several
from destinations.sdk.encode import to_json
from destinations.sdk.outcome import Outcome
from destinations.sdk.refusal import shown

ROWS = several(Mapping, "a list of dicts")
WHOLES = several(int, "a list of whole numbers, the positions of payloads")


@dataclass(frozen=True, slots=True)
class Write:
    """Rows that go to one place of a tool: what `build` returns instead of a Request.

    Rows are objects, and not JSON as those of a request: a database and a Parquet file want the value of each column. A
    file of JSON lines could take the JSON, which would save it 1 of the 9 us that a row takes from payload to file.

    `tool` is the destination's name, `target` the table, topic or path. Rows are JSON objects, decimals
    allowed. `items[i]` is the position, in the list of payloads given to `build`, of the payload that row i
    came from. `own` are the columns that senders named, all others are those that every row of the kind has.
    `body` is the rows as JSON, by which the limit on bytes is kept. ValueError for what is not JSON, and for a row
    that comes from no payload.
    """

    tool: str
    target: str
    rows: tuple[Mapping[str, Any], ...]
    items: tuple[int, ...]
    own: frozenset[str] = frozenset()
    body: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check(
            "Write",
            tool=(self.tool, WORD),
            target=(self.target, WORD),
            rows=(self.rows, ROWS),
            items=(self.items, WHOLES),
            own=(self.own, of(frozenset)),
        )
        if len(self.rows) != len(self.items):
            raise ValueError(
                f"there are {len(self.rows)} rows, and items says of {len(self.items)} what they come from"
            )
        try:
            object.__setattr__(self, "body", to_json(self.rows))
        except ValueError as error:
            raise ValueError(_first_unwritable(self.rows) or str(error)) from error

    @classmethod
    def of(
        cls,
        tool: str,
        target: str,
        rows: Sequence[Mapping[str, Any]],
        items: Sequence[int] | None = None,
        own: Iterable[str] = (),
    ) -> Self:
        """Rows for `target`; row i is taken to come from payload i unless `items` differs."""
        check("Write", rows=(rows, ROWS), items=(items, WHOLES.or_none()), own=(own, of(Iterable)))
        return cls(tool, target, tuple(rows), tuple(range(len(rows)) if items is None else items), frozenset(own))

    def shown(self) -> dict[str, Any]:
        """The rows for people, in the parts that a request has.

        >>> Write.of("postgres", "shop.tracks", [{"id": "m-1"}]).shown()["url"]
        'postgres:shop.tracks'
        """
        return {"method": "WRITE", "url": f"{self.tool}:{self.target}", "headers": {}, "body": orjson.loads(self.body)}


def _first_unwritable(rows: Sequence[Mapping[str, Any]]) -> str:
    """Which value of a row is not JSON, and why."""
    for name, value in (part for row in rows for part in row.items()):
        try:
            to_json(value)
        except ValueError as error:
            return f"{shown(name)} cannot be {shown(value)}: {error}"
    return ""


class Writer(Protocol):
    """Writes rows, one batch at a time."""

    async def write(self, write: Write) -> Sequence[Outcome]:
        """One outcome per row, in order. An exception means that the outcome is unknown: all rows are retried.

        A ValueError, TypeError, ArithmeticError or LookupError says that a row cannot be written: the batch is halved
        until the row at fault is alone, and only that row is rejected. Blocking calls belong into
        `asyncio.to_thread`. After an error the writer is closed and opened anew.
        """


OpenWriter = AbstractAsyncContextManager[Writer]
