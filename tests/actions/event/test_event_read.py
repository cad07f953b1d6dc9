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
    ("a decimal", TRACK | {"properties": {"revenue": Decimal("19.99")}}, "E536", "Decimal is no JSON type"),
    ("a tuple", TRACK | {"properties": {"ids": (1, 2)}}, "E536", "tuple is no JSON type"),
    ("a kind of dict", OrderedDict(TRACK), "E536", "OrderedDict is no JSON type"),
    ("what only looks like a dict", MappingProxyType(TRACK), "E530", "mappingproxy"),
    ("what contains itself", CYCLE, "E537", "nested over 64"),
    ("JSON that nobody parsed", b"{}", "E530", "bytes"),
    ("a key that is no text", TRACK | {"properties": {1: 2}}, "E536", "the key 1"),
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
        ("W534", "userId", "userId is false, which is no id")
    ]


# What a phone says whose clock is 3 hours ahead, and what the server adds.
AHEAD = {
    "timestamp": "2026-03-01T14:59:50.000Z",
    "sentAt": "2026-03-01T15:00:00.000Z",
    "receivedAt": "2026-03-01T12:00:00.500Z",
}
TIMES: list[tuple[str, dict[str, Any], str]] = [
    ("the given time", {"timestamp": "2026-03-01T10:00:00Z"}, "2026-03-01T10:00:00Z"),
    ("an offset is kept as given", {"timestamp": "2026-03-01T11:00:00+01:00"}, "2026-03-01T11:00:00+01:00"),
    (
        "received - (sent - original)",
        {
            "timestamp": "2026-03-01T13:00:00Z",
            "originalTimestamp": "2026-03-01T10:59:50.000Z",
            "sentAt": "2026-03-01T11:00:00.000Z",
            "receivedAt": "2026-03-01T10:00:00.500Z",
        },
        "2026-03-01T09:59:50.500Z",
    ),
    (
        "without sentAt the given time",
        {"timestamp": "2026-03-01T10:00:00Z", "receivedAt": "2026-03-01T11:00:00Z"},
        "2026-03-01T10:00:00Z",
    ),
    ("only received", {"receivedAt": "2026-03-01T11:00:00Z"}, "2026-03-01T11:00:00.000Z"),
    (
        "an unreadable sentAt corrects nothing",
        {
            "timestamp": "2026-03-01T10:00:00Z",
            "originalTimestamp": "2026-03-01T09:00:00Z",
            "sentAt": "soon",
            "receivedAt": "2026-03-01T11:00:00Z",
        },
        "2026-03-01T10:00:00Z",
    ),
    ("no time at all: the moment of the decision", {}, "2026-03-01T12:00:00.000Z"),
    (
        "an hour ahead is a clock, not a mistake",
        {"timestamp": "2026-03-01T13:00:00Z"},
        "2026-03-01T13:00:00Z",
    ),
    ("an empty time is none", {"timestamp": "", "receivedAt": "2026-03-01T11:00:00Z"}, "2026-03-01T11:00:00.000Z"),
    (
        "so is one of spaces",
        {"timestamp": " ", "originalTimestamp": "2026-03-01T11:00:00Z"},
        "2026-03-01T11:00:00.000Z",
    ),
    ("empty clocks correct nothing", {"timestamp": "2026-03-01T10:00:00Z", "sentAt": ""}, "2026-03-01T10:00:00Z"),
    ("a clock 3 hours ahead", AHEAD | {"originalTimestamp": AHEAD["timestamp"]}, "2026-03-01T11:59:50.500Z"),
    ("the same, as no Segment SDK sends originalTimestamp", AHEAD, "2026-03-01T11:59:50.500Z"),
    (
        "a clock less than an hour ahead counts as it is",
        AHEAD | {"timestamp": "2026-03-01T12:30:00Z", "sentAt": "2026-03-01T12:30:10Z"},
        "2026-03-01T12:30:00Z",
    ),
    (
        "a time before it was received may be corrected already",
        {"timestamp": "2026-03-01T11:00:00Z", "sentAt": "2026-03-01T14:00:00Z", "receivedAt": "2026-03-01T12:00:00Z"},
        "2026-03-01T11:00:00Z",
    ),
    (
        "microseconds and offsets as Python writes them",
        {
            "timestamp": "2026-03-01T10:59:50.000001+00:00",
            "originalTimestamp": "2026-03-01T10:59:50.000001+00:00",
            "sentAt": "2026-03-01T11:00:00+00:00",
            "receivedAt": "2026-03-01T10:00:00.500000+00:00",
        },
        "2026-03-01T09:59:50.500001Z",
    ),
    ("as JavaScript prints it", {"timestamp": "Sun Mar 01 2026 11:00:00 GMT+0100 (CET)"}, "2026-03-01T10:00:00.000Z"),
    ("as mail has it", {"timestamp": "Sun, 01 Mar 2026 10:00:00 GMT"}, "2026-03-01T10:00:00.000Z"),
    ("as Python prints it", {"timestamp": "2026-03-01 10:00:00+00:00"}, "2026-03-01 10:00:00+00:00"),
    ("as PostgreSQL prints it", {"timestamp": "2026-03-01 11:00:00.123+01"}, "2026-03-01 11:00:00.123+01"),
]


@pytest.mark.parametrize(("times", "expected"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_the_time_is_corrected_by_the_formula_of_the_spec(times: dict[str, Any], expected: str) -> None:
    answer = read_event(TRACK | times, NOW)
    assert isinstance(answer, Event), answer
    assert answer.body["timestamp"] == expected


FALLBACKS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "originalTimestamp",
        {"timestamp": "safaff", "originalTimestamp": "2026-03-01T10:00:00Z", "sentAt": "2026-03-01T10:00:09Z"},
        "2026-03-01T10:00:00.000Z",
        'timestamp: "safaff" is not an ISO 8601 time; the event is dated by originalTimestamp',
    ),
    (
        "sentAt",
        {"timestamp": "03/01/2026", "sentAt": "2026-03-01T10:00:09Z", "receivedAt": "2026-03-01T10:00:10Z"},
        "2026-03-01T10:00:09.000Z",
        'timestamp: "03/01/2026" is not an ISO 8601 time; the event is dated by sentAt',
    ),
    (
        "sentAt where only originalTimestamp is there and cannot be read",
        {"originalTimestamp": "soon", "sentAt": "2026-03-01T10:00:09Z"},
        "2026-03-01T10:00:09.000Z",
        'originalTimestamp: "soon" is not an ISO 8601 time; the event is dated by sentAt',
    ),
    (
        "the three other clocks together",
        {"timestamp": True, "originalTimestamp": "2026-03-01T10:00:00Z"}
        | dict.fromkeys(("sentAt", "receivedAt"), "2026-03-01T10:00:09Z"),
        "2026-03-01T10:00:00.000Z",
        "the event is dated by originalTimestamp, sentAt and receivedAt",
    ),
]


@pytest.mark.parametrize(
    ("clocks", "expected", "words"), [row[1:] for row in FALLBACKS], ids=[row[0] for row in FALLBACKS]
)
def test_a_time_that_cannot_be_read_gives_way_to_another_clock_of_the_sender(
    clocks: dict[str, Any], expected: str, words: str
) -> None:
    answer = read_event(TRACK | clocks, NOW)
    assert isinstance(answer, Event), answer
    assert answer.body["timestamp"] == expected
    [warning] = answer.warnings
    assert (warning.code, words in warning.message) == ("W535", True), warning.message


@pytest.mark.parametrize(
    "clocks",
    [
        {"timestamp": "invalid", "originalTimestamp": "invalid"},
        {"timestamp": "invalid", "receivedAt": "2026-03-01T10:00:00Z"},
        {"originalTimestamp": "invalid", "receivedAt": "2026-03-01T10:00:00Z"},
        {"timestamp": "invalid", "sentAt": "", "receivedAt": "2026-03-01T10:00:00Z"},
        {"receivedAt": "invalid"},
        {"timestamp": "2026-03-01T15:00:00Z", "sentAt": "2026-03-01T15:00:00Z"},
        {"timestamp": "2026-03-01T15:00:00Z", "receivedAt": "2026-03-01T12:00:00Z"},
    ],
    ids=[
        "both times of the device unreadable",
        "only the server's clock is left",
        "the same for originalTimestamp",
        "the clock left is empty",
        "nothing else says when",
        "ahead, and nothing says by how much",
        "ahead, and only the server's clock beside it",
    ],
)
def test_a_time_that_cannot_be_is_refused_where_no_clock_of_the_sender_is_left(clocks: dict[str, Any]) -> None:
    answer = read_event(TRACK | clocks, NOW)
    assert isinstance(answer, Refused)
    assert [one.code for one in answer.diagnostics] == ["E535"]


def test_other_clocks_that_cannot_be_read_are_no_matter_beside_a_time() -> None:
    clocks = {"timestamp": "2026-03-01T10:00:00Z", "originalTimestamp": "NOW", "sentAt": "", "receivedAt": 1e300}
    answer = read_event(TRACK | clocks, NOW)
    assert isinstance(answer, Event)
    assert (answer.body["timestamp"], answer.warnings) == ("2026-03-01T10:00:00Z", ())


# An event of 11:59:59.9 by the device; what a server made of it at the first try, and at the second.
LATE = "2026-03-01T11:59:59.900Z"
TRIES = (
    {"timestamp": LATE},
    {"timestamp": LATE, "sentAt": "2026-03-01T12:00:01Z", "receivedAt": "2026-03-01T12:00:01.050Z"},
    {"originalTimestamp": LATE, "sentAt": "2026-03-01T12:00:01Z", "receivedAt": "2026-03-01T12:00:01.050Z"},
    {"originalTimestamp": LATE, "sentAt": "2026-03-01T12:00:05Z", "receivedAt": "2026-03-01T12:00:05.150Z"},
    {"timestamp": "2026-03-01T11:59:59.950Z", "originalTimestamp": LATE},
    {"timestamp": "2026-03-01T12:00:00.050Z", "originalTimestamp": LATE}
    | {"sentAt": "2026-03-01T12:00:05Z", "receivedAt": "2026-03-01T12:00:05.150Z"},
    {"timestamp": LATE.replace("Z", "+00:00"), "originalTimestamp": LATE.replace("Z", "000+00:00")},
    {"timestamp": "unreadable", "originalTimestamp": LATE},
)


@pytest.mark.parametrize("message_id", ["m1", None], ids=["with its id", "without an id"])
def test_an_event_keeps_its_hour_and_id_whatever_clocks_come_with_it(message_id: str | None) -> None:
    later = Context(datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    events = [read_event(TRACK | {"messageId": message_id} | clocks, later) for clocks in TRIES]
    assert {one.hour for one in events if isinstance(one, Event)} == {"078323-"}
    if message_id is None:
        events = events[:4]
    assert len({one.message_id for one in events}) == 1


def test_no_hour_is_taken_from_a_clock_that_differs_from_try_to_try() -> None:
    tries: tuple[dict[str, Any], ...] = (
        {},
        {"receivedAt": "2026-03-01T11:00:00Z"},
        {"timestamp": "soon", "sentAt": "2026-03-01T11:00:00Z"},
    )
    assert [one.hour for one in (read_event(TRACK | clocks, NOW) for clocks in tries) if isinstance(one, Event)] == [
        "000000-",
        "000000-",
        "000000-",
    ]


ADDED: list[tuple[str, dict[str, Any]]] = [
    ("when it was sent", {"sentAt": "2026-03-01T11:00:00Z"}),
    ("when it was received", {"receivedAt": "2026-03-01T11:00:00Z"}),
    ("the time as the device wrote it", {"originalTimestamp": "2026-03-01T10:00:00Z"}),
    (
        "a corrected time beside it",
        {"originalTimestamp": "2026-03-01T10:00:00Z", "timestamp": "2026-03-01T10:00:01Z"},
    ),
    ("the address and the browser", {"context": {"ip": "203.0.113.9", "userAgent": "UA"}}),
    ("the source's key", {"writeKey": "k", "projectId": "p", "version": 2}),
    ("how often the client tried", {"_metadata": {"retryCount": 1}}),
    ("what RudderStack's server notes", {"rudderId": "r", "request_ip": "203.0.113.9"}),
]


@pytest.mark.parametrize("added", [row[1] for row in ADDED], ids=[row[0] for row in ADDED])
def test_an_id_is_made_of_what_the_sender_wrote(added: dict[str, Any]) -> None:
    bare = {"type": "track", "event": "x", "userId": "u", "timestamp": "2026-03-01T10:00:00Z", "properties": {"b": 1}}
    plain, more = (read_event(one, NOW).message_id for one in (bare, bare | added))
    assert plain == more
    assert read_event(bare | {"timestamp": "2026-03-01T10:00:01Z"}, NOW).message_id != plain
    assert read_event(bare | {"context": {"locale": "nb"}}, NOW).message_id != plain


def test_an_event_without_id_gets_the_same_one_wherever_it_is_read() -> None:
    bare = {"type": "track", "event": "x", "userId": "u", "properties": {"b": 1, "a": 2}}
    turned = {"properties": {"a": 2, "b": 1}, "userId": "u", "event": "x", "type": "track"}
    later = Context(datetime(2027, 1, 1, tzinfo=UTC))
    ids = {read_event(one, when).message_id for one in (bare, turned) for when in (NOW, later)}
    assert len(ids) == 1
    assert read_event(bare | {"event": "y"}, NOW).message_id not in ids


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values, st.sampled_from(sorted(TRACK)))
def test_no_value_raises(value: Any, name: str) -> None:
    for event in (value, TRACK | {name: value}, TRACK | {"timestamp": value, "properties": value}):
        assert isinstance(read_event(event, NOW), Event | Refused)
