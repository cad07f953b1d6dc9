"""When to try again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destinations.delivery.pace.retry import LONGEST_WAIT, RetryPolicy, backoff, gives_up, reset_after, retry_after

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
IN_A_MINUTE = "Fri, 02 Jan 2026 03:05:05 GMT"
A_MINUTE_AGO = "Fri, 02 Jan 2026 03:03:05 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"retry-after": "120"}, 120.0, id="seconds"),
        pytest.param({"retry-after": " 7 "}, 7.0, id="seconds between blanks"),
        pytest.param({"retry-after": "0007"}, 7.0, id="seconds after zeros"),
        pytest.param({"retry-after": "86400"}, LONGEST_WAIT, id="a day is cut to an hour"),
        pytest.param({"retry-after": "9" * 5000}, LONGEST_WAIT, id="a number too long to read is cut to an hour"),
        pytest.param({"retry-after": IN_A_MINUTE}, 60.0, id="a date"),
        pytest.param({"retry-after": IN_A_MINUTE, "date": A_MINUTE_AGO}, 120.0, id="a date by the answer's own clock"),
        pytest.param({"retry-after": IN_A_MINUTE, "date": "now"}, 60.0, id="a date beside an unreadable one"),
        pytest.param({"retry-after": "Fri, 02 Jan 2026 03:05:05 -0000"}, 60.0, id="a date without a zone is UTC"),
        pytest.param({"retry-after": "Fri, 02 Jan 2099 03:05:05 GMT"}, LONGEST_WAIT, id="a far date is cut"),
        pytest.param({}, None, id="nothing asked"),
        pytest.param({"retry-after": ""}, None, id="an empty header"),
        pytest.param({"retry-after": "0"}, None, id="no wait at all"),
        pytest.param({"retry-after": "-5"}, None, id="a negative number"),
        pytest.param({"retry-after": "1.5"}, None, id="a fraction"),
        pytest.param({"retry-after": "1e3"}, None, id="an exponent"),
        pytest.param({"retry-after": "٣"}, None, id="digits of another script"),
        pytest.param({"retry-after": "soon"}, None, id="a word"),
        pytest.param({"retry-after": A_MINUTE_AGO}, None, id="a date in the past"),
        pytest.param({"retry-after": "Fri, 99 Jan 2026 03:05:05 GMT"}, None, id="a day that does not exist"),
    ],
)
def test_retry_after_is_read_where_it_makes_sense(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"x-ratelimit-reset": "30"}, 30.0, id="seconds from now"),
        pytest.param({"x-ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30.0, id="a moment"),
        pytest.param(
            {"x-ratelimit-reset": str(int(NOW.timestamp()) + 90), "date": IN_A_MINUTE},
            30.0,
            id="a moment by the tool's own clock",
        ),
        pytest.param({"x-ratelimit-reset": "7200"}, LONGEST_WAIT, id="longer than we wait"),
        pytest.param({"x-ratelimit-reset": str(int(NOW.timestamp()))}, None, id="a moment that is over"),
        pytest.param({"x-ratelimit-reset": "Tue Feb 16 2021"}, None, id="a date in words"),
        pytest.param({"x-ratelimit-reset": "9" * 400}, None, id="digits without end"),
        pytest.param({}, None, id="nothing said"),
    ],
)
def test_the_reset_of_a_rate_limit_is_read_where_it_makes_sense(headers: dict[str, str], seconds: float | None) -> None:
    assert reset_after(headers, NOW) == seconds


@given(tries=st.integers(0, 10_000), chance=st.floats(0, 1))
def test_a_backoff_is_never_negative_and_never_over_the_cap(tries: int, chance: float) -> None:
    assert 0 <= backoff(RetryPolicy(), tries, chance) <= RetryPolicy().cap


@given(tries=st.integers(1, 100), chance=st.floats(0, 1))
def test_a_later_backoff_is_never_shorter(tries: int, chance: float) -> None:
    assert backoff(RetryPolicy(), tries, chance) <= backoff(RetryPolicy(), tries + 1, chance)


@pytest.mark.parametrize(
    ("attempts", "age", "over"),
    [
        pytest.param(4, 1e9, False, id="old, with attempts left"),
        pytest.param(100, 59.9, False, id="many attempts in a short time"),
        pytest.param(5, 60.0, True, id="old and tried often"),
    ],
)
def test_giving_up_takes_age_and_attempts(attempts: int, age: float, over: bool) -> None:
    assert gives_up(RetryPolicy(attempts=5, max_age=60.0), attempts, age) is over
