"""Ids of people, and ids of rows."""

import re
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from destinations.sdk import AnonymousId, DedupeId, PersonRole, UserId, read_id
from destinations.sdk.families.events import id_validator

# vendor: /reference/import-events, "$insert_id": at most 36 bytes, letters, digits and hyphens.
INSERT_ID = re.compile(r"[A-Za-z0-9-]{1,36}")

# vendor: /troubleshooting/errors/400-bad-request names some placeholders; the others are those that public
# importers drop for the same reason.
not_placeholder = id_validator("Mixpanel")


def read_distinct_id(value: Any) -> str:
    """An id, or the empty text, by which Mixpanel knows an event that belongs to nobody."""
    return "" if value == "" else not_placeholder(read_id(value))


def fit_insert_id(text: str) -> str:
    """The text if Mixpanel takes it as `$insert_id`, else 36 characters that stand for it and no other.

    Client libraries make message ids of more than 36 characters; the vendor's advice for ids that do not fit
    is the beginning of a hash (/troubleshooting/errors/400-bad-request).

    >>> fit_insert_id("022bb90c-bbac-11e4-8dfc-aa07a5b093db")
    '022bb90c-bbac-11e4-8dfc-aa07a5b093db'
    >>> len(fit_insert_id("ajs-next-1772360130250-022bb90c-bbac-11e4-8dfc-aa07a5b093db"))
    36
    """
    if not text:
        # Rows under one hash of nothing would be stored once, all of them together.
        raise ValueError("a row needs an insert_id or a delivery id")
    return text if INSERT_ID.fullmatch(text) else sha256(text.encode()).hexdigest()[:36]


PersonId = Annotated[UserId, AfterValidator(not_placeholder)]
DeviceId = Annotated[AnonymousId, AfterValidator(not_placeholder)]
InsertId = Annotated[DedupeId, AfterValidator(not_placeholder)]
EventPersonId = Annotated[str, BeforeValidator(read_distinct_id), PersonRole("user")]


def find_distinct_id(payload: Any) -> str:
    """Who it is on the wire: `distinct_id` as given, else the user, else `$device:` and the anonymous id.

    That is how the vendor derives it under Simplified ID Merge (docs.mixpanel.com, "Identifying users"). A
    `distinct_id` that merely repeats the anonymous id is written as a device too, or the person would be
    counted twice after signing in.
    """
    anonymous = payload.anonymous_id
    if payload.distinct_id is not None and (payload.user_id is not None or payload.distinct_id != anonymous):
        return str(payload.distinct_id)
    return str(payload.user_id) if payload.user_id is not None else f"$device:{anonymous}"
