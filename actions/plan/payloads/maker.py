"""A payload from the values of its fields, without pydantic."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic.fields import FieldInfo

from destinations.sdk.payload import Payload
from destinations.sdk.quick.runtime import put_extra, put_given, put_private, put_values
from destinations.sdk.quick.shape import origin

new = object.__new__
Make = Callable[[dict[str, Any], str], Payload]


# A project has many actions and few action types.
@lru_cache(maxsize=1024)
def payload_maker(model: type[Payload]) -> Make:
    """A function from the fields that are set, validated, and the delivery id to the payload.

    >>> class Sale(Payload):
    ...     item: str
    ...     count: int = 1
    >>> payload_maker(Sale)({"item": "mug"}, "id-1") == Sale(item="mug").with_delivery_id("id-1")
    True
    """
    # Of a field that is required, a value that turned out to be none is not given.
    defaults = {name: None if field.is_required() else field.default for name, field in model.model_fields.items()}
    # Pydantic copies what may be changed, or makes it anew.
    own = tuple((name, field) for name, field in model.model_fields.items() if not _is_shared(field))
    is_open = model.model_config.get("extra") == "allow"
    has_id_only = (
        origin(model.model_post_init) == origin(Payload.model_post_init)
        and model.__private_attributes__ == Payload.__private_attributes__
        and model.with_delivery_id is Payload.with_delivery_id
    )

    def make(fields: dict[str, Any], delivery_id: str) -> Payload:
        values = defaults | fields
        for name, field in own:
            if name not in fields:
                values[name] = field.get_default(call_default_factory=True, validated_data=values)
        made = new(model)
        put_extra(made, {name: values.pop(name) for name in fields if name not in defaults} if is_open else None)
        put_values(made, values)
        put_given(made, set(fields))
        if has_id_only:
            put_private(made, {"_delivery_id": delivery_id})
            return made
        put_private(made, None)
        made.model_post_init(None)
        return made.with_delivery_id(delivery_id)

    return make


def _is_shared(field: FieldInfo) -> bool:
    return field.default_factory is None and not isinstance(field.default, list | dict | set)
