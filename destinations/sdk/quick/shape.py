"""The parts of a payload's model."""

from collections.abc import Callable, Hashable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from msgspec import Struct
from pydantic import BaseModel

from destinations.sdk.payload import Payload
from destinations.sdk.quick.codegen import Codegen, NotQuickError
from destinations.sdk.quick.schema import Node, check_config, check_known, plain_function, resolved


class Shape(Struct, frozen=True):
    """A model taken apart: validators before the fields, the fields, validators after them."""

    model: type[BaseModel]
    extra: str
    before: tuple[Any, ...]
    fields: Mapping[str, Node]
    after: tuple[Any, ...]
    has_post_init: bool


def shape_of(node: Node, codegen: Codegen) -> Shape:
    """The shape of a model's schema; NotQuickError if pydantic would do more than is known here."""
    after: list[Any] = []
    while (node := resolved(node, codegen))["type"] == "function-after":
        after.insert(0, plain_function(check_known(node)))
        node = node["schema"]
    if check_known(node)["type"] != "model" or node.get("custom_init") or node.get("root_model"):
        raise NotQuickError
    before: list[Any] = []
    inner = resolved(node["schema"], codegen)
    while inner["type"] == "function-before":
        before.append(plain_function(check_known(inner)))
        inner = resolved(inner["schema"], codegen)
    if check_known(inner)["type"] != "model-fields":
        raise NotQuickError
    extra = check_config(node.get("config", {})).get("extra_fields_behavior", "ignore")
    fields = {name: check_known(field)["schema"] for name, field in inner["fields"].items()}
    return Shape(node["cls"], extra, tuple(before), fields, tuple(after), bool(node.get("post_init")))


def own_default(node: Node) -> Callable[[], Any] | None:
    """What makes a field's value that is not given, if each payload needs its own; None if all share one."""
    if check_known(node).get("validate_default") or node.get("default_factory_takes_data"):
        raise NotQuickError
    factory: Callable[[], Any] | None = node.get("default_factory")
    if factory is None and not isinstance(node["default"], Hashable):
        # Pydantic copies what cannot be hashed, as it may be changed.
        return partial(deepcopy, node["default"])
    return factory


def is_payload_only(shape: Shape) -> bool:
    """Whether the only thing to do after validation is to give a payload its empty delivery id."""
    model = shape.model
    return (
        issubclass(model, Payload)
        # Pydantic makes one anew for each class; one that a class defines bears that class's module and name.
        and origin(model.model_post_init) == origin(Payload.model_post_init)
        # Each compares by its default and its factory.
        and model.__private_attributes__ == Payload.__private_attributes__
    )


def origin(function: Any) -> tuple[str, str]:
    """Where a function comes from: its module and its name there."""
    return function.__module__, function.__qualname__
