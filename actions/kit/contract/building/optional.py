"""Whether payloads are borne without what they may leave out."""

from collections.abc import Iterator

from pydantic import ValidationError

from actions.kit.contract.subject import Bunch, Subject, built
from destinations.sdk.payload import Payload, payload_values


def find_missing_parts(subject: Subject) -> list[str]:
    """Optional fields without which, or with nothing in which, `build` fails."""
    return [f"{one.action_type.name}: {told}" for one in subject.bunches for told in _without(one)]


def _without(bunch: Bunch) -> Iterator[str]:
    for payload in bunch.payloads[:2]:
        for what, one in lesser(payload):
            try:
                built(bunch.action_type, (one,), bunch.settings.shown)
            except ValueError as error:
                # In words: this payload cannot be sent, and only this one is lost.
                if type(error) is not ValueError:
                    yield f"build fails {what}: {type(error).__name__}: {error}"
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                yield f"build fails {what}: {type(error).__name__}: {error}"


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
