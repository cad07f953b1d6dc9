"""Google Ads: conversions through the Data Manager API, up to 2000 in a call.

A conversion is matched by a click's id, or by hashed facts of the person: an e-mail address, a phone number, or both
names with country and postal code. The browser goes along; an IP address only where it is mapped. Of the click's ids
Google takes gclid and gbraid together and wbraid beside neither: it is sent where they are missing. Its transaction
id makes it count once for a conversion action; the same id again restates its value, which is how refunds are reported.
A call is taken whole or not at all; what Google finds later stands in its diagnostics. In the European Economic Area a
conversion counts with consent only: `ad_user_data`, true or false, or in Google's words, granted or denied.
`add_to_list` and `remove_from_list` are for lists of customers; they have no default trigger. A conversion of a call is
matched by the caller's number, as `phone`, and by when the call began, `call_started_at`; its conversion action must be
one for calls from ads.

Vendor's pages: developers.google.com/data-manager/api, "events.ingest", "Format user data", "Conversion
adjustments", "Limits and quotas", and the API's published definitions (google/ads/datamanager/v1: event, device_info,
user_data, ingestion_service, audience, terms_of_service), "Google Ads call conversions" and "Release notes" (v1.9,
2026-11-04: `call_info`), read in November 2026. Not confirmed by them: which time a
restatement should carry; that names are hashed as for other tools, and `mobileDeviceId`, which stands on the page of
the method and not in the definitions.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import Field

from destinations.google_ads.lists import Member, add, added, remove, removed
from destinations.google_ads.people import ADDRESS, Known, consent_of, identifiers
from destinations.google_ads.settings import GoogleAdsSettings
from destinations.sdk import (
    About,
    ActionType,
    Amount,
    Currency,
    DedupeId,
    Destination,
    IpAddress,
    IsoTime,
    Limits,
    Outcome,
    Rejected,
    Request,
    Response,
    Rows,
    ScopeRole,
    SideAmount,
    Success,
    UserAgent,
    hookimpl,
    one_of,
)
from destinations.sdk.families.ads import CatalogProduct, ClickId, Digits, renamed_fields, require_one_of, without_empty

__all__ = ["GOOGLE_ADS", "Conversion", "GoogleAdsSettings", "Member", "Refund", "judge_conversions"]

CLICKS = ("gclid", "gbraid", "wbraid")
EVENT = re.compile(r"\bevents\[([0-9]+)\]")
LIMITS = Limits(items=2000, bytes=4_000_000, requests_per_second=5)


class Conversion(Known):
    """One conversion; a click's id, or facts of the person, say whose."""

    happened_at: IsoTime = Field(description="When it happened.")
    transaction_id: DedupeId | None = Field(None, description="The order's id; else the delivery's.")
    conversion_action: Annotated[Digits, ScopeRole()] | None = Field(
        None, description="Another conversion action than the settings'."
    )
    value: Amount | None = Field(None, description="What it is worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of all amounts.")
    source: Literal["WEB", "APP", "IN_STORE", "PHONE", "OTHER"] = Field("WEB", description="Where it happened.")
    gclid: ClickId = Field(None, description="The click's id.")
    gbraid: ClickId = Field(None, description="The click's id in an app on iOS.")
    wbraid: ClickId = Field(None, description="The click's id on the web on iOS; counts where there is no other.")
    session_attributes: ClickId = Field(None, description="What Google's tag knows of the session, encoded by it.")
    mobile_device_id: ClickId = Field(None, description="The device's advertising id, of conversions in an app.")
    user_agent: UserAgent = Field(None, description="The browser (user agent) in which it happened, sent as it is.")
    ip: IpAddress = Field(
        None,
        description="The IP address, sent as it is; Google asks to send none from the EEA, the UK and Switzerland.",
    )
    landing_user_agent: UserAgent = Field(None, description="The browser in which the ad's page was opened.")
    landing_ip: IpAddress = Field(None, description="The IP address from which it was; as for `ip`.")
    call_started_at: IsoTime | None = Field(None, description="When the call from an ad began that led to it.")
    products: list[CatalogProduct] | None = Field(
        None, description="An order's products, by their ids in Merchant Center."
    )
    discount: SideAmount | None = Field(None, description="The discount on the whole order.")

    _has_one = require_one_of(*CLICKS, "email", "phone", " and ".join(ADDRESS))


class Refund(Conversion):
    """What a conversion is worth from now on."""

    transaction_id: DedupeId = Field(description="The transaction id of the conversion.")
    value: Amount | None = Field(
        None, description="What is left of its value, required; by itself 0, of an order without amount or products."
    )

    _has_value = one_of(
        "value",
        refused="the event has an amount or products, and does not say what is left of the order's value; map value "
        "to what is left, or `set: {value: 0}` if all was paid back",
    )


def post_conversions(rows: Rows, settings: GoogleAdsSettings) -> Request:
    """One call; `batch_key` sees to it that all conversions are of one conversion action."""
    return settings.call("events:ingest", rows.first.conversion_action or settings.conversion_action, {"events": rows})


def to_event(one: Conversion, _: GoogleAdsSettings) -> dict[str, Any]:
    """The conversion as the API has it."""
    items = [renamed_fields(each, "quantity", id="merchantProductId", price="unitPrice") for each in one.products or ()]
    fields = {
        "transactionId": one.transaction_id or one.delivery_id,
        "eventTimestamp": one.happened_at,
        "eventSource": one.source,
        "conversionValue": one.value,
        "currency": one.currency,
        "adIdentifiers": to_clicks(one),
        "eventDeviceInfo": renamed_fields(one, user_agent="userAgent", ip="ipAddress"),
        "userData": without_empty({"userIdentifiers": identifiers(one)}),
        "consent": consent_of(one),
        "callInfo": renamed_fields(one, call_started_at="startTimestamp"),
        "cartData": without_empty({"transactionDiscount": one.discount, "items": items}),
    }
    return without_empty(fields)


def to_clicks(one: Conversion) -> dict[str, Any]:
    """The click's ids, and what else is known of it. Google takes gclid and gbraid together, wbraid beside neither.

    Source: developers.google.com/google-ads/api, "Upload Click Conversions", GBRAID_WBRAID_BOTH_SET and
    VALUE_MUST_BE_UNSET; since October 2025 gclid and gbraid may be set both.
    """
    clicks = renamed_fields(one, "gclid", "gbraid")
    landing = renamed_fields(one, landing_user_agent="userAgent", landing_ip="ipAddress")
    more = renamed_fields(one, session_attributes="sessionAttributes", mobile_device_id="mobileDeviceId")
    return {**(clicks or renamed_fields(one, "wbraid")), **more, **without_empty({"landingPageDeviceInfo": landing})}


def judge_conversions(response: Response, conversions: Sequence[Conversion]) -> list[Outcome]:
    """Rejected for the conversions in which Google names a field; the others of the call are sent again."""
    body = response.json() if response.status == HTTPStatus.BAD_REQUEST else None
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    named = {}
    for one in (violation for detail in details or () for violation in detail.get("fieldViolations", ())):
        if at := EVENT.search(one["field"]):
            named[int(at[1])] = Rejected(f"Google refused {one['field']}: {one.get('description')}")
    other = Rejected("Google refused the call for another conversion in it", batch=True)
    return [named.get(position, other) for position in range(len(conversions))] if named else []


BY_ACTION, BY_LIST = attrgetter("conversion_action"), attrgetter("list_id")
MEMBERS = Limits(items=10_000, bytes=4_000_000, requests_per_second=5)


def _type(name: str, payload: type[Conversion], text: str, about: About = None) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=to_event,
        request=post_conversions,
        help=text,
        limits=LIMITS,
        batch_key=BY_ACTION,
        judge=judge_conversions,
        about=about,
        success=Success.JSON,
    )


TYPES = (
    _type("conversion", Conversion, "Send a conversion."),
    _type("purchase", Conversion, "Send an order.", "order"),
    _type("refund", Refund, "Restate an order's value.", "refund"),
    ActionType(
        "add_to_list",
        Member,
        rows=added,
        request=add,
        help="Put somebody on a list of customers.",
        limits=MEMBERS,
        batch_key=BY_LIST,
        success=Success.JSON,
    ),
    ActionType(
        "remove_from_list",
        Member,
        rows=removed,
        request=remove,
        help="Take somebody off a list of customers.",
        limits=MEMBERS,
        batch_key=BY_LIST,
        success=Success.JSON,
    ),
)
GOOGLE_ADS = Destination(
    name="google_ads",
    title="Google Ads",
    settings=GoogleAdsSettings,
    action_types=TYPES,
    help="Conversions of ads on Google.",
    nicknames=("adwords",),
    names=(
        "Google Ads Conversions",
        "Google Enhanced Conversions",
        "Google Ads Enhanced Conversions",
        "Google Adwords Enhanced Conversions",
        "Google Ads Offline Conversions",
        "Google Adwords Offline Conversions",
    ),
    kind="advertising",
    without=(
        "it matches by clicks, by e-mail, phone and whole addresses; Google asks to send no IP "
        "address of people in the EEA, the UK and Switzerland, so that it goes only where it is "
        "mapped; it has no field for the rest."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    """This destination."""
    return [GOOGLE_ADS]
