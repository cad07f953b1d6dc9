"""An event as the engine gets it: what the client sent, and what the server knows of the request."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Literal, NamedTuple

import orjson

from actions.event.message_id import given_id, made_id
from actions.event.read import OBJECTS, as_meant
from actions.event.timestamp import as_text
from actions.reading.parse_event import may_be_huge, parse_event
from actions.serve.journal import Record
from mappings.functions.missing import filled

IpPolicy = Literal["keep", "truncate", "none"]
MICRO = 1_000_000
TEXTS = (str, list)


class Joined(NamedTuple):
    """The event, or what stands in the place of one; `key` is the same when the source sends the event again.

    An event that is `plain` comes back unchanged where it is written as JSON and read.
    """

    event: Any
    key: str
    plain: bool = False


def join(record: Record, ip: IpPolicy = "keep") -> Joined:
    """The event of a record with what the request adds to it; what the event says itself stays as it is.

    `receivedAt` is the server's own. What the device calls `timestamp` is kept as `originalTimestamp`, from which the
    engine corrects the device's clock. The write key goes.
    """
    event, plain = _read(record.body)
    if type(event) is not dict:
        return Joined(event, _key(record, blake2b(record.body, digest_size=16).hexdigest()))
    event.pop("writeKey", None)
    if any(type(event.get(name)) in TEXTS for name in OBJECTS):
        event = _meant(event, record)
    _add_times(event, record)
    if record.type and filled(event.get("type")) is None:
        event["type"] = record.type
    if record.shared:
        _add_shared(event, _read_shared(record.shared))
    _add_client(event, record, ip)
    name = given_id(event)
    if name is None:
        name = _made_id(event, record)
        if filled(event.get("messageId")) is None:
            event["messageId"] = name
    return Joined(event, _key(record, name), plain)


def _meant(event: dict[str, Any], record: Record) -> dict[str, Any]:
    """The event with objects where it has texts and lists that stand for some, as the engine reads it.

    Consent, plans and addresses are to be seen in them, too.
    """
    # The id is made of what the sender wrote.
    name = given_id(event) or _made_id(event, record)
    meant = as_meant(event)
    return meant if filled(meant.get("messageId")) is not None else {**meant, "messageId": name}


def _read(body: bytes) -> tuple[Any, bool]:
    if not may_be_huge(body):
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(body), True
    # Numbers that JSON cannot hold are read as well: the engine says in which field they are.
    return parse_event(body), False


def _key(record: Record, name: str) -> str:
    # Of one source only: an id that was copied from another customer's event must not hide this one.
    return f"{record.source}\x1f{name}"


def _made_id(event: dict[str, Any], record: Record) -> str:
    try:
        return made_id(event)
    except (TypeError, ValueError, RecursionError):
        # What JSON cannot hold is refused by the engine: any id will do, as long as it stays the same.
        return "sha256-" + blake2b(record.body, digest_size=15).hexdigest()[:29]


def _add_times(event: dict[str, Any], record: Record) -> None:
    event["receivedAt"] = _moment(record.received // 1000)
    if record.sent_at and filled(event.get("sentAt")) is None:
        event["sentAt"] = record.sent_at
    time = event.get("timestamp")
    if time is not None and time != "" and filled(event.get("originalTimestamp")) is None:
        event["originalTimestamp"] = time


# Events of one request were received at one moment.
@lru_cache(maxsize=16)
def _moment(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return as_text(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000))


@lru_cache(maxsize=64)
def _read_shared(shared: bytes) -> Mapping[str, Any]:
    value = parse_event(shared)
    return as_meant(value) if isinstance(value, dict) else {}


def _add_shared(event: dict[str, Any], shared: Mapping[str, Any]) -> None:
    for name in ("context", "integrations"):
        given, own = shared.get(name), event.get(name)
        if isinstance(given, dict) and (own is None or isinstance(own, dict)):
            event[name] = _merged(given, own or {})
        elif own is None and filled(given) is not None:
            # The engine says what is wrong with it: consent may have been in there.
            event[name] = given


def _merged(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Both in one new object; where both say something, the event's own counts."""
    both = {**given, **own}
    for name in given.keys() & own.keys():
        one, other = given[name], own[name]
        if isinstance(one, dict) and isinstance(other, dict):
            both[name] = _merged(one, other)
    return both


def _add_client(event: dict[str, Any], record: Record, ip: IpPolicy) -> None:
    context = event.get("context")
    if context is not None and not isinstance(context, dict):
        return
    added = {}
    if record.address and (context is None or filled(context.get("ip")) is None):
        added["ip"] = record.address
    if record.user_agent and (context is None or filled(context.get("userAgent")) is None):
        added["userAgent"] = record.user_agent
    if added:
        context = event["context"] = {**(context or {}), **added}
    if ip != "keep" and context and "ip" in context:
        kept = shortened(context["ip"]) if ip == "truncate" else None
        event["context"] = {name: one for name, one in context.items() if name != "ip"} | ({"ip": kept} if kept else {})


def shortened(address: Any) -> str | None:
    """The network of an address, /24 or /48, as its first address; None for what is not an address.

    >>> shortened("203.0.113.77"), shortened("2001:db8:1:2::3"), shortened("x")
    ('203.0.113.0', '2001:db8:1::', None)
    """
    try:
        read = ip_address(address.strip() if isinstance(address, str) else "")
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    plain = mapped or read
    bits = 48 if isinstance(plain, IPv6Address) else 24
    return str(ip_network(f"{plain}/{bits}", strict=False).network_address)
