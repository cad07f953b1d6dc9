"""What Amplitude's action types take, and the events it becomes (vendor: page http-v2, "Keys for the Event")."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from destinations.sdk import (
    Amount,
    AnonymousId,
    Code,
    DedupeId,
    EpochMillis,
    GroupId,
    IpAddress,
    Payload,
    Personal,
    Quantity,
    UserId,
    refusal,
    shown,
)
from destinations.sdk.families.events import EventPayload, somebody, taken_by

Row = dict[str, Any]
ONE = Decimal(1)
checked = AfterValidator(taken_by("Amplitude"))
PersonId = Annotated[UserId, checked]
Traits = Annotated[Row, Personal("traits", sent="plain")]
minus = AfterValidator(lambda amount: -abs(amount))


class Person(Payload):
    """Who it was, when, and on what device."""

    user_id: PersonId | None = Field(None, description="The person's id in your database.")
    device_id: Annotated[AnonymousId, checked] | None = Field(None, description="The device's id.")
    time: EpochMillis = Field(description="When it happened.")
    insert_id: DedupeId | None = Field(None, description="Events of one id are stored once; else the delivery's id.")
    ip: IpAddress = Field(None, description="Where the place is looked up from.")
    device: Row | None = Field(None, description="More under Amplitude's names: os_name, country, session_id.")

    _of_somebody = somebody("user_id", "device_id")

    def to_row(self, event: str, line: int = 0, **own: Any) -> Row:
        """One of the events of this payload; `line` tells them apart, and what is empty is left out."""
        insert_id = self.insert_id or self.delivery_id
        ids = {"insert_id": f"{insert_id}-{line}" if line else insert_id}
        who = self.model_dump(include={"user_id", "device_id", "time", "ip"}, exclude_none=True)
        filled = {name: value for name, value in own.items() if value not in (None, {})}
        return {**(self.device or {}), "event_type": event, **who, **ids, **filled}


def _not_reserved(event: str) -> str:
    if event.startswith("[Amplitude] "):
        raise refusal(f"{shown(event)} is an event of Amplitude's own; set event to another name")
    return event


class Track(EventPayload, Person):
    """One event; an order is one that has products."""

    event: Annotated[str, AfterValidator(_not_reserved)] = Field(
        min_length=1, max_length=1024, description="The event's name in charts."
    )
    price: Amount | None = Field(None, description="Price of one; price times quantity goes before revenue.")
    quantity: Quantity | None = Field(None, description="How many were bought; 1 where missing.")
    product_id: Code | None = Field(None, description="What was bought.")
    revenue_type: str | None = Field(None, description="Kind of revenue, such as Purchase or Refund.")
    user_properties: Traits | None = Field(None, description="Properties of the person to set beside it.")
    groups: Row | None = Field(None, description="Groups it belongs to, by type: {company: Initech}.")

    def to_rows(self) -> list[Row]:
        money = self.money()
        facts = {name: fact for name, fact in self.facts().items() if name not in money}
        own = self.model_dump(include={"user_properties", "groups"})
        return [self.to_row(self.event, event_properties=facts, **own, **money)]

    def money(self) -> Row:
        """The fields of a revenue event; none where there is no amount."""
        quantity = ONE if self.quantity is None else self.quantity
        revenue = self.revenue if self.price is None else self.price * quantity
        if revenue is None:
            return {}
        # Amplitude takes whole quantities only: of 1.5 kg it gets the revenue.
        parts = {"price": self.price, "quantity": int(quantity)} if self.price and quantity % 1 == 0 else {}
        about = {"currency": self.currency, "productId": self.product_id, "revenueType": self.revenue_type}
        return {"revenue": revenue, **parts, **about}


class Refund(Track):
    """Money given back: revenue and price get a minus sign."""

    revenue: Annotated[Amount, minus] | None = Field(None, description="Money given back, in major units.")
    price: Annotated[Amount, minus] | None = Field(None, description="Price of one; goes before revenue.")


class Identify(Person):
    """What is known of a person."""

    traits: Traits | None = Field(None, description="Properties to set.")
    traits_once: Traits | None = Field(None, description="Properties to set where the person has none of that name.")

    def to_rows(self) -> list[Row]:
        steps = {"$set": self.traits, "$setOnce": self.traits_once}
        return [self.to_row("$identify", user_properties={step: part for step, part in steps.items() if part})]


class Group(Person):
    """A group that a person belongs to."""

    group_type: GroupId = Field(description="What kind of group: company, team.")
    group_id: Annotated[GroupId, checked] = Field(description="Which group it is.")
    traits: Row | None = Field(None, description="Properties of the group to set.")

    def to_rows(self) -> list[Row]:
        groups = {self.group_type: self.group_id}
        joins = self.to_row("$identify", groups=groups, user_properties={"$set": groups})
        is_so = self.to_row("$groupidentify", 1, groups=groups, group_properties={"$set": self.traits})
        return [joins, is_so] if self.traits else [joins]


class Delete(Payload):
    """Somebody to forget."""

    user_id: PersonId = Field(description="The person's id in your database.")
