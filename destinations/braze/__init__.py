"""Braze: messages to people by what they did. Events, purchases and attributes go to /users/track.

- `settings.py`: the workspace
- `payloads.py`: what the action types take
- `calls.py`: merges, triggers, deletions
- this module: payloads into objects, and what the answer says of each

Orders go out in one of two ways. `purchase` and `refund` make purchase objects, which Braze adds up as lifetime
revenue; a refund is a purchase at a negative price, as the vendor says. Each product is a purchase, and what they lack
of the event's revenue, or have beyond it (a discount, a shipping fee), is one more, called as the event: the revenue is
right to the cent, and products can be filtered by. A request takes 75 objects, and as Braze drops no duplicates, an
order goes in one: of more than 74 lines the others are left out, with a warning, and their worth is in the purchase
called as the event. `ecommerce`, which has no such limit, makes the recommended events that are to replace them: new
customers of Braze have only these. Amounts are in major units; the `total_value` of a recommended event is what was
paid, the order's total, else its revenue; the vendor's example is the sum of `subtotal_value` (after discounts), `tax`
and `shipping`. A property beyond the vendor's schema makes Braze refuse a recommended event: others go into `metadata`.
Braze drops no duplicates, so that a lost answer may cost one.

An event of somebody without an id goes to the profile of the e-mail address, else to that of an alias, the device's id.
`merge` joins the alias's profile to the person's (`/users/identify`): add `- do: merge` beside `- do: identify`, with
an API key that may `users.identify`, or what was done before signing in stays another person's. Braze joins the first
device of a person alone: "If a user already exists with the external_id and has an existing alias with the same label
as the alias-only profile, then the user profiles are not combined" (/users/identify). `merge_device` joins others
(`/users/merge`, a key that may `users.merge`), into a profile that is there by then. `merge_guest` joins the orders of
a guest, which went to the e-mail address's profile, when somebody with an id tells that address.
`campaign` and `canvas` send what is kept in Braze, with a key that may do that. Braze has no call for groups: set an
attribute of the person. `campaign`, `canvas` and `delete` have no default trigger.
Vendor's pages: braze.com/docs/api/endpoints: /user_data/post_user_track, /post_user_identify, /post_users_merge,
/post_user_delete,
/messaging/send_messages/post_send_triggered_campaigns, /post_send_triggered_canvases;
/api/objects_filters/purchase_object; /user_guide/data/activation/events (purchase_events, recommended_events), read in
November 2026. Not confirmed by them: purchases at a price of 0.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from destinations.braze.calls import (
    delete,
    further_pair,
    guest,
    merge,
    merge_devices,
    merge_guests,
    pair,
    recipients,
    triggering,
)
from destinations.braze.payloads import (
    ALLOWED,
    ORDER_REFUNDED,
    PRODUCT_VIEWED,
    Delete,
    Ecommerce,
    Identify,
    Merge,
    MergeGuest,
    Person,
    Product,
    Purchase,
    Refund,
    Track,
    Trigger,
)
from destinations.braze.settings import BrazeSettings, Row, alias_of
from destinations.sdk import (
    About,
    ActionType,
    Destination,
    Limits,
    Outcome,
    Payload,
    Request,
    Response,
    Rows,
    Success,
    given,
    hookimpl,
)
from destinations.sdk.families.events import judge_rows

__all__ = [
    "BRAZE",
    "BrazeSettings",
    "Delete",
    "Ecommerce",
    "Identify",
    "Merge",
    "MergeGuest",
    "Purchase",
    "Refund",
    "Track",
    "Trigger",
]

Objects = Callable[[Any], Iterator[Row]]
ToRow = Callable[[Any, BrazeSettings], Iterator[Row]]
# vendor: /api/api_limits. Some contracts say 50 objects; what they refuse is sent again in smaller batches.
TRACK = Limits(items=75, bytes=4_000_000, requests_per_second=1000)
DELETIONS = Limits(items=50, requests_per_second=300)
TRIGGERS = Limits(items=50, requests_per_second=4000)
BY_TRIGGER = attrgetter("trigger_id")
MERGES = Limits(items=50, requests_per_second=300)
NONE_TAKEN = 400
# Properties of these names make Braze refuse the object.
RESERVED = frozenset({"time", "event_name", "product_id", "quantity", "price", "currency"})
IDENTIFIERS = frozenset({"external_id", "braze_id", "user_alias", "_update_existing_only"})
COUNTS = range(1, 101)
AMOUNTS = ("total_value", "subtotal_value", "tax", "shipping", "total_discounts")


def tracked(array: str, objects: Objects) -> ToRow:
    """The `rows` that are the objects of a payload, each with the person's identifier."""

    def rows(payload: Person, settings: BrazeSettings) -> Iterator[Row]:
        is_profile = array == "attributes"
        whose = identifier(payload, settings, is_profile=is_profile)
        app = {"app_id": settings.app_id} if settings.app_id and not is_profile else {}
        return ({**whose, **row, **app} for row in objects(payload))

    return rows


def tracking(array: str) -> Callable[[Rows, BrazeSettings], Request]:
    """The `request` that sends such objects."""
    return lambda rows, settings: settings.post("/users/track", {array: rows})


def identifier(person: Person, settings: BrazeSettings, *, is_profile: bool) -> Row:
    """Who it is, and whether a new profile may be made, which for an alias has to be said."""
    mode = {"_update_existing_only": settings.update_existing_only}
    alias = None if person.anonymous_id is None else alias_of(person.anonymous_id, settings)
    if person.user_id is not None:
        return {"external_id": person.user_id, **mode}
    # What is known of a device's owner, the e-mail address among it, belongs to the device's profile.
    if alias is not None and (person.email is None or is_profile):
        return {"user_alias": alias, **mode}
    return {"email": person.email, **mode}


def attributes(payload: Identify) -> Iterator[Row]:
    """The traits, but for those that would say it is somebody else."""
    reached = given(payload, "email", "phone")
    yield {**{name: value for name, value in payload.traits.items() if name not in IDENTIFIERS}, **reached}


def events(payload: Track) -> Iterator[Row]:
    """The event, its money among its properties."""
    facts = {name: value for name, value in payload.facts().items() if name not in {"time", "event_name"}}
    yield {"name": payload.event, "time": payload.time, "properties": facts}


def purchases(payload: Purchase) -> Iterator[Row]:
    """A purchase per product, and one for what they lack of the revenue; one for all where currencies differ."""
    shared = {"currency": payload.currency, "time": payload.time}
    missing = payload.revenue - payload.worth
    whole = {"product_id": payload.order_name, "price": payload.revenue, "quantity": 1}
    if not payload.products or (payload.is_mixed and (missing or not payload.is_sum)):
        listed = [given(line) for line in payload.products]
        properties = {**payload.properties, "products": listed} if listed else payload.properties
        yield {**whole, **shared, "properties": unreserved(properties)}
        return
    for line in payload.products:
        named = given(line, "product_name", "variant_id", "image_url", "product_url")
        own = {"currency": line.currency} if line.currency else {}
        bought = {"product_id": line.product_id, **price_of(line), **shared, **own}
        yield {**bought, "properties": unreserved({**payload.properties, **named, **line.metadata})}
    if missing:
        yield {**whole, "price": missing, **shared, "properties": unreserved(payload.properties)}


def unreserved(properties: Row) -> Row:
    """The properties whose names Braze does not keep for itself."""
    return {name: value for name, value in properties.items() if name not in RESERVED}


def pieces_of(line: Product) -> Row:
    """Price and quantity of a recommended event, which has no most: any number of pieces stays."""
    if line.quantity % 1 == 0 and line.quantity > 0:
        return {"price": line.price or 0, "quantity": int(line.quantity)}
    return price_of(line)


def price_of(line: Product) -> Row:
    """Price and quantity; of amounts that are not a number of pieces from 1 to 100, the price of all as of one.

    What has no price is 0: what it cost is in what the order has beyond its products.

    >>> line = Product(product_id="p", product_name="Tea", variant_id="v", price="3", quantity="0.5")
    >>> price_of(line)
    {'price': Decimal('1.5'), 'quantity': 1}
    """
    if line.quantity in COUNTS:
        return {"price": line.price or 0, "quantity": int(line.quantity)}
    return {"price": (line.price or 0) * line.quantity, "quantity": 1}


def refunds(payload: Refund) -> Iterator[Row]:
    """The purchases, each at its price below zero."""
    for row in purchases(payload):
        yield {**row, "price": -row["price"]}


def recommended(payload: Ecommerce) -> Iterator[Row]:
    """The recommended event; a refund without its signs, a product viewed beside the other properties."""
    lines = [{**given(line, without=("currency",)), **pieces_of(line)} for line in payload.products]
    properties = {**payload.properties, "currency": payload.currency}
    if payload.event == PRODUCT_VIEWED:
        properties |= {name: value for name, value in lines[0].items() if name != "quantity"}
    else:
        properties["products"] = lines
        if payload.revenue is not None:
            properties["total_value"] = payload.revenue
        if payload.event == ORDER_REFUNDED:
            properties |= {name: abs(properties[name]) for name in AMOUNTS if is_number(properties.get(name))}
    yield {"name": payload.event, "time": payload.time, "properties": within_schema(payload.event, properties)}


def within_schema(event: str, properties: Row) -> Row:
    """The properties, in `metadata` those that the event's schema does not have: Braze would discard the event.

    >>> within_schema("ecommerce.order_refunded", {"order_id": "o1", "tax": 2, "metadata": {"gift": True}})
    {'order_id': 'o1', 'metadata': {'tax': 2, 'gift': True}}
    """
    others = {name: value for name, value in properties.items() if name not in ALLOWED[event]}
    if not others:
        return properties
    inside = {name: value for name, value in properties.items() if name not in others}
    return {**inside, "metadata": {**others, **(properties.get("metadata") or {})}}


def is_number(value: Any) -> bool:
    """Whether there is a number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def judge_track(response: Response, payloads: Sequence[Person]) -> list[Outcome]:
    """Rejected for payloads with an object that `errors` names, though the status says success; Sent for the others.

    A 400 means that no object was taken; where it does not name all of them, smaller batches find out.
    """
    body = response.json()
    errors = body.get("errors") if isinstance(body, dict) else None
    listed = errors if isinstance(errors, list) else []
    found = {
        one.get("index"): f"Braze: {one.get('type')}"
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("index"), int)
    }
    if response.status > NONE_TAKEN or (response.status == NONE_TAKEN and len(found) < len(response.request.items)):
        return []
    return judge_rows(response, payloads, found)


def _track(
    name: str, payload: type[Payload], array: str, objects: Objects, text: str, about: About = None
) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=tracked(array, objects),
        request=tracking(array),
        help=text,
        limits=TRACK,
        judge=judge_track,
        about=about,
        success=Success.VERDICT,
    )


BRAZE = Destination(
    name="braze",
    title="Braze",
    settings=BrazeSettings,
    action_types=(
        _track("track", Track, "events", events, "Send an event."),
        _track("purchase", Purchase, "purchases", purchases, "Add an order to lifetime revenue, by product.", "order"),
        _track("refund", Refund, "purchases", refunds, "Take a refund off lifetime revenue.", "refund"),
        _track("ecommerce", Ecommerce, "events", recommended, "Send one of the recommended ecommerce events."),
        _track("identify", Identify, "attributes", attributes, "Set a person's attributes."),
        ActionType(
            "merge",
            Merge,
            rows=pair,
            request=merge,
            help="Join what a device did before signing in to its person.",
            limits=MERGES,
            success=Success.JSON,
        ),
        ActionType(
            "merge_device",
            Merge,
            rows=further_pair,
            request=merge_devices,
            help="Join what any further device did to its person, who is there already.",
            limits=MERGES,
            success=Success.JSON,
        ),
        ActionType(
            "merge_guest",
            MergeGuest,
            rows=guest,
            request=merge_guests,
            help="Join what a guest of that e-mail address did to the person who has an id now.",
            limits=MERGES,
            success=Success.JSON,
        ),
        ActionType(
            "campaign",
            Trigger,
            rows=recipients("trigger_properties"),
            request=triggering("/campaigns/trigger/send", "campaign_id"),
            help="Send a campaign's message.",
            limits=TRIGGERS,
            batch_key=BY_TRIGGER,
            success=Success.JSON,
        ),
        ActionType(
            "canvas",
            Trigger,
            rows=recipients("context"),
            request=triggering("/canvas/trigger/send", "canvas_id"),
            help="Let a person enter a Canvas.",
            limits=TRIGGERS,
            batch_key=BY_TRIGGER,
            success=Success.JSON,
        ),
        ActionType(
            "delete",
            Delete,
            rows=lambda payload, _: payload.user_id,
            request=delete,
            help="Delete a person's profile for good.",
            limits=DELETIONS,
            success=Success.JSON,
        ),
    ),
    help="Messages to people by what they did.",
    names=("Braze Cloud Mode", "Braze Cloud", "Appboy"),
    kind="messages",
    without=("of the context an event has no field; map it to `properties`. Traits are copied whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [BRAZE]
