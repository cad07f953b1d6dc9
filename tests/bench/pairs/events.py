"""Events as a shop sends them, of one kind each: recorded ones come again, fresh ones have values of their own."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

RECORDED: Final = 20
AGENT = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605"
)
FIRST = ("Ada", "Grace", "Edsger", "Barbara", "Alan", "Katherine", "Linus", "Radia", "Tim", "Margaret")
LAST = ("Lovelace", "Hopper", "Dijkstra", "Liskov", "Turing", "Johnson", "Torvalds", "Perlman", "Lee", "Hamilton")
CITIES = (("London", "England", "SW1Y 4JH", "GB"), ("Austin", "TX", "78701", "US"), ("Köln", "NRW", "50667", "DE"))
GOODS = (("507f1f77", "Monopoly", "Games"), ("505bd767", "Uno Card Game", "Games"), ("577c6f5d", "Dice", "Toys"))


def click(random: Random) -> dict[str, Any]:
    properties = {
        "label": f"Sign up {random.randrange(100)}",
        "position": random.randrange(9),
        "plan": "pro",
        "beta": True,
    }
    return {**_of("track", random), "event": "Button Clicked", "properties": properties}


def product_added(random: Random) -> dict[str, Any]:
    (product,) = _products(random, 1)
    properties = {"cart_id": f"c-{random.randrange(10**6)}", **product, "currency": "USD", "position": 3}
    return {**_of("track", random), "event": "Product Added", "properties": properties}


def products_viewed(random: Random) -> dict[str, Any]:
    properties = {"list_id": "hot-deals", "category": "Games", "products": _products(random, 2)}
    return {**_of("track", random), "event": "Product List Viewed", "properties": properties}


def order(random: Random) -> dict[str, Any]:
    products = _products(random, random.randrange(1, 4))
    revenue = round(sum(one["price"] * one["quantity"] for one in products), 2)
    properties = {
        "order_id": f"o-{random.randrange(10**9)}",
        "checkout_id": f"ch-{random.randrange(10**9)}",
        "affiliation": "Online Store",
        "total": round(revenue + 6.5, 2),
        "revenue": revenue,
        "tax": 2.5,
        "shipping": 4,
        "coupon": "hasbros",
        "currency": "USD",
        "products": products,
    }
    return {**_of("track", random), "event": "Order Completed", "properties": properties}


def refund(random: Random) -> dict[str, Any]:
    return {**order(random), "event": "Order Refunded"}


def signed_up(random: Random) -> dict[str, Any]:
    return {**_of("track", random), "event": "Signed Up", "properties": {"plan": "pro", "method": "email"}}


def searched(random: Random) -> dict[str, Any]:
    return {
        **_of("track", random),
        "event": "Products Searched",
        "properties": {"query": f"blue {random.randrange(99)}"},
    }


def page(random: Random) -> dict[str, Any]:
    properties = {"url": "https://shop.example.com/pricing", "path": "/pricing", "title": "Pricing", "search": ""}
    return {**_of("page", random), "name": "Pricing", "properties": properties}


def screen(random: Random) -> dict[str, Any]:
    return {**_of("screen", random), "name": "Basket", "properties": {"items": random.randrange(9)}}


def identify(random: Random) -> dict[str, Any]:
    return {**_of("identify", random), "traits": _traits(random)}


def group(random: Random) -> dict[str, Any]:
    traits = {"name": f"Engines {random.randrange(10**4)}", "plan": "enterprise", "employees": random.randrange(500)}
    return {**_of("group", random), "groupId": f"g-{random.randrange(10**6)}", "traits": traits}


def alias(random: Random) -> dict[str, Any]:
    return {**_of("alias", random), "previousId": f"p-{random.randrange(10**9)}"}


KINDS: Final[Mapping[str, Callable[[Random], dict[str, Any]]]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            *(click, product_added, products_viewed, order, refund, signed_up, searched),
            *(page, screen, identify, group, alias),
        )
    }
)


def events(kind: str, number: int, *, fresh: bool) -> list[dict[str, Any]]:
    """So many events of a kind. Fresh: each has ids, times, amounts and people of its own; else a few come again."""
    make, random = KINDS[kind], Random(7)  # noqa: S311  # events that are the same in every run
    if fresh:
        return [make(random) for _ in range(number)]
    recorded = [make(random) for _ in range(RECORDED)]
    return [recorded[at % RECORDED] for at in range(number)]


def _of(kind: str, random: Random) -> dict[str, Any]:
    """The event without what its kind adds, as a browser's SDK sends it and a server takes it in."""
    minute, second = random.randrange(60), random.randrange(60)
    time = f"2026-03-01T{random.randrange(24):02d}:{minute:02d}:{second:02d}.{random.randrange(1000):03d}Z"
    traits = _traits(random)
    return {
        "type": kind,
        "messageId": f"ajs-next-{UUID(int=random.getrandbits(128)).hex}",
        "userId": f"u-{random.randrange(10**9)}",
        "anonymousId": str(UUID(int=random.getrandbits(128))),
        "timestamp": time,
        "originalTimestamp": time,
        "sentAt": time,
        "receivedAt": time,
        "context": {
            "ip": f"203.0.113.{random.randrange(1, 255)}",
            "userAgent": AGENT,
            "locale": "en-GB",
            "library": {"name": "analytics.js", "version": "2.11.1"},
            "page": {
                "url": f"https://shop.example.com/pricing?fbclid=IwAR{random.randrange(10**9)}",
                "path": "/pricing",
                "title": "Pricing",
                "referrer": "https://www.google.com/",
                "search": f"?fbclid=IwAR{random.randrange(10**9)}",
            },
            "campaign": {"name": "spring", "source": "newsletter", "medium": "email"},
            "traits": {name: traits[name] for name in ("email", "phone", "firstName", "lastName", "address")},
        },
        "integrations": {"All": True},
    }


def _traits(random: Random) -> dict[str, Any]:
    first, last, (city, state, code, country) = random.choice(FIRST), random.choice(LAST), random.choice(CITIES)
    return {
        "email": f"{first}.{last}.{random.randrange(10**6)}@example.com",
        "phone": f"+44207946{random.randrange(10**4):04d}",
        "firstName": first,
        "lastName": last,
        "gender": "female",
        "birthday": f"19{random.randrange(50, 99)}-0{random.randrange(1, 9)}-1{random.randrange(9)}",
        "address": {"city": city, "state": state, "postalCode": code, "country": country},
        "createdAt": "2025-01-02T03:04:05Z",
        "plan": "pro",
    }


def _products(random: Random, number: int) -> list[dict[str, Any]]:
    return [
        {
            "product_id": f"{code}{random.randrange(1000)}",
            "sku": f"{random.randrange(10**5)}-{at}",
            "name": name,
            "category": category,
            "price": random.randrange(100, 9999) / 100,
            "quantity": random.randrange(1, 4),
        }
        for at, (code, name, category) in enumerate(GOODS[:number])
    ]
