"""Customer.io: messages to people, by what they are and do.

All action types are items of `/api/v2/batch` of the Track API. `revenue`, `value` and `currency` are
attributes like others, in major units. Exactly one of id, email and cio_id names a person; who has none is known by the
device's id, in events alone. Dates and times of ISO 8601 become seconds since 1970, as conditions about times hold for
these only; `dates: text` leaves them as they are. A `previousId` that is an e-mail address is one of a guest, who is
known by it here: a merge names each of the two "by `id`, `email`, or `cio_id`".
Vendor: docs.customer.io/integrations/api/track, /journeys/merge-anonymous, /journeys/timestamps ("Unix timestamps in
seconds"), /journeys/send/timezones, /integrations/api/track/tag/track_v2 (which actions there are of people and
objects), read in November 2026. Not confirmed: seconds below zero, of dates before 1970; the fields of `device`. Not
confirmed, but done by public clients: JSON as the answer to a batch that was taken, errors by item, 32 kB per item, 100
bytes for the names of anonymous events.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from destinations.sdk import (
    About,
    ActionType,
    AnonymousId,
    Code,
    DedupeId,
    Destination,
    Email,
    EpochSeconds,
    GroupId,
    Limits,
    Outcome,
    Payload,
    Personal,
    Rejected,
    Request,
    Response,
    Rows,
    ScopeRole,
    Settings,
    Success,
    UserId,
    given,
    hookimpl,
    refusal,
    shown,
)
from destinations.sdk.families.events import (
    EventPayload,
    Product,
    as_ulid,
    check_item_size,
    identity_fields,
    in_seconds,
    judge_rows,
    require_identity,
)
from destinations.sdk.fields.copied import Copied, CopiedProperties, at_most, at_most_bytes
from destinations.sdk.fields.people.phones import phone_by_digits
from destinations.sdk.fields.rules import sets

BATCH = Limits(items=500, bytes=500_000, requests_per_second=100)
LARGEST_ITEM, LONGEST_NAME = 32_000, 100
IDS = {"user_id": "id", "email": "email", "cio_id": "cio_id", "anonymous_id": "anonymous_id"}
Item = dict[str, Any]
ObjectType = Annotated[GroupId, ScopeRole()]
# What names the person and the event has its place beside them.
fitting = at_most_bytes(LARGEST_ITEM - 1500, "Customer.io")
Attributes = Annotated[Copied, AfterValidator(at_most(300, "Customer.io", "attributes")), AfterValidator(fitting)]


class CustomerIoSettings(Settings):
    site_id: str = Field(min_length=1, description="The site id: Settings, API credentials, Track API keys.")
    api_key: SecretStr = Field(description="The API key beside it.")
    region: Literal["us", "eu"] = Field("us", description="Where the account's data lives.")
    dates: Literal["seconds", "text"] = Field(
        "seconds", description="How dates and times in attributes go: as seconds since 1970, or as they are."
    )


def person(payload: Any) -> Item:
    """What names the person of the payload."""
    return {"type": "person", "identifiers": identity_fields(payload, IDS)}


class Person(Payload):
    """Somebody; the first id there is names them."""

    user_id: UserId | None = Field(None, description="The person's id in your database.")
    email: Email | None = Field(None, description="The e-mail address; it names who has no id.")
    cio_id: UserId | None = Field(None, description="Customer.io's own id, where there is no other.")

    _has_identity = require_identity("user_id", "email", "cio_id")

    def item(self) -> Item:
        """What the batch holds of this payload, but for the action."""
        return person(self)


def fit_name(event: str, user_id: str | None, email: str | None, cio_id: str | None) -> str:
    """The name; of nobody known, who has an anonymous id alone, a long one is refused, or loses a page's query."""
    if any(one is not None for one in (user_id, email, cio_id)) or len(event.encode()) <= LONGEST_NAME:
        return event
    page = event.partition("?")[0] if event.startswith(("https://", "http://")) else event
    if len(page.encode()) > LONGEST_NAME:
        raise refusal(f"{shown(event)} has over {LONGEST_NAME} bytes, too many for an event of nobody known")
    return page


class Track(EventPayload, Person):
    """One event, page or screen."""

    products: Annotated[list[Product], BeforeValidator(fitting)] | None = Field(None, description="An order's lines.")
    properties: Annotated[CopiedProperties, AfterValidator(fitting)] | None = Field(
        None, description="Everything else about it."
    )
    anonymous_id: AnonymousId | None = Field(None, description="The device's id while nobody is signed in.")
    time: EpochSeconds = Field(description="When it happened.")
    insert_id: DedupeId | None = Field(None, description="Events of one id are stored once; else the delivery's id.")

    _has_identity = require_identity(*IDS)

    _short_if_anonymous = sets("event", fit_name)

    def item(self) -> Item:
        own = {"name": self.event, "timestamp": self.time, "id": as_ulid(self.insert_id or self.delivery_id, self.time)}
        return {**person(self), **own, "attributes": self.facts()}


class Identify(Person):
    """What is known of a person."""

    anonymous_id: AnonymousId | None = Field(None, description="The device's id: what it did becomes the person's.")
    created_at: EpochSeconds | None = Field(None, description="When the person signed up.")
    traits: Annotated[Attributes, AfterValidator(phone_by_digits), Personal("traits", sent="plain")] | None = Field(
        None, description="Attributes to set; `phone` goes as + and digits where it says its country."
    )

    def item(self) -> Item:
        own = given(self, "email", "anonymous_id", "created_at")
        return {**person(self), "attributes": {**(self.traits or {}), **own}}


def object_ids(payload: Any) -> Item:
    """What names the object of the payload."""
    return {"object_type_id": payload.object_type_id, "object_id": payload.group_id}


class Group(Person):
    """What is known of an object, such as a company, and who belongs to it."""

    object_type_id: GroupId = Field("1", description="The object type's number in the workspace.")
    group_id: GroupId = Field(description="Which object it is.")
    traits: Attributes | None = Field(None, description="Attributes of the object to set.")

    def item(self) -> Item:
        own = {"attributes": self.traits or {}, "cio_relationships": [{"identifiers": identity_fields(self, IDS)}]}
        return {"type": "object", "identifiers": object_ids(self), **own}


class Membership(Person):
    """A person who no longer belongs to an object."""

    object_type_id: ObjectType = Field("1", description="The object type's number in the workspace.")
    group_id: GroupId = Field(description="Which object it is.")

    def item(self) -> Item:
        return {**person(self), "cio_relationships": [{"identifiers": object_ids(self)}]}


class Object(Payload):
    """An object, such as a company, to delete."""

    object_type_id: ObjectType = Field("1", description="The object type's number in the workspace.")
    group_id: GroupId = Field(description="Which object it is.")

    def item(self) -> Item:
        return {"type": "object", "identifiers": object_ids(self)}


class RemovedDevice(Person):
    """A device that push messages do not reach a person on any more."""

    token: Annotated[Code, ScopeRole()] = Field(description="The token for push messages.")

    def item(self) -> Item:
        return {**person(self), "device": given(self, without=IDS)}


class Device(RemovedDevice):
    """A device that push messages reach a person on."""

    platform: Literal["ios", "android"] | None = Field(None, description="ios or android; needed to add one.")
    last_used: EpochSeconds | None = Field(None, description="When it was used last.")
    attributes: Copied | None = Field(None, description="What is known of the device.")


class Merge(Payload):
    """Two people who are one: the second is deleted, what is known of it goes over to the first."""

    user_id: UserId = Field(description="The id that stays.")
    secondary_id: UserId | None = Field(None, description="The id that goes.")
    secondary_email: Email | None = Field(None, description="The e-mail address that goes: of who had no id.")

    _has_second = require_identity("secondary_id", "secondary_email")

    def item(self) -> Item:
        secondary = identity_fields(self, {"secondary_id": "id", "secondary_email": "email"})
        return {"type": "person", "primary": {"id": self.user_id}, "secondary": secondary}


class Removal(Person):
    """Whom to delete or to suppress. Each id that is there has to be one, lest it was meant for somebody else."""

    user_id: Annotated[UserId, ScopeRole()] | None = Field(None, description="The person's id in your database.")
    email: Annotated[Email, ScopeRole()] = Field(None, description="The e-mail address; it names who has no id.")
    cio_id: Annotated[UserId, ScopeRole()] | None = Field(
        None, description="Customer.io's own id, where there is no other."
    )


def doing(action: str, payload: Any, settings: CustomerIoSettings) -> Item:
    """An item of the batch: the action, and what it is done to."""
    item = {"action": action, **payload.item()}
    return in_seconds(item, ("attributes",)) if settings.dates == "seconds" else item


def post_batch(rows: Rows, settings: CustomerIoSettings) -> Request:
    """One request with all items."""
    check_item_size(LARGEST_ITEM, rows, "Customer.io")
    host = {"us": "https://track.customer.io", "eu": "https://track-eu.customer.io"}[settings.region]
    credentials = (settings.site_id, settings.api_key.get_secret_value())
    return Request.post(f"{host}/api/v2/batch", json={"batch": rows}, basic=credentials)


def judge_batch(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """Rejected for the items that the answer names; for all where it has errors but names none of ours."""
    body = response.json() if response.status in {200, 207} else None
    errors = body.get("errors") if isinstance(body, dict) else None
    bad = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    rows = [(one.get("batch_index"), one.get("field") or "it", one.get("message") or one.get("reason")) for one in bad]
    refused = {row: f"Customer.io refused {it}: {why}" for row, it, why in rows if isinstance(row, int | None)}
    unclear: list[Outcome] = [Rejected(why) for why in refused.values()]
    return judge_rows(response, payloads, refused) or unclear[:1] * len(payloads)


def _batch(name: str, action: str, payload: type[Payload], help_: str, about: About = None) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=partial(doing, action),
        request=post_batch,
        help=help_,
        limits=BATCH,
        judge=judge_batch,
        about=about,
        success=Success.VERDICT,
    )


CUSTOMERIO = Destination(
    name="customerio",
    title="Customer.io",
    settings=CustomerIoSettings,
    action_types=(
        _batch("track", "event", Track, "Send an event."),
        _batch("purchase", "event", Track, "Send an order, with its revenue.", "order"),
        _batch("page", "page", Track, "Send a page view."),
        _batch("screen", "screen", Track, "Send a view of a screen."),
        _batch("identify", "identify", Identify, "Set a person's attributes."),
        _batch("group", "identify", Group, "Set an object's attributes, and put a person into it."),
        _batch("leave", "delete_relationships", Membership, "Take a person out of an object."),
        _batch("delete_object", "delete", Object, "Delete an object."),
        _batch("device", "add_device", Device, "Add or update a device for push messages."),
        _batch("delete_device", "delete_device", RemovedDevice, "Delete a device."),
        _batch("merge", "merge", Merge, "Make one person of two; the second is gone for good."),
        _batch("delete", "delete", Removal, "Delete a person, who may come back."),
        _batch("suppress", "suppress", Removal, "Delete a person, and take nothing more of them."),
        _batch("unsuppress", "unsuppress", Removal, "Take what comes of a person again."),
    ),
    help="Messages to people, by what they are and do.",
    kind="messages",
    without=("an event has no field for most of the context; map it to `properties`. Traits are copied whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [CUSTOMERIO]
