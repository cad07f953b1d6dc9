"""OneSignal: push notifications, in-app messages, e-mail and SMS. Events in bulk, people one by one.

People are known by their `external_id`, an id of yours; OneSignal takes no event of anybody else. An event with its
properties has 2,024 bytes at most, so large parts of it are left out, of an order's lines the last ones. `revenue`,
`value` and `currency` are properties like others, in major units. Facts of people are tags, which are texts: objects
are flattened, `address.city`, and a trait that is null deletes its tag. `identify` subscribes nobody: addresses to
write to are added by `subscribe`, which has no default trigger. An event of somebody whom OneSignal does not know yet
is tried again, under the same `idempotency_key`.
Vendor's pages: documentation.onesignal.com/reference/create-custom-events (202 with `errors` for single events, 2,024
bytes, 1 MB, duplicates within 4 hours), /create-user, /delete-user, /docs/en/custom-events (128 characters of a name),
read in November 2026. Not confirmed by them: that `event_id` of an error is the event's `idempotency_key`; where it is
not, `event_user_id` names the person. Nor how many tags a plan has.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from destinations.sdk import (
    ActionType,
    DedupeId,
    DefaultCountry,
    Destination,
    Email,
    IsoTime,
    Limits,
    Outcome,
    Payload,
    Personal,
    Phone,
    Rejected,
    Request,
    Response,
    Retry,
    Rows,
    ScopeRole,
    Sent,
    Settings,
    Success,
    UserId,
    hookimpl,
    one_of,
)
from destinations.sdk.families.events import EventPayload, Product, as_uuid, check_item_size, leaves
from destinations.sdk.fields.copied import Copied, CopiedProperties, at_most_bytes

EVENTS = Limits(items=500, bytes=1_000_000)
PEOPLE = Limits(items=1, bytes=100_000)
LARGEST_EVENT = 2024
# The name, the id, the key and the time have their place beside them.
ROOM = 700
fitting = at_most_bytes(ROOM, "OneSignal")

Json = dict[str, Any]


class OneSignalSettings(Settings):
    """A OneSignal app."""

    app_id: str = Field(pattern=r"^[0-9a-fA-F-]{36}$", description="The app's id: Settings, Keys & IDs.")
    api_key: SecretStr = Field(description="The app's API key beside it.")
    default_country: DefaultCountry = None

    def call(self, method: str, path: str, **more: Any) -> Request:
        """A call about this app."""
        headers = {"authorization": f"Key {self.api_key.get_secret_value()}"}
        return Request.post(
            f"https://api.onesignal.com/apps/{self.app_id}/{path}", headers=headers, method=method, **more
        )


class Track(EventPayload):
    """One event, page or screen."""

    event: Annotated[str, Field(min_length=1, max_length=128)] = Field(description="The event's name.")
    user_id: UserId = Field(description="The person's id in your database, OneSignal's external_id.")
    products: Annotated[list[Product], BeforeValidator(fitting)] | None = Field(None, description="An order's lines.")
    properties: Annotated[CopiedProperties, AfterValidator(fitting)] | None = Field(
        None, description="Everything else about it."
    )
    time: IsoTime = Field(description="When it happened.")
    insert_id: DedupeId | None = Field(None, description="Events of one id count once; else the delivery's id.")


class Identify(Payload):
    """What is known of a person."""

    user_id: UserId = Field(description="The person's id in your database, OneSignal's external_id.")
    tags: Annotated[Copied, Personal("traits", sent="plain")] | None = Field(
        None, description="What is known, as tags; null deletes one."
    )
    timezone: str | None = Field(None, description="The time zone: Europe/Berlin.")
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Za-z]{2,4})?$")] | None = Field(
        None, description="The language, two letters."
    )


class Subscribe(Payload):
    """Addresses that somebody wants to be written to."""

    user_id: UserId = Field(description="The person's id in your database, OneSignal's external_id.")
    email: Email = Field(None, description="The e-mail address.")
    phone: Phone = Field(None, description="The phone number, with + and country code.")

    _has_address = one_of("email", "phone", refused="nothing to write to: map email or phone")


class Delete(Payload):
    """Whom to delete."""

    user_id: Annotated[UserId, ScopeRole()] = Field(description="The person's id in your database.")


def event(payload: Track, _: OneSignalSettings) -> Json:
    """One event of the call."""
    return {
        "name": payload.event,
        "external_id": payload.user_id,
        "timestamp": payload.time,
        "idempotency_key": as_uuid(payload.insert_id or payload.delivery_id),
        "properties": payload.facts(),
    }


def post_events(rows: Rows, settings: OneSignalSettings) -> Request:
    """One call with all events."""
    check_item_size(LARGEST_EVENT, rows, "OneSignal")
    return settings.call("POST", "custom_events", json={"events": rows})


def tags(traits: Json) -> dict[str, str]:
    """The traits as texts, each under the way to it; a null is an empty one, which deletes the tag.

    >>> tags({"plan": "pro", "address": {"city": "Bonn"}, "seats": 3, "trial": False, "old": None})
    {'old': '', 'plan': 'pro', 'address.city': 'Bonn', 'seats': '3', 'trial': 'false'}
    """
    gone = {name: "" for name, value in traits.items() if value is None}
    return {**gone, **{".".join(map(str, path)): _text(leaf) for path, leaf in leaves(traits)}}


def _text(leaf: Any) -> str:
    if isinstance(leaf, bool):
        return "true" if leaf else "false"
    return f"{leaf:f}" if isinstance(leaf, Decimal) else str(leaf)


def user(payload: Identify, _: OneSignalSettings) -> Json:
    """The person, created or updated."""
    own = {"tags": tags(payload.tags or {}), "timezone_id": payload.timezone, "language": payload.language}
    return {
        "identity": {"external_id": payload.user_id},
        "properties": {name: value for name, value in own.items() if value is not None},
    }


def subscriber(payload: Subscribe, _: OneSignalSettings) -> Json:
    """The person, with the addresses."""
    given = (("Email", payload.email), ("SMS", payload.phone))
    subscriptions = [{"type": kind, "token": token, "enabled": True} for kind, token in given if token]
    return {"identity": {"external_id": payload.user_id}, "subscriptions": subscriptions}


def post_users(rows: Rows, settings: OneSignalSettings) -> list[Request]:
    """A call for each person."""
    return [settings.call("POST", "users", json=row) for row in rows]


def build_deletions(payloads: Sequence[Delete], settings: OneSignalSettings) -> list[Request]:
    """A call for each person, who stands in its address."""
    paths = [f"users/by/external_id/{quote(one.user_id, safe='')}" for one in payloads]
    return [settings.call("DELETE", path, items=(at,)) for at, path in enumerate(paths)]


def judge_events(response: Response, payloads: Sequence[Track]) -> list[Outcome]:
    """Retry for events of people who are not known yet, Rejected for others that the errors of a 202 name."""
    body = response.json() if response.status == HTTPStatus.ACCEPTED else None
    errors = body.get("errors") if isinstance(body, dict) else None
    found: dict[str, Outcome] = {}
    for error in [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else ():
        said = error.get("error")
        why = said if isinstance(said, dict) else {}
        reason = f"OneSignal: {why.get('title') or why.get('code')}"
        outcome = Retry(reason) if why.get("code") == "not found" else Rejected(reason)
        found |= {str(error.get(name)): outcome for name in ("event_id", "event_user_id") if error.get(name)}
    if not found:
        return []
    keys = [(as_uuid(one.insert_id or one.delivery_id), one.user_id) for one in payloads]
    by_key = any(key in found for key, _ in keys)
    return [found.get(key if by_key else user_id, Sent()) for key, user_id in keys]


def judge_deletion(response: Response, payloads: Sequence[Delete]) -> list[Outcome]:
    """Sent for somebody who is not there."""
    return [Sent()] * len(payloads) if response.status == HTTPStatus.NOT_FOUND else []


TRACK = ActionType(
    "track",
    Track,
    rows=event,
    request=post_events,
    help="Send an event.",
    limits=EVENTS,
    judge=judge_events,
    success=Success.VERDICT,
)
IDENTIFY = ActionType(
    "identify",
    Identify,
    rows=user,
    request=post_users,
    help="Create or update a person.",
    limits=PEOPLE,
    success=Success.JSON,
)
ONESIGNAL = Destination(
    name="onesignal",
    title="OneSignal",
    settings=OneSignalSettings,
    action_types=(
        TRACK,
        replace(TRACK, name="purchase", help="Send an order, with its revenue.", about="order"),
        replace(TRACK, name="page", help="Send a page view, as an event."),
        replace(TRACK, name="screen", help="Send a view of a screen, as an event."),
        IDENTIFY,
        replace(
            IDENTIFY,
            name="subscribe",
            payload=Subscribe,
            rows=subscriber,
            help="Add addresses that somebody wants to be written to.",
        ),
        ActionType(
            "delete",
            Delete,
            build_deletions,
            "Delete a person.",
            PEOPLE,
            judge=judge_deletion,
            success=Success.NO_PAGE,
        ),
    ),
    help="Push notifications, in-app messages, e-mail and SMS.",
    kind="messages",
    without=("an event has no field for the context, and 2,024 bytes in all. Traits are tags, each under its way."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [ONESIGNAL]
