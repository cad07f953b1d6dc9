"""For advertising tools: conversions, and the people they are matched to.

A tool's payload derives from `Conversion`, which holds the person too, and adds what is the tool's own. Its
`rows` renames the fields to the tool's names:

    class Sale(Conversion):
        click_id: str | None = None

    def to_event(sale: Sale, settings: ToySettings) -> dict[str, Any]:
        person = {**short_names(sale), "click": sale.click_id}
        return without_empty({"event_name": sale.event_name, "user_data": person})

- `people.py`: personal data, normalized and hashed once, and the names that tools use for it
- `places.py`: states, cities and postal codes, normalized
- `conversion.py`: what was done, what it was worth, and the products in it
- `kinds.py`: the action types that such a tool has
- `names.py`: names of events, where a tool has its own alone
- `match.py`: refuses payloads that match no person
- `digits.py`: numbers of accounts and conversions
- `pages.py`: addresses of pages, without personal data
- `clicks.py`: ids of clicks and browsers
- `google.py`: e-mail addresses normalized as only Google does it, and its consent
"""

from typing import TYPE_CHECKING

from destinations.renamed import old_names
from destinations.sdk.families.ads.clicks import BrowserId, ClickId, MetaBrowser, MetaClick, read_click
from destinations.sdk.families.ads.conversion import (
    CatalogProduct,
    Conversion,
    Product,
    Text,
    WholeNumber,
    decimal_text,
    renamed_fields,
    without_empty,
)
from destinations.sdk.families.ads.digits import Digits
from destinations.sdk.families.ads.google import GoogleEmail, Granted, google_email, read_granted
from destinations.sdk.families.ads.kinds import conversion_types
from destinations.sdk.families.ads.match import require_one_of
from destinations.sdk.families.ads.names import known_names
from destinations.sdk.families.ads.people import (
    SHORT_NAMES,
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
from destinations.sdk.families.ads.places import normalize_city, normalize_state
from destinations.sdk.fields.people.countries import normalize_country

if not TYPE_CHECKING:
    __getattr__ = old_names(__name__)

__all__ = [
    "SHORT_NAMES",
    "BrowserId",
    "CatalogProduct",
    "ClickId",
    "Conversion",
    "Digits",
    "GoogleEmail",
    "Granted",
    "HashedBirthday",
    "HashedCity",
    "HashedCountry",
    "HashedDigits",
    "HashedGender",
    "HashedId",
    "HashedPostalCode",
    "HashedState",
    "MetaBrowser",
    "MetaClick",
    "Person",
    "Product",
    "Text",
    "WholeNumber",
    "conversion_types",
    "decimal_text",
    "google_email",
    "known_names",
    "normalize_city",
    "normalize_country",
    "normalize_state",
    "read_click",
    "read_granted",
    "renamed_fields",
    "require_one_of",
    "short_names",
    "without_empty",
]
