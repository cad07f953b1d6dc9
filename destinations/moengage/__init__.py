"""MoEngage: messages to people across channels. Events and people go together in bulk, through its Data API.

People are known by their `customer_id`, an id of yours; a workspace with identity resolution may know them by an e-mail
address, mapped to `user_id`. `revenue`, `value` and `currency` are attributes of an event like others, in major units.
MoEngage drops no duplicates, and answers 200 also for what it does not keep, which its dashboard shows alone: what can
be known here is refused here.
Vendor's pages: moengage.com/docs/api/bulk/bulk-import-users-and-events (100 kB in a call, 10,000 people and 30,000
events a minute, names of fields), help.moengage.com/hc/en-us/articles/360037314991 (100 attributes of an event), read
in November 2026. `current_time` is a text of ISO 8601, the one form that all of them name: a number is of seconds on
one page, and examples of another have milliseconds. Not confirmed by them: the names of a person's standard attributes
beyond those of their examples.
"""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import (
    ActionType,
    AnonymousId,
    DefaultCountry,
    Destination,
    Email,
    IsoTime,
    Limits,
    Payload,
    Personal,
    Phone,
    PlainName,
    Request,
    Rows,
    Settings,
    Success,
    UserId,
    given,
    hookimpl,
)
from destinations.sdk.families.events import EventPayload
from destinations.sdk.fields.copied import Copied, CopiedProperties, at_most

# 30,000 events a minute: five calls a second are 300 a minute, of 100 events each.
EVENTS = Limits(items=100, bytes=100_000, requests_per_second=5)
PEOPLE = Limits(items=100, bytes=100_000, requests_per_second=1.6)
# The money and the lines have four of the hundred.
MOST_ATTRIBUTES = 100 - 4
fitting = AfterValidator(at_most(MOST_ATTRIBUTES, "MoEngage", "attributes"))

Json = dict[str, Any]


class MoEngageSettings(Settings):
    """A MoEngage workspace."""

    workspace_id: str = Field(min_length=1, description="The workspace's id: Settings, Account, APIs.")
    api_key: SecretStr = Field(description="The key of the Data API beside it.")
    data_center: Literal["1", "2", "3", "4", "5", "6", "101"] = Field(
        "1", description="The data centre's number: that of dashboard-01.moengage.com is 1."
    )
    default_country: DefaultCountry = None


class Track(EventPayload):
    """One event, page or screen."""

    user_id: UserId = Field(description="The person's id in your database, MoEngage's customer_id.")
    device_id: AnonymousId | None = Field(None, description="The device's id, as MoEngage's library has it.")
    properties: Annotated[CopiedProperties, fitting] | None = Field(None, description="Everything else about it.")
    platform: Literal["iOS", "ANDROID", "web"] | None = Field(None, description="Where it happened.")
    app_version: str | None = Field(None, description="The app's version.")
    time: IsoTime = Field(description="When it happened.")


class Identify(Payload):
    """What is known of a person."""

    user_id: UserId = Field(description="The person's id in your database, MoEngage's customer_id.")
    email: Email | None = Field(None, description="The e-mail address.")
    mobile: Phone | None = Field(None, description="The phone number, with + and country code.")
    first_name: PlainName | None = Field(None, description="First name.")
    last_name: PlainName | None = Field(None, description="Last name.")
    traits: Annotated[Copied, Personal("traits", sent="plain")] | None = Field(
        None, description="Everything else about the person, as attributes."
    )


def event(payload: Track, _: MoEngageSettings) -> Json:
    """The event, as an element of the call."""
    action = {
        "action": payload.event,
        "attributes": payload.facts(),
        **given(payload, "platform", "app_version"),
        "current_time": payload.time,
    }
    return {"type": "event", "customer_id": payload.user_id, **given(payload, "device_id"), "actions": [action]}


def customer(payload: Identify, _: MoEngageSettings) -> Json:
    """The person, as an element of the call."""
    own = given(payload, without=("user_id", "traits"))
    return {"type": "customer", "customer_id": payload.user_id, "attributes": {**(payload.traits or {}), **own}}


def post_elements(rows: Rows, settings: MoEngageSettings) -> Request:
    """One call with all elements."""
    workspace, key = settings.workspace_id, settings.api_key.get_secret_value()
    url = f"https://api-{settings.data_center:0>2}.moengage.com/v1/transition/{workspace}"
    body = {"type": "transition", "elements": rows}
    return Request.post(url, json=body, headers={"moe-appkey": workspace}, basic=(workspace, key))


TRACK = ActionType(
    "track",
    Track,
    rows=event,
    request=post_elements,
    help="Send an event.",
    limits=EVENTS,
    success=Success.JSON,
)
MOENGAGE = Destination(
    name="moengage",
    title="MoEngage",
    settings=MoEngageSettings,
    action_types=(
        TRACK,
        replace(TRACK, name="purchase", help="Send an order, with its revenue.", about="order"),
        replace(TRACK, name="page", help="Send a page view, as an event."),
        replace(TRACK, name="screen", help="Send a view of a screen, as an event."),
        ActionType(
            "identify",
            Identify,
            rows=customer,
            request=post_elements,
            help="Create or update a person.",
            limits=PEOPLE,
            success=Success.JSON,
        ),
    ),
    help="Messages to people across channels.",
    kind="messages",
    without=("an event has the platform and the app's version; map the rest to `properties`. Traits are copied whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [MOENGAGE]
