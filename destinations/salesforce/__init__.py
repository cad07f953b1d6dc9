"""Salesforce: leads, contacts, opportunities and any other records, by ids of yours.

Records are created or updated by an external id, 200 of one object in a call, each taken or refused by itself
(`allOrNone` is false). Two rows of one record never go in the same call, which Salesforce would refuse. The object
needs a field of type External ID, which the settings name. What a record must have when it is created, as a lead its
LastName and Company, is never made up, since an update would write it over what is there: such a lead is refused with
REQUIRED_FIELD_MISSING. `lead` is for people who identify themselves; the other action types have no default trigger.
Amounts are in major units; `CurrencyIsoCode` goes along where the organization has several currencies. Tokens are got
by the client credentials flow, by a refresh token, or by the JWT bearer flow with a private key and a user's name,
which needs `pip install 'destination-actions[salesforce]'`.
Vendor's pages: developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert
(200 records, answers in the order of the records), help.salesforce.com, "OAuth 2.0 Client Credentials Flow" and
"OAuth 2.0 JWT Bearer Flow" (RS256, three minutes), read in November 2026. Not confirmed by them: which codes of errors
pass by themselves, and that one record twice in a call is refused. That a locked row may be named in the message of
another code is seen in RudderStack's public tests (rudder-transformer, `salesforce/network.ts`).
"""

from collections.abc import Callable, Hashable, Sequence
from http import HTTPStatus
from typing import Any

from destinations.salesforce.payloads import Contact, Lead, Opportunity, Record, address
from destinations.salesforce.settings import SalesforceSettings
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
from destinations.sdk.families.events import apart

__all__ = ["SALESFORCE", "Contact", "Lead", "Opportunity", "Record", "SalesforceSettings"]

RECORDS = Limits(items=200, bytes=1_000_000, concurrency=5, rate_of="account")
NAMES = {
    "first_name": "FirstName",
    "last_name": "LastName",
    "email": "Email",
    "phone": "Phone",
    "job_title": "Title",
    "company": "Company",
    "source": "LeadSource",
    "website": "Website",
    "opted_out": "HasOptedOutOfEmail",
}
# Another call holds the record, or the organization's quota of calls: it passes.
LOCKED = "UNABLE_TO_LOCK_ROW"
PASSING = frozenset({LOCKED, "REQUEST_LIMIT_EXCEEDED", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT"})

Json = dict[str, Any]


def record(kind: str, id_field: str, payload: Any, fields: Json) -> Json:
    """A record of that object, known by that field; fields of names of one's own take no other's place."""
    own = {id_field: payload.external_id, **fields}
    taken = {name.lower() for name in own}
    more = {name: value for name, value in payload.fields.items() if name.lower() not in taken}
    return {"attributes": {"type": kind}, **own, **more}


def lead(payload: Lead, settings: SalesforceSettings) -> Json:
    """The lead, its address in fields of its own."""
    return record("Lead", settings.external_id_field, payload, {**_person(payload), **address(payload, "")})


def contact(payload: Contact, settings: SalesforceSettings) -> Json:
    """The contact, its address that for mail."""
    return record("Contact", settings.external_id_field, payload, {**_person(payload), **address(payload, "Mailing")})


def _person(payload: Any) -> Json:
    return {NAMES[name]: value for name, value in given(payload).items() if name in NAMES}


def opportunity(payload: Opportunity, settings: SalesforceSettings) -> Json:
    """The opportunity, which an order is when it has been won."""
    own: Json = {
        "Name": payload.name or f"Order {payload.external_id}",
        "StageName": payload.stage,
        "CloseDate": payload.closed_at[:10],
        "Amount": payload.amount,
        "CurrencyIsoCode": payload.currency if settings.multi_currency else None,
    }
    known = {name: value for name, value in own.items() if value is not None}
    return record("Opportunity", settings.external_id_field, payload, known)


def any_record(payload: Record, _: SalesforceSettings) -> Json:
    """A record of the object that the payload names."""
    return record(payload.object, payload.id_field, payload, {})


def by_object(payload: Record) -> Hashable:
    """What the records of one call have in common."""
    return (payload.object, payload.id_field)


def upserting(kind: str) -> Callable[[Rows, SalesforceSettings], list[Request]]:
    """The `request` that writes records of the object; one of which there are several goes in several calls."""

    def upsert(rows: Rows, settings: SalesforceSettings) -> list[Request]:
        first = rows.first
        object_, id_field = (kind, settings.external_id_field) if kind else (first.object, first.id_field)
        parts = apart(rows, lambda row: str(row[id_field]).lower())
        return [settings.patch(f"{object_}/{id_field}", part) for part in parts]

    return upsert


def judge_records(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """What became of each record, by its place in the answer; nothing for answers that are not a list of results."""
    if response.status != HTTPStatus.OK:
        return []
    results, items = response.json(), response.request.items
    if not isinstance(results, list) or len(results) != len(items):
        return [Retry("Salesforce's answer does not say what became of each record")] * len(payloads)
    outcomes: list[Outcome] = [Sent()] * len(payloads)
    for position, result in zip(items, results, strict=True):
        outcomes[position] = _outcome(result if isinstance(result, dict) else {})
    return outcomes


def _outcome(result: Json) -> Outcome:
    if result.get("success") is True:
        return Sent()
    errors = result.get("errors")
    known = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    reason = "; ".join(f"{one.get('statusCode')}: {one.get('message')}" for one in known) or "refused without a reason"
    # Where a trigger of the organization failed, the code is the trigger's, and the message has that of its reason.
    passes = any(one.get("statusCode") in PASSING or LOCKED in str(one.get("message")) for one in known)
    return Retry(f"Salesforce: {reason}") if passes else Rejected(f"Salesforce: {reason}")


def _records(
    name: str, payload: type[Payload], row: Callable[[Any, Any], Json], text: str, kind: str = ""
) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=row,
        request=upserting(kind),
        help=text,
        limits=RECORDS,
        judge=judge_records,
        success=Success.VERDICT,
    )


SALESFORCE = Destination(
    name="salesforce",
    title="Salesforce",
    settings=SalesforceSettings,
    action_types=(
        _records("lead", Lead, lead, "Create or update a lead.", "Lead"),
        _records("contact", Contact, contact, "Create or update a contact.", "Contact"),
        _records(
            "opportunity", Opportunity, opportunity, "Create or update an opportunity, as an order is.", "Opportunity"
        ),
        ActionType(
            "record",
            Record,
            rows=any_record,
            request=upserting(""),
            help="Create or update a record of any object.",
            limits=RECORDS,
            batch_key=by_object,
            judge=judge_records,
            success=Success.VERDICT,
        ),
    ),
    help="A CRM: leads, contacts, opportunities and records of any object.",
    names=("Salesforce CRM", "Salesforce OAuth"),
    kind="messages",
    without=("a record has the fields that the organization gave its object; map further ones to `fields`."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [SALESFORCE]
