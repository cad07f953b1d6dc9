"""What is typed at `actions try` is read as what it is, and tried."""

from typing import Any

import pytest

from actions.workbench.trying.complete import completions
from actions.workbench.trying.try_text import try_text

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_1",
    "properties": {"revenue": "1249.00", "Plan": "pro", "List Name": "tea", "products": [{"price": 2}, {"price": 3}]},
    "context": {"traits": {"email": "ada@example.com", "firstName": "Ada"}},
}

GIVEN: list[tuple[str, str, str, Any]] = [
    ("a path", "properties.revenue", "path", "1249.00"),
    ("a path that computes", "sum(properties.products[].price)", "path", 5),
    ("a function of a text", "upper('abc')", "path", "ABC"),
    ("a comparison of paths", "to_number(properties.revenue) > `100`", "path", True),
    ("a path that builds an object", "{id: userId}", "path", {"id": "u_1"}),
    ("a path that finds nothing", "properties.nothing", "path", None),
    ("a condition on one line", 'event = "Order Completed" and userId exists', "condition", True),
    ("a condition that does not hold", "properties.revenue > 1000", "condition", False),
    ("a condition as a map", '{event: {matches: "Order *"}}', "condition", True),
    ("a condition of a function of conditions", 'contains(event, "Order")', "condition", True),
    ("a template", "{{ context.traits.firstName }}: {{ event }}", "template", "Ada: Order Completed"),
    ("a template with a hole", "{{ properties.nothing }}", "template", None),
    ("a field", "{from: [properties.total, properties.revenue], as: number}", "field", 1249),
    ("a field with a default", "{from: properties.nothing, default: none}", "field", "none"),
    ("a list of items", "{each: properties.products, map: {p: price}}", "field", [{"p": 2}, {"p": 3}]),
]


@pytest.mark.parametrize(("text", "kind", "value"), [row[1:] for row in GIVEN], ids=[row[0] for row in GIVEN])
def test_gives(text: str, kind: str, value: Any) -> None:
    tried = try_text(text, EVENT)
    assert [one.message for one in tried.findings if one.severity == "error"] == []
    assert (tried.kind, tried.value, tried.failures) == (kind, value, ())


TOLD: list[tuple[str, str, str]] = [
    ("a path that begins with no field of events", "propertis.total", 'did you mean "properties"?'),
    ("a function that there is not", "lowr('A')", 'did you mean "lower"?'),
    ("a condition with a mistake", 'event = "A" and', "needs a condition on its right"),
    ("a condition about no field", 'evnt = "A"', 'did you mean "event"?'),
    ("a template with a mistake", "{{ propertis.x }}", "propertis"),
    ("a field with two sources", "{from: userId, template: '{{ event }}'}", "two sources"),
    ("a kind that there is not", "{from: userId, as: nubmer}", "number"),
    ("a name that the event writes otherwise", "properties.plan", "the event has Plan, not plan"),
    ("a list that is not an object", "properties.products.price", "properties.products is a list of 2"),
    ("a value that does not fit", "{from: properties.Plan, as: number}", '"pro" is not a number'),
    ("a function of the wrong kind", "sum(properties.Plan)", "sum() takes a list"),
]


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_tells(text: str, words: str) -> None:
    tried = try_text(text, EVENT)
    messages = [f"{one.message} {one.hint}" for one in tried.findings] + [*tried.failures]
    messages += [one.words for one in tried.misses if one]
    assert any(words in one for one in messages), messages


COMPLETED: list[tuple[str, str, list[str]]] = [
    ("a first word", "prop", ["properties"]),
    ("a name of the event", "properties.re", ["revenue"]),
    ("a name with a space", "properties.Li", ['"List Name"']),
    ("all names inside", "context.traits.", ["email", "firstName"]),
    ("inside a function", "lower(context.traits.e", ["email"]),
    ("inside an item", "properties.products[0].", ["price"]),
    ("a function", "norm", ["normalize_email("]),
    ("a word of conditions", "userId exis", ["exists"]),
    ("a name that is nowhere", "properties.zz", []),
    ("a name below a text", "event.", []),
]


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in COMPLETED], ids=[row[0] for row in COMPLETED])
def test_completes(text: str, found: list[str]) -> None:
    assert completions(text, EVENT) == found
