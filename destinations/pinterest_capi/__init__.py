"""Pinterest API for Conversions: what people did, for ads on Pinterest.

Amounts are texts on the wire. The answer says of each event whether it was processed, so that one bad event
costs the others nothing. Events that the Pinterest tag sends under the same `event_id` count once, but for
offline ones. Events are of the names in `NAMES` only: others travel as `custom`. In apps, somebody who allows no
tracking has opted out.

Vendor's page: developers.pinterest.com/docs/api/v5/events-create. Not confirmed by it: where a 422 ("not all
events were successfully processed") keeps its list of events (here: at the top or in `details`).
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import (
    Code,
    ConsentRole,
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
    hookimpl,
)
from destinations.sdk.families.ads import (
    ClickId,
    Conversion,
    HashedId,
    Product,
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
        *("add_payment_info", "add_to_cart", "add_to_wishlist", "app_install", "app_open", "checkout", "contact"),
        *("custom", "customize_product", "find_location", "initiate_checkout", "lead", "page_visit", "schedule"),
        *("search", "signup", "start_trial", "submit_application", "subscribe", "view_category", "view_content"),
        "watch_video",
    }
)
APPS = frozenset({"app_android", "app_ios"})
OF_APPS = (
    *("app_id", "app_name", "app_version", "os_version", "wifi"),
    *("device_brand", "device_carrier", "device_model", "device_type"),
)
# 5000 calls a minute per ad account.
LIMITS = Limits(items=1000, requests_per_second=80)
# With these nothing was looked at, whatever the body says.
NOTHING_TAKEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


class PinterestSettings(Settings):
    """An ad account."""

    ad_account_id: Text = Field(pattern=r"^[0-9]{1,18}$", description="Ads Manager, ad account overview: its number.")
    conversion_token: SecretStr = Field(description="Ads Manager, Conversions, Set up API: Generate new token.")
    test: bool = Field(default=False, description="true: Pinterest checks the events and keeps none of them.")
    default_country: DefaultCountry = None


class Event(Conversion):
    """Something that somebody did. It needs `email`, `advertising_id`, or `ip` and `user_agent` together."""

    event_name: Annotated[Text, AfterValidator(known_names("Pinterest", NAMES, "custom"))] = Field(
        description="Pinterest's name for it, or custom."
    )
    action_source: Literal["web", "app_android", "app_ios", "offline"] = Field(description="Where it happened.")
    advertising_id: HashedId = Field(None, description="The device's advertising id; its hash is sent.")
    click_id: ClickId = Field(None, description="The click on the ad: cookie _epik, or epik in the page's URL.")
    content_brand: Text | None = Field(None, description="Brand of the page or product.")
    opt_out: Annotated[bool, ConsentRole()] | None = Field(None, description="true: the person opted out of tracking.")
    language: Text | None = Field(None, description="The person's language in two letters.")
    app_id: Code | None = Field(None, description="The app's id in its store, of events in apps.")
    app_name: Text | None = Field(None, description="The app's name.")
    app_version: Text | None = Field(None, description="The app's version.")
    device_brand: Text | None = Field(None, description="Who made the device.")
    device_carrier: Text | None = Field(None, description="The network that the device is in.")
    device_model: Text | None = Field(None, description="The device's model.")
    device_type: Text | None = Field(None, description="The device's kind.")
    os_version: Text | None = Field(None, description="The version of the device's system.")
    wifi: bool | None = Field(None, description="Whether the device was in a wireless network.")
    partner_name: Text | None = Field(None, description="ss- and the name of who sends this for the advertiser.")

    _has_one = require_one_of("email", "advertising_id", "ip and user_agent")


def post_events(rows: Rows, settings: PinterestSettings) -> Request:
    """One request for all events."""
    url = f"https://api.pinterest.com/v5/ad_accounts/{settings.ad_account_id}/events"
    return Request.post(
        f"{url}?test=true" if settings.test else url,
        json={"data": rows},
        bearer=settings.conversion_token.get_secret_value(),
    )


def to_event(event: Event, _: PinterestSettings) -> dict[str, Any]:
    """One member of `data`; Pinterest refuses fields that it does not know."""
    about = ("event_name", "action_source", "opt_out", "language", "partner_name")
    head = renamed_fields(event, *about, time="event_time", url="event_source_url")
    maids = [event.advertising_id] if event.advertising_id else []
    app = renamed_fields(event, *OF_APPS) if event.action_source in APPS else {}
    user = {**short_names(event), **without_empty({"hashed_maids": maids}), **renamed_fields(event, "click_id")}
    data = {"user_data": user, **without_empty({"custom_data": to_custom_data(event)})}
    return {**head, **app, "event_id": event.dedupe_id, **data}


def to_custom_data(event: Event) -> dict[str, Any]:
    """What it was about, amounts as texts."""
    named = ("currency", "order_id", "content_name", "content_category", "content_brand")
    parts = {
        "value": decimal_text(event.value),
        "content_ids": event.product_ids,
        "contents": [to_content(one) for one in event.products or ()],
        "num_items": event.count,
        "opt_out_type": "LDP" if event.limited_data_use else None,
    }
    return {**renamed_fields(event, *named, search="search_string"), **without_empty(parts)}


def to_content(product: Product) -> dict[str, Any]:
    """One member of `contents`."""
    named = renamed_fields(product, "id", "quantity", name="item_name", category="item_category", brand="item_brand")
    return {**named, **without_empty({"item_price": decimal_text(product.price)})}


def judge_events(response: Response, events: Sequence[Event]) -> list[Outcome]:
    """One outcome per event, where the answer has one for each; nothing for other answers."""
    if response.status in NOTHING_TAKEN or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return []
    body = response.json()
    details = body.get("details") if isinstance(body, dict) else None
    holder = details if isinstance(details, dict) else body
    answers = holder.get("events") if isinstance(holder, dict) else None
    if not isinstance(answers, list) or len(answers) != len(events):
        return []
    return [_judge_event(one) for one in answers]


def _judge_event(answer: Any) -> Outcome:
    """What one event's part of the answer says of it."""
    if not isinstance(answer, dict) or "status" not in answer:
        return Retry("Pinterest's answer says nothing of this event")
    return Sent() if answer["status"] != "failed" else Rejected(f"Pinterest: {answer.get('error_message')}")


PINTEREST_CAPI = Destination(
    name="pinterest_capi",
    title="Pinterest API for Conversions",
    settings=PinterestSettings,
    action_types=conversion_types(Event, rows=to_event, request=post_events, limits=LIMITS, judge=judge_events),
    help="Ads on Pinterest: conversions, sent by the server.",
    names=("Pinterest Conversions API", "Pinterest Conversions", "Pinterest Conversion", "Pinterest Tag", "Pinterest"),
    kind="advertising",
    without=("it matches people by hashes of these traits, by browser and IP address; it has no field for the rest."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [PINTEREST_CAPI]
