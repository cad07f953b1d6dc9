"""Lines that the fastest way does not take, beside those it does: times of the usual line, 1.0."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import orjson

from actions.run.ndjson.process_lines import process_lines
from tests.bench.pairs.events import events
from tests.bench.pairs.measure import timed
from tests.bench.pairs.plans import NOW, plan_of

Event = dict[str, Any]
EVENTS: Final = 400
ODD: Final[Mapping[str, Callable[[Event], Event]]] = MappingProxyType(
    {
        "a backslash in a text": lambda event: {**event, "properties": {**event["properties"], "note": 'so "good"'}},
        "no timestamp": lambda event: {name: value for name, value in event.items() if name != "timestamp"},
        "another tool switched off": lambda event: {**event, "integrations": {"All": True, "Some Tool": False}},
        "this tool switched off": lambda event: {
            **event,
            "integrations": {"Mixpanel": False, "Google Analytics 4": False},
        },
        "nobody in it": lambda event: {**event, "userId": None, "anonymousId": None},
        "a value left out": lambda event: {**event, "properties": {**event["properties"], "value": "n/a"}},
        "an amount that fails": lambda event: {
            **event,
            "properties": {**event["properties"], "revenue": "n/a", "currency": "USD"},
        },
    }
)
PAIRS: Final = (("mixpanel", "track", "click"), ("mixpanel", "purchase", "order"), ("ga4", "purchase", "order"))


def measure(rounds: int) -> list[tuple[str, float, str]]:
    """Rows: what the line is, and how many times the usual line of its pair it takes."""
    rows = []
    for tool, action, kind in PAIRS:
        plan, _ = plan_of(tool, action)
        steps = {"": _step(plan, kind, dict)} | {name: _step(plan, kind, change) for name, change in ODD.items()}
        times = timed(steps, EVENTS, rounds)
        rows += [(f"{tool} {action}: {name}", times[name] / times[""], "x") for name in ODD]
    # `each` goes through the products of an order; beside it the same products in one payload.
    for name, strict in (("each of 2 products", False), ("each of 2 products, strict", True)):
        each, _ = plan_of("ga4", "add_to_cart", when='event = "Product List Viewed"', each="properties.products")
        whole, _ = plan_of("ga4", "view_item_list")
        times = timed(
            {
                way: _step(plan, "products_viewed", dict, strict=strict)
                for way, plan in (("each", each), ("whole", whole))
            },
            EVENTS,
            rounds,
        )
        rows.append((f"ga4 add_to_cart: {name}, beside one list", times["each"] / times["whole"], "x"))
    return rows


def _step(plan: Any, kind: str, change: Callable[[Event], Event], *, strict: bool = False) -> Callable[[], object]:
    data = b"".join(orjson.dumps(change(event)) + b"\n" for event in events(kind, EVENTS, fresh=True))
    return lambda: list(process_lines(data, plan, NOW, strict=strict))
