"""Whether payloads without their optional fields are accepted."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from actions.kit.contract.building.order import disorder
from actions.kit.contract.places import place_of
from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.sdk.payload import Payload, payload_values


def find_missing_parts(subject: Subject) -> list[str]:
    """Optional fields without which, or with nothing in which, `build` fails."""
    alone = [f"{one.action_type.name}: {finding}" for one in subject.groups for finding in _without(one)]
    largest: dict[str, PayloadGroup] = {}
    for one in subject.larger_groups:
        if (
            len(one.payloads) > len(largest.get(one.action_type.name, one).payloads)
            or one.action_type.name not in largest
        ):
            largest[one.action_type.name] = one
    return [*alone, *(f"{name}: {finding}" for name, one in largest.items() for finding in _among_others(one))]


def _among_others(group: PayloadGroup) -> Iterator[str]:
    """A payload that has less than those around it is one of them all the same."""
    if len(group.payloads) < 3 or group.action_type.limits.items < 3:  # noqa: PLR2004 - one before, one behind
        return
    kind, (first, middle, last) = group.action_type, group.payloads[:3]
    if disorder(PayloadGroup(kind, group.settings, (first, middle, last))):
        return  # Then it is no matter of what is missing.
    for what, one in (*lesser(middle), *_nought(middle)):
        try:
            if kind.batch_key(one) != kind.batch_key(first):
                continue
            found = disorder(PayloadGroup(kind, group.settings, (first, one, last)))
        except Exception:  # noqa: BLE001 - a plugin may raise anything; the check of `build` reports it
            found = []
        if found:
            yield f"where one of three payloads is {what}: {found[0]}"
            return


def _nought(payload: Payload) -> Iterator[tuple[str, Payload]]:
    """The payload with 0 in each of its numbers."""
    kind, fields = type(payload), payload_values(payload)
    for name, value in fields.items():
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value:
            try:
                made = kind.model_validate({**fields, name: 0})
            except (ValidationError, ValueError):
                continue
            yield f"one with 0 in {name}", made.with_delivery_id(payload.delivery_id)


def _without(group: PayloadGroup) -> Iterator[str]:
    for payload in group.payloads[:2]:
        for what, one in lesser(payload):
            try:
                built(group.action_type, (one,), group.settings.shown)
            except ValueError as error:
                # In words: this payload cannot be sent, and only this one is lost.
                if type(error) is not ValueError:
                    yield f"build fails {what}: {type(error).__name__}: {error}{place_of(error)}"
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                yield f"build fails {what}: {type(error).__name__}: {error}{place_of(error)}"


def lesser(payload: Payload) -> Iterator[tuple[str, Payload]]:
    """The payload without each of its optional fields, and with nothing in those that hold several things."""
    kind, fields = type(payload), payload_values(payload)
    optional = [name for name, info in kind.model_fields.items() if name in fields and not info.is_required()]
    ways: list[tuple[str, dict[str, object]]] = [
        (f"without {name}", {key: value for key, value in fields.items() if key != name}) for name in optional
    ]
    ways += [
        (f"with nothing in {name}", {**fields, name: type(value)()})
        for name, value in fields.items()
        if isinstance(value, dict | list) and value
    ]
    ways.append(("without all that is optional", {k: v for k, v in fields.items() if k not in optional}))
    for what, values in ways:
        try:
            made = kind.model_validate(values)
        except (ValidationError, ValueError):
            continue  # Its validators want it: then no event comes here without it.
        yield what, made.with_delivery_id(payload.delivery_id)
