"""Braze: messages to people by what they did. Events, purchases and attributes go to /users/track.

- `payloads.py`: what the action types take
- this module: payloads into objects, and what the answer says of each

Orders go out in one of two ways. `purchase` and `refund` make purchase objects, which Braze adds up as lifetime
revenue; a refund is a purchase at a negative price, as the vendor says. The revenue is the event's to the cent:
products that add up to something else (a discount, a shipping fee) go out as one purchase of the whole amount,
with the products in its properties. `ecommerce` makes the recommended
events that are to replace them: new customers of Braze have only these. Amounts are in major units; the
`total_value` of a recommended event is the order's revenue, else its total (map `revenue: properties.total` to
count tax and shipping in). A property beyond the vendor's schema makes Braze refuse a recommended event. Braze
drops no duplicates, so that a lost answer may cost one. `delete` has no default trigger.
Vendor's pages: braze.com/docs/api/endpoints/user_data/post_user_track, /post_user_delete,
/api/objects_filters/purchase_object, /user_guide/data/activation/events (purchase_events, recommended_events).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from pydantic import Field, SecretStr

from destinations.braze.payloads import Delete, Ecommerce, Identify, Person, Product, Purchase, Refund, Track
from destinations.sdk import (
    About,
    ActionType,
    DefaultCountry,
    Destination,
    Limits,
    Outcome,
    Payload,
    Request,
    Response,
    Settings,
    Success,
    hookimpl,
)
from destinations.sdk.families.events import judge_rows, rows_of_all

__all__ = ["BRAZE", "BrazeSettings", "Delete", "Ecommerce", "Identify", "Purchase", "Refund", "Track"]

Row = dict[str, Any]
Objects = Callable[[Any], Iterator[Row]]
Build = Callable[[Sequence[Any], "BrazeSettings"], Request]
# vendor: /user_guide/administer/personal/sdk_endpoints.
Instance = Literal[
    "iad-01", "iad-02", "iad-03", "iad-04", "iad-05", "iad-06", "iad-07", "iad-08",
    "us-10", "fra-01", "fra-02", "au-01", "id-01", "jp-01",
]  # fmt: skip

# vendor: /api/api_limits. Some contracts say 50 objects; what they refuse is sent again in smaller batches.
TRACK = Limits(items=75, bytes=4_000_000, requests_per_second=1000)
DELETIONS = Limits(items=50, requests_per_second=300)
NONE_TAKEN = 400
# Properties of these names make Braze refuse the object.
RESERVED = frozenset({"time", "event_name", "product_id", "quantity", "price", "currency"})
IDENTIFIERS = frozenset({"external_id", "braze_id", "user_alias", "_update_existing_only"})
COUNTS = range(1, 101)


class BrazeSettings(Settings):
    """A Braze workspace."""

    api_key: SecretStr = Field(description="A REST API key with users.track, and users.delete where needed.")
    instance: Instance = Field(description="What stands in your REST endpoint, rest.….braze.com: fra-02 and the like.")
    app_id: str | None = Field(None, description="The app that events and purchases are counted for.")
    alias_label: str = Field("anonymous_id", min_length=1, description="The label of anonymous people's aliases.")
    update_existing_only: bool = Field(False, description="Make no new profiles.")
    default_country: DefaultCountry = None

    def post(self, path: str, body: Row, items: Sequence[int]) -> Request:
        """A call to this workspace."""
        host = f"rest.{self.instance}.braze.{'eu' if self.instance.startswith('fra') else 'com'}"
        return Request.post(f"https://{host}{path}", json=body, items=items, bearer=self.api_key.get_secret_value())


def tracking(array: str, objects: Objects) -> Build:
    """A `build` that sends the objects of each payload, each with the person's identifier."""

    def build(payloads: Sequence[Person], settings: BrazeSettings) -> Request:
        rows, items = rows_of_all(payloads, lambda one: [{**identifier(one, settings), **row} for row in objects(one)])
        if settings.app_id and array != "attributes":
            rows = [{**row, "app_id": settings.app_id} for row in rows]
        return settings.post("/users/track", {array: rows}, items)

    return build


def identifier(person: Person, settings: BrazeSettings) -> Row:
    """Who it is, and whether a new profile may be made, which for an alias has to be said."""
    mode = {"_update_existing_only": settings.update_existing_only}
    if person.user_id is not None:
        return {"external_id": person.user_id, **mode}
    if person.anonymous_id is not None:
        return {"user_alias": {"alias_name": person.anonymous_id, "alias_label": settings.alias_label}, **mode}
    return {"email": person.email, **mode}


def attributes(payload: Identify) -> Iterator[Row]:
    """The traits, but for those that would say it is somebody else."""
    reached = payload.model_dump(include={"email", "phone"}, exclude_none=True)
    yield {**{name: value for name, value in payload.traits.items() if name not in IDENTIFIERS}, **reached}


def events(payload: Track) -> Iterator[Row]:
    """The event, its money among its properties."""
    facts = {name: value for name, value in payload.facts().items() if name not in {"time", "event_name"}}
    yield {"name": payload.event, "time": payload.time, "properties": facts}


def purchases(payload: Purchase) -> Iterator[Row]:
    """A purchase per product where they add up to the order's revenue, else one for the whole order."""
    shared = {"currency": payload.currency, "time": payload.time}
    if not payload.adds_up or len(payload.products) > TRACK.items:
        listed = [line.model_dump(exclude_none=True) for line in payload.products]
        properties = {**payload.properties, "products": listed} if listed else payload.properties
        whole = {"product_id": payload.order_name, "price": payload.revenue, "quantity": 1}
        yield {**whole, **shared, "properties": unreserved(properties)}
        return
    for line in payload.products:
        named = {"product_name": line.product_name, "variant_id": line.variant_id, **line.metadata}
        own = {"currency": line.currency} if line.currency else {}
        bought = {"product_id": line.product_id, **price_of(line), **shared, **own}
        yield {**bought, "properties": unreserved({**payload.properties, **named})}


def unreserved(properties: Row) -> Row:
    """The properties whose names Braze does not keep for itself."""
    return {name: value for name, value in properties.items() if name not in RESERVED}


def price_of(line: Product) -> Row:
    """Price and quantity; of amounts that are no number of pieces from 1 to 100, the price of all as of one.

    >>> line = Product(product_id="p", product_name="Tea", variant_id="v", price="3", quantity="0.5")
    >>> price_of(line)
    {'price': Decimal('1.5'), 'quantity': 1}
    """
    if line.quantity in COUNTS:
        return {"price": line.price, "quantity": int(line.quantity)}
    return {"price": (line.price or 0) * line.quantity, "quantity": 1}


def refunds(payload: Refund) -> Iterator[Row]:
    """The purchases, each at its price below zero."""
    for row in purchases(payload):
        yield {**row, "price": -row["price"]}


def recommended(payload: Ecommerce) -> Iterator[Row]:
    """The recommended event; a refund without its sign, a product viewed beside the other properties."""
    lines = [
        {**line.model_dump(exclude_none=True, exclude={"currency"}), **price_of(line)} for line in payload.products
    ]
    properties = {**payload.properties, "currency": payload.currency}
    if payload.event == "ecommerce.product_viewed":
        properties |= {name: value for name, value in lines[0].items() if name != "quantity"}
    else:
        properties["products"] = lines
        if payload.revenue is not None:
            refunded = payload.event == "ecommerce.order_refunded"
            properties["total_value"] = abs(payload.revenue) if refunded else payload.revenue
    yield {"name": payload.event, "time": payload.time, "properties": properties}


def build_deletion(payloads: Sequence[Delete], settings: BrazeSettings) -> Request:
    """One request that deletes all these people."""
    return settings.post("/users/delete", {"external_ids": [one.user_id for one in payloads]}, range(len(payloads)))


def judge_track(response: Response, payloads: Sequence[Person]) -> list[Outcome]:
    """Rejected for payloads with an object that `errors` names, though the status says success; Sent for the others.

    A 400 means that no object was taken; where it does not name all of them, smaller batches find out.
    """
    body = response.json()
    errors = body.get("errors") if isinstance(body, dict) else None
    told = errors if isinstance(errors, list) else []
    found = {
        one.get("index"): f"Braze: {one.get('type')}"
        for one in told
        if isinstance(one, dict) and isinstance(one.get("index"), int)
    }
    if response.status > NONE_TAKEN or (response.status == NONE_TAKEN and len(found) < len(response.request.items)):
        return []
    return judge_rows(response, payloads, found)


def _track(
    name: str, payload: type[Payload], array: str, objects: Objects, text: str, about: About = None
) -> ActionType:
    return ActionType(
        name, payload, tracking(array, objects), text, TRACK, judge=judge_track, about=about, success=Success.VERDICT
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
            "delete", Delete, build_deletion, "Delete a person's profile for good.", DELETIONS, success=Success.JSON
        ),
    ),
    help="Messages to people by what they did.",
    names=("Braze Cloud Mode", "Braze Cloud", "Appboy"),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [BRAZE]
