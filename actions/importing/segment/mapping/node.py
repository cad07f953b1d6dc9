"""What a mapping of Segment gives, whatever directive says it."""

from typing import Any, TypeAlias

from msgspec import Struct


class NeedsPersonError(ValueError):
    """There is no counterpart here, or Segment itself fails: why, in words."""


class Constant(Struct, frozen=True):
    """The value itself."""

    value: Any


class Expression(Struct, frozen=True):
    """What an expression gives. It never fails, as both branches of a choice are worked out.

    `is_joined` says whether operators stand outside of calls and parentheses in it, so that nothing can follow it.
    """

    text: str
    is_joined: bool = False


class Template(Struct, frozen=True):
    """A text with holes; a hole without a value is empty."""

    pieces: tuple["str | Expression", ...]


class Fields(Struct, frozen=True):
    """An object made field by field; a field without a value is left out."""

    fields: dict[str, "Node"]


class Values(Struct, frozen=True):
    """A list made value by value."""

    values: tuple["Node", ...]


class Items(Struct, frozen=True):
    """What `shape` gives for each item of a list; one object is a list of one."""

    list: Expression
    shape: "Node"


class Choice(Struct, frozen=True):
    """One value where what is tested is there, with `is_filled` also not blank, and the other where it is not."""

    tested: Expression
    is_filled: bool
    then: "Node"
    otherwise: "Node"


class Nothing(Struct, frozen=True):
    """No value."""


Node: TypeAlias = Constant | Expression | Template | Fields | Values | Items | Choice | Nothing
