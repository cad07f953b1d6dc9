"""A condition of Segment as the `when:` that says the same."""

import math
from collections.abc import Callable
from typing import Any, Final

from actions.importing.segment.expression import path_text
from actions.importing.segment.trigger.condition import Condition, Group, Never, Test
from actions.importing.segment.trigger.parse import number_of
from mappings.event_fields import EVENT_TYPES

# A text under a path is a test of its own where it looks like one: there the word `is` is written.
BARE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-./")
# Every event has a type.
ALWAYS: Final = {"type": {"exists": True}}
ORDERS: Final = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}
TESTS: Final = {"contains": "contains", "starts_with": "starts_with", "ends_with": "ends_with"}


def write_when(condition: Condition) -> Any:
    """The value of `when:`; None for what never holds."""
    found = _written(condition)
    return None if found is False else ALWAYS if found is True else found


def _written(condition: Condition) -> Any:
    """A map of the structured form, False for what never holds and True for what always does."""
    if isinstance(condition, Never):
        return False
    if isinstance(condition, Group):
        return _group(condition)
    return _test(condition)


def _group(group: Group) -> Any:
    parts = [_written(one) for one in group.parts]
    decides, word = (False, "all") if group.operator == "and" else (True, "any")
    if decides in parts:
        return decides
    left = [one for one in parts if not isinstance(one, bool)]
    return _joined(word, left) if left else not decides


def _joined(word: str, parts: list[Any]) -> Any:
    """The parts under `all:` or `any:`, groups of the same word opened, and one field's texts in one list."""
    opened: list[Any] = []
    for part in parts:
        inner = part[word] if set(part) == {word} else [part]
        opened += [one for one in inner if one not in opened]
    if word == "any":
        opened = _listed(opened)
    return opened[0] if len(opened) == 1 else {word: opened}


def _listed(parts: list[Any]) -> list[Any]:
    """The parts, with the values that one path is compared with in one list, where the first of them stood."""
    listed: list[Any] = []
    for part in parts:
        ((path, value),) = part.items() if len(part) == 1 else ((None, None),)
        before = next((one for one in listed if path in one and _is_listable(path, one[path])), None)
        if before is None or not _is_listable(path, value):
            listed.append(part)
            continue
        before[path] = [*_values(before[path]), *_values(value)]
    return listed


def _is_listable(path: str | None, value: Any) -> bool:
    if path is None or path in ("all", "any", "none"):
        return False
    return isinstance(value, str | list) or (isinstance(value, dict) and set(value) == {"is"})


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value["is"]] if isinstance(value, dict) else [value]


def _test(test: Test) -> Any:
    if not test.path or (len(test.path) == 1 and test.path[0] in ("context", "properties", "traits")):
        return False
    if test.path == ("type",) and test.operator in ("=", "!=") and _as_text(test.value) not in EVENT_TYPES:
        return test.operator == "!="
    path = path_text(test.path)
    write = _WRITERS.get(test.operator)
    return write(path, test.value) if write else False


def _is(path: str, value: Any) -> Any:
    text = _as_text(value)
    return {path: text if text.strip() == text and text and set(text) <= BARE else {"is": text}}


def _order(operator: str) -> Callable[[str, Any], Any]:
    def write(path: str, value: Any) -> Any:
        number = float(value) if isinstance(value, bool) else number_of(value) if isinstance(value, str) else value
        return False if math.isnan(number) else {path: {ORDERS[operator]: _plain(number)}}

    return write


def _text_test(name: str) -> Callable[[str, Any], Any]:
    def write(path: str, value: Any) -> Any:
        text = _as_text(value)
        return {path: {name: text}} if text else {f"type({path})": "string"}

    return write


def _no_text_test(name: str) -> Callable[[str, Any], Any]:
    """Segment's negations hold for texts only, ours for all that is none."""

    def write(path: str, value: Any) -> Any:
        text = _as_text(value)
        return {"all": [{f"type({path})": "string"}, {"none": [{path: {name: text}}]}]} if text else False

    return write


def _equals(path: str, value: Any) -> Any:
    return False if math.isnan(value) else {path: {"is": _plain(value)}}


def _not_equals(path: str, value: Any) -> Any:
    is_number = {f"type({path})": "number"}
    return is_number if math.isnan(value) else {"all": [is_number, {path: {"is_not": _plain(value)}}]}


_WRITERS: Final[dict[str, Callable[[str, Any], Any]]] = {
    "=": _is,
    "!=": lambda path, value: {path: {"is_not": _as_text(value)}},
    "number_equals": _equals,
    "number_not_equals": _not_equals,
    "exists": lambda path, _: {path: {"exists": True}},
    "not_exists": lambda path, _: {path: {"exists": False}},
    "is_true": lambda path, _: {path: True},
    "is_false": lambda path, _: {path: False},
    **{sign: _order(sign) for sign in ORDERS},
    **{name: _text_test(name) for name in TESTS},
    **{f"not_{name}": _no_text_test(name) for name in TESTS},
}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else f"{_plain(value)}"
    return str(value)


def _plain(number: float) -> float:
    """A whole number without a point."""
    return int(number) if float(number).is_integer() else number
