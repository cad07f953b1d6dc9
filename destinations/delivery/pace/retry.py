"""When to try again, and when to stop trying."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from destinations.arguments import check, number, whole

LONGEST_WAIT = 3600.0
SECONDS = re.compile(r"[0-9]+")
# From here on a number is a moment since 1970; so many seconds from now would be thirty years.
MOMENTS_FROM = 1_000_000_000
# factor ** 64 is beyond every cap; a larger power of a float only overflows.
LARGEST_POWER = 64


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How deliveries are retried; all times in seconds.

    A delivery is given up when it has made `attempts` that count *and* is `max_age` old since its first one, or is
    `longest` old. Answers that say nothing of the delivery (408, 429) do not count, unless `max_age` is 0. An instance
    that let nothing through for `budget` is left alone: what waits for it comes back as it is. Without more, it is the
    policy of a process that delivers from memory.
    """

    base: float = 1.0
    factor: float = 2.0
    cap: float = 300.0
    attempts: int = 5
    max_age: float = 60.0
    budget: float = 120.0
    longest: float = math.inf

    def __post_init__(self) -> None:
        check(
            "RetryPolicy",
            base=(self.base, number(0)),
            factor=(self.factor, number(1)),
            cap=(self.cap, number(0, endless=True)),
            attempts=(self.attempts, whole(1)),
            max_age=(self.max_age, number(0, endless=True)),
            budget=(self.budget, number(-math.inf, endless=True)),
            longest=(self.longest, number(0, endless=True)),
        )


# What is on disk has time: a tool that is down for a day loses nothing.
PATIENT = RetryPolicy(max_age=24 * 3600.0, budget=math.inf, longest=72 * 3600.0)


def backoff(policy: RetryPolicy, tries: int, chance: float) -> float:
    """Seconds to wait after the `tries`-th time on the wire; `chance` is a random number from 0 to 1.

    Full jitter: anything from nothing to the doubled-up wait, so that many clients do not come back as one.
    Source: "Exponential Backoff And Jitter", AWS architecture blog.

    >>> [backoff(RetryPolicy(), tries, chance=1.0) for tries in (1, 2, 3, 10)]
    [1.0, 2.0, 4.0, 300.0]
    >>> backoff(RetryPolicy(), 3, chance=0.25)
    1.0
    """
    longest = policy.base * policy.factor ** min(max(tries, 1) - 1, LARGEST_POWER)
    return min(policy.cap, longest) * chance


def gives_up(policy: RetryPolicy, attempts: int, age: float, tries: int = 0) -> bool:
    """Whether a delivery with so many counted attempts, `age` seconds after its first, becomes a dead letter.

    Who has no patience, with a `max_age` of 0, has none for an answer that does not count either: then all `tries` do.

    >>> gives_up(RetryPolicy(attempts=2, max_age=0), attempts=0, age=0.0, tries=2)
    True
    >>> policy = RetryPolicy(attempts=5, max_age=60)
    >>> gives_up(policy, 5, 59.0), gives_up(policy, 4, 60.0), gives_up(policy, 5, 60.0)
    (False, False, True)
    """
    attempts = attempts if policy.max_age > 0 else max(attempts, tries)
    return (attempts >= policy.attempts and age >= policy.max_age) or age >= policy.longest


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds a tool asks us to wait, at most an hour; None where it asks nothing that makes sense.

    Both forms of RFC 9110 section 10.2.3 are read: seconds, and a date, which is compared with the answer's
    own `Date` so that a wrong clock on either side does not matter. Header names in lower case.

    >>> now = datetime(2026, 1, 2, tzinfo=UTC)
    >>> retry_after({"retry-after": "120"}, now), retry_after({"retry-after": "soon"}, now)
    (120.0, None)
    """
    text = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(text):
        digits = text.lstrip("0")
        wait = LONGEST_WAIT if len(digits) > len("3600") else float(digits or 0)
    else:
        until = _read_date(text)
        if until is None:
            return None
        wait = (until - (_read_date(headers.get("date", "")) or now)).total_seconds()
    return min(wait, LONGEST_WAIT) if wait > 0 else None


def reset_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds until a used-up rate limit starts anew, at most an hour; None where the answer does not say.

    `X-RateLimit-Reset` is not a standard: some tools write a moment in seconds since 1970, which is compared with
    the answer's own `Date`, others the seconds until then.

    >>> now = datetime(2026, 1, 2, tzinfo=UTC)
    >>> reset_after({"x-ratelimit-reset": "1767312010"}, now), reset_after({"x-ratelimit-reset": "7"}, now)
    (10.0, 7.0)
    """
    text = headers.get("x-ratelimit-reset", "").strip()
    if not SECONDS.fullmatch(text) or len(text) > len("1767312010"):
        return None
    wait = float(text)
    if wait >= MOMENTS_FROM:
        wait -= (_read_date(headers.get("date", "")) or now).timestamp()
    return min(wait, LONGEST_WAIT) if wait > 0 else None


def _read_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
