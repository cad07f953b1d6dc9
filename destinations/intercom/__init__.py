"""Intercom: talking with customers. Events go to /events, people and their companies to /users, one per request.

An event's amount is `metadata.price`, in minor units: 19.99 USD is 1999, 1200 JPY is 1200. The spec's `value`, the
worth of an event without money, is none, but for an order that says no more, and stays what it is. The price comes
first, as Intercom keeps the first ten names of an event's metadata and ignores the others. Metadata and custom
attributes are flat: lists are left out, with a warning, as are objects other than Intercom's own (links and amounts).
Version 2 of the API can only create a contact ("You can create a new contact (ie. user or lead)"; for one that is there
"A contact matching those details already exists with id=…", 409) or update one whose Intercom id is known. Version 1.4,
still served, creates or updates in a single call, and attaches a company in it: people and companies go there.
Somebody without an id becomes a lead once, by `lead`: a later update would need Intercom's id. `identify`
is for people with one, so that both beside each other make one contact of a person.
Intercom drops no duplicates. `archive` has no default trigger.
Vendor's pages: developers.intercom.com/docs/references: /2.17/rest-api/api.intercom.io/data-events,
/contacts/createcontact and /contacts/updatecontact, /1.4/rest-api/users/create-or-update-user and /archive-a-user,
/2.17/rest-api/errors. Not confirmed by them: 409 for a lead that is there.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from destinations.intercom.payloads import MONEY, OF_COMPANY, Archive, Group, Identify, Lead, Refund, Track
from destinations.sdk import (
    About,
    ActionType,
    DefaultCountry,
    Destination,
    Limits,
    Outcome,
    Payload,
    Request,
    Response,
    Retry,
    Rows,
    Sent,
    Settings,
    Success,
    given,
    hookimpl,
    to_minor,
)
from destinations.sdk.families.events import identity_fields

__all__ = ["INTERCOM", "Archive", "Group", "Identify", "IntercomSettings", "Lead", "Refund", "Track"]

HOSTS = {"us": "api.intercom.io", "eu": "api.eu.intercom.io", "au": "api.au.intercom.io"}
# 10 000 requests a minute for a private app, as others' pages say; not confirmed by the vendor's.
LIMITS = Limits(items=1, bytes=1_000_000, requests_per_second=160)
UPSERTING = "1.4"
# Intercom takes the one that comes first.
IDS = {"user_id": "user_id", "email": "email"}
LEAD_NAMES = {"anonymous_id": "external_id", "last_request_at": "last_seen_at"}

Json = dict[str, Any]


class IntercomSettings(Settings):
    """An Intercom workspace."""

    access_token: SecretStr = Field(description="An app's access token (Developer Hub, your app, Authentication).")
    region: Literal["us", "eu", "au"] = Field("us", description="Where the workspace's data lives: us, eu or au.")
    version: str = Field("2.14", pattern=r"^2\.\d+$", description="The version of the API that events go to.")
    default_country: DefaultCountry = None

    def call(self, path: str, version: str, **more: Any) -> Request:
        """A call to this workspace."""
        headers = {"intercom-version": version, "accept": "application/json"}
        token = self.access_token.get_secret_value()
        url = f"https://{HOSTS[self.region]}{path}"
        return Request.post(url, headers=headers, bearer=token, **more)


def post_each(path: str, version: str = "") -> Callable[[Rows, IntercomSettings], list[Request]]:
    """The `request` that makes a call for each row, to the settings' version of the API where no other is named."""
    return lambda rows, settings: [settings.call(path, version or settings.version, json=row) for row in rows]


def event(payload: Track, _: IntercomSettings) -> Json:
    """The event as Intercom has it, the price first among its metadata."""
    price: Json = {}
    if payload.price is not None and payload.currency is not None:
        minor = to_minor(payload.price, payload.currency)
        price = {"price": {"amount": minor, "currency": payload.currency.lower()}}
    own = {"event_name": payload.event, "created_at": payload.time, **identity_fields(payload, IDS)}
    others = {name: value for name, value in payload.metadata.items() if not price or name not in MONEY}
    return {**own, "metadata": {**price, **others}}


def user(payload: Identify, _: IntercomSettings) -> Json:
    """The person as version 1.4 has it."""
    own = given(payload, without=("avatar", *OF_COMPANY))
    company = {OF_COMPANY[name]: fact for name, fact in given(payload, *OF_COMPANY).items()}
    parts = {
        "avatar": {"type": "avatar", "image_url": payload.avatar} if payload.avatar else None,
        "companies": [company] if payload.company_id else None,
    }
    return {**own, **{name: part for name, part in parts.items() if part}}


def lead(payload: Lead, _: IntercomSettings) -> Json:
    """The lead as version 2 has it."""
    own = {LEAD_NAMES.get(name, name): value for name, value in given(payload).items() if value != {}}
    return {"role": "lead", **own}


def member(payload: Group, _: IntercomSettings) -> Json:
    """The person, and the company that the call creates or updates and joins them to."""
    return {**identity_fields(payload, IDS), "companies": [given(payload, without=IDS)]}


def build_archivals(payloads: Sequence[Archive], settings: IntercomSettings) -> list[Request]:
    """One request per person."""
    whom = [urlencode(identity_fields(one, IDS)) for one in payloads]
    return [settings.call(f"/users?{one}", UPSERTING, method="DELETE", items=(at,)) for at, one in enumerate(whom)]


def judge_event(response: Response, payloads: Sequence[Track]) -> list[Outcome]:
    """Retry for an event of a person that Intercom does not know yet; nothing for other answers."""
    unknown = Retry("Intercom does not know this person yet; send an identify for the same id")
    return [unknown] * len(payloads) if response.status == HTTPStatus.NOT_FOUND else []


def judge_lead(response: Response, payloads: Sequence[Lead]) -> list[Outcome]:
    """Sent for a lead that is there already; nothing for other answers."""
    return [Sent()] * len(payloads) if response.status == HTTPStatus.CONFLICT else []


def _event(name: str, payload: type[Payload], text: str, about: About = None) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=event,
        request=post_each("/events"),
        help=text,
        limits=LIMITS,
        judge=judge_event,
        about=about,
        success=Success.NO_PAGE,
    )


INTERCOM = Destination(
    name="intercom",
    title="Intercom",
    settings=IntercomSettings,
    action_types=(
        _event("track", Track, "Send an event of a known person."),
        _event("purchase", Track, "Send an order, its amount as the price.", "order"),
        _event("refund", Refund, "Send a refund, its amount as the price.", "refund"),
        ActionType(
            "identify",
            Identify,
            rows=user,
            request=post_each("/users", UPSERTING),
            help="Create or update a person.",
            limits=LIMITS,
            success=Success.JSON,
        ),
        ActionType(
            "lead",
            Lead,
            rows=lead,
            request=post_each("/contacts"),
            help="Make somebody without an id a lead.",
            limits=LIMITS,
            judge=judge_lead,
            success=Success.JSON,
        ),
        ActionType(
            "group",
            Group,
            rows=member,
            request=post_each("/users", UPSERTING),
            help="Create or update a company, and put the person into it.",
            limits=LIMITS,
            success=Success.JSON,
        ),
        ActionType("archive", Archive, build_archivals, "Archive a person.", LIMITS, success=Success.JSON),
    ),
    help="Talking with customers.",
    names=("Intercom Cloud Mode", "Intercom Cloud", "Intercom V2"),
    kind="messages",
    without=(
        "its metadata and attributes are flat, and ten names of an event count; map those that "
        "matter. Traits are custom attributes, the address part by part; of a company without an id the name."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [INTERCOM]
