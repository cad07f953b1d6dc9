"""Meta Conversions API: what people did, for ads on Facebook and Instagram.

Up to 1000 events go into one request. Meta refuses all of them for one bad event and says which rule was
broken, not always by whom: the batch is halved until that event is alone. An event that the browser's pixel
sends under the same name and `event_id` counts once. Events may be seven days old, `physical_store` ones 62.

An event is one of an app where an action says so, `set: {action_source: app}`: "Note that linking a dataset to an
application is required before sending mobile app events to the Conversions API" (app-events). `app_data.extinfo` is a
list in Meta's order: "all values are required and must be in the order indexed below. If a value is missing, fill
with an empty string as a placeholder" (parameters/app-data). That an app was installed or opened goes under the event's
own name: "The Facebook SDK automatically logs app installs, app sessions, and in-app purchases" (app-event-api).

Of the address of a page personal data is left out: "Our systems are designed to not accept customer
information that is unhashed Contact Information" (parameters/customer-information-parameters).

Vendor's pages: developers.facebook.com/docs/marketing-api/conversions-api (using-the-api, parameters, app-events,
best-practices), /docs/graph-api/guides/error-handling, /docs/marketing-apis/data-processing-options.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr

from destinations.sdk import (
    Amount,
    Code,
    ConsentRole,
    Currency,
    DefaultCountry,
    Destination,
    Limits,
    Outcome,
    Request,
    Response,
    Rows,
    Settings,
    hookimpl,
    outcome_of,
    refusal,
)
from destinations.sdk.families.ads import (
    SHORT_NAMES,
    BrowserId,
    CatalogProduct,
    ClickId,
    Conversion,
    Digits,
    MetaBrowser,
    MetaClick,
    Text,
    conversion_types,
    renamed_fields,
    short_names,
    without_empty,
)
from destinations.sdk.fields.copied import CopiedProperties
from destinations.sdk.fields.rules import rule, sets

# Alone, or parts of one alone, these find nobody (best-practices, "Baseline requirements for matching").
TOO_BROAD = [
    set(one.split()) for one in ("ct country st zp ge client_user_agent", "db client_user_agent", "fn ge", "ln ge")
]
# Country and state 0: Meta finds out whether the person lives where such a law holds.
ANYWHERE = dict.fromkeys(("data_processing_options_country", "data_processing_options_state"), 0)
# Codes of the Graph API: the token or its rights, too many calls, Meta's own trouble. Subcode 33: no such dataset.
NO_SUCH_DATASET = 33
CODES = {"pause": {3, 10, 102, 190, 200, 294}, "wait": {4, 17, 32, 341, 613, 80003, 80004}, "again": {1, 2}}

ActionSource = Literal["website", "app", "email", "phone_call", "chat", "physical_store", "system_generated", "other"]


class MetaSettings(Settings):
    """A dataset (pixel)."""

    pixel_id: Text = Field(pattern=r"^[0-9]+$", description="Events Manager, Data sources: the dataset's (pixel's) ID.")
    access_token: SecretStr = Field(description="Events Manager, Settings, Conversions API: Generate access token.")
    test_event_code: str | None = Field(None, description="Events Manager, Test events: events show there as tests.")
    api_version: str = Field("v25.0", pattern=r"^v[0-9]+\.[0-9]+$", description="Version of Meta's Graph API.")
    default_country: DefaultCountry = None


# The fields that find people, and what they are called beside one another in TOO_BROAD.
OWN_KEYS = ("madid", "lead_id", "subscription_id")
MATCHED = (*SHORT_NAMES, "ip", "user_agent", "fbp", "fbc", "fbclid", *OWN_KEYS)
MATCH_KEYS = (*SHORT_NAMES.values(), "client_ip_address", "client_user_agent", "fbp", "fbc", "fbc", *OWN_KEYS)

REQUIRED_OF_APPS = {"advertiser_tracking_enabled", "extinfo"}


def source_of(action_source: str | None, url: str | None, user_agent: str | None) -> str:
    """Where it happened; an event of a website is refused without its page and browser."""
    missing = [name for name, value in (("url", url), ("user_agent", user_agent)) if value is None]
    # Here and not in the mapping: whether there is a page is known when it turned out to be one.
    source = action_source or ("other" if missing else "website")
    if source == "website" and missing:
        raise refusal(f"an event of a website needs {' and '.join(missing)}; map it, or set action_source")
    return source


def check_match(action_source: str | None, *values: Any) -> None:
    """Nothing; a refusal where the values of the fields MATCHED find nobody."""
    known = {key for key, value in zip(MATCH_KEYS, values, strict=True) if value is not None}
    # vendor: parameters, "This parameter is for app events only".
    known -= set() if action_source == "app" else {"madid"}
    if any(known <= broad for broad in TOO_BROAD):
        raise refusal("nobody to match this to: map email, phone, external_id, ip, fbp or fbc")


def check_app(action_source: str | None, app_data: dict[str, Any] | None) -> None:
    """Nothing; a refusal of an event of an app without what Meta requires of it (parameters/app-data)."""
    if action_source == "app" and not (app_data or {}).keys() >= REQUIRED_OF_APPS:
        raise refusal("an event of an app needs app_data.advertiser_tracking_enabled and app_data.extinfo; map them")


class Event(Conversion):
    """Something that somebody did; of a website, it needs `url` and `user_agent`."""

    action_source: ActionSource | None = Field(
        None,
        description="Where: website, app, physical_store, …; else website if url and user_agent are known, or other.",
    )
    fbp: MetaBrowser = Field(None, description="The browser's id, from the cookie _fbp.")
    fbc: MetaClick = Field(None, description="The click on the ad, from the cookie _fbc.")
    fbclid: ClickId = Field(None, description="The click on the ad, from the page's URL, where fbc is missing.")
    madid: BrowserId = Field(None, description="The device's advertising id; sent with action_source app only.")
    lead_id: Digits | None = Field(None, description="Meta's id of a lead from one of its forms.")
    subscription_id: Code | None = Field(None, description="The subscription's id.")
    # Narrower than the family's, and never written to.
    products: list[CatalogProduct] | None = Field(  # type: ignore[assignment]
        None, description="The products in it; Meta knows them by their ids."
    )
    custom_data: CopiedProperties | None = Field(None, description="Further properties, of any name.")
    app_data: dict[str, Any] | None = Field(
        None, description="App, device and tracking consent; Meta requires it of action_source app, and it goes there."
    )
    opt_out: Annotated[bool, ConsentRole()] | None = Field(
        None, description="true: for attribution only, not to find similar people."
    )

    _source = sets("action_source", source_of)
    _of_an_app = rule(check_app)
    _has_one = rule(check_match, "action_source", *MATCHED)


class Purchase(Event):
    """An order; Meta takes none without an amount."""

    value: Amount = Field(description="What the order was worth, in major units.")
    currency: Currency = Field(description="ISO 4217 code of all amounts.")


def post_events(rows: Rows, settings: MetaSettings) -> Request:
    """One request for all events."""
    return Request.post(
        f"https://graph.facebook.com/{settings.api_version}/{settings.pixel_id}/events",
        json=without_empty({"data": rows, "test_event_code": settings.test_event_code}),
        bearer=settings.access_token.get_secret_value(),
    )


def to_event(event: Event, _: MetaSettings) -> dict[str, Any]:
    """One member of `data` (parameters/server-event)."""
    parts = renamed_fields(
        event,
        "event_name",
        "action_source",
        "opt_out",
        time="event_time",
        url="event_source_url",
        referrer="referrer_url",
    )
    parts |= without_empty({"app_data": event.app_data if event.action_source == "app" else None})
    data = without_empty({"user_data": to_user_data(event), "custom_data": to_custom_data(event)})
    limited = {"data_processing_options": ["LDU"], **ANYWHERE} if event.limited_data_use else {}
    return {**parts, "event_id": event.dedupe_id, **data, **limited}


def to_user_data(event: Event) -> dict[str, Any]:
    """The person (parameters/customer-information-parameters, fbp-and-fbc)."""
    click = event.fbc or (f"fb.1.{event.time * 1000}.{event.fbclid}" if event.fbclid else None)
    own = {"madid": event.madid if event.action_source == "app" else None, "subscription_id": event.subscription_id}
    lead = {"lead_id": int(event.lead_id)} if event.lead_id else {}
    return {**short_names(event), **without_empty({"fbp": event.fbp, "fbc": click, **own}), **lead}


def to_custom_data(event: Event) -> dict[str, Any]:
    """What it was about (parameters/custom-data); `num_items` belongs to InitiateCheckout alone."""
    named = ("value", "currency", "order_id", "content_type", "content_name", "content_category")
    products = {
        "contents": [
            renamed_fields(one, "id", "quantity", "category", "brand", price="item_price", name="title")
            for one in event.products or ()
        ],
        "content_ids": event.product_ids,
        "num_items": event.count if event.event_name == "InitiateCheckout" else None,
    }
    return {
        **(event.custom_data or {}),
        **renamed_fields(event, *named, search="search_string"),
        **without_empty(products),
    }


def judge_events(response: Response, events: Sequence[Event]) -> list[Outcome]:
    """One outcome for all, as Meta judges batches; nothing for other answers, nor for broken servers."""
    body = response.json()
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict) or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return []
    code = error.get("code")
    reason = f"Meta: {error.get('error_user_msg') or error.get('message') or 'no reason given'} (code {code})"
    known = 1 if error.get("is_transient") else 10 if error.get("error_subcode") == NO_SUCH_DATASET else code
    return [outcome_of(known, reason, **CODES)] * len(events)


META_CAPI = Destination(
    name="meta_capi",
    title="Meta Conversions API",
    settings=MetaSettings,
    action_types=conversion_types(
        Event, rows=to_event, request=post_events, limits=Limits(items=1000), judge=judge_events, purchase=Purchase
    ),
    help="Ads on Facebook and Instagram: conversions, sent by the server.",
    nicknames=("facebook", "fb", "instagram"),
    names=("Facebook Conversions API", "Facebook Conversions", "FB Conversions", "Facebook Pixel", "FB Pixel"),
    kind="advertising",
    without=(
        "it matches people by hashes of these traits, by browser and IP address; it has no field for the "
        'rest. "Linking a dataset to an application is required before sending mobile app events" '
        "(conversions-api/app-events): once it is, `set: {action_source: app}`, and device and `madid` go out, too; "
        "else the event is `other` or `website`, without them."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [META_CAPI]
