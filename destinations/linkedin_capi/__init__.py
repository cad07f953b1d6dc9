"""LinkedIn Conversions API: conversions matched to members, up to 5000 in a call.

A conversion rule, made in Campaign Manager for the Conversions API, says what kind of conversion it is; no
event name is sent. Amounts are decimal texts ("19.99"). Conversions of over 90 days ago are refused, there
are not refunds, and a conversion with the `event_id` of one from the Insight Tag is counted once.

Vendor's pages: learn.microsoft.com/linkedin/marketing, "Conversions API", "Versioning". Not confirmed by them: 600
calls a minute, `ip`, `google_aid`, that names count in pairs only, an element's `error`, 426 for a version gone.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr

from destinations.sdk import (
    ActionType,
    Amount,
    Company,
    Currency,
    DedupeId,
    Destination,
    EpochMillis,
    HashedEmail,
    IpAddress,
    JobTitle,
    Limits,
    Outcome,
    Payload,
    Personal,
    PlainName,
    Rejected,
    Request,
    Response,
    Retry,
    Rows,
    ScopeRole,
    Sent,
    Settings,
    Success,
    UserId,
    hookimpl,
    normalizing,
    read_id,
    upper_country_code,
)
from destinations.sdk.families.ads import ClickId, Digits, decimal_text, renamed_fields, require_one_of, without_empty

__all__ = ["LINKEDIN_CAPI", "Conversion", "LinkedinCapiSettings", "judge_conversions"]

URL = "https://api.linkedin.com/rest/conversionEvents"
RESTLI = {"x-restli-protocol-version": "2.0.0", "x-restli-method": "BATCH_CREATE"}
IDS = {
    "email": "SHA256_EMAIL",
    "li_fat_id": "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID",
    "acxiom_id": "ACXIOM_ID",
    "ip": "PLAINTEXT_IP_ADDRESS",
    "google_aid": "GOOGLE_AID",
}
PERSON = {"first_name": "firstName", "last_name": "lastName", "company": "companyName", "country": "countryCode"}
KnownId = Annotated[str, BeforeValidator(read_id), Personal("id", sent="plain")]
Country = Annotated[str | None, BeforeValidator(normalizing(upper_country_code)), Personal("country", sent="plain")]
LIMITS = Limits(items=5000, bytes=4_000_000, requests_per_second=10)


class LinkedinCapiSettings(Settings):
    """Who sends, and to which conversion rule."""

    access_token: SecretStr = Field(description="An access token with the scopes rw_conversions and r_ads.")
    conversion_rule: Digits = Field(description="The number of the conversion rule, where an action names no other.")
    api_version: Digits = Field("202609", min_length=6, max_length=6, description="Year and month, such as 202609.")


class Conversion(Payload):
    """One conversion, of somebody whom LinkedIn may know by any of the ids, or by both names."""

    happened_at: EpochMillis = Field(description="When it happened.")
    conversion_rule: Annotated[Digits, ScopeRole()] | None = Field(
        None, description="Another conversion rule than that of the settings."
    )
    event_id: DedupeId | None = Field(None, description="The id that the Insight Tag gave it; else the delivery's.")
    value: Amount | None = Field(None, description="What it is worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the value.")
    email: HashedEmail = Field(None, description="The e-mail address; its hash is sent.")
    li_fat_id: ClickId = Field(None, description="What the cookie li_fat_id holds.")
    acxiom_id: KnownId | None = Field(None, description="The person's id at Acxiom.")
    ip: IpAddress = Field(None, description="The IPv4 address, sent as it is.")
    google_aid: KnownId | None = Field(None, description="The advertising id of an Android device.")
    first_name: PlainName = Field(None, description="First name; counts together with the last name.")
    last_name: PlainName = Field(None, description="Last name.")
    title: JobTitle = Field(None, description="Job title, beside the names.")
    company: Company = Field(None, description="The company's name, beside the names.")
    country: Country = Field(None, description="The country, sent as its two letters, beside the names.")
    external_id: UserId | None = Field(None, description="Your own id of the person.")

    _has_one = require_one_of(*IDS, "first_name and last_name")


def post_elements(rows: Rows, settings: LinkedinCapiSettings) -> Request:
    """One call with an element for each conversion."""
    headers = {**RESTLI, "linkedin-version": settings.api_version}
    return Request.post(URL, json={"elements": rows}, bearer=settings.access_token.get_secret_value(), headers=headers)


def to_element(conversion: Conversion, settings: LinkedinCapiSettings) -> dict[str, Any]:
    """The conversion as LinkedIn has it; `userIds` is there even when it is empty."""
    ids = [{"idType": kind, "idValue": value} for kind, value in renamed_fields(conversion, **IDS).items() if value]
    whole = conversion.first_name and conversion.last_name
    person = {
        "userInfo": renamed_fields(conversion, "title", **PERSON) if whole else None,
        "externalIds": [conversion.external_id] if conversion.external_id else None,
    }
    money = {"currencyCode": conversion.currency, "amount": decimal_text(conversion.value)}
    fields = {
        "conversion": f"urn:lla:llaPartnerConversion:{conversion.conversion_rule or settings.conversion_rule}",
        "conversionHappenedAt": conversion.happened_at,
        "conversionValue": money if conversion.currency else None,
        "eventId": conversion.event_id or conversion.delivery_id,
        "user": {"userIds": ids, **without_empty(person)},
    }
    return without_empty(fields)


def judge_conversions(response: Response, conversions: Sequence[Conversion]) -> list[Outcome]:
    """What each element of the answer says; a pause where LinkedIn has the version no longer."""
    if response.status == HTTPStatus.UPGRADE_REQUIRED:
        return [Retry("LinkedIn has this api_version no longer", counts=False, pause=True)] * len(conversions)
    body = response.json()
    elements = body.get("elements") if isinstance(body, dict) and response.status == HTTPStatus.OK else None
    if not isinstance(elements, list):
        return []
    if len(elements) != len(conversions):
        # Which of them it speaks of nobody knows, and LinkedIn drops what it has.
        reason = f"LinkedIn answered for {len(elements)} of {len(conversions)} conversions"
        return [Retry(reason)] * len(conversions)
    return [judge_element(one) for one in elements]


def judge_element(element: Any) -> Outcome:
    """Sent for 200 and 201, Retry for 429 and 5xx, Rejected for others; LinkedIn drops repeated event ids."""
    status = element.get("status") if isinstance(element, dict) else None
    if not isinstance(status, int):
        return Retry("LinkedIn's answer says nothing of this conversion")
    if status in {HTTPStatus.OK, HTTPStatus.CREATED}:
        return Sent()
    reason = f"LinkedIn answered {status}: {(element.get('error') or {}).get('message') or 'no reason given'}"
    again = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Retry(reason) if again else Rejected(reason)


CONVERSION = ActionType(
    "conversion",
    Conversion,
    rows=to_element,
    request=post_elements,
    help="Send a conversion.",
    limits=LIMITS,
    judge=judge_conversions,
    success=Success.VERDICT,
)
TYPES = (CONVERSION, replace(CONVERSION, name="purchase", help="Send an order.", about="order"))
TITLE, HELP = "LinkedIn Conversions API", "Conversions of advertisements on LinkedIn."
LINKEDIN_CAPI = Destination(
    "linkedin_capi",
    TITLE,
    LinkedinCapiSettings,
    TYPES,
    HELP,
    names=("LinkedIn Conversions", "LinkedIn Ads"),
    kind="advertising",
    without=(
        "it matches by ids and by names with title, company and country; what its pages do not "
        "confirm, the IP address, is mapped by hand; it has no field for the rest."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [LINKEDIN_CAPI]
