"""A list of objects, also where an event has one object, or JSON text, in its place."""

from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.functions.formats import json_decode


def as_list(value: Any) -> list[Any] | None:
    """The list that the value can only mean; None where that is none, EvaluationError where it is not clear.

    One object is a list of one, JSON text the list or the object that it writes. A blank text and an empty object,
    as templates and PHP write an empty list, are none.

    >>> as_list([1]), as_list({"sku": "a"}), as_list('[{"sku": "a"}]'), as_list(""), as_list({})
    ([1], [{'sku': 'a'}], [{'sku': 'a'}], None, None)
    """
    if isinstance(value, str):
        if not value.strip():
            return None
        if value.lstrip()[0] in "[{":
            value = json_decode(value)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value] if value else None
    if value is None:
        return None
    raise EvaluationError("is no list", "map a list of objects")
