"""What the server knows of a request is joined into each event, and what the event says itself stays."""

import json
from typing import Any

import pytest

from actions.reading.parse_event import Unreadable
from actions.serve.decider.joining import join
from actions.serve.journal import Record

# 1 March 2026, 10:15:30.250 UTC.
RECEIVED = 1_772_360_130_250_000
AT = "2026-03-01T10:15:30.250Z"
TRACK = {"type": "track", "event": "A", "userId": "u1", "messageId": "m1"}


def joined(event: dict[str, Any], ip: Any = "keep", **record: Any) -> dict[str, Any]:
    shared = json.dumps(record.pop("shared", None) or {}).encode()
    found = join(Record(RECEIVED, "website", json.dumps(event).encode(), shared=shared, **record), ip).event
    assert isinstance(found, dict)
    return found


CHROME = {"user_agent": "Chrome", "address": "203.0.113.77"}
# The event, the record beside it, and what the joined event has in these places (None: nothing).
ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "when it was received": ({}, {}, {"receivedAt": AT}),
    "not when the client says that it was": ({"receivedAt": "2020-01-01T00:00:00Z"}, {}, {"receivedAt": AT}),
    "the sentAt of the batch": ({}, {"sent_at": AT}, {"sentAt": AT}),
    "its own sentAt stays": ({"sentAt": "x"}, {"sent_at": AT}, {"sentAt": "x"}),
    "timestamp is what the device wrote": ({"timestamp": "t"}, {}, {"timestamp": "t", "originalTimestamp": "t"}),
    "its own originalTimestamp stays": (
        {"timestamp": "t", "originalTimestamp": "o"},
        {},
        {"timestamp": "t", "originalTimestamp": "o"},
    ),
    "originalTimestamp alone, as of Rudder's Node SDK": (
        {"originalTimestamp": "o"},
        {},
        {"timestamp": None, "originalTimestamp": "o"},
    ),
    "no time at all": ({}, {}, {"timestamp": None, "originalTimestamp": None}),
    "the type of the path": ({"type": None}, {"type": "page"}, {"type": "page"}),
    "its own type stays": ({}, {"type": "page"}, {"type": "track"}),
    "the address and the browser": ({}, CHROME, {"context": {"ip": "203.0.113.77", "userAgent": "Chrome"}}),
    "its own address and browser stay": (
        {"context": {"ip": "::1", "userAgent": "own"}},
        CHROME,
        {"context": {"ip": "::1", "userAgent": "own"}},
    ),
    "a context that is not an object stays, and is refused by the engine": ({"context": "x"}, CHROME, {"context": "x"}),
    "context and integrations beside the batch": (
        {"context": {"app": {"name": "own"}}, "integrations": {"Mixpanel": True}},
        {"shared": {"context": {"app": {"name": "x", "version": "1"}, "locale": "de"}, "integrations": {"All": False}}},
        {
            "context": {"app": {"name": "own", "version": "1"}, "locale": "de"},
            "integrations": {"All": False, "Mixpanel": True},
        },
    ),
    "a context that is JSON in a text, so that consent and addresses in it count": (
        {"context": '{"consent": {"categoryPreferences": {"Ads": false}}, "ip": "::1"}'},
        CHROME,
        {"context": {"consent": {"categoryPreferences": {"Ads": False}}, "ip": "::1", "userAgent": "Chrome"}},
    ),
    "properties and integrations that are JSON in a text": (
        {"properties": '{"total": 5}', "integrations": '{"All": false}'},
        {},
        {"properties": {"total": 5}, "integrations": {"All": False}},
    ),
    "an empty context, as PHP writes it": (
        {"context": []},
        CHROME,
        {"context": {"ip": "203.0.113.77", "userAgent": "Chrome"}},
    ),
    "a context beside the batch that is JSON in a text": (
        {},
        {"shared": {"context": '{"locale": "de"}'}},
        {"context": {"locale": "de"}},
    ),
    "the write key goes": ({"writeKey": "k1"}, {}, {"writeKey": None}),
    "its own messageId stays": ({}, {}, {"messageId": "m1"}),
    "a number as messageId stays": ({"messageId": 5}, {}, {"messageId": 5}),
}


@pytest.mark.parametrize(("event", "record", "expected"), ROWS.values(), ids=ROWS)
def test_the_joined_event_has(event: dict[str, Any], record: dict[str, Any], expected: dict[str, Any]) -> None:
    found = joined({**TRACK, **event}, **record)
    assert {name: found.get(name) for name in expected} == expected


ADDRESSES = {
    "kept": ("keep", "203.0.113.77", "203.0.113.77"),
    "truncated to /24": ("truncate", "203.0.113.77", "203.0.113.0"),
    "truncated to /48": ("truncate", "2001:db8:1:2::3", "2001:db8:1::"),
    "truncated as IPv4 that is written as IPv6": ("truncate", "::ffff:203.0.113.77", "203.0.113.0"),
    "what is not an address goes": ("truncate", "unknown", None),
    "dropped": ("none", "203.0.113.77", None),
}


@pytest.mark.parametrize(("policy", "given", "kept"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_that_the_event_carries_is(policy: str, given: str, kept: str | None) -> None:
    found = joined({**TRACK, "context": {"ip": given, "locale": "de"}}, policy)
    assert found["context"] == {"locale": "de"} | ({"ip": kept} if kept else {})


def key(event: dict[str, Any], source: str = "website", received: int = RECEIVED, **record: Any) -> str:
    return join(Record(received, source, json.dumps(event).encode(), **record)).key


def test_the_key_is_the_same_when_the_event_is_sent_again_and_another_for_each_source() -> None:
    without = {name: one for name, one in TRACK.items() if name != "messageId"} | {"timestamp": AT}
    again: dict[str, Any] = {"received": RECEIVED + 10**9, "sent_at": AT, "address": "203.0.113.77"}
    assert key(TRACK) == key({**TRACK, "sentAt": AT}, **again)
    assert key(without) == key(without, **again)
    assert key(without) != key({**without, "event": "B"})
    assert key(TRACK) != key(TRACK, "app")
    # A placeholder is not an id: events that all have it would be one.
    zero = {**without, "messageId": "00000000-0000-0000-0000-000000000000"}
    assert key(zero) != key({**zero, "event": "B"})


@pytest.mark.parametrize("body", [b'{"a": ' + b"9" * 400 + b"}", b'{"a": "\\ud800"}'])
def test_what_json_cannot_hold_has_a_key_as_well(body: bytes) -> None:
    record = Record(RECEIVED, "website", body)
    assert join(record).key == join(record).key != join(Record(RECEIVED, "website", body + b" ")).key


def test_bytes_that_are_no_json_are_handed_on_as_such() -> None:
    assert isinstance(join(Record(RECEIVED, "website", b"{")).event, Unreadable)
    assert join(Record(RECEIVED, "website", b"[1]")).event == [1]
