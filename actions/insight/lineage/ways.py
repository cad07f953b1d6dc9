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


def below(way: Way, other: Way) -> Way | None:
    """What of the way lies below the end of the other one; None where it does not lead through that.

    As the engine reads lists, one object may stand for a list of one, and objects under numbers for a list.

    >>> below(("a", ITEM, "b"), ("a", ITEM)), below(("a", "b"), ("a", "c")), below(("a", "b", "c"), ("a", FIELD))
    (('b',), None, ('c',))
    >>> below(("lines", "price", "x"), ("lines", ITEM, "price")), below(("lines", "0", "sku"), ("lines", ITEM))
    (('x',), ('sku',))
    """
    if not other:
        return way
    if way and _may_be_one(way[0], other[0]):
        found = below(way[1:], other[1:])
        if found is not None:
            return found
    if other[0] is ITEM:
        return below(way, other[1:])
    return below(way[1:], other) if way and way[0] is ITEM else None


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
    names = [one for one in (step, other) if isinstance(one, str)]
    if len(names) != 1:
        return False
    return FIELD in (step, other) or names[0].isdecimal()
