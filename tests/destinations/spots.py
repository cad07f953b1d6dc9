"""The fields of all destinations' payloads that have a role, read alone: a new destination joins by its roles."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError, create_model

from destinations.registry import load_registry
from destinations.sdk import Personal, Role, roles_of
from destinations.sdk.destination import Destination


@cache
def alone(model: type[BaseModel], name: str) -> type[BaseModel]:
    """A model that has nothing but the field."""
    info = copy(model.model_fields[name])
    kind: Any = info.annotation
    return create_model("Alone", field=(kind, info))


@dataclass(frozen=True)
class Located:
    """A field of a model: its path from the payload, and what it means."""

    model: type[BaseModel]
    name: str
    roles: tuple[Role, ...]

    def read(self, value: Any) -> Any:
        """What the field makes of the value; its refusal, as an exception of the tests."""
        try:
            return alone(self.model, self.name).model_validate({"field": value}).field  # type: ignore[attr-defined]  # made there
        except ValidationError as error:
            raise Refused(error.errors()[0]["msg"]) from error

    def has(self, *kinds: type) -> bool:
        return any(isinstance(role, kinds) for role in self.roles)

    @property
    def personal(self) -> Personal | None:
        return next((role for role in self.roles if isinstance(role, Personal)), None)


class Refused(Exception):  # noqa: N818 - no error: what the tests ask for
    """The field's own refusal."""


def destinations() -> Iterator[Destination]:
    registry = load_registry()
    yield from (found.destination for name in registry.names() if (found := registry.find(name)))


def spots(model: type[BaseModel]) -> Iterator[Located]:
    """The fields that have roles, also those of models inside."""
    roles = roles_of(model)
    for name, info in model.model_fields.items():
        if name in roles:
            yield Located(model, name, roles[name])
        for inner in models_in(info.annotation):
            yield from spots(inner)


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)


def is_said_of(spot: Located, value: Any) -> str:
    with pytest.raises(Refused) as caught:
        spot.read(value)
    message = str(caught.value)
    assert message
    assert message[0] != " "
    return message


def spots_with(*kinds: type) -> dict[str, Located]:
    """The fields that have one of these roles, by destination, model and name; those of one model once."""
    found = {
        f"{one.name}: {spot.model.__name__}.{spot.name}": spot
        for one in destinations()
        for kind in one.action_types
        for spot in spots(kind.payload)
        if spot.has(*kinds)
    }
    # Models of a family stand under several names.
    return {name: spot for spot, name in reversed({spot: name for name, spot in reversed(found.items())}.items())}
