"""Deliveries that were accepted together and are taken together: none is made by itself while all goes well."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.cursor import Claimed, Claims
from destinations.delivery.outbox.entry import Entry
from destinations.delivery.outbox.file.places import Range, Warm, WarmBundle
from destinations.delivery.outbox.stored import read_payload
from destinations.sdk.destination import ActionType, one_batch
from destinations.sdk.outcome import Sent
from destinations.sdk.payload import Payload

SENT = Sent()


class Part(NamedTuple):
    """Members of one bundle, by their places."""

    bundle: WarmBundle
    places: Sequence[int]

    def entries(self) -> Sequence[Entry]:
        first, entries = self.bundle.place, self.bundle.entries
        if isinstance(self.places, range):
            return entries[self.places.start - first : self.places.stop - first]
        return [entries[place - first] for place in self.places]

    def ranges(self) -> Iterator[Range]:
        first, bundle = self.bundle.place, self.bundle
        if not isinstance(self.places, range):
            for place in self.places:
                yield Range(first, place, 1, len(bundle.entries[place - first].payload))
        elif len(self.places) == len(bundle.entries):
            yield Range(first, first, len(bundle.entries), bundle.size)
        else:
            yield Range(first, self.places.start, len(self.places), sum(len(one.payload) for one in self.entries()))


class Together(Claims):
    """Deliveries of one action type that were never tried, in their order.

    Each is made when it is asked for, which is when something is to be said of it alone.
    """

    __slots__ = ("_action_type", "_length", "_opened", "instance", "parts")

    def __init__(self, instance: str, action_type: ActionType, parts: Sequence[Part]) -> None:
        self.instance = instance
        self._action_type = action_type
        self.parts = parts
        self._length = sum(len(part.places) for part in parts)
        self._opened: list[Claimed] | None = None

    @property
    def action_type(self) -> ActionType:
        return self._action_type

    def models(self) -> list[Any]:
        return [entry.model for part in self.parts for entry in part.entries()]

    def ranges(self) -> Iterator[Range]:
        """Where they are in the file."""
        for part in self.parts:
            yield from part.ranges()

    def delivered(self, status: int | None) -> "DeliveredTogether":
        """What becomes of each once all of them were sent."""
        return DeliveredTogether(self, status)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Claimed]:
        return iter(self._members())

    @overload
    def __getitem__(self, at: int) -> Claimed: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Claimed]: ...
    def __getitem__(self, at: int | slice) -> Claimed | Sequence[Claimed]:
        if isinstance(at, int):
            return self._members()[at]
        start, end, step = at.indices(self._length)
        return Together(self.instance, self.action_type, _cut(self.parts, start, end)) if step == 1 else list(self)[at]

    def _members(self) -> list[Claimed]:
        if self._opened is None:
            self._opened = [self._made(part, place) for part in self.parts for place in part.places]
        return self._opened

    def _made(self, part: Part, place: int) -> Claimed:
        member = part.bundle.member(place)
        delivery = delivery_of(member.entry, self.instance, self.action_type)
        return Claimed(delivery, place=member.where)


class DeliveredTogether(Sequence[Delivered]):
    """What became of deliveries that were sent at one go; each is made for those who look at it."""

    __slots__ = ("_sent", "_status")

    def __init__(self, sent: Together, status: int | None) -> None:
        self._sent = sent
        self._status = status

    def __len__(self) -> int:
        return len(self._sent)

    def __iter__(self) -> Iterator[Delivered]:
        return (Delivered(one.delivery, SENT, 1, self._status) for one in self._sent)

    @overload
    def __getitem__(self, at: int) -> Delivered: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Delivered]: ...
    def __getitem__(self, at: int | slice) -> Delivered | Sequence[Delivered]:
        return list(self)[at]


def delivery_of(entry: Entry, instance: str, action_type: ActionType) -> Delivery:
    """The delivery that is kept, with its payload."""
    payload = entry.model
    if not isinstance(payload, Payload):
        # A record has no more of its payload than rows are made of.
        payload = read_payload(action_type.payload, entry.id, entry.payload)
    return Delivery(entry.id, instance, action_type, payload, entry)


def _cut(parts: Sequence[Part], start: int, end: int) -> list[Part]:
    """The parts of the members from the one of number `start` on, and before `end`."""
    found = list[Part]()
    for bundle, places in parts:
        own = places[max(0, start) : max(0, end)]
        if own:
            found.append(Part(bundle, own))
        start, end = start - len(places), end - len(places)
    return found


def together(
    instance: str, types: Mapping[str, ActionType], bundles: Iterable[WarmBundle]
) -> tuple[list[Together], list[Warm]]:
    """The members of the bundles by their action type; and one by one where more than that decides what may travel."""
    parts, alone = dict[str, list[Part]](), list[Warm]()
    for bundle in bundles:
        for kind, places in _by_type(bundle).items():
            known = types.get(kind)
            if known and known.batch_key is one_batch:
                parts.setdefault(kind, []).append(Part(bundle, places))
            else:
                alone += [bundle.member(place) for place in places]
    return [Together(instance, types[kind], found) for kind, found in parts.items()], alone


def _by_type(bundle: WarmBundle) -> dict[str, Sequence[int]]:
    if bundle.type is not None:
        return {bundle.type: range(bundle.place, bundle.end)}
    found = dict[str, list[int]]()
    for place, entry in enumerate(bundle.entries, bundle.place):
        found.setdefault(entry.kind.type, []).append(place)
    return dict(found)
