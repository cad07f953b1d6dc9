"""The time, the hour and the id of an event: which clock counts, and what they are made of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event

NOW = Context(datetime(2026, 3, 1, 12, tzinfo=UTC))
TRACK: dict[str, Any] = {"type": "track", "event": "Button Clicked", "userId": "u1", "messageId": "m1"}
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
