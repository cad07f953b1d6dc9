"""Whether payloads that `build` takes one by one are taken together, too."""

from collections.abc import Iterator
from itertools import cycle, islice

from actions.kit.contract.places import place_of
from actions.kit.contract.secrecy import leaks, made_up_secrets
from actions.kit.contract.subject import Bunch, Subject, built
from destinations.sdk.payload import Payload

MOST_AT_ONCE = 200


def find_refused_batches(subject: Subject) -> list[str]:
    """Action types whose `build` fails for as many payloads as its limits let through, and for none of them alone."""
    return [f"{one.action_type.name}: {told}" for one in subject.crowds for told in _refused(one)]


def _refused(bunch: Bunch) -> Iterator[str]:
    limit = bunch.action_type.limits.items
    for count in sorted({min(len(bunch.payloads), limit), min(limit, MOST_AT_ONCE)}):
        try:
            built(bunch.action_type, batch_of(bunch, count), bunch.settings.shown)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            yield (
                f"build fails for {count} payloads, though limits let {limit} through and it takes each of them alone: "
                f"{type(error).__name__}: {error}{place_of(error)}"
            )
            if _tells_secrets(bunch, count):
                yield "a secret stands in the error that build raises for many payloads; say what is wrong without it"
            return


def _tells_secrets(bunch: Bunch, count: int) -> bool:
    settings = made_up_secrets(bunch.settings)
    if settings is None:
        return False
    try:
        built(bunch.action_type, batch_of(bunch, count), settings)
    except Exception as error:  # noqa: BLE001 - what it says is looked at
        return leaks(str(error), [value for _, value in settings.secrets()])
    return False


def batch_of(bunch: Bunch, count: int) -> tuple[Payload, ...]:
    """So many payloads of the bunch, which come again where it has fewer."""
    return tuple(islice(cycle(bunch.payloads), count))
