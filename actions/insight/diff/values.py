"""Where two payloads are not the same."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from actions.insight.lineage.ways import ITEM, Way
from mappings.json_equal import json_equal


class Nothing(Enum):
    """The value of a field that is not there; there is one of it, also where counts come from another process."""

    NOTHING = "nothing"

    def __repr__(self) -> str:
        return self.value


NOTHING: Final = Nothing.NOTHING
# What a price becomes where cents are taken for dollars, or the other way round, and where thousands are.
SCALES: Final = (10, 100, 1000)
# Prices are rounded on the way.
CLOSE: Final = 1e-6


def differences(old: Any, new: Any, way: Way = ()) -> Iterator[tuple[Way, Any, Any]]:
    """The innermost places at which the values differ, with what is there in each; NOTHING where one has none.

    >>> list(differences({"a": 1, "b": [{"c": 2}]}, {"a": 1.0, "b": [{"c": 3}], "d": None}))
    [(('b', <Many.ITEM: '[]'>, 'c'), 2, 3), (('d',), nothing, None)]
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(one for one in new if one not in old)]:
            before, after = old.get(name, NOTHING), new.get(name, NOTHING)
            # Most fields are texts, and the same: to look into them first takes a third off the whole.
            if not (isinstance(before, str) and before == after):
                yield from differences(before, after, (*way, name))
    elif isinstance(old, list) and isinstance(new, list):
        for number in range(max(len(old), len(new))):
            before = old[number] if number < len(old) else NOTHING
            after = new[number] if number < len(new) else NOTHING
            yield from differences(before, after, (*way, ITEM))
    elif old is NOTHING or new is NOTHING:
        if old is not new:
            yield way, old, new
    elif not json_equal(old, new):
        yield way, old, new


def scale_of(old: Any, new: Any) -> float | None:
    """How many times as much the new number is, where that is 10, 100 or 1000, or the part of it; else None.

    >>> scale_of(250.0, 25000), scale_of(25000, 250), scale_of(3, 4), scale_of(True, 10)
    (100.0, 0.01, None, None)
    """
    before, after = _number(old), _number(new)
    if not before or not after:
        return None
    for scale in SCALES:
        for factor in (float(scale), 1 / scale):
            if abs(after / before / factor - 1) < CLOSE:
                return factor
    return None


def _number(value: Any) -> float:
    """The value as a number; 0 where it is none, or too large to be an amount."""
    if isinstance(value, bool | str | dict | list) or value is None or value is NOTHING:
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
