"""What the journal keeps of people, taken out of it: whole events, or those of a batch that nobody has split yet."""

from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import Raw, UnsetType

from actions.reading.parse_event import parse_event
from actions.serve.journal import Record
from actions.serve.privacy.suppressions import hash_of
from actions.serve.privacy.whose import people_of

BACKSLASH = b"\\"
BLANK = b" "


class _Batch(msgspec.Struct, gc=False):
    batch: list[Raw] | UnsetType = msgspec.UNSET


_batch = msgspec.json.Decoder(_Batch)
_list = msgspec.json.Decoder(list[Raw])


class Erasing:
    """What is left of a record without these people: it itself, one as long with fewer events, or None.

    `found` are the ids by which they were known. Records may hold one event, or a whole request.
    """

    def __init__(self, ids: Collection[str], hashes: Collection[str] = ()) -> None:
        self.found: set[str] = set()
        self._ids, self._hashes = frozenset(ids), frozenset(hashes)
        self._written = [one.encode("utf-8", "surrogatepass") for one in self._ids]

    def __call__(self, record: Record) -> Record | None:
        body = record.body
        is_written = any(one in body for one in self._written)
        # To read an event takes ten times as long as to look for an id in its bytes.
        if not self._hashes and BACKSLASH not in body and not is_written:
            return record
        events = _events(body)
        if events is None:
            return None if self._is_theirs(body, is_written=is_written) else record
        kept = [one for one in events if not self._is_theirs(one, is_written=is_written)]
        if len(kept) == len(events):
            return record
        return _without(record, events, kept) if kept else None

    def _is_theirs(self, body: bytes, *, is_written: bool) -> bool:
        event = parse_event(body)
        people = set(people_of(event, body))
        theirs = {who for who in people if who in self._ids or (self._hashes and hash_of(who) in self._hashes)}
        self.found |= theirs
        return bool(theirs) or (is_written and not isinstance(event, dict))


def _events(body: bytes) -> list[bytes] | None:
    """The events of a batch as they are written; None where it is one event, or cannot be read."""
    try:
        if body[:1] == b"[":
            return [bytes(one) for one in _list.decode(body)]
        found: Any = _batch.decode(body).batch
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return None if found is msgspec.UNSET else [bytes(one) for one in found]


def _without(record: Record, events: list[bytes], kept: list[bytes]) -> Record | None:
    """The record with the events that are kept, and blanks in the place of the others."""
    body, begin, end = record.body, -1, 0
    for one in events:
        here = body.find(one, end)
        begin, end = here if begin < 0 else begin, here + len(one)
    inner = b",".join(kept)
    made = body[:begin] + inner.ljust(end - begin, BLANK) + body[end:]
    return msgspec.structs.replace(record, body=made)
