"""The calls that are about people and messages, and not about what was done: merges, triggers, deletions."""

from collections.abc import Callable

from destinations.braze.payloads import Merge, MergeGuest, Person, Trigger
from destinations.braze.settings import BrazeSettings, Row, alias_of
from destinations.sdk import Request, Rows

# vendor: /users/identify, "Identifying users by email addresses": which profile of several of that address.
GUEST = ("unidentified", "most_recently_updated")


def pair(payload: Merge, settings: BrazeSettings) -> Row:
    """A person and the device's profile that becomes theirs."""
    return {"external_id": payload.user_id, "user_alias": alias_of(payload.anonymous_id, settings)}


def merge(rows: Rows, settings: BrazeSettings) -> Request:
    """One request that joins each device's profile to its person's."""
    return settings.post("/users/identify", {"aliases_to_identify": rows})


def further_pair(payload: Merge, settings: BrazeSettings) -> Row:
    """A person, and a device's profile that goes into theirs, whatever other devices they have."""
    gone = {"user_alias": alias_of(payload.anonymous_id, settings)}
    return {"identifier_to_merge": gone, "identifier_to_keep": {"external_id": payload.user_id}}


def merge_devices(rows: Rows, settings: BrazeSettings) -> Request:
    """One request that merges each device's profile into its person's."""
    return settings.post("/users/merge", {"merge_updates": rows})


def guest(payload: MergeGuest, _: BrazeSettings) -> Row:
    """A person, and the guest of their e-mail address; of several guests the one that was updated last."""
    return {"external_id": payload.user_id, "email": payload.email, "prioritization": [*GUEST]}


def merge_guests(rows: Rows, settings: BrazeSettings) -> Request:
    """One request that joins each guest's profile to its person's."""
    return settings.post("/users/identify", {"emails_to_identify": rows})


def recipients(filled: str) -> Callable[[Trigger, BrazeSettings], Row]:
    """The `rows` that are the people who get a message; `filled` is the API's name for what it is filled in with."""
    return lambda one, settings: {**recipient(one, settings), filled: one.properties or {}}


def triggering(path: str, named: str) -> Callable[[Rows, BrazeSettings], Request]:
    """The `request` that triggers one campaign or Canvas for all these people; `named` is the API's name for it."""
    return lambda rows, settings: settings.post(path, {named: rows.first.trigger_id, "recipients": rows})


def recipient(person: Person, settings: BrazeSettings) -> Row:
    """Who gets the message; of several with an e-mail address the one that was updated last."""
    if person.user_id is not None:
        return {"external_user_id": person.user_id}
    if person.email is not None:
        return {"email": person.email, "prioritization": ["most_recently_updated"]}
    return {"user_alias": alias_of(str(person.anonymous_id), settings)}


def delete(rows: Rows, settings: BrazeSettings) -> Request:
    """One request that deletes all these people."""
    return settings.post("/users/delete", {"external_ids": rows})
