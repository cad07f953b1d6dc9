"""The action types whose payloads become rows of /import: track, purchase, alias."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from destinations.mixpanel.identity import (
    DeviceId,
    EventPersonId,
    InsertId,
    PersonId,
    find_distinct_id,
    fit_insert_id,
)
from destinations.mixpanel.settings import MixpanelSettings
from destinations.sdk import (
    Amount,
    CodeRole,
    Currency,
    EpochMillis,
    IpAddress,
    Payload,
    SideAmount,
    UserAgent,
    given,
    refusal,
)
from destinations.sdk.families.events import Product, agent_of, clicks_in, host_of, require_identity
from destinations.sdk.fields.copied import Copied, CopiedProperties, Path, check_parts, surplus
from destinations.sdk.fields.rules import rule

FIRST_OF_1971 = 31_536_000_000
# vendor: /reference/import-events, "Limits": "Must have fewer than 255 properties", as must nested objects, and lists.
MOST_PARTS = 254
TOO_MANY = f"is one too many: Mixpanel takes {MOST_PARTS} in one event, object or list"
# What a row says of itself; properties of that name would change who did it, when, or what is stored.
RESERVED = frozenset({"time", "distinct_id", "$insert_id", "$user_id", "$device_id", "$anon_id", "$group_id", "token"})
PRODUCT_EVENT = "Product Purchased"
# On the order's row only: repeated on each product's row, sums over events would count them again and again.
ORDER_ONLY = frozenset(
    {
        *("revenue", "value", "total", "subtotal", "currency", "tax", "shipping", "discount", "coupon"),
        *("affiliation", "products", "order_number"),
    }
)

Row = dict[str, Any]
# What a row is made of, beside its time, its id and who did it. So many properties fit beside all that there can be.
OWN = ("ip", "revenue", "value", "currency", "user_id", "anonymous_id")
ORDER_FACTS = (
    *("order_id", "checkout_id", "affiliation", "subtotal", "total", "tax", "shipping", "discount", "coupon"),
    "products",
)
WIDTH = ("properties", "context", "user_agent", *OWN)
ALWAYS = 3
SURELY_FIT = 200


def _not_before_1971(time: int) -> int:
    if time < FIRST_OF_1971:
        raise refusal(f"a time before 1971 ({time} ms), which Mixpanel refuses; map when the event happened")
    return time


def _not_too_wide(value: Any) -> Any:
    if _is_too_wide(value):
        check_parts(dict(_too_many(value, ())))
    return value


def _is_too_wide(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if len(parts) > MOST_PARTS:
        return True
    # A loop, as nearly every payload goes through here and holds nothing deeper; any() of a generator costs twice that.
    for part in parts:  # noqa: SIM110  # a loop is quicker than any()
        if isinstance(part, dict | list) and _is_too_wide(part):
            return True
    return False


def _too_many(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """What objects and lists have too much, at any depth."""
    for inner, why in surplus(value, MOST_PARTS, TOO_MANY).items():
        yield (*path, *inner), why
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, dict | list):
            yield from _too_many(part, (*path, step))


def check_width(properties: Row | None, context: Row | None, user_agent: str | None, *own: Any) -> None:
    """Nothing; what the row has too many of is unusable: the first of the properties, which are copied."""
    copied, own_context = properties or {}, context or {}
    if len(copied) + len(own_context) <= SURELY_FIT:
        return
    names = (name for name, value in zip((*OWN, *ORDER_FACTS), own, strict=False) if value is not None)
    row = {*names, *own_context, *page_facts(own_context), *device_facts(user_agent)}
    free = {name: value for name, value in copied.items() if name not in RESERVED | row}
    most = max(0, MOST_PARTS - len(row) - ALWAYS)
    check_parts({("properties", *path): why for path, why in surplus(free, most, TOO_MANY).items()})


EventTime = Annotated[EpochMillis, AfterValidator(_not_before_1971)]


class Track(Payload):
    """One event.

    `properties` are sent as they are, but for the names a row needs itself (`time`, `distinct_id`,
    `$insert_id`, `$user_id`, `$device_id`, …), which are left out. `revenue`, `value` and `currency` take
    the place of properties of that name, as numbers and capitals.
    """

    event: str = Field(min_length=1, max_length=255, description="The event's name in reports.")
    time: EventTime = Field(description="When it happened.")
    distinct_id: EventPersonId | None = Field(None, description="Who did it; an empty text means nobody.")
    user_id: PersonId | None = Field(None, description="The person's id in your database.")
    anonymous_id: DeviceId | None = Field(None, description="The device's id while nobody is signed in.")
    insert_id: InsertId | None = Field(
        None, description="Rows with the same id are stored once; without it, the delivery's id."
    )
    ip: IpAddress = Field(None, description="Where the place is looked up from.")
    revenue: Amount | None = Field(None, description="Money it brought in, in major units.")
    value: Amount | None = Field(None, description="Its worth where no money flowed.")
    currency: Currency | None = Field(None, description="ISO 4217 code of revenue and value.")
    user_agent: UserAgent = Field(None, description="The browser; it says $browser, $os and $device.")
    context: Annotated[Copied, AfterValidator(_not_too_wide)] | None = Field(
        None, description="Page, campaign and device under Mixpanel's names: $current_url, utm_source, $os."
    )
    properties: Annotated[CopiedProperties, AfterValidator(_not_too_wide)] | None = Field(
        None, description="Everything else about it."
    )

    _has_identity = require_identity("distinct_id", "user_id", "anonymous_id")
    _fits_in_a_row = rule(check_width, *WIDTH)


class Purchase(Track):
    """One order: the amount is in `revenue`, everything else as the ecommerce spec names it."""

    order_id: Annotated[Any, CodeRole()] = Field(None, description="The order's id.")
    checkout_id: Annotated[Any, CodeRole()] = Field(None, description="The checkout's id.")
    affiliation: Any = Field(None, description="The shop it was bought from.")
    subtotal: SideAmount | None = Field(None, description="After discounts, before tax and shipping.")
    total: Amount | None = Field(None, description="Everything the buyer pays.")
    tax: SideAmount | None = Field(None, description="Tax.")
    shipping: SideAmount | None = Field(None, description="Shipping.")
    discount: SideAmount | None = Field(None, description="Discount, a positive number.")
    coupon: Annotated[Any, CodeRole()] = Field(None, description="The coupon's code.")
    products: Annotated[list[Product], BeforeValidator(_not_too_wide)] | None = Field(
        None, description="The lines; each becomes a Product Purchased event too."
    )

    _fits_in_a_row = rule(check_width, *WIDTH, *ORDER_FACTS)


# The fields that are not properties of their own.
NO_FACTS = frozenset(Track.model_fields) - {"ip", "revenue", "value", "currency"}


class Alias(Payload):
    """A second id for somebody known. Projects on Simplified ID Merge ignore it (vendor's page)."""

    distinct_id: PersonId = Field(description="The id Mixpanel knows already.")
    alias: PersonId = Field(description="The id that shall mean the same person.")
    time: EventTime = Field(description="When it was said.")
    insert_id: InsertId | None = Field(None, description="Rows with the same id are stored once.")


def track_row(payload: Track, _: MixpanelSettings) -> Row:
    """The event's one row."""
    return {"event": payload.event, "properties": {**_facts(payload), **_identity(payload)}}


def purchase_rows(payload: Purchase, _: MixpanelSettings) -> Iterator[Row]:
    """The order's row, then one per product, each a millisecond earlier, so that the order comes last."""
    facts = _facts(payload)
    yield {"event": payload.event, "properties": {**facts, **_identity(payload)}}
    kept = {name: value for name, value in facts.items() if name not in ORDER_ONLY}
    for number, product in enumerate(payload.products or [], start=1):
        line = given(product)
        if product.price is not None and payload.currency is not None:
            line.setdefault("currency", payload.currency)
        yield {
            "event": PRODUCT_EVENT,
            "properties": {**kept, **_unreserved(line), **_identity(payload, number)},
        }


def alias_row(payload: Alias, token: str) -> Row:
    """The `$create_alias` row, which carries the token itself (vendor: /reference/identity-create-alias)."""
    return {
        "event": "$create_alias",
        "properties": {
            "distinct_id": payload.distinct_id,
            "alias": payload.alias,
            "token": token,
            "time": payload.time,
            "$insert_id": fit_insert_id(payload.insert_id or payload.delivery_id),
        },
    }


def _facts(payload: Track) -> Row:
    context = payload.context or {}
    # Where an app reports its system itself, its user agent adds nothing.
    agent = {} if "$os" in context else device_facts(payload.user_agent)
    own = given(payload, without=NO_FACTS)
    return {**agent, **page_facts(context), **context, **_unreserved(payload.properties or {}), **own}


def page_facts(context: Row) -> Row:
    """What Mixpanel's own library for browsers reads of the page's address, and of the one before.

    >>> page_facts({"$current_url": "https://shop.example/?gclid=Cj0", "$referrer": "https://news.example/a"})
    {'$referring_domain': 'news.example', 'gclid': 'Cj0'}
    """
    domain = host_of(context.get("$referrer"))
    return {**({"$referring_domain": domain} if domain else {}), **clicks_in(context.get("$current_url"))}


def device_facts(user_agent: str | None) -> Row:
    """What the user agent says, under Mixpanel's names; of imported events Mixpanel reads no agent itself.

    >>> device_facts("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0")
    {'$browser': 'Firefox', '$browser_version': '127.0', '$os': 'Windows', '$os_version': '10'}
    """
    agent = agent_of(user_agent)
    facts = {
        "$browser": agent.browser,
        "$browser_version": agent.browser_version,
        "$os": agent.system,
        "$os_version": agent.system_version,
        "$brand": agent.brand,
        "$device": agent.device,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _unreserved(properties: Row) -> Row:
    return {name: value for name, value in properties.items() if name not in RESERVED}


def _identity(payload: Track, line: int = 0) -> Row:
    own = payload.insert_id or payload.delivery_id
    row: Row = {
        "time": payload.time - line,
        "distinct_id": find_distinct_id(payload),
        "$insert_id": fit_insert_id(f"{own}-{line}" if line else own),
    }
    if not row["distinct_id"]:
        # Nobody's, though it is known who was there.
        return row
    if payload.user_id is not None:
        row["$user_id"] = payload.user_id
    if payload.anonymous_id is not None:
        row["$device_id"] = payload.anonymous_id
    return row
