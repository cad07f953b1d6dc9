"""What tools have in common that take events and people's traits much as the event spec has them.

    class Track(EventPayload):
        user_id: Annotated[UserId, AfterValidator(taken_by("Toy"))] | None = None
        device_id: AnonymousId | None = None

        _of_somebody = somebody("user_id", "device_id")

    def build_track(payloads: Sequence[Track], settings: ToySettings) -> Request:
        rows, items = rows_of_all(payloads, to_rows)
        return Request.post(settings.url, json=rows, items=items)

    def judge_track(response: Response, payloads: Sequence[Track]) -> list[Outcome]:
        return judge_rows(response, payloads, {one["index"]: one["why"] for one in response.json()["refused"]})

- `event_payload.py`: an event's name, its money, and everything else about it
- `somebody.py`: ids that name somebody, and payloads that name nobody
- `rows.py`: requests whose rows come from payloads, and answers that name rows
- `agents.py`: browser, system and device of a user agent
- `pages.py`: host and ids of clicks in the address of a page
- `row_ids.py`: the delivery's id as a UUID or a ULID, for tools that insist on one
"""

from destinations.sdk.families.events.agents import Agent, agent_of
from destinations.sdk.families.events.event_payload import EventPayload, Product
from destinations.sdk.families.events.pages import clicks_in, host_of
from destinations.sdk.families.events.row_ids import as_ulid, as_uuid
from destinations.sdk.families.events.rows import judge_rows, rows_of_all, within
from destinations.sdk.families.events.somebody import PLACEHOLDERS, named, somebody, taken_by

__all__ = [
    "PLACEHOLDERS",
    "Agent",
    "EventPayload",
    "Product",
    "agent_of",
    "as_ulid",
    "as_uuid",
    "clicks_in",
    "host_of",
    "judge_rows",
    "named",
    "rows_of_all",
    "somebody",
    "taken_by",
    "within",
]
