"""What generated code calls."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

# The four parts of every model's instance, past its own __setattr__.
put_values = BaseModel.__dict__["__dict__"].__set__
put_given = BaseModel.__dict__["__pydantic_fields_set__"].__set__
put_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
put_private = BaseModel.__dict__["__pydantic_private__"].__set__


def other_fields(fields: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The fields of other names; ValueError if one of these is not a text.

    >>> other_fields({"a": 1, "c": 2}, ("a", "b"))
    {'c': 2}
    """
    others = {name: value for name, value in fields.items() if name not in names}
    if not all(type(name) is str and is_unicode(name) for name in others):
        raise ValueError("the name of a field is a text")
    return others


def is_unicode(text: str) -> bool:
    r"""Whether the text can be written as UTF-8, which pydantic asks of texts of limited length.

    >>> is_unicode("Zoë"), is_unicode("\ud800")
    (True, False)
    """
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
