"""Microsoft Advertising Conversions API (UET): what people did, for ads on Bing and in Microsoft's network.

Pages are events of the type pageLoad, everything else of the type custom, under a name that a conversion goal of the
UET tag asks for. Events of the same `eventId` and name from the tag in the browser count once, so send the tag the same
id. With `continueOnValidationError` a bad event costs the others nothing: the answer lists those refused. Events may be
7 days old. An account has this API once Microsoft has enabled it. Whoever limits the use of data, or denies
`ad_storage`, goes as `adStorageConsent` D; where nothing is known of it, nothing is sent of it.

Vendor's page: learn.microsoft.com/en-us/advertising/guides/uet-conversion-api-integration, as other public pages quote
it in November 2026. Not confirmed: 1000 events and 1 MB in a call, that the e-mail address is trimmed and in lower case
and no more before it is hashed, digits alone of a phone number, and what an answer of 400 means for events that it does
not list (they are sent again; their ids make them count once).
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import (
    AnonymousId,
    DefaultCountry,
    Destination,
    Limits,
    Outcome,
    Rejected,
    Request,
    Response,
    Retry,
    Rows,
    Sent,
    Settings,
    UserId,
    hookimpl,
    refusal,
    shown,
)
from destinations.sdk.families.ads import (
    BrowserId,
    ClickId,
    Conversion,
    Digits,
    Granted,
    Text,
    conversion_types,
    renamed_fields,
    require_one_of,
    without_empty,
)
from destinations.sdk.fields.rules import rule

UUID = re.compile(r"[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}", re.IGNORECASE)
PAGE = "pageLoad"
USER = {
    "email": "em",
    "phone": "ph",
    "external_id": "externalId",
    "anonymous_id": "anonymousId",
    "ip": "clientIpAddress",
    "user_agent": "clientUserAgent",
}
CUSTOM = {
    "order_id": "transactionId",
    "content_category": "eventCategory",
    "content_name": "eventLabel",
    "search": "searchTerm",
    "page_type": "pageType",
}
LIMITS = Limits(items=1000, bytes=1_000_000)


def check_uuid(click: str | None) -> str | None:
    """The click's id, if it is one of Microsoft's, which are UUIDs."""
    if click is not None and not UUID.fullmatch(click):
        raise refusal(f"{shown(click)} is not an msclkid, which is a UUID; map the parameter alone")
    return click


def check_page(event_name: str, url: str | None) -> None:
    """Nothing; a refusal of a page whose address is not known."""
    if event_name == PAGE and url is None:
        raise refusal("a page needs url; map its address")


class MicrosoftSettings(Settings):
    """A UET tag."""

    uet_tag_id: Digits = Field(description="Microsoft Advertising, Tools, UET tag: its number.")
    api_token: SecretStr = Field(description="The UET tag, Use Conversions API: its token.")
    default_country: DefaultCountry = None


class Event(Conversion):
    """Something that somebody did. It needs an id of the person or of the click."""

    event_name: Text = Field(description="The event's name, as a conversion goal has it; pageLoad for a page.")
    external_id: UserId | None = Field(None, description="The person's id in your database, sent as it is.")
    anonymous_id: AnonymousId | None = Field(None, description="The device's id, as the tag in the browser has it.")
    msclkid: Annotated[ClickId, AfterValidator(check_uuid)] = Field(
        None, description="The click on the ad: msclkid in the page's URL."
    )
    idfa: BrowserId = Field(None, description="The advertising id of a device with iOS, sent as it is.")
    gaid: BrowserId = Field(None, description="The advertising id of a device with Android, sent as it is.")
    ad_storage: Granted | None = Field(None, description="Whether the person lets data be kept for ads.")
    page_title: Text | None = Field(None, description="The page's title.")
    page_type: Literal["home", "product", "category", "searchresults", "cart", "purchase", "other"] | None = Field(
        None, description="The kind of page, for ads that show the products seen there."
    )

    _has_page = rule(check_page)
    _has_one = require_one_of("email", "phone", "external_id", "anonymous_id", "msclkid", "idfa", "gaid")


def post_events(rows: Rows, settings: MicrosoftSettings) -> Request:
    """One request for all events."""
    body = {"data": rows, "continueOnValidationError": True, "dataProvider": "destination-actions"}
    url = f"https://capi.uet.microsoft.com/v1/{settings.uet_tag_id}/events"
    return Request.post(url, json=body, bearer=settings.api_token.get_secret_value())


def to_event(event: Event, _: MicrosoftSettings) -> dict[str, Any]:
    """One member of `data`."""
    is_page = event.event_name == PAGE
    kind = {"eventType": PAGE} if is_page else {"eventType": "custom", "eventName": event.event_name}
    head = renamed_fields(event, time="eventTime", url="eventSourceUrl", referrer="referrerUrl", page_title="pageTitle")
    denied = event.limited_data_use or event.ad_storage is False
    consent = "D" if denied else "G" if event.ad_storage else None
    user = renamed_fields(event, "msclkid", "idfa", "gaid", **USER)
    parts = {"adStorageConsent": consent, "userData": user, "customData": to_custom_data(event)}
    return {**kind, "eventId": event.dedupe_id, **head, **without_empty(parts)}


def to_custom_data(event: Event) -> dict[str, Any]:
    """What it was about."""
    items = [renamed_fields(one, "id", "name", "price", "quantity") for one in event.products or ()]
    lists = {"itemIds": event.product_ids, "items": items}
    total = {"ecommTotalValue": event.value} if event.page_type in {"cart", "purchase"} else {}
    return {**renamed_fields(event, "value", "currency", **CUSTOM), **without_empty({**total, **lists})}


def judge_events(response: Response, events: Sequence[Event]) -> list[Outcome]:
    """One outcome per event, where the answer lists those it refused; nothing for other answers."""
    if response.status not in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}:
        return []
    body = response.json()
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    if not isinstance(details, list):
        return []
    listed = [one for one in details if isinstance(one, dict) and not one.get("isWarning")]
    refused = {one.get("index"): f"Microsoft: {one.get('propertyName')}: {one.get('errorMessage')}" for one in listed}
    if not all(isinstance(index, int) and 0 <= index < len(events) for index in refused):
        return []
    taken = response.status == HTTPStatus.OK
    other: Outcome = Sent() if taken else Retry("Microsoft refused the call for other events", counts=False)
    if not refused and not taken:
        return []
    return [Rejected(refused[row]) if row in refused else other for row in range(len(events))]


MICROSOFT_CAPI = Destination(
    name="microsoft_capi",
    title="Microsoft Advertising Conversions API",
    settings=MicrosoftSettings,
    action_types=conversion_types(Event, rows=to_event, request=post_events, limits=LIMITS, judge=judge_events),
    help="Ads on Bing and in Microsoft's network: conversions, sent by the server.",
    nicknames=("bing", "microsoft", "uet"),
    names=("Microsoft Bing CAPI", "Microsoft Conversions API", "Bing Ads", "Microsoft Advertising"),
    kind="advertising",
    without=("it matches people by these, by browser and IP address; it has no field for names and addresses."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [MICROSOFT_CAPI]
