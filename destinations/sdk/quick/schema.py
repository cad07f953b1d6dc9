"""What pydantic does with a value, by its own schema; unknown schemas are refused.

Source: docs.pydantic.dev, "pydantic_core.core_schema": the form of every node.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import SchemaValidator

from destinations.sdk.quick.codegen import Codegen, NotQuickError

Node = Mapping[str, Any]

# Words that change nothing about what is valid and what comes of it.
SILENT: Final = frozenset({"type", "ref", "metadata", "serialization"})
# By kind of node: its other words that the quick form honours.
KNOWN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "any": frozenset(),
        "bool": frozenset(),
        "decimal": frozenset(),
        "dict": frozenset({"keys_schema", "values_schema", "min_length", "max_length"}),
        "enum": frozenset({"cls", "members", "sub_type"}),
        "float": frozenset({"ge", "gt", "le", "lt"}),
        "function-after": frozenset({"function", "schema"}),
        "function-before": frozenset({"function", "schema"}),
        "int": frozenset({"ge", "gt", "le", "lt"}),
        "list": frozenset({"items_schema", "min_length", "max_length"}),
        "literal": frozenset({"expected"}),
        "nullable": frozenset({"schema"}),
        "str": frozenset({"min_length", "max_length"}),
        "union": frozenset({"choices"}),
        "default": frozenset(
            {"schema", "default", "default_factory", "default_factory_takes_data", "validate_default"}
        ),
        "model": frozenset({"cls", "config", "custom_init", "frozen", "post_init", "root_model", "schema"}),
        "model-fields": frozenset({"computed_fields", "fields", "model_name"}),
        "model-field": frozenset({"frozen", "schema", "serialization_alias", "serialization_exclude"}),
    }
)
CONFIG: Final = frozenset(
    {"extra_fields_behavior", "hide_input_in_errors", "loc_by_alias", "title", "validate_default"}
)


def schema_of(model: type[BaseModel], codegen: Codegen) -> Node:
    """The model's schema; the definitions it refers to go to `codegen`."""
    if not model.__pydantic_complete__ or model.model_validate.__func__ is not BaseModel.model_validate.__func__:  # type: ignore[attr-defined]  # a bound method has one
        raise NotQuickError
    node: Node = model.__pydantic_core_schema__
    if node["type"] == "definitions":
        codegen.definitions.update({one["ref"]: one for one in node["definitions"]})
        node = node["schema"]
    return resolved(node, codegen)


def resolved(node: Node, codegen: Codegen) -> Node:
    """The node itself, or the one that it refers to."""
    if node["type"] != "definition-ref":
        return node
    if node["schema_ref"] not in codegen.definitions or not set(node) <= {*SILENT, "schema_ref"}:
        raise NotQuickError
    return resolved(codegen.definitions[node["schema_ref"]], codegen)


def is_known(node: Node) -> bool:
    """Whether every word of the node itself has its place in the quick form."""
    return node["type"] in KNOWN and set(node) <= SILENT | KNOWN[node["type"]]


def check_known(node: Node) -> Node:
    """The node; NotQuickError if it says anything unknown."""
    if not is_known(node):
        raise NotQuickError
    return node


def check_config(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The model's configuration; NotQuickError if it changes how values are read."""
    if not set(config) <= CONFIG or config.get("validate_default"):
        raise NotQuickError
    return config


def plain_function(node: Node) -> Any:
    """The validator's function, which takes the value and nothing else."""
    function = node["function"]
    if function["type"] != "no-info":
        raise NotQuickError
    return function["function"]


def own_validator(node: Node) -> SchemaValidator:
    """Pydantic's validator of this part alone; NotQuickError where the part needs to know of the whole."""
    _check_alone(node)
    return SchemaValidator(dict(node))


def _check_alone(part: Any) -> None:
    if isinstance(part, Mapping):
        if part.get("type") in ("definition-ref", "definitions", "with-info") or part.get("default_factory_takes_data"):
            raise NotQuickError
        for inner in part.values():
            _check_alone(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            _check_alone(inner)
