"""Rows for a tool that is not spoken to by HTTP: a database, a broker, a folder of files."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import orjson

from destinations.sdk.encode import to_json
from destinations.sdk.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Write:
    """Rows that go to one place of a tool: what `build` returns in the place of a Request.

    `tool` is the destination's name, `target` the table, topic or path. Rows are JSON objects, decimals
    allowed. `items[i]` is the position, in the list of payloads given to `build`, of the payload that row i
    came from. `body` is the rows as JSON, by which the limit on bytes is kept. ValueError for what is not JSON, and
    for a row that comes from no payload.
    """

    tool: str
    target: str
    rows: tuple[Mapping[str, Any], ...]
    items: tuple[int, ...]
    body: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.rows) != len(self.items):
            raise ValueError(
                f"there are {len(self.rows)} rows, and items says of {len(self.items)} what they come from"
            )
        object.__setattr__(self, "body", to_json(self.rows))

    @classmethod
    def of(cls, tool: str, target: str, rows: Sequence[Mapping[str, Any]], items: Sequence[int] | None = None) -> Self:
        """Rows for `target`; row i is taken to come from payload i unless `items` differs."""
        return cls(tool, target, tuple(rows), tuple(range(len(rows)) if items is None else items))

    def shown(self) -> dict[str, Any]:
        """The rows for people, in the parts that a request has.

        >>> Write.of("postgres", "shop.tracks", [{"id": "m-1"}]).shown()["url"]
        'postgres:shop.tracks'
        """
        return {"method": "WRITE", "url": f"{self.tool}:{self.target}", "headers": {}, "body": orjson.loads(self.body)}


class Writer(Protocol):
    """What writes rows. One batch at a time is given to it."""

    async def write(self, write: Write) -> Sequence[Outcome]:
        """One outcome per row, in order. What is raised means that nothing is known: all rows are tried again.

        Calls that block belong into `asyncio.to_thread`. After an error the writer is closed and opened anew.
        """


OpenWriter = AbstractAsyncContextManager[Writer]
