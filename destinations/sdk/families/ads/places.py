"""States, cities and postal codes, normalized as the advertising tools document it.

States may be written as USPS codes or in English: `California` is `ca`. A text of which nothing is left is refused,
as its hash would be that of nothing.
"""

import re

from destinations.sdk.fields.people.countries import codes_of, letters_of
from destinations.sdk.refusal import refusal, shown

STATES = """
AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware;
DC District of Columbia; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS Kansas;
KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota; MS Mississippi;
MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico; NY New York;
NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania; RI Rhode Island;
SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; VT Vermont; VA Virginia; WA Washington;
WV West Virginia; WI Wisconsin; WY Wyoming
"""
ZIP_PLUS_4 = re.compile(r"([0-9]{5})-[0-9]{4}")


def normalize_state(text: str) -> str | None:
    """A state of the USA as its two letters, any other in lower case without spaces and signs; None when blank.

    >>> normalize_state("California"), normalize_state("CA"), normalize_state("Nord-Pas-de-Calais")
    ('ca', 'ca', 'nordpasdecalais')
    """
    word = _kept(letters_of(text), text, "state or region")
    return word and STATE_CODES.get(word, word)


def normalize_city(text: str) -> str | None:
    """The city in lower case without spaces, digits and signs; None when blank.

    >>> normalize_city("New York"), normalize_city("St. Gallen"), normalize_city("Málaga")
    ('newyork', 'stgallen', 'málaga')
    """
    return _kept(letters_of(text), text, "city")


def normalize_postal_code(text: str) -> str | None:
    """Letters and digits in lower case, of a ZIP+4 the first five; None when blank.

    >>> normalize_postal_code("94035-1234"), normalize_postal_code("M1 1AE")
    ('94035', 'm11ae')
    """
    long = ZIP_PLUS_4.fullmatch(text.strip())
    code = "".join(one for one in (long[1] if long else text).lower() if one.isalnum())
    return _kept(code, text, "postal code")


def _kept(made_equal: str, text: str, kind: str) -> str | None:
    """What is left of the text; None of a blank one."""
    if not made_equal and text.strip():
        raise refusal(f"{shown(text)} is not a {kind}, as nothing of it could be matched")
    return made_equal or None


STATE_CODES = codes_of(STATES, 1)
