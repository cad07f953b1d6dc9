"""What is known at compile time of the values that generated code reads."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

# What a value is, if it is there at all; `any` says nothing, `number` and `list` are to be expected and no more.
Kind = Literal["any", "text", "object", "number", "list"]


class Attribute(Struct, frozen=True):
    """A field of an object that was decoded for its readers: `name` is Python's name for it.

    `shape` is what the field's value was decoded to; None for a value as JSON has it, of whose own fields `expected`
    may say a kind. A list with `items` holds these, or nulls, and nothing else. A text that `says_something` holds more
    than white space.
    """

    name: str
    kind: Kind = "any"
    shape: "Shape | None" = None
    items: "Shape | None" = None
    expected: "Mapping[str, Attribute]" = field(default_factory=dict)
    says_something: bool = False


class Shape(Struct, frozen=True):
    """An object with an attribute for each field that is read; what is not read is not in it.

    A value of this shape may be missing: then it is None.
    """

    attributes: Mapping[str, Attribute]


class NotInShapeError(ValueError):
    """The code would read what was not decoded."""
