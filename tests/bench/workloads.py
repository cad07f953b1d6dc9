"""Deterministic workloads, in a neutral form that every adapter translates for its engine.

The specification of one payload field:

    ["path", "a.b.c"]                 the value at a path; absent or null: the field is left out
    ["first", "a", "b"]               the first of the two paths that is present
    ["join", ["text", ["a.b"], ...]]  texts and one-element lists (paths), joined
    ["const", value]
    ["items", "a.b", {"k": "path"}]   one object per item of a list
    ["column", "a.b", "path"]         one value per item of a list

A trigger is a list, all of which must hold, of ["eq", path, text] and ["exists", path].
"""

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

Action = dict[str, Any]
Event = dict[str, Any]

SEED: Event = {
    "anonymousId": "23adfd82-aa0f-45a7-a756-24f2a7a4c895",
    "context": {
        "library": {"name": "analytics.js", "version": "2.11.1"},
        "page": {
            "path": "/academy/",
            "referrer": "",
            "search": "",
            "title": "Analytics Academy",
            "url": "https://segment.com/academy/",
        },
        "userAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_0) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/46.0.2490.86 Safari/537.36",
        "ip": "108.0.78.21",
        "traits": {"username": "testing-123"},
    },
    "event": "Button Clicked",
    "integrations": {},
    "messageId": "ajs-f8ca1e4de5024d9430b3928bd8ac6b96",
    "properties": {"title": "Intro to Analytics"},
    "receivedAt": "2015-12-12T19:11:01.266Z",
    "sentAt": "2015-12-12T19:11:01.169Z",
    "timestamp": "2015-12-12T19:11:01.249Z",
    "type": "track",
    "userId": "AiUGstSDIg",
    "originalTimestamp": "2015-12-12T19:11:01.152Z",
}
TWELVE: dict[str, list[Any]] = {
    "user_id": ["path", "userId"],
    "anonymous_id": ["path", "anonymousId"],
    "event": ["path", "event"],
    "time": ["path", "timestamp"],
    "title": ["path", "properties.title"],
    "username": ["path", "context.traits.username"],
    "url": ["path", "context.page.url"],
    "ip": ["path", "context.ip"],
    "ua": ["path", "context.userAgent"],
    "id": ["first", "userId", "anonymousId"],
    "greeting": ["join", ["Hello ", ["context.traits.username"], " from ", ["context.page.title"]]],
    "props": ["path", "properties"],
}
ORDER: dict[str, list[Any]] = {
    "order_id": ["path", "properties.order_id"],
    "revenue": ["path", "properties.revenue"],
    "currency": ["path", "properties.currency"],
    "tax": ["path", "properties.tax"],
    "shipping": ["path", "properties.shipping"],
    "coupon": ["path", "properties.coupon"],
    "affiliation": ["path", "properties.affiliation"],
    "message_id": ["path", "messageId"],
    "page_title": ["path", "context.page.title"],
    "page_path": ["path", "context.page.path"],
    "lib": ["join", [["context.library.name"], "@", ["context.library.version"]]],
    "source": ["const", "web"],
    "items": [
        "items",
        "properties.products",
        {
            "item_id": "product_id",
            "sku": "sku",
            "item_name": "name",
            "price": "price",
            "quantity": "quantity",
            "category": "category",
        },
    ],
    "content_ids": ["column", "properties.products", "product_id"],
    "sent_at": ["path", "sentAt"],
    "received_at": ["path", "receivedAt"],
}
POOL: dict[str, list[Any]] = TWELVE | {
    "mid": ["path", "messageId"],
    "path": ["path", "context.page.path"],
    "plan": ["path", "properties.plan"],
    "value": ["path", "properties.value"],
    "lib": ["path", "context.library.name"],
    "src": ["const", "web"],
    "sent": ["path", "sentAt"],
}


def clicks() -> tuple[list[Action], list[Event]]:
    """One action of 12 fields, for the same event over and over."""
    when = [["eq", "type", "track"], ["eq", "event", "Button Clicked"], ["exists", "context.traits"]]
    return [{"name": "click", "when": when, "fields": TWELVE}], [copy.deepcopy(SEED) for _ in range(200)]


def orders() -> tuple[list[Action], list[Event]]:
    """One action of 25 fields, for orders of 10 products that it goes through twice."""
    random = Random(2)  # noqa: S311  # not for secrets: for cases that come again
    fields = {name: TWELVE[name] for name in TWELVE if name not in {"title", "props", "greeting"}} | ORDER
    when = [["eq", "type", "track"], ["eq", "event", "Order Completed"], ["exists", "properties.products"]]
    events = [_order(number, random) for number in range(200)]
    return [{"name": "purchase", "when": when, "fields": fields}], events


def many(actions: int, events: int = 1000) -> tuple[list[Action], list[Event]]:
    """So many actions of 8 fields, four per event name; half have a further condition, a quarter two."""
    random = Random(actions)  # noqa: S311  # for cases that come again
    names = [f"Event {number}" for number in range(max(1, actions // 4))]
    made = [_one_of_many(number, names, random) for number in range(actions)]
    return made, [_mixed(number, names, random) for number in range(events)]


BUILDERS: dict[str, tuple[str, Callable[[], tuple[list[Action], list[Event]]]]] = {
    "W1": ("1 action, 12 fields, seed event", clicks),
    "W2": ("1 action, 25 fields, order with 10 products", orders),
    "W3": ("100 actions, 1000 mixed events", lambda: many(100)),
    "W4": ("1000 actions, 1000 mixed events", lambda: many(1000)),
}


def write(folder: Path, names: Sequence[str]) -> None:
    """The workloads as files, `W1.actions.json` and `W1.ndjson`, for programs in any language."""
    for name in names:
        actions, events = BUILDERS[name][1]()
        lines = (json.dumps(event, separators=(",", ":")) + "\n" for event in events)
        (folder / f"{name}.actions.json").write_text(json.dumps(actions), encoding="utf-8")
        (folder / f"{name}.ndjson").write_text("".join(lines), encoding="utf-8")


def index_key(action: Action) -> tuple[str | None, str | None]:
    """The event type and name an action asks for."""
    wanted = {test[1]: test[2] for test in action["when"] if test[0] == "eq"}
    return wanted.get("type"), wanted.get("event")


def _order(number: int, random: Random) -> Event:
    event = copy.deepcopy(SEED)
    event |= {"event": "Order Completed", "messageId": f"m-{number}"}
    event["properties"] = {
        "order_id": f"o-{number:06}",
        "revenue": round(random.uniform(10, 900), 2),
        "currency": "USD",
        "tax": 1.25,
        "shipping": 4.5,
        "coupon": "SPRING",
        "affiliation": "Store",
        "checkout_id": f"c{number}",
        "discount": 2.5,
        "products": [_product(row, random) for row in range(10)],
    }
    return event


def _product(row: int, random: Random) -> dict[str, Any]:
    return {
        "product_id": f"p{random.randrange(1000)}",
        "sku": f"sku-{row}",
        "name": f"Product {row}",
        "price": round(random.uniform(1, 90), 2),
        "quantity": random.randrange(1, 5),
        "category": "Games",
        "url": f"https://shop.example/p/{row}",
        "image_url": f"https://shop.example/i/{row}.jpg",
    }


def _one_of_many(number: int, names: Sequence[str], random: Random) -> Action:
    when = [["eq", "type", "track"], ["eq", "event", names[number % len(names)]]]
    if number % 2:
        when.append(["exists", "context.traits"])
    if number % 4 == 3:
        when.append(["eq", "properties.plan", "pro"])
    fields = {name: POOL[name] for name in sorted(random.sample(sorted(POOL), 8))}
    return {"name": f"a{number}", "when": when, "fields": fields}


def _mixed(number: int, names: Sequence[str], random: Random) -> Event:
    event = copy.deepcopy(SEED)
    event |= {"messageId": f"m-{number}", "event": random.choice(names)}
    plan = random.choice(["pro", "free", "team"])
    event["properties"] = {"title": f"T{number}", "plan": plan, "value": random.randrange(1000)}
    if random.random() < 0.2:
        del event["context"]["ip"]
    if random.random() < 0.2:
        del event["userId"]
    return event
