from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mappings.budget import Budget
from mappings.fields.entry import Entry
from mappings.fields.mapper import Mapper, compile_mapping
from mappings.fields.scope import Mapped, Scope
from mappings.findings.diagnostic import Report

EntriesOf = Callable[[str], tuple[Entry, ...]]
MapEvent = Callable[..., Mapped]
MapperOf = Callable[[str], Mapper]

EVENT: dict[str, Any] = {
    "userId": "u1",
    "properties": {
        "currency": "NOK",
        "products": [
            {"sku": "a", "price": "19.99", "quantity": 2, "tags": ["x", "y"], "gift": True},
            None,
            {"sku": "b", "price": 3, "parts": [{"n": 1}, {"n": 2}]},
            {"sku": "c", "quantity": 0, "gift": True},
        ],
        "one": {"sku": "z"},
        "words": ["p", "q"],
        "nobody": [],
        "count": 3,
        "odd": [{"sku": "a"}, "mug", {"sku": "b"}],
        "json": '[{"sku": "j"}]',
    },
}

ITEMS = {
    "paths start at the item": (
        "each: properties.products, map: {id: sku}",
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
    ),
    "items without values go": ("each: properties.products, map: {q: quantity}", [{"q": 2}, {"q": 0}]),
    "set beside map": (
        "each: properties.products, limit: 1, map: {id: sku}, set: {v: 1}",
        [{"id": "a", "v": 1}],
    ),
    "set alone": ("each: properties.products, set: {v: 1}", [{"v": 1}] * 3),
    "from_event reaches the event": (
        "each: properties.products, limit: 1, map: {c: {from_event: properties.currency}}",
        [{"c": "NOK"}],
    ),
    "where keeps": ("each: properties.products, where: gift, map: {id: sku}", [{"id": "a"}, {"id": "c"}]),
    "limit counts what is kept": (
        "each: properties.products, where: gift, limit: 2, map: {id: sku}",
        [{"id": "a"}, {"id": "c"}],
    ),
    "a counter counts what is kept": (
        "each: properties.products, where: gift, map: {id: sku, n: {counter: 1}}",
        [{"id": "a", "n": 1}, {"id": "c", "n": 2}],
    ),
    "items that are texts": ("each: properties.words, map: {w: '@'}", [{"w": "p"}, {"w": "q"}]),
    "each in each": (
        "each: properties.products, map: {parts: {each: parts, map: {n: n, i: {counter: 0}}}}",
        [{"parts": [{"n": 1, "i": 0}, {"n": 2, "i": 1}]}],
    ),
    "a nested object in an item": (
        "each: properties.products, limit: 1, map: {o: {map: {id: sku}}}",
        [{"o": {"id": "a"}}],
    ),
    "a template of the item": (
        "each: properties.products, limit: 1, map: {t: {template: '{{ sku }}!'}}",
        [{"t": "a!"}],
    ),
    "options in an item": (
        "each: properties.products, limit: 2, map: {q: {from: quantity, default: 1}}",
        [{"q": 2}, {"q": 1}],
    ),
    "an empty list is a value": ("each: properties.nobody, map: {id: sku}", []),
    "a list of which nothing is kept": ("each: properties.products, where: nope, map: {id: sku}", []),
    "wrap takes a single object": ("each: properties.one, wrap: true, map: {id: sku}", [{"id": "z"}]),
    "wrap leaves a list": ("each: properties.products, wrap: true, limit: 1, map: {id: sku}", [{"id": "a"}]),
    "a path that builds the list": ("each: '[properties.one]', map: {id: sku}", [{"id": "z"}]),
    "one object is a list of one": ("each: properties.one, map: {id: sku}", [{"id": "z"}]),
    "the JSON of a list": ("each: properties.json, map: {id: sku}", [{"id": "j"}]),
    "as goes on with the list": (
        "each: properties.one, wrap: true, map: {id: sku}, as: json",
        '[{"id":"z"}]',
    ),
}


@pytest.mark.parametrize(("text", "items"), ITEMS.values(), ids=ITEMS)
def test_items(map_event: MapEvent, text: str, items: Any) -> None:
    mapped = map_event(f"map: {{x: {{{text}}}}}", EVENT)
    assert (mapped.fields, mapped.failures) == ({"x": items}, [])


@pytest.mark.parametrize("nothing", [None, "", " ", {}], ids=["null", "an empty text", "a blank", "an empty object"])
def test_no_list_is_no_value(map_event: MapEvent, nothing: Any) -> None:
    event = {"properties": {"p": nothing}}
    assert map_event("map: {x: {each: properties.p, map: {id: sku}}}", event) == Mapped({}, [])


NO_LISTS = [("properties.count", "a number"), ("userId", "a text")]


@pytest.mark.parametrize(("path", "kind"), NO_LISTS)
def test_each_goes_through_lists_only(map_event: MapEvent, path: str, kind: str) -> None:
    mapped = map_event(f"map: {{x: {{each: {path}, map: {{id: sku}}}}}}", EVENT)
    (failure,) = mapped.failures
    assert failure.message == f"x: `each` goes through a list, and {path} is {kind}"
    assert failure.hint == "`wrap: true` takes it as a list of one"


def test_an_item_that_has_no_fields_is_a_failure_of_that_item(map_event: MapEvent) -> None:
    mapped = map_event("map: {x: {each: properties.odd, map: {id: sku, q: {from: n, default: 1}}}}", EVENT)
    assert mapped.fields == {"x": [{"id": "a", "q": 1}, {"id": "b", "q": 1}]}
    assert [one.message for one in mapped.failures] == ['x[1]: "mug" is a text, in which no field was found']


def test_items_may_be_texts_where_the_mapping_takes_them(map_event: MapEvent) -> None:
    assert map_event("map: {x: {each: properties.words, map: {t: '@'}}}", EVENT).failures == []


def test_a_failure_in_an_item_names_it_and_stops_nothing(map_event: MapEvent) -> None:
    text = "map: {items: {each: properties.products, map: {id: sku, q: {from: quantity, required: true}}}}"
    mapped = map_event(text, EVENT)
    assert mapped.fields == {"items": [{"id": "a", "q": 2}, {"id": "b"}, {"id": "c", "q": 0}]}
    assert [(one.target, one.message) for one in mapped.failures] == [
        ("items[1].q", "items[1].q is required and missing: quantity has no value")
    ]


def test_a_failure_in_a_nested_object_names_its_way(map_event: MapEvent) -> None:
    text = "map: {a.b: {map: {c: {map: {d: {from: userId, as: number}}}}}}"
    assert [one.target for one in map_event(text, EVENT).failures] == ["a.b.c.d"]


MINOR = "price: {from: p, as: money, unit: minor}"


def test_money_of_an_item_has_the_currency_of_the_payload(map_event: MapEvent) -> None:
    text = f"map: {{currency: properties.c, items: {{each: properties.i, map: {{{MINOR}}}}}}}"
    mapped = map_event(text, {"properties": {"c": "JPY", "i": [{"p": 1200}]}})
    assert mapped.fields["items"] == [{"price": 1200}]


def test_money_of_an_item_has_the_items_own_currency(map_event: MapEvent) -> None:
    text = f"map: {{currency: properties.c, items: {{each: properties.i, map: {{{MINOR}, currency: c}}}}}}"
    items = [{"p": 1200, "c": "KWD"}, {"p": 1200, "c": "USD"}, {"p": 1200}]
    mapped = map_event(text, {"properties": {"c": "JPY", "i": items}})
    assert [one["price"] for one in mapped.fields["items"]] == [1.2, 12, 1200]


def test_defaults_start_at_the_event_where_own_paths_start_at_an_item(entries_of: EntriesOf) -> None:
    own, default = entries_of("map: {sku: sku, user: userId}")
    entries = (own, replace(default, at_event=True))
    mapper = compile_mapping(entries, Report(), lambda *_: None, roots=None, currency_target=None)
    mapped = mapper(Scope(EVENT, EVENT["properties"]["one"], 0, Budget()))
    assert mapped.fields == {"sku": "z", "user": "u1"}


def test_defaults_have_the_first_words_of_events(entries_of: EntriesOf) -> None:
    report = Report()
    entries = tuple(replace(one, at_event=True) for one in entries_of("map: {sku: sku}"))
    compile_mapping(entries, report, lambda *_: None, roots=None, currency_target=None)
    assert [one.code for one in report] == ["E301"]


def doubled(times: int) -> str:
    return "|".join(["[@,@]"] * times)


def flattened(times: int) -> str:
    return "|".join(["[@,@][]"] * times)


ITEMS_BUILT, TEXT_BUILT = "list and object items", "bytes of text"
BOMBS = {
    "a path that doubles": (f"x: '{doubled(22)}'", "x", ITEMS_BUILT),
    "a value that is shared": (f"x: '{doubled(14)}'", "x", ITEMS_BUILT),
    "a value written as JSON": (f"x: {{from: '{doubled(14)}', as: json}}", "x", ITEMS_BUILT),
    "a part of an item": (f"x: {{each: properties.products, map: {{y: '{doubled(45)}'}}}}", "x", ITEMS_BUILT),
    "a path of an item": (
        f"x: {{each: properties.products, map: {{y: '{flattened(22)}', v: sku}}}}",
        "x[0].y",
        ITEMS_BUILT,
    ),
    "many items of nothing": ("x: {each: properties.many, map: {a: b}}", "x", ITEMS_BUILT),
    "a long text again and again": ("x: {template: '" + "{{ properties.long }}" * 9 + "'}", "x", TEXT_BUILT),
}


@pytest.mark.parametrize(("text", "target", "built"), BOMBS.values(), ids=BOMBS)
def test_a_spent_budget_is_one_failure_that_names_the_field(
    map_event: MapEvent, text: str, target: str, built: str
) -> None:
    properties = EVENT["properties"] | {"many": [0] * 20_000, "long": "a" * 200_000}
    mapped = map_event(f"map: {{{text}, z: userId}}", EVENT | {"properties": properties})
    assert [(one.target, one.code) for one in mapped.failures] == [(target, "E520")]
    assert built in mapped.failures[0].message
    assert mapped.fields == {}


def test_a_budget_that_is_spent_before_is_never_silence(mapper_of: MapperOf) -> None:
    mapper = mapper_of("map: {w: groupId, x: '[userId]', y: '[userId]'}")
    mapped = mapper(Scope(EVENT, EVENT, 0, Budget(nodes=-1)))
    assert [(one.target, one.code) for one in mapped.failures] == [("x", "E520")]
    assert mapped.fields == {}


def test_a_template_is_charged_before_it_is_built(mapper_of: MapperOf) -> None:
    mapper = mapper_of("map:\n  x: {template: '{{ userId }}{{ userId }}'}")
    (failure,) = mapper(Scope(EVENT, EVENT, 0, Budget(bytes=3))).failures
    assert (failure.code, str(failure.spot.place)) == ("E520", "m.yaml:2:17")


WORKED_OUT = {
    "a ceiling": "'ceil(properties.f)'",
    "a sum": "'sum([properties.n, properties.n])'",
    "a number read from a text": "'to_number(properties.t)'",
    "an integer made of a float": "{from: properties.f, as: integer}",
}


@pytest.mark.parametrize("text", WORKED_OUT.values(), ids=WORKED_OUT)
def test_a_number_that_is_worked_out_is_one_that_json_can_hold(map_event: MapEvent, text: str) -> None:
    properties = {"n": 2**63, "t": "9" * 25, "f": 1e300}
    mapped = map_event(f"map: {{x: {text}, y: userId}}", {"properties": properties, "userId": "u1"})
    assert mapped.fields == {"y": "u1"}
    assert [(one.target, one.code) for one in mapped.failures] == [("x", "E510")]
    assert "beyond 64 bits" in mapped.failures[0].message


def test_deep_values_fail_their_field_alone(map_event: MapEvent) -> None:
    deep: Any = 1
    for _ in range(80):
        deep = [deep]
    path = f"properties.d | {'|'.join(['[@]'] * 5)}"
    mapped = map_event(f"map: {{x: '{path}', y: userId}}", {"properties": {"d": deep}, "userId": "u1"})
    assert mapped.fields == {"y": "u1"}
    assert [(one.target, one.code) for one in mapped.failures] == [("x", "E520")]


EVERYTHING = """
map:
  copied: properties
  copied.extra: userId
  copied.inner.deep: userId
  chosen: {from: properties, except: [a.b], rename: {b: c}}
  number: {from: properties.a, as: number}
  money: {from: properties.b, as: money, unit: minor}
  currency: {from: properties.c, required: true}
  text: {template: "{{ userId }} {{ properties.a }}"}
  built: "[properties.a, properties.b]"
  items:
    each: properties.list
    map: {a: a, all: '@', all.b: b, n: {counter: 0}}
set: {literal: {a: [1]}}
"""
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "USD", "1.5", "é"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
PROPERTIES = st.dictionaries(st.sampled_from(["a", "b", "c", "list", "inner"]), JSON, max_size=5)
EVENTS = st.fixed_dictionaries({"userId": JSON, "properties": PROPERTIES | JSON})


@given(event=EVENTS)
def test_mapping_changes_no_event_and_gives_the_same_again(mapper_of: MapperOf, event: dict[str, Any]) -> None:
    mapper = mapper_of(EVERYTHING)
    before = deepcopy(event)
    first = mapper(Scope(event, event, 0, Budget()))
    assert event == before
    assert mapper(Scope(event, event, 0, Budget())) == first
    assert first.fields["literal"] == {"a": [1]}
