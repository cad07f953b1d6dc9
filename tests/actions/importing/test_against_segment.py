"""Imported triggers and mappings do what Segment's own packages do."""

from random import Random
from typing import Any

import pytest

from tests.actions.importing import generated
from tests.actions.importing.oracle import fired, in_files, pruned, segment_says

pytestmark = pytest.mark.browser
TRIGGERS, MAPPINGS, EVENTS = 200, 200, 12
LEAST_SHARE = 0.9


@pytest.mark.parametrize("odd", [False, True], ids=["written with care", "as people write them"])
def test_generated_triggers_fire_for_the_same_events(odd: bool) -> None:
    random = Random(f"triggers {odd}")  # noqa: S311 - the same ones each time
    triggers = [generated.trigger(random, odd=odd) for _ in range(TRIGGERS)]
    events = [generated.event(random, untidy=number % 2 == 0) for number in range(EVENTS)]
    files = in_files([{"name": f"T{number}", "trigger": one} for number, one in enumerate(triggers)])
    actions = [one for file, _ in files for one in file.actions]
    answers = segment_says([{"trigger": one, "event": event} for event in events for one in triggers])
    # Where Segment fails on an event, it sends nothing.
    wanted = [
        {f"t{number}" for number in range(TRIGGERS) if answers[position * TRIGGERS + number].get("fires")}
        for position in range(EVENTS)
    ]
    assert [one.refused for one in actions] == [""] * TRIGGERS
    assert [set(one) for one in fired([text for _, text in files], events)] == wanted
    if not odd:
        assert [one.notes for one in actions] == [[]] * TRIGGERS


@pytest.mark.parametrize("untidy", [False, True], ids=["tidy events", "untidy events"])
def test_generated_mappings_give_the_same_fields(untidy: bool) -> None:
    random = Random(f"mappings {untidy}")  # noqa: S311 - the same ones each time
    mappings = [generated.mapping(random) for _ in range(MAPPINGS)]
    events = [generated.event(random, untidy=untidy) for _ in range(EVENTS)]
    always = 'type != "no type"'
    subscriptions = [{"name": f"M{n}", "trigger": always, "settings": one} for n, one in enumerate(mappings)]
    files = in_files(subscriptions)
    answers = segment_says([{"mapping": one, "event": event} for event in events for one in mappings])
    bodies = fired([text for _, text in files], events)
    differing: set[int] = set()
    for position in range(EVENTS):
        for number in range(MAPPINGS):
            given = bodies[position].get(f"m{number}", {})
            if pruned(given) != pruned(answers[position * MAPPINGS + number]["payload"]):
                differing.add(number)
    assert [one.refused or one.todo for file, _ in files for one in file.actions] == [[]] * MAPPINGS
    assert len(differing) <= (1 - LEAST_SHARE) * MAPPINGS
    # The one difference that these events show and the report names: JSON of null.
    assert [number for number in differing if '"encode"' not in str(mappings[number]).replace("'", '"')] == []
    if not untidy:
        assert differing == set()


PRODUCTS = [{"sku": "G-32", "price": 19}, {"sku": "F-32", "tags": ["a", {"b": 1}]}]
EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_1",
    "messageId": "m-1",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "properties": {"total": 25.5, "plan": "Pro", "List Name": "a b", "none": None, "empty": "", "products": PRODUCTS},
    "context": {"traits": {"email": "ada@example.com", "plan": None}, "page": {"url": "https://shop.example/"}},
    "traits": {"plan": "free"},
}
PLAN = {"@path": "$.properties.plan"}
DIRECTIVES: dict[str, Any] = {
    "path": PLAN,
    "path with brackets": {"@path": "$.properties['List Name']"},
    "path to a position": {"@path": "properties.products.1.sku"},
    "path without a dollar": {"@path": "context.page.url"},
    "path to all": {"@path": "$."},
    "template": {"@template": "{{properties.plan}}: {{{properties.total}}} of {{properties.none}}"},
    "template with a dollar": {"@template": "a {{$.properties.plan}}"},
    "literal": {"@literal": {"a": [1, None]}},
    "if exists": {"@if": {"exists": {"@path": "$.properties.empty"}, "then": 1, "else": 2}},
    "if blank": {"@if": {"blank": {"@path": "$.properties.empty"}, "then": 1, "else": 2}},
    "if without else": {"@if": {"exists": {"@path": "$.properties.none"}, "then": 1}},
    "if with an object": {"@if": {"exists": PLAN, "then": {"a": PLAN, "b": 1}}},
    "if with a zero else": {"@if": {"exists": {"@path": "$.properties.none"}, "then": 1, "else": 0}},
    "array path": {"@arrayPath": ["$.properties.products", {"id": {"@path": "$.sku"}, "n": {"@template": "{{sku}}!"}}]},
    "array path of one object": {"@arrayPath": ["$.properties.products[0]", {"id": {"@path": "$.sku"}}]},
    "array path of values": {"@arrayPath": ["$.properties.products", {"@path": "$.sku"}]},
    "array path alone": {"@arrayPath": ["$.properties.products"]},
    "case": {"@case": {"operator": "lower", "value": PLAN}},
    "case of a number": {"@case": {"operator": "upper", "value": {"@path": "$.properties.total"}}},
    "replace": {"@replace": {"pattern": "r", "replacement": "R", "value": PLAN}},
    "replace the first": {
        "@replace": {"pattern": "O", "replacement": ".", "ignorecase": True, "global": False, "value": PLAN}
    },
    "replace in a number": {"@replace": {"pattern": ".", "replacement": ",", "value": {"@path": "$.properties.total"}}},
    "replace twice": {
        "@replace": {"pattern": "P", "replacement": "b", "pattern2": "b", "replacement2": "c", "value": PLAN}
    },
    "merge right": {"@merge": {"direction": "right", "objects": [{"@path": "$.traits"}, {"plan": PLAN, "n": 1}]}},
    "merge left": {"@merge": {"direction": "left", "objects": [{"@path": "$.traits"}, {"plan": PLAN, "n": 1}]}},
    "merge with nothing": {
        "@merge": {"direction": "right", "objects": [{"@path": "$.traits"}, {"plan": {"@path": "$.userName"}, "n": 1}]}
    },
    "json": {"@json": {"mode": "encode", "value": {"@path": "$.properties.products"}}},
    "json of fields": {"@json": {"mode": "encode", "value": {"a": PLAN, "b": [1]}}},
    "json decoded": {"@json": {"mode": "decode", "value": {"@literal": '{"a": 1}'}}},
    "no json decoded": {"@json": {"mode": "decode", "value": PLAN}},
    "flatten": {"@flatten": {"separator": ".", "value": {"@path": "$.properties"}}},
    "flatten but lists": {"@flatten": {"separator": "_", "value": {"@path": "$.properties"}, "omitArrays": True}},
    "transform": {
        "@transform": {
            "apply": {"a": {"@path": "$.properties"}, "b": {"c": 5}},
            "mapping": {"x": {"@path": "$.a.plan"}, "y": {"@path": "$.b.c"}, "z": {"@template": "{{a.plan}}"}},
        }
    },
    "exclude when null": {"@excludeWhenNull": {"@path": "$.context"}},
    "exclude null": {"@excludeWhenNull": {"@path": "$.properties.none"}},
    "liquid": {"@liquid": 'Dear {{ properties.plan | upcase | append: "!" }}{{ properties.none }}'},
    "liquid default": {"@liquid": "{{ properties.empty | default: 'x' }}"},
    "raw text": "$.properties.plan",
    "raw object": {"a": {"b.c": True}},
    "raw list": [1, "a"],
    "list of paths": [PLAN, {"@path": "$.userId"}],
}


def test_each_directive_gives_the_same() -> None:
    subscriptions = [
        {"name": f"D{n}", "trigger": 'type = "track"', "settings": {"x": one}}
        for n, one in enumerate(DIRECTIVES.values())
    ]
    files = in_files(subscriptions)
    wanted = segment_says([{"mapping": {"x": one}, "event": EVENT} for one in DIRECTIVES.values()])
    (bodies,) = fired([text for _, text in files], [EVENT])
    given = {name: bodies.get(f"d{number}", {}).get("x") for number, name in enumerate(DIRECTIVES)}
    assert given == {name: one["payload"].get("x") for name, one in zip(DIRECTIVES, wanted, strict=True)}
