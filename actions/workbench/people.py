"""The personal data in an event or a payload, and the same with that hidden."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from actions.engine.untidy.located import models_in
from actions.personal_names import is_personal_name
from destinations.delivery.redaction.people import HIDDEN, without_addresses
from destinations.sdk.fields.roles import Personal, roles_of

# Shorter texts are found in too many others.
SHORTEST = 3
# Of numbers only those that nothing else is likely to be: a post code of four digits may be an amount, too.
SHORTEST_NUMBER = 5


def personal_values(value: Any, model: type[BaseModel] | None = None, around: str = "") -> Iterator[str]:
    """The texts in a payload or an event that identify a person, by their fields' roles and names."""
    personal = _personal_fields(model)
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name in personal or is_personal_name(str(name), around):
                yield from _texts(part)
            else:
                inner = next(iter(_inner(model, name)), None)
                yield from personal_values(part, inner, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from personal_values(part, model, around)


def masked(value: Any, model: type[BaseModel] | None = None, around: str = "") -> Any:
    """The value with HIDDEN for each text and number that identifies a person."""
    personal = _personal_fields(model)
    if isinstance(value, Mapping):
        return {
            name: _hide(part)
            if name in personal or is_personal_name(str(name), around)
            else masked(part, next(iter(_inner(model, name)), None), str(name))
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [masked(part, model, around) for part in value]
    return value


def without_texts(value: Any, texts: Collection[str]) -> Any:
    """The value with HIDDEN in place of each of the texts, of e-mail addresses, and of all that looks like a hash."""
    wanted = sorted({one for one in texts if len(one) >= SHORTEST}, key=len, reverse=True)
    return _without(value, wanted)


def _without(value: Any, texts: list[str]) -> Any:
    if isinstance(value, str):
        for text in texts:
            if text in value:
                value = value.replace(text, HIDDEN)
        return without_addresses(value)
    if isinstance(value, Mapping):
        return {name: _without(part, texts) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without(part, texts) for part in value]
    if not isinstance(value, bool) and isinstance(value, int | float) and _is_one(str(value), texts):
        return HIDDEN
    return value


def _is_one(number: str, texts: list[str]) -> bool:
    return len(number) >= SHORTEST_NUMBER and number in texts


def _hide(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _hide(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_hide(part) for part in value]
    return value if value is None or isinstance(value, bool) else HIDDEN


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _personal_fields(model: type[BaseModel] | None) -> Collection[str]:
    if model is None:
        return ()
    kinds = {name for name, roles in roles_of(model).items() if any(_is_clear(role) for role in roles)}
    return kinds | {info.alias for name, info in model.model_fields.items() if name in kinds and info.alias}


def _is_clear(role: object) -> bool:
    # Of a whole profile the parts are looked at one by one.
    return isinstance(role, Personal) and role.kind != "traits"


def _inner(model: type[BaseModel] | None, name: Any) -> Iterator[type[BaseModel]]:
    if model is not None:
        for key, info in model.model_fields.items():
            if name in (key, info.alias):
                yield from models_in(info.annotation)
