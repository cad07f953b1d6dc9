"""For tools that take events and traits of people much as the event spec has them.

    class Track(EventPayload):
        user_id: Annotated[UserId, AfterValidator(id_validator("Toy"))] | None = None
        device_id: AnonymousId | None = None

        _has_identity = require_identity("user_id", "device_id")

    def build_track(payloads: Sequence[Track], settings: ToySettings) -> Request:
        rows, items = rows_of_all(payloads, to_rows)
        return Request.post(settings.url, json=rows, items=items)

    def judge_track(response: Response, payloads: Sequence[Track]) -> list[Outcome]:
        return judge_rows(response, payloads, {one["index"]: one["why"] for one in response.json()["refused"]})

- `event_payload.py`: an event's name, its money, and everything else about it
- `identity.py`: ids that a tool accepts, and payloads without any id
- `rows.py`: requests whose rows come from payloads, and answers that name rows
- `apart.py`: rows of one record, which may not stand in the same call
- `agents.py`: browser, system and device of a user agent
- `pages.py`: the host and click ids in a page's URL
- `places.py`: the parts of an address, as they are written
- `flat.py`: objects without objects in them
- `seconds.py`: dates and times in copied objects, as seconds since 1970
- `row_ids.py`: the delivery's id as a UUID or a ULID, for tools that insist on one
"""

from typing import TYPE_CHECKING

from destinations.renamed import old_names
from destinations.sdk.families.events.agents import Agent, agent_of
from destinations.sdk.families.events.apart import apart
from destinations.sdk.families.events.event_payload import EventPayload, Product
from destinations.sdk.families.events.flat import flat, leaves, shorter_than
from destinations.sdk.families.events.identity import PLACEHOLDERS, id_validator, identity_fields, require_identity
from destinations.sdk.families.events.pages import clicks_in, host_of
from destinations.sdk.families.events.places import City, Country, PostalCode, State, Street
from destinations.sdk.families.events.row_ids import as_ulid, as_uuid
from destinations.sdk.families.events.rows import check_item_size, judge_rows, rows_of_all
from destinations.sdk.families.events.seconds import in_seconds

if not TYPE_CHECKING:
    __getattr__ = old_names(__name__)

__all__ = [
    "PLACEHOLDERS",
    "Agent",
    "City",
    "Country",
    "EventPayload",
    "PostalCode",
    "Product",
    "State",
    "Street",
    "agent_of",
    "apart",
    "as_ulid",
    "as_uuid",
    "check_item_size",
    "clicks_in",
    "flat",
    "host_of",
    "id_validator",
    "identity_fields",
    "in_seconds",
    "judge_rows",
    "leaves",
    "require_identity",
    "rows_of_all",
    "shorter_than",
]
