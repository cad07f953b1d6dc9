from collections.abc import Callable
from typing import Any

import pytest

from mappings.fields.scope import Mapped

MapEvent = Callable[..., Mapped]
Findings = Callable[..., list[tuple[str, str, str]]]

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "properties": {
        "zero": 0,
        "whole": 3.0,
        "no": False,
        "empty": "",
        "none": None,
        "total": 25,
        "currency": "NOK",
        "list": [1, None, 2],
        "nobody": [],
        "price": "19.99",
        "address": {"city": "Oslo", "street": "Gate 1", "geo": {"lat": 1, "lon": 2}},
        "a.b": 1,
        "blank": " \t\u00a0",
    },
    "context": {"page": {"referrer": "", "title": " "}},
    "traits": {"email": "a@example.com", "phone": None, "plan": "pro"},
    "timestamp": "2026-03-01T10:15:30.250Z",
}

FIELDS = {
    "a path": ("map: {x: event}", {"x": "Order Completed"}),
    "a missing path is left out": ("map: {x: groupId, y: event}", {"y": "Order Completed"}),
    "null is missing": ("map: {x: properties.none}", {}),
    "zero, false and an empty list are values": (
        "map: {a: properties.zero, b: properties.no, d: properties.nobody}",
        {"a": 0, "b": False, "d": []},
    ),
    "an empty text is missing": ("map: {a: properties.empty, b: event}", {"b": "Order Completed"}),
    "a text of white space is missing": ("map: {a: properties.blank, b: event}", {"b": "Order Completed"}),
    "a blank that a function gives is missing": ("map: {a: \"join('', [properties.empty])\"}", {}),
    "a literal that is empty is a value": ("set: {a: '', b: ' '}", {"a": "", "b": " "}),
    "blanks in a copied object stay": ("map: {x: context.page}", {"x": {"referrer": "", "title": " "}}),
    "a list of paths goes on at a blank": (
        "map: {x: {from: [properties.blank, properties.empty, userId]}}",
        {"x": "u1"},
    ),
    "a pipe is as before": ("map: {x: properties.empty || userId, y: properties.blank || userId}", {"x": "u1"}),
    "exists does not hold for a blank": (
        "map: {x: {from: userId, only_when: properties.empty}, y: event}",
        {"y": "Order Completed"},
    ),
    "the first that is present": ("map: {x: {from: [groupId, properties.none, userId, event]}}", {"x": "u1"}),
    "zero is present": ("map: {x: {from: [properties.zero, properties.total]}}", {"x": 0}),
    "nulls in a copied object stay": (
        "map: {x: traits}",
        {"x": {"email": "a@example.com", "phone": None, "plan": "pro"}},
    ),
    "nulls in a copied list stay": ("map: {x: properties.list}", {"x": [1, None, 2]}),
    "nulls in a built list go": ("map: {x: '[userId, groupId, event]'}", {"x": ["u1", "Order Completed"]}),
    "a list built of nothing is missing": ("map: {x: '[groupId, properties.none]'}", {}),
    "an item of a built list keeps its nulls": (
        "map: {x: '[[userId], properties.list][1]'}",
        {"x": [1, None, 2]},
    ),
    "a literal": ("set: {x: {deep: [1, NO]}}", {"x": {"deep": [1, "NO"]}}),
    "a literal null": ("set: {x: null}", {"x": None}),
    "a literal with options": ("map: {x: {value: '5', as: number}}", {"x": 5}),
    "the whole event": ("map: {x: '@'}", {"x": EVENT}),
    "from_event is the event": ("map: {x: {from_event: userId}}", {"x": "u1"}),
    "a counter outside a list": ("map: {x: {counter: 7}}", {"x": 7}),
    "a nested object": ("map: {x: {map: {y: userId}, set: {z: 1}}}", {"x": {"y": "u1", "z": 1}}),
    "a nested object without values": ("map: {x: {map: {y: groupId}}}", {}),
    "nested objects nest": ("map: {x: {map: {y: {map: {z: userId}}}}}", {"x": {"y": {"z": "u1"}}}),
    "a dotted target": ("map: {x.y.z: userId}", {"x": {"y": {"z": "u1"}}}),
    "a quoted target": ("map: {'x.\"a.b\"': userId}", {"x": {"a.b": "u1"}}),
    "an overlay on a copied object": (
        "map: {t.plan: event, t: traits}",
        {"t": {"email": "a@example.com", "phone": None, "plan": "Order Completed"}},
    ),
    "an overlay on a missing object": (
        "map: {t: context.traits, t.plan: event}",
        {"t": {"plan": "Order Completed"}},
    ),
    "an overlay without a value": (
        "map: {t: properties.address.geo, t.x: groupId}",
        {"t": {"lat": 1, "lon": 2}},
    ),
    "the order of writing": (
        "map: {b: event, a: type}, set: {c: 1}",
        {"b": "Order Completed", "a": "track", "c": 1},
    ),
}


@pytest.mark.parametrize(("text", "fields"), FIELDS.values(), ids=FIELDS)
def test_fields(map_event: MapEvent, text: str, fields: dict[str, Any]) -> None:
    mapped = map_event("{" + text + "}", EVENT)
    assert (mapped.fields, mapped.failures) == (fields, [])
    assert list(mapped.fields) == list(fields)


OPTIONS = {
    "only keeps": ("from: properties.address, only: [city]", {"city": "Oslo"}),
    "only keeps the event's order": (
        "from: properties.address, only: [street, city]",
        {"city": "Oslo", "street": "Gate 1"},
    ),
    "only a part of a part": ("from: properties.address, only: [geo.lat]", {"geo": {"lat": 1}}),
    "only what is not there": ("from: properties.address, only: [zip]", {}),
    "only a null": ("from: traits, only: phone", {"phone": None}),
    "except drops": ("from: properties.address, except: [street, geo]", {"city": "Oslo"}),
    "except a part of a part": (
        "from: properties.address, except: [geo.lat, street]",
        {"city": "Oslo", "geo": {"lon": 2}},
    ),
    "except a name with a dot": (
        "from: properties, only: ['\"a.b\"', zero]",
        {"zero": 0, "a.b": 1},
    ),
    "rename renames": (
        "from: traits, rename: {email: $email}",
        {"$email": "a@example.com", "phone": None, "plan": "pro"},
    ),
    "rename wins over a copied name": (
        "from: traits, only: [email, plan], rename: {email: plan}",
        {"plan": "a@example.com"},
    ),
    "rename swaps": ("from: properties.address.geo, rename: {lat: lon, lon: lat}", {"lon": 1, "lat": 2}),
    "rename what is not there": ("from: properties.address.geo, rename: {x: y}", {"lat": 1, "lon": 2}),
    "only before rename": ("from: traits, rename: {plan: tier}, only: [plan]", {"tier": "pro"}),
    "lookup finds": ("from: traits.plan, lookup: {pro: 2, free: 1}", 2),
    "lookup a number": ("from: properties.total, lookup: {25: yes}", "yes"),
    "lookup a whole number with a point": ("from: properties.whole, lookup: {3: yes}", "yes"),
    "lookup true and false": ("from: properties.no, lookup: {false: off, true: on}", "off"),
    "lookup then default": ("from: event, lookup: {x: y}, default: z", "z"),
    "default where there is nothing": ("from: groupId, default: free", "free"),
    "default for null": ("from: properties.none, default: 5", 5),
    "no default for zero": ("from: properties.zero, default: 5", 0),
    "default for an empty text": ("from: properties.empty, default: x", "x"),
    "default for white space": ("from: properties.blank, default: x", "x"),
    "a lookup of an empty text": ("from: properties.empty, lookup: {'': none}", "none"),
    "a lookup that knows no empty text": ("from: properties.empty, lookup: {a: b}, default: c", "c"),
    "null for a blank": ("from: properties.blank, if_missing: 'null'", None),
    "default after only": ("from: context.traits, only: [a], default: {a: 1}", {"a": 1}),
    "default then as": ("from: groupId, default: '7', as: integer", 7),
    "lookup then as": ("from: traits.plan, lookup: {pro: '2'}, as: number", 2),
    "as a number": ("from: properties.price, as: number", 19.99),
    "as a time": ("from: timestamp, as: epoch_ms", 1772360130250),
    "as JSON": ("from: properties.address.geo, as: json", '{"lat":1,"lon":2}'),
    "as a list": ("from: userId, as: list", ["u1"]),
    "as money of dollars": ("from: properties.total, as: money, unit: minor", 0.25),
    "as money in major units": ("from: properties.price, as: money", 19.99),
    "required and there": ("from: properties.zero, required: true", 0),
    "fail and there": ("from: properties.no, if_missing: fail", False),
    "null if missing": ("from: groupId, if_missing: 'null'", None),
    "null as YAML writes it": ("from: groupId, if_missing: null", None),
    "null if missing, and there": ("from: userId, if_missing: 'null'", "u1"),
    "only_when that holds": ("from: userId, only_when: 'type == ''track'''", "u1"),
}


@pytest.mark.parametrize(("options", "value"), OPTIONS.values(), ids=OPTIONS)
def test_options(map_event: MapEvent, options: str, value: Any) -> None:
    mapped = map_event(f"map: {{x: {{{options}}}}}", EVENT)
    assert (mapped.fields, mapped.failures) == ({"x": value}, [])


NOTHING = {
    "omit": "from: groupId, if_missing: omit",
    "lookup without an entry": "from: event, lookup: {a: b}",
    "lookup to null": "from: traits.plan, lookup: {pro: null}",
    "lookup of what is missing": "from: groupId, lookup: {null: x}",
    "only of what is missing": "from: groupId, only: [a]",
    "as of what is missing": "from: groupId, as: money",
    "only_when that does not hold": "from: userId, only_when: 'type == ''page'''",
    "only_when comes before required": "from: groupId, required: true, only_when: properties.no",
    "only_when comes before default": "from: groupId, default: 1, only_when: groupId",
}


@pytest.mark.parametrize("options", NOTHING.values(), ids=NOTHING)
def test_no_value(map_event: MapEvent, options: str) -> None:
    mapped = map_event(f"map: {{x: {{{options}}}}}", EVENT)
    assert (mapped.fields, mapped.failures) == ({}, [])


FAILURES = {
    "required": (
        "from: properties.none, required: true",
        "E501",
        "x is required and missing: properties.none has no value",
    ),
    "required, two paths": (
        "from: [groupId, properties.none], required: true",
        "E501",
        "x is required and missing: groupId and properties.none have no value",
    ),
    "if_missing fail": (
        "from: groupId, if_missing: fail",
        "E501",
        "x is required and missing: groupId has no value",
    ),
    "required of a template": (
        "template: '{{ groupId }}', required: true",
        "E501",
        "x is required and missing",
    ),
    "fail of a template after lookup": (
        "template: '{{ event }}', lookup: {a: b}, if_missing: fail",
        "E501",
        "x is required and missing",
    ),
    "required after lookup": (
        "from: event, lookup: {a: b}, required: true",
        "E501",
        "x is required and missing: event has no value that is listed under lookup:",
    ),
    "no number": ("from: event, as: number", "E510", 'x: "Order Completed" is not a number'),
    "no money": ("from: properties.no, as: money", "E510", "x: false is not a number"),
    "only of a text": ("from: event, only: [a]", "E510", "x: `only` works on an object, not on a text"),
    "except of a list": (
        "from: properties.list, except: [a]",
        "E510",
        "x: `except` works on an object, not on a list",
    ),
    "rename of a number": (
        "from: properties.zero, rename: {a: b}",
        "E510",
        "x: `rename` works on an object, not on a number",
    ),
    "lookup of an object": (
        "from: traits, lookup: {a: b}",
        "E510",
        "x: a lookup takes a text, a number or true/false, not an object",
    ),
    "an expression that cannot": (
        "from: lower(properties.total)",
        "E510",
        "x: lower() takes a text as its 1st argument, not 25",
    ),
}


@pytest.mark.parametrize(("options", "code", "message"), FAILURES.values(), ids=FAILURES)
def test_failures(map_event: MapEvent, options: str, code: str, message: str) -> None:
    mapped = map_event(f"map: {{x: {{{options}}}, y: userId}}", EVENT)
    assert mapped.fields == {"y": "u1"}
    assert [(one.target, one.code, one.message) for one in mapped.failures] == [("x", code, message)]


POINTS_AT = {
    "the path that raised": ("map:\n  x: {from: [groupId, traits.x, lower(properties.total)]}", "2:33"),
    "the path of the short form": ("map:\n  x: lower(properties.total)", "2:6"),
    "the conversion": ("map:\n  x:\n    from: event\n    as: number", "4:9"),
    "the word required": ("map:\n  x: {from: groupId, required: true}", "2:32"),
    "the option": ("map:\n  x: {from: event, only: [a]}", "2:26"),
    "the field that nothing goes into": ("map:\n  x: event\n  x.y: type", "3:8"),
    "the list of each": ("map:\n  x: {each: event, map: {y: z}}", "2:13"),
}


@pytest.mark.parametrize(("text", "at"), POINTS_AT.values(), ids=POINTS_AT)
def test_a_failure_points_at_the_part_that_failed(map_event: MapEvent, text: str, at: str) -> None:
    (failure,) = map_event(text, EVENT).failures
    assert str(failure.spot.place) == f"m.yaml:{at}"


def test_an_overlay_on_a_text_leaves_the_text(map_event: MapEvent) -> None:
    mapped = map_event("map: {x: event, x.y: type}", EVENT)
    assert mapped.fields == {"x": "Order Completed"}
    assert [(one.code, one.message) for one in mapped.failures] == [
        ("E511", "x.y: nothing can go inside x, which is a text here")
    ]


CURRENCIES = {
    "the payload's currency": ("JPY", 1200),
    "in any case": (" jpy ", 1200),
    "another exponent": ("KWD", 1.2),
    "no currency": (None, 12),
}


@pytest.mark.parametrize(("currency", "amount"), CURRENCIES.values(), ids=CURRENCIES)
def test_money_in_minor_units_has_the_payloads_currency(map_event: MapEvent, currency: Any, amount: Any) -> None:
    text = "map: {value: {from: properties.v, as: money, unit: minor}, currency: properties.c}"
    mapped = map_event(text, {"properties": {"v": 1200, "c": currency}})
    assert mapped.fields["value"] == amount
    assert next(iter(mapped.fields)) == "value"


def test_money_goes_by_the_currency_the_mapping_says(map_event: MapEvent) -> None:
    text = "map: {v: {from: properties.v, as: money, unit: minor}, cur: {from: properties.c, default: KWD}}"
    assert map_event(text, {"properties": {"v": 1200}}, currency_target=("cur",)).fields == {
        "v": 1.2,
        "cur": "KWD",
    }


def test_an_unknown_currency_fails_the_amount_in_minor_units(map_event: MapEvent) -> None:
    text = "map: {value: {from: properties.v, as: money, unit: minor}, currency: properties.c}"
    mapped = map_event(text, {"properties": {"v": 1200, "c": "XXQ"}})
    assert [one.message for one in mapped.failures] == ['value: "XXQ" is not a currency of ISO 4217']


FINDINGS = {
    "an unknown first word": ("map:\n  x: propertis.a", "E301", "2:6"),
    "in a list of paths": ("map:\n  x: {from: [event, propertis.a]}", "E301", "2:21"),
    "in a nested map": ("map:\n  x:\n    map: {y: propertis.a}", "E301", "3:14"),
    "in from_event of an item": (
        "map:\n  x: {each: properties.p, map: {y: {from_event: prop.a}}}",
        "E301",
        "2:49",
    ),
    "in the list of each": ("map:\n  x: {each: propertis.p, map: {y: z}}", "E301", "2:13"),
    "in only_when": ("map:\n  x: {from: event, only_when: evnt}", "E301", "2:31"),
    "a broken path": ("map:\n  x: properties.order-id", "E302", "2:17"),
    "a broken path of an item": ("map:\n  x: {each: properties.p, map: {y: order-id}}", "E302", "2:36"),
    "a broken where": ("map:\n  x: {each: properties.p, where: 'a b', map: {y: z}}", "E302", "2:37"),
    "a bad target": ("map:\n  x: {map: {'y..z': event}}", "E340", "2:16"),
    "a bad name in except": ("map:\n  x: {from: traits, except: [a, b.]}", "E340", "2:33"),
}


@pytest.mark.parametrize(("text", "code", "at"), FINDINGS.values(), ids=FINDINGS)
def test_findings(findings: Findings, text: str, code: str, at: str) -> None:
    assert [(one[0], one[1]) for one in findings(text)] == [(code, at)]


def test_paths_of_an_action_that_goes_through_a_list_may_start_with_anything(findings: Findings) -> None:
    assert findings("map: {x: product_id}", roots=None) == []
