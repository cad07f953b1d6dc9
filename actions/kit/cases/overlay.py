"""Merges a partial value over another one."""

from typing import Any


def overlay(given: Any, difference: Any) -> Any:
    """`given` with `difference` laid over it: maps are merged, lists of one length by position; null removes.

    What is of another kind, or a list of another length, takes the place of what was given.

    >>> overlay({"a": 1, "b": {"c": [1, 2]}}, {"a": None, "b": {"c": [1, 3], "d": 4}})
    {'b': {'c': [1, 3], 'd': 4}}
    """
    if isinstance(given, dict) and isinstance(difference, dict):
        merged = {key: value for key, value in given.items() if key not in difference or difference[key] is not None}
        for key, value in difference.items():
            if value is not None:
                merged[key] = overlay(merged[key], value) if key in merged else value
        return merged
    if isinstance(given, list) and isinstance(difference, list) and len(given) == len(difference):
        return [overlay(one, other) for one, other in zip(given, difference, strict=True)]
    return difference
