"""Whether payloads that `build` accepts one by one are also accepted together."""

from collections.abc import Iterator
from itertools import cycle, islice

from actions.kit.contract.places import place_of
from actions.kit.contract.secrecy import leaks, made_up_secrets
from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.sdk.payload import Payload

MOST_AT_ONCE = 200


def find_refused_batches(subject: Subject) -> list[str]:
    """Action types whose `build` fails for as many payloads as its limits let through, and for none of them alone."""
    return [f"{one.action_type.name}: {finding}" for one in subject.larger_groups for finding in _refused(one)]


def _refused(group: PayloadGroup) -> Iterator[str]:
    limit = group.action_type.limits.items
    for count in sorted({min(len(group.payloads), limit), min(limit, MOST_AT_ONCE)}):
        try:
            built(group.action_type, batch_of(group, count), group.settings.shown)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            yield (
                f"build fails for {count} payloads, though limits let {limit} through and it takes each of them alone: "
                f"{type(error).__name__}: {error}{place_of(error)}"
            )
            if _holds_secrets(group, count):
                yield "a secret appears in the error that build raises for many payloads; say what is wrong without it"
            return


def _holds_secrets(group: PayloadGroup, count: int) -> bool:
    settings = made_up_secrets(group.settings)
    if settings is None:
        return False
    try:
        built(group.action_type, batch_of(group, count), settings)
    except Exception as error:  # noqa: BLE001 - what it says is looked at
        return leaks(str(error), [value for _, value in settings.secrets()])
    return False


def batch_of(group: PayloadGroup, count: int) -> tuple[Payload, ...]:
    """So many payloads of the group, which come again where it has fewer."""
    return tuple(islice(cycle(group.payloads), count))
