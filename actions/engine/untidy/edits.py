"""Changes to the fields of a payload that leave the event alone, whose parts they may share."""

from collections.abc import Iterable
from typing import Any

from destinations.sdk.fields.addresses import without_parameter
from mappings.fields.target import Steps


def value_at(value: Any, path: Steps) -> Any:
    """What stands at the path; None where it leads nowhere.

    >>> value_at({"items": [{"id": 1}]}, ("items", 0, "id")), value_at({"items": []}, ("items", 0))
    (1, None)
    """
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def with_value(value: Any, path: Steps, new: Any) -> Any:
    """A copy in which `new` stands at the path; what is not on the way is shared.

    >>> with_value({"items": [{"id": 1}]}, ("items", 0, "id"), "1")
    {'items': [{'id': '1'}]}
    """
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = with_value(value[path[0]], path[1:], new)
    return copy


def without(value: Any, paths: Iterable[Steps]) -> Any:
    """A copy that lacks what stands at the paths; a path that leads nowhere is passed over.

    What a name leads to within a text is a parameter of the text as a URL.

    >>> without({"items": ["a", "b", "c"], "x": 1}, [("items", 0), ("items", 2)])
    {'items': ['b'], 'x': 1}
    >>> without({"page": "/?a=1&b=2"}, [("page", "a")])
    {'page': '/?b=2'}
    """
    # From the innermost out, and from the end of a list, so that the other paths still lead where they did.
    for path in sorted(set(paths), key=_order, reverse=True):
        value = _without_one(value, path)
    return value


def _without_one(value: Any, path: Steps) -> Any:
    first, rest = path[0], path[1:]
    if isinstance(value, str):
        return value if rest else without_parameter(value, str(first))
    if isinstance(value, dict):
        if first not in value:
            return value
    elif not (isinstance(value, list) and isinstance(first, int) and 0 <= first < len(value)):
        return value
    copy = value.copy()
    if rest:
        copy[first] = _without_one(copy[first], rest)
    else:
        del copy[first]
    return copy


def _order(path: Steps) -> tuple[int, int]:
    last = path[-1]
    return len(path), last if isinstance(last, int) else 0
