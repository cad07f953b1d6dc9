"""The fields of a payload that have a value, whether it is a model's instance or a record."""

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any, get_args

from msgspec import Struct
from pydantic import BaseModel

from destinations.sdk.rows.record import Record


class _Chosen(Struct, frozen=True):
    """Names of fields, what reads their values, and those whose values may hold further models."""

    names: tuple[str, ...]
    read: Callable[[Any], tuple[Any, ...]]
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
    left = without if type(without) is tuple or type(without) is frozenset else frozenset(without)
    kind: Any = type(payload)
    chosen = _chosen(kind, names, left)
    values = zip(chosen.names, chosen.read(payload), strict=True)
    found = {name: value for name, value in values if value is not None}
    for name in chosen.nested:
        if name in found:
            found[name] = _plain(found[name])
    if not names and (more := payload.model_extra):
        found |= {name: value for name, value in more.items() if value is not None and name not in without}
    return found


# As many as row functions ask in different ways, which stand in their code.
@lru_cache(maxsize=4096)
def _chosen(kind: Any, names: tuple[str, ...], without: Collection[str]) -> _Chosen:
    model: type[BaseModel] = kind.__model__ if issubclass(kind, Record) else kind
    chosen = tuple(name for name in names or model.model_fields if name not in without)
    nested = [name for name in chosen if any(_models(model.model_fields[name].annotation))]
    return _Chosen(chosen, values_of(chosen), frozenset(nested))


def values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads the fields of these names, in this order.

    >>> values_of(("real", "imag"))(3), values_of(("real",))(3), values_of(())(3)
    ((3, 0), (3,), ())
    """
    if len(names) > 1:
        return attrgetter(*names)
    return lambda payload: tuple(getattr(payload, name) for name in names)


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
