"""Expressions and values made to hurt: each ends soon, with words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.budget import Budget, BudgetExceededError, measure
from mappings.expr import compile_expression
from mappings.findings.errors import EvaluationError, ExpressionError

TOO_LARGE = [
    ("1000 parentheses", "(" * 1000 + "a" + ")" * 1000, "nested over 64 deep"),
    ("65 parentheses", "(" * 65 + "a" + ")" * 65, "nested over 64 deep"),
    ("5000 times !", "!" * 5000 + "a", "nested over 64 deep"),
    ("1000 lists", "[" * 1000 + "a" + "]" * 1000, "nested over 64 deep"),
    ("1000 projections", "a" + "[*]" * 1000, "nested over 64 deep"),
    ("1000 wildcards", "a" + ".*" * 1000, "nested over 64 deep"),
    ("1000 filters", "a" + "[?b]" * 1000, "nested over 64 deep"),
    ("1000 slices", "a" + "[1:]" * 1000, "nested over 64 deep"),
    ("1000 flattenings", "a" + "[]" * 1000, "nested over 64 deep"),
    ("500 expressions in each other", "&a || " * 500 + "a", "nested over 64 deep"),
    ("500 calls", "lower(" * 500 + "a" + ")" * 500, "nested over 64 deep"),
    ("3000 alternatives", "a" + "||a" * 3000, "chains over 200 steps"),
    ("4000 pipes", "a" + "|a" * 4000, "chains over 200 steps"),
    ("10,001 characters", "a" * 10_001, "over 10,000 characters"),
    ("3000 brackets of JSON", "`" + "[" * 3000 + "]" * 3000 + "`", "this JSON is nested too deeply"),
    ("100 brackets of JSON", "`" + "[" * 100 + "]" * 100 + "`", "nested over 64 deep"),
    ("an index of 5000 digits", f"a[{'9' * 5000}]", "no list has that many items"),
]
EXPLOSIONS = [
    ("doubled and flattened 22 times", " | ".join(["[@,@][]"] * 22), [1], "list and object items"),
    ("a text joined to itself 24 times", " | ".join(["join('',[@,@])"] * 24), "abcdefgh", "of text"),
    ("a text replaced by longer ones", " | ".join(["replace(@,'a','aaaaaaaaaa')"] * 12), "a", "of text"),
    ("shared parts written out", " | ".join(["[@,@]"] * 22) + " | to_string(@)", 1, "list and object items"),
    ("shared parts as JSON", " | ".join(["[@,@]"] * 22) + " | json_encode(@)", 1, "list and object items"),
    (
        "shared parts compared",
        f"[{'|'.join(['[@,@]'] * 20)}, {'|'.join(['[@,@]'] * 20)}]|[0]==[1]",
        1,
        "list and object",
    ),
    ("shared parts searched", "|".join(["[@,@]"] * 24) + "|contains(@, [@])", 1, "list and object items"),
    ("shared parts made unique", "|".join(["[@,@]"] * 24) + "|unique(@)", 1, "list and object items"),
    (
        "shared parts flattened",
        "|".join(["{a:@,b:@}"] * 24) + "|flatten_object(@)",
        1,
        "list and object items",
    ),
    (
        "shared parts filtered",
        "|".join(["[@,@]"] * 20) + "[?" * 20 + "`false`" + "]" * 20,
        1,
        "list and object items",
    ),
    ("shared parts merged", "|".join(["{a:@,b:@}"] * 24) + "|merge_deep(@,@)", 1, "list and object items"),
    ("mapped over and over", " | ".join(["map(&[@,@][], @)[]"] * 16), [1], "list and object items"),
    ("sliced over and over", "[" + ",".join(["@[:]"] * 11) + "]", [0] * 1000, "list and object items"),
    (
        "wildcards over and over",
        "[" + ",".join(["@.*"] * 11) + "]",
        {str(n): n for n in range(1000)},
        "list and object",
    ),
]
VALUES = [
    ("a text and a number", "@ > `5`", "10", 'cannot compare "10" with 5'),
    ("a number and a text", "`5` <= @", "10", 'cannot compare 5 with "10"'),
    (
        "sorting by mixed kinds",
        "sort_by(@, &a)",
        [{"a": 1}, {"a": "1"}],
        "sort_by() takes a number for every item",
    ),
    ("sorting mixed kinds", "sort(@)", [1, "a"], 'not a list whose item 2 is "a"'),
    ("a sum beyond floats", "sum(@)", [1e308, 1e308], "sum() goes beyond what a number can hold"),
    (
        "a sum of an integer beyond floats",
        "sum(@)",
        [10**400, 0.5],
        "sum() goes beyond what a number can hold",
    ),
    ("a lone surrogate", "sha256(@)", "\ud83d", "a lone surrogate"),
]
QUIET = [
    ("to_number of 1e999", "to_number(@)", "1e999", None),
    ("to_number of nan", "to_number(@)", "nan", None),
    ("to_number of -Infinity", "to_number(@)", "-Infinity", None),
    ("to_number of 5000 digits", "to_number(@)", "9" * 5000, None),
    ("a name that is code", '"x\\"]; import os #"', {'x"]; import os #': 1}, 1),
    ("a dunder name", "__class__.__init__", {}, None),
    ("a dunder name of a text", "@.__class__", "abc", None),
    ("a method of dicts", "items.get", {"items": {"get": 1}}, 1),
    ("a format text", "'{0.__class__}'", {}, "{0.__class__}"),
    ("a name with a line end", '"a\\nb"', {"a\nb": 1}, 1),
    ("an index beyond machines", "[99999999999999999999]", [1], None),
    ("a slice beyond machines", "[:99999999999999999999]", [1], [1]),
]


WORDS = (
    "a",
    ".",
    "[",
    "]",
    "(",
    ")",
    "*",
    "[?",
    "==",
    "&",
    "`1`",
    "length(",
    "-1",
    ":",
    "|",
    ",",
    "{",
    "}",
    " ",
    "'x'",
)


@pytest.mark.parametrize(("text", "words"), [pytest.param(*row[1:], id=row[0]) for row in TOO_LARGE])
def test_a_text_too_large_or_deep_is_refused(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        compile_expression(text)


@pytest.mark.parametrize(("text", "subject", "words"), [pytest.param(*row[1:], id=row[0]) for row in EXPLOSIONS])
def test_an_explosion_stops(text: str, subject: Any, words: str) -> None:
    with pytest.raises(BudgetExceededError, match=words):
        compile_expression(text)(subject)


@pytest.mark.parametrize(("text", "subject", "words"), [pytest.param(*row[1:], id=row[0]) for row in VALUES])
def test_a_value_that_does_not_fit_is_named(text: str, subject: Any, words: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        compile_expression(text)(subject)
    assert words in str(caught.value)


@pytest.mark.parametrize(("text", "subject", "expected"), [pytest.param(*row[1:], id=row[0]) for row in QUIET])
def test_an_odd_value_or_name_is_only_a_value_or_name(text: str, subject: Any, expected: Any) -> None:
    assert compile_expression(text)(subject) == expected


def test_shared_parts_are_cheap_to_build_and_counted_when_measured() -> None:
    built = compile_expression("|".join(["[@,@]"] * 22))(1)
    with pytest.raises(BudgetExceededError):
        measure(built, Budget())


def test_a_budget_is_one_for_all_expressions_of_an_event() -> None:
    budget, copy = Budget(nodes=250), compile_expression("@[*]")
    copy([0] * 100, budget)
    copy([0] * 100, budget)
    with pytest.raises(BudgetExceededError):
        copy([0] * 100, budget)


def test_a_nested_event_that_is_too_deep_to_compare() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(EvaluationError, match="nested"):
        compile_expression("a == b")({"a": [deep], "b": [[deep]]})


@given(st.text(alphabet="ab.[]()*?&|!@{}:,'`\"\\0-19<=> \n#é", max_size=40))
def test_any_text_is_an_expression_or_a_problem_within_it(text: str) -> None:
    assert problem_lies_within(text)


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_any_words_are_an_expression_or_a_problem_within_them(text: str) -> None:
    assert problem_lies_within(text)


def problem_lies_within(text: str) -> bool:
    """Whether `text` compiles, or what is wrong with it is said and stands inside it."""
    try:
        compile_expression(text)
    except ExpressionError as error:
        problem = error.problem
        return bool(0 <= problem.start <= problem.end <= len(text) and problem.message)
    return True
