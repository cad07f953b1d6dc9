"""The time of an event, corrected for a wrong clock of the device."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from mappings.functions.missing import is_blank
from mappings.functions.times.printed import as_iso
from mappings.functions.times.read_time import EPOCH, read_time

# Mixpanel, GA4 and Meta refuse or move what lies further ahead; a client clock that far off says nothing.
MOST_AHEAD = timedelta(hours=1)
CLOCKS = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
# The time as the device wrote it: `timestamp` may be corrected already.
AS_WRITTEN = ("originalTimestamp", "timestamp")


class ImpossibleTimeError(ValueError):
    """The event's time cannot be read, or nothing can have happened then."""


class Dated(NamedTuple):
    """When an event happened, in UTC; None if it carries no time.

    `device` is the time as the device wrote it, which is the same whenever the event is sent again. `is_given` says
    that `timestamp` names this moment, in ISO 8601 or as a number, `warning` what is wrong where it cannot be read.
    """

    time: datetime | None
    device: datetime | None
    is_given: bool
    warning: str | None


def date_event(event: Mapping[str, Any], now: datetime) -> Dated:
    """When the event happened. An empty text is not a time.

    `receivedAt - (sentAt - originalTimestamp)` when all three are there: sent and received are one instant, so the
    two clocks' difference falls out (Segment spec, common fields, "timestamps"). Otherwise `timestamp`, else
    `originalTimestamp`. Where these are there and cannot be read, `sentAt` stands in, as it is the sender's too; where
    they are missing, `receivedAt`.

    Raises ImpossibleTimeError for a time that cannot be read, lies before 1970 or more than an hour ahead of `now`.
    """
    clocks, unread = _read_clocks(event)
    device = next((clocks[name] for name in AS_WRITTEN if name in clocks), None)
    source, time = "originalTimestamp, sentAt and receivedAt", _corrected(clocks, "originalTimestamp")
    if time is None:
        source = _source(clocks, unread)
        time = clocks.get(source)
    wrong = next((unread[name] for name in ("timestamp", "originalTimestamp", "receivedAt") if name in unread), None)
    if time is None:
        if wrong is not None:
            raise ImpossibleTimeError(wrong)
        return Dated(None, device, is_given=False, warning=None)
    if source == "timestamp":
        time, wrong = _unless_ahead(time, clocks, now), None
    _check(time, now)
    is_fallback = "timestamp" in unread or source == "sentAt"
    warning = f"{wrong}; the event is dated by {source}" if is_fallback else None
    return Dated(time, device, clocks.get("timestamp") == time and not _is_printed(event["timestamp"]), warning)


def as_text(time: datetime) -> str:
    """ISO 8601 in UTC with a `Z`: milliseconds, or microseconds where there are any.

    >>> as_text(datetime(2026, 3, 1, 10, 15, 30, 250000, tzinfo=UTC))
    '2026-03-01T10:15:30.250Z'
    """
    exactness = "microseconds" if time.microsecond % 1000 else "milliseconds"
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return time.isoformat(timespec=exactness)[: -len("+00:00")] + "Z"


def _read_clocks(event: Mapping[str, Any]) -> tuple[dict[str, datetime], dict[str, str]]:
    """The moments of the clocks that can be read, and what is wrong with the others that are there."""
    clocks, unread = {}, {}
    for name in CLOCKS:
        value = event.get(name)
        if value is None or is_blank(value):
            continue
        try:
            clocks[name] = read_time(value)
        except ValueError as error:
            unread[name] = f"{name}: {error}"
    return clocks, unread


def _corrected(clocks: Mapping[str, datetime], name: str) -> datetime | None:
    try:
        return clocks["receivedAt"] - (clocks["sentAt"] - clocks[name])
    except (KeyError, OverflowError):
        return None


def _source(clocks: Mapping[str, datetime], unread: Mapping[str, str]) -> str:
    for name in ("timestamp", "originalTimestamp"):
        if name in clocks:
            return name
    return "sentAt" if unread.keys() & AS_WRITTEN else "receivedAt"


def _unless_ahead(time: datetime, clocks: Mapping[str, datetime], now: datetime) -> datetime:
    """`timestamp`, corrected where it cannot stand: after the event was received, and further ahead than is taken.

    Nobody corrects a time to one after `receivedAt`: this is what the device wrote.
    """
    if time > now + MOST_AHEAD and "receivedAt" in clocks and time > clocks["receivedAt"]:
        return _corrected(clocks, "timestamp") or time
    return time


def _is_printed(value: Any) -> bool:
    return isinstance(value, str) and as_iso(value.strip()) is not None


def _check(time: datetime, now: datetime) -> None:
    if time < EPOCH:
        raise ImpossibleTimeError(f"{as_text(time)} is before 1970")
    if time > now + MOST_AHEAD:
        raise ImpossibleTimeError(f"{as_text(time)} is in the future (now it is {as_text(now)})")
