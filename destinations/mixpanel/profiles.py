"""The action types about profiles: identify (sets a person's traits), group (a group's), delete."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from destinations.mixpanel.events import device_facts
from destinations.mixpanel.identity import DeviceId, PersonId, find_distinct_id, not_placeholder
from destinations.mixpanel.settings import MixpanelSettings
from destinations.mixpanel.traits import dates_in_utc, rename_traits, renamed
from destinations.sdk import (
    GroupId,
    IpAddress,
    Limits,
    Outcome,
    Payload,
    Personal,
    Rejected,
    Request,
    Response,
    Rows,
    Sent,
    UserAgent,
)
from destinations.sdk.families.events import host_of, require_identity
from destinations.sdk.fields.copied import Copied

# The vendor states 2000 (/reference/user-profile-limits, /reference/limits-1). Fewer bound what one bad
# profile costs, as the answer does not say which one it was.
PROFILE_LIMITS = Limits(items=200, bytes=1_000_000)
SUCCESS = 200
Row = dict[str, Any]
Dated = Annotated[Copied, AfterValidator(dates_in_utc)]
Traits = Annotated[Dated, Personal("traits", sent="plain")]


class Identify(Payload):
    """What is known of a person."""

    distinct_id: PersonId | None = Field(None, description="Who it is.")
    user_id: PersonId | None = Field(None, description="The person's id in your database.")
    anonymous_id: DeviceId | None = Field(None, description="The device's id while nobody is signed in.")
    ip: IpAddress = Field(None, description="Where the place is looked up from.")
    user_agent: UserAgent = Field(None, description="The browser; it says $browser and $os.")
    traits: Traits | None = Field(None, description="Properties of the profile.")
    traits_once: Traits | None = Field(None, description="Properties to set where the profile has none of that name.")
    first_seen: Traits | None = Field(None, description="As traits_once: what brought the person, such as a campaign.")
    increment: dict[str, int | float] | None = Field(None, description="Numbers to add to properties: {logins: 1}.")
    append: Traits | None = Field(None, description="Values to append to properties that are lists.")
    unset: list[str] | None = Field(None, description="Names of properties to take away.")

    _has_identity = require_identity("distinct_id", "user_id", "anonymous_id")


class Delete(Payload):
    """Whose profile is to go. Events of the past stay (vendor: /reference/delete-profile)."""

    distinct_id: PersonId = Field(description="Who it is.")


class Group(Payload):
    """What is known of a group, such as a company."""

    group_key: GroupId = Field(description="The property that groups people, as in project settings.")
    group_id: Annotated[GroupId, AfterValidator(not_placeholder)] = Field(description="Which group it is.")
    traits: Dated | None = Field(None, description="Properties of the group's profile.")


def delete_row(payload: Delete, _: MixpanelSettings) -> Row:
    """The deletion of exactly this profile, and not of the one that its id stands for."""
    return {"$distinct_id": payload.distinct_id, "$delete": "null", "$ignore_alias": True}


def group_row(payload: Group, _: MixpanelSettings) -> Row:
    """What sets the group's profile."""
    return {"$group_key": payload.group_key, "$group_id": payload.group_id, "$set": renamed(payload.traits or {})}


def changing(path: str) -> Callable[[Rows, MixpanelSettings], Request]:
    """The request of all rows, each of which says whose project it is."""

    def post(rows: Rows, settings: MixpanelSettings) -> Request:
        return Request.post(f"{settings.host}{path}", json=rows.beginning_with({"$token": settings.token}))

    return post


def judge_profiles(response: Response, payloads: Sequence[Payload]) -> list[Outcome]:
    """Rejected for all when the body says so, though the status is 200; nothing for other answers.

    With `verbose=1` the body is `{"status": 1 or 0, "error": text}`, without it the bare digit (vendor:
    /reference/profile-set). It does not say which of the profiles it refused.
    """
    if response.status != SUCCESS:
        return []
    body = response.json()
    status = body.get("status") if isinstance(body, dict) else body
    if status != 0:
        return [Sent()] * len(payloads)
    error = body.get("error") if isinstance(body, dict) else None
    return [Rejected(f"Mixpanel refused the profile: {error or 'no reason given'}")] * len(payloads)


def identify_rows(payload: Identify, _: MixpanelSettings) -> Iterator[Row]:
    """An update of the profile for each kind of change."""
    row: Row = {"$distinct_id": find_distinct_id(payload)}
    if payload.ip is not None:
        row["$ip"] = payload.ip
    seen = payload.first_seen or {}
    domain = host_of(seen.get("$initial_referrer"))
    once = {**seen, **({"$initial_referring_domain": domain} if domain else {}), **(payload.traits_once or {})}
    changes: dict[str, Any] = {
        "$set": rename_traits(payload.traits or {}),
        "$set_once": renamed(once),
        "$add": payload.increment,
        "$append": renamed(payload.append or {}),
        "$unset": payload.unset,
    }
    agent = device_facts(payload.user_agent)
    if changes["$set"] and agent:
        changes["$set"] = {**agent, **changes["$set"]}
    non_empty = {name: change for name, change in changes.items() if change}
    # Nothing to change is said, too: it makes the profile, and gives it a place.
    for name, change in (non_empty or {"$set": {}}).items():
        yield {**row, name: change}
