"""The real tools that rows go to, each on this machine, and what stands there afterwards."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import duckdb
import nats
import psycopg
import pyarrow as pa
from confluent_kafka import Consumer, TopicPartition
from psycopg import sql
from psycopg.types.json import set_json_loads
from pyarrow import dataset, parquet

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.duckdb import DuckDbSettings
from destinations.files import FilesSettings
from destinations.kafka import KafkaSettings
from destinations.nats import NatsSettings
from destinations.postgres import PostgresSettings
from destinations.registry import load_registry
from destinations.sdk import ActionType, Destination, Outcome, Settings
from destinations.sdk.families.writers import Row

WHEN = "2026-03-01T10:15:30.250Z"
NUMBERS = count(1)
QUICK = RetryPolicy(base=0.01, attempts=2, max_age=1.0)
exact_json = partial(json.loads, parse_float=Decimal, parse_int=Decimal)


def writers() -> Iterator[tuple[Destination, ActionType]]:
    """Every destination that rows are written to, with each of its action types; new ones come by themselves."""
    registry = load_registry()
    for name in registry.names():
        plugin = registry.find(name)
        for kind in plugin.destination.action_types if plugin else ():
            if plugin and issubclass(kind.payload, Row):
                yield plugin.destination, kind


class Store(Protocol):
    """A tool: `takes_zero` is whether a text may hold the character 0 there."""

    destination: str
    takes_zero: bool

    @property
    def settings(self) -> Settings: ...

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """What stands there by id, without what is null."""


class FileStore:
    """Files, in a folder of their own."""

    destination = "files"
    takes_zero = True

    def __init__(self, folder: Path, form: str) -> None:
        self.folder = folder
        self.settings = FilesSettings.model_validate({"folder": str(folder), "format": form})

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        if self.settings.format == "parquet":
            return {row["id"]: row for row in read_as_one(self.folder / table)}
        lines = [line for path in self.folder.rglob("*.jsonl") for line in path.read_bytes().splitlines()]
        return {row["id"]: row for row in map(exact_json, lines)}


def read_as_one(folder: Path) -> list[dict[str, Any]]:
    """The rows of all files of a table. Its files have one type for each column, or this fails."""
    files = sorted(folder.rglob("*.parquet"))
    schema = pa.unify_schemas([parquet.read_schema(path) for path in files]) if files else pa.schema([])
    reported = parquet.read_schema(folder / "_common_metadata")
    assert all(reported.field(one.name).type == one.type for one in schema)
    rows = dataset.dataset(folder, schema=schema, partitioning="hive").to_table().to_pylist() if files else []
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


class PostgresStore:
    """Tables of a schema of their own."""

    destination = "postgres"
    takes_zero = False

    def __init__(self, server: str) -> None:
        self.settings = PostgresSettings(
            host=server, database="postgres", user="postgres", schema_name=f"store_{next(NUMBERS)}"
        )

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        shop = self.settings
        with psycopg.connect(host=shop.host, user="postgres", dbname="postgres", autocommit=True) as connection:
            set_json_loads(exact_json, connection)
            connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(shop.schema_name)))
            cursor = connection.execute(question.encode())
            names = [one.name for one in cursor.description or ()]
            found = cursor.fetchall() if names else []
        return [tuple(names), *found]

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        names, *found = self.ask(f'TABLE "{table}"')
        rows = [dict(zip(names, one, strict=True)) for one in found]
        return {row["id"]: {name: value for name, value in row.items() if value is not None} for row in rows}


class KafkaStore:
    """A topic of its own."""

    destination = "kafka"
    takes_zero = True

    def __init__(self, brokers: str) -> None:
        self.settings = KafkaSettings(brokers=brokers, topic=f"store-{next(NUMBERS)}", tls=False)

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        del table
        consumer = Consumer({"bootstrap.servers": self.settings.brokers, "group.id": "test", "log_level": 0})
        known = consumer.list_topics(self.settings.topic, timeout=60).topics[self.settings.topic].partitions
        places = [TopicPartition(self.settings.topic, number) for number in known]
        ends = [consumer.get_watermark_offsets(place, timeout=60)[1] for place in places]
        consumer.assign([TopicPartition(self.settings.topic, number, 0) for number in known])
        found = consumer.consume(sum(ends), timeout=60)
        consumer.close()
        return {row["id"]: row for row in (exact_json(one.value() or b"") for one in found)}


class NatsStore:
    """A stream of its own."""

    destination = "nats"
    takes_zero = True

    def __init__(self, server: str) -> None:
        self.settings = NatsSettings(servers=server, subject=f"store{next(NUMBERS)}")
        asyncio.run(self._made())

    async def _made(self) -> None:
        async with await nats.connect(self.settings.servers) as client:
            name = self.settings.subject
            await client.jetstream().add_stream(name=name, subjects=[f"{name}.>", name])

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        del table

        async def read() -> list[bytes]:
            async with await nats.connect(self.settings.servers) as client:
                context, name = client.jetstream(), self.settings.subject
                last = (await context.stream_info(name)).state.last_seq
                return [(await context.get_msg(name, one)).data or b"" for one in range(1, last + 1)]

        return {row["id"]: row for row in map(exact_json, asyncio.run(read()))}


class DuckDbStore:
    """The tables of a file."""

    destination = "duckdb"
    takes_zero = True

    def __init__(self, path: Path) -> None:
        self.settings = DuckDbSettings(path=str(path))

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        with duckdb.connect(self.settings.path, read_only=True) as connection:
            shown = connection.execute(f'DESCRIBE "{table}"').fetchall()
            cells = connection.execute(f'FROM "{table}"').fetchall()
        rows = [
            {
                name: exact_json(value) if kind == "JSON" else value
                for (name, kind, *_), value in zip(shown, row, strict=True)
                if value is not None
            }
            for row in cells
        ]
        return {row["id"]: row for row in rows}


def payload_of(kind: ActionType, number: int, columns: Mapping[str, Any], **own: Any) -> Any:
    """A payload of the kind with these columns of its own, and whatever else it must have."""
    fields: dict[str, Any] = {"id": f"m-{number}", "timestamp": WHEN, "columns": dict(columns), **own}
    for name, info in kind.payload.model_fields.items():
        if info.is_required() and name not in fields:
            fields[name] = "things" if name == "table" else f"{name} of {number}"
    return kind.payload.model_validate(fields).with_delivery_id(f"d-{number}")


def delivered(store: Store, kind: ActionType, *batches: Sequence[Any]) -> list[list[Outcome]]:
    """The outcomes of batches of payloads, delivered one after the other."""

    async def run() -> list[list[Outcome]]:
        async with Deliverer({"store": store.settings}, policy=QUICK) as deliverer:
            return [
                [
                    one.outcome
                    for one in await deliverer.deliver(Delivery(row.delivery_id, "store", kind, row) for row in batch)
                ]
                for batch in batches
            ]

    return asyncio.run(run())


def found_in(row: Mapping[str, Any], name: str, columns: Mapping[str, Any]) -> Any:
    """What the row has in that column, or beside it where a column of Parquet could not hold the value."""
    places = [name, *(one for one in (f"{name}__decimal", f"{name}__text") if columns.get(one) is None)]
    return next((row[one] for one in places if row.get(one) is not None), None)


def is_kept(value: Any, found: Any) -> bool:
    """Whether what stands in a column is the value, to the last digit; a text column holds the JSON of others.

    >>> is_kept(2**63, Decimal(2**63)), is_kept({"a": [1]}, '{"a": [1]}'), is_kept("007", Decimal(7)), is_kept(True, 1)
    (True, True, False, False)
    """
    if isinstance(found, str) and not isinstance(value, str):
        try:
            found = exact_json(found)
        except ValueError:
            return False
    return bool(canonical(value) == canonical(found))


def canonical(value: Any) -> Any:
    """The value in a form in which true is not 1, and 1 is 1.0."""
    if isinstance(value, dict):
        return {name: canonical(part) for name, part in value.items()}
    if isinstance(value, list):
        return [canonical(part) for part in value]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return ("number", number or Decimal(0))
    return (type(value).__name__, value)
