"""The JSON of a payload from the values of its fields, without making a payload."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson
from pydantic import BaseModel

from destinations.sdk.encode import plain, refuse_not_a_number, to_json
from destinations.sdk.payload import Payload

_dumps = orjson.dumps
Write = Callable[[dict[str, Any]], bytes]
# What a model says about how it is written; where it says anything, only pydantic can write it.
OWN_WORDS = ("serialization", "serialization_exclude", "computed_fields", "extras_schema")
# What pydantic leaves nulls out of, and orjson does not know.
OWN_KINDS = frozenset({"typed-dict", "dataclass", "dataclass-args"})
# As for these kinds, where no schema has them.
PLAIN_ONLY = orjson.OPT_PASSTHROUGH_DATACLASS


# A project has many actions and few action types.
@lru_cache(maxsize=1024)
def payload_writer(model: type[Payload]) -> Write | None:
    """A function from the fields that are set, validated, to the JSON of the payload's `payload_values`.

    It gives what `to_json` gives of these, and raises where that raises. None for a model that is written in a way
    of its own: only its payload can say.

    >>> from decimal import Decimal
    >>> class Sale(Payload):
    ...     item: Any
    ...     price: Decimal | None = None
    ...     count: int = 1
    >>> payload_writer(Sale)({"price": Decimal("9.90"), "item": {"sku": None}})
    b'{"item":{"sku":null},"price":9.90,"count":1}'
    """
    nodes = list(_nodes(model.__pydantic_core_schema__))
    if not _is_plain(model, nodes):
        return None
    blank, is_finite = _blank(model), _is_finite(nodes)

    if list(blank.values()) == [None] and is_finite:
        return write_only

    # As many shapes as a project's actions give; an event cannot make them more than the cache holds.
    @lru_cache(maxsize=256)
    def is_in_order(names: tuple[str, ...]) -> bool:
        """Whether fields of these names are written as they stand."""
        return names == tuple(name for name, value in blank.items() if value is not None or name in names)

    def write(fields: dict[str, Any]) -> bytes:
        values = fields
        if not is_in_order(tuple(fields)):
            values = {name: one for name, one in (blank | fields).items() if one is not None or name in fields}
        text = _dumps(values, plain_json, PLAIN_ONLY)
        if not is_finite and b"null" in text:
            refuse_not_a_number(values)
        return text

    return write


def defaults_of(model: type[Payload], given: Collection[str] | None = None) -> Mapping[str, Any] | None:
    """The fields of the payload as they are written, in their order, with what stands for one that is not set.

    None for a model of which `payload_writer` knows nothing, or has to look at each payload. Where the fields that are
    `given` are known, only those are asked about.

    >>> class Sale(Payload):
    ...     item: str
    ...     count: int = 1
    >>> defaults_of(Sale)
    {'item': None, 'count': 1}
    """
    nodes = list(_nodes(model.__pydantic_core_schema__))
    own: Mapping[str, Any] = next((one["fields"] for one in nodes if one.get("type") == "model-fields"), {})
    missing = [field for name, field in own.items() if given is not None and name not in given]
    absent = {id(node) for field in missing for node in _nodes(field)}
    asked = [node for node in nodes if id(node) not in absent]
    return _blank(model) if _is_plain(model, nodes) and _is_finite(asked) else None


def as_json(value: Any) -> str:
    """The JSON of a value of a payload, as `payload_writer` writes it."""
    return _dumps(value, plain_json, PLAIN_ONLY).decode()


def _blank(model: type[Payload]) -> dict[str, Any]:
    return {name: None if field.is_required() else field.default for name, field in model.model_fields.items()}


def _is_finite(nodes: list[Mapping[str, Any]]) -> bool:
    """Whether no value can be NaN, which would be written as null."""
    kinds = [str(node.get("type")) for node in nodes]
    return "json" not in kinds and all(_is_ours(node) for node in nodes if _is_function(node))


def _nodes(part: Any) -> Iterator[Mapping[str, Any]]:
    """All that the model's schema says, one map at a time."""
    if isinstance(part, Mapping):
        yield part
        for inner in part.values():
            yield from _nodes(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _nodes(inner)


def _is_plain(model: type[Payload], nodes: list[Mapping[str, Any]]) -> bool:
    is_own = model.model_config.get("extra") == "allow" or model.with_delivery_id is not Payload.with_delivery_id
    fields = model.model_fields.values()
    return not (
        is_own
        or any(node.get(word) for node in nodes for word in OWN_WORDS)
        or any(node.get("type") in OWN_KINDS or _is_odd_model(node) or _may_swap(node, model) for node in nodes)
        or any(field.default_factory or not _is_json(field.default) for field in fields if not field.is_required())
    )


def _is_odd_model(node: Mapping[str, Any]) -> bool:
    """Whether the node is of a model that writes itself."""
    return node.get("type") == "model" and node["cls"].model_dump is not BaseModel.model_dump


def _may_swap(node: Mapping[str, Any], model: type[Payload]) -> bool:
    """Whether the node is a validator that may give another model than is declared, which is written as declared."""
    if node.get("type") not in {"function-after", "function-wrap"} or _is_ours(node):
        return False
    # A validator of the model's own class gives the model itself.
    own = str(getattr(node["function"].get("function"), "__qualname__", "")).rpartition(".")[0]
    nearest = [one for one in _nearest_models(node["schema"]) if one is not model]
    return not all(own in {base.__qualname__ for base in one.__mro__} for one in nearest)


def _nearest_models(part: Any) -> Iterator[type[BaseModel]]:
    if isinstance(part, Mapping) and part.get("type") == "model":
        yield part["cls"]
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from _nearest_models(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _nearest_models(inner)


def _is_json(default: Any) -> bool:
    """Whether a default is written as it stands."""
    try:
        return to_json(default) == _dumps(default, plain, PLAIN_ONLY)
    except (TypeError, ValueError):
        return False


def _is_function(node: Mapping[str, Any]) -> bool:
    return str(node.get("type")).startswith("function-")


def _is_ours(node: Mapping[str, Any]) -> bool:
    """Whether the validator is the SDK's."""
    return str(getattr(node["function"].get("function"), "__module__", "")).startswith("destinations.sdk.")


def write_only(fields: dict[str, Any]) -> bytes:
    """What `payload_writer` gives for a model of one field: the field as it stands."""
    return _dumps(fields, plain_json, PLAIN_ONLY)


def plain_json(value: Any) -> Any:
    """What orjson, which cannot write `value`, writes in its place."""
    return value.model_dump(exclude_none=True) if isinstance(value, BaseModel) else plain(value)
