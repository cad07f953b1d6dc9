"""What a test accepts to compare with, checked when the file is loaded."""

import json
import operator
import re
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeAlias

from msgspec import Struct

from actions.trigger.leaf_tests.orders import is_number, ordered
from actions.trigger.leaf_tests.texts import compile_wildcards
from mappings.file.file_words import SWITCH_WORDS
from mappings.findings.place import Place
from mappings.findings.show import kind_of, show
from mappings.functions.texts.regex import PatternError, compile_pattern
from mappings.functions.times.read_time import parse_text
from mappings.located import Located

MANY_VALUES = {"is": "one_of: […]", "is_not": "none_of: […]", "=": "in […]", "!=": "not in […]"}
EXAMPLE_LIST = {"in": 'in ["a", "b"]', "not in": 'not in ["a", "b"]', "has_any": 'has_any(path, ["a", "b"])'}


class Complaint(Struct, frozen=True):
    """Why an operand does not do, and what to write."""

    place: Place
    message: str
    hint: str | None = None
    code: str = "E206"
    fix: str | None = None


# Gets the operand and how the file spells the test (`>` or `above`), so that it speaks in the file's words.
Check: TypeAlias = Callable[[Located, str], Complaint | None]


def one_value(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a text, a number, true or false."""
    value = operand.value
    if isinstance(value, list | dict):
        hint = f"to compare with several values write {MANY_VALUES[written]}" if written in MANY_VALUES else None
        hint = "to look for one of several values write has_any" if written == "has" else hint
        hint = "write the whole path of what is inside as one key" if isinstance(value, dict) else hint
        hint = "to ask for an empty list write length(…) = 0" if value == [] else hint
        return Complaint(operand.place, f"`{written}` compares with one value, not with {kind_of(value)}", hint)
    return _not_scalar(operand, written)


def some_values(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a list of texts, numbers, true or false, with one at least."""
    if not isinstance(operand.value, list):
        example = EXAMPLE_LIST.get(written, f"{written}: [a, b]")
        if written in ("in", "not in") and isinstance(operand.value, str):
            example = f"{written} [{show(operand.value)}]"
        return Complaint(operand.place, f"`{written}` needs a list, not {_named(operand.value)}", f"write {example}")
    if not operand.value:
        return Complaint(operand.place, f"`{written}` has an empty list, which no value is in", "name the values")
    for number, item in enumerate(operand.value):
        spot = operand.at(number)
        if isinstance(item, list | dict):
            return Complaint(spot.place, f"a list of values holds texts, numbers, true and false, not {kind_of(item)}")
        if complaint := _not_scalar(spot, written):
            return complaint
    return None


def yes_or_no(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is true or false."""
    if isinstance(operand.value, bool):
        return None
    said = operand.value.lower() if isinstance(operand.value, str) else ""
    meant = said if said in ("true", "false") else SWITCH_WORDS.get(said)
    message = f"`{written}` is true or false, not {_named(operand.value)}"
    return Complaint(operand.place, message, f"write {written}: {meant or 'true'}", fix=meant)


def a_text(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a text."""
    value = operand.value
    if isinstance(value, str):
        return None
    message = f"`{written}` looks for a text, not {_named(value)}"
    if value is None or isinstance(value, list | dict):
        hint = "put the text in double quotes" if value is None else None
        hint = "test for each on its own, in an any: list or joined with or" if isinstance(value, list) else hint
        return Complaint(operand.place, message, hint)
    quoted = f'"{_as_json(value)}"'
    return Complaint(operand.place, message, f"write {quoted}", fix=quoted)


def a_pattern(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a regular expression of the linear-time kind."""
    if complaint := a_text(operand, written):
        return complaint
    try:
        compile_pattern(operand.value, ignore_case=False)
    except PatternError as error:
        return Complaint(operand.inside(error.start, error.end), str(error), error.hint, code="E207")
    return None


def wildcards(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a text with wildcards."""
    if complaint := a_text(operand, written):
        return complaint
    try:
        compile_wildcards(operand.value)
    except PatternError as error:
        return Complaint(operand.inside(error.start, error.end), str(error), error.hint, code="E207")
    return None


def an_amount(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a number or an ISO time."""
    value = operand.value
    if is_number(value):
        return None if isfinite(value) else Complaint(operand.place, f"{value} is not a number that JSON can hold")
    if isinstance(value, str) and parse_text(value):
        return None
    message = f"`{written}` compares numbers, or ISO times, not {_named(value)}"
    if isinstance(value, str) and _is_numeric(value):
        return Complaint(operand.place, message, f"write {value.strip()} without quotes", fix=value.strip())
    return Complaint(operand.place, message, "write a number like 10, or a time like 2026-01-31T00:00:00Z")


def a_range(operand: Located, written: str) -> Complaint | None:
    """A complaint unless the operand is a list of two numbers, or of two ISO times, the lower one first."""
    value = operand.value
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a range has two ends
        seen = f"{len(value)} of them" if isinstance(value, list) else _named(value)
        message = f"`{written}` needs a list of two ends, not {seen}"
        return Complaint(operand.place, message, f"write {written}: [1, 10]; for one end write at_least or at_most")
    for number in range(2):
        if complaint := an_amount(operand.at(number), written):
            return complaint
    low, high = value
    if isinstance(low, str) != isinstance(high, str):
        return Complaint(operand.place, f"`{written}` goes from a time to a number", "write two numbers or two times")
    if not ordered(operator.le)(high, False)(low):
        fixed = f"[{_as_json(high)}, {_as_json(low)}]"
        return Complaint(
            operand.place,
            f"`{written}` starts above its end, so no value is in it",
            f"write {fixed}",
            fix=fixed,
        )
    return None


def _not_scalar(operand: Located, written: str) -> Complaint | None:
    """A complaint about null, and about numbers that no JSON number equals."""
    value = operand.value
    if value is None:
        hint = "for a value that is missing or null write exists: false, or `= null`"
        return Complaint(operand.place, f"`{written}` cannot compare with null", hint)
    if isinstance(value, float) and not isfinite(value):
        return Complaint(operand.place, f"{value} is not a number that JSON can hold")
    return None


def _is_numeric(text: str) -> bool:
    return re.fullmatch(r"\s*-?[0-9]+(\.[0-9]+)?\s*", text, re.ASCII) is not None


def _named(value: Any) -> str:
    """The value with its kind before it: `the text "x"`."""
    if value is None or isinstance(value, bool | list | dict):
        return kind_of(value) if isinstance(value, list | dict) else show(value)
    return f"the {kind_of(value).removeprefix('a ')} {show(value)}"


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
