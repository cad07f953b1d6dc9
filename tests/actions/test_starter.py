"""What `actions init` copies: a whole story with planned odd lines, and mapping files that parse."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml

STARTER = files("actions.starter")
MAPPINGS = ("mixpanel", "ga4", "webhook")
LINES = (STARTER / "samples/events.ndjson").read_text(encoding="utf-8").splitlines()
TYPES = {"track", "identify", "page", "screen", "group", "alias"}
CURRENCIES = {"USD", "EUR", "NOK", "JPY", "KWD", "GBP"}
AMOUNTS = ("revenue", "total", "subtotal", "value", "price", "tax", "shipping", "discount", "quantity")
OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = datetime(2026, 3, 1, 18, tzinfo=UTC)

SPEC_EVENTS = """
Products Searched
Product List Viewed
Product List Filtered
Promotion Viewed
Promotion Clicked
Product Clicked
Product Viewed
Product Added
Product Removed
Cart Viewed
Checkout Started
Checkout Step Viewed
Checkout Step Completed
Payment Info Entered
Order Updated
Order Completed
Order Refunded
Order Cancelled
Coupon Entered
Coupon Applied
Coupon Denied
Coupon Removed
Product Added to Wishlist
Product Removed from Wishlist
Wishlist Product Added to Cart
Product Shared
Cart Shared
Product Reviewed
""".strip().splitlines()

Check = Callable[[Any], bool]


def order_without(*names: str) -> Check:
    """A check that an Order Completed with products lacks these properties and has the others."""
    rest = {"order_id", "currency", "products", "revenue", "total", "subtotal"} - set(names)
    return lambda event: (
        event["event"] == "Order Completed"
        and rest <= event["properties"].keys()
        and not event["properties"].keys() & set(names)
    )


def order_with(name: str, value: Any, *, event: str = "Order Completed") -> Check:
    """A check that this event holds exactly this property, type included."""
    return lambda found: found["event"] == event and repr(found["properties"].get(name)) == repr(value)


def is_retry(event: Any, of: Any) -> bool:
    """Whether the event is the other one, sent later."""
    sent = {"sentAt", "receivedAt"}
    same = {name for name in of if event.get(name) == of[name]}
    return same == of.keys() - sent and all(event[name] > of[name] for name in sent)


# Line number, what is odd there, and how to see it. Lines that are not here are as the spec has them.
ODD: tuple[tuple[int, str, Check], ...] = (
    (12, "userId is the text anonymous", lambda e: e["userId"] == "anonymous" and "anonymousId" not in e),
    (50, "a product name has 150 characters", lambda e: len(e["properties"]["name"]) == 150),
    (52, "neither userId nor anonymousId", lambda e: not {"userId", "anonymousId"} & e.keys()),
    (68, "a track call lacks its event", lambda e: e["type"] == "track" and "event" not in e),
    (
        80,
        "an e-mail has spaces and capitals",
        lambda e: e["traits"]["email"] == "  Finn.Placeholder@EXAMPLE.org ",
    ),
    (95, "revenue is the text 19.99", order_with("revenue", "19.99")),
    (96, "a client sends line 95 once more", lambda e: is_retry(e, EVENTS[94])),
    (97, "timestamp is the text yesterday", lambda e: e["timestamp"] == "yesterday" and "sentAt" not in e),
    (102, "revenue is the text abc", order_with("revenue", "abc")),
    (108, "revenue is the text N/A", order_with("revenue", "N/A")),
    (112, "revenue is zero", order_with("revenue", 0)),
    (114, "properties is a list", lambda e: isinstance(e["properties"], list)),
    (120, "no revenue but a total", order_without("revenue", "subtotal")),
    (126, "no amount but the products", order_without("revenue", "total", "subtotal")),
    (131, "no country has the currency XXQ", order_with("currency", "XXQ")),
    (135, "the currency is written EURO", order_with("currency", "EURO", event="Checkout Started")),
    (138, "properties is a text", lambda e: e["properties"] == "carrier=Example Post"),
    (143, "no currency", order_without("currency")),
    (149, "no order_id", order_without("order_id")),
    (152, "event is written in lower case", lambda e: e["event"] == "order completed"),
    (
        156,
        "a product has no price",
        lambda e: ["price" in row for row in e["properties"]["products"]] == [True, False],
    ),
    (158, "quantity is the text two", order_with("quantity", "two", event="Product Added")),
    (161, "the line is an array", lambda e: isinstance(e, list) and e[0]["type"] == "track"),
    (164, "order_id is a whole number of 25 digits", order_with("order_id", 2026030117264400012345678)),
    (169, "value is NaN, which JSON does not have", lambda e: math.isnan(e["properties"]["value"])),
    (170, "30 custom properties", lambda e: len(e["properties"]) == 30),
    (173, "timestamp lies in 2099", lambda e: e["timestamp"].startswith("2099-") and "sentAt" not in e),
    (179, "the line is cut short", lambda e: e is None),
    (181, "userId is the text null", lambda e: e["userId"] == "null" and "anonymousId" in e),
    (183, "an event name has 80 characters", lambda e: len(e["event"]) == 80),
)


def parse(line: str) -> Any:
    """The JSON value of a line; None where the line is cut short."""
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object at any depth of a JSON value, from the outside in."""
    parts: Iterable[Any] = value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield value
        parts = value.values()
    for part in parts:
        yield from objects_in(part)


EVENTS: list[Any] = [parse(line) for line in LINES]
ORDINARY = [event for number, event in enumerate(EVENTS, 1) if number not in {line for line, _, _ in ODD}]
TRACKS = [event for event in ORDINARY if event["type"] == "track"]


def test_sample_is_long_enough_for_a_demo() -> None:
    assert len(LINES) == 240


@pytest.mark.parametrize(
    ("line", "check"), [pytest.param(line, check, id=f"line {line}: {what}") for line, what, check in ODD]
)
def test_odd_line_is_odd_as_planned(line: int, check: Check) -> None:
    assert check(EVENTS[line - 1])


@pytest.mark.parametrize("name", SPEC_EVENTS)
def test_ecommerce_event_of_the_spec_occurs(name: str) -> None:
    assert any(event["event"] == name and event["properties"] for event in TRACKS)


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(lambda e: "traits" in e["context"], id="with traits"),
        pytest.param(lambda e: "traits" not in e["context"], id="without traits"),
    ],
)
def test_button_clicked_occurs(check: Check) -> None:
    assert any(check(event) for event in TRACKS if event["event"] == "Button Clicked")


@pytest.mark.parametrize(
    "options",
    [{"All": False, "Mixpanel": True}, {"Google Analytics 4": False}],
    ids=["only one destination", "all but one destination"],
)
def test_integrations_occur(options: dict[str, bool]) -> None:
    assert any(event.get("integrations") == options for event in ORDINARY)


def test_all_types_and_currencies_occur() -> None:
    codes = {event["properties"]["currency"] for event in TRACKS if "currency" in event["properties"]}
    assert {event["type"] for event in ORDINARY} == TYPES
    assert codes >= CURRENCIES | {"usd"}


def test_people_come_known_unknown_and_become_known() -> None:
    seen: dict[str, set[bool]] = {}
    for event in ORDINARY:
        if "anonymousId" in event:
            seen.setdefault(event["anonymousId"], set()).add("userId" in event)
    assert len(seen) >= 24
    patterns = {frozenset(known) for known in seen.values()}
    assert patterns == {frozenset({True}), frozenset({False}), frozenset({True, False})}


def test_message_ids_are_unique_but_for_the_retry() -> None:
    ids = Counter(event["messageId"] for event in EVENTS if isinstance(event, dict))
    assert [count for count in ids.values() if count > 1] == [2]


def test_ordinary_events_have_the_shape_of_the_spec() -> None:
    needed = {"messageId", "context", "timestamp", "receivedAt", "sentAt", "originalTimestamp"}
    for event in ORDINARY:
        assert event["type"] in TYPES
        assert needed <= event.keys()
        assert event.get("userId") or event["anonymousId"]
        assert isinstance(event.get("properties", {}), dict)
        assert event["type"] != "track" or 0 < len(event["event"]) <= 40


def test_timestamps_follow_the_formula_of_the_spec() -> None:
    skews = set()
    for event in ORDINARY:
        made, sent, received, at = (
            datetime.fromisoformat(event[name]) for name in ("originalTimestamp", "sentAt", "receivedAt", "timestamp")
        )
        assert at == received - (sent - made)
        assert OPENS <= at <= received <= CLOSES
        skews.add(sent - received)
    assert skews == {timedelta(), timedelta(minutes=7), timedelta(hours=-2), timedelta(days=1)}


def test_ordinary_amounts_are_numbers_in_a_known_currency() -> None:
    for found in (part for event in TRACKS for part in objects_in(event["properties"])):
        # A filter or a sort has a type and a value, which is not an amount.
        amounts = [found[name] for name in AMOUNTS if name in found and "type" not in found]
        assert all(type(amount) in {int, float} and amount >= 0 for amount in amounts)
        assert found.get("currency", "USD").upper() in CURRENCIES


def test_nobody_in_the_sample_is_real() -> None:
    ranges = [ip_network("203.0.113.0/24"), ip_network("198.51.100.0/24")]
    for found in (part for event in EVENTS for part in objects_in(event)):
        assert found.get("email", "@example.com").strip().lower().partition("@")[2] in {
            "example.com",
            "example.org",
        }
        assert "ip" not in found or any(ip_address(found["ip"]) in known for known in ranges)


@pytest.mark.parametrize("name", MAPPINGS)
def test_mapping_file_opens_with_what_it_does(name: str) -> None:
    text = (STARTER / f"mappings/{name}.yaml").read_text(encoding="utf-8")
    model = yaml.safe_load(text)
    assert text.startswith("# ")
    assert (model["version"], model["destination"]) == (1, name)
    names = [action["name"] for action in model["actions"]]
    assert len(names) == len(set(names)) > 0


@pytest.mark.parametrize("name", MAPPINGS)
def test_mapping_file_holds_names_of_secrets_only(name: str) -> None:
    settings = yaml.safe_load((STARTER / f"mappings/{name}.yaml").read_text(encoding="utf-8"))["settings"]
    secrets = [value for key, value in settings.items() if "secret" in key or "token" in key]
    assert secrets
    assert all(list(value) == ["secret"] for value in secrets)
