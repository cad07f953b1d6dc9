"""Hostile input: the events of the cases, altered in every way that senders get them wrong."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from actions.decision import Decision
from actions.kit.contract.subject import Subject, Tried, built
from destinations.sdk.request import Request

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PLUGINS_OWN = {"E590", "E591"}
BENT = ("properties", "traits", "context", "userId", "anonymousId")
ODD_KEYS = MappingProxyType(
    {"__class__": "x", "__proto__": {"a": 1}, "": 1, "a.b": 2, "$set": {}, "\u202e": None, "0": [0]}
)
DEEP = 60


def nested() -> Any:
    """A list in a list, and so on."""
    made: Any = "x"
    for _ in range(DEEP):
        made = [made]
    return made


Bend = Callable[[Any], Any]
TEXTS: MappingProxyType[str, Bend] = MappingProxyType(
    {
        "very long texts": lambda text: text + "x" * 20_000,
        "control characters": lambda text: f"{text}\x00\x1b[31m\x7f",
        "line breaks": lambda text: f"{text}\r\nX-Injected: 1",
        "a lone surrogate": lambda text: f"{text}\ud800",
        "marks of direction": lambda text: f"\u202e{text}\u200f",
        "marks of addresses": lambda text: f"../{text}?a=b#c@example.org/",
        "empty texts": lambda _: "",
        "blank texts": lambda _: " \t",
        "numbers for texts": lambda _: 7,
    }
)
NUMBERS: MappingProxyType[str, Bend] = MappingProxyType(
    {
        "huge numbers": lambda _: 1e308,
        "tiny numbers": lambda _: 5e-324,
        "minus zero": lambda _: -0.0,
        "long integers": lambda _: 2**64,
        "texts for numbers": lambda _: "twelve",
        "NaN": lambda _: float("nan"),
    }
)
LEAVES: MappingProxyType[str, Bend] = MappingProxyType(
    {
        "nulls": lambda _: None,
        "true for all": lambda _: True,
        "lists for all": lambda _: [],
        "objects for all": lambda _: dict(ODD_KEYS),
        "values 60 deep": lambda _: nested(),
    }
)


def find_hostile_failures(subject: Subject) -> list[str]:
    """Bent events that the destination cannot bear: it raises, or makes a request that must not go out."""
    return [finding for tried in subject.tried for finding in _failures_under(tried)]


def altered_events(event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The event bent in every way, each with its name.

    >>> dict(altered_events({"type": "track", "properties": {"a": 1}}))["minus zero"]
    {'type': 'track', 'properties': {'a': -0.0}}
    """
    for kind, ways in ((str, TEXTS), ((int, float), NUMBERS), (object, LEAVES)):
        for name, bend in ways.items():
            yield name, _altered(event, partial(_leaf, kind, bend))
    yield "empty lists", _altered(event, lambda value: [] if isinstance(value, list) else value)
    yield "lists of null", _altered(event, lambda value: [None] if isinstance(value, list) else value)
    yield "odd keys", _altered(event, lambda value: {**value, **ODD_KEYS} if isinstance(value, dict) else value)


def _altered(event: dict[str, Any], bend: Bend) -> dict[str, Any]:
    # What the trigger looks at first stays as it is, so that most bent events still fire.
    return {name: _deeply(value, bend) if name in BENT else value for name, value in event.items()}


def _deeply(value: Any, bend: Bend) -> Any:
    if isinstance(value, dict):
        return bend({name: _deeply(part, bend) for name, part in value.items()})
    if isinstance(value, list):
        return bend([_deeply(part, bend) for part in value])
    return bend(value)


def _leaf(kind: Any, bend: Bend, value: Any) -> Any:
    is_leaf = isinstance(value, kind) and not isinstance(value, dict | list | bool)
    return bend(value) if is_leaf else value


def _failures_under(tried: Tried) -> Iterator[str]:
    clean = set(_hosts(tried, tried.case.event))
    for name, event in altered_events(tried.case.event):
        for decision in tried.decide(event):
            for finding in _wrong(tried, decision, clean):
                yield f"{name} ({tried.case.name}): {finding}"


def _hosts(tried: Tried, event: object) -> Iterator[str]:
    with suppress(ValueError):
        for decision in tried.decide(event):
            yield from (urlsplit(one.url).netloc for one in _requests(tried, decision))


def _wrong(tried: Tried, decision: Decision, hosts: set[str]) -> Iterator[str]:
    for finding in decision.diagnostics:
        if finding.code in PLUGINS_OWN:
            yield f"{finding.code} {finding.message}"
    try:
        requests = list(_requests(tried, decision))
    except ValueError as error:
        # In words: the payload cannot be sent, and only this one is lost.
        if type(error) is not ValueError:
            yield f"build fails: {type(error).__name__}: {error}"
        return
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        yield f"build fails: {type(error).__name__}: {error}"
        return
    for one in requests:
        if not (one.url.isascii() and one.url.isprintable() and " " not in one.url):
            yield f"the URL is not percent-encoded: {one.url[:80]!a}"
        elif hosts and urlsplit(one.url).netloc not in hosts:
            yield f"the request goes to {urlsplit(one.url).netloc[:80]}"


def _requests(tried: Tried, decision: Decision) -> Iterator[Request]:
    """The requests for the decision's payload, whose bodies and headers can be sent."""
    action_type = tried.instance.destination.action_type(decision.type or "")
    if decision.payload is None or action_type is None:
        return
    for sendable in built(action_type, (decision.payload,), tried.instance.settings.shown):
        _ = sendable.body
        if isinstance(sendable, Request):
            sendable.wire_headers(NOW)
            yield sendable
