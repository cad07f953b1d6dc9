"""The journal whose records go into a stream of a broker: whatever waits is published together."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple

from actions.serve.decider.rules import Rules
from actions.serve.journal import JournalError, JournalFullError, Record
from actions.serve.streaming.events import Id, Written, too_long, written
from actions.stream.address import Address
from actions.stream.brokers import open_sink
from actions.stream.sink import Sink, SinkError

WAIT = 5.0
MOST_WAITING = 64 << 20
# Some 30 MB, and an hour of 28 events a second: SDKs send again within minutes.
REMEMBERED = 100_000
NOT_INSTALLED = "journal: stream: needs the client of its broker: pip install 'destination-actions[{}]'"


class _Waiting(NamedTuple):
    made: Written
    size: int
    done: "asyncio.Future[None]"


class StreamJournal:
    """Accepted events go into the stream at `address`, to be kept there for `keep` seconds, from `open` to `close`.

    An event that the broker took does not go in again when an SDK sends it anew to the same process, as long as that
    remembers it. Each is joined with its request first, and the rules of its source are applied: workers know of none.
    What these keep from everybody is a dead letter of the stream. `rules` may be replaced at any time.
    """

    def __init__(self, address: Address, keep: float, rules: Rules) -> None:
        self.rules = rules
        self.failures_in_a_row = 0
        self.torn_bytes = 0
        self.is_disk_full = False
        self._address = address
        self._keep = keep
        self._open = AsyncExitStack()
        self._sink: Sink | None = None
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0
        self._publishing: asyncio.Task[None] | None = None
        self._is_closing = False
        # The events that the broker took last, by their sources and ids.
        self._taken: OrderedDict[Id, None] = OrderedDict()

    def open(self) -> None:
        """See that the broker can be reached, and make the streams; JournalError where that cannot be done."""
        asyncio.run(self._try())

    async def append(self, records: Sequence[Record]) -> None:
        """Return when the broker keeps the events, or answers again; JournalFullError where it did not."""
        made = written(records, self.rules, self._taken)
        if not made.events and not made.letters and not self.failures_in_a_row:
            return
        size = sum(len(one.line) for one in made.events) + sum(len(one.event) for one in made.letters)
        if self._is_closing:
            raise JournalFullError("draining", "the journal is being closed", WAIT)
        if self._waiting_bytes + size > MOST_WAITING:
            raise JournalFullError("full", "too much waits for the broker", WAIT)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(made, size, done))
        self._waiting_bytes += size
        if self._publishing is None or self._publishing.done():
            self._publishing = asyncio.create_task(self._publish_on())
        await done

    def look_at_disk(self) -> None:
        """Nothing: the broker sees to its disks."""

    async def close(self) -> None:
        """Publish what waits, then leave the broker."""
        self._is_closing = True
        if self._publishing is not None:
            await self._publishing
        await self._open.aclose()

    async def _try(self) -> None:
        try:
            async with open_sink(self._address, self._keep):
                return
        except ModuleNotFoundError:
            raise JournalError(NOT_INSTALLED.format(self._address.broker)) from None
        except Exception as error:  # noqa: BLE001 - each broker's client has errors of its own
            why = str(error) or type(error).__name__
            raise JournalError(f"journal: {self._address} cannot be used: {why}") from None

    async def _publish_on(self) -> None:
        """Publish whatever waits, group by group: each goes in whole before the next, so that order is kept."""
        while self._waiting:
            group, self._waiting = self._waiting, []
            self._waiting_bytes = 0
            problem = await self._publish(group)
            for one in group:
                if problem is None:
                    self._remember(one.made.ids)
                if one.done.done():
                    continue  # Its client has gone.
                if problem is None:
                    one.done.set_result(None)
                else:
                    one.done.set_exception(JournalFullError("full", problem, WAIT))

    def _remember(self, ids: Sequence[Id]) -> None:
        self._taken.update(dict.fromkeys(ids))
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)

    async def _publish(self, group: Sequence[_Waiting]) -> str | None:
        """What stood in the way; whoever sent the events sends them again, under the same ids."""
        try:
            sink = await self._entered()
            events = [event for one in group for event in one.made.events]
            letters = [letter for one in group for letter in one.made.letters]
            # What no message can hold must not keep the others from going in.
            letters += [too_long(one.line) for one in events if len(one.line) >= sink.most_bytes]
            if events := [one for one in events if len(one.line) < sink.most_bytes]:
                await sink.publish(events)
            if letters:
                await sink.dead(letters)
            if not events and not letters:
                await sink.reach()
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            self.failures_in_a_row += 1
            why = str(error) if isinstance(error, SinkError) else type(error).__name__
            return f"the broker did not take the events: {why}"
        self.failures_in_a_row = 0
        return None

    async def _entered(self) -> Sink:
        if self._sink is None:
            self._sink = await self._open.enter_async_context(open_sink(self._address, self._keep))
        return self._sink
