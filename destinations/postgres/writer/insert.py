"""Rows into one table: all of them in one statement, or without those that are at fault."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import errors, sql

from destinations.postgres.writer.bounds import MAY_NOT, Bounds
from destinations.postgres.writer.judge import (
    OF_THE_ROW,
    OF_THE_SET_UP,
    ZERO,
    cannot_hold,
    column_at_fault,
    error_message,
    judged,
    of_no_text,
)
from destinations.postgres.writer.table import (
    LASTS,
    Columns,
    Connection,
    Row,
    alter,
    lock_changes,
    needed,
    quoted,
    read_columns,
)
from destinations.postgres.writer.types import OF_ANYTHING
from destinations.sdk import Outcome, Rejected, Retry, Sent, to_json

# What is committed is on the disk before the server says so, also where it is configured not to wait for that.
DURABLE = sql.SQL(
    "(SELECT CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true)"
    " ELSE '' END) IS NOT NULL"
)
INSERT = sql.SQL(
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)"
    " WHERE {durable} ON CONFLICT (id) DO NOTHING"
)
THERE = sql.SQL(
    "SELECT EXISTS (SELECT FROM {table} WHERE id = (jsonb_populate_record(NULL::{table}, one.value)).id)"
    " FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS one(value, number) ORDER BY one.number"
)
# As many changes are tried one by one to see which of them fails.
MOST_TRIED = 8
# Seconds after which rows that wait until others are separated come back, to be a batch of their own.
ENOUGH = 12.0
LATER = Retry("PostgreSQL: it took long to find the rows of the batch that are at fault", counts=False)
NO_ZERO = "no text of PostgreSQL holds the character 0 (SQLSTATE 22P05)"
DROPPED = Rejected("PostgreSQL: the table did not keep the row, as a trigger or a rule of its own says")


class NotAlteredError(Exception):
    """The table did not get the columns that rows need."""

    def __init__(self, change: Mapping[str, str], error: psycopg.Error) -> None:
        super().__init__(str(error))
        self.change = change
        self.error = error


@dataclass(slots=True)
class Table:
    """A table that rows go to, within bounds."""

    connection: Connection
    name: str
    bounds: Bounds
    columns: Columns
    # When what is left is put off, so that the delivery's own time limit does not meet rows that are stored.
    until: float = field(default_factory=lambda: time.monotonic() + ENOUGH)
    # The column for which a row was refused last; others are often refused for the same one.
    suspect: str = ""

    async def write(self, rows: Sequence[Row], body: bytes) -> list[Outcome]:
        """One outcome per row, whose JSON is `body`; what is raised is trouble of the server's own."""
        unfit = [of_no_text(row) for row in rows] if ZERO in body else []
        if not any(unfit):
            return await self.insert(rows)
        others = iter(await self.insert([row for row, name in zip(rows, unfit, strict=True) if not name]))
        return [
            cannot_hold(name, row[name], NO_ZERO) if name else next(others)
            for row, name in zip(rows, unfit, strict=True)
        ]

    async def insert(self, rows: Sequence[Row]) -> list[Outcome]:
        """One outcome per row."""
        if not rows or time.monotonic() > self.until:
            return [LATER] * len(rows)
        change = needed(self.columns, rows)
        if any(self._why_not(name) for name in change) or any(one.is_computed for one in self.columns.values()):
            refused = [self._refusal(row) for row in rows]
            if any(refused):
                others = iter(await self.insert([row for row, no in zip(rows, refused, strict=True) if not no]))
                return [no or next(others) for no in refused]
        change = change if self.bounds.makes else {}
        of_the_kind = change.keys() - self.bounds.own
        try:
            if of_the_kind:
                # What all rows of a kind have is no fault of one of them.
                await self._change(rows, self.bounds.own)
                return await self.insert(rows)
            return await (self._change(rows, frozenset()) if change else self._put(rows))
        except NotAlteredError as problem:
            return await self._without(problem, rows)
        except psycopg.Error as error:
            return await self._apart(error, rows)

    def _refusal(self, row: Row) -> Rejected | None:
        """Why the row cannot be in this table, as far as that is known beforehand."""
        for name, value in row.items():
            column = self.columns.get(name)
            if column and column.is_computed and value is not None:
                return cannot_hold(name, value, "the server computes its value")
        for name in needed(self.columns, [row]):
            why = self._why_not(name)
            if why and name in self.columns:
                return cannot_hold(name, row[name], f"it is {self.columns[name].kind}, and cannot be widened: {why}")
            if why:
                return cannot_hold(name, row[name], f"it is not there, and cannot be added: {why}")
        return None

    def _why_not(self, name: str) -> str | None:
        return self.bounds.why_not(name, self.columns)

    async def _change(self, rows: Sequence[Row], beside: frozenset[str]) -> list[Outcome]:
        """Make and widen the columns that the rows need, and put the rows there; all columns but those `beside`."""
        async with self.connection.transaction():
            await lock_changes(self.connection)
            # Somebody else may have been quicker.
            self.columns = await read_columns(self.connection, self.name)
            change = {name: kind for name, kind in needed(self.columns, rows).items() if name not in beside}
            try:
                if change:
                    await alter(self.connection, self.name, change, self.columns, self.bounds.own)
            except psycopg.Error as error:
                raise NotAlteredError(change, error) from error
            outcomes = [] if beside else await self._put(rows)
        self.columns = await read_columns(self.connection, self.name)
        return outcomes

    async def _without(self, problem: NotAlteredError, rows: Sequence[Row]) -> list[Outcome]:
        """The rows that need no change of the table are put there; the others find out which of them cannot have it."""
        change, error = problem.change, problem.error
        is_late = isinstance(error, errors.QueryCanceled)
        if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected):
            later = Retry(f"PostgreSQL: others hold the table: {error_message(error)}")
            return [one or later for one in await self._ready(rows)]
        if not is_late:
            outcome = judged(error)
            if isinstance(outcome, Retry) and not change.keys() <= self.bounds.own:
                return [one or outcome for one in await self._ready(rows)]
        if len(change) == 1 or error.sqlstate == MAY_NOT:
            self._learn(next(iter(change)), error)
            return await self.insert(rows)
        if len(rows) == 1:
            return [await self._alone(rows[0], problem)]
        found = dict(enumerate(await self._ready(rows)))
        needing = [number for number, one in found.items() if one is None]
        middle = len(needing) // 2
        for half in (needing[:middle], needing[middle:]):
            found |= zip(half, await self.insert([rows[number] for number in half]), strict=True)
        return [one for one in found.values() if one]

    def _learn(self, name: str, error: psycopg.Error) -> None:
        reason = f"it takes over {LASTS} s" if isinstance(error, errors.QueryCanceled) else error_message(error)
        self.bounds.learned.take(name, error.sqlstate, reason, is_new=name not in self.columns)

    async def _ready(self, rows: Sequence[Row]) -> list[Outcome | None]:
        """Put the rows that need no change of the table there; None for the others."""
        needs = [bool(needed(self.columns, [row])) for row in rows]
        results = iter(await self.insert([row for row, need in zip(rows, needs, strict=True) if not need]))
        return [None if need else next(results) for need in needs]

    async def _alone(self, row: Row, problem: NotAlteredError) -> Outcome:
        """What becomes of a row whose columns cannot all be made; the one that fails is looked for."""
        for name, kind in list(problem.change.items())[:MOST_TRIED]:
            try:
                async with self.connection.transaction(force_rollback=True):
                    await lock_changes(self.connection)
                    await alter(self.connection, self.name, {name: kind}, self.columns, self.bounds.own)
            except psycopg.Error as error:
                if (error.sqlstate or "")[:2] not in OF_THE_ROW | OF_THE_SET_UP:
                    raise
                self._learn(name, error)
                return (await self.insert([row]))[0]
        name, others = next(iter(problem.change)), len(problem.change) - 1
        return cannot_hold(
            name, row[name], f"it cannot be made together with {others} others: {error_message(problem.error)}"
        )

    async def _apart(self, error: psycopg.Error, rows: Sequence[Row]) -> list[Outcome]:
        """The halves of rows that the server does not take find out which row is at fault."""
        outcome = judged(error)
        if isinstance(outcome, Retry):
            return [outcome] * len(rows)
        if len(rows) == 1:
            return [await self._refused(rows[0], error)]
        middle = len(rows) // 2
        return [one for half in (rows[:middle], rows[middle:]) for one in await self.insert(half)]

    async def _refused(self, row: Row, error: psycopg.Error) -> Rejected:
        """The refusal of a row that the server does not take, with the column where that can be found out."""
        name = error.diag.column_name or ""
        if name not in row:
            kinds = {one: self.columns[one].kind for one in row if one in self.columns}
            others = [one for one, kind in kinds.items() if kind not in OF_ANYTHING and one != self.suspect]
            suspects = [self.suspect] if self.suspect in kinds else []
            name = await column_at_fault(self.connection, self.name, row, suspects, others)
        self.suspect = name or self.suspect
        return (
            cannot_hold(name, row[name], error_message(error))
            if name
            else Rejected(f"PostgreSQL: {error_message(error)}")
        )

    async def _put(self, rows: Sequence[Row]) -> list[Outcome]:
        columns = sql.SQL(", ").join(map(sql.Identifier, dict.fromkeys(name for row in rows for name in row)))
        statement = INSERT.format(table=quoted(self.name), columns=columns, durable=DURABLE)
        content = to_json(rows).decode()
        taken = await self.connection.execute(statement, [content])
        if taken.rowcount == len(rows):
            return [Sent()] * len(rows)
        return await self._looked_for(content, len(rows), len(rows) - taken.rowcount)

    async def _looked_for(self, content: str, rows: int, left: int) -> list[Outcome]:
        """Sent for the rows whose id is there; `left` are as many as the server has not written now."""
        try:
            async with self.connection.transaction():
                found = await self.connection.execute(THERE.format(table=quoted(self.name)), [content])
                there = [is_there for (is_there,) in await found.fetchall()]
        except errors.InsufficientPrivilege:
            # Who may write here, but not read, has the server's word that nothing went wrong.
            return [Sent()] * rows
        if there.count(False) > left:
            # A trigger gives rows ids of its own, and which of them is which is unknown.
            return [Sent()] * rows
        return [Sent() if is_there else DROPPED for is_there in there]
