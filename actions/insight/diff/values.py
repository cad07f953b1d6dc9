"""Where two payloads are not the same."""

from enum import Enum
from functools import lru_cache
from typing import Any, Final

from actions.insight.lineage.ways import ITEM, Way
from destinations.sdk.payload import Payload
from mappings.json_equal import json_equal


class Nothing(Enum):
    """The value of a field that is not there; there is one of it, also where counts come from another process."""

    NOTHING = "nothing"

    def __repr__(self) -> str:
        return self.value


SIMPLE: Final = (str, int, float, bool)
NOTHING: Final = Nothing.NOTHING
# What a price becomes where cents are taken for dollars, or the other way round, and where thousands are.
SCALES: Final = (10, 100, 1000)
# Prices are rounded on the way.
CLOSE: Final = 1e-6


def differences(old: Any, new: Any, way: Way = ()) -> list[tuple[Way, Any, Any]]:
    """The innermost places at which the values differ, with what is there in each; NOTHING where one has none.

    >>> differences({"a": 1, "b": [{"c": 2}]}, {"a": 1.0, "b": [{"c": 3}], "d": None})
    [(('b', <Many.ITEM: '[]'>, 'c'), 2, 3), (('d',), nothing, None)]
    """
    found: list[tuple[Way, Any, Any]] = []
    _differ(old, new, way, found)
    return found


def _differ(old: Any, new: Any, way: Way, found: list[tuple[Way, Any, Any]]) -> None:
    # Both payloads are made of one event: most of their texts are the same object.
    if old is new or (type(old) is str and old == new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name, before in old.items():
            after = new.get(name, NOTHING)
            if before is not after:
                _differ(before, after, (*way, name), found)
        for name, after in new.items():
            if name not in old:
                _differ(NOTHING, after, (*way, name), found)
    elif isinstance(old, list) and isinstance(new, list):
        within = (*way, ITEM)
        for number in range(max(len(old), len(new))):
            before = old[number] if number < len(old) else NOTHING
            after = new[number] if number < len(new) else NOTHING
            _differ(before, after, within, found)
    elif old is NOTHING or new is NOTHING or not json_equal(old, new):
        found.append((way, old, new))


def names_that_differ(old: Payload, new: Payload) -> set[str] | None:
    """The fields of two payloads of one model that may differ when they are written out; None where any may.

    >>> class Sale(Payload):
    ...     item: str
    ...     count: int = 1
    >>> names_that_differ(Sale(item="mug"), Sale(item="mug", count=2))
    {'count'}
    """
    if not _is_plain(type(old)):
        return None
    before, after = _values(old), _values(new)
    given = old.model_fields_set ^ new.model_fields_set
    return {
        name
        for name in {*before, *after}
        if (value := before.get(name, NOTHING)) is not (other := after.get(name, NOTHING))
        # Of what is inside of objects and lists, only their own kind knows how it is written.
        and not (type(value) in SIMPLE and type(value) is type(other) and value == other)
    } | {name for name in given if before.get(name) is None}  # null that was meant is written


def _values(payload: Payload) -> dict[str, Any]:
    extra = payload.__pydantic_extra__
    return payload.__dict__ | extra if extra else payload.__dict__


@lru_cache(maxsize=1024)
def _is_plain(model: type[Payload]) -> bool:
    """Whether what is written of a field depends on its value alone."""
    own = model.__pydantic_decorators__
    return not (own.model_serializers or own.field_serializers or own.computed_fields)


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
