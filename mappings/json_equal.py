"""When two JSON values are equal: as Python has it, but that no number equals true or false."""

from typing import Any


def json_equal(left: Any, right: Any) -> bool:
    """Whether two JSON values are the same, inside lists and objects too: 1 equals 1.0, and neither equals true.

    >>> json_equal([1], [1.0]), json_equal([1], [True]), json_equal({"gift": 0}, {"gift": False})
    (True, False, False)
    """
    return bool(left == right) and _same_booleans(left, right)


def json_in(value: Any, items: list[Any]) -> bool:
    """Whether an item of the list equals the value.

    >>> json_in(1, [True, 2]), json_in(1, [True, 1.0])
    (False, True)
    """
    if isinstance(value, str) or value is None:
        return value in items
    return any(json_equal(item, value) for item in items)


def _same_booleans(left: Any, right: Any) -> bool:
    """Whether what Python holds for equal has true and false at the same places."""
    if left is right:
        return True
    if isinstance(left, list):
        return all(map(_same_booleans, left, right))
    if isinstance(left, dict):
        return all(_same_booleans(part, right[name]) for name, part in left.items())
    return isinstance(left, bool) is isinstance(right, bool)
