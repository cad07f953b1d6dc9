"""Lines of events, most of them odd in one way or two: a generator that gives the same for a seed."""

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

from tests.destinations.acceptance.built_in import NAMES, cases_of

TEXTS = (
    *("", " ", "\u00a0\t", "abc", "Zoë", 'a "quoted" one', "line\nbreak", "x" * 300, "null", "undefined", "0", "12345"),
    *("€20", "$5", "20 EUR", "1.019", "1,019.99", "19.99", "XXQ", "eur", "2026-02-30", "2026-03-01T10:15:30+00:00"),
    *("+47 22 12 34 56", "4722123456", "(415) 555-0123", "ada@example.com", "ada at home", "203.0.113.7, 10.0.0.1"),
    *("<script>", "[]", "{}", '[{"sku": "a"}]', "fb.1.1772360130250.", "Order Completed", "order_completed"),
    "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72",
)
VALUES: tuple[Any, ...] = (
    *TEXTS,
    *(None, True, False, 0, -1, 1.5, 12345.0, 2**53 + 1, 2**63, 1e300, 0.1 + 0.2),
    *([], {}, [[]], [None], ["a", 1], {"a": {"b": []}}, [{"sku": "a", "price": "5"}], {"sku": "a", "price": 5}),
)
CLOCKS = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
TIMES = (
    *(
        "2026-03-01T10:15:30.250Z",
        "2026-03-01T10:15:30.250+00:00",
        "2026-03-01T10:15:30.250123Z",
        "2026-03-01 10:15:30",
    ),
    *("Sun Mar 01 2026 10:15:30 GMT+0000 (UTC)", "yesterday", "", None, 1772360130, "2031-01-01T00:00:00Z"),
)
SWITCHES: tuple[Any, ...] = (
    {"All": False},
    {"mixpanel": False},
    {"All": False, "GA4": True},
    {"Webhooks": {"a": 1}},
    [],
    None,
    "no",
)


@cache
def whole_events() -> tuple[dict[str, Any], ...]:
    """The events of all destinations' cases."""
    return tuple(case.event for name in NAMES for case in cases_of(name) if isinstance(case.event, dict))


def lines(count: int, seed: int) -> list[bytes]:
    """So many lines."""
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    return [odd_line(random) for _ in range(count)]


def odd_line(random: Random) -> bytes:
    event = deepcopy(random.choice(whole_events()))
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
        random.choice(CHANGES)(event, random)
    text = json.dumps(event, ensure_ascii=random.random() < 0.3, separators=random.choice(((",", ":"), (", ", ": "))))
    line = text.encode("utf-8", "surrogatepass")
    return _broken(line, random) if random.random() < 0.02 else line


def _replaced(event: dict[str, Any], random: Random) -> None:
    holder, key = random.choice(_places(event))
    holder[key] = deepcopy(random.choice(VALUES))


def _removed(event: dict[str, Any], random: Random) -> None:
    holder, key = random.choice(_places(event))
    del holder[key]


def _listed(event: dict[str, Any], random: Random) -> None:
    """One value in a list, or one of a list in its place."""
    holder, key = random.choice(_places(event))
    value = holder[key]
    holder[key] = value[0] if isinstance(value, list) and value else [value]


def _added(event: dict[str, Any], random: Random) -> None:
    properties = event.get("properties")
    if isinstance(properties, dict):
        name = random.choice(("revenue", "value", "currency", "products", "email", "tags", "$odd", "a b", "list"))
        properties[name] = deepcopy(random.choice(VALUES))


def _clock(event: dict[str, Any], random: Random) -> None:
    event[random.choice(CLOCKS)] = random.choice(TIMES)


def _switched(event: dict[str, Any], random: Random) -> None:
    event["integrations"] = random.choice(SWITCHES)


CHANGES: Sequence[Callable[[dict[str, Any], Random], None]] = (
    *(_replaced, _replaced, _replaced, _removed, _listed, _added, _clock, _switched),
)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Each value inside, by what holds it and where."""
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    else:
        return []
    return [(value, key) for key in keys] + [one for key in keys for one in _places(value[key])]


def _broken(line: bytes, random: Random) -> bytes:
    at = random.randrange(len(line))
    return random.choice(
        (line[:at], line[:at] + b"\xff" + line[at:], line[:at] + b'"' + line[at:], b"[]", b"   ", b"{}")
    )
