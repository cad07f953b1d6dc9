"""Who reads which partition of a lane: leases in a bucket, which end by themselves where nobody renews them."""

import time
from collections.abc import Collection
from contextlib import suppress

from nats.js.api import KeyValueConfig, StorageType
from nats.js.client import JetStreamContext
from nats.js.errors import BucketNotFoundError, KeyNotFoundError, KeyWrongLastSequenceError, NoKeysError
from nats.js.kv import KeyValue

from actions.stream.nats.connection import surely

# A lease that was not renewed for so long is anybody's. It is renewed, and others are looked at, three times as often.
LEASE, BEAT = 9.0, 3.0


async def open_bucket(context: JetStreamContext, name: str, copies: int, ttl: float | None = None) -> KeyValue:
    """The bucket, which is made where it is missing; what is in it ends after `ttl` seconds, if given."""
    try:
        return await surely(lambda: context.key_value(name))
    except BucketNotFoundError:
        config = KeyValueConfig(bucket=name, ttl=ttl, replicas=copies, storage=StorageType.FILE, history=1)
        return await surely(lambda: context.create_key_value(config))


class Leases:
    """The leases that one worker has of a lane's partitions.

    Each worker takes as many as are its due, and gives up what is more than that, so that a new one gets its part.
    """

    def __init__(self, bucket: KeyValue, lane: str, worker: str, partitions: int) -> None:
        self.owned: dict[int, int] = {}
        self.of = partitions
        self._bucket = bucket
        self._lane = lane
        self._worker = worker
        self._next = 0.0

    async def beat(self, busy: Collection[int]) -> None:
        """Renew and look around, where it is time; those of `busy` partitions are not given up."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + BEAT
        await self._bucket.put(self._here(self._worker), b"")
        for partition in list(self.owned):
            await self._renew(partition)
        keys = await self._keys()
        workers = sum(one.startswith(self._here("")) for one in keys)
        due = -(-self.of // max(1, workers))
        free = [one for one in range(self.of) if self._lease(one) not in keys]
        for partition in free[: max(0, due - len(self.owned))]:
            # Another worker may have been quicker.
            with suppress(KeyWrongLastSequenceError):
                self.owned[partition] = await self._bucket.create(self._lease(partition), self._worker.encode())
        for partition in [one for one in self.owned if one not in busy][: max(0, len(self.owned) - due)]:
            await self._give_up(partition)

    async def leave(self) -> None:
        """Give up all, for others to take at once."""
        self._next = 0.0
        for partition in list(self.owned):
            await self._give_up(partition)
        await self._bucket.delete(self._here(self._worker))

    async def _renew(self, partition: int) -> None:
        # Each partition is read in a task of its own, and any of them may give up all meanwhile.
        if (revision := self.owned.get(partition)) is None:
            return
        try:
            renewed = await self._bucket.update(self._lease(partition), self._worker.encode(), revision)
        except KeyWrongLastSequenceError:
            # It had ended, and somebody else has it now: whatever is under way comes again there.
            self.owned.pop(partition, None)
        else:
            if partition in self.owned:
                self.owned[partition] = renewed

    async def _give_up(self, partition: int) -> None:
        if (revision := self.owned.pop(partition, None)) is None:
            return
        with suppress(KeyWrongLastSequenceError, KeyNotFoundError):
            await self._bucket.delete(self._lease(partition), last=revision)

    async def _keys(self) -> set[str]:
        try:
            return set(await self._bucket.keys())
        except NoKeysError:
            return set()

    def _lease(self, partition: int) -> str:
        return f"lease.{self._lane}.{partition}"

    def _here(self, worker: str) -> str:
        return f"here.{self._lane}.{worker}"
