"""TikTok Events API 2.0: what people did on a website, in an app, in a shop or in a CRM, for ads on TikTok.

TikTok answers 200 to nearly everything: the `code` in the body says whether the events were taken. A refused
batch is halved until the bad event is alone. Events of the same name and `event_id` from one source count once
(within 48 hours), also between the browser's pixel and this API, so that sending again does no harm.

Vendor's page: business-api.tiktok.com/portal/docs, "Report App, Web, Offline, or CRM Events" (and "Appendix -
Return codes"). Not confirmed by it: `first_name`, `last_name`, `zip_code` (hashed) and `city`, `state`, `country`
(plain), which TikTok's own tag sends, what 20001 means here, and the fields of `app`. App events need TikTok's leave;
its names for an app that is installed or opened are on no page that could be read, so that they go under the event's
own. `Lead` and `StartTrial` are on ads.tiktok.com/help/article/supported-standard-events, May 2025.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr

from destinations.sdk import (
    Code,
    DefaultCountry,
    Destination,
    HashedPhone,
    Limits,
    Outcome,
    Personal,
    Request,
    Response,
    Rows,
    Settings,
    hookimpl,
    normalizing,
    outcome_of,
)
from destinations.sdk.families.ads import (
    BrowserId,
    ClickId,
    Conversion,
    Text,
    conversion_types,
    normalize_city,
    normalize_country,
    normalize_state,
    renamed_fields,
    without_empty,
)

TRACK = "https://business-api.tiktok.com/open_api/v1.3/event/track/"
# Return codes: the token, its rights or the event source; too many calls; TikTok's own trouble.
CODES = {"pause": {40001, 40007, *range(40102, 40106)}, "wait": {40100}, "again": range(50_000, 60_000)}

City = Annotated[str | None, BeforeValidator(normalizing(normalize_city)), Personal("city", sent="plain")]
State = Annotated[str | None, BeforeValidator(normalizing(normalize_state)), Personal("state", sent="plain")]
Country = Annotated[str | None, BeforeValidator(normalizing(normalize_country)), Personal("country", sent="plain")]


class TikTokSettings(Settings):
    """Where events come from, as TikTok's Events Manager has it."""

    event_source_id: Text = Field(description="Pixel code; TikTok's id of the app; id of the offline or CRM event set.")
    event_source: Literal["web", "app", "offline", "crm"] = Field(
        "web", description="web: pixel, app: app, offline: shop, crm: leads."
    )
    access_token: SecretStr = Field(description="Events Manager, your source, Settings: Generate access token.")
    test_event_code: str | None = Field(None, description="Events Manager, Test events: events show there as tests.")
    default_country: DefaultCountry = None


class Event(Conversion):
    """Something that somebody did."""

    phone: HashedPhone = Field(None, description="Phone number with + and country code; its hash is sent.")
    city: City = Field(None, description="City, sent in lower case.")
    state: State = Field(None, description="State or region, sent in lower case.")
    country: Country = Field(None, description="Country, sent as its two letters.")
    ttclid: ClickId = Field(None, description="The click on the ad, from the page's URL.")
    ttp: BrowserId = Field(None, description="The browser's id, from the cookie _ttp.")
    locale: Text | None = Field(None, description="The browser's language, such as en-US.")
    shop_id: Code | None = Field(None, description="The shop where it was bought.")
    app_id: Code | None = Field(None, description="The app's id in its store; app events need it.")
    app_name: Text | None = Field(None, description="The app's name.")
    app_version: Text | None = Field(None, description="The app's version.")
    idfa: BrowserId = Field(None, description="The advertising id of a device with iOS.")
    gaid: BrowserId = Field(None, description="The advertising id of a device with Android.")
    lead_id: Code | None = Field(None, description="TikTok's id of the lead; CRM events need it.")
    lead_event_source: Text | None = Field(None, description="The CRM that the lead is kept in.")


def post_events(rows: Rows, settings: TikTokSettings) -> Request:
    """One request for all events."""
    source = renamed_fields(settings, "event_source", "event_source_id", "test_event_code")
    token = settings.access_token.get_secret_value()
    return Request.post(TRACK, json={**source, "data": rows}, headers={"access-token": token})


def to_event(event: Event, settings: TikTokSettings) -> dict[str, Any]:
    """One member of `data`; what is about an app or a lead goes along where that is the source."""
    hashed = ("email", "phone", "external_id", "first_name", "last_name")
    # The device's id is that of an app's event, and of no website's.
    own = ("idfa", "gaid") if settings.event_source == "app" else ()
    raw = ("city", "state", "country", "ip", "user_agent", "ttclid", "ttp", "locale", *own)
    parts = {
        "user": renamed_fields(event, *hashed, *raw, postal_code="zip_code"),
        "properties": to_properties(event),
        "app": renamed_fields(event, "app_id", "app_name", "app_version") if settings.event_source == "app" else {},
        "page": renamed_fields(event, "url", "referrer"),
        "lead": renamed_fields(event, "lead_id", "lead_event_source") if settings.event_source == "crm" else {},
    }
    head = renamed_fields(event, "limited_data_use", event_name="event", time="event_time")
    return {**head, "event_id": event.dedupe_id, **without_empty(parts)}


def to_properties(event: Event) -> dict[str, Any]:
    """What it was about."""
    named = ("value", "currency", "order_id", "shop_id", "content_type")
    contents = [
        renamed_fields(
            one, "price", "quantity", "brand", id="content_id", name="content_name", category="content_category"
        )
        for one in event.products or ()
    ]
    lists = {"contents": contents, "content_ids": event.product_ids, "num_items": event.count}
    return {**renamed_fields(event, *named, search="search_string", content_name="description"), **without_empty(lists)}


def judge_events(response: Response, events: Sequence[Event]) -> list[Outcome]:
    """One outcome for all, by the code in the body; nothing where it is 0 or missing, nor for broken servers.

    A partial success (20001) does not say what failed: its events are sent again in smaller batches.
    """
    body = response.json()
    code = body.get("code") if isinstance(body, dict) else None
    if not code or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return []
    return [outcome_of(code, f"TikTok: {body.get('message') or 'no reason given'} (code {code})", **CODES)] * len(
        events
    )


TIKTOK_EVENTS = Destination(
    name="tiktok_events",
    title="TikTok Events API",
    settings=TikTokSettings,
    action_types=conversion_types(
        Event, rows=to_event, request=post_events, limits=Limits(items=1000), judge=judge_events
    ),
    help="Ads on TikTok: conversions, sent by the server.",
    names=("TikTok Conversions", "TikTok Ads", "TikTok Ads Offline Events"),
    kind="advertising",
    without=("it matches people by these traits, by browser and IP address; it has no field for the rest."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [TIKTOK_EVENTS]
