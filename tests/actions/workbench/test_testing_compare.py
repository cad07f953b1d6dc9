"""What a test expects, held against what came: equal, a part of it, matchers."""

from hashlib import sha256
from typing import Any

import pytest

from actions.workbench.testing.compare import compare

HASHED = sha256(b"ada@example.com").hexdigest()

ALIKE: list[tuple[str, Any, Any, bool]] = [
    ("the same", {"a": 1, "b": ["x"]}, {"a": 1, "b": ["x"]}, True),
    ("a part of it", {"a": 1}, {"a": 1, "b": 2}, False),
    ("a part of an item", {"items": [{"id": 1}]}, {"items": [{"id": 1, "n": 2}]}, False),
    ("a whole number and its decimal form", {"a": 25}, {"a": 25.0}, True),
    ("money with its zeros", {"a": 250.00}, {"a": 250}, True),
    ("null that was written", {"a": None}, {"a": None}, True),
    ("any text", {"a": {"$any": "text"}}, {"a": "x"}, True),
    ("any number", {"a": {"$any": "number"}}, {"a": 2.5}, True),
    ("any value at all", {"a": {"$any": True}}, {"a": [1]}, True),
    ("a hash", {"a": {"$sha256": "ada@example.com"}}, {"a": HASHED}, True),
    ("a pattern", {"a": {"$matches": "m-*"}}, {"a": "m-81f2"}, True),
    ("nothing there", {"a": {"$absent": True}}, {}, True),
    ("something there", {"a": {"$absent": False}}, {"a": 1}, True),
    ("a name that begins with a dollar sign", {"$email": "a@b.c"}, {"$email": "a@b.c"}, True),
]


@pytest.mark.parametrize(("expected", "got", "exact"), [row[1:] for row in ALIKE], ids=[row[0] for row in ALIKE])
def test_is_as_expected(expected: Any, got: Any, exact: bool) -> None:
    assert compare(expected, got, exact=exact) == []


UNLIKE: list[tuple[str, Any, Any, str, str]] = [
    ("another value", {"a": 1}, {"a": 2}, "a", "expected 1, got 2"),
    ("a text for a number", {"a": 25}, {"a": "25.00"}, "a", 'expected 25, got "25.00", a text, not a number'),
    ("a number for a text", {"a": "25"}, {"a": 25}, "a", 'expected "25", got 25, a number, not a text'),
    ("true for one", {"a": 1}, {"a": True}, "a", "expected 1, got true, true or false, not a number"),
    ("one for true", {"a": True}, {"a": 1}, "a", "expected true, got 1, a number, not true or false"),
    ("nothing", {"a": {"b": 1}}, {"a": {}}, "a.b", "is missing"),
    ("too much", {"a": 1}, {"a": 1, "b": "x"}, "b", 'is not expected: "x"'),
    ("too much inside", {"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]}, "a[0].c", "is not expected: 2"),
    ("an item too few", {"a": [1, 2]}, {"a": [1]}, "a[1]", "is missing"),
    ("an item too many", {"a": [1]}, {"a": [1, 2]}, "a[1]", "is one item too many: 2"),
    ("an object for a text", {"a": "x"}, {"a": {"b": 1}}, "a", 'expected "x", got an object with b, an object'),
    ("no text", {"a": {"$any": "text"}}, {"a": 1}, "a", "expected any text, got 1"),
    ("true where any number is asked for", {"a": {"$any": "number"}}, {"a": True}, "a", "expected any number"),
    ("nothing where anything is asked for", {"a": {"$any": True}}, {}, "a", "is missing"),
    ("another hash", {"a": {"$sha256": "x"}}, {"a": HASHED}, "a", 'expected the SHA-256 of "x"'),
    ("another text than the pattern", {"a": {"$matches": "m-*"}}, {"a": "x"}, "a", 'a text that matches "m-*"'),
    ("something that must not be there", {"a": {"$absent": True}}, {"a": 1}, "a", "must not be there, and is 1"),
    ("null for nothing", {"a": {"$absent": True}}, {"a": None}, "a", "must not be there, and is null"),
]


@pytest.mark.parametrize(
    ("expected", "got", "field", "words"), [row[1:] for row in UNLIKE], ids=[row[0] for row in UNLIKE]
)
def test_is_not_as_expected(expected: Any, got: Any, field: str, words: str) -> None:
    [found] = compare(expected, got, exact=True)
    assert found.field == field
    assert words in found.words


def test_a_part_that_is_asked_for_may_lie_beside_others_at_any_depth() -> None:
    assert compare({"a": [{"b": {"c": 1}}]}, {"a": [{"b": {"c": 1, "d": 2}, "e": 3}], "f": 4}, exact=False) == []
