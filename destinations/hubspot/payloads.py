"""What HubSpot's action types take, and how names and values are written there."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from destinations.sdk import (
    Amount,
    Code,
    Currency,
    Email,
    GroupId,
    IsoTime,
    JobTitle,
    Payload,
    Personal,
    Phone,
    PlainName,
    ScopeRole,
    one_of,
    refusal,
    shown,
    to_json,
)
from destinations.sdk import Company as CompanyName
from destinations.sdk.families.events import City, Country, PostalCode, State, Street, require_identity
from destinations.sdk.fields.copied import Path, at_most, check_parts, with_numbers

LONGEST_NAME, LONGEST_VALUE = 50, 1024
# The money has three of the fifty.
MOST_PROPERTIES = 50 - 3
FULL_NAME = re.compile(r"pe[0-9]+_[a-z0-9_-]+")
OWN_NAME = re.compile(r"[a-z][a-z0-9_]*")


def own_name(text: str) -> str:
    """The text as HubSpot writes the names of events and properties.

    >>> own_name("Order Completed"), own_name("firstName")
    ('order_completed', 'firstname')
    """
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def event_name(event: str, hub_id: str) -> str:
    """The event's full name in that account.

    >>> event_name("Order Completed", "12345"), event_name("pe12345_demo", "12345")
    ('pe12345_order_completed', 'pe12345_demo')
    """
    return event if FULL_NAME.fullmatch(event) else f"pe{hub_id}_{own_name(event)}"


def read_event(event: str) -> str:
    """The name of an event, if HubSpot can have one like it."""
    if not OWN_NAME.fullmatch(own_name(event)):
        raise refusal(f"{shown(event)} does not begin with a letter of a to z, as HubSpot's names do; map its own name")
    return event


def text_of(value: Any) -> str:
    """The value as a text, which all values are at HubSpot; objects and lists as JSON.

    >>> text_of(Decimal("1E+3")), text_of(True), text_of(["a"]), text_of("a"), text_of(7)
    ('1000', 'true', '["a"]', 'a', '7')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if type(value) is int else to_json(value).decode()


def no_text(value: Any) -> str | None:
    """Why the value has no text that HubSpot takes; None where it has one."""
    try:
        is_long = len(text_of(value)) > LONGEST_VALUE
    except ValueError as error:
        return str(error)
    return f"has over {LONGEST_VALUE} characters as a text, which HubSpot takes at most" if is_long else None


def named(values: dict[str, Any]) -> dict[str, Any]:
    """The values, under names that HubSpot takes; what it would refuse is unusable, and a null is left out.

    >>> named({"Plan name": "pro", "gone": None})
    {'plan_name': 'pro'}
    """
    found: dict[str, Any] = {}
    bad: dict[Path, str] = {}
    # Of two that would have one name, the one that has it already.
    exact = {name for name, value in values.items() if value is not None and own_name(name) == name}
    for name, value in values.items():
        own = own_name(name)
        if not OWN_NAME.fullmatch(own) or len(own) > LONGEST_NAME:
            bad[(name,)] = (
                f"is not a name at HubSpot, which takes letters of a to z first, {LONGEST_NAME} signs at most"
            )
        elif own in found or (own in exact and own != name):
            bad[(name,)] = f"would be named {own} as another one is"
        elif why := no_text(value):
            bad[(name,)] = why
        elif value is not None:
            found[own] = value
    check_parts(bad)
    return found


Properties = Annotated[dict[str, Any], AfterValidator(named)]
# By the event's own names first, as what is too much is named by them.
Facts = Annotated[
    dict[str, Any],
    AfterValidator(with_numbers),
    AfterValidator(at_most(MOST_PROPERTIES, "HubSpot")),
    AfterValidator(named),
]


class Track(Payload):
    """One occurrence of an event."""

    event: Annotated[str, Field(min_length=1), AfterValidator(read_event)] = Field(
        description="The event's name; the account's number is put before it."
    )
    email: Email | None = Field(None, description="The e-mail address of the contact.")
    object_id: Code | None = Field(None, description="HubSpot's own number of the record, where there is no address.")
    utk: str | None = Field(None, description="The visitor's cookie hubspotutk, where there is neither.")
    time: IsoTime = Field(description="When it happened.")
    revenue: Amount | None = Field(None, description="Money it brought in, in major units.")
    value: Amount | None = Field(None, description="Its worth where no money flowed.")
    currency: Currency | None = Field(None, description="ISO 4217 code of revenue and value.")
    properties: Facts = Field({}, description="Everything else about it, by the names of its properties.")

    _has_identity = require_identity("email", "object_id", "utk")


class Contact(Payload):
    """A person, known by the e-mail address."""

    email: Email | None = Field(None, description="The e-mail address, by which the contact is known.")
    first_name: PlainName | None = Field(None, description="First name.")
    last_name: PlainName | None = Field(None, description="Last name.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    job_title: JobTitle = Field(None, description="Job title.")
    company: CompanyName = Field(None, description="The company the person works for.")
    address: Street = Field(None, description="Street and number.")
    city: City = Field(None, description="City.")
    state: State = Field(None, description="State or region.")
    postal_code: PostalCode = Field(None, description="Postal code.")
    country: Country = Field(None, description="Country, as a text.")
    website: str | None = Field(None, description="The person's or the company's website.")
    lifecycle_stage: str | None = Field(None, description="HubSpot's stage: lead, customer; it only moves forward.")
    properties: Annotated[Properties, Personal("traits", sent="plain")] = Field(
        {}, description="Further properties that the account has."
    )

    _has_email = one_of("email", refused="a contact is known by an e-mail address: map email")


class Company(Payload):
    """A company, known by an id of yours."""

    group_id: GroupId = Field(description="The company's id, in the property that the settings name.")
    name: CompanyName = Field(None, description="The company's name.")
    domain: str | None = Field(None, description="Its domain.")
    industry: str | None = Field(None, description="Its industry, in HubSpot's words: COMPUTER_SOFTWARE.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    city: City = Field(None, description="City.")
    country: Country = Field(None, description="Country, as a text.")
    properties: Properties = Field({}, description="Further properties that the account has.")


class Delete(Payload):
    """Whom to delete."""

    email: Annotated[Email, ScopeRole()] = Field(None, description="The contact's e-mail address.")

    _has_email = one_of("email", refused="nobody to delete: map email")
