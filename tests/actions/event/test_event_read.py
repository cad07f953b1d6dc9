"""Every value is an event, or gets a decision that says why it is none."""

import copy
from collections import OrderedDict
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event

NOW = Context(datetime(2026, 3, 1, 12, tzinfo=UTC))
TRACK: dict[str, Any] = {"type": "track", "event": "Button Clicked", "userId": "u1", "messageId": "m1"}


CYCLE: dict[str, Any] = {**TRACK}
CYCLE["properties"] = {"again": CYCLE}


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


REFUSED: list[tuple[str, Any, str, str]] = [
    ("a list", [TRACK], "E530", "this is a list"),
    ("a text", "track", "E530", "this is a text"),
    ("null", None, "E530", "this is null"),
    ("a number", 7, "E530", "this is a number"),
    ("no type", {"event": "x", "userId": "u"}, "E531", "no type"),
    ("a type in another case", TRACK | {"type": "Track"}, "E532", '"Track"'),
    ("an unheard-of type", TRACK | {"type": "purchase"}, "E532", '"purchase"'),
    ("a type that is a list", TRACK | {"type": ["track"]}, "E532", "a list"),
    ("track without a name", {"type": "track", "userId": "u"}, "E533", "name is missing"),
    ("track with an empty name", TRACK | {"event": " "}, "E533", '" "'),
    ("track with a number for a name", TRACK | {"event": 5}, "E533", "is 5"),
    ("nobody", {"type": "track", "event": "x"}, "E534", "neither userId nor anonymousId"),
    ("empty ids", {"type": "track", "event": "x", "userId": "", "anonymousId": None}, "E534", "neither"),
    ("a user id that is an object", TRACK | {"userId": {"id": 1}}, "E534", "userId is an object"),
    ("a time in words", TRACK | {"timestamp": "yesterday"}, "E535", "yesterday"),
    ("the year 99999", TRACK | {"timestamp": "99999-01-01T00:00:00Z"}, "E535", "99999"),
    ("the year 2099", TRACK | {"timestamp": "2099-01-01T00:00:00Z"}, "E535", "in the future"),
    ("before 1970", TRACK | {"timestamp": "1812-06-24T00:00:00Z"}, "E535", "before 1970"),
    ("a time that is true", TRACK | {"timestamp": True}, "E535", "true"),
    ("not a number", TRACK | {"properties": {"revenue": float("nan")}}, "E536", "properties.revenue"),
    ("infinity", TRACK | {"properties": {"a": [1, float("inf")]}}, "E536", "properties.a[1]"),
    ("a datetime", TRACK | {"properties": {"at": datetime(2026, 1, 1, tzinfo=UTC)}}, "E536", "datetime"),
    ("a datetime for a time", TRACK | {"timestamp": datetime(2026, 1, 1, tzinfo=UTC)}, "E536", "timestamp: datetime"),
    ("a decimal", TRACK | {"properties": {"revenue": Decimal("19.99")}}, "E536", "Decimal is not a JSON type"),
    ("a tuple", TRACK | {"properties": {"ids": (1, 2)}}, "E536", "tuple is not a JSON type"),
    ("a kind of dict", OrderedDict(TRACK), "E536", "OrderedDict is not a JSON type"),
    ("what only looks like a dict", MappingProxyType(TRACK), "E530", "mappingproxy"),
    ("what contains itself", CYCLE, "E537", "nested over 64"),
    ("JSON that nobody parsed", b"{}", "E530", "bytes"),
    ("a key that is not text", TRACK | {"properties": {1: 2}}, "E536", "the key 1"),
    ("nesting 100 deep", TRACK | {"properties": {"a": deep(100)}}, "E537", "nested over 64"),
    ("an integer of 2^64", TRACK | {"properties": {"id": 2**64}}, "E538", "properties.id"),
    ("an integer of 400 digits", TRACK | {"properties": {"id": 10**400}}, "E538", "beyond 64 bits"),
    ("a lone surrogate", TRACK | {"properties": {"name": "\ud800"}}, "E539", "surrogate"),
    ("a lone surrogate in a key", TRACK | {"properties": {"\udfff": 1}}, "E539", "surrogate"),
    ("properties that are a text", TRACK | {"properties": "none"}, "E541", 'properties is "none"'),
    ("properties that are a list", TRACK | {"properties": [1]}, "E541", "properties is a list"),
    ("JSON of a list for properties", TRACK | {"properties": "[1]"}, "E541", 'properties is "[1]"'),
    ("JSON of no sound object", TRACK | {"properties": '{"a": "\\ud800"}'}, "E541", "properties is"),
    ("false for every id", TRACK | {"userId": False, "anonymousId": False}, "E534", "neither userId nor"),
    ("true for an id", TRACK | {"userId": True, "anonymousId": "a1"}, "E534", "userId is true"),
    ("a context that is a number", TRACK | {"context": 3}, "E541", "context is 3"),
]


@pytest.mark.parametrize(("value", "code", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_event_is_refused_with_the_reason(value: Any, code: str, words: str) -> None:
    answer = read_event(value, NOW)
    assert isinstance(answer, Refused)
    [finding] = answer.diagnostics
    assert (finding.code, words in finding.message) == (code, True), finding.message
    assert finding.hint


class Rude:
    """Answers every question with an exception."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __getitem__(self, name: object) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError

    def __hash__(self) -> int:
        return 1


class RudeDict(dict[str, Any]):
    def get(self, *_: object) -> Any:
        raise RuntimeError


class RudeInt(int):
    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


class RudeText(str):
    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        raise RuntimeError

    def __str__(self) -> str:
        raise RuntimeError


ODD: list[tuple[str, Any, str, str | None]] = [
    ("a lone surrogate", TRACK | {"messageId": "m\ud800"}, "E539", "m\ufffd"),
    ("5000 digits", TRACK | {"messageId": 10**5000}, "E538", None),
    ("70 bits", TRACK | {"messageId": 2**70}, "E538", str(2**70)),
    ("a kind of int that does not say what it is", TRACK | {"messageId": RudeInt(7)}, "E536", "7"),
    ("a kind of text that does not say what it is", TRACK | {"messageId": RudeText("m1")}, "E536", "m1"),
    ("an object that raises for everything", TRACK | {"messageId": Rude()}, "E536", None),
    ("a key of 5000 digits", TRACK | {"properties": {10**5000: 1}}, "E536", "m1"),
    ("a key that raises", TRACK | {"properties": {Rude(): 1}}, "E536", "m1"),
    ("a value that raises", TRACK | {"properties": [Rude()]}, "E536", "m1"),
    ("a dict that raises", RudeDict(TRACK), "E536", "m1"),
    ("a whole that raises", Rude(), "E530", None),
    (
        "what only looks like a dict, all of an event",
        MappingProxyType(TRACK | {"timestamp": "2026-03-01T10:00:00Z"}),
        "E530",
        None,
    ),
]


@pytest.mark.parametrize(("value", "code", "message_id"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
def test_a_refused_value_keeps_an_id_that_can_be_written(value: Any, code: str, message_id: str | None) -> None:
    answer = read_event(value, NOW)
    assert isinstance(answer, Refused)
    assert (answer.diagnostics[0].code, answer.message_id) == (code, message_id)


ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    ("anonymous", {"type": "track", "event": "x", "anonymousId": "a"}),
    ("a number for a user id", {"type": "track", "event": "x", "userId": 42}),
    ("identify", {"type": "identify", "userId": "u", "traits": {}}),
    ("page", {"type": "page", "anonymousId": "a", "name": "Home"}),
    ("screen", {"type": "screen", "anonymousId": "a"}),
    ("group", {"type": "group", "userId": "u", "groupId": "g"}),
    ("alias", {"type": "alias", "userId": "u", "previousId": "a"}),
    ("an empty list where an empty object is meant", TRACK | {"properties": []}),
    ("no properties", TRACK | {"properties": None}),
    ("an integer of 64 bits", TRACK | {"properties": {"id": 2**64 - 1}}),
    ("a NUL in a text", TRACK | {"properties": {"x": "a\u0000b"}}),
    ("nesting 60 deep", TRACK | {"properties": {"a": deep(60)}}),
    ("times as epoch milliseconds", TRACK | {"timestamp": 1772360130250}),
]


@pytest.mark.parametrize("value", [row[1] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_what_is_an_event_is_read_and_left_alone(value: dict[str, Any]) -> None:
    before = copy.deepcopy(value)
    answer = read_event(value, NOW)
    assert isinstance(answer, Event), answer
    assert value == before
    assert answer.body["messageId"] == answer.message_id
    assert isinstance(answer.body["timestamp"], str | int)


EMPTY: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("properties", {"properties": []}, {"properties": {}}),
    ("traits", {"type": "identify", "traits": []}, {"type": "identify", "traits": {}}),
    ("context", {"context": []}, {"context": {}}),
    ("integrations", {"integrations": []}, {"integrations": {}}),
    ("traits in the context", {"context": {"ip": "::1", "traits": []}}, {"context": {"ip": "::1", "traits": {}}}),
    ("all of them", {"properties": [], "context": [], "traits": []}, {"properties": {}, "context": {}, "traits": {}}),
    ("an empty string", {"properties": "", "context": " "}, {"properties": {}, "context": {}}),
    ("JSON in JSON", {"properties": '{"order_id": "A7"}'}, {"properties": {"order_id": "A7"}}),
    ("JSON in the context", {"context": {"traits": '{"plan": "pro"}'}}, {"context": {"traits": {"plan": "pro"}}}),
    ("a list elsewhere stays one", {"context": {"page": []}}, {"context": {"page": []}}),
    ("traits of another kind stay", {"context": {"traits": "x"}}, {"context": {"traits": "x"}}),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in EMPTY], ids=[row[0] for row in EMPTY])
def test_what_can_only_mean_an_object_is_read_as_one(change: dict[str, Any], expected: dict[str, Any]) -> None:
    whole = TRACK | {"timestamp": "2026-03-01T10:00:00Z"}
    before = copy.deepcopy(event := whole | change)
    answer = read_event(event, NOW)
    assert isinstance(answer, Event), answer
    assert answer.body == whole | expected
    assert event == before


def test_false_for_an_id_is_no_id_and_the_event_is_the_other_ids() -> None:
    answer = read_event(TRACK | {"userId": False, "anonymousId": "a1"}, NOW)
    assert isinstance(answer, Event), answer
    assert ("userId" in answer.body, answer.body["anonymousId"]) == (False, "a1")
    assert [(one.code, one.path, one.message) for one in answer.warnings] == [
        ("W534", "userId", "userId is false, which is not an id")
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values, st.sampled_from(sorted(TRACK)))
def test_no_value_raises(value: Any, name: str) -> None:
    for event in (value, TRACK | {name: value}, TRACK | {"timestamp": value, "properties": value}):
        assert isinstance(read_event(event, NOW), Event | Refused)
