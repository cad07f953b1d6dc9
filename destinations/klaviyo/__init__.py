"""Klaviyo: e-mail and SMS marketing. Events go into bulk jobs, profiles one by one to the upsert endpoint.

- `settings.py`: the account
- `payloads.py`: what the action types take
- `lists.py`: subscriptions, and lists
- this module: payloads into JSON:API, and what the answer says of each

An event has one amount, `value` and `value_currency`, in major units. Orders and the steps before them go out under the
names that Klaviyo's templates and predictions know: Placed Order with its Items, then an Ordered Product for each line;
Refunded Order, Cancelled Order, Started Checkout, Added to Cart, Viewed Product. "If your Placed Order metric is named
Order Placed, it will not be identified" (docs/guide_to_integrating_a_platform_without_a_pre_built_klaviyo_integration);
`track` sends the event's own name. Klaviyo keeps one event per profile, metric and unique_id, which is the delivery's
id unless one is mapped. A job is taken as a whole or not at all (202, without a body); Klaviyo does not report what
becomes of it.

`subscribe` reports that a person agreed to e-mail, or to the channels that are mapped, and takes back what they refused
before; `unsubscribe` the reverse, also for one list; `add_to_list` and `remove_from_list` say nothing of consent. The
call that takes profiles off a list has them as `{"type": "profile", "id": …}` alone, an id that Klaviyo makes: who does
not know it takes people off by `unsubscribe` with `list_id`. None of these, nor `delete`, has a default trigger.
Vendor's pages: developers.klaviyo.com/en/reference (bulk_create_events, create_or_update_profile,
bulk_subscribe_profiles, bulk_unsubscribe_profiles, bulk_import_profiles, remove_profiles_from_list,
request_profile_deletion, events_api_overview), /en/docs/integrations-by-platform-type, read in November 2026.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from destinations.klaviyo.lists import (
    AddToList,
    RemoveFromList,
    Subscription,
    added,
    by_list,
    by_terms,
    consenting,
    delete_from_list,
    post_additions,
    posting_consents,
    removed,
)
from destinations.klaviyo.payloads import Delete, Identify, Person, Purchase, Refund, Track
from destinations.klaviyo.settings import Json, KlaviyoSettings, resource
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
    Sent,
    Success,
    given,
    hookimpl,
)

__all__ = [
    "KLAVIYO",
    "AddToList",
    "Delete",
    "Identify",
    "KlaviyoSettings",
    "Purchase",
    "Refund",
    "RemoveFromList",
    "Subscription",
    "Track",
]

# vendor: the pages of the endpoints, "Rate limits", of which the steady ones are per minute.
EVENTS = Limits(items=1000, bytes=5_000_000, requests_per_second=150 / 60)
PROFILES = Limits(items=1, bytes=100_000, requests_per_second=700 / 60)
SUBSCRIPTIONS = Limits(items=1000, bytes=5_000_000, requests_per_second=700 / 60)
UNSUBSCRIPTIONS = Limits(items=100, bytes=5_000_000, requests_per_second=700 / 60)
ADDITIONS = Limits(items=1000, bytes=5_000_000, requests_per_second=150 / 60)
DELETIONS = Limits(items=1, requests_per_second=60 / 60)
REFUSED = 400
# Properties that the amount was made of; without one they stay what they are, as in `value: dark`.
MONEY = frozenset({"value", "revenue", "currency"})
PERSON = tuple(Person.model_fields)
WIRE_NAMES = {"phone": "phone_number", "user_id": "external_id"}
ENTRY = re.compile(r"/data/attributes/events-bulk-create/data/([0-9]{1,4})(?:/.*)?")
NOT_TAKEN = Retry("Klaviyo took nothing of the job, as other events in it were refused", counts=False)


def event_row(payload: Track, _: KlaviyoSettings) -> Json:
    """The entry of one event."""
    money = MONEY if payload.value is not None else ()
    facts = {name: fact for name, fact in payload.properties.items() if name not in money}
    return entry(payload, [event(payload, payload.event, payload.value, facts)])


def post_events(rows: Rows, settings: KlaviyoSettings) -> Request:
    """One job with an entry per payload."""
    return settings.post("event-bulk-create-jobs", job(rows))


def build_orders(payloads: Sequence[Purchase], settings: KlaviyoSettings) -> Request:
    """The same for orders, whose entries have an event for each line; its `items` are those of all these events."""
    events = [list(order_events(payload)) for payload in payloads]
    items = [position for position, own in enumerate(events) for _ in own]
    entries = [entry(payload, own) for payload, own in zip(payloads, events, strict=True)]
    return settings.post("event-bulk-create-jobs", job(entries), items)


def entry(payload: Track, events: Sequence[Json]) -> Json:
    """An entry of a job: the person, and what they did."""
    data = [resource("event", attributes) for attributes in events]
    return resource("event-bulk-create", {"profile": {"data": profile(payload)}, "events": {"data": data}})


def job(entries: Any) -> Json:
    """A job of these entries."""
    return resource("event-bulk-create-job", {"events-bulk-create": {"data": entries}})


def order_events(payload: Purchase) -> Iterator[Json]:
    """The attributes of the order's event, then of its lines where they have a metric."""
    order = {} if payload.order_id is None else {"OrderId": payload.order_id}
    lines = [line.on_the_wire() for line in payload.products]
    yield event(payload, payload.event, payload.value, {**payload.properties, **order, **about(lines)})
    for number, line in enumerate(lines if payload.product_event else (), start=1):
        yield event(payload, payload.product_event, line.get("RowTotal"), {**order, **line}, number)


def about(lines: Sequence[Json]) -> Json:
    """What the order's event says of its lines: all of them, and what templates list or segments ask for by name.

    >>> about([{"ProductName": "Tea", "Brand": "Ceylon", "Categories": ["Food"]}, {"ProductName": "Cup"}])["ItemNames"]
    ['Tea', 'Cup']
    """
    lists = {
        "ItemNames": [line["ProductName"] for line in lines if "ProductName" in line],
        "Brands": [line["Brand"] for line in lines if "Brand" in line],
        "Categories": [one for line in lines for one in line.get("Categories", ())],
    }
    once = {name: list(dict.fromkeys(map(str, values))) for name, values in lists.items() if values}
    return {**once, "ItemNames": lists["ItemNames"], "Items": lines} if lines else {}


def event(payload: Track, metric: str | None, value: Any, properties: Json, line: int = 0) -> Json:
    """The attributes of an event; `line` distinguishes those of one payload."""
    unique_id = payload.unique_id or payload.delivery_id
    own = {
        "metric": {"data": resource("metric", {"name": metric})},
        "time": payload.time,
        "value": value,
        "value_currency": None if value is None else payload.currency,
        "unique_id": f"{unique_id}-{line}" if line else unique_id,
        "backfill": payload.backfill,
    }
    return {"properties": properties, **{name: part for name, part in own.items() if part is not None}}


def profile(payload: Person, *names: str) -> Json:
    """The profile: who it is, by the fields of these names."""
    known = given(payload, *(names or PERSON))
    return resource("profile", {WIRE_NAMES.get(name, name): value for name, value in known.items()})


def deletion(payload: Delete, _: KlaviyoSettings) -> Json:
    """The job that deletes somebody, by one identifier, as Klaviyo takes no two."""
    whom = {"email": payload.email} if payload.email else {"phone_number": payload.phone}
    return resource("data-privacy-deletion-job", {"profile": {"data": resource("profile", whom)}})


def posting_each(path: str) -> Callable[[Rows, KlaviyoSettings], list[Request]]:
    """The `request` that makes a call for each row."""
    return lambda rows, settings: [settings.post(path, row) for row in rows]


def judge_job(response: Response, payloads: Sequence[Track]) -> list[Outcome]:
    """Rejected for the entries that errors of a 400 point at, Retry for the others, of which none was taken.

    Nothing for other answers, nor where an error points at no entry: the status table reads those. An event that
    Klaviyo has already is as good as sent; that its code says "duplicate" is not confirmed by the vendor's pages.
    """
    body = response.json()
    errors = body.get("errors") if isinstance(body, dict) and response.status == REFUSED else None
    outcomes: list[Outcome] = [NOT_TAKEN] * len(payloads)
    for error in errors if isinstance(errors, list) else ():
        source = error.get("source") if isinstance(error, dict) else None
        found = ENTRY.fullmatch(str(source.get("pointer"))) if isinstance(source, dict) else None
        if found is None or int(found[1]) >= len(payloads):
            return []
        known = "duplicate" in str(error.get("code"))
        outcomes[int(found[1])] = Sent() if known else Rejected(f"Klaviyo: {error.get('detail')}")
    return outcomes if errors else []


def _event(name: str, text: str) -> ActionType:
    return ActionType(
        name,
        Track,
        rows=event_row,
        request=post_events,
        help=text,
        limits=EVENTS,
        judge=judge_job,
        success=Success.NO_PAGE,
    )


def _order(name: str, payload: type[Purchase], text: str, about: About = None) -> ActionType:
    return ActionType(name, payload, build_orders, text, EVENTS, judge=judge_job, about=about, success=Success.NO_PAGE)


KLAVIYO = Destination(
    name="klaviyo",
    title="Klaviyo",
    settings=KlaviyoSettings,
    action_types=(
        _event("track", "Send an event."),
        _order("purchase", Purchase, "Send a Placed Order, and an Ordered Product for each line.", "order"),
        _order("refund", Refund, "Send a Refunded Order.", "refund"),
        _order("cancel", Purchase, "Send a Cancelled Order."),
        _order("start_checkout", Purchase, "Send a Started Checkout."),
        _event("add_to_cart", "Send an Added to Cart."),
        _event("view_product", "Send a Viewed Product."),
        ActionType(
            "identify",
            Identify,
            rows=lambda payload, _: profile(payload, *Identify.model_fields),
            request=posting_each("profile-import"),
            help="Create or update a profile.",
            limits=PROFILES,
            success=Success.JSON,
        ),
        ActionType(
            "subscribe",
            Subscription,
            rows=consenting("SUBSCRIBED"),
            request=posting_consents("create"),
            help="Tell that somebody agreed to messages.",
            limits=SUBSCRIPTIONS,
            batch_key=by_terms,
            success=Success.NO_PAGE,
        ),
        ActionType(
            "unsubscribe",
            Subscription,
            rows=consenting("UNSUBSCRIBED"),
            request=posting_consents("delete"),
            help="Tell that somebody wants no more messages.",
            limits=UNSUBSCRIPTIONS,
            batch_key=by_terms,
            success=Success.NO_PAGE,
        ),
        ActionType(
            "add_to_list",
            AddToList,
            rows=added,
            request=post_additions,
            help="Put somebody on a list.",
            limits=ADDITIONS,
            batch_key=by_list,
            success=Success.NO_PAGE,
        ),
        ActionType(
            "remove_from_list",
            RemoveFromList,
            rows=removed,
            request=delete_from_list,
            help="Take somebody off a list, by Klaviyo's own id.",
            limits=ADDITIONS,
            batch_key=by_list,
            success=Success.NO_PAGE,
        ),
        ActionType(
            "delete",
            Delete,
            rows=deletion,
            request=posting_each("data-privacy-deletion-jobs"),
            help="Delete a person's profiles for good.",
            limits=DELETIONS,
            success=Success.NO_PAGE,
        ),
    ),
    help="E-mail and SMS marketing.",
    names=("Klaviyo Bulk Upload",),
    kind="messages",
    without=(
        "an event has no field for most of the context; map it to `properties`. Traits without a field "
        "are custom properties."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [KLAVIYO]
