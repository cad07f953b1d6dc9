"""Payloads as records: the fields of a model without pydantic, for functions that make rows."""

from collections.abc import Callable
from functools import lru_cache
from inspect import isfunction
from typing import Any, ClassVar

import msgspec
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from destinations.sdk.payload import Payload
from destinations.sdk.quick.shape import origin


class Record(msgspec.Struct, gc=False):
    """The fields of a payload, or of a model within one, under their names.

    A payload's record also has `delivery_id`, and a model's `model_extra`. Properties and methods of the model are
    those of the record; it has none of pydantic's.
    """

    __model__: ClassVar[type[BaseModel]] = BaseModel


# A process has as many as its tools have action types, and few of them at work.
@lru_cache(maxsize=1024)
def record_type(model: type[BaseModel]) -> type[Record]:
    """The class of the model's records, which are made of checked values by name.

    >>> class Sale(Payload):
    ...     item: str
    ...     count: int = 1
    ...     @property
    ...     def title(self) -> str:
    ...         return f"{self.count} {self.item}"
    >>> sale = record_type(Sale)(item="mug", delivery_id="d-1")
    >>> sale.title, sale.delivery_id
    ('1 mug', 'd-1')
    """
    fields = [(name, Any, _default(field)) for name, field in model.model_fields.items()]
    own: list[tuple[str, Any, Any]] = [("model_extra", Any, None)]
    if issubclass(model, Payload):
        own.append(("delivery_id", Any, ""))
    namespace = {**_behaviour(model), "__model__": model, "__doc__": model.__doc__}
    made: type[Record] = msgspec.defstruct(  # type: ignore[assignment]  # it is of the base
        model.__name__, [*fields, *own], bases=(Record,), namespace=namespace, gc=False
    )
    return made


# As above.
@lru_cache(maxsize=1024)
def record_maker(model: type[Payload]) -> Callable[[dict[str, Any], str], Record] | None:
    """A function from the fields that are set, checked, and the delivery id to the record.

    None for a model of whose payloads a record does not say all: it keeps something beside its fields, or makes it
    after them.

    >>> class Note(Payload):
    ...     text: str
    >>> record_maker(Note)({"text": "hi"}, "d-1")
    Note(text='hi', model_extra=None, delivery_id='d-1')
    """
    has_more = origin(model.model_post_init) != origin(Payload.model_post_init)
    if has_more or model.__private_attributes__ != Payload.__private_attributes__:
        return None
    if model.with_delivery_id is not Payload.with_delivery_id:
        return None
    kind: Any = record_type(model)
    if model.model_config.get("extra") != "allow":
        return lambda fields, delivery_id: kind(delivery_id=delivery_id, **fields)
    own = frozenset(model.model_fields)

    def make(fields: dict[str, Any], delivery_id: str) -> Record:
        more = {name: value for name, value in fields.items() if name not in own}
        known = {name: value for name, value in fields.items() if name in own}
        made: Record = kind(delivery_id=delivery_id, model_extra=more, **known)
        return made

    return make


def record_of(instance: BaseModel) -> Record:
    """The instance as a record, and the models within it."""
    values: dict[str, Any] = {name: _recorded(value) for name, value in instance.__dict__.items()}
    if isinstance(instance, Payload):
        values["delivery_id"] = instance.delivery_id
    return record_type(type(instance))(**values, model_extra=_recorded(instance.model_extra))


def _recorded(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return record_of(value)
    if isinstance(value, list):
        return [_recorded(one) for one in value]
    return {name: _recorded(one) for name, one in value.items()} if isinstance(value, dict) else value


def _default(field: FieldInfo) -> Any:
    # Of a field that is required, a value that turned out to be none is not given.
    if field.is_required():
        return None
    if field.default_factory is None and not isinstance(field.default, list | dict | set):
        return field.default
    return msgspec.field(default_factory=lambda: field.get_default(call_default_factory=True, validated_data={}))


def _behaviour(model: type[BaseModel]) -> dict[str, Any]:
    """What a model's class says beyond its fields: properties, methods and constants."""
    found: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        if base in Payload.__mro__:
            continue
        for name, value in vars(base).items():
            is_ours = not name.startswith(("__", "model_")) and name not in model.model_fields
            if is_ours and (isfunction(value) or isinstance(value, property) or name in model.__class_vars__):
                found[name] = value
    return found
