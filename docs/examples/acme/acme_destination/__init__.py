"""Acme: a CRM that nobody runs. Orders go out in batches, contacts one by one.

An order's amount is a whole number of the currency's smallest unit. The answer to a batch names the rows that
were refused, by their position, and says 207; all others are stored.
"""

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr

from destinations.sdk import (
    ActionType,
    Amount,
    Currency,
    DedupeId,
    Destination,
    Email,
    EpochSeconds,
    Limits,
    Outcome,
    Payload,
    Rejected,
    Request,
    Response,
    Rows,
    Sent,
    Settings,
    Success,
    UserId,
    given,
    hookimpl,
    to_minor,
)

HOSTS = {"eu": "https://api.eu.acme.example", "us": "https://api.acme.example"}
PARTLY_STORED = 207


class AcmeSettings(Settings):
    """A workspace."""

    api_token: SecretStr = Field(description="Workspace, Developers, API tokens.")
    region: Literal["eu", "us"] = Field("us", description="Where the workspace lives: eu or us.")

    def url(self, path: str) -> str:
        """The address of a resource in the workspace's region."""
        return f"{HOSTS[self.region]}/v2/{path}"


class Person(Payload):
    """Who it is about."""

    contact_id: UserId = Field(description="The contact's id; one that Acme does not know is made.")


class TrackOrder(Person):
    """An order."""

    order_id: DedupeId = Field(description="The order's id; Acme stores the same one once.")
    ordered_at: EpochSeconds = Field(description="When it was placed.")
    amount: Amount = Field(description="What the buyer pays, in major units; refunds are negative.")
    currency: Currency = Field(description="ISO 4217 code of the amount.")
    note: str | None = Field(None, max_length=200, description="Shown beside the order; at most 200 characters.")


class UpdateContact(Person):
    """What is known about a contact; fields that are left out stay as they are."""

    email: Email | None = Field(None, description="E-mail address.")
    name: str | None = Field(None, description="Full name.")
    attributes: dict[str, Any] | None = Field(None, description="Anything else.")


def to_order(order: TrackOrder, _: AcmeSettings) -> dict[str, Any]:
    """An order as Acme has it."""
    row = {
        "id": order.order_id,
        "contact": order.contact_id,
        "at": order.ordered_at,
        "cents": to_minor(order.amount, order.currency),
        "currency": order.currency,
    }
    return row if order.note is None else {**row, "note": order.note}


def post_orders(rows: Rows, settings: AcmeSettings) -> Request:
    """One request for all orders."""
    return Request.post(settings.url("orders"), json=rows, bearer=settings.api_token.get_secret_value())


def build_contacts(contacts: Sequence[UpdateContact], settings: AcmeSettings) -> list[Request]:
    """A request for each contact, as each has an address of its own."""
    return [
        Request.post(
            settings.url(f"contacts/{quote(one.contact_id, safe='')}"),
            method="PATCH",
            json=given(one, without=["contact_id"]),
            items=[position],
            bearer=settings.api_token.get_secret_value(),
        )
        for position, one in enumerate(contacts)
    ]


def judge_orders(response: Response, orders: Sequence[TrackOrder]) -> list[Outcome]:
    """Rejected for the orders that a 207 names, Sent for the others; nothing for answers of another kind."""
    body = response.json()
    rows = body.get("refused") if isinstance(body, dict) and response.status == PARTLY_STORED else None
    if not isinstance(rows, list):
        return []
    outcomes: list[Outcome] = [Sent()] * len(orders)
    for row in rows:
        position = row.get("row") if isinstance(row, dict) else None
        if type(position) is not int or not 0 <= position < len(orders):
            return [Rejected(f"Acme refused rows that were never sent: {rows}", batch=True)] * len(orders)
        outcomes[position] = Rejected(f"Acme: {row.get('why')}")
    return outcomes


ACME = Destination(
    name="acme",
    title="Acme",
    settings=AcmeSettings,
    action_types=(
        ActionType(
            "track_order",
            TrackOrder,
            rows=to_order,
            request=post_orders,
            help="Send an order.",
            limits=Limits(items=50, bytes=500_000, requests_per_second=10),
            judge=judge_orders,
            success=Success.VERDICT,
        ),
        ActionType(
            "update_contact",
            UpdateContact,
            build_contacts,
            help="Create or update a contact.",
            success=Success.JSON,
        ),
    ),
    help="Contacts and their orders.",
    names=("Acme CRM",),
    sdk=1,
)


@hookimpl
def register_destinations() -> list[Destination]:
    """This destination."""
    return [ACME]
