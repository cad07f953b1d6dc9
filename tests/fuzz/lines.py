"""Lines of events such as come from outside: valid, untidy, and not JSON at all."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from tests.destinations.acceptance.built_in import NAMES, cases_of

TEXTS: tuple[Any, ...] = (
    *(
        "",
        " ",
        "x",
        "null",
        "undefined",
        "[object Object]",
        "Zoë",
        "東京",
        "\U0001f600",
        "a\u2028b",
        "a\x00b",
        'a "b" \\ c',
    ),
    *(
        "ada@example.com",
        "+47 22 22 22 22",
        "22 22 22 22",
        "sha256:" + "ab" * 32,
        "NO",
        "Norway",
        "1990-05-17",
        "127.0.0.1",
    ),
    *("USD", "eur", "XXQ", "19.99", "19,99", "1,019.99", "€20", "$20", "20 EUR", "1.019", "abc", "1e5", "x" * 300),
    *(
        '[{"product_id": "a", "price": 5}]',
        "{}",
        '{"order_id": "A7", "revenue": 5}',
        "https://shop.example/?gclid=1",
        "fb.1.1772360130250.123",
    ),
)
VALUES: tuple[Any, ...] = (
    *TEXTS,
    *(None, True, False, 0, 1, -1, 19.99, 5.0, 1e300, 59.970000000000006, 2**53 + 1, 2**63, 2**64, 10**30),
    *([], {}, [None], [[]], {"a": None}, [1, "a"], {"a": {"b": [1]}}, ["a", "b"], [{"price": "x"}]),
)
TIMES: tuple[Any, ...] = (
    *("2026-03-03T10:15:30.250Z", "2026-03-03T10:59:59.999Z", "2026-03-03T11:00:00Z", "2026-03-03T10:15:30.250123Z"),
    *("2026-03-03T10:15:30.250+00:00", "2026-03-03T10:15:30.250123+00:00", "2026-03-03T12:15:30+02:00", "2026-03-03"),
    *("2026-03-03 10:15:30+00:00", "2026-03-03 10:15:30.25+00", "Tue Mar 03 2026 10:15:30 GMT+0000 (UTC)"),
    *("Tue, 03 Mar 2026 10:15:30 GMT", "2026-03-03T10:15:30", "2026-03-03T23:15:30Z", "2026-03-04T03:00:00Z"),
    *("1969-12-31T23:59:59Z", "2099-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-02-30T10:00:00Z"),
    *("03/04/2026", "yesterday", "", " ", None, True, 1772360130, 1772360130250, "1772360130250", 1.5, [], {}),
)
CLOCKS = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
SWITCHES: tuple[Any, ...] = (
    *({}, [], None, {"All": True}, {"All": False}, {"All": False, "Mixpanel": True}, {"Mixpanel": False}),
    *(
        {"ga4": False, "All": True},
        {"Amplitude": {"session_id": 5}},
        {"webhook": None, "All": False},
        {"own": False},
        {"All": "false", "own": "no"},
        {"webhook": 0},
        "x",
    ),
)
IDS: tuple[Any, ...] = (
    "m-1",
    "",
    " ",
    None,
    5,
    2**70,
    True,
    "\U0001f600",
    "null",
    "00000000-0000-0000-0000-000000000000",
)
TOP = (
    "type",
    "event",
    "userId",
    "anonymousId",
    "messageId",
    "groupId",
    "previousId",
    "properties",
    "traits",
    "context",
)
# What is written into the text of a line, behind its last field.
RAW = (
    *(b'"zz":1e999', b'"zz":123456789012345678901234567890', b'"zz":' + b"[" * 70 + b"]" * 70, b'"zz":NaN', b'"zz":01'),
    *(
        b'"zz":"\\ud800"',
        b'"zz":"\\ud83d\\ude00"',
        b'"zz":"a\\/b\\u0041"',
        b'"zz":"\xff"',
        b'"zz":"\xc3\xa4"',
        b'"zz":"a\tb"',
    ),
    *(
        b'"properties":{"revenue":5,"order_id":"o"}',
        b'"userId":"u2"',
        b'"userId":"\\u0075"',
        b'"event":1e999',
        b'"zz":-0.0',
    ),
    *(b'"properties":{"revenue":1e999}', b'"context":{"traits":{"x":99999999999999999999}}', b'"zz":' + b"9" * 5000),
)
BROKEN = (
    *(b"", b"  ", b"[1]", b"null", b"5", b'"text"', b"{}", b'{"type":', b'{"type":"track"', b"\xff", b"\xef\xbb\xbf{}"),
    *(
        b'{"type":"track","event":"\\ud800","userId":"u"}',
        b"{'type':'track'}",
        b"[" * 3000,
        b'{"a":1}{"b":2}',
        b"\r",
        b"NaN",
    ),
)


@cache
def samples() -> tuple[dict[str, Any], ...]:
    """The events of all destinations' cases and of the starter project."""
    text = files("actions.starter").joinpath("samples/events.ndjson").read_text(encoding="utf-8")
    starter = [value for line in text.splitlines() if isinstance(value := _parsed(line), dict)]
    return tuple(json.loads(json.dumps(case.event)) for name in NAMES for case in cases_of(name)) + tuple(starter)


def lines(random: Random) -> Iterator[bytes]:
    """Lines without end; half of them are sound."""
    while True:
        if random.random() < 0.04:
            yield random.choice(BROKEN)
            continue
        event = deepcopy(random.choice(samples()))
        if random.random() < 0.7:
            event["messageId"] = f"m-{random.randrange(10**9)}"
        if random.random() < 0.5:
            for _ in range(random.choice((1, 1, 2, 3))):
                random.choice(CHANGES)(random, event)
        yield written(random, event)


def written(random: Random, event: dict[str, Any]) -> bytes:
    separators = random.choice(((",", ":"), (", ", ": ")))
    row = json.dumps(event, ensure_ascii=random.random() < 0.3, separators=separators).encode("utf-8", "surrogatepass")
    if random.random() < 0.1:
        row = row[:-1] + (b"," if len(row) > 2 else b"") + random.choice(RAW) + b"}"
    if random.random() < 0.02:
        row = row[: random.randrange(len(row))]
    return row + random.choice((b"", b"", b"", b"\r", b" "))


def _change_somewhere(random: Random, event: dict[str, Any]) -> None:
    here: Any = event
    while isinstance(here, dict | list) and here:
        key = random.choice([*here, random.choice(TOP)]) if isinstance(here, dict) else random.randrange(len(here))
        inner = here.get(key) if isinstance(here, dict) else here[key]
        if not isinstance(inner, dict | list) or not inner or random.random() < 0.3:
            here[key] = deepcopy(random.choice(VALUES))
            return
        here = inner


def _wrap(random: Random, event: dict[str, Any]) -> None:
    """One value in a list, or one of a list in its place."""
    holder = random.choice([event, *(one for one in event.values() if isinstance(one, dict) and one)])
    key = random.choice(list(holder) or ["event"])
    value = holder.get(key)
    holder[key] = value[0] if isinstance(value, list) and value else [value]


def _add(random: Random, event: dict[str, Any]) -> None:
    properties = event.setdefault("properties", {})
    if isinstance(properties, dict):
        name = random.choice(
            ("revenue", "value", "currency", "total", "email", "tags", "$odd", "a b", "order_id", "coupon")
        )
        properties[name] = deepcopy(random.choice(VALUES))


def _take_away(random: Random, event: dict[str, Any]) -> None:
    here = random.choice([event, *(one for one in event.values() if isinstance(one, dict))])
    if here:
        del here[random.choice(list(here))]


def _change_clocks(random: Random, event: dict[str, Any]) -> None:
    for name in random.sample(CLOCKS, random.randrange(1, 5)):
        event[name] = deepcopy(random.choice(TIMES[:13] if random.random() < 0.6 else TIMES))


def _set_clocks_as_a_server(random: Random, event: dict[str, Any]) -> None:
    ahead, sent = random.choice((0, 0, 3)), random.randrange(40, 60)
    event |= {
        "timestamp": f"2026-03-03T{10 + ahead}:59:{random.randrange(30, 60)}.900Z",
        "sentAt": f"2026-03-03T{10 + ahead}:59:{sent}.950Z",
        "receivedAt": f"2026-03-03T11:00:{random.randrange(10):02}.050{random.choice(('Z', '+00:00'))}",
    }
    if random.random() < 0.7:
        event["originalTimestamp"] = event["timestamp"]


def _change_id(random: Random, event: dict[str, Any]) -> None:
    event[random.choice(("messageId", "messageId", "userId", "anonymousId"))] = random.choice(IDS)


def _change_switches(random: Random, event: dict[str, Any]) -> None:
    event["integrations"] = deepcopy(random.choice(SWITCHES))


def _change_type(random: Random, event: dict[str, Any]) -> None:
    event["type"] = random.choice(("track", "track", "identify", "page", "screen", "group", "alias", "trakc", "", None))
    event["event"] = random.choice(("Order Completed", "order completed", "A", "B", " ", "Zoë", None, 5))


def _empty_objects(random: Random, event: dict[str, Any]) -> None:
    for name in random.sample(("properties", "traits", "context"), random.randrange(1, 3)):
        event[name] = random.choice(([], {}, None, [1]))
    if isinstance(event.get("context"), dict):
        event["context"]["traits"] = []


def _change_products(random: Random, event: dict[str, Any]) -> None:
    item = {name: deepcopy(random.choice(VALUES)) for name in ("product_id", "sku", "name", "price", "quantity")}
    kinds: tuple[Any, ...] = ([item], item, [item, None, 5], [], json.dumps([item]), [[item]], "none", [item] * 12)
    if isinstance(event.setdefault("properties", {}), dict):
        event["properties"]["products"] = event["properties"]["list"] = random.choice(kinds)


CHANGES = (
    *(
        _change_somewhere,
        _change_somewhere,
        _change_somewhere,
        _wrap,
        _add,
        _take_away,
        _change_clocks,
        _set_clocks_as_a_server,
        _change_id,
    ),
    *(_change_switches, _change_type, _empty_objects, _change_products),
)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
