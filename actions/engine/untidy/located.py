"""Where in a payload an error is, and what the fields and items on the way mean."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from msgspec import Struct
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from destinations.sdk.fields.roles import Role, roles_of
from mappings.fields.target import Steps

Models = tuple[type[BaseModel], ...]


class Part(Struct, frozen=True):
    """A field or an item on the way to an error.

    `path` is the whole way to it. `is_required` holds for a field that its model does not do without; an item and a
    key of a free object are never required. `is_there` is false for a field that is missing.
    """

    path: Steps
    roles: tuple[Role, ...] = ()
    is_required: bool = False
    is_there: bool = True
    is_item: bool = False

    @property
    def is_top(self) -> bool:
        """Whether it is a field of the payload itself."""
        return len(self.path) == 1

    def has(self, *kinds: type) -> bool:
        """Whether the field has a role of one of these classes."""
        return any(isinstance(role, kinds) for role in self.roles)


def locate(steps: Sequence[str | int], fields: Any, model: type[BaseModel]) -> list[Part]:
    """The parts on the way, outermost first, by the steps of a validation error.

    Pydantic also names the members of unions on the way; these are not parts of the value.
    """
    parts: list[Part] = []
    here: Any = fields
    models: Models = (model,)
    path: Steps = ()
    for step in steps:
        if isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            path = (*path, step)
            parts.append(Part(path, is_item=True))
            here = here[step]
            continue
        info, roles = _declared(models, step)
        is_there = isinstance(here, dict) and step in here
        if not (is_there or (info and isinstance(here, dict))):
            continue
        path = (*path, step)
        parts.append(Part(path, roles, is_required=bool(info and info.is_required()), is_there=is_there))
        here = here.get(step)
        models = tuple(models_in(info.annotation)) if info else ()
    return parts


def locate_path(path: Steps, model: type[BaseModel]) -> list[Part]:
    """The parts on the way to a field that a mapping writes, outermost first."""
    parts: list[Part] = []
    models: Models = (model,)
    for number, step in enumerate(path, start=1):
        if isinstance(step, int):
            parts.append(Part(path[:number], is_item=True))
            continue
        info, roles = _declared(models, step)
        parts.append(Part(path[:number], roles, is_required=bool(info and info.is_required())))
        models = tuple(models_in(info.annotation)) if info else ()
    return parts


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that a type names, wherever in it they stand.

    >>> class Line(BaseModel):
    ...     sku: str
    >>> [one.__name__ for one in models_in(list[Line] | None)]
    ['Line']
    """
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)


def _declared(models: Models, step: str | int) -> tuple[FieldInfo | None, tuple[Role, ...]]:
    """The field that one of the models has under this name, or under this alias, and its roles."""
    for model in models:
        for name, info in model.model_fields.items():
            if step in (name, info.alias, info.validation_alias):
                return info, roles_of(model).get(name, ())
    return None, ()
