"""How `build` works: purely, in order, for every payload, within the limits."""

from copy import deepcopy
from functools import partial
from itertools import cycle, islice, pairwise

from actions.kit.contract.subject import Bunch, Subject, built
from actions.kit.contract.watch import touched
from destinations.delivery.batch import Unsendable, cut
from destinations.delivery.delivery import Delivery
from destinations.delivery.outbox.cursor import Claimed
from destinations.delivery.outbox.stored import StoredError, read_payload, write_payload

MOST_AT_ONCE = 2000


def find_changing_requests(subject: Subject) -> list[str]:
    """Action types that build something else of the same payloads when asked again."""
    return [
        f"{one.action_type.name}: the same payloads gave other requests" for one in subject.bunches if _differs(one)
    ]


def find_changed_payloads(subject: Subject) -> list[str]:
    """Action types whose `build` leaves payloads or settings other than it found them."""
    found = []
    for one in subject.bunches:
        payloads, settings = [*deepcopy(one.payloads)], one.settings.shown.model_copy(deep=True)
        one.action_type.build(payloads, settings)
        if payloads != [*one.payloads]:
            found.append(f"{one.action_type.name}: build changed a payload")
        if settings != one.settings.shown:
            found.append(f"{one.action_type.name}: build changed the settings")
    return found


def find_touches(subject: Subject) -> list[str]:
    """What `build` touches beside its arguments."""
    found = []
    for one in subject.bunches:
        built(one.action_type, one.payloads, one.settings.shown)  # What it imports on first use is not its doing.
        names = touched(partial(built, one.action_type, one.payloads, one.settings.shown))
        found += [f"{one.action_type.name}: build calls {name}" for name in names]
    return found


def find_disorder(subject: Subject) -> list[str]:
    """Requests whose rows are not in the order of the payloads, payloads that are in none."""
    return [f"{one.action_type.name}: {told}" for one in subject.bunches for told in _disorder(one)]


def find_overfull_batches(subject: Subject) -> list[str]:
    """Batches as full as the limits allow, of which something cannot be sent."""
    return [f"{one.action_type.name}: {told}" for one in subject.bunches for told in _overfull(one)]


def find_changes_on_disk(subject: Subject) -> list[str]:
    """Action types whose payloads build something else once they were written to disk and read again."""
    return [f"{one.action_type.name}: {told}" for one in subject.bunches for told in _kept_otherwise(one)]


def _kept_otherwise(bunch: Bunch) -> list[str]:
    try:
        kept = tuple(
            read_payload(bunch.action_type.payload, one.delivery_id, write_payload(one)) for one in bunch.payloads
        )
    except StoredError as error:
        return [str(error)]
    settings = bunch.settings.shown
    pairs = [(bunch.payloads, kept), *(((one,), (other,)) for one, other in zip(bunch.payloads, kept, strict=True))]
    same = all(
        built(bunch.action_type, before, settings) == built(bunch.action_type, after, settings)
        for before, after in pairs
    )
    return [] if same else ["a payload that was kept on disk gave another request"]


def _differs(bunch: Bunch) -> bool:
    first, second = (built(bunch.action_type, bunch.payloads, bunch.settings.shown) for _ in range(2))
    return first != second


def _disorder(bunch: Bunch) -> list[str]:
    found = []
    covered: set[int] = set()
    count = len(bunch.payloads)
    for sendable in built(bunch.action_type, bunch.payloads, bunch.settings.shown):
        items = list(sendable.items) or list(range(count))
        covered |= set(items)
        if any(after < before for before, after in pairwise(items)):
            found.append(f"the rows of a request come from payloads {items}; keep their order")
    found += [f"a request is about payload {position} of {count}" for position in sorted(covered - set(range(count)))]
    missing = sorted(set(range(count)) - covered)
    return found + [f"no request is about payload {position} of {count}" for position in missing]


def _overfull(bunch: Bunch) -> list[str]:
    limits = bunch.action_type.limits
    claims = [
        Claimed(Delivery(f"{number}", "contract", bunch.action_type, payload))
        for number, payload in enumerate(islice(cycle(bunch.payloads), min(limits.items, MOST_AT_ONCE)))
    ]
    found = []
    for batch in cut(claims, bunch.settings.shown):
        if isinstance(batch, Unsendable):
            found.append(batch.outcome.reason)
        elif any(len(one.body) > limits.bytes for one in batch.requests):
            found.append(f"a request has more than {limits.bytes} bytes")
    return found
