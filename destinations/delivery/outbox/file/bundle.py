"""Deliveries of one lane that were accepted together are one row: what is written of them, and read again.

Measured with 500 deliveries of 500 bytes to a row: a bundle takes half the time to write and a third to delete of what
a row for each delivery takes.
"""

import struct
from collections.abc import Collection, Sequence
from typing import NamedTuple
from zlib import crc32

import orjson

# Of each member: its kind, its event's place in the block, the checksum and the length of its payload, the length of
# what is noted about it.
FACTS = 5
ID_BYTES, PERSON_BYTES, CHECK_BYTES = 17, 8, 4
MEMBER_BYTES = 4 * FACTS + ID_BYTES + 2 * PERSON_BYTES
NOBODY = bytes(PERSON_BYTES)


class Member(NamedTuple):
    """A delivery of a bundle. `event` is the place of its event in the block, `user` and `anonymous` are hashes."""

    kind: int
    event: int
    checksum: int
    id: bytes
    payload: bytes
    about: bytes
    user: bytes | None
    anonymous: bytes | None


# The same without its names: one is made for each delivery, which takes a third of the time.
Packed = tuple[int, int, int, bytes, bytes, bytes, bytes | None, bytes | None]


class Event(NamedTuple):
    """An event of a block, as JSON, and what dead letters are found by."""

    body: bytes
    name: str | None
    message_id: str | None


NO_EVENT = Event(b"", None, None)


def pack(members: Sequence[Packed], place: int = 0) -> tuple[bytes, bytes]:
    """The members as two texts: what is known of each, and their payloads and notes. They belong to that place.

    >>> one = Member(3, 0, 77, bytes(17), b"{}", b"[1]", None, b"12345678")
    >>> unpack(*pack([one, one])) == [one, one]
    True
    """
    facts: list[int] = []
    ids: list[bytes] = []
    people: list[bytes] = []
    body: list[bytes] = []
    for kind, event, checksum, name, payload, about, user, anonymous in members:
        facts += (kind, event, checksum, len(payload), len(about))
        ids.append(name)
        people += (user or NOBODY, anonymous or NOBODY)
        body += (payload, about)
    head = b"".join([struct.pack(f"<{len(facts)}I", *facts), *ids, *people])
    return head + _checksum(head, place), b"".join(body)


def is_whole(head: bytes, place: int) -> bool:
    """Whether what is known of the members of the bundle at that place is as it was written."""
    count, more = divmod(len(head), MEMBER_BYTES)
    facts, check = head[: count * MEMBER_BYTES], head[count * MEMBER_BYTES :]
    # Those of the format's first days have no checksum, and those of its second not that of their place.
    return more == 0 or check in (_checksum(facts, place), crc32(facts).to_bytes(CHECK_BYTES, "little"))


def _checksum(facts: bytes, place: int) -> bytes:
    return crc32(b"%d" % place, crc32(facts)).to_bytes(CHECK_BYTES, "little")


def unpack(head: bytes, body: bytes, place: int = 0) -> list[Member]:
    """The members of which `pack` gives these texts.

    Where the first has changed on disk, no member's checksum is that of its payload.
    """
    count, is_damaged = len(head) // MEMBER_BYTES, not is_whole(head, place)
    ids = 4 * FACTS * count
    people = ids + ID_BYTES * count
    members, start = [], 0
    for number, (kind, event, checksum, size, rest) in enumerate(struct.iter_unpack(f"<{FACTS}I", head[:ids])):
        middle, end = start + size, start + size + rest
        at = people + 2 * PERSON_BYTES * number
        user, anonymous = head[at : at + PERSON_BYTES], head[at + PERSON_BYTES : at + 2 * PERSON_BYTES]
        members.append(
            Member(
                kind,
                event,
                crc32(body[start:middle]) ^ 1 if is_damaged else checksum,
                head[ids + ID_BYTES * number : ids + ID_BYTES * (number + 1)],
                body[start:middle],
                body[middle:end],
                None if user == NOBODY else user,
                None if anonymous == NOBODY else anonymous,
            )
        )
        start = end
    return members


def pack_events(events: Sequence[Event]) -> tuple[bytes, bytes]:
    """Events as two texts: how long each is with what it is found by, and these themselves.

    >>> unpack_event(*pack_events([Event(b"{}", None, None), Event(b"[]", "Sale", "m-1")]), 1)
    Event(body=b'[]', name='Sale', message_id='m-1')
    """
    named = orjson.dumps([(len(one.body), one.name, one.message_id, checked(one)) for one in events])
    return named, b"".join([one.body for one in events])


def unpack_event(head: bytes, body: bytes, number: int) -> Event:
    """The event of that place in the block; an empty one where the bytes on disk have changed.

    >>> unpack_event(b"[[2,nul!", b"{}", 0)
    Event(body=b'', name=None, message_id=None)
    """
    try:
        named = orjson.loads(head)
        start = sum(one[0] for one in named[:number])
        # Those of the format's first days have no checksum.
        size, name, message_id, *checksum = named[number]
        event = Event(body[start : start + size], name, message_id)
        return event if not checksum or checksum[0] == checked(event) else NO_EVENT
    except (ValueError, TypeError, IndexError):
        # A delivery must end all the same: its dead letter has the payload.
        return NO_EVENT


def changed_events(head: bytes, body: bytes) -> int:
    """How many events of the block have changed on disk.

    >>> head, body = pack_events([Event(b"{}", "Sale", "m-1"), Event(b"[]", None, None)])
    >>> changed_events(head, body), changed_events(head, b"{}{}"), changed_events(b"[[2,nul!", body)
    (0, 1, 1)
    """
    start = changed = 0
    try:
        for size, name, message_id, *checksum in orjson.loads(head):
            event = Event(body[start : start + size], name, message_id)
            changed += bool(checksum) and checksum[0] != checked(event)
            start += size
    except (ValueError, TypeError):
        return changed + 1
    return changed


def without_events(head: bytes, body: bytes, numbers: Collection[int]) -> tuple[bytes, bytes]:
    """The block with nothing in the places of these events; the others keep theirs.

    >>> texts = pack_events([Event(b"{}", "Sale", "m-1"), Event(b"[]", None, None)])
    >>> unpack_event(*without_events(*texts, {0}), 0), unpack_event(*without_events(*texts, {0}), 1).body
    (Event(body=b'', name=None, message_id=None), b'[]')
    """
    try:
        count = len(orjson.loads(head))
    except ValueError:
        count = 0  # Nobody can read any of them.
    return pack_events([NO_EVENT if one in numbers else unpack_event(head, body, one) for one in range(count)])


def checked(event: Event) -> int:
    """The checksum of an event and of what it is found by."""
    return crc32(f"{event.name}/{event.message_id}".encode("utf-8", "surrogatepass"), crc32(event.body))
