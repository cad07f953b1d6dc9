"""Requests whose key no source has, kept for an hour so that a forgotten key can still be added."""

import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec

from actions.serve.http.request.keys import digest
from actions.serve.http.request.rates import Buckets
from actions.serve.journal import JournalError, Position, Record, SegmentJournal, SegmentReader, erase, forget
from actions.serve.journal.several.folders import UNKNOWN

KEPT = 3600.0
LARGEST = 64 << 20
SEGMENT = 1 << 20
REQUESTS_A_SECOND = 20.0
LAST = Position(1 << 40, 0)


class UnknownKeys:
    """The bodies of such requests in a small journal of their own, by a hash of their key."""

    def __init__(self, journal_folder: Path, reserve: int, largest: int = LARGEST) -> None:
        self.folder = journal_folder / UNKNOWN
        self._journal = SegmentJournal(self.folder, reserve=reserve, segment_size=SEGMENT)
        self._addresses = Buckets(REQUESTS_A_SECOND)
        self._size = 0
        self._largest = largest

    def open(self) -> None:
        self._journal.open()
        self._size = SegmentReader(self.folder).unread(Position())

    async def close(self) -> None:
        await self._journal.close()

    def may_keep(self, address: str, length: int, now: float) -> bool:
        """Whether a request is still worth reading."""
        return self._size + length <= self._largest and self._addresses.take(address, now) == 0

    async def keep(self, key: str, body: bytes, record: Record) -> bool:
        """Whether the request could be kept; `record` has what is known beside its body."""
        self._size += len(body)
        kept = msgspec.structs.replace(record, body=body, code="bad_key", message=digest(key))
        try:
            await self._journal.append([kept])
        except JournalError:
            return False
        return True

    def forget_old(self) -> None:
        """Delete what is older than an hour."""
        self._journal.roll()
        before = time.time() - KEPT
        with suppress(OSError):
            forget(self.folder, before, LAST, newest_too=True)
            self._size = SegmentReader(self.folder).unread(Position())

    def of(self, digests: Collection[str]) -> list[Record]:
        """The kept requests with one of these keys."""
        reader, found, here = SegmentReader(self.folder), list[Record](), Position()
        while (claim := reader.read(here)).stored:
            found += [one.record for one in claim.stored if one.record.message in digests]
            here = claim.after
        return found

    def drop(self, digests: Collection[str]) -> None:
        """Remove the kept requests with one of these keys."""
        erase(self.folder, lambda record: record.message in digests)
