"""Times in words, as programs print them: JavaScript, mail and HTTP, Java and Unix."""

import re
from calendar import weekday
from types import MappingProxyType
from typing import Final

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PARTS: Final = MappingProxyType(
    {
        "weekday": f"(?P<weekday>{'|'.join(DAYS)})",
        "month": f"(?P<month>{'|'.join(MONTHS)})",
        "day": "(?P<day>[0-9 ]?[0-9])",
        "year": "(?P<year>[0-9]{4})",
        "clock": "(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)",
        # Other names of zones mean different zones in different countries.
        "zone": "(?P<zone>(?:GMT|UTC)?[+-][0-9]{4}|GMT|UTC|UT|Z)",
        "remark": r"(?: \([^()]*\))?",
    }
)
# Compiled when a text first asks for them, and kept by `re`.
FORMS: Final = tuple(
    form.format_map(PARTS)
    for form in (
        "{weekday} {month} {day} {year} {clock} {zone}{remark}",
        "(?:{weekday}, )?{day} {month} {year} {clock} {zone}{remark}",
        "{weekday} {month} {day} {clock} {zone} {year}",
    )
)


def read_printed(text: str) -> str | None:
    """The time in ISO 8601; None where the text has no such form, or names a weekday that its date is not.

    >>> read_printed("Thu, 24 Mar 2016 17:46:45 GMT")
    '2016-03-24T17:46:45+0000'
    """
    for form in FORMS:
        if found := re.fullmatch(form, text):
            year, month, day = int(found["year"]), MONTHS.index(found["month"]) + 1, int(found["day"])
            if found["weekday"] and not _is_weekday(found["weekday"], year, month, day):
                return None
            offset = found["zone"].lstrip("GMTUCZ") or "+0000"
            return f"{year:04}-{month:02}-{day:02}T{found['clock']}{offset}"
    return None


def _is_weekday(name: str, year: int, month: int, day: int) -> bool:
    try:
        return weekday(year, month, day) == DAYS.index(name)
    except ValueError:
        return False
