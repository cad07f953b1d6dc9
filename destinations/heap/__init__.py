"""Heap: product analytics. Events, properties of people and of accounts, each in bulk.

The server's API knows people by their `identity` alone, an id of yours or an e-mail address: an event of a visitor has
no place there. Heap holds texts and numbers, so objects and lists are flattened, `products.0.price`. `revenue`, `value`
and `currency` are properties like others, in major units. Heap drops what comes again under one `idempotency_key`.
Vendor's pages: developers.heap.io/reference: track, bulk-track (1000 events), bulk-add-user-properties (1000 users),
add-user-properties (255 characters of an identity, texts of fewer than 1024, no property called id), read in November
2026. Heap takes 1,000 events a minute of one person, and 15,000 in all. Not confirmed by them: accounts in bulk, and
what is answered where one event of many is wrong; it is looked for by halves.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from destinations.sdk import (
    ActionType,
    DedupeId,
    Destination,
    Email,
    GroupId,
    IsoTime,
    Limits,
    Payload,
    Personal,
    Request,
    Rows,
    Settings,
    Success,
    UserId,
    hookimpl,
)
from destinations.sdk.families.ads import Digits
from destinations.sdk.families.events import (
    EventPayload,
    Product,
    as_uuid,
    flat,
    id_validator,
    require_identity,
    shorter_than,
)
from destinations.sdk.fields.copied import Copied, CopiedProperties, check_parts

BATCH = Limits(items=1000, bytes=1_000_000, requests_per_second=4)
HOSTS = {"us": "heapanalytics.com", "eu": "c.eu.heap-api.com"}
# vendor: "each key and property must either be a number or string with fewer than 1024 characters".
TOO_LONG, SHORTEST_KEY = 1024, 8
short = AfterValidator(shorter_than(TOO_LONG, "Heap"))
taken = AfterValidator(id_validator("Heap", (), longest=255))

Json = dict[str, Any]


def without_ids(traits: Json) -> Json:
    """The traits; those whose names Heap keeps for itself are unusable.

    >>> without_ids({"plan": "pro"})
    {'plan': 'pro'}
    """
    kept = [name for name in traits if name.lower() == "id" or name == "user_id"]
    check_parts({(name,): "is a name that Heap keeps for itself" for name in kept})
    return traits


class HeapSettings(Settings):
    """An environment of a Heap account."""

    app_id: Digits = Field(description="The environment's id: Account, Manage, Projects.")
    region: Literal["us", "eu"] = Field("us", description="Where the account's data lives.")


class Person(Payload):
    """Who it is: the id, else the e-mail address."""

    user_id: Annotated[UserId, taken] | None = Field(None, description="The person's id in your database.")
    email: Email | None = Field(None, description="The e-mail address.")

    _has_identity = require_identity("user_id", "email")


class Track(EventPayload, Person):
    """One event, page or screen."""

    event: Annotated[str, Field(min_length=1, max_length=TOO_LONG - 1)] = Field(description="The event's name.")
    properties: Annotated[CopiedProperties, short] | None = Field(None, description="Everything else about it.")
    products: Annotated[list[Product], BeforeValidator(shorter_than(TOO_LONG, "Heap"))] | None = Field(
        None, description="An order's lines."
    )
    time: IsoTime = Field(description="When it happened.")
    insert_id: DedupeId | None = Field(None, description="Events of one id count once; else the delivery's id.")


class Identify(Person):
    """What is known of a person."""

    traits: Annotated[Copied, short, AfterValidator(without_ids), Personal("traits", sent="plain")] | None = Field(
        None, description="Properties to set."
    )


class Group(Payload):
    """What is known of an account, such as a company."""

    group_id: Annotated[GroupId, taken] = Field(description="The account's id.")
    traits: Annotated[Copied, short] | None = Field(None, description="Properties of the account to set.")


def key_of(own: str) -> str:
    """The id, or what stands for one that is too short.

    >>> key_of("message-1"), key_of("m-1")
    ('message-1', '3387dab8-bada-55e6-9092-0064c468c58c')
    """
    return own if len(own) >= SHORTEST_KEY else as_uuid(own)


def event(payload: Track, _: HeapSettings) -> Json:
    """One event of the bulk call."""
    return {
        "identity": payload.user_id or payload.email,
        "event": payload.event,
        "timestamp": payload.time,
        "idempotency_key": key_of(payload.insert_id or payload.delivery_id),
        "properties": flat(payload.facts()),
    }


def user(payload: Identify, _: HeapSettings) -> Json:
    """One person of the bulk call."""
    email = {} if payload.email is None else {"email": payload.email}
    return {"identity": payload.user_id or payload.email, "properties": {**flat(payload.traits or {}), **email}}


def account(payload: Group, _: HeapSettings) -> Json:
    """One account of the bulk call."""
    return {"account_id": payload.group_id, "properties": flat(payload.traits or {})}


def posting(path: str, name: str) -> Callable[[Rows, HeapSettings], Request]:
    """The `request` that makes one call with all rows under that name."""

    def post(rows: Rows, settings: HeapSettings) -> Request:
        url = f"https://{HOSTS[settings.region]}/api/{path}"
        return Request.post(url, json={"app_id": settings.app_id, name: rows})

    return post


TRACK = ActionType(
    "track",
    Track,
    rows=event,
    request=posting("track", "events"),
    help="Send an event.",
    limits=BATCH,
    success=Success.NO_PAGE,
)
HEAP = Destination(
    name="heap",
    title="Heap",
    settings=HeapSettings,
    action_types=(
        TRACK,
        replace(TRACK, name="purchase", help="Send an order, with its revenue.", about="order"),
        replace(TRACK, name="page", help="Send a page view."),
        replace(TRACK, name="screen", help="Send a view of a screen."),
        ActionType(
            "identify",
            Identify,
            rows=user,
            request=posting("add_user_properties", "users"),
            help="Set a person's properties.",
            limits=BATCH,
            success=Success.NO_PAGE,
        ),
        ActionType(
            "group",
            Group,
            rows=account,
            request=posting("add_account_properties", "accounts"),
            help="Set an account's properties.",
            limits=BATCH,
            success=Success.NO_PAGE,
        ),
    ),
    help="Product analytics that captures what happens by itself.",
    names=("Heap Cloud", "Heap Analytics"),
    kind="analytics",
    without=(
        "a server's event has no field for the context; map it to `properties`. Traits are flattened, each under the "
        "way to it."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [HEAP]
