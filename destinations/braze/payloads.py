"""What Braze's action types take."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from destinations.sdk import (
    Amount,
    AmountRole,
    AnonymousId,
    Code,
    Currency,
    Email,
    IsoTime,
    Payload,
    Personal,
    Phone,
    Quantity,
    ScopeRole,
    UserId,
    refusal,
)
from destinations.sdk.families.events import EventPayload, require_identity
from destinations.sdk.fields.copied import at_most, check_parts, with_numbers
from destinations.sdk.fields.people.birthdays import read_birthday
from destinations.sdk.fields.people.countries import country_code
from destinations.sdk.fields.rules import rule
from destinations.sdk.refusal import shown

LONGEST = 255
# vendor: /api/api_limits, "75 objects". One of them is for what the products do not add up to.
MOST_LINES = 74
# vendor: /api/objects_filters/user_attributes_object, `gender`.
GENDERS = {
    **dict.fromkeys(("f", "female", "woman"), "F"),
    **dict.fromkeys(("m", "male", "man"), "M"),
    **dict.fromkeys(("o", "other", "nonbinary", "diverse"), "O"),
    **dict.fromkeys(("n", "notapplicable"), "N"),
    **dict.fromkeys(("p", "prefernottosay"), "P"),
}


def names_taken(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties, if Braze takes all their names (/api/objects_filters/event_object)."""
    wrong = [name for name in properties if not name or name.startswith("$") or len(name) > LONGEST]
    check_parts(
        {(name,): "is not a name for Braze, which takes up to 255 characters, the first no $" for name in wrong}
    )
    return properties


def country_by_letters(traits: dict[str, Any]) -> dict[str, Any]:
    """The traits, `country` as the two capital letters that Braze takes; a word that is not a country is left out.

    >>> country_by_letters({"country": "Norway"})
    {'country': 'NO'}
    """
    country = traits.get("country")
    if country is None:
        return traits
    code = country_code(country) if isinstance(country, str) else None
    if code is None:
        why = f"{shown(country)} is not a country; write its two letters of ISO 3166, such as US"
        check_parts({("country",): why})
    return {**traits, "country": str(code).upper()}


def gender_by_letter(traits: dict[str, Any]) -> dict[str, Any]:
    """The traits, `gender` as the letter that Braze takes; another word is left out.

    >>> gender_by_letter({"gender": "Female"})
    {'gender': 'F'}
    """
    gender = traits.get("gender")
    if gender is None or gender == "":
        return traits
    letter = GENDERS.get("".join(one for one in str(gender).lower() if one.isalpha()))
    if letter is None:
        check_parts({("gender",): f"is {shown(gender)}, and Braze takes M, F, O (other), N or P (not said)"})
    return {**traits, "gender": letter}


def birthday_by_days(traits: dict[str, Any]) -> dict[str, Any]:
    """The traits, `dob` as Braze takes it, YYYY-MM-DD; what is not a day is left out.

    >>> birthday_by_days({"dob": "1985-12-10T00:00:00.000Z"})
    {'dob': '1985-12-10'}
    """
    born = traits.get("dob")
    if born is None or born == "":
        return traits
    try:
        day = read_birthday(str(born))
    except PydanticCustomError as error:
        check_parts({("dob",): error.message()})
    return {**traits, "dob": day.isoformat()} if day else traits


Properties = Annotated[dict[str, Any], AfterValidator(names_taken)]
Facts = Annotated[Properties, AfterValidator(with_numbers)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
ProductCode = Annotated[Code, Field(max_length=LONGEST)]
PRODUCT_VIEWED, ORDER_REFUNDED = "ecommerce.product_viewed", "ecommerce.order_refunded"
# vendor: /user_guide/data/activation/events/recommended_events, the schemas of the events.
REQUIRED = {
    "ecommerce.cart_updated": ("cart_id",),
    "ecommerce.checkout_started": ("checkout_id",),
    "ecommerce.order_placed": ("order_id",),
    "ecommerce.order_cancelled": ("order_id", "cancel_reason"),
    ORDER_REFUNDED: ("order_id",),
}
# ... and what they allow: Braze discards an event with any other property.
PRICED = frozenset({"total_value", "currency", "source", "products", "metadata"})
SPLIT = frozenset({"subtotal_value", "tax", "shipping"})
REDUCED = frozenset({"total_discounts", "discounts"})
ALLOWED = {
    PRODUCT_VIEWED: frozenset(
        {"product_id", "product_name", "variant_id", "image_url", "product_url", "price", "currency", "source", "type"}
    )
    | {"metadata"},
    "ecommerce.cart_updated": PRICED | SPLIT | {"cart_id", "action"},
    "ecommerce.checkout_started": PRICED | SPLIT | {"checkout_id", "cart_id"},
    "ecommerce.order_placed": PRICED | SPLIT | REDUCED | {"order_id", "cart_id"},
    "ecommerce.order_cancelled": PRICED | SPLIT | REDUCED | {"order_id", "cancel_reason"},
    ORDER_REFUNDED: PRICED | REDUCED | {"order_id"},
}
TOTALLED = REQUIRED.keys() - {"ecommerce.cart_updated"}
EventName = Literal[
    "ecommerce.product_viewed",
    "ecommerce.cart_updated",
    "ecommerce.checkout_started",
    "ecommerce.order_placed",
    "ecommerce.order_cancelled",
    "ecommerce.order_refunded",
]


fit_lines = at_most(MOST_LINES, "Braze", "products of an order")


class Person(Payload):
    """Who it is: the person's id, else the e-mail address, else the device's; identify takes the device's first."""

    user_id: UserId | None = Field(None, description="The person's id in your database, Braze's external_id.")
    anonymous_id: AnonymousId | None = Field(None, description="The device's id, which becomes a user alias.")
    email: Email | None = Field(None, description="The e-mail address, where there is no id.")

    _has_identity = require_identity("user_id", "anonymous_id", "email")


class Identify(Person):
    """What is known of a person."""

    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    traits: Annotated[
        Properties,
        AfterValidator(country_by_letters),
        AfterValidator(gender_by_letter),
        AfterValidator(birthday_by_days),
        Personal("traits", sent="plain"),
    ] = Field({}, description="Profile fields such as first_name, and custom attributes.")


class Track(Person, EventPayload):
    """One event."""

    event: Text = Field(description="The event's name in Braze.")
    time: IsoTime = Field(description="When it happened.")
    properties: Facts | None = Field(None, description="Everything else about it.")


class Product(BaseModel):
    """One line of an order; `metadata` takes what has no field here."""

    product_id: ProductCode
    product_name: Text | None = None
    variant_id: ProductCode | None = None
    price: Amount | None = None
    quantity: Quantity = Decimal(1)
    currency: Currency | None = None
    image_url: str | None = None
    product_url: str | None = None
    metadata: Properties = {}


class PricedProduct(Product):
    """One line of a recommended event."""

    product_name: Text
    variant_id: ProductCode
    price: Amount


class Purchase(Person):
    """One order, a purchase per product, and one for what they do not add up to."""

    order_name: Text = Field(description="What the order's amount beyond its products is listed as, among these.")
    time: IsoTime = Field(description="When it was bought.")
    revenue: Amount = Field(description="The amount of the order, in major units.")
    currency: Currency = Field(description="ISO 4217 code of the amounts; a product's own comes first.")
    products: Annotated[list[Product], AfterValidator(fit_lines), AmountRole()] = Field([], description="The products.")
    properties: Facts = Field({}, description="Properties of each purchase.")
    is_sum: bool | None = Field(
        None,
        description="true: the event says no amount, and `revenue` is the sum of the products, each in its currency.",
    )

    @property
    def worth(self) -> Decimal:
        """What the products add up to."""
        return sum(((line.price or 0) * line.quantity for line in self.products), Decimal(0))

    @property
    def is_mixed(self) -> bool:
        """Whether amounts are in more than one currency, so that no difference can be taken of them."""
        return any(line.currency not in (None, self.currency) for line in self.products)


class RefundedProduct(Product):
    """One line of a refund, its price of either sign."""

    price: Annotated[Amount, AfterValidator(abs)] | None = None


class Refund(Purchase):
    """An order's money given back."""

    revenue: Annotated[Amount, AfterValidator(abs)] = Field(description="The amount given back, of either sign.")
    products: Annotated[list[RefundedProduct], AfterValidator(fit_lines), AmountRole()] = Field(  # type: ignore[assignment]
        [], description="The products."
    )


def check_requirements(event: str, revenue: Decimal | None, properties: dict[str, Any]) -> None:
    """Nothing; a refusal that names what Braze requires of the event and what is missing."""
    missing = [f"properties.{name}" for name in REQUIRED.get(event, ()) if not properties.get(name)]
    if event in TOTALLED and revenue is None:
        missing.append("revenue")
    if missing:
        raise refusal(f"Braze requires more of {event}: map {' and '.join(missing)}")


class Ecommerce(Person):
    """One recommended event. Properties that its schema does not have go out in `properties.metadata`."""

    event: EventName = Field(description="ecommerce.order_placed, ecommerce.order_refunded and the like.")
    time: IsoTime = Field(description="When it happened.")
    revenue: Amount | None = Field(
        None, description="The total value of the order or cart, tax and shipping included, in major units."
    )
    currency: Currency = Field(description="ISO 4217 code of all amounts.")
    products: Annotated[list[PricedProduct], AmountRole()] = Field(min_length=1, description="The products.")
    properties: Facts = Field({}, description="The event's further properties, under the vendor's names.")

    _has_what_braze_requires = rule(check_requirements)


class Merge(Payload):
    """Which device's profile becomes whose. A person has one device of a label: a second one is not merged."""

    user_id: UserId = Field(description="The person's id in your database, Braze's external_id.")
    anonymous_id: AnonymousId = Field(description="The device's id, a user alias.")


class MergeGuest(Payload):
    """Whose e-mail address it was that somebody without an id was known by."""

    user_id: UserId = Field(description="The person's id in your database, Braze's external_id.")
    email: Annotated[Email, ScopeRole()] = Field(description="The e-mail address that the guest was known by.")


class Trigger(Person):
    """Whom to send a message that is kept in Braze, and what to fill it in with."""

    trigger_id: Annotated[Code, ScopeRole()] = Field(description="The campaign's or the Canvas's id in Braze's API.")
    properties: Properties | None = Field(None, description="What the message is filled in with.")


class Delete(Payload):
    """Whom to delete, for good."""

    user_id: UserId = Field(description="The person's id in your database, Braze's external_id.")
