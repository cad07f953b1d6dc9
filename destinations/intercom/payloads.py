"""What Intercom's action types take."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from destinations.sdk import (
    Amount,
    AnonymousId,
    Company,
    ConsentRole,
    Currency,
    Email,
    EpochSeconds,
    GroupId,
    Payload,
    Personal,
    Phone,
    PlainName,
    ScopeRole,
    UserId,
    shown,
)
from destinations.sdk.families.events import require_identity
from destinations.sdk.fields.copied import Path, check_parts, with_numbers
from destinations.sdk.fields.rules import unchanged_up_to

# Signs that Intercom takes neither in the names of events nor in those of metadata.
NAMES = str.maketrans(".$", "--")
# The only objects it holds are its own: links with a text, and amounts.
OBJECTS = ({"url", "value"}, {"amount", "currency"})


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """The values, under names that Intercom takes; lists, and objects other than its own, are unusable.

    >>> flat({"plan.now": "pro", "order": {"url": "https://a.example", "value": "7"}})
    {'plan-now': 'pro', 'order': {'url': 'https://a.example', 'value': '7'}}
    """
    named: dict[str, Any] = {}
    bad: dict[Path, str] = {}
    for name, value in values.items():
        own = name.translate(NAMES)
        if not name:
            bad[(name,)] = "has no name"
        elif own in named:
            bad[(name,)] = f"would be named {own} as another one is"
        elif isinstance(value, list) or (isinstance(value, dict) and value.keys() not in OBJECTS):
            bad[(name,)] = f"is {shown(value)}, and Intercom takes texts, numbers, links and amounts"
        else:
            named[own] = value
    check_parts(bad)
    return named


Flat = Annotated[dict[str, Any], AfterValidator(flat)]
Name = Annotated[str, Field(min_length=1), AfterValidator(lambda name: name.translate(NAMES))]


# vendor: data-events, "Metadata": ten names of an event are kept.
MOST_NAMES = 10
# An event's name, its time and an id are there besides: of so many fields and names in all none is too many.
SURELY_FIT = MOST_NAMES + 3
# Facts of the company among a person's fields, by the names that the company has for it.
OF_COMPANY = {
    "company_id": "company_id",
    "company_name": "name",
    "company_industry": "industry",
    "company_size": "size",
    "company_plan": "plan",
}
# Properties that the price was made of; without one they stay what they are, as in `price: on request`.
MONEY = frozenset({"price", "revenue", "currency"})


class Person(Payload):
    """Who it is."""

    user_id: UserId | None = Field(None, description="The person's id in your database.")
    email: Email | None = Field(None, description="The e-mail address.")

    _has_identity = require_identity("user_id", "email")


class Track(Person):
    """One event of a person that Intercom knows."""

    event: Name = Field(description="The event's name; a `.` or `$` in it becomes `-`.")
    time: EpochSeconds = Field(description="When it happened.")
    price: Amount | None = Field(None, description="The money it is worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the price.")
    metadata: Annotated[dict[str, Any], AfterValidator(with_numbers), AfterValidator(flat)] = Field(
        {}, description="Up to nine texts or numbers more, of which the first count."
    )

    @model_validator(mode="before")
    @classmethod
    @unchanged_up_to("metadata", SURELY_FIT)
    def _keeps_ten(cls, fields: Any) -> Any:
        # Before the names are Intercom's: what is too much is named as the event has it.
        metadata = fields.get("metadata") if isinstance(fields, dict) else None
        if isinstance(metadata, dict) and len(metadata) >= MOST_NAMES:
            has_price = fields.get("price") is not None
            others = [name for name in metadata if not has_price or name not in MONEY]
            surplus = others[MOST_NAMES - has_price :]
            check_parts({("metadata", name): f"is one too many: Intercom keeps {MOST_NAMES}" for name in surplus})
        return fields


class Refund(Track):
    """An order's money given back, as a positive amount."""

    price: Annotated[Amount, AfterValidator(abs)] | None = Field(None, description="The amount, of either sign.")


class Identify(Person):
    """What is known of a person."""

    name: PlainName | None = Field(None, description="The full name.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    avatar: Annotated[str, Personal("picture", sent="plain")] | None = Field(None, description="The URL of a picture.")
    signed_up_at: EpochSeconds | None = Field(None, description="When the person signed up.")
    last_request_at: EpochSeconds | None = Field(None, description="When the person was last there.")
    company_id: GroupId | None = Field(None, description="The id of the company that the person works for.")
    company_name: Company = Field(None, description="The company's name, beside its id.")
    company_industry: str | None = Field(None, description="The company's industry, beside its id.")
    company_size: int | None = Field(None, description="How many people work there, beside the company's id.")
    company_plan: str | None = Field(None, description="The plan that the company is on, beside its id.")
    unsubscribed_from_emails: Annotated[bool, ConsentRole()] | None = Field(
        None, description="Whether to send no more e-mail."
    )
    custom_attributes: Annotated[Flat, Personal("traits", sent="plain")] = Field(
        {}, description="Further texts, numbers and times."
    )


class Lead(Payload):
    """Somebody without an id of yours."""

    anonymous_id: AnonymousId | None = Field(None, description="The device's id; Intercom keeps one lead of it.")
    email: Email | None = Field(None, description="The e-mail address.")
    name: PlainName | None = Field(None, description="The full name.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    signed_up_at: EpochSeconds | None = Field(None, description="When the person signed up.")
    last_request_at: EpochSeconds | None = Field(None, description="When the person was last there.")
    custom_attributes: Annotated[Flat, Personal("traits", sent="plain")] = Field(
        {}, description="Further texts, numbers and times, of names that the workspace has."
    )

    _has_identity = require_identity("anonymous_id", "email")


class Group(Person):
    """The company that a person belongs to, and what is known of it."""

    company_id: GroupId = Field(description="The company's id in your database.")
    name: str | None = Field(None, description="The company's name.")
    plan: str | None = Field(None, description="The plan it is on.")
    monthly_spend: Amount | None = Field(None, description="What it pays a month.")
    size: int | None = Field(None, description="How many people work there.")
    website: str | None = Field(None, description="The URL of its website.")
    industry: str | None = Field(None, description="Its industry.")
    remote_created_at: EpochSeconds | None = Field(None, description="When you made it.")
    custom_attributes: Flat = Field({}, description="Further texts, numbers and times.")


class Archive(Person):
    """Whom to take out of sight; in Intercom, an archived person can be deleted for good."""

    user_id: Annotated[UserId, ScopeRole()] | None = Field(None, description="The person's id in your database.")
    email: Annotated[Email, ScopeRole()] = Field(None, description="The e-mail address.")
