"""Any way to write a moment gives the same moment."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from destinations.sdk import EpochMicros, EpochMillis, EpochSeconds, IsoTime
from destinations.sdk.fields.times import read_time, to_iso, to_micros, to_millis, to_seconds

MOMENT = datetime(2026, 3, 1, 10, 15, 30, 250_000, tzinfo=UTC)
WHOLE = MOMENT.replace(microsecond=0)


class Moments(BaseModel):
    seconds: EpochSeconds
    millis: EpochMillis
    micros: EpochMicros
    iso: IsoTime


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2026-03-01T10:15:30.250Z", MOMENT, id="ISO 8601 in UTC"),
        pytest.param("2026-03-01t10:15:30.250z", MOMENT, id="lower case"),
        pytest.param("2026-03-01T11:15:30.25+01:00", MOMENT, id="with an offset"),
        pytest.param("2026-03-01T10:15:30.250", MOMENT, id="without an offset it is UTC"),
        pytest.param("2026-03-01T10:15:30.250000999Z", MOMENT, id="nanoseconds are cut"),
        pytest.param("2026-03-01 10:15:30", WHOLE, id="a space for the T"),
        pytest.param("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC), id="a date is its midnight"),
        pytest.param("Sun Mar 01 2026 11:15:30 GMT+0100 (Central European Standard Time)", WHOLE, id="JavaScript"),
        pytest.param("Sun Mar 01 2026 10:15:30 GMT+0000", WHOLE, id="JavaScript without a zone's name"),
        pytest.param("Sun, 01 Mar 2026 10:15:30 GMT", WHOLE, id="HTTP"),
        pytest.param("Sun, 01 Mar 2026 11:15:30 +0100", WHOLE, id="a mail"),
        pytest.param(1772360130, WHOLE, id="seconds"),
        pytest.param(1772360130.25, MOMENT, id="seconds with a fraction"),
        pytest.param(1772360130250, MOMENT, id="milliseconds"),
        pytest.param(1772360130250000, MOMENT, id="microseconds"),
        pytest.param(Decimal("1772360130.25"), MOMENT, id="a decimal"),
        pytest.param("1772360130250", MOMENT, id="milliseconds as text"),
        pytest.param(0, datetime(1970, 1, 1, tzinfo=UTC), id="the epoch"),
        pytest.param(-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), id="before the epoch"),
        pytest.param(MOMENT.astimezone(timezone(timedelta(hours=9))), MOMENT, id="a datetime elsewhere"),
        pytest.param(MOMENT.replace(tzinfo=None), MOMENT, id="a naive datetime is UTC"),
    ],
)
def test_what_is_a_time(value: Any, expected: datetime) -> None:
    assert read_time(value) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param("yesterday", '"yesterday" is not a time; write ISO 8601', id="a word"),
        pytest.param("", '"" is not a time', id="empty"),
        pytest.param("01.03.2026", "is not a time", id="another order"),
        pytest.param("2026-02-30T00:00:00Z", "is not a time that exists", id="a day that is none"),
        pytest.param("2026-03-01T25:00:00Z", "is not a time that exists", id="an hour that is none"),
        pytest.param("0001-01-01T00:00:00Z", "is in the year 1", id="the zero time of some languages"),
        pytest.param("9999-12-31T23:59:59-14:00", "write a time of our days", id="beyond the last year"),
        pytest.param("0001-01-01T00:00:00+14:00", "write a time of our days", id="before the first year"),
        pytest.param("99999-01-01T00:00:00Z", "is not a time", id="five digits of year"),
        pytest.param(10**17, "is in the year 5138", id="a number that would be far ahead"),
        pytest.param(10**18, "is not a time since 1970", id="nanoseconds"),
        pytest.param(10**30, "is not a time since 1970", id="a huge number"),
        pytest.param(float("nan"), "is not a time", id="NaN"),
        pytest.param(float("inf"), "is not a time", id="infinity"),
        pytest.param(True, "true is not a time", id="a boolean"),
        pytest.param({"$date": 1}, "an object is not a time", id="an object"),
        pytest.param("٢٠٢٦-03-01", "is not a time", id="digits of another script"),
    ],
)
def test_what_is_no_time(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_time(value)
    assert words in str(caught.value)


def test_the_types_give_each_unit_from_one_text() -> None:
    text = "2026-03-01T10:15:30.250Z"
    moments = Moments.model_validate(dict.fromkeys(Moments.model_fields, text))
    assert moments.model_dump() == {
        "seconds": 1772360130,
        "millis": 1772360130250,
        "micros": 1772360130250000,
        "iso": text,
    }


@given(st.datetimes(datetime(1975, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_no_unit_loses_more_than_its_own_fraction(moment: datetime) -> None:
    assert read_time(to_micros(moment)) == moment
    assert read_time(to_iso(moment)) == moment
    assert timedelta(0) <= moment - read_time(to_millis(moment)) < timedelta(milliseconds=1)
    assert timedelta(0) <= moment - read_time(to_seconds(moment)) < timedelta(seconds=1)


@given(st.integers(-(10**17), 10**17) | st.sampled_from([10**11, 10**14, 7_258_118_400_000, 7_258_118_400_000_000]))
def test_a_number_in_the_unit_itself_is_read_like_any_other(number: int) -> None:
    for to_unit in (to_millis, to_micros):
        assert answer(to_unit, number) == answer(to_unit, Decimal(number))


@given(st.datetimes(datetime(1890, 1, 1), datetime(2210, 1, 1)), st.sampled_from(["seconds", "milliseconds"]))  # noqa: DTZ001  # naive by intent: the Z is written below
def test_the_usual_text_is_read_like_any_other(moment: datetime, exactness: str) -> None:
    text = moment.isoformat(timespec=exactness) + "Z"
    assert answer(to_micros, text) == answer(to_micros, f" {text}")


def answer(to_unit: Any, value: Any) -> int | None:
    try:
        return int(to_unit(value))
    except ValueError:
        return None
