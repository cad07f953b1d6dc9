"""Days of birth, as forms, shops and databases write them."""

import re
from datetime import date

from destinations.sdk.refusal import refusal, shown

AMERICAN = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")
FORMS = (
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    # What follows a T or a space is the hour.
    re.compile(r"(?P<year>[0-9]{4})(?P<sign>[-/])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})(?:[Tt ].*)?"),
    AMERICAN,
)
# Databases that know no birthday write the first day that they have: 0001-01-01, 1900-01-01, or the last: 9999-12-31.
FIRST_YEAR, LAST_YEAR = 1901, 2099
LAST_MONTH = 12


def read_birthday(text: str) -> date | None:
    """The day; None when blank. What is one day in America and another in Europe is refused.

    >>> read_birthday("1997-02-16T00:00:00Z"), read_birthday("2/16/1997")
    (datetime.date(1997, 2, 16), datetime.date(1997, 2, 16))
    """
    day = text.strip()
    if not day:
        return None
    found = next((match for form in FORMS if (match := form.fullmatch(day))), None)
    try:
        born = found and date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError:
        born = None
    if not born or not FIRST_YEAR <= born.year <= LAST_YEAR:
        raise refusal(f"{shown(text)} is not a birthday; write year, month and day, such as 1997-02-16")
    if AMERICAN.fullmatch(day) and born.day <= LAST_MONTH and born.day != born.month:
        raise refusal(f"{shown(text)} is one day in America and another in Europe; write it such as 1997-02-16")
    return born
