"""Segment: events forwarded through its tracking API, so that another pipeline goes on with them.

Everything goes to `/v1/batch` as the spec has it: properties, traits, context and `integrations` as they are, which
Segment's own destinations read. No amount is worked out here. The id of a message is that of the delivery, by which
Segment drops what it has seen, so that two actions may forward one event; to keep the event's own id, map `message_id:
messageId`. Segment answers 200 also for messages that it drops, such as those of over 32 kB: what can be known here is
refused here.
Vendor's pages: twilio.com/docs/segment/connections/sources/catalog/libraries/server/http-api (hosts, 500 kB in a call
and 32 kB in a message, what is not accepted), read in November 2026. Not confirmed by them: 50 calls a second (an older
page), and 1,000 messages in a call.
"""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr

from destinations.sdk import (
    ActionType,
    AnonymousId,
    ConsentRole,
    DedupeId,
    Destination,
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
    given,
    hookimpl,
)
from destinations.sdk.families.events import check_item_size, require_identity
from destinations.sdk.fields.copied import Copied

BATCH = Limits(items=1000, bytes=500_000, requests_per_second=50, rate_of="account")
LARGEST_MESSAGE = 32_000
HOSTS = {"us": "api.segment.io", "eu": "eu1.api.segmentapis.com"}
NAMES = {
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "time": "timestamp",
    "group_id": "groupId",
    "previous_id": "previousId",
}
Traits = Annotated[Copied, Personal("traits", sent="plain")] | None


class SegmentSettings(Settings):
    """A source of a Segment workspace."""

    write_key: SecretStr = Field(description="The source's write key: Sources, Settings, API Keys.")
    region: Literal["us", "eu"] = Field("us", description="Where the workspace's data lives.")


class Message(Payload):
    """Who it was, when, and where."""

    user_id: UserId | None = Field(None, description="The person's id in your database.")
    anonymous_id: AnonymousId | None = Field(None, description="The device's id while nobody is signed in.")
    time: IsoTime = Field(description="When it happened.")
    message_id: DedupeId | None = Field(None, description="Messages of one id count once; else the delivery's id.")
    context: Copied | None = Field(None, description="Where it happened: page, campaign, device.")
    integrations: Annotated[dict[str, Any], ConsentRole()] | None = Field(
        None, description="Which destinations it may go to from there."
    )

    _has_identity = require_identity("user_id", "anonymous_id")


class Track(Message):
    """An event."""

    event: str = Field(min_length=1, description="The event's name.")
    properties: Copied | None = Field(None, description="Everything else about it.")


class Page(Message):
    """A page or a screen."""

    name: str | None = Field(None, description="Its name.")
    category: str | None = Field(None, description="Its category.")
    properties: Copied | None = Field(None, description="Everything else about it.")


class Identify(Message):
    """What is known of a person."""

    traits: Traits = Field(None, description="What is known.")


class Group(Message):
    """The group that somebody belongs to, and what is known of it."""

    group_id: GroupId = Field(description="The group's id.")
    traits: Copied | None = Field(None, description="What is known of the group.")


class Alias(Message):
    """Two ids of one person."""

    user_id: UserId = Field(description="The id that the person keeps.")
    previous_id: UserId = Field(description="The person's other id.")


def message(kind: str, payload: Message, _: SegmentSettings) -> dict[str, Any]:
    """The message as the spec has it."""
    fields = given(payload, without=("message_id",))
    own = {"type": kind, "messageId": payload.message_id or payload.delivery_id}
    return {**own, **{NAMES.get(name, name): value for name, value in fields.items()}}


def post_batch(rows: Rows, settings: SegmentSettings) -> Request:
    """One call with all messages."""
    check_item_size(LARGEST_MESSAGE, rows, "Segment")
    url, key = f"https://{HOSTS[settings.region]}/v1/batch", settings.write_key.get_secret_value()
    return Request.post(url, json={"batch": rows}, basic=(key, ""))


def _forward(kind: str, payload: type[Message], text: str) -> ActionType:
    return ActionType(
        kind,
        payload,
        rows=partial(message, kind),
        request=post_batch,
        help=text,
        limits=BATCH,
        success=Success.JSON,
    )


SEGMENT = Destination(
    name="segment",
    title="Segment",
    settings=SegmentSettings,
    action_types=(
        _forward("track", Track, "Forward an event."),
        _forward("page", Page, "Forward a page view."),
        _forward("screen", Page, "Forward a view of a screen."),
        _forward("identify", Identify, "Forward what is known of a person."),
        _forward("group", Group, "Forward what is known of a group, and who belongs to it."),
        _forward("alias", Alias, "Forward that two ids are one person's."),
    ),
    help="Events forwarded to a source of another pipeline.",
    names=("Segment.io",),
    kind="other",
    without=("it gets the whole context, and traits whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [SEGMENT]
