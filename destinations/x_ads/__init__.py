"""X Ads, Conversion API: conversions on websites, for ads on X (once Twitter).

A conversion is of an event that Events Manager has, and says its id there, and not its name. Everybody is matched by
the click, an e-mail address or a phone number; an address and browser count together. Requests are signed by OAuth 1.0a
with the app's and a user's tokens. "A single request will only be successful when there are zero errors for all
conversions contained within it": a refused one is halved until the bad conversion is alone. The same `conversion_id`
from X's pixel counts once. There is no field for limited data use: where people may ask for it, `when` has to say so.

Vendor's pages: docs.x.com/x-ads-api/measurement/web-conversions, developer.x.com/en/docs/x-ads-api/measurement/
web-conversions (api-reference/conversions, troubleshooting), read in November 2026. Not confirmed by them: that an IP
address and a browser are enough together ("If using IP address or user agent, a second identifier must be sent"), the
names in `contents`, that a number of items in it is above zero, and X's newer token of a pixel, which is not used here.
"""

from typing import Annotated, Any

from pydantic import Field, SecretStr

from destinations.sdk import (
    ActionType,
    Amount,
    Currency,
    DedupeId,
    DefaultCountry,
    Destination,
    HashedEmail,
    HashedPhone,
    IpAddress,
    IsoTime,
    Limits,
    Payload,
    Request,
    Rows,
    ScopeRole,
    Settings,
    Success,
    UserAgent,
    hookimpl,
)
from destinations.sdk.families.ads import ClickId, Product, Text, renamed_fields, require_one_of, without_empty
from destinations.x_ads.signature import signing

IDS = {
    "twclid": "twclid",
    "email": "hashed_email",
    "phone": "hashed_phone_number",
    "ip": "ip_address",
    "user_agent": "user_agent",
}
# An event alone, or with its pixel: o87ne, tw-o8z6j-o87ne.
EVENT = "^[0-9a-z-]{1,60}$"
CONTENT = {"id": "content_id", "name": "content_name", "category": "content_type", "price": "content_price"}
# 100,000 calls in 15 minutes.
LIMITS = Limits(items=500, requests_per_second=100)


class XAdsSettings(Settings):
    """A pixel of an ad account, and who may send to it."""

    pixel_id: Text = Field(pattern="^[0-9a-z]{1,20}$", description="Events Manager: the pixel's id, such as o8z6j.")
    event_id: Text = Field(pattern=EVENT, description="Events Manager: the event's id, where an action names no other.")
    consumer_key: SecretStr = Field(description="Developer Console, the app: API Key.")
    consumer_secret: SecretStr = Field(description="Developer Console, the app: API Key Secret.")
    access_token: SecretStr = Field(description="Access token of a user who may send to the account.")
    access_token_secret: SecretStr = Field(description="The access token's secret.")
    api_version: int = Field(12, ge=1, description="The version of the Ads API.")
    default_country: DefaultCountry = None


class Conversion(Payload):
    """One conversion, of somebody whom X may know by any of the ids."""

    happened_at: IsoTime = Field(description="When it happened.")
    event_id: Annotated[Text, Field(pattern=EVENT), ScopeRole()] | None = Field(
        None, description="The id of another event of Events Manager than that of the settings."
    )
    conversion_id: DedupeId | None = Field(None, description="The id that X's pixel gave it; else the delivery's.")
    value: Amount | None = Field(None, description="What it is worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the value.")
    twclid: ClickId = Field(None, description="The click on the ad: twclid in the page's URL.")
    email: HashedEmail = Field(None, description="The e-mail address; its hash is sent.")
    phone: HashedPhone = Field(None, description="Phone number with + and country code; its hash is sent.")
    ip: IpAddress = Field(None, description="The IP address, sent as it is.")
    user_agent: UserAgent = Field(None, description="The browser, sent as it is.")
    description: Text | None = Field(None, description="What is to be read beside it, such as the event's name.")
    products: list[Product] | None = Field(None, description="The products in it.")

    _has_one = require_one_of("twclid", "email", "phone", "ip and user_agent")


def post_conversions(rows: Rows, settings: XAdsSettings) -> Request:
    """One signed request for all conversions."""
    url = f"https://ads-api.x.com/{settings.api_version}/measurement/conversions/{settings.pixel_id}"
    consumer = settings.consumer_key.get_secret_value(), settings.consumer_secret.get_secret_value()
    token = settings.access_token.get_secret_value(), settings.access_token_secret.get_secret_value()
    return Request.post(url, json={"conversions": rows}, signer=signing("POST", url, consumer, token))


def to_conversion(one: Conversion, settings: XAdsSettings) -> dict[str, Any]:
    """One member of `conversions`, each id of the person an object of its own."""
    identifiers = [{name: value} for name, value in renamed_fields(one, **IDS).items()]
    contents = [_content(line) for line in one.products or ()]
    count = sum(1 if line.quantity is None else line.quantity for line in one.products or ())
    return {
        "conversion_time": one.happened_at,
        "event_id": one.event_id or settings.event_id,
        "identifiers": identifiers,
        "conversion_id": one.conversion_id or one.delivery_id,
        **renamed_fields(one, "value", "description", currency="price_currency"),
        **without_empty({"number_items": count or None, "contents": contents}),
    }


def _content(line: Product) -> dict[str, Any]:
    """A line of the order. A number of items is above zero at X, which refuses a whole call for one that is not."""
    content = renamed_fields(line, quantity="num_items", **CONTENT)
    return content if line.quantity else {name: value for name, value in content.items() if name != "num_items"}


TYPES = tuple(
    ActionType(
        name,
        Conversion,
        rows=to_conversion,
        request=post_conversions,
        help=text,
        limits=LIMITS,
        success=Success.JSON,
        about="order" if name == "purchase" else None,
    )
    for name, text in (("conversion", "Send a conversion."), ("purchase", "Send an order."))
)
X_ADS = Destination(
    name="x_ads",
    title="X Ads Conversion API",
    settings=XAdsSettings,
    action_types=TYPES,
    help="Ads on X: conversions, sent by the server.",
    nicknames=("twitter", "x"),
    names=("X Ads", "Twitter Ads", "X Conversions API", "Twitter Conversions API"),
    kind="advertising",
    without=(
        "it matches people by these, by browser and IP address; it has no field for names, addresses and consent."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [X_ADS]
