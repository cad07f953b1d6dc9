"""Amplitude: product analytics in which revenue is a field of the event.

All action types but `delete` send events to one endpoint, `$identify` and `$groupidentify` among them, as the
vendor's own libraries do. Money that came in is `revenue`, or `price` times `quantity`, in major units and
negative for refunds. The spec's `value`, the worth of an event that brings no money, stays an ordinary
property: as revenue it would be counted as earned.
Campaign and referrer are set of the person, and once as `initial_…`, as Amplitude's library for browsers does; that
of servers reads no user agent, so that browser, system and device are read here. `initial_…` is that of the first event
that has one: unlike that library, whose `initialEmptyValue` is "EMPTY", nothing is set where there is none.
The screen's size goes nowhere, as no key of an event holds it. An event of somebody in a company (`context.groupId`)
is the company's too: "the `groups` key adds event-level groups that persist only on that event"
(analytics/account-level-reporting-setup). The type is `company`, as `group` has it; a project has five types at most.
An order's revenue stands in the event of `purchase`, or in those of its lines, which `product` sends: an action file
that has both says `unset: [revenue]` for `purchase`, or each order counts twice.
Vendor: amplitude.com/docs/apis/analytics, pages http-v2, batch-event-upload, http-api-batching-retries,
user-mapping and user-privacy. Not confirmed by these pages, only by the vendor's libraries: `$groupidentify`, that
of the web `os_name` is the browser, the names of the page's properties (`[Amplitude] Page URL`).
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import Field, SecretStr

from destinations.amplitude.payloads import Alias, Delete, Group, Identify, Person, Refund, Row, Track
from destinations.sdk import (
    About,
    ActionType,
    Destination,
    Limits,
    Outcome,
    Rejected,
    Request,
    Response,
    Retry,
    Rows,
    Settings,
    Success,
    hookimpl,
)
from destinations.sdk.families.events import judge_rows

__all__ = ["AMPLITUDE", "Alias", "AmplitudeSettings", "Delete", "Group", "Identify", "Person", "Refund", "Track"]

UPLOADS = Limits(items=1000, bytes=1_000_000)
MAPPINGS = Limits(items=1)
DELETIONS = Limits(items=100, requests_per_second=1, concurrency=1)
NAMED = ("events_with_missing_fields", "events_with_invalid_fields", "events_with_invalid_id_lengths")
# An answer other than 200 means that nothing of the batch was stored (page http-api-batching-retries).
OTHERS_REFUSED = Retry("Amplitude took none of this batch, as it refused others in it", counts=False)
THROTTLED = Retry("Amplitude throttles a person or device of this batch", counts=False)
OVER_QUOTA = Rejected("over Amplitude's daily quota for one person or device")


class AmplitudeSettings(Settings):
    """An Amplitude project."""

    api_key: SecretStr = Field(description="The project's API key.")
    secret_key: SecretStr | None = Field(None, description="The project's secret key; only `delete` needs it.")
    region: Literal["us", "eu"] = Field("us", description="Where the project's data lives.")
    bulk: bool = Field(
        False, description="Use the batch endpoint: up to 1000 events a second of one person, seen later."
    )
    min_id_length: int = Field(
        1, ge=1, description="The shortest id; Amplitude itself drops those of fewer than 5 characters."
    )

    @property
    def upload_url(self) -> str:
        host = {"us": "https://api2.amplitude.com", "eu": "https://api.eu.amplitude.com"}[self.region]
        return f"{host}/{'batch' if self.bulk else '2/httpapi'}"

    @property
    def mapping_url(self) -> str:
        return {"us": "https://api.amplitude.com", "eu": "https://api.eu.amplitude.com"}[self.region] + "/usermap"

    @property
    def deletion_url(self) -> str:
        host = {"us": "https://amplitude.com", "eu": "https://analytics.eu.amplitude.com"}[self.region]
        return f"{host}/api/2/deletions/users"


def event_rows(payload: Any, settings: AmplitudeSettings) -> list[Row]:
    """The events that the payload becomes."""
    rows: list[Row] = payload.to_rows()
    for name in (row[key] for row in rows for key in ("user_id", "device_id") if key in row):
        if len(name) < settings.min_id_length:
            raise ValueError(f"the id {name!r} is shorter than the setting min_id_length, {settings.min_id_length}")
    return rows


def upload(rows: Rows, settings: AmplitudeSettings) -> Request:
    """One request with all events."""
    body = {"api_key": settings.api_key.get_secret_value(), "events": rows}
    return Request.post(settings.upload_url, json={**body, "options": {"min_id_length": settings.min_id_length}})


def pair(payload: Alias, _: AmplitudeSettings) -> Row:
    """The two ids."""
    return {"user_id": payload.user_id, "global_user_id": payload.global_user_id}


def map_pairs(rows: Rows, settings: AmplitudeSettings) -> list[Request]:
    """One request per pair of ids, of the form that the endpoint takes."""
    key = settings.api_key.get_secret_value()
    return [
        Request.post(settings.mapping_url, form={"api_key": key, "mapping": f"[{row}]"}, items=row.items)
        for row in rows
    ]


def delete_users(rows: Rows, settings: AmplitudeSettings) -> Request:
    """One request to delete all these people, and to pass over those that the project does not know."""
    if settings.secret_key is None:
        raise ValueError("deleting people needs the setting secret_key")
    return Request.post(
        settings.deletion_url,
        json={"user_ids": rows, "ignore_invalid_id": "true"},
        basic=(settings.api_key.get_secret_value(), settings.secret_key.get_secret_value()),
    )


def judge_upload(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """Rejected for the events that a 400 or 429 names, Retry for the others; nothing for other answers."""
    body = response.json() if response.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.TOO_MANY_REQUESTS} else None
    if not isinstance(body, dict):
        return []
    if str(body.get("error")).startswith("Invalid API key"):
        return [Retry("Amplitude does not know the API key", counts=False, pause=True)] * len(payloads)
    if response.status == HTTPStatus.BAD_REQUEST:
        return judge_rows(response, payloads, read_refusals(body), OTHERS_REFUSED)
    over = {*(body.get("exceeded_daily_quota_users") or ()), *(body.get("exceeded_daily_quota_devices") or ())}
    return [OVER_QUOTA if over & {one.user_id, one.device_id} else THROTTLED for one in payloads]


def read_refusals(body: dict[str, Any]) -> dict[Any, str]:
    """Why an event is not taken, by its number in the request."""
    found = dict.fromkeys(body.get("silenced_events") or (), "Amplitude has silenced this device")
    for what in NAMED:
        for field, rows in (body.get(what) or {}).items():
            found |= dict.fromkeys(rows, f"Amplitude refused {field} ({what.replace('_', ' ')})")
    return found


def _upload(name: str, payload: type[Person], text: str, about: About = None) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=event_rows,
        request=upload,
        help=text,
        limits=UPLOADS,
        judge=judge_upload,
        about=about,
        success=Success.JSON,
    )


AMPLITUDE = Destination(
    name="amplitude",
    title="Amplitude",
    settings=AmplitudeSettings,
    action_types=(
        _upload("track", Track, "Send an event."),
        _upload("purchase", Track, "Send an order, with its revenue.", "order"),
        _upload(
            "product", Track, "Send an order's products, each with its revenue; unset that of `purchase` then.", "order"
        ),
        _upload("refund", Refund, "Send a refund: revenue with a minus sign.", "refund"),
        _upload("page", Track, "Send a page view."),
        _upload("screen", Track, "Send a view of a screen."),
        _upload("identify", Identify, "Set a person's properties."),
        _upload("group", Group, "Put a person into a group, and set the group's properties."),
        ActionType(
            "alias",
            Alias,
            rows=pair,
            request=map_pairs,
            help="Say that two ids are one person (needs Amplitude's Portfolio or user mapping).",
            limits=MAPPINGS,
            success=Success.NO_PAGE,
        ),
        ActionType(
            "delete",
            Delete,
            rows=lambda payload, _: payload.user_id,
            request=delete_users,
            help="Ask Amplitude to delete all it has of a person.",
            limits=DELETIONS,
            success=Success.JSON,
        ),
    ),
    help="Product analytics.",
    names=("AM",),
    kind="analytics",
    without=(
        "traits are copied whole to the person's properties; the keys of its events have no place for "
        "the rest; map it to `properties`."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [AMPLITUDE]
