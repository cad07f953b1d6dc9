"""What Klaviyo's action types take."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from destinations.sdk import (
    Amount,
    AnonymousId,
    CodeRole,
    Company,
    Currency,
    DedupeId,
    Email,
    IsoTime,
    JobTitle,
    Payload,
    Personal,
    Phone,
    PlainName,
    ScopeRole,
    UserId,
    refusal,
)
from destinations.sdk.families.events import Product, require_identity
from destinations.sdk.fields.copied import Copied, CopiedProperties, at_most

# vendor: /en/reference/bulk_create_events.
Metric = Annotated[str, Field(min_length=1, max_length=127)]
Place = Literal["address1", "address2", "city", "region", "country", "zip", "timezone", "latitude", "longitude"]


class Person(Payload):
    """Who it is; Klaviyo finds the profile by any of these."""

    email: Email | None = Field(None, description="The e-mail address.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    user_id: UserId | None = Field(None, description="The person's id in your database, Klaviyo's external_id.")
    anonymous_id: AnonymousId | None = Field(None, description="The device's id.")

    _has_identity = require_identity("email", "phone", "user_id", "anonymous_id")


class Identify(Person):
    """What is known of a person."""

    first_name: PlainName | None = Field(None, description="First name.")
    last_name: PlainName | None = Field(None, description="Last name.")
    organization: Company = Field(None, description="The company the person works for.")
    title: JobTitle = Field(None, description="Job title.")
    image: Annotated[str, Personal("picture", sent="plain")] | None = Field(None, description="The URL of a picture.")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] | None = Field(
        None, description="Language and country: en-US."
    )
    location: Annotated[dict[Place, Any], Personal("address", sent="plain")] | None = Field(
        None, description="Address: city, region, country, zip and the like."
    )
    properties: Annotated[Copied, Personal("traits", sent="plain")] | None = Field(
        None, description="Custom properties."
    )


class Track(Person):
    """One event."""

    event: Metric = Field(description="The metric's name.")
    time: IsoTime = Field(description="When it happened.")
    value: Amount | None = Field(None, description="The money it is worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the value.")
    unique_id: DedupeId | None = Field(None, description="Klaviyo keeps one event of this id per person and metric.")
    backfill: bool | None = Field(None, description="True for events of the past, which must start no flow.")
    properties: Annotated[CopiedProperties, AfterValidator(at_most(400, "Klaviyo"))] = Field(
        {}, description="Everything else about it."
    )


class Line(Product):
    """One line of an order; other fields are kept, best under names that Klaviyo's templates know: ProductName."""

    facts: Copied | None = Field(None, description="Everything else about it, under the shop's own names.")

    @model_validator(mode="after")
    def _requires_known_product(self) -> Self:
        if not self.model_extra and not self.facts and self.price is None:
            raise refusal("a line of which nothing is known; map its ProductID")
        return self

    def on_the_wire(self) -> dict[str, Any]:
        """The line, its amounts under Klaviyo's names."""
        count = Decimal(1) if self.quantity is None else self.quantity
        own = {**(self.facts or {}), **(self.model_extra or {}), "Quantity": count}
        return own if self.price is None else {**own, "ItemPrice": self.price, "RowTotal": self.price * count}


class Purchase(Track):
    """One order, and an event for each of its lines."""

    order_id: Annotated[Any, CodeRole()] = Field(None, description="The order's id.")
    products: list[Line] = Field([], description="The lines.")
    product_event: Metric | None = Field(None, description="The metric of the lines; without it they get no events.")


class Refund(Purchase):
    """An order's money given back; the metric says which way it went, and the amount is positive."""

    value: Annotated[Amount, AfterValidator(abs)] | None = Field(None, description="The amount, of either sign.")


class Delete(Payload):
    """Whom to delete, for good: all profiles of this e-mail address, or else of this phone number."""

    email: Annotated[Email, ScopeRole()] = Field(None, description="The e-mail address.")
    phone: Annotated[Phone, ScopeRole()] = Field(
        None, description="The phone number, where there is no e-mail address."
    )

    _has_identity = require_identity("email", "phone")
