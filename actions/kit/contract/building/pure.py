"""Whether `build` is a pure function, and stays within the limits."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import partial
from itertools import cycle, islice
from typing import Any

from actions.kit.cases.difference import differences
from actions.kit.contract.building.watch import describe_touch, touched
from actions.kit.contract.subject import PayloadGroup, Subject, Tried, built, copies, quietly
from destinations.delivery.batch import Unsendable, cut
from destinations.delivery.delivery import Delivery
from destinations.delivery.outbox.cursor import Claimed
from destinations.delivery.outbox.stored import StoredError, read_payload, write_payload
from destinations.sdk.destination import Sendable

MOST_AT_ONCE = 2000


def find_changing_requests(subject: Subject) -> list[str]:
    """Action types that build something else of the same payloads when asked again."""
    return [
        f"{one.action_type.name}: the same payloads gave other requests: {finding}"
        for one in subject.groups
        if (finding := _differs(one))
    ]


def find_changed_payloads(subject: Subject) -> list[str]:
    """Action types whose `build` leaves payloads or settings other than it found them."""
    found = []
    for one in subject.groups:
        payloads, settings = [*deepcopy(one.payloads)], one.settings.shown.model_copy(deep=True)
        quietly(lambda: one.action_type.build(payloads, settings))  # noqa: B023 - called at once
        if payloads != [*one.payloads]:
            changed = dict.fromkeys(
                name for a, b in zip(payloads, one.payloads, strict=False) for name in _changed(a, b)
            )
            where = f": {', '.join(changed)}" if changed else ""
            found.append(f"{one.action_type.name}: build changed a payload{where}; make a new dict or list instead")
        if settings != one.settings.shown:
            found.append(f"{one.action_type.name}: build changed the settings")
    return found


def find_touches(subject: Subject) -> list[str]:
    """What `build` touches beside its arguments, and what the payload's validators and defaults do."""
    found = []
    for one in subject.groups:
        built(one.action_type, one.payloads, one.settings.shown)  # What it imports on first use is not its doing.
        seen = touched(partial(one.action_type.build, copies(one.payloads), one.settings.shown.model_copy(deep=True)))
        found += [f"{one.action_type.name}: build {describe_touch(name)}" for name in seen]
    return [*found, *(finding for one in subject.tried for finding in _validation(one))]


def find_changing_payloads(tried: Tried) -> list[str]:
    """Fields that have another value when the same event is decided about again."""
    first, again = (tried.decide(tried.case.event) for _ in range(2))
    pairs = [(a.payload, b.payload) for a, b in zip(first, again, strict=True) if a.status == b.status == "fired"]
    return list(dict.fromkeys(name for a, b in pairs for name in _changed(a, b)))


def _validation(tried: Tried) -> Iterator[str]:
    kind = tried.case.file["actions"][0]["do"]
    advice = "what an event does not say, leave out, or let a default mapping give it"
    for name in find_changing_payloads(tried):
        yield f"{kind}: the field {name} is another one each time the same event is decided about; {advice}"
    for name in touched(lambda: tried.decide(tried.case.event)):
        yield f"{kind}: a validator or default of the payload {describe_touch(name)}; {advice}"


def _changed(one: Any, other: Any) -> list[str]:
    return [name for name in type(one).model_fields if getattr(one, name, None) != getattr(other, name, None)]


def find_overfull_batches(subject: Subject) -> list[str]:
    """Batches as full as the limits allow, of which something cannot be sent."""
    return [f"{one.action_type.name}: {finding}" for one in subject.groups for finding in _overfull(one)]


def find_changes_on_disk(subject: Subject) -> list[str]:
    """Action types whose payloads build something else once they were written to disk and read again."""
    return [f"{one.action_type.name}: {finding}" for one in subject.groups for finding in _kept_otherwise(one)]


def _kept_otherwise(group: PayloadGroup) -> list[str]:
    try:
        kept = tuple(
            read_payload(group.action_type.payload, one.delivery_id, write_payload(one)) for one in group.payloads
        )
    except StoredError as error:
        return [str(error)]
    settings = group.settings.shown
    pairs = [(group.payloads, kept), *(((one,), (other,)) for one, other in zip(group.payloads, kept, strict=True))]
    for before, after in pairs:
        first, second = (built(group.action_type, some, settings) for some in (before, after))
        if first != second:
            return [f"a payload that was kept on disk gave another request: {difference(first, second)}"]
    return []


def _differs(group: PayloadGroup) -> str:
    first, second = (built(group.action_type, group.payloads, group.settings.shown) for _ in range(2))
    return "" if first == second else difference(first, second)


def difference(first: Sequence[Sendable], second: Sequence[Sendable]) -> str:
    """The first place in which requests differ, and what stands there in each."""
    one, other = ([made.shown() for made in some] for some in (first, second))
    found = next(differences(one, other), "their headers of credentials")
    return found.replace("expected ", "was ", 1).replace(", got ", ", then ", 1)


def _overfull(group: PayloadGroup) -> list[str]:
    limits = group.action_type.limits
    claims = [
        Claimed(Delivery(f"{number}", "contract", group.action_type, payload))
        for number, payload in enumerate(islice(cycle(group.payloads), min(limits.items, MOST_AT_ONCE)))
    ]
    found = []
    for batch in cut(claims, group.settings.shown):
        if isinstance(batch, Unsendable):
            found.append(batch.outcome.reason)
        elif any(len(one.body) > limits.bytes for one in batch.requests):
            found.append(f"a request has more than {limits.bytes} bytes")
    return found
