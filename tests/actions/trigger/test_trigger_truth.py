"""The truth table of conditions: every test on missing, null, wrong and right values."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Condition
from actions.trigger.trace import LeafTrace, trace_condition
from mappings.budget import Budget

Build: TypeAlias = Callable[[Any], Condition]

MISSING = object()
KINDS: dict[str, Any] = {
    "text": "Order Completed",
    "number": 5,
    "true": True,
    "list": ["a", 1],
    "object": {"a": 1},
    "empty": "",
}

# A test, a value that it holds for, a value of its kind that it fails for, and the note on any other kind.
POSITIVE: list[tuple[dict[str, Any], Any, Any, str]] = [
    ({"is": "Order Completed"}, "Order Completed", "Refund", "text"),
    ({"is": 5}, 5.0, 6, "a number"),
    ({"is": True}, True, False, "true or false"),
    ({"one_of": ["a", 5]}, 5, "b", "text or a number"),
    ({"contains": "der"}, "Order", "Refund", "text"),
    ({"starts_with": "Ord"}, "Order", "reOrder", "text"),
    ({"ends_with": "der"}, "Order", "Orders", "text"),
    ({"matches": "Ord*"}, "Order", "An Order", "text"),
    ({"regex": "^O"}, "Order", "An Order", "text"),
    ({"above": 5}, 5.1, 5, "a number"),
    ({"at_least": 5}, 5, 4.9, "a number"),
    ({"below": 5}, 4.9, 5, "a number"),
    ({"at_most": 5}, 5, 5.1, "a number"),
    ({"between": [1, 5]}, 5, 6, "a number"),
    ({"above": "2026-01-01"}, "2026-01-01T00:00:00.000001Z", "2026-01-01", "an ISO time"),
    ({"has": "a"}, ["b", "a"], ["b"], "a list"),
    ({"has_any": ["a", 1]}, ["b", 1.0], [], "a list"),
]
NEGATIVE = [({"is_not": "a"}, "b", "a"), ({"none_of": ["a", 5]}, "b", 5.0)]
IDS = [str(test) for test, *_ in POSITIVE]


def verdict(build: Build, test: Any, value: Any) -> bool:
    event = {} if value is MISSING else {"x": value}
    condition = build({"x": test})
    answer = compile_condition(condition)(event, Budget())
    assert trace_condition(condition, event, Budget()).verdict == answer
    return answer


def note_on(build: Build, test: Any, value: Any) -> str | None:
    trace = trace_condition(build({"x": test}), {"x": value}, Budget())
    assert isinstance(trace, LeafTrace)
    return trace.note


@pytest.mark.parametrize(("test", "right", "wrong", "_kind"), POSITIVE, ids=IDS)
def test_a_positive_test_holds_for_right_values_only(
    build: Build, test: Any, right: Any, wrong: Any, _kind: str
) -> None:
    assert verdict(build, test, right)
    assert not verdict(build, test, wrong)


@pytest.mark.parametrize("missing", [MISSING, None], ids=["absent", "null"])
@pytest.mark.parametrize(("test", "_right", "_wrong", "_kind"), POSITIVE, ids=IDS)
def test_a_positive_test_of_a_missing_value_is_false(
    build: Build, test: Any, _right: Any, _wrong: Any, _kind: str, missing: Any
) -> None:
    assert not verdict(build, test, missing)


@pytest.mark.parametrize(("test", "right", "_wrong", "kind"), POSITIVE, ids=IDS)
def test_a_test_of_a_value_of_another_kind_is_false_and_noted(
    build: Build, test: Any, right: Any, _wrong: Any, kind: str
) -> None:
    members = next(iter(test.values()))
    fitting = {type(one) for one in (members if isinstance(members, list) else [members])} | {type(right)}
    for value in KINDS.values():
        if type(value) not in fitting and not (isinstance(value, int) and type(right) is float):
            assert not verdict(build, test, value)
            noted = note_on(build, test, value)
            assert noted
            assert noted.endswith(f", not {kind}")


@pytest.mark.parametrize(("test", "right", "wrong"), NEGATIVE, ids=["is_not", "none_of"])
def test_a_negative_test_is_true_of_missing_values_and_of_other_kinds(
    build: Build, test: Any, right: Any, wrong: Any
) -> None:
    assert [verdict(build, test, value) for value in (right, MISSING, None, [], {})] == [True] * 5
    assert not verdict(build, test, wrong)


@pytest.mark.parametrize("value", [False, 0, "", [], {}], ids=repr)
def test_empty_values_exist(build: Build, value: Any) -> None:
    assert verdict(build, {"exists": True}, value)
    assert not verdict(build, {"exists": False}, value)


@pytest.mark.parametrize("value", [MISSING, None], ids=["absent", "null"])
def test_absent_and_null_do_not_exist(build: Build, value: Any) -> None:
    assert verdict(build, {"exists": False}, value)
    assert verdict(build, None, value)
    assert not verdict(build, {"exists": True}, value)


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"is": 1}, 1.0, True),
        ({"is": 1}, "1", False),
        ({"is": 1}, True, False),
        ({"is": True}, 1, False),
        ({"is": False}, 0, False),
        ({"is": "1"}, 1, False),
        ({"one_of": [0, 1]}, False, False),
        ({"one_of": [True, "a"]}, 1, False),
        ({"has": 1}, [True, "1"], False),
        ({"has": 1}, [[1], {"a": 1}, 1.0], True),
        ({"above": 0}, True, False),
        ({"above": 4}, "5", False),
        ({"above": "2026-01-01"}, 5, False),
        ({"above": "2026-01-01"}, "20270101", False),
        ({"is": 9007199254740993}, 9007199254740992.0, False),
        ({"is": 5}, float("nan"), False),
    ],
    ids=str,
)
def test_values_are_the_same_only_with_the_same_type(build: Build, test: Any, value: Any, expected: bool) -> None:
    assert verdict(build, test, value) is expected


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"at_least": "2026-01-01T00:00:00Z"}, "2026-01-01T01:00:00+01:00", True),
        ({"above": "2026-01-01T00:00:00Z"}, "2026-01-01T01:00:00+01:00", False),
        ({"below": "2026-01-01"}, "2026-01-01T00:30:00+01:00", True),
        ({"above": "2026-01-01"}, "2026-01-01 00:00:01", True),
        ({"between": ["2026-01-01", "2026-02-01"]}, "2026-01-31T23:59:59.999999999Z", True),
        ({"between": ["2026-01-01", "2026-02-01"]}, "2026-02-01T00:00:00.000001Z", False),
        ({"above": "0001-01-01"}, "0001-01-01T00:00:00+14:00", False),
        ({"below": "9999-12-31T23:59:59Z"}, "2026-02-30", False),
        ({"below": "9999-12-31T23:59:59Z"}, "yesterday", False),
        ({"below": "9999-12-31T23:59:59Z"}, "99999-01-01", False),
    ],
    ids=str,
)
def test_times_compare_as_moments(build: Build, test: Any, value: Any, expected: bool) -> None:
    assert verdict(build, test, value) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("Refund *", "Refund asked", True),
        ("Refund *", "Refund", False),
        ("*ed", "asked", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("ab*ba", "aba", False),
        ("*", "", True),
        ("**", "x", True),
        ("", "", True),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a?*c", "ab\nc", True),
        ("a.c", "abc", False),
        ("a.?", "a.c", True),
        ("*a*a*a*a*b", "a" * 5000, False),
        ("*a?a?a*b", "a" * 5000, False),
        ("?", "\ud800", True),
        ("Straße?", "Straße1", True),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_wildcards_fit_the_whole_text(build: Build, pattern: str, value: str, expected: bool) -> None:
    assert verdict(build, {"matches": pattern}, value) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("der", "Order", True),
        ("^der", "Order", False),
        (r"^\d+$", "123", True),
        ("(a+)+$", "a" * 5000 + "b", False),
        ("x", "\ud800x", True),
        ("^.$", "é", True),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_pattern_is_found_anywhere_in_linear_time(build: Build, pattern: str, value: str, expected: bool) -> None:
    assert verdict(build, {"regex": pattern}, value) is expected


@pytest.mark.parametrize(
    "test",
    [
        {"is": "ORDER"},
        {"one_of": ["refund", "ORDER"]},
        {"contains": "RDE"},
        {"starts_with": "ORD"},
        {"ends_with": "DER"},
        {"matches": "O*R"},
        {"matches": "O?D?R"},
        {"regex": "^ORDER$"},
    ],
    ids=lambda test: next(iter(test)),
)
def test_case_can_be_ignored_by_every_test_of_texts(build: Build, test: Any) -> None:
    assert not verdict(build, test, "order")
    assert note_on(build, test, "order") == "differs only by case"
    assert verdict(build, test | {"ignore_case": True}, "order")


def test_negative_tests_ignore_case_too(build: Build) -> None:
    assert verdict(build, {"is_not": "ORDER"}, "order")
    assert not verdict(build, {"is_not": "ORDER", "ignore_case": True}, "order")
    assert not verdict(build, {"none_of": ["ORDER"], "ignore_case": True}, "order")


@pytest.mark.parametrize("test", [{"is": 1}, {"is_not": 1}, {"exists": False}], ids=lambda test: next(iter(test)))
def test_a_path_that_cannot_be_worked_out_makes_the_leaf_false_and_says_why(build: Build, test: Any) -> None:
    condition = build({"abs(x)": test})
    assert compile_condition(condition)({"x": "abc"}, Budget()) is False
    trace = trace_condition(condition, {"x": "abc"}, Budget())
    assert isinstance(trace, LeafTrace)
    assert trace.note
    assert trace.note.startswith("cannot be worked out: ")


def test_a_condition_with_no_budget_left_is_false(build: Build) -> None:
    assert compile_condition(build("[x, x] exists"))({"x": 1}, Budget(nodes=1)) is False
