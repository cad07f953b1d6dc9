"""What advertising tools have in common: conversions, and the people they are matched to.

A tool's payload derives from `Conversion`, which holds the person too, and adds what is the tool's own. Its
`build` spells the fields as the tool does:

    class Sale(Conversion):
        click_id: str | None = None

    def to_event(sale: Sale) -> dict[str, Any]:
        return given({"event_name": sale.event_name, "user_data": {**short_names(sale), "click": sale.click_id}})

- `people.py`: values made equal, then hashed once; the names that several tools have for them
- `places.py`: countries, states, cities and postal codes made equal
- `conversion.py`: what was done, what it was worth, and the products in it
"""

from destinations.sdk.ads.conversion import Conversion, Product, Text, WholeNumber, given, spelled
from destinations.sdk.ads.people import (
    HashedBirthday,
    HashedCity,
    HashedCountry,
    HashedDigits,
    HashedGender,
    HashedId,
    HashedPostalCode,
    HashedState,
    Person,
    short_names,
)
from destinations.sdk.ads.places import normal_city, normal_country, normal_state

__all__ = [
    "Conversion",
    "HashedBirthday",
    "HashedCity",
    "HashedCountry",
    "HashedDigits",
    "HashedGender",
    "HashedId",
    "HashedPostalCode",
    "HashedState",
    "Person",
    "Product",
    "Text",
    "WholeNumber",
    "given",
    "normal_city",
    "normal_country",
    "normal_state",
    "short_names",
    "spelled",
]
