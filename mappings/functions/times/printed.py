"""Times in words, as programs print them."""

import re
from datetime import date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAY, _MONTH = f"(?P<weekday>{'|'.join(WEEKDAYS)})", f"(?P<month>{'|'.join(MONTHS)})"
_DAY, _YEAR, _CLOCK = r"(?P<day>[ \d]?\d)", r"(?P<year>\d{4})", r"(?P<clock>\d\d:\d\d(?::\d\d)?)"
# Other names of zones mean one thing here and another there: CST is in America, China and Cuba.
_ZONE, _REMARK = r"(?P<zone>(?:GMT|UTC)?[+-]\d{4}|GMT|UTC|UT|Z)", r"(?: \([^()]*\))?"
# Compiled when a text first asks for them, and kept by `re`.
FORMS = (
    # JavaScript: Thu Mar 24 2016 17:46:45 GMT+0000 (Coordinated Universal Time)
    rf"{_WEEKDAY} {_MONTH} {_DAY} {_YEAR} {_CLOCK} {_ZONE}{_REMARK}",
    # Mail and HTTP: Thu, 24 Mar 2016 17:46:45 GMT
    rf"(?:{_WEEKDAY}, )?{_DAY} {_MONTH} {_YEAR} {_CLOCK} {_ZONE}{_REMARK}",
    # Java and Unix: Thu Mar 24 17:46:45 UTC 2016
    rf"{_WEEKDAY} {_MONTH} {_DAY} {_CLOCK} {_ZONE} {_YEAR}",
)


def as_iso(text: str) -> str | None:
    """The time in ISO 8601; None where the text is in no such form, or its weekday is not that of its date.

    A zone has to be there, as what prints these forms always prints it.

    >>> as_iso("Thu Mar 24 2016 18:46:45 GMT+0100 (Central European Standard Time)")
    '2016-03-24T18:46:45+0100'
    >>> as_iso("Fri, 24 Mar 2016 17:46:45 GMT")
    """
    found = next((match for form in FORMS if (match := re.fullmatch(form, text, re.ASCII))), None)
    if found is None:
        return None
    day = f"{found['year']}-{MONTHS.index(found['month']) + 1:02}-{int(found['day']):02}"
    weekday, zone = found["weekday"], found["zone"].removeprefix("GMT").removeprefix("UTC").removeprefix("UT")
    try:
        if weekday and date.fromisoformat(day).weekday() != WEEKDAYS.index(weekday):
            return None
    except ValueError:
        return None
    return f"{day}T{found['clock']}{zone or 'Z'}"
