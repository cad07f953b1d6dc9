"""What is wrong with a value by its schema, and what is wrong with a schema."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = Mapping[str, Any] | bool


class Violation(NamedTuple):
    """One thing that is wrong: the kind of it, where, and in words without the value, which may be personal."""

    kind: str
    field: str
    description: str

    def as_dict(self) -> dict[str, str]:
        """As Segment writes it into `context.protocols.violations`."""
        return {"type": self.kind, "field": self.field, "description": self.description}


class SchemaError(ValueError):
    """A schema that cannot be used: where in it, and why."""


# A check says what is wrong with a value that stands at a path.
Check: TypeAlias = Callable[[Any, str], Iterator[Violation]]
# What compiles a schema inside another one, which stands at a place of the schema.
Compile: TypeAlias = Callable[[Any, str], Check]


def kind_of(value: Any) -> str:
    """The JSON type of a value.

    >>> [kind_of(one) for one in (1, 1.5, True, None, "a", [], {})]
    ['integer', 'number', 'boolean', 'null', 'string', 'array', 'object']
    """
    if value is None:
        return "null"
    kind = KINDS.get(type(value), "object")
    return "integer" if kind == "number" and value == value // 1 else kind


KINDS: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    tuple: "array",
    dict: "object",
}
