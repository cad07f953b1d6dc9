"""What Salesforce's action types take."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from destinations.sdk import (
    Amount,
    Code,
    Company,
    ConsentRole,
    Currency,
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
    shown,
)
from destinations.sdk.families.events import City, Country, PostalCode, State, Street
from destinations.sdk.fields.copied import check_parts

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# What says of which object a record is, and which it is.
KEPT = frozenset({"attributes", "id"})
ADDRESS = {"street": "Street", "city": "City", "state": "State", "postal_code": "PostalCode", "country": "Country"}


def read_name(name: str) -> str:
    """The API name of an object or a field, which stands in addresses."""
    if not NAME.fullmatch(name):
        raise refusal(f"{shown(name)} is not an API name; write one such as Order__c")
    return name


def plain_values(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields; what no field of a record is called, and what none of them holds, is unusable.

    >>> plain_values({"Plan__c": "pro"})
    {'Plan__c': 'pro'}
    """
    lists = [name for name, value in fields.items() if isinstance(value, list | dict)]
    unnamed = [name for name in fields if not NAME.fullmatch(name)]
    kept = [name for name in fields if name.lower() in KEPT]
    seen: dict[str, str] = {}
    twice = [name for name in fields if seen.setdefault(name.lower(), name) != name]
    check_parts(
        {
            **{
                (name,): "is another name of a field that is there: Salesforce reads names in any case"
                for name in twice
            },
            **{(name,): "says which record it is, which external_id does" for name in kept},
            **{(name,): "is a list or an object, which no field of Salesforce holds" for name in lists},
            **{(name,): "is not a name of a field; write its API name, such as Plan__c" for name in unnamed},
        }
    )
    return fields


ApiName = Annotated[str, AfterValidator(read_name), ScopeRole()]
Fields = Annotated[dict[str, Any], AfterValidator(plain_values)]


class Person(Payload):
    """A person, known by an id of yours."""

    external_id: UserId = Field(description="The person's id in your database.")
    first_name: PlainName | None = Field(None, description="First name.")
    last_name: PlainName | None = Field(None, description="Last name; needed when the record is created.")
    email: Email | None = Field(None, description="The e-mail address.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    job_title: JobTitle = Field(None, description="Job title.")
    street: Street = Field(None, description="Street and number.")
    city: City = Field(None, description="City.")
    state: State = Field(None, description="State or region, in the words of the organization.")
    postal_code: PostalCode = Field(None, description="Postal code.")
    country: Country = Field(None, description="Country, in the words of the organization.")
    source: str | None = Field(None, description="Where the person comes from: LeadSource.")
    opted_out: Annotated[bool, ConsentRole()] | None = Field(None, description="Whether to send no e-mail.")
    fields: Annotated[Fields, Personal("traits", sent="plain")] = Field(
        {}, description="Further fields, by their API names: Plan__c."
    )


class Lead(Person):
    """Somebody who may become a customer."""

    company: Company = Field(None, description="The company the person works for; needed when the lead is created.")
    website: str | None = Field(None, description="The company's website.")


class Contact(Person):
    """Somebody of a company that is a customer."""


class Opportunity(Payload):
    """A sale, won or expected."""

    external_id: Code = Field(description="The order's id.")
    name: str | None = Field(None, description="Its name; else Order and the id.")
    stage: str = Field("Closed Won", description="The stage it has reached, in the words of the organization.")
    closed_at: IsoTime = Field(description="When it was closed; the day is sent.")
    amount: Amount | None = Field(None, description="What it is worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the amount; sent with multi_currency.")
    fields: Fields = Field({}, description="Further fields, by their API names: Coupon__c.")


class Record(Payload):
    """A record of any object."""

    object: ApiName = Field(description="The object's API name: Account, Order__c.")
    id_field: ApiName = Field(description="Its field of type External ID: Order_Number__c.")
    external_id: Code = Field(description="The record's id in that field.")
    fields: Fields = Field({}, description="The other fields, by their API names.")


def address(payload: Person, prefix: str) -> dict[str, str]:
    """The parts of the address that are known, under Salesforce's names."""
    parts = ((f"{prefix}{wire}", getattr(payload, name)) for name, wire in ADDRESS.items())
    return {name: part for name, part in parts if part is not None}
