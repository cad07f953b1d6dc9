"""Iterable: messages to people across channels. Events and people go in bulk, orders one by one.

An order goes to `commerce/trackPurchase`, whose `total` is in major units; there is no field for a currency, which
becomes one of `dataFields`. An item needs an id, a name, a price and a whole quantity: of one without a name the id
stands there, of one without a price 0, and one and a half metres are one item at their price. A project knows people by
e-mail address, by user id, or by both: `identify_by` says which names somebody who has both. Dates and times of ISO
8601 in `dataFields` are written as Iterable's types of dates want it, `2026-03-01 10:15:30 +00:00`. An event of an id
that is there is updated, so one that is sent twice is one. A bulk call answers 200 and names those whom it did not
take.
Vendor's pages: support.iterable.com/hc/en-us/articles/204780579-API-Overview-and-Sample-Payloads, api.iterable.com
/api/docs (fields of `events/trackBulk`, `commerce/trackPurchase`, `users/bulkUpdate`), read in November 2026. Not
confirmed by them: 1,000 items and 4 MB in a call, and the rates. The lists in which a bulk answer names people are seen
in what RudderStack's public tests let Iterable answer (rudder-transformer, `iterable/dataDelivery/network.ts`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr

from destinations.sdk import (
    ActionType,
    Amount,
    Code,
    Currency,
    DedupeId,
    DefaultCountry,
    Destination,
    Email,
    EpochSeconds,
    Limits,
    Outcome,
    Payload,
    Personal,
    Phone,
    PlainName,
    Rejected,
    Request,
    Response,
    Rows,
    ScopeRole,
    Sent,
    Settings,
    Success,
    UserId,
    given,
    hookimpl,
    one_of,
)
from destinations.sdk.families.events import EventPayload, Product, require_identity
from destinations.sdk.fields.copied import Copied, CopiedProperties

EVENTS = Limits(items=1000, bytes=4_000_000, requests_per_second=10)
ORDERS = Limits(items=1, bytes=1_000_000, requests_per_second=100)
PEOPLE = Limits(items=1000, bytes=4_000_000, requests_per_second=5)
DELETIONS = Limits(items=1, requests_per_second=10)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*")

Json = dict[str, Any]
# How the lists of people in a bulk answer are called, and those of people who were as the call said already.
OF_PEOPLE, UNCHANGED = ("Emails", "UserIds"), "noOp"


class IterableSettings(Settings):
    """An Iterable project."""

    api_key: SecretStr = Field(description="A server-side API key: Integrations, API keys.")
    region: Literal["us", "eu"] = Field("us", description="Which data centre the project is in.")
    identify_by: Literal["email", "user_id"] = Field(
        "email", description="What names somebody who has both, as the project's type says."
    )
    default_country: DefaultCountry = None

    def url(self, path: str) -> str:
        """The address of an endpoint."""
        return f"https://{'api.eu.iterable.com' if self.region == 'eu' else 'api.iterable.com'}/api/{path}"

    def headers(self) -> dict[str, str]:
        """The key."""
        return {"api-key": self.api_key.get_secret_value()}

    def person(self, payload: Any) -> dict[str, str]:
        """What names the person: one of both."""
        email, user_id = payload.email, payload.user_id
        if user_id is not None and (email is None or self.identify_by == "user_id"):
            return {"userId": user_id}
        return {"email": email}


class Person(Payload):
    """Who it is."""

    email: Email | None = Field(None, description="The e-mail address.")
    user_id: UserId | None = Field(None, description="The person's id in your database.")

    _has_identity = require_identity("email", "user_id")


class Track(EventPayload, Person):
    """One event, page or screen."""

    properties: CopiedProperties | None = Field(None, description="Everything else about it, as dataFields.")
    time: EpochSeconds = Field(description="When it happened.")
    event_id: DedupeId | None = Field(None, description="Events of one id are one; else the delivery's id.")


class Item(Product):
    """One line of an order."""

    id: Code = Field(description="The product's id.")
    sku: Code | None = Field(None, description="Its stock number.")
    name: str | None = Field(None, description="Its name; else its id.")
    category: str | None = Field(None, description="The category it is in.")
    url: str | None = Field(None, description="The URL of its page.")
    image_url: str | None = Field(None, description="The URL of a picture.")

    def on_the_wire(self) -> Json:
        """The item, with all that Iterable requires of one."""
        price, quantity = self.price or Decimal(0), Decimal(1) if self.quantity is None else self.quantity
        whole = quantity == quantity.to_integral_value() and quantity > 0
        own = {
            **given(self, "id", "sku", "url"),
            "name": self.name or self.id,
            "price": price if whole else price * quantity,
            "quantity": int(quantity) if whole else 1,
        }
        more = {"categories": self.category and [self.category], "imageUrl": self.image_url}
        return {**own, **{name: value for name, value in more.items() if value}}


class Purchase(Person):
    """One order."""

    order_id: DedupeId | None = Field(None, description="The order's id: one that comes again is updated.")
    time: EpochSeconds = Field(description="When it was made.")
    total: Amount = Field(description="What was paid, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the total, one of dataFields.")
    items: list[Item] = Field([], description="The lines.")
    properties: CopiedProperties | None = Field(None, description="Everything else about it, as dataFields.")


class Identify(Person):
    """What is known of a person."""

    phone: Phone | None = Field(None, description="The phone number for text messages, with + and country code.")
    first_name: PlainName | None = Field(None, description="First name.")
    last_name: PlainName | None = Field(None, description="Last name.")
    traits: Annotated[Copied, Personal("traits", sent="plain")] | None = Field(
        None, description="Everything else about the person, as dataFields."
    )
    merge_nested: bool = Field(default=True, description="Add to objects that the profile has, and replace none.")


class Delete(Payload):
    """Whom to delete."""

    email: Annotated[Email, ScopeRole()] = Field(None, description="The e-mail address.")
    user_id: Annotated[UserId, ScopeRole()] | None = Field(None, description="The person's id in your database.")

    _has_one = one_of("email", "user_id", refused="nobody to delete: map email or user_id")


def dated(value: Any) -> Any:
    """The value, its texts of ISO 8601 with a time of day as Iterable's dates are written; others as they are.

    >>> dated({"at": ["2026-03-01T11:15:30.250+01:00"], "on": "2026-03-01"})
    {'at': ['2026-03-01 10:15:30 +00:00'], 'on': '2026-03-01'}
    """
    if isinstance(value, dict):
        return {name: dated(part) for name, part in value.items()}
    if isinstance(value, list):
        return [dated(part) for part in value]
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
        utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return value
    return f"{utc:%Y-%m-%d %H:%M:%S} +00:00"


def event(payload: Track, settings: IterableSettings) -> Json:
    """One event of the bulk call."""
    own = {"eventName": payload.event, "id": payload.event_id or payload.delivery_id, "createdAt": payload.time}
    return {**settings.person(payload), **own, "dataFields": dated(payload.facts())}


def order(payload: Purchase, settings: IterableSettings) -> Json:
    """The order; its person is one object in it."""
    return {
        "id": payload.order_id or payload.delivery_id,
        "user": {**settings.person(payload), "preferUserId": settings.identify_by == "user_id"},
        "items": [item.on_the_wire() for item in payload.items],
        "total": payload.total,
        "createdAt": payload.time,
        "dataFields": dated({**(payload.properties or {}), **given(payload, "currency")}),
    }


def profile(payload: Identify, settings: IterableSettings) -> Json:
    """One person of the bulk call, under both ids."""
    names = {"phone": "phoneNumber", "first_name": "firstName", "last_name": "lastName"}
    own = {names[name]: value for name, value in given(payload, *names).items()}
    ids = {"email": payload.email, "userId": payload.user_id}
    return {
        **{name: one for name, one in ids.items() if one is not None},
        "preferUserId": settings.identify_by == "user_id",
        "mergeNestedObjects": payload.merge_nested,
        "dataFields": dated({**(payload.traits or {}), **own}),
    }


def post_events(rows: Rows, settings: IterableSettings) -> Request:
    """One call with all events."""
    return Request.post(settings.url("events/trackBulk"), json={"events": rows}, headers=settings.headers())


def post_orders(rows: Rows, settings: IterableSettings) -> list[Request]:
    """A call for each order."""
    url, headers = settings.url("commerce/trackPurchase"), settings.headers()
    return [Request.post(url, json=row, headers=headers) for row in rows]


def post_people(rows: Rows, settings: IterableSettings) -> Request:
    """One call with all people."""
    return Request.post(settings.url("users/bulkUpdate"), json={"users": rows}, headers=settings.headers())


def build_deletions(payloads: Sequence[Delete], settings: IterableSettings) -> list[Request]:
    """A call for each person, who stands in its address."""
    whom = [settings.person(one) for one in payloads]
    paths = [
        f"users/{quote(one['email'])}" if "email" in one else f"users/byUserId/{quote(one['userId'])}" for one in whom
    ]
    return [
        Request.delete(settings.url(path), headers=settings.headers(), items=(at,)) for at, path in enumerate(paths)
    ]


def judge_bulk(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """Rejected for the people whom the answer names; where it counts more than it names, the others are halved."""
    body = response.json() if response.status == HTTPStatus.OK else None
    if not isinstance(body, dict) or not body.get("failCount"):
        return []
    more = body.get("failedUpdates")
    listed = {**body, **(more if isinstance(more, dict) else {})}
    # Of those whom a call would not change, nothing is lost; other lists are of events and fields.
    lists = {name: ids for name, ids in listed.items() if name.endswith(OF_PEOPLE) and not name.startswith(UNCHANGED)}
    why = {str(one).lower(): f"Iterable: {name}" for name, ids in lists.items() if isinstance(ids, list) for one in ids}
    named = [why.get((one.email or "").lower()) or why.get((one.user_id or "").lower()) for one in payloads]
    failed = body["failCount"]
    all_named = type(failed) is int and 0 < failed <= len([one for one in named if one])
    unnamed = Rejected(f"Iterable did not take {failed}, and does not say which", batch=True)
    return [Rejected(one) if one else Sent() if all_named else unnamed for one in named]


TRACK = ActionType(
    "track",
    Track,
    help="Send an event.",
    limits=EVENTS,
    judge=judge_bulk,
    success=Success.VERDICT,
    rows=event,
    request=post_events,
)
ITERABLE = Destination(
    name="iterable",
    title="Iterable",
    settings=IterableSettings,
    action_types=(
        TRACK,
        ActionType(
            "purchase",
            Purchase,
            rows=order,
            request=post_orders,
            help="Send an order, with its items; it empties the person's cart.",
            limits=ORDERS,
            about="order",
            success=Success.JSON,
        ),
        replace(TRACK, name="page", help="Send a page view, as an event."),
        replace(TRACK, name="screen", help="Send a view of a screen, as an event."),
        ActionType(
            "identify",
            Identify,
            rows=profile,
            request=post_people,
            help="Create or update a person.",
            limits=PEOPLE,
            judge=judge_bulk,
            success=Success.VERDICT,
        ),
        ActionType("delete", Delete, build_deletions, "Delete a person.", DELETIONS, success=Success.JSON),
    ),
    help="Messages to people across channels.",
    kind="messages",
    without=("an event has no field for the context; map it to `properties`. Traits are copied whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [ITERABLE]
