"""The machine: its operating system, encodings, clocks and limits."""

import locale
import os
import platform
import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from actions.doctor.fact import Fact, Section
from actions.system.limits import open_files_allowed
from actions.system.processes import cores
from actions.system.support import NOT_ON_WINDOWS

# The wall clock and the one that only goes forward are watched for so long.
WATCHED = 0.05
MOST_APART = 0.5
# No clock that is right shows an earlier year than this package is from.
FIRST_YEAR = 2025


def machine() -> Section:
    """Operating system, encodings and limits."""
    limit = open_files_allowed()
    lacks = f"; without {', '.join(sorted(NOT_ON_WINDOWS))} and run --send" if sys.platform == "win32" else ""
    return Section(
        "machine",
        [
            Fact("system", f"{platform.system()} {platform.release()} {platform.machine()}{lacks}"),
            Fact("cores", str(cores())),
            Fact("open files", "no limit" if limit is None or limit < 0 else str(limit)),
            Fact("encodings", f"files {sys.getfilesystemencoding()}, locale {locale.getencoding()}"),
        ],
    )


def clock(newest: float | None = None) -> Section:
    """The clocks and the time zone; `newest` is when something that is kept was last written, in seconds since 1970."""
    now, steady = time.time(), time.monotonic()
    time.sleep(WATCHED)
    apart = abs((time.time() - now) - (time.monotonic() - steady))
    return Section("clock", [_wall(now, newest), _steady(apart), _zone(now), _zones()])


def _wall(now: float, newest: float | None) -> Fact:
    shown = datetime.fromtimestamp(now, UTC)
    wrong = ""
    if shown.year < FIRST_YEAR:
        wrong = "it is behind by years: set it, best by NTP; deliveries carry its time"
    elif newest is not None and newest > now + 60:
        wrong = f"what is kept was written {newest - now:,.0f} seconds later than this: set the clock, best by NTP"
    return Fact("now, in UTC", shown.isoformat(timespec="seconds"), wrong)


def _steady(apart: float) -> Fact:
    wrong = f"it jumped by {apart:.1f} s while it was watched: see what sets it" if apart > MOST_APART else ""
    return Fact("runs evenly", "no" if wrong else "yes", wrong)


def _zone(now: float) -> Fact:
    local = datetime.fromtimestamp(now).astimezone()
    return Fact("time zone", f"{local.tzname()}, UTC{local:%z}" + (", of TZ" if os.environ.get("TZ") else ""))


def _zones() -> Fact:
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return Fact("time zones by name", "unknown", "pip install tzdata")
    return Fact("time zones by name", "known")
