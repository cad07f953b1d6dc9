"""Reddit Conversions API, version 3: what people did, for ads on Reddit.

Amounts are numbers in major units; version 2 of the API had cents. Times are milliseconds. Reddit takes an amount with
some kinds of events only, and a count of things with fewer: with others they are left out. An event of a name that
Reddit has none of goes as CUSTOM under its own. Those of the same `conversion_id` from Reddit's pixel count once; it is
sent as it is, as the pixel sends it. Events may be 7 days old. With `test_id` events show in Events Manager, alone, and
count nowhere. One bad event refuses the whole call, which is halved until it is alone.

Vendor's pages: ads-api.reddit.com/docs/v3, "Post Conversion Events"; business.reddithelp.com, "Conversion access
token", "Event deduplication", as other public pages quote them in November 2026; they could not be read themselves. Not
confirmed: 1000 events and 1 MB in a call, which kinds take amounts and counts (another vendor's transformer), that an
IP address may go unhashed, that dots and what follows a plus are taken out of addresses of every domain, and what `LDU`
wants besides: `country` and `region` are not sent.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr

from destinations.sdk import (
    DefaultCountry,
    Destination,
    EpochMillis,
    HashedPhone,
    Limits,
    Personal,
    Request,
    Rows,
    Settings,
    hashing_contact,
    hookimpl,
    normalize_email,
)
from destinations.sdk.families.ads import (
    BrowserId,
    ClickId,
    Conversion,
    HashedId,
    Text,
    conversion_types,
    renamed_fields,
    require_one_of,
    without_empty,
)

COUNTED = frozenset({"PURCHASE", "ADD_TO_CART", "ADD_TO_WISHLIST", "CUSTOM"})
PAID = COUNTED | {"LEAD", "SIGN_UP"}
NAMES = PAID | {"PAGE_VISIT", "VIEW_CONTENT", "SEARCH"}
LIMITS = Limits(items=1000, bytes=1_000_000)
USER: Mapping[str, str] = {"phone": "phone_number", "ip": "ip_address", "browser_id": "uuid"}


def reddit_email(text: str) -> str | None:
    """The address in lower case, without dots and without a plus and what follows in the part before the @.

    >>> reddit_email(" Ada.Lovelace+shop@Example.com ")
    'adalovelace@example.com'
    """
    address = normalize_email(text)
    name, _, domain = (address or "").partition("@")
    kept = name.partition("+")[0].replace(".", "")
    # What is nothing but signs before the @ stays as it is.
    return f"{kept}@{domain}" if kept else address


class RedditSettings(Settings):
    """A Reddit Pixel."""

    pixel_id: Text = Field(pattern=r"^[\w-]{1,64}$", description="Events Manager: the pixel's id, such as a2_abc123.")
    access_token: SecretStr = Field(description="Events Manager, Conversions API: Generate Access Token.")
    test_id: str | None = Field(None, description="Events Manager, Event Testing: events show there as tests.")
    default_country: DefaultCountry = None


class Event(Conversion):
    """Something that somebody did. It needs an id of the person, the click, or `ip` and `user_agent` together."""

    time: EpochMillis = Field(description="When it happened.")
    event_name: Text = Field(description="Reddit's name for it, such as PURCHASE, or one of your own.")
    action_source: Literal["WEBSITE", "APP", "PHYSICAL_STORE", "OTHER"] = Field(description="Where it happened.")
    email: Annotated[str | None, BeforeValidator(hashing_contact(reddit_email)), Personal("email", sent="sha256")] = (
        Field(None, description="The person's e-mail address; its hash is sent.")
    )
    phone: HashedPhone = Field(None, description="Phone number with + and country code; its hash is sent.")
    click_id: ClickId = Field(None, description="The click on the ad: rdt_cid in the page's URL.")
    browser_id: BrowserId = Field(None, description="The browser's id, from the cookie _rdt_uuid.")
    idfa: HashedId = Field(None, description="The advertising id of a device with iOS; its hash is sent.")
    aaid: HashedId = Field(None, description="The advertising id of a device with Android; its hash is sent.")

    _has_one = require_one_of(
        *("email", "phone", "external_id", "click_id", "browser_id", "idfa", "aaid", "ip and user_agent")
    )


def post_events(rows: Rows, settings: RedditSettings) -> Request:
    """One request for all events."""
    url = f"https://ads-api.reddit.com/api/v3/pixels/{settings.pixel_id}/conversion_events"
    data = {**renamed_fields(settings, "test_id"), "events": rows}
    return Request.post(url, json={"data": data}, bearer=settings.access_token.get_secret_value())


def to_event(event: Event, _: RedditSettings) -> dict[str, Any]:
    """One member of `events`."""
    kind = event.event_name if event.event_name in NAMES else "CUSTOM"
    own = {"custom_event_name": event.event_name} if kind == "CUSTOM" else {}
    user = renamed_fields(event, "email", "external_id", "user_agent", "idfa", "aaid", **USER)
    if event.limited_data_use:
        user["data_processing_options"] = {"modes": ["LDU"]}
    head = renamed_fields(event, "action_source", "click_id", time="event_at", url="event_source_url")
    type_ = {"tracking_type": kind, **own}
    return {**head, "type": type_, "user": user, "metadata": to_metadata(event, kind)}


def to_metadata(event: Event, kind: str) -> dict[str, Any]:
    """What it was about, and the id by which it counts once."""
    paid = renamed_fields(event, "value", "currency") if kind in PAID else {}
    counted = {"item_count": event.count} if kind in COUNTED else {}
    products = [
        renamed_fields(one, "id", "name", "category", "quantity", price="item_price") for one in event.products or ()
    ]
    return {"conversion_id": event.dedupe_id, **paid, **without_empty({**counted, "products": products})}


REDDIT_CAPI = Destination(
    name="reddit_capi",
    title="Reddit Conversions API",
    settings=RedditSettings,
    action_types=conversion_types(Event, rows=to_event, request=post_events, limits=LIMITS),
    help="Ads on Reddit: conversions, sent by the server.",
    nicknames=("reddit",),
    names=("Reddit Conversions API", "Reddit", "Reddit Ads", "Reddit Pixel"),
    kind="advertising",
    without=("it matches people by these, by browser and IP address; it has no field for names and addresses."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [REDDIT_CAPI]
