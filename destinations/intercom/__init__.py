"""Intercom: talking with customers. Events go to /events, people and their companies to /users, one per request.

An event's amount is `metadata.price`, in minor units: 19.99 USD is 1999, 1200 JPY is 1200. The spec's `value`, the
worth of an event without money, is none, but for an order that says no more, and stays what it is. The price comes
first, as Intercom keeps the first ten names of an event's metadata and ignores the others. Metadata and custom
attributes are flat: lists are left out, with a warning, as are objects other than Intercom's own (links and amounts).
Version 2 of the API can only create a contact ("You can create a new contact (ie. user or lead)"; for one that is there
"A contact matching those details already exists with id=…", 409) or update one whose Intercom id is known. Version 1.4,
still served, creates or updates in a single call, and attaches a company in it: people and companies go there.
Somebody without an id becomes a lead once, by `lead`: what is told of them later would need Intercom's id. `identify`
is for people with one, so that both beside each other make one contact of a person.
Intercom drops no duplicates. `archive` has no default trigger.
Vendor's pages: developers.intercom.com/docs/references: /2.17/rest-api/api.intercom.io/data-events,
/contacts/createcontact and /contacts/updatecontact, /1.4/rest-api/users/create-or-update-user and /archive-a-user,
/2.17/rest-api/errors. Not confirmed by them: 409 for a lead that is there.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from destinations.intercom.payloads import Archive, Group, Identify, Lead, Refund, Track
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
    Sent,
    Settings,
    Success,
    hookimpl,
    to_minor,
)
from destinations.sdk.families.events import identity_fields

__all__ = ["INTERCOM", "Archive", "Group", "Identify", "IntercomSettings", "Lead", "Refund", "Track"]

HOSTS = {"us": "api.intercom.io", "eu": "api.eu.intercom.io", "au": "api.au.intercom.io"}
# 10 000 requests a minute for a private app, as others' pages say; not confirmed by the vendor's.
LIMITS = Limits(items=1, bytes=1_000_000, requests_per_second=160)
UPSERTING = "1.4"
# Properties that the price was made of; without one they stay what they are, as in `price: on request`.
MONEY = frozenset({"revenue", "currency", "price"})
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

    def call(self, path: str, version: str, position: int, **more: Any) -> Request:
        """A call to this workspace, about the payload at `position`."""
        headers = {"intercom-version": version, "accept": "application/json"}
        token = self.access_token.get_secret_value()
        url = f"https://{HOSTS[self.region]}{path}"
        return Request.post(url, headers=headers, bearer=token, items=(position,), **more)


def build_events(payloads: Sequence[Track], settings: IntercomSettings) -> list[Request]:
    """One request per event, the price first among its metadata."""
    return [settings.call("/events", settings.version, at, json=event(one)) for at, one in enumerate(payloads)]


def event(payload: Track) -> Json:
    """The event as Intercom has it."""
    price: Json = {}
    if payload.price is not None and payload.currency is not None:
        minor = to_minor(payload.price, payload.currency)
        price = {"price": {"amount": minor, "currency": payload.currency.lower()}}
    own = {"event_name": payload.event, "created_at": payload.time, **identity_fields(payload, IDS)}
    others = {name: value for name, value in payload.metadata.items() if not price or name not in MONEY}
    return {**own, "metadata": {**price, **others}}


def build_users(payloads: Sequence[Identify], settings: IntercomSettings) -> list[Request]:
    """One request per person, which creates or updates."""
    return [settings.call("/users", UPSERTING, at, json=user(one)) for at, one in enumerate(payloads)]


def user(payload: Identify) -> Json:
    """The person as version 1.4 has it."""
    own = payload.model_dump(exclude_none=True, exclude={"avatar", "company_id", "company_name"})
    company = {"company_id": payload.company_id, "name": payload.company_name}
    parts = {
        "avatar": {"type": "avatar", "image_url": payload.avatar} if payload.avatar else None,
        "companies": [{name: part for name, part in company.items() if part}] if payload.company_id else None,
    }
    return {**own, **{name: part for name, part in parts.items() if part}}


def build_leads(payloads: Sequence[Lead], settings: IntercomSettings) -> list[Request]:
    """One request per person, which creates."""
    leads = [{"role": "lead", **spelled_lead(one)} for one in payloads]
    return [settings.call("/contacts", settings.version, at, json=one) for at, one in enumerate(leads)]


def spelled_lead(payload: Lead) -> Json:
    """The lead as version 2 has it."""
    own = payload.model_dump(exclude_none=True)
    return {LEAD_NAMES.get(name, name): value for name, value in own.items() if value != {}}


def build_companies(payloads: Sequence[Group], settings: IntercomSettings) -> list[Request]:
    """One request per person and company, which creates or updates both and joins them."""
    companies = [
        {**identity_fields(one, IDS), "companies": [one.model_dump(exclude={*IDS}, exclude_none=True)]}
        for one in payloads
    ]
    return [settings.call("/users", UPSERTING, at, json=one) for at, one in enumerate(companies)]


def build_archivals(payloads: Sequence[Archive], settings: IntercomSettings) -> list[Request]:
    """One request per person."""
    whom = [urlencode(identity_fields(one, IDS)) for one in payloads]
    return [settings.call(f"/users?{one}", UPSERTING, at, method="DELETE") for at, one in enumerate(whom)]


def judge_event(response: Response, payloads: Sequence[Track]) -> list[Outcome]:
    """Retry for an event of a person that Intercom does not know yet; nothing for other answers."""
    unknown = Retry("Intercom does not know this person yet; send an identify for the same id")
    return [unknown] * len(payloads) if response.status == HTTPStatus.NOT_FOUND else []


def judge_lead(response: Response, payloads: Sequence[Lead]) -> list[Outcome]:
    """Sent for a lead that is there already; nothing for other answers."""
    return [Sent()] * len(payloads) if response.status == HTTPStatus.CONFLICT else []


def _event(name: str, payload: type[Payload], text: str, about: About = None) -> ActionType:
    return ActionType(
        name, payload, build_events, text, LIMITS, judge=judge_event, about=about, success=Success.NO_PAGE
    )


INTERCOM = Destination(
    name="intercom",
    title="Intercom",
    settings=IntercomSettings,
    action_types=(
        _event("track", Track, "Send an event of a known person."),
        _event("purchase", Track, "Send an order, its amount as the price.", "order"),
        _event("refund", Refund, "Send a refund, its amount as the price.", "refund"),
        ActionType("identify", Identify, build_users, "Create or update a person.", LIMITS, success=Success.JSON),
        ActionType(
            "lead",
            Lead,
            build_leads,
            "Make somebody without an id a lead.",
            LIMITS,
            judge=judge_lead,
            success=Success.JSON,
        ),
        ActionType(
            "group",
            Group,
            build_companies,
            "Create or update a company, and put the person into it.",
            LIMITS,
            success=Success.JSON,
        ),
        ActionType("archive", Archive, build_archivals, "Archive a person.", LIMITS, success=Success.JSON),
    ),
    help="Talking with customers.",
    names=("Intercom Cloud Mode", "Intercom Cloud", "Intercom V2"),
    kind="messages",
    without=(
        "its metadata and attributes are flat, and ten names of an event count; map those that "
        "matter. Traits are custom attributes, but for the address, and a company without an id."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [INTERCOM]
