"""Both spellings of a condition give the same tree."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not

Read: TypeAlias = Callable[[str], Any]

PAIRS = [
    ('event = "A"', "{event: A}"),
    ('event != "A"', "{event: {is_not: A}}"),
    ("properties.total = 5", "{properties.total: 5}"),
    ("properties.total = -0.5e1", "{properties.total: -5.0}"),
    ("properties.total > 5", "{properties.total: {above: 5}}"),
    ("properties.total >=5", "{properties.total: {at_least: 5}}"),
    ("properties.total<5", "{properties.total: {below: 5}}"),
    ("properties.total <= 5", "{properties.total: {at_most: 5}}"),
    ('timestamp > "2026-01-01"', "{timestamp: {above: 2026-01-01}}"),
    ('event in ["A", "B"]', "{event: [A, B]}"),
    ('event in ["A", 5, true]', "{event: {one_of: [A, 5, true]}}"),
    ('event not in ["A"]', "{event: {none_of: [A]}}"),
    ("userId exists", "{userId: {exists: true}}"),
    ("exists(userId)", "{userId: {exists: true}}"),
    ("userId != null", "{userId: {exists: true}}"),
    ("userId = null", "{userId: {exists: false}}"),
    ("userId = null", "{userId: null}"),
    ("userId = null", "{userId: {is: null}}"),
    ("userId != null", "{userId: {is_not: null}}"),
    ("properties.new = true", "{properties.new: true}"),
    ("properties.new = FALSE", "{properties.new: false}"),
    ("properties.total = `0`", "{properties.total: 0}"),
    ('event = `"A"`', "{event: A}"),
    ('contains(event, "x")', "{event: {contains: x}}"),
    ('starts_with(event, "x")', "{event: {starts_with: x}}"),
    ('ends_with(event,"x")', "{event: {ends_with: x}}"),
    ('match(event, "Refund *")', '{event: {matches: "Refund *"}}'),
    (r'regex(event, "^\d+ \"a\" \\.$")', r"""{event: {regex: '^\d+ "a" \.$'}}"""),
    ('has(properties.tags, "x")', "{properties.tags: {has: x}}"),
    ('has_any(properties.tags, ["x", 1])', "{properties.tags: {has_any: [x, 1]}}"),
    ('type = "track" and event = "A"', "{type: track, event: A}"),
    ('type = "track" and event = "A"', "{all: [type: track, event: A]}"),
    ('type = "track" and event = "A"', "{all: ['type = \"track\"', {event: A}]}"),
    ('type = "track" AND (event = "A" OR event = "B")', "{type: track, any: [event: A, event: B]}"),
    ('not event = "A"', "{none: [event: A]}"),
    ('!event = "A"', "{none: [event: A]}"),
    ('not (event = "A" or userId exists)', "{none: [event: A, 'userId exists']}"),
    ('! ! event = "A"', "{none: [{none: [event: A]}]}"),
    ("properties.total >= 1 and properties.total < 5", "{properties.total: {at_least: 1, below: 5}}"),
    ('((event = "A"))', "{event: A}"),
    ('properties."List Name" = "a"', """{'properties."List Name"': a}"""),
    ("length(properties.products) >= 2", "{length(properties.products): {at_least: 2}}"),
    ("properties.products[0].price > 5", "{'properties.products[0].price': {above: 5}}"),
    (
        "properties.products[?price > `5`] | [0] exists",
        "{'properties.products[?price > `5`] | [0]': {exists: true}}",
    ),
    ('(userId || anonymousId) = "u"', "{(userId || anonymousId): u}"),
    ('(userId || anonymousId) not in ["u"]', "{(userId || anonymousId): {none_of: [u]}}"),
    ("(userId == anonymousId) = true", "{(userId == anonymousId): true}"),
    ("contains(properties.tags, 'x') = true", """{"contains(properties.tags, 'x')": true}"""),
    ("join(', ', properties.tags) = \"a, b\"", """{"join(', ', properties.tags)": 'a, b'}"""),
    ("properties.in in [1]", "{properties.in: [1]}"),
    (
        "properties.not exists and properties.and exists",
        "{properties.not: {exists: true}, properties.and: {exists: true}}",
    ),
    ('event = "a and (b or c"', "{event: a and (b or c}"),
    ('event = "it\'s `here`"', "{event: it's `here`}"),
]


def one_line(text: str) -> str:
    return "when: |\n  " + text


@pytest.mark.parametrize(("line", "structured"), PAIRS, ids=[f"{line} / {yaml}" for line, yaml in PAIRS])
def test_both_spellings_give_one_tree(read: Read, line: str, structured: str) -> None:
    from_line, from_map = read(one_line(line)), read(structured)
    assert (from_line.findings, from_map.findings) == ([], [])
    assert from_line.condition is not None
    assert from_line.condition == from_map.condition


A, B, C, D = ("A", "B", "C", "D")
PRECEDENCE = [
    ("A and B and C", ("and", A, B, C)),
    ("A or B or C", ("or", A, B, C)),
    ("A or (B and C)", ("or", A, ("and", B, C))),
    ("(A or B) and C", ("and", ("or", A, B), C)),
    ("not A and B", ("and", ("not", A), B)),
    ("not (A and B)", ("not", ("and", A, B))),
    ("not not A", ("not", ("not", A))),
    ("(A and B) or (C and D)", ("or", ("and", A, B), ("and", C, D))),
    ("A and (B or not (C and D))", ("and", A, ("or", B, ("not", ("and", C, D))))),
]
MIXED = [
    ("A or B and C", ("or", A, ("and", B, C)), "A or (B and C)"),
    ("A and B or C", ("or", ("and", A, B), C), "(A and B) or C"),
    ("not A and B or C and not D", ("or", ("and", ("not", A), B), ("and", C, ("not", D))), None),
    ("D and (A and B or C)", ("and", D, ("or", ("and", A, B), C)), "D and ((A and B) or C)"),
]


def spelled(text: str) -> str:
    return "when: " + "".join(f'event = "{one}"' if one in "ABCD" else one for one in text)


def shape(condition: Any) -> Any:
    match condition:
        case Leaf():
            return condition.operand
        case Not(part):
            return ("not", shape(part))
        case All(parts) | AnyOf(parts):
            return ("and" if isinstance(condition, All) else "or", *map(shape, parts))


@pytest.mark.parametrize(("text", "expected"), PRECEDENCE, ids=[text for text, _ in PRECEDENCE])
def test_or_binds_less_than_and_and_that_less_than_not(read: Read, text: str, expected: Any) -> None:
    reading = read(spelled(text))
    assert shape(reading.condition) == expected
    assert reading.findings == []


@pytest.mark.parametrize(("text", "expected", "fixed"), MIXED, ids=[row[0] for row in MIXED])
def test_mixing_and_with_or_is_warned_of_and_spelled_out(
    read: Read, text: str, expected: Any, fixed: str | None
) -> None:
    reading = read(spelled(text))
    assert shape(reading.condition) == expected
    assert [one.code for one in reading.findings] == ["W204"]
    clearer = reading.findings[0].hint.removeprefix("if that is meant, say so: ")
    assert fixed is None or clearer == spelled(fixed).removeprefix("when: ")
    again = read(f"when: {clearer}")
    assert (again.condition, again.findings) == (reading.condition, [])


def test_the_warning_stands_where_brackets_are_missing_and_holds_them(read: Read) -> None:
    (found,) = read(spelled("A or B and C")).findings
    assert (found.place.column, found.place.end_column) == (22, 49)
    assert found.fix == '(event = "B" and event = "C")'


def test_a_leaf_knows_where_it_was_written(read: Read) -> None:
    reading = read('when:\n  all:\n    - type: track\n    - |\n      event = "A"\n      and userId exists\n')
    assert isinstance(reading.condition, All)
    places = [(part.place.line, part.place.column) for part in reading.condition.parts if isinstance(part, Leaf)]
    assert places == [(3, 7), (5, 7), (6, 11)]


def test_items_of_a_list_may_have_any_field(build: Callable[[Any], Condition]) -> None:
    assert build('sku = "x" and whatever.price > 5')
