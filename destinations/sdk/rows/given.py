"""The fields of a payload that have a value, whether it is a model's instance or a record."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any, get_args

from msgspec import Struct
from pydantic import BaseModel

from destinations.sdk.rows.record import Record


class _Fields(Struct, frozen=True):
    """The names of a model's fields, and those whose values may hold further models."""

    names: tuple[str, ...]
    nested: frozenset[str]


def given(payload: Any, *names: str, without: Collection[str] = ()) -> dict[str, Any]:
    """The fields of these names that have a value, in the order in which they stand here; models in them as objects.

    Without `names`, all that have one, in the order of the model, then those of other names that it allows. A row
    function may be given a record in the place of a payload: this takes both, as `model_dump` does not.

    >>> class Person(BaseModel):
    ...     first_name: str | None = None
    ...     age: int | None = None
    >>> given(Person(first_name="Ada"), "age", "first_name"), given(Person(age=36))
    ({'first_name': 'Ada'}, {'age': 36})
    """
    kind: Any = type(payload)
    fields = _fields(kind)
    found = {name: getattr(payload, name) for name in names or fields.names if name not in without}
    if not names and (more := payload.model_extra):
        found |= {name: value for name, value in more.items() if name not in without}
    if fields.nested.isdisjoint(found):
        return {name: value for name, value in found.items() if value is not None}
    return {
        name: _plain(value) if name in fields.nested else value for name, value in found.items() if value is not None
    }


# A process has as many as its tools have action types, and few of them at work.
@lru_cache(maxsize=1024)
def _fields(kind: Any) -> _Fields:
    model: type[BaseModel] = kind.__model__ if issubclass(kind, Record) else kind
    known = model.model_fields
    return _Fields(tuple(known), frozenset(name for name, one in known.items() if any(_models(one.annotation))))


def _models(annotation: Any) -> Iterator[bool]:
    yield isinstance(annotation, type) and issubclass(annotation, BaseModel)
    for part in get_args(annotation):
        yield from _models(part)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel | Record):
        return given(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value
