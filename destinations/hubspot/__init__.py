"""HubSpot: events, contacts and companies of its CRM.

- `settings.py`: the account, and how a call reaches it
- `payloads.py`: what the action types take
- this module: payloads into inputs, and what the answer says of each

`track` and `purchase` send occurrences of custom events, which have to be defined first, with their properties: "To
send event occurrence data to HubSpot, you first need to define the event". An event is known by `pe`, the account's
number and its name: Order Completed of account 12345 is `pe12345_order_completed`. `revenue`, `value` and `currency`
are properties like others, in major units. All values are texts at HubSpot; an order's lines have no place in one.
`contact` and `company` write records by a property whose values are unique; they send the properties that each account
has, and others only where an action maps them, as HubSpot refuses a record with a property that it does not know. Two
records of one contact never go in the same call, which HubSpot would refuse.
Vendor's pages: developers.hubspot.com/docs/api-reference/2026-03/events/send-event-data/batch-send-occurrences,
/legacy/events/send-event-data/guide, /2026-03/crm/objects/contacts/batch/upsert-contacts, /error-handling (partial
failures, by objectWriteTraceId), the changelog "New property limits for the Custom Behavioural Events API" (50
properties, names of 50 characters), read in November 2026. Not confirmed by them: 500 events and 100 records in a call
(public clients), 1,024 characters in a value, what `uuid` does, which categories of errors pass by themselves, and
the path of the deletion. That partial failures of an upsert are told as those of a creation, and that a call may be
answered with neither results nor errors where nothing was written, are seen in what RudderStack's public tests of its
HubSpot destination (rudder-transformer, `hs/network.ts`, `dataDelivery/silentFailure.ts`) let HubSpot answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from destinations.hubspot.payloads import Company, Contact, Delete, Track, event_name, text_of
from destinations.hubspot.settings import HubSpotSettings
from destinations.sdk import (
    ActionType,
    Destination,
    Limits,
    Outcome,
    Payload,
    Rejected,
    Request,
    Response,
    Retry,
    Rows,
    Sent,
    Success,
    given,
    hookimpl,
)
from destinations.sdk.families.events import apart, as_uuid, identity_fields

__all__ = ["HUBSPOT", "Company", "Contact", "Delete", "HubSpotSettings", "Track"]

# A private app has 100 or 190 calls in ten seconds, by its plan.
EVENTS = Limits(items=500, bytes=1_000_000, requests_per_second=10, rate_of="account")
RECORDS = Limits(items=100, bytes=1_000_000, requests_per_second=10, rate_of="account")
DELETIONS = Limits(items=1, requests_per_second=10, rate_of="account")
IDS = {"email": "email", "object_id": "objectId", "utk": "utk"}
NAMES = {
    "first_name": "firstname",
    "last_name": "lastname",
    "job_title": "jobtitle",
    "postal_code": "zip",
    "lifecycle_stage": "lifecyclestage",
}

ANSWERED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.MULTI_STATUS})
# What is said of a record that another call holds, or that was too much at once: it passes.
PASSING = frozenset({"RATE_LIMITS", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"})

Json = dict[str, Any]


def event(payload: Track, settings: HubSpotSettings) -> Json:
    """One occurrence."""
    facts = {**payload.properties, **given(payload, "revenue", "value", "currency")}
    return {
        "eventName": event_name(payload.event, settings.hub_id),
        **identity_fields(payload, IDS),
        "occurredAt": payload.time,
        "uuid": as_uuid(payload.delivery_id),
        "properties": {name: text_of(fact) for name, fact in facts.items() if fact is not None},
    }


def post_events(rows: Rows, settings: HubSpotSettings) -> Request:
    """One call with all occurrences."""
    return settings.post(f"/events/{settings.version}/send/batch", {"inputs": rows})


def record(id_property: str, payload: Any, key: str) -> Json:
    """A record, known by the property; properties of names of one's own take no field's place."""
    known = {NAMES.get(name, name): value for name, value in given(payload, without=(key, "properties")).items()}
    own = {name: text_of(value) for name, value in payload.properties.items()}
    value = getattr(payload, key)
    # With an id for each record, HubSpot takes those that are right and names the others; else it refuses all.
    ids = {"id": value, "idProperty": id_property, "objectWriteTraceId": payload.delivery_id}
    return {**ids, "properties": {**own, **known, id_property: value}}


def contact(payload: Contact, _: HubSpotSettings) -> Json:
    """The contact, known by the e-mail address."""
    return record("email", payload, "email")


def company(payload: Company, settings: HubSpotSettings) -> Json:
    """The company, known by the property that the settings name."""
    return record(settings.company_id_property, payload, "group_id")


def posting_records(kind: str) -> Callable[[Rows, HubSpotSettings], list[Request]]:
    """The `request` that writes records; one of which there are several goes in several calls."""

    def post_records(rows: Rows, settings: HubSpotSettings) -> list[Request]:
        path = f"/crm/objects/{settings.version}/{kind}/batch/upsert"
        parts = apart(rows, lambda row: str(row["id"]).lower())
        return [settings.post(path, {"inputs": part}) for part in parts]

    return post_records


def deletion(payload: Delete, _: HubSpotSettings) -> Json:
    """Whom to delete."""
    return {"objectId": payload.email, "idProperty": "email"}


def post_deletions(rows: Rows, settings: HubSpotSettings) -> list[Request]:
    """A call for each."""
    return [settings.post(f"/crm/objects/{settings.version}/contacts/gdpr-delete", row) for row in rows]


def judge_records(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """What became of the records that the errors of a 207 name; where they name none of ours, smaller calls find it.

    A call of which HubSpot wrote nothing is answered with 200 or 207, and with neither results nor errors.
    """
    body = response.json() if response.status in ANSWERED else None
    body = body if isinstance(body, dict) else {}
    listed = body.get("errors")
    errors = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    outcomes = {name: _outcome(error) for error in errors for name in _named(error)}
    if not outcomes:
        is_nothing = body.get("results") == []
        return [Rejected("HubSpot: it wrote nothing, and named no error", batch=True)] * (is_nothing * len(payloads))
    names = [_names(one) for one in payloads]
    if not outcomes.keys() <= {name for each in names for name in each}:
        return [Rejected(f"HubSpot: {errors[0].get('message')}", batch=True)] * len(payloads)
    return [next((outcomes[name] for name in each if name in outcomes), Sent()) for each in names]


def _names(payload: Any) -> tuple[str, str]:
    """What an error may name the payload by: the id of its delivery, or that of its record."""
    record_id = getattr(payload, "email", None) or getattr(payload, "group_id", "")
    return (payload.delivery_id, str(record_id).lower())


def _named(error: Json) -> list[str]:
    context = error.get("context")
    if isinstance(context, dict):
        for name, fold in (("objectWriteTraceId", str), ("ids", str.lower)):
            ids = context.get(name)
            if isinstance(ids, list) and ids:
                return [fold(str(one)) for one in ids]
    return [""]


def _outcome(error: Json) -> Outcome:
    reason = f"HubSpot: {error.get('message')}"
    return Retry(reason) if error.get("category") in PASSING else Rejected(reason)


TRACK = ActionType(
    "track",
    Track,
    rows=event,
    request=post_events,
    help="Send an occurrence of a custom event.",
    limits=EVENTS,
    success=Success.NO_PAGE,
)


def _records(name: str, payload: type[Payload], kind: str, text: str, row: Callable[[Any, Any], Json]) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=row,
        request=posting_records(kind),
        help=text,
        limits=RECORDS,
        judge=judge_records,
        success=Success.VERDICT,
    )


HUBSPOT = Destination(
    name="hubspot",
    title="HubSpot",
    settings=HubSpotSettings,
    action_types=(
        TRACK,
        replace(TRACK, name="purchase", help="Send an order as an occurrence, with its revenue.", about="order"),
        _records("contact", Contact, "contacts", "Create or update a contact.", contact),
        _records("company", Company, "companies", "Create or update a company.", company),
        ActionType(
            "delete",
            Delete,
            rows=deletion,
            request=post_deletions,
            help="Delete a contact for good.",
            limits=DELETIONS,
            success=Success.NO_PAGE,
        ),
    ),
    help="A CRM: events, contacts and companies.",
    names=("HubSpot Cloud Mode", "HubSpot Cloud", "HS"),
    kind="messages",
    without=(
        "an event has the properties that its definition has; map further ones to `properties`. A contact gets the "
        "properties that every account has, and of the traits those that an action maps."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [HUBSPOT]
