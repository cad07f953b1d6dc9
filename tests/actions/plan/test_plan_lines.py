"""The function of several actions writes the lines that trigger, mapping and model give, one after the other."""

import json
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.plan.compiled.projection import MOST_FIELDS
from actions.plan.payloads.writer import payload_writer
from destinations.sdk import Payload
from mappings.event_fields import EVENT_FIELDS, OBJECTS
from mappings.expr.compiled.block import TooDeepError
from mappings.expr.compiled.load import Codes
from mappings.expr.compiled.shape import NotInShapeError
from tests.actions.plan.lines_of_actions import (
    HEAD,
    MODELS,
    Action,
    Exact,
    Loose,
    functions,
    outcome,
    projection_of,
    text_of,
)
from tests.actions.plan.test_plan_one_function import (
    HOSTILE,
    NOTHING,
    REFUSED,
    Blank,
    compile_run,
    when,
    written,
)
from tests.mappings.fields.random_mappings import as_yaml, event


def usual_event(random: Random) -> dict[str, Any]:
    """A random event such as the decoder takes, whose line has no backslash."""
    while True:
        made = event(random) | HEAD | {"userId": random.choice(("u", "", "ä{x}'", "null"))}
        made = {key: one for key, one in made.items() if key not in OBJECTS or isinstance(one, dict)}
        if "\\" not in json.dumps(made, ensure_ascii=False):
            return made


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(one, marks=pytest.mark.slow) for one in range(8, 20))])
def test_random_actions_agree(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    compared = fired = made = 0
    for _ in range(50):
        models = [random.choice(MODELS) for _ in range(random.choice((1, 1, 2, 3)))]
        actions = [Action(as_yaml(written(random, one)), when(random), one) for one in models]
        projection = projection_of(actions)
        try:
            runs, whole = functions(actions, projection.shape), functions(actions, None)
        except (NotInShapeError, TooDeepError):
            continue
        made += 1
        for happened in [usual_event(random) for _ in range(10)]:
            try:
                decoded = projection.decode(json.dumps(happened, ensure_ascii=False).encode())
            except (msgspec.MsgspecError, UnicodeEncodeError):
                continue
            meant = [one.expected(happened, number) for number, one in enumerate(actions)]
            for write, read in [*((one, decoded) for one in runs), *((one, happened) for one in whole)]:
                found = outcome(write, read)
                # Where it does not answer, those that explain do; pydantic takes more than what fits at once.
                lines = "".join(one for one in meant if one != NOTHING)
                assert found == REFUSED or (REFUSED not in meant and found == lines), [one.text for one in actions]
                compared += found != REFUSED
                fired += found not in (REFUSED, "")
    assert made > 15
    assert compared > 40
    assert fired > 10


@given(st.lists(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5))
def test_hostile_texts_are_only_data(pieces: list[str]) -> None:
    text = "".join(pieces)
    key = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    name = json.dumps(text, ensure_ascii=False)
    mapping = {"map": {f"t.{key}": f"properties.{name}"}, "set": {"a": text, "u": {text: [text]}}}
    action = Action(as_yaml(mapping), {f"properties.{name}": {"exists": True}})
    happened = HEAD | {"properties": {text: "plain {v1} 'x'"}}
    assert text_of([action], happened) == [action.expected(happened, 0)] * 2
    assert text_of([action], HEAD | {"properties": {text + "x": "y"}}) == ["", ""]


ROWS: list[tuple[str, str, Any]] = [
    ("all texts", "map: {a: userId, u: properties.x}", {"x": "y"}),
    ("a number where a text was expected", "map: {a: userId, u: properties.x}", {"x": 1.50}),
    ("a missing value", "map: {a: userId, u: properties.x}", {}),
    ("null inside a copy", "map: {a: userId, u: properties.x}", {"x": {"y": None}}),
    ("texts that JSON escapes, from the mapping", 'set: {a: "\\"quoted\\"\\n", u: "\\\\"}', {}),
    ("such a text between others", 'map: {a: "join(\'\\"\', [userId, userId])"}', {}),
    ("such a text beside others", "map: {a: \"join('', ['\\\"', userId])\"}", {}),
    ("such a text where there is no other", "map: {a: {from: groupId, default: 'a \"text\"'}}", {}),
    ("such a text instead of a false one", "map: {a: properties.x || '\"'}", {"x": ""}),
    ("such a text as the second path", 'map: {u: {from: [properties.x, "\'\\"\'"]}}', {}),
    ("such a text that a path goes on from", 'map: {u: "join(\'\\"\', [userId, userId]) | @"}', {}),
    ("a template with such a text", 'map: {a: {template: "\\"{{ userId }}\\""}}', {}),
    ("a number in a template", "map: {a: {template: 'n {{ properties.x }}'}}", {"x": 5}),
    ("upper case that is longer", "map: {a: upper(properties.x)}", {"x": "straße"}),
    ("an amount", "map: {c: properties.x, currency: properties.y}", {"x": "19.90", "y": "eur"}),
    ("a currency without an amount", "map: {currency: properties.y, u: userId}", {"y": "eur"}),
    ("the first that is there", "map: {u: {from: [properties.x, properties.y]}}", {"y": "b"}),
    ("a false value is a value", "map: {u: properties.x}", {"x": False}),
    ("an object of which parts are missing", "map: {t.x: properties.x, t.y: properties.y}", {"y": "b"}),
    ("an object all of which is missing", "map: {t.x: properties.x, t.y: properties.y}", {}),
    ("items that were decoded", "map: {u: 'properties.list[*].{i: a, j: b}'}", {"list": [{"a": 1}, None, {"b": "x"}]}),
    ("a filter on such items", "map: {u: 'properties.list[?a == `1`].b'}", {"list": [{"a": 1, "b": "x"}, {"a": 2}]}),
    ("an empty list", "map: {u: 'properties.list[*].a'}", {"list": []}),
    ("each item", "map: {u: {each: properties.list, map: {i: a}}}", {"list": [{"a": 1}, {"a": None}]}),
    ("the event beside an item", "map: {u: {each: properties.list, map: {e: {from_event: event}}}}", {"list": [{}]}),
    ("deeper than the decoder looks", "map: {u: properties.x.y.z}", {"x": {"y": {"z": "deep"}}}),
    ("null that the mapping writes", "set: {u: null, a: x}", {}),
    ("null that the mapping writes for what is missing", "map: {u: {from: groupId, if_missing: null}, a: userId}", {}),
    ("a value that another overlays", "map: {t.x: properties.x, t.x.y: userId}", {"x": {"z": 1}}),
    ("a name like those of our own", "map: {u: properties.lines, a: properties.part}", {"lines": "l", "part": "p"}),
]


@pytest.mark.parametrize(("mapping", "properties"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_line_is_what_the_slow_way_writes(mapping: str, properties: dict[str, Any]) -> None:
    happened = HEAD | {"properties": properties}
    action = Action("{" + mapping + "}", {"type": "track"})
    assert text_of([action], happened) == [action.expected(happened, 0)] * 2


VANISHING: list[tuple[str, str, dict[str, Any], str]] = [
    ("both are there", " ab ", {"x": "sha256:" + "c" * 64}, f'{{"a":"ab","b":"{"c" * 64}","u":"w"}}'),
    ("the first turns out to be none", " ", {"x": "sha256:" + "c" * 64}, f'{{"b":"{"c" * 64}","u":"w"}}'),
    ("the second turns out to be none", "ab", {"x": " "}, '{"a":"ab","u":"w"}'),
    ("one is none and one is missing", " ", {}, '{"u":"w"}'),
]


@pytest.mark.parametrize(
    ("user", "properties", "written"), [row[1:] for row in VANISHING], ids=[row[0] for row in VANISHING]
)
def test_a_value_that_turns_out_to_be_none_is_not_written(user: str, properties: dict[str, Any], written: str) -> None:
    happened = HEAD | {"userId": user, "properties": properties}
    action = Action("{map: {a: userId, b: properties.x}, set: {u: w}}", {"type": "track"}, Blank)
    line = action.expected(happened, 0)
    assert line.endswith(f'"payload":{written}}}\n')
    assert set(text_of([action], happened)) <= {line, REFUSED}
    fields = compile_run(action.parts, Codes(EVENT_FIELDS))(happened)
    assert payload_writer(Blank)(fields).decode() == written  # type: ignore[misc, arg-type]  # it is plain, and fires


def test_a_value_that_several_actions_write_is_written_for_each() -> None:
    actions = [
        Action("{map: {u: {from_event: properties.total}, a: properties.list}}", {"type": "track"}) for _ in range(2)
    ]
    happened = HEAD | {"properties": {"total": 12.5}}
    both = "".join(one.expected(happened, number) for number, one in enumerate(actions))
    assert text_of(actions, happened) == [both, both]


def test_a_list_of_items_is_no_value_by_itself() -> None:
    both = [
        Action("map: {u: 'properties.list[*].a'}", {"type": "track"}),
        Action("map: {u: properties.list}", {"type": "track"}),
    ]
    happened = HEAD | {"properties": {"list": [{"a": 1, "other": 2}]}}
    lines = "".join(one.expected(happened, number) for number, one in enumerate(both))
    assert text_of(both, happened) == [lines, lines]


REFUSING: list[tuple[str, str, dict[str, Any], type[Payload]]] = [
    ("a missing required value", "map: {a: {from: properties.x, required: true}}", {}, Loose),
    ("a value that the model does not take", "map: {a: properties.x}", {"x": 17}, Exact),
    ("no value for what the model asks for", "map: {c: properties.x}", {"x": 17}, Exact),
    (
        "text beyond 1 MiB",
        "map: {u: {template: '{{ userId }}{{ properties.x }}{{ properties.x }}'}}",
        {"x": "y" * 600_000},
        Loose,
    ),
    ("items beyond 10,000", "map: {u: 'properties.list[*].[a, a, a]'}", {"list": [{}] * 3000}, Loose),
]


@pytest.mark.parametrize(
    ("mapping", "properties", "model"), [row[1:] for row in REFUSING], ids=[row[0] for row in REFUSING]
)
def test_it_ends_where_there_is_something_to_explain(mapping: str, properties: Any, model: type[Payload]) -> None:
    happened = HEAD | {"properties": properties}
    action = Action("{" + mapping + "}", {"type": "track"}, model)
    assert text_of([action], happened) == [REFUSED, REFUSED]
    assert action.expected(happened, 0) == REFUSED


def test_one_action_that_cannot_say_stops_all() -> None:
    fine, failing = (
        Action("map: {a: userId}", {"type": "track"}),
        Action("map: {a: {from: groupId, required: true}}", {"type": "track"}),
    )
    assert text_of([fine, failing], HEAD) == [REFUSED, REFUSED]


LEFT_OUT: list[tuple[str, str, Any]] = [
    ("a function of the whole event", "map: {u: '@'}", {"type": "track"}),
    ("a condition with a function", "map: {u: userId}", {"length(properties.a)": {"above": 0}}),
    ("a condition on a field", "map: {u: {from: userId, only_when: userId}}", {"type": "track"}),
    ("a condition on items", "map: {u: {each: properties.list, where: a, map: {i: a}}}", {"type": "track"}),
]


@pytest.mark.parametrize(("mapping", "asked"), [row[1:] for row in LEFT_OUT], ids=[row[0] for row in LEFT_OUT])
def test_what_has_to_see_all_of_an_event_is_left_to_others(mapping: str, asked: Any) -> None:
    action = Action("{" + mapping + "}", asked)
    projection = projection_of([action])
    try:
        made = functions([action], projection.shape)
    except NotInShapeError:
        return
    happened = HEAD | {"properties": {"list": [{"a": True, "b": 1}]}}
    decoded = projection.decode(json.dumps(happened).encode())
    assert [outcome(write, decoded) for write in made] == [action.expected(happened, 0)] * 2


def test_an_object_of_many_fields_is_decoded_whole() -> None:
    names = [f"f{number}" for number in range(MOST_FIELDS + 1)]
    few, many = (
        Action(as_yaml({"map": {f"t.{one}": f"properties.{one}" for one in some}}), {"type": "track"})
        for some in (names[1:], names)
    )
    assert projection_of([few]).shape.attributes["properties"].shape is not None
    assert projection_of([many]).shape.attributes["properties"].shape is None
    happened = HEAD | {"properties": {"f1": "x", "f9": 2}}
    assert text_of([many], happened) == [many.expected(happened, 0)] * 2
