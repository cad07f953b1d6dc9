"""The quick ways to read an event give what the careful ones give."""

import re
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.event.context import Context
from actions.event.delivery_id import action_part, delivery_id, event_part, hour_of
from actions.event.event import Event, Refused
from actions.event.read import CHECKS, _read_carefully, as_meant, read_event
from actions.event.shape import _first_fault, is_sound
from actions.event.usual import Hours, read_usual
from actions.reading.parse_event import is_shallow, may_be_huge
from mappings.functions.times.read_time import read_text

NOW = Context(datetime(2026, 3, 1, 12, tzinfo=UTC))


def outcome(read: Any, value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        return str(error)


clock_texts = st.builds(
    lambda time, form, digits: time.strftime(form).replace("%%", f"{time.microsecond:06d}"[:digits]),
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),  # noqa: DTZ001 - texts without a zone are meant
    st.sampled_from(["%Y-%m-%dT%H:%M:%S.%%%Z", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%%%Z", "%Y-%m-%d %H:%M:%SZ"]),
    st.integers(1, 6),
)
damaged = st.builds(
    lambda text, at, letter: text[:at] + letter + text[at + 1 :],
    st.sampled_from(["2026-03-01T10:15:30.250Z", "2026-03-01T10:15:30Z", "2026-03-01T10:15:30.250123Z"]),
    st.integers(0, 26),
    st.sampled_from(
        ["", "0", "9", "+", "-", ":", ".", ",", "W", "Z", "z", "T", "t", " ", "\u0663", "\uff12", "00", "+01:00"]
    ),
)


def without_the_value(found: datetime | str) -> datetime | str:
    """What is found, or what is wrong: a longer value is shown cut elsewhere."""
    return re.sub(r'^".*["…] ', "", found, flags=re.DOTALL) if isinstance(found, str) else found


@given(clock_texts | damaged | damaged.map(lambda text: text + "Z") | st.text())
@example("2026-02-30T10:15:30.250Z")
@example("2026-03-01T24:00:00Z")
@example("2015-W12-1T10:15:30.25Z")
@example("0000-01-01T00:00:00Z")
@example("2026-03-01T10:15:30.2501234567Z")
@example("2026-03-01T10:15:30.2+01:00Z")
@example("2026-03-01T10:15:30ZZZ")
@example("2026-03-01T10:15:30.Z")
def test_a_time_means_what_the_careful_reader_says(value: Any) -> None:
    # A space before it is all that keeps the careful reader from leaving it to Python.
    assert without_the_value(outcome(read_text, value)) == without_the_value(outcome(read_text, f" {value}"))


parts = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63, 2**64, -(2**63) - 1, float("nan"), float("inf"), -0.0, (), "\ud800", b"x", 1e308])
    | st.floats()
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.just("\udfff"), inner),
    max_leaves=12,
)


@given(parts, st.integers(55, 70), st.sampled_from([list, dict]))
def test_a_sound_value_is_one_without_a_fault(value: Any, levels: int, kind: type) -> None:
    assert is_sound(value) == (_first_fault(value) is None)
    for _ in range(levels):
        value = [value] if kind is list else {"a": value}
    assert is_sound(value) == (_first_fault(value) is None)


def test_a_value_that_holds_itself_is_no_trap() -> None:
    knot: list[Any] = []
    knot.extend([knot, knot])
    assert not is_sound(knot)


odd = st.sampled_from([None, "", " ", "u", 0, 5, True, False, [], [1], {}, {"a": 1}])
times = st.sampled_from([None, "2026-03-01T10:00:00Z", "2026-03-01T10:00:00.250Z", "yesterday", 1772360130250, "", 5])
events = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["track", "page", "identify", "Track", "", None, ["track"]]),
        "event": odd,
        "messageId": odd,
        "userId": odd,
        "anonymousId": odd,
        "properties": odd,
        "context": odd,
        "integrations": odd,
        "timestamp": times,
        "receivedAt": times,
        "sentAt": times,
        "originalTimestamp": times,
    },
)


@given(events)
@example({"type": "track", "event": "x", "userId": False, "anonymousId": "a"})
def test_the_usual_event_passes_without_a_look_at_every_test(event: dict[str, Any]) -> None:
    answer = read_event(event, NOW)
    found = [finding for test in CHECKS if (finding := test(as_meant(event)))]
    if isinstance(answer, Refused):
        assert [one for one in answer.diagnostics if one.code != "E535"] == found
    else:
        assert found == []


STAMP = "2026-03-01T10:00:00.250Z"
USUAL = {"type": "track", "event": "x", "userId": "u", "messageId": "m", "timestamp": STAMP}
stamps: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("2026-03-01T10:00:00Z", STAMP, "2026-03-01T10:00:00.250000Z", "2026-03-01T09:59:59.999Z"),
        *("2026-03-01T12:30:00Z", "2026-03-01T13:00:01Z", "1969-12-31T23:59:59.999Z", "2026-02-30T10:00:00Z"),
        *("2015-W12-1T10:15:30.250Z", "2026-03-01T10:15:30,250Z", "2026-03-01t10:00:00Z", "2026-03-01T10:00:00"),
        *("2026-03-01T10:00:00+00:00", "2026-03-01T10:00:00.250123+00:00", "2026-03-01 10:00:00.25Z", "2026-03-01T09Z"),
        *("2026-03-01T10:00Z", "2026-03-01T10:00:00.Z", "2026-03-01T10:00:00-00:00", "Sun, 01 Mar 2026 10:00:00 GMT"),
        *("2026-03-01T15:30:00+05:30", "2026-03-01", "20260301T100000Z", "2026-03-01T10:00:00.2500009Z"),
        *("Z2026-03-01T10:00:00Z", "2026-03-01T24:00:00Z", "\ud800", "yesterday", "", 5, None, [], True),
    ]
)
clocks = ("timestamp", "receivedAt", "sentAt", "originalTimestamp")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(clocks, stamps | stamps | damaged)) | events)
@example({"type": "page", "event": 5})
@example({"timestamp": "2026-03-01T10:00:00.350Z", "receivedAt": STAMP, "sentAt": STAMP[:-5] + ".150Z"})
def test_the_usual_event_is_what_the_careful_reader_makes_of_it(change: dict[str, Any]) -> None:
    event = USUAL | change
    read = read_usual(event, NOW.now)
    assert read is None or Event(*read) == _read_carefully(event, NOW)


few_stamps = st.sampled_from(
    ["2026-03-01T09:59:59.999Z", "2026-03-01T10:00:00.000Z", "2026-03-01T10:59:59Z", "1969-12-31T23:59:59Z", "", None]
)


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(clocks, few_stamps)), min_size=2))
@example([{}, {"receivedAt": "", "sentAt": "", "originalTimestamp": STAMP}])
def test_what_is_remembered_of_events_before_changes_none_behind_them(changes: list[dict[str, Any]]) -> None:
    hours = Hours()
    for change in changes:
        event = USUAL | change
        assert read_usual(event, NOW.now, hours) == read_usual(event, NOW.now, Hours())


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"timestamp": "2026-03-01T10:00:00Z"},
        {"userId": None, "anonymousId": "a"},
        {"type": "identify", "event": None, "traits": {}},
        {"receivedAt": "2026-03-01T10:00:01.250Z", "sentAt": "2026-03-01T10:00:01.000Z", "originalTimestamp": STAMP}
        | {"timestamp": "2026-03-01T10:00:00.500Z"},
        {"receivedAt": STAMP, "sentAt": STAMP},
    ],
    ids=["one time", "whole seconds", "a stranger", "no name", "all four times, which fit", "clocks but for one"],
)
def test_the_usual_event_is_taken_as_it_is(change: dict[str, Any]) -> None:
    event = USUAL | change
    read = read_usual(event, NOW.now)
    assert read is not None
    assert read[0] is event


def test_a_given_time_that_cannot_be_read_gives_way_to_the_corrected_one() -> None:
    clocks = dict.fromkeys(("receivedAt", "sentAt", "originalTimestamp"), "2026-03-01T10:00:00Z")
    event = {"type": "track", "event": "x", "userId": "u", "timestamp": "yesterday", **clocks}
    answer = read_event(event, NOW)
    assert not isinstance(answer, Refused)
    assert answer.body["timestamp"] == "2026-03-01T10:00:00.000Z"


@given(st.binary() | st.text('0123456789-., {}[]"', max_size=60).map(str.encode))
def test_nineteen_digits_in_a_row_are_seen(data: bytes) -> None:
    assert may_be_huge(data) == (re.search(rb"\d{19}", data) is not None)


@given(parts, st.integers(0, 70))
def test_what_is_shallow_is_sound_in_depth(value: Any, levels: int) -> None:
    for _ in range(levels):
        value = [value]
    try:
        data = orjson.dumps(value)
    except TypeError:
        return
    if is_shallow(data) and not may_be_huge(data):
        assert is_sound(orjson.loads(data))


def plain_id(time: datetime | None, *names: Any) -> str:
    """The id as its documentation says it, step by step."""
    instance, action, message_id, item = names
    hours = max(0, int(time.timestamp() // 3600)) if time else 0
    event = blake2b(f"{message_id}\x1f{'' if item is None else item}".encode(), digest_size=9)
    whose = blake2b(f"{instance}\x1f{action}".encode(), digest_size=5)
    return f"{hours % 16**6:06x}-{event.hexdigest()}{whose.hexdigest()}"


ZONES = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-11)))
aware = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.sampled_from(ZONES))  # noqa: DTZ001 - see above


@given(st.none() | aware, st.text(st.characters(codec="utf-8")), st.none() | st.integers(0, 5))
def test_a_delivery_keeps_its_name(time: datetime | None, message_id: str, item: int | None) -> None:
    names = ("mixpanel", "orders", message_id, item)
    made = delivery_id(event_part(hour_of(time), message_id, item), action_part("mixpanel", "orders"))
    assert made == plain_id(time, *names)
