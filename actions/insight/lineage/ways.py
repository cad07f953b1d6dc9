"""Ways into events and payloads that stand for many: through any item of a list, through any field of an object."""

import re
from enum import Enum
from typing import Final, TypeAlias

from mappings.fields.target import parse_target, show_target
from mappings.findings.errors import ExpressionError


class Many(Enum):
    """A step that stands for many: any item of a list, or any field of an object."""

    ITEM = "[]"
    FIELD = "*"


ITEM, FIELD = Many.ITEM, Many.FIELD
ITEM_NUMBER: Final = re.compile(r"\[[0-9]*\]")
Way: TypeAlias = tuple[str | Many, ...]


def into(way: Way, step: str | Many) -> Way:
    """The way with one more step; a list in a list counts as one list, as flattening makes of them.

    >>> into(("a", ITEM), ITEM) == ("a", ITEM)
    True
    """
    return way if step is ITEM and way[-1:] == (ITEM,) else (*way, step)


def starts_with(way: Way, other: Way) -> bool:
    """Whether the way leads through the end of the other one, or may.

    >>> starts_with(("a", ITEM, "b"), ("a", ITEM)), starts_with(("a", "b"), ("a", "c"))
    (True, False)
    >>> starts_with(("a", "b", "c"), ("a", FIELD))
    True
    """
    return len(way) >= len(other) and all(map(_may_be_one, way, other))


def show_way(way: Way) -> str:
    """The way as people write it; that of the whole event is `@`.

    >>> show_way(("properties", "products", ITEM, "List Name")), show_way(())
    ('properties.products[].List Name', '@')
    """
    text = ""
    for step in way:
        if step is ITEM:
            text += "[]"
        else:
            name = "*" if step is FIELD else show_target((str(step),))
            text += f".{name}" if text else name
    return text or "@"


def read_field_way(text: str) -> Way:
    """The way into a payload that a field's name writes: `items[].price`. ValueError says why it is none.

    >>> show_way(read_field_way('items[0].price')), show_way(read_field_way("traits"))
    ('items[].price', 'traits')
    """
    way: Way = ()
    try:
        for number, part in enumerate(ITEM_NUMBER.split(text)):
            way = into(way, ITEM) if number else way
            name = part.removeprefix(".")
            way = (*way, *parse_target(name)) if name else way
    except ExpressionError as error:
        raise ValueError(error.problem.message) from None
    return way


def _may_be_one(step: str | Many, other: str | Many) -> bool:
    if step == other:
        return True
    return (step is FIELD and isinstance(other, str)) or (other is FIELD and isinstance(step, str))
