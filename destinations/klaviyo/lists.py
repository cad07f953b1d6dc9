"""Subscriptions and lists: what a person agreed to, or refused."""

from collections.abc import Callable, Hashable
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

from pydantic import BeforeValidator, Field, model_validator

from destinations.klaviyo.settings import Json, KlaviyoSettings, resource
from destinations.sdk import Code, ConsentRole, Email, Payload, Phone, Request, Rows, ScopeRole, refusal
from destinations.sdk.families.events import require_identity


def read_channels(value: Any) -> Any:
    """The channels in lower case; a string is split into its words.

    >>> read_channels("Email, SMS"), read_channels(["sms"])
    (['email', 'sms'], ['sms'])
    """
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    return [one.strip().lower() if isinstance(one, str) else one for one in value] if isinstance(value, list) else value


Channel = Literal["email", "sms"]
Channels = Annotated[list[Channel], Field(min_length=1), BeforeValidator(read_channels), ConsentRole()]
ADDRESSES = {"email": "email", "sms": "phone"}
ListId = Annotated[Code, ScopeRole(must_be_found=True)]


class Subscription(Payload):
    """Who agrees to messages, or refuses them, and to which. The scope must be one: left out, it would be all."""

    email: Annotated[Email, ScopeRole()] = Field(None, description="The e-mail address.")
    phone: Annotated[Phone, ScopeRole()] = Field(None, description="The phone number, with + and country code.")
    channels: Channels = Field(["email"], description="What for: email, sms.")
    list_id: ListId | None = Field(None, description="For which list; where none is mapped, for the account.")
    custom_source: str | None = Field(None, description="Where it was agreed to, as Klaviyo shows it.")

    @property
    def reachable(self) -> list[Channel]:
        """The channels that the person has an address for."""
        return [channel for channel in self.channels if getattr(self, ADDRESSES[channel]) is not None]

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.reachable:
            raise refusal(f"nobody to reach by {' or '.join(self.channels)}: map email, or phone for sms")
        return self


class AddToList(Payload):
    """Who goes on a list; it says nothing of consent."""

    email: Email | None = Field(None, description="The e-mail address.")
    phone: Phone | None = Field(None, description="The phone number, with + and country code.")
    list_id: ListId = Field(description="The list's id in Klaviyo.")

    _has_identity = require_identity("email", "phone")


class RemoveFromList(Payload):
    """Who goes off a list; it says nothing of consent."""

    profile_id: Annotated[Code, ScopeRole()] = Field(description="The profile's id in Klaviyo, which Klaviyo made.")
    list_id: ListId = Field(description="The list's id in Klaviyo.")


def by_terms(one: Subscription) -> Hashable:
    """What a job says once for all its people."""
    return (one.list_id, one.custom_source)


def by_list(one: AddToList | RemoveFromList) -> Hashable:
    """A job is for one list."""
    return one.list_id


def consenting(consent: str) -> Callable[[Subscription, KlaviyoSettings], Json]:
    """The `rows` that are these people, and what they said by each channel."""
    terms = {"marketing": {"consent": consent}}
    return lambda one, _: resource("profile", {**who(one), "subscriptions": dict.fromkeys(one.reachable, terms)})


def posting_consents(step: Literal["create", "delete"]) -> Callable[[Rows, KlaviyoSettings], Request]:
    """The `request` of one job for all these people, who agree on list and source."""
    kind = f"profile-subscription-bulk-{step}-job"

    def post(rows: Rows, settings: KlaviyoSettings) -> Request:
        source = rows.first.custom_source if step == "create" else None
        job = resource(kind, {"profiles": {"data": rows}, **({"custom_source": source} if source else {})})
        if rows.first.list_id is not None:
            job["relationships"] = {"list": {"data": {"type": "list", "id": rows.first.list_id}}}
        return settings.post(f"{kind}s", job)

    return post


def added(payload: AddToList, _: KlaviyoSettings) -> Json:
    """Who goes on the list."""
    return resource("profile", who(payload))


def post_additions(rows: Rows, settings: KlaviyoSettings) -> Request:
    """One job that imports these people, and puts them on the list."""
    job = resource("profile-bulk-import-job", {"profiles": {"data": rows}})
    job["relationships"] = {"lists": {"data": [{"type": "list", "id": rows.first.list_id}]}}
    return settings.post("profile-bulk-import-jobs", job)


def removed(payload: RemoveFromList, _: KlaviyoSettings) -> Json:
    """Who goes off the list."""
    return {"type": "profile", "id": payload.profile_id}


def delete_from_list(rows: Rows, settings: KlaviyoSettings) -> Request:
    """One request that takes these people off the list."""
    path = f"lists/{quote(rows.first.list_id, safe='')}/relationships/profiles"
    return settings.call("DELETE", path, rows)


def who(payload: Subscription | AddToList) -> Json:
    """The identifiers of the profile."""
    ids = {"email": payload.email, "phone_number": payload.phone}
    return {name: one for name, one in ids.items() if one is not None}
