"""Payloads: what every hit has, and what each kind of hit adds.

A field of a kind becomes the parameter of its name; anything else goes into `params`.
"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from destinations.ga4.names import (
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_PARAMS,
    event_name,
    fit,
    fit_page_text,
    fit_params,
    fit_user_properties,
    snake,
    why_no_param,
)
from destinations.ga4.people import Consent, UserData, in_own_words
from destinations.ga4.personal import no_email_for_id, not_personal
from destinations.ga4.places import Device, Place
from destinations.sdk import (
    Amount,
    AnonymousId,
    Code,
    CodeRole,
    ConsentRole,
    Currency,
    DedupeId,
    EpochMicros,
    GroupId,
    IpAddress,
    Payload,
    Personal,
    Quantity,
    SideAmount,
    UserAgent,
    UserId,
    given,
    refusal,
    shown,
    unusable,
)
from destinations.sdk.fields.copied import check_parts, surplus, with_numbers
from destinations.sdk.fields.rules import extras, one_of, sets, unchanged_up_to

LONGEST_USER_ID = 256
MOST_ITEMS = 200
MOST_OWN_ITEM_PARAMS = 10
# Fields of a hit that are not parameters of its event by themselves.
OF_THE_REQUEST = frozenset(
    {
        *("client_id", "app_instance_id", "user_id", "timestamp_micros", "items", "params"),
        *("user_properties", "consent", "user_data", "name", "ip", "user_agent", "user_location", "device"),
    }
)
# Without these, reports that show events as they come in, and sessions, lack the event.
NEEDED = frozenset({"session_id", "engagement_time_msec"})
TOO_MANY_PARAMS = f"is one too many: GA4 takes {MOST_PARAMS} parameters"


def fit_user_id(text: str) -> str:
    """The id, if it is no longer than GA4 takes it."""
    if len(text) > LONGEST_USER_ID:
        raise refusal(f"{shown(text)} has {len(text)} characters, GA4 takes {LONGEST_USER_ID}; shorten or hash it")
    return no_email_for_id(text)


def read_label(value: Any) -> Any:
    """A text or a number as it is; on the wire both are texts."""
    if isinstance(value, str):
        if len(value) <= LONGEST_VALUE:
            return not_personal(value)
        raise refusal(
            f"{shown(value)} has {len(value)} characters, GA4 takes {LONGEST_VALUE}; shorten it by substring()"
        )
    if isinstance(value, (bool, dict, list)):
        raise refusal(f"{shown(value)} is not a text; map the part of it that is one")
    return value


def not_too_many(items: Any) -> Any:
    """The items, if GA4 takes so many in one event."""
    if isinstance(items, list) and len(items) > MOST_ITEMS:
        # The first ones stay.
        check_parts(surplus(items, MOST_ITEMS, f"is one too many: GA4 takes {MOST_ITEMS} items in one event"))
    return items


PersonId = Annotated[UserId, AfterValidator(fit_user_id)]
BrowserId = Annotated[AnonymousId, AfterValidator(no_email_for_id)]
Label = Annotated[str | int | float, BeforeValidator(read_label)]
CodeLabel = Annotated[Code, AfterValidator(read_label)]
Traits = Annotated[dict[str, Any], Personal("traits", sent="plain")]


def fit_own_params(params: dict[str, Any]) -> dict[str, Any]:
    """An item's own parameters as GA4 takes them; beyond the first ten, or where they do not fit, they are unusable."""
    known = {name: value for name, value in params.items() if value is not None}
    own = fit_params(known)
    check_parts(surplus(known, MOST_OWN_ITEM_PARAMS, f"is one too many: GA4 takes {MOST_OWN_ITEM_PARAMS}"))
    return own


class Item(BaseModel):
    """One product; up to ten fields of other names become custom item parameters."""

    model_config = ConfigDict(extra="allow")

    item_id: CodeLabel | None = None
    item_name: Label | None = None
    item_brand: Label | None = None
    item_category: Label | None = None
    item_category2: Label | None = None
    item_category3: Label | None = None
    item_category4: Label | None = None
    item_category5: Label | None = None
    item_variant: Label | None = None
    item_list_id: CodeLabel | None = None
    item_list_name: Label | None = None
    affiliation: Label | None = None
    coupon: CodeLabel | None = None
    location_id: CodeLabel | None = None
    price: Amount | None = None
    discount: SideAmount | None = None
    quantity: Quantity | None = None
    index: int | None = None
    position: int | None = None

    _named = one_of("item_id", "item_name", refused="an item needs item_id or item_name; map the product's sku or name")
    _own_params = extras(fit_own_params)

    def on_the_wire(self, *, counted: bool) -> dict[str, Any]:
        """The item, labels as texts; its index is its number in the event if `counted`, else its place in the list."""
        index = {} if self.position is None else {"index": self.position}
        names = COUNTED if counted else UNCOUNTED
        return {**labelled(given(self, *names)), **index, **(self.model_extra or {})}


# The parameters of an item in a list in which items are counted, and in others.
COUNTED = tuple(name for name in Item.model_fields if name != "position")
UNCOUNTED = tuple(name for name in COUNTED if name != "index")


def currency_of(value: Decimal | None, currency: str | None) -> str | None:
    """The currency of the hit's amounts; that of its value is US dollars where none is said (event spec)."""
    return "USD" if value is not None and currency is None else currency


class Hit(Payload):
    """What every kind of hit has: who, when, what it is worth, and parameters of any name.

    Of more than 25 parameters those stay that have a field, then `session_id` and `engagement_time_msec`, without
    which reports lack the event, then the last ones of `params`: what a mapping names itself stands behind what it
    copies. A `value` without `currency` is in US dollars, as the event spec says; GA4 would ignore the value.
    """

    client_id: BrowserId | None = Field(None, description="The browser's id (web streams), best the one gtag made.")
    app_instance_id: AnonymousId | None = Field(None, description="Firebase's id of the installed app (app streams).")
    user_id: PersonId | None = Field(None, description="The person's id in your database.")
    timestamp_micros: EpochMicros | None = Field(None, description="When it happened.")
    currency: Currency | None = Field(None, description="ISO 4217 code of all amounts.")
    value: Amount | None = Field(None, description="Its worth, in major units.")
    items: Annotated[list[Item], BeforeValidator(not_too_many)] | None = Field(None, description="The products.")
    params: Annotated[dict[str, Any], AfterValidator(with_numbers), AfterValidator(fit_params)] | None = Field(
        None, description="Further parameters: texts up to 100 characters, numbers."
    )
    user_properties: Annotated[Traits, AfterValidator(fit_user_properties)] | None = Field(
        None, description="Properties of the person: names up to 24, texts up to 36 characters."
    )
    consent: Annotated[Consent, ConsentRole()] | None = Field(None, description="ad_user_data and ad_personalization.")
    user_data: Annotated[UserData | None, BeforeValidator(in_own_words)] = Field(
        None, description="email, phone, names, address: plain, hashed here."
    )

    ip: IpAddress = Field(
        None, description="Where Google looks the place up from, where no tag has sent it; Google keeps no IP address."
    )
    user_location: Place | None = Field(None, description="The place itself; goes before `ip`.")
    user_agent: UserAgent = Field(None, description="The browser; it says the device's fields that are not given.")
    device: Device | None = Field(None, description="Language, screen, system, model and browser.")

    _has_identity = one_of(
        "client_id",
        "app_instance_id",
        refused="nobody to attribute this to: map client_id (web) or app_instance_id (app); for people whose only id "
        "is an e-mail address write under map: client_id: {from: [anonymousId, sha256(userId)]}",
    )
    _in_a_currency = sets("currency", currency_of)

    @model_validator(mode="before")
    @classmethod
    @unchanged_up_to("params", MOST_PARAMS)
    def _not_too_many_params(cls, fields: Any) -> Any:
        # Before they have fitting names: what is too much is named as the event has it.
        params = fields.get("params") if isinstance(fields, dict) else None
        if not isinstance(params, dict) or len(params) + len(fields) <= MOST_PARAMS:
            return fields
        fitted, bad = fit(params, LONGEST_NAME, why_no_param)
        own = cls._own_params(fields)
        if not bad and len(own | fitted.keys()) > MOST_PARAMS:
            copied = {name: one for name, one in params.items() if one is not None and snake(name) not in own | NEEDED}
            kept = MOST_PARAMS - len(own | (fitted.keys() & NEEDED))
            raise unusable({("params", *path): why for path, why in surplus(copied, kept, TOO_MANY_PARAMS).items()})
        return fields

    @classmethod
    def _own_params(cls, fields: dict[str, Any]) -> set[str]:
        """The names of the parameters that have a field, the currency of a value included."""
        own = {name for name, value in fields.items() if value is not None and name not in OF_THE_REQUEST}
        own |= {"items"} if fields.get("items") else set()
        has_amount = any(fields.get(name) is not None for name in cls.amounts)
        return own | {"currency"} if fields.get("value") is not None else own if has_amount else own - {"currency"}

    def all_params(self) -> dict[str, Any]:
        """The event's parameters as they go over the wire; fields win over `params` of the same name."""
        own = labelled(given(self, without=OF_THE_REQUEST))
        # Numbers and places in one list could be alike: where one place is known, nothing is counted.
        counted = all(item.position is None for item in self.items or ())
        items = {"items": [item.on_the_wire(counted=counted) for item in self.items]} if self.items else {}
        return {**(self.params or {}), **own, **items}


class Transaction(Hit):
    """A purchase or a refund; GA4 counts a purchase of the same `transaction_id` once."""

    transaction_id: Annotated[DedupeId, AfterValidator(read_label), CodeRole()] = Field(description="The order's id.")
    tax: SideAmount | None = Field(None, description="Tax.")
    shipping: SideAmount | None = Field(None, description="Shipping.")
    coupon: CodeLabel | None = Field(None, description="The coupon's code.")
    affiliation: Label | None = Field(None, description="The shop it was bought from.")


class Refund(Transaction):
    """An order's money given back, in whole or in part; Google takes its amount off by itself."""

    value: Annotated[Amount, AfterValidator(abs)] | None = Field(None, description="The amount, of either sign.")


class Shopping(Hit):
    """A step on the way to a purchase."""

    coupon: CodeLabel | None = Field(None, description="The coupon's code.")
    payment_type: Label | None = Field(None, description="How it is paid (add_payment_info).")


class Listing(Hit):
    """A list of products, seen or chosen from."""

    item_list_id: CodeLabel | None = Field(None, description="The list's id.")
    item_list_name: Label | None = Field(None, description="The list's name.")


class Promotion(Hit):
    """A promotion, seen or chosen."""

    promotion_id: CodeLabel | None = Field(None, description="The promotion's id.")
    promotion_name: Label | None = Field(None, description="The promotion's name.")
    creative_name: Label | None = Field(None, description="The creative's name.")
    creative_slot: Label | None = Field(None, description="Where the creative is shown.")


class Search(Hit):
    """A search."""

    search_term: Label = Field(description="What was looked for.")


class PageView(Hit):
    """A page seen."""

    page_location: Annotated[str, AfterValidator(fit_page_text("page_location"))] | None = Field(
        None, description="The page's URL."
    )
    page_referrer: Annotated[str, AfterValidator(fit_page_text("page_referrer"))] | None = Field(
        None, description="The URL of the page before."
    )
    page_title: Annotated[str, AfterValidator(fit_page_text("page_title"))] | None = Field(
        None, description="The page's title."
    )


class ScreenView(Hit):
    """A screen seen."""

    screen_name: Label = Field(description="The screen's name.")
    screen_class: Label | None = Field(None, description="The screen's class.")


class Account(Hit):
    """A sign-up or a login."""

    method: Label | None = Field(None, description="How: Google, e-mail, …")


class Lead(Hit):
    """Somebody who may become a customer."""

    lead_source: Label | None = Field(None, description="Where the lead came from.")


class Joining(Hit):
    """Somebody joined a group."""

    group_id: Annotated[GroupId, AfterValidator(read_label)] = Field(description="Which group.")


class Event(Hit):
    """An event of any name; one that GA4 does not take is put in snake case (`button_clicked`)."""

    name: Annotated[str, AfterValidator(event_name)] = Field(description="The event's name.")


def labelled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as parameters, numbers as texts but for the index."""
    return {
        name: str(value) if isinstance(value, int | float) and name != "index" else value
        for name, value in fields.items()
    }
