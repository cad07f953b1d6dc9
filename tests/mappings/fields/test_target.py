from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.fields.target import parse_target, show_target, write_at
from mappings.findings.errors import EvaluationError, ExpressionError

GOOD = {
    "one name": ("currency", ("currency",)),
    "dots go inside": ("custom_data.value", ("custom_data", "value")),
    "a dollar is a letter": ("traits.$email", ("traits", "$email")),
    "a dash is a letter": ("params.ep-x", ("params", "ep-x")),
    "a space inside a name": ("properties.List Name", ("properties", "List Name")),
    "a quoted name holds a dot": ('traits."a.b"', ("traits", "a.b")),
    "after a quoted name it goes on": ('traits."a.b".c', ("traits", "a.b", "c")),
    "a quote inside quotes": (r'"say \"hi\""', ('say "hi"',)),
    "a backslash inside quotes": (r'"a\\b"', ("a\\b",)),
    "brackets inside quotes": ('"items[0]"', ("items[0]",)),
}


@pytest.mark.parametrize(("text", "target"), GOOD.values(), ids=GOOD)
def test_reads(text: str, target: tuple[str, ...]) -> None:
    assert parse_target(text) == target


BAD = {
    "nothing": ("", 0, 1, "empty"),
    "two dots": ("traits..plan", 7, 8, "before and after each dot"),
    "a dot at the start": (".plan", 0, 1, "before and after each dot"),
    "a dot at the end": ("traits.", 7, 8, "before and after each dot"),
    "space at an edge": ("traits. plan", 7, 12, "space at its edge"),
    "an index": ("items[0].price", 5, 6, "holds ["),
    "a quote in the middle": ('ab"c"', 2, 3, 'holds "'),
    "no closing quote": ('traits."a.b', 7, 11, "no closing quote"),
    "an escape at the very end": ('"a\\', 0, 3, "no closing quote"),
    "an empty quoted name": ('traits.""', 7, 9, "empty"),
    "letters after a quoted name": ('"a"b', 3, 4, "a dot or the end"),
}


@pytest.mark.parametrize(("text", "start", "end", "words"), BAD.values(), ids=BAD)
def test_refuses(text: str, start: int, end: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_target(text)
    problem = caught.value.problem
    assert (problem.code, problem.start, problem.end) == ("E340", start, end)
    assert words in problem.message


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4).map(tuple))
def test_any_names_survive_writing_and_reading(target: tuple[str, ...]) -> None:
    assert parse_target(show_target(target)) == target


WRITES = {
    "beside others": ({"a": 1}, ("b",), {"a": 1, "b": 9}),
    "over an old value": ({"a": 1}, ("a",), {"a": 9}),
    "objects are made on the way": ({}, ("a", "b", "c"), {"a": {"b": {"c": 9}}}),
    "into an object that is there": ({"a": {"x": 1}}, ("a", "b"), {"a": {"x": 1, "b": 9}}),
    "null on the way is not an object yet": ({"a": None}, ("a", "b"), {"a": {"b": 9}}),
}


@pytest.mark.parametrize(("before", "target", "after"), WRITES.values(), ids=WRITES)
def test_writes(before: dict[str, Any], target: tuple[str, ...], after: dict[str, Any]) -> None:
    parts = {name: part for name, part in before.items() if isinstance(part, dict)}
    untouched = deepcopy(parts)
    write_at(before, target, 9)
    assert before == after
    assert parts == untouched


@pytest.mark.parametrize(("there", "kind"), [("x", "a text"), ([1], "a list"), (False, "true or false")])
def test_writes_nothing_into_what_is_no_object(there: Any, kind: str) -> None:
    with pytest.raises(EvaluationError, match=f"inside a.b, which is {kind} here") as caught:
        write_at({"a": {"b": there}}, ("a", "b", "c"), 1)
    assert caught.value.code == "E511"
