"""Two values are equal as JSON has it, however deep, and numbers in texts are read as JSON writes them."""

from typing import Any

import pytest

from mappings.budget import Budget
from mappings.expr.compiled.compile import compile_tree
from mappings.expr.interpret import interpret
from mappings.expr.parse import parse

SUBJECT: dict[str, Any] = {
    "flag": True,
    "one": 1,
    "list": [True],
    "zeros": [0, False],
    "object": {"gift": True},
    "other": {"gift": 1},
    "deep": {"a": [{"b": [False]}]},
    "items": [{"sku": "a", "options": {"gift": True}}, {"sku": "b", "options": {"gift": 1.0}}],
}
EQUALITY: list[tuple[str, str, Any]] = [
    ("true and 1", "flag == `1`", False),
    ("true and 1, both from the event", "flag == one", False),
    ("1 and 1.0", "one == `1.0`", True),
    ("a list with true and a list with 1", "list == `[1]`", False),
    ("a list written first", "`[1]` == list", False),
    ("a list with true and itself", "list == `[true]`", True),
    ("a list with true is not a list with 1", "list != `[1]`", True),
    ("an object with true and an object with 1", 'object == `{"gift": 1}`', False),
    ("two objects of the event", "object == other", False),
    ("two objects of the event that differ", "object != other", True),
    ("an object with 1 and an object with 1.0", 'other == `{"gift": 1.0}`', True),
    ("false and 0 far inside", 'deep == `{"a": [{"b": [0]}]}`', False),
    ("false far inside", 'deep == `{"a": [{"b": [false]}]}`', True),
    ("false and 0 at different places", "zeros == `[false, 0]`", False),
    ("a filter", 'items[?options == `{"gift": 1}`].sku', ["b"]),
    ("a filter that wants the others", 'items[?options != `{"gift": 1}`].sku', ["a"]),
    ("contains 1", "contains(list, `1`)", False),
    ("contains true", "contains(list, `true`)", True),
    ("contains a value of the event", "contains(list, one)", False),
    ("contains false in a list of 0", "contains(`[0]`, `false`)", False),
    ("contains 0 behind true", "contains(zeros, `0`)", True),
    ("contains an object", 'contains(items[*].options, `{"gift": true}`)', True),
    ("contains an object with a number", "contains(items[:1].options, other)", False),
    ("contains null", "contains(`[null]`, `null`)", True),
    ("contains a part of a text", "contains('hello', 'ell')", True),
    ("null_if of a list", "null_if(list, `[1]`)", [True]),
    ("null_if of an object", "null_if(object, other)", {"gift": True}),
    ("null_if of the same list", "null_if(list, `[true]`)", None),
]
TO_NUMBER: list[tuple[str, Any, Any]] = [
    ("a whole number", "5", 5),
    ("minus nothing", "-0", 0),
    ("a fraction", "-19.99", -19.99),
    ("an exponent", "1e3", 1000.0),
    ("a number", 5.5, 5.5),
    ("twenty digits", "12345678901234567890", 12345678901234567890),
    ("an underscore", "1_000", None),
    ("space around it", " 5 ", None),
    ("a line end behind it", "5\n", None),
    ("hexadecimal", "0x10", None),
    ("Infinity", "Infinity", None),
    ("-inf", "-inf", None),
    ("nan", "nan", None),
    ("a plus", "+5", None),
    ("a zero before it", "007", None),
    ("no digit before the point", ".5", None),
    ("no digit behind the point", "5.", None),
    ("a thousands separator", "1,000", None),
    ("digits of another script", "५", None),
    ("full-width digits", "\uff15", None),
    ("more than a number holds", "1e999", None),
    ("thousands of digits", "9" * 5000, None),
    ("an empty text", "", None),
    ("true", True, None),
    ("a list", [5], None),
]


def both(text: str, subject: Any) -> list[Any]:
    tree = parse(text).tree
    return [compile_tree(tree)(subject, Budget()), interpret(tree, subject, Budget())]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in EQUALITY], ids=[row[0] for row in EQUALITY])
def test_equality_is_that_of_json(text: str, expected: Any) -> None:
    assert [repr(one) for one in both(text, SUBJECT)] == [repr(expected)] * 2


@pytest.mark.parametrize(("given", "expected"), [row[1:] for row in TO_NUMBER], ids=[row[0] for row in TO_NUMBER])
def test_a_text_is_a_number_if_json_writes_it_so(given: Any, expected: Any) -> None:
    assert [repr(one) for one in both("to_number(x)", {"x": given})] == [repr(expected)] * 2
