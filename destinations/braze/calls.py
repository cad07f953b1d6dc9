"""The calls that are about people and messages, and not about what was done: merges, triggers, deletions."""

from collections.abc import Callable, Sequence
from typing import Any

from destinations.braze.payloads import Delete, Merge, Person, Trigger
from destinations.braze.settings import BrazeSettings, Row, alias_of
from destinations.sdk import Request

Build = Callable[[Sequence[Any], BrazeSettings], Request]


def build_merges(payloads: Sequence[Merge], settings: BrazeSettings) -> Request:
    """One request that joins each device's profile to its person's."""
    pairs = [{"external_id": one.user_id, "user_alias": alias_of(one.anonymous_id, settings)} for one in payloads]
    return settings.post("/users/identify", {"aliases_to_identify": pairs}, range(len(pairs)))


def triggering(path: str, named: str, filled: str) -> Build:
    """A `build` that triggers one campaign or Canvas for all these people; `named` and `filled` are the API's names."""

    def build(payloads: Sequence[Trigger], settings: BrazeSettings) -> Request:
        recipients = [{**recipient(one, settings), filled: one.properties or {}} for one in payloads]
        body = {named: payloads[0].trigger_id, "recipients": recipients}
        return settings.post(path, body, range(len(recipients)))

    return build


def recipient(person: Person, settings: BrazeSettings) -> Row:
    """Who gets the message; of several with an e-mail address the one that was updated last."""
    if person.user_id is not None:
        return {"external_user_id": person.user_id}
    if person.email is not None:
        return {"email": person.email, "prioritization": ["most_recently_updated"]}
    return {"user_alias": alias_of(str(person.anonymous_id), settings)}


def build_deletion(payloads: Sequence[Delete], settings: BrazeSettings) -> Request:
    """One request that deletes all these people."""
    return settings.post("/users/delete", {"external_ids": [one.user_id for one in payloads]}, range(len(payloads)))
