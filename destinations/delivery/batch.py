"""Batches: which payloads go into one request."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from destinations.delivery.outbox.cursor import Claimed, Claims
from destinations.sdk.destination import ActionType, BuildError, Sendable, one_batch
from destinations.sdk.outcome import Rejected
from destinations.sdk.refusal import error_text
from destinations.sdk.settings import Settings
from destinations.sdk.write import Write


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one action type and what carries them; `members[i]` is payload i of `build`."""

    action_type: ActionType
    members: Sequence[Claimed]
    requests: tuple[Sendable, ...]

    def payloads(self) -> Sequence[Any]:
        """The payloads of the members; where these are together, each is made for whoever looks at it."""
        if isinstance(self.members, Claims):
            return _Payloads(self.members)
        return [member.delivery.payload for member in self.members]

    def without(self, gone: Iterable[Claimed]) -> list[Claimed]:
        """The other members."""
        left_out = {id(member) for member in gone}
        return [member for member in self.members if id(member) not in left_out]


class _Payloads(Sequence[Any]):
    """The payloads of deliveries that are together."""

    __slots__ = ("_members",)

    def __init__(self, members: Sequence[Claimed]) -> None:
        self._members = members

    def __len__(self) -> int:
        return len(self._members)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [member.delivery.payload for member in list(self._members)[at]]
        return self._members[at].delivery.payload


@dataclass(frozen=True, slots=True)
class Unsendable:
    """A delivery for which no request can be built."""

    member: Claimed
    outcome: Rejected


def cut(claims: Iterable[Claimed | Claims], settings: Settings) -> Iterator[Batch | Unsendable]:
    """Batches within the limits of their action type; deliveries that go together keep their order.

    A batch whose body or number of rows is over the limit is halved, as is one whose `build` fails: only the
    delivery at fault is unsendable.
    """
    groups: dict[Hashable, list[Claimed]] = {}
    for claim in claims:
        if isinstance(claim, Claims):
            most = max(1, claim.action_type.limits.items)
            for start in range(0, len(claim), most):
                yield from fit(claim[start : start + most], settings)
            continue
        try:
            groups.setdefault(_key(claim), []).append(claim)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's mistake concerns this delivery alone
            yield Unsendable(claim, _refusal(error))
    for group in groups.values():
        most = max(1, group[0].delivery.action_type.limits.items)
        for start in range(0, len(group), most):
            yield from fit(group[start : start + most], settings)


def group_of(claim: Claimed) -> Hashable:
    """What those have in common that may travel with the delivery; None where a plugin cannot say."""
    try:
        key = _key(claim)
        hash(key)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - a plugin's mistake is reported by `cut`
        return None
    return key


def fit(members: Sequence[Claimed], settings: Settings) -> Iterator[Batch | Unsendable]:
    """One batch of the members (one action type, one batch key), or smaller ones where that is too large."""
    action_type = members.action_type if isinstance(members, Claims) else members[0].delivery.action_type
    try:
        requests = _build(action_type, members, settings)
        batch = Batch(action_type, members if isinstance(members, Claims) else tuple(members), requests)
        problem = _over_limit(batch)
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the other deliveries go on
        problem = _refusal(error)
    if problem is None:
        yield batch
    elif isinstance(members, Claims):
        # Of their payloads themselves: a plugin may ask more of these than records have.
        yield from fit(list(members), settings)
    elif len(members) == 1:
        yield Unsendable(members[0], problem)
    else:
        for half in halves(members):
            yield from fit(half, settings)


def halves(members: Sequence[Claimed]) -> tuple[Sequence[Claimed], Sequence[Claimed]]:
    """The first and the second half; of an odd number, the first is the larger."""
    middle = (len(members) + 1) // 2
    return members[:middle], members[middle:]


def _key(claim: Claimed) -> Hashable:
    action_type = claim.delivery.action_type
    if action_type.batch_key is one_batch:
        return action_type.name
    return action_type.name, action_type.batch_key(claim.delivery.payload)


def _build(action_type: ActionType, members: Sequence[Claimed], settings: Settings) -> tuple[Sendable, ...]:
    payloads = members.models() if isinstance(members, Claims) else [one.delivery.payload for one in members]
    requests = action_type.requests(payloads, settings)
    covered = set().union(*(positions(request, len(members)) for request in requests))
    if not covered <= set(range(len(members))):
        raise BuildError(f"a request names payload {max(covered)} of {len(members)}")
    if len(covered) < len(members):
        raise BuildError("no request was made for a payload")
    return requests


def positions(request: Sendable, payloads: int) -> set[int]:
    """Which of so many payloads the request or write is about; a request that does not say is about all."""
    if isinstance(request, Write):
        return set(request.items)
    return set(request.items) or set(range(payloads))


def _over_limit(batch: Batch) -> Rejected | None:
    limits = batch.action_type.limits
    largest = max(len(request.body) for request in batch.requests)
    if largest > limits.bytes:
        name = batch.action_type.name
        return Rejected(f"its body has {largest} bytes, and {name} takes at most {limits.bytes} per request")
    # A payload may make several rows; one payload's own rows cannot be parted, so they go as they are.
    rows = max(len(request.items) for request in batch.requests)
    if rows > limits.items and len(batch.members) > 1:
        return Rejected(f"{rows} rows in one request, and at most {limits.items} are taken")
    return None


def _refusal(error: BaseException) -> Rejected:
    why = str(error) if isinstance(error, BuildError) else error_text(error)
    return Rejected(f"no request could be built: {why}")
