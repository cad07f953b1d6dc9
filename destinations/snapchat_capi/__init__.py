"""Snapchat Conversions API, version 3: what people did on a website, in an app or in a shop, for ads on Snapchat.

An instance is of a pixel (websites and shops) or of an app, as the URL of the call says which. Amounts and quantities
are texts, as in Snap's own example. One bad event refuses the whole call, which is halved until it is alone. Snap has
events of its own names only, and five for others: `track` sends what has no name at Snap as CUSTOM_EVENT_1, unless a
mapping says another. Events of the same `event_id` from the pixel count once. Snap takes events of the last 37 days.
Apps need `app_data`; it goes along where the instance is an app's.

Vendor's pages: developers.snap.com/api/marketing-api/Conversions-API: UsingTheAPI, Parameters, BestPractices,
Introduction, read in November 2026. Not confirmed by them: 2000 events and 2 MB in a call (two other vendors' limits),
the list of names (a public schema of the API), what an answer of 400 says beside `reason`, and what `LMU` (limited data
use) wants besides: country and state are not sent.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import DefaultCountry, Destination, Limits, Request, Rows, Settings, hookimpl
from destinations.sdk.families.ads import (
    BrowserId,
    CatalogProduct,
    ClickId,
    Conversion,
    Text,
    conversion_types,
    decimal_text,
    known_names,
    renamed_fields,
    require_one_of,
    short_names,
    without_empty,
)

NAMES = frozenset(
    {
        *("PAGE_VIEW", "VIEW_CONTENT", "ADD_CART", "ADD_TO_WISHLIST", "SIGN_UP", "SEARCH", "PURCHASE", "ADD_BILLING"),
        *("START_CHECKOUT", "LIST_VIEW", "SAVE", "SHARE", "INVITE", "LOGIN", "RESERVE", "START_TRIAL", "SUBSCRIBE"),
        *(
            "AD_CLICK",
            "AD_VIEW",
            "COMPLETE_TUTORIAL",
            "LEVEL_COMPLETE",
            "ACHIEVEMENT_UNLOCKED",
            "SPEND_CREDITS",
            "RATE",
        ),
        *(f"CUSTOM_EVENT_{number}" for number in range(1, 6)),
    }
)
LIMITS = Limits(items=2000, bytes=2_000_000)


class SnapchatSettings(Settings):
    """A Snap Pixel or an app, as Snap's Events Manager has it."""

    source_id: Text = Field(description="Events Manager: the Pixel ID; with event_source app, the Snap App ID.")
    event_source: Literal["pixel", "app"] = Field("pixel", description="pixel: websites and shops; app: an app.")
    access_token: SecretStr = Field(description="Business Manager, Business Details, Conversions API: Generate Token.")
    default_country: DefaultCountry = None


class Event(Conversion):
    """Something that somebody did. It needs `email`, `phone`, `madid`, or `ip` and `user_agent` together."""

    event_name: Annotated[Text, AfterValidator(known_names("Snapchat", NAMES, "CUSTOM_EVENT_1"))] = Field(
        description="Snap's name for it, or CUSTOM_EVENT_1 to CUSTOM_EVENT_5."
    )
    action_source: Literal["WEB", "OFFLINE", "MOBILE_APP"] | None = Field(
        None, description="Where it happened; by itself WEB, of an app's instance MOBILE_APP."
    )
    sc_click_id: ClickId = Field(None, description="The click on the ad: ScCid in the page's URL.")
    sc_cookie1: BrowserId = Field(None, description="The browser's id, from the cookie _scid.")
    madid: BrowserId = Field(None, description="The device's advertising id; it is sent as it is, in lower case.")
    lead_id: Text | None = Field(None, description="Snap's id of a lead from one of its forms.")
    products: list[CatalogProduct] | None = Field(  # type: ignore[assignment]  # narrower, and never written to
        None, description="The products in it; Snap knows them by their ids."
    )
    brand: Text | None = Field(None, description="Brand of what it is about.")
    sign_up_method: Text | None = Field(None, description="How somebody signed up.")
    app_data: dict[str, Any] | None = Field(None, description="App, device and tracking consent, sent for apps.")

    _has_one = require_one_of("email", "phone", "madid", "ip and user_agent")


def post_events(rows: Rows, settings: SnapchatSettings) -> Request:
    """One request for all events."""
    url = f"https://tr.snapchat.com/v3/{settings.source_id}/events"
    return Request.post(url, json={"data": rows}, params={"access_token": settings.access_token.get_secret_value()})


def to_event(event: Event, settings: SnapchatSettings) -> dict[str, Any]:
    """One member of `data`."""
    is_app = settings.event_source == "app"
    madid = {"madid": event.madid.lower()} if event.madid else {}
    user = {**short_names(event), **renamed_fields(event, "sc_click_id", "sc_cookie1", "lead_id"), **madid}
    parts = {
        "user_data": user,
        "custom_data": to_custom_data(event),
        "app_data": event.app_data if is_app else None,
        "data_processing_options": ["LMU"] if event.limited_data_use else None,
    }
    head = renamed_fields(event, "event_name", time="event_time", url="event_source_url")
    source = event.action_source or ("MOBILE_APP" if is_app else "WEB")
    return {**head, "event_id": event.dedupe_id, "action_source": source, **without_empty(parts)}


def to_custom_data(event: Event) -> dict[str, Any]:
    """What it was about, amounts as texts."""
    named = ("currency", "order_id", "content_name", "sign_up_method")
    parts = {
        "value": decimal_text(event.value),
        "num_items": event.count,
        "content_ids": event.product_ids,
        "content_category": [event.content_category] if event.content_category else None,
        "brands": [event.brand] if event.brand else None,
        "contents": [to_content(one) for one in event.products or ()],
    }
    return {**renamed_fields(event, *named, search="search_string"), **without_empty(parts)}


def to_content(product: CatalogProduct) -> dict[str, Any]:
    """One member of `contents`."""
    quantity = None if product.quantity is None else str(product.quantity)
    return {
        **renamed_fields(product, "id", "brand"),
        **without_empty({"quantity": quantity, "item_price": decimal_text(product.price)}),
    }


SNAPCHAT_CAPI = Destination(
    name="snapchat_capi",
    title="Snapchat Conversions API",
    settings=SnapchatSettings,
    action_types=conversion_types(Event, rows=to_event, request=post_events, limits=LIMITS),
    help="Ads on Snapchat: conversions, sent by the server.",
    nicknames=("snap", "snapchat"),
    names=("Snapchat Conversions API", "Snap Conversions API", "Snapchat Conversion", "Snap Pixel"),
    kind="advertising",
    without=("it matches people by hashes of these traits, by browser and IP address; it has no field for the rest."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [SNAPCHAT_CAPI]
