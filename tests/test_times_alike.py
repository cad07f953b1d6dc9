"""A time is read alike wherever it stands: in a clock of the event, a trigger, a function, a field of a payload."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.event.timestamp import ImpossibleTimeError, date_event
from actions.trigger.leaf_tests.table import TESTS
from destinations.sdk.fields.times import read_time as read_field
from mappings.functions.times.read_time import EPOCH_TEXT
from mappings.functions.times.read_time import read_time as read_value

NOW = datetime(2199, 12, 31, tzinfo=UTC)
MOMENT = datetime(2016, 3, 24, 17, 46, 45, tzinfo=UTC)
MILLIS = MOMENT.replace(microsecond=123_000)

READ: list[tuple[str, Any, datetime]] = [
    ("ISO 8601", "2016-03-24T17:46:45Z", MOMENT),
    ("milliseconds", "2016-03-24T17:46:45.123Z", MILLIS),
    ("Python's isoformat", "2016-03-24T17:46:45.123000+00:00", MILLIS),
    ("an offset", "2016-03-24T18:46:45+01:00", MOMENT),
    ("nanoseconds, as Go has them", "2016-03-24T17:46:45.123000999Z", MILLIS),
    ("one digit", "2016-03-24T17:46:45.1Z", MOMENT.replace(microsecond=100_000)),
    ("a comma", "2016-03-24T17:46:45,123Z", MILLIS),
    ("a point with nothing behind it", "2016-03-24T17:46:45.Z", MOMENT),
    ("no seconds", "2016-03-24T17:46Z", MOMENT.replace(second=0)),
    ("no offset: UTC", "2016-03-24T17:46:45", MOMENT),
    ("a day: its midnight", "2016-03-24", datetime(2016, 3, 24, tzinfo=UTC)),
    ("lower case", "2016-03-24t17:46:45z", MOMENT),
    ("white space around it", " 2016-03-24T17:46:45Z\n", MOMENT),
    ("Python's str", "2016-03-24 17:46:45+00:00", MOMENT),
    ("Python's str of microseconds", "2016-03-24 17:46:45.123000+00:00", MILLIS),
    ("PostgreSQL", "2016-03-24 17:46:45.123+00", MILLIS),
    ("PostgreSQL in another zone", "2016-03-24 23:16:45+05:30", MOMENT),
    ("MySQL", "2016-03-24 17:46:45", MOMENT),
    ("SQL Server", "2016-03-24 17:46:45.1230000 +00:00", MILLIS),
    ("BigQuery", "2016-03-24 17:46:45.123000 UTC", MILLIS),
    ("Ruby", "2016-03-24 18:46:45 +0100", MOMENT),
    ("Go", "2016-03-24 17:46:45.123 +0000 UTC", MILLIS),
    ("Go in another zone", "2016-03-24 18:46:45 +0100 CET", MOMENT),
    ("JavaScript", "Thu Mar 24 2016 17:46:45 GMT+0000 (UTC)", MOMENT),
    ("JavaScript in another zone", "Thu Mar 24 2016 18:46:45 GMT+0100 (Mitteleuropäische Normalzeit)", MOMENT),
    ("JavaScript without the zone's name", "Thu Mar 24 2016 10:46:45 GMT-0700", MOMENT),
    ("JavaScript's toUTCString, HTTP", "Thu, 24 Mar 2016 17:46:45 GMT", MOMENT),
    ("mail", "Thu, 24 Mar 2016 18:46:45 +0100", MOMENT),
    ("mail without a weekday", "24 Mar 2016 17:46:45 +0000", MOMENT),
    ("mail without seconds", "Thu, 24 Mar 2016 17:46 +0000 (UTC)", MOMENT.replace(second=0)),
    ("mail on a day of one digit", "Fri, 4 Mar 2016 17:46:45 GMT", MOMENT.replace(day=4)),
    ("Java, Unix", "Thu Mar 24 17:46:45 UTC 2016", MOMENT),
    ("Unix on a day of one digit", "Fri Mar  4 17:46:45 UTC 2016", MOMENT.replace(day=4)),
    ("Ruby of old, Twitter", "Thu Mar 24 17:46:45 +0000 2016", MOMENT),
    ("seconds", 1458841605, MOMENT),
    ("seconds with a fraction", 1458841605.123, MILLIS),
    ("milliseconds since 1970", 1458841605123, MILLIS),
    ("microseconds since 1970", 1458841605123000, MILLIS),
    ("seconds as text", "1458841605", MOMENT),
    ("seconds as text with a fraction", "1458841605.123", MILLIS),
    ("seconds of the last century as text", "946684800", datetime(2000, 1, 1, tzinfo=UTC)),
    ("milliseconds as text", "1458841605123", MILLIS),
    ("microseconds as text", "1458841605123000", MILLIS),
]
NOT_READ: list[tuple[str, Any]] = [
    ("the third of April, or the fourth of March", "03/04/2016"),
    ("a day of which only one reading exists", "03/24/2016"),
    ("another order", "24.03.2016"),
    ("a date without signs", "20160324"),
    ("a date and time without signs", "20160324174645"),
    ("the same to the minute", "201603241746"),
    ("a week", "2016-W12-4T17:46:45Z"),
    ("a year", "2016"),
    ("a zone that is several", "Thu, 24 Mar 2016 17:46:45 CST"),
    ("no zone", "Thu Mar 24 2016 17:46:45"),
    ("C's asctime, which is of any zone", "Thu Mar 24 17:46:45 2016"),
    ("a weekday that the date is not", "Fri Mar 24 2016 17:46:45 GMT+0000 (UTC)"),
    ("a year of two digits", "Thu, 24 Mar 16 17:46:45 GMT"),
    ("a month in full", "24 March 2016 17:46:45 GMT"),
    ("a day that is none", "2016-02-30T17:46:45Z"),
    ("such a day in words", "Tue, 30 Feb 2016 17:46:45 GMT"),
    ("an hour that is none", "2016-03-24T25:46:45Z"),
    ("a second that is none", "2016-03-24T17:46:61+00:00"),
    ("an offset beyond a day", "2016-03-24T17:46:45+25:00"),
    ("digits of another script", "2016-03-2\u0664T17:46:45Z"),
    ("a colon before the fraction", "2016-03-24T17:46:45:123Z"),
    ("three digits of seconds", "2016-03-24T17:46:045Z"),
    ("in words", "yesterday"),
    ("nothing", ""),
    ("true", True),
    ("an object", {"$date": 1458841605}),
    ("half a second in a list", [0.5]),
]


def event_clock(value: Any) -> Any:
    return date_event({"timestamp": value}, NOW).time


READERS = {"a function": read_value, "a field": read_field, "a clock": event_clock}


@pytest.mark.parametrize("where", READERS)
@pytest.mark.parametrize(("value", "moment"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_a_time_is_read_alike_everywhere(where: str, value: Any, moment: datetime) -> None:
    assert READERS[where](value) == moment


@pytest.mark.parametrize("value", [row[1] for row in NOT_READ], ids=[row[0] for row in NOT_READ])
def test_what_could_be_read_in_two_ways_is_read_nowhere(value: Any) -> None:
    for read in (read_value, read_field):
        with pytest.raises(ValueError, match=r"."):
            read(value)
    if value == "":
        assert event_clock(value) is None
    else:
        with pytest.raises(ImpossibleTimeError):
            event_clock(value)


@pytest.mark.parametrize(
    "value",
    [*(row[1] for row in READ), *(row[1] for row in NOT_READ)],
    ids=[*(row[0] for row in READ), *(row[0] for row in NOT_READ)],
)
def test_a_trigger_compares_the_times_that_are_texts(value: Any) -> None:
    is_time = isinstance(value, str) and not EPOCH_TEXT.fullmatch(value) and any(row[1] == value for row in READ)
    is_equal = TESTS["at_least"].prepare("2016-01-01", False)
    assert is_equal(value) is (is_time and read_value(value) > datetime(2016, 1, 1, tzinfo=UTC))


ZONES = st.sampled_from([UTC, *(timezone(timedelta(minutes=minutes)) for minutes in (60, -210, 330, 845))])
moments = st.datetimes(datetime(1900, 1, 3), datetime(2199, 12, 29), timezones=ZONES)  # noqa: DTZ001 - they get one
PRINTED = (
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M:%S %z",
    "%a %b %d %Y %H:%M:%S GMT%z (a zone)",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %b %Y %H:%M %z",
    "%a %b %d %H:%M:%S %z %Y",
)
texts = st.builds(lambda moment, form: moment.strftime(form), moments, st.sampled_from(PRINTED))
damaged = st.builds(
    lambda text, at, length, piece: text[:at] + piece + text[at + length :],
    texts,
    st.integers(0, 40),
    st.integers(0, 4),
    st.sampled_from(
        ["", " ", "0", "9", "60", "+", "-", ":", ".", ",", "Z", "z", "T", "t", "(", ")", "Mon", "UTC", "GMT"]
    ),
)


def outcome(read: Any, value: Any) -> Any:
    try:
        return read(value)
    except ValueError:
        return None


@given(texts | damaged | st.integers(-(10**17), 10**17) | st.floats(-(10**17), 10**17) | st.text())
@example("2016-03-24T17:46:45,Z")
@example("2016-03-24T17:46:45.1234567890123Z")
def test_both_readers_keep_one_law(value: Any) -> None:
    moment = outcome(read_value, value)
    # Fields of payloads take the years of people alive and of their children.
    assert outcome(read_field, value) == (moment if moment and 1900 <= moment.year <= 2199 else None)


@given(moments)
def test_what_programs_print_is_the_moment_that_was_meant(moment: datetime) -> None:
    for form in PRINTED:
        exact = moment if "%f" in form else moment.replace(microsecond=0)
        exact = exact if "%S" in form else exact.replace(second=0)
        assert read_value(moment.strftime(form)) == exact
    assert read_value(str(moment)) == read_value(moment.isoformat()) == moment
