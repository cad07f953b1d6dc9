"""A payload from the values of its fields, without pydantic."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from destinations.sdk.payload import Payload
from destinations.sdk.quick.model import origin
from destinations.sdk.quick.runtime import put_extra, put_given, put_private, put_values

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
    fields_of_model = model.model_fields
    defaults = {name: field.default for name, field in fields_of_model.items()}
    # Pydantic copies what may be changed, or makes it anew.
    own = tuple(name for name, field in fields_of_model.items() if not _is_shared(field.default, field.default_factory))

    is_usual = (
        origin(model.model_post_init) == origin(Payload.model_post_init)
        and model.__private_attributes__ == Payload.__private_attributes__
    )

    def make(fields: dict[str, Any], delivery_id: str) -> Payload:
        values = defaults | fields
        for name in own:
            if name not in fields:
                values[name] = fields_of_model[name].get_default(call_default_factory=True, validated_data=values)
        extra = None
        if model.model_config.get("extra") == "allow":
            extra = {name: values.pop(name) for name in fields if name not in defaults}
        made = object.__new__(model)
        put_values(made, values)
        put_given(made, set(fields))
        put_extra(made, extra)
        if is_usual:
            put_private(made, {"_delivery_id": delivery_id})
            return made
        put_private(made, None)
        made.model_post_init(None)
        return made.with_delivery_id(delivery_id)

    return make


def _is_shared(default: Any, factory: Any) -> bool:
    return factory is None and not isinstance(default, list | dict | set)
