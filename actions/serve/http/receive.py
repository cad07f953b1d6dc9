"""One request with events, from its key to the answer that they are on disk."""

import asyncio
from typing import NamedTuple

from aiohttp.web import BaseRequest

from actions.serve.http.answers import OK, Answer, ProblemError, Rejected, accepted
from actions.serve.http.events.heads import problem_of
from actions.serve.http.events.records import without_address
from actions.serve.http.events.split import Body, key_inside, split
from actions.serve.http.paths import Route
from actions.serve.http.request.body import read_body
from actions.serve.http.request.client import client_address, kept_address
from actions.serve.http.request.keys import key_of_headers, shown
from actions.serve.http.service import Service
from actions.serve.journal import JournalFullError, Record
from actions.serve.settings.model import Source

LONGEST_TEXT = 1024


class Around(NamedTuple):
    """What a request has beside its body."""

    route: Route
    received: int
    address: str
    user_agent: str
    origin: str


async def receive(service: Service, request: BaseRequest, route: Route) -> Answer:
    """The answer to a request with events; ProblemError where nothing of it is taken."""
    headers = request.headers
    key = key_of_headers(headers, request.query) if request.query_string else key_of_headers(headers, {})
    source = service.table.find(key) if key else None
    around = around_of(service, request, route)
    if key and source is None:
        _check_unknown(service, key, around, request.content_length or 0)
    data = await read_body(request, service.settings.limits)
    try:
        body = split(data, service.settings.limits.events)
    except ProblemError as problem:
        if source is not None and problem.code == "bad_json":
            await _keep_unreadable(service, source, around, data, problem)
        raise
    if source is None:
        key = key or key_inside(body)
        source = service.table.find(key) if key else None
        if source is None:
            return await _unknown(service, key or "", around, data)
    return await take(service, source, around, body)


async def take(service: Service, source: Source, around: Around, body: Body) -> Answer:
    """The answer to the sender of these events, once they are in the journal."""
    name, total = source.name, len(body.events)
    _check_rate(service, source, total)
    records, rejected = records_of(service, source, around, body)
    try:
        await service.journal.append(records)
    except JournalFullError as error:
        service.counters.turned_away[name, error.code] += total
        raise ProblemError(429, error.code, str(error), wait=error.wait) from None
    counters = service.counters
    counters.received[name] += total
    counters.accepted[name] += total - len(rejected)
    for one in rejected:
        counters.refused[name, one.code] += 1
    return accepted(total, rejected, strict=source.strict) if rejected else OK


def records_of(service: Service, source: Source, around: Around, body: Body) -> tuple[list[Record], list[Rejected]]:
    """What the journal keeps of the events: those that are taken, and those that become dead letters."""
    largest, policy = service.settings.limits.event, source.ip
    type_of_path = around.route.type
    is_server = source.kind == "server" or around.route.from_server
    address = "" if is_server else kept_address(around.address, policy)
    agent = around.user_agent if source.kind == "browser" and not is_server else ""
    origin, foreign = _origin(service, source, around.origin, len(body.events))
    shared = without_address(body.shared, policy) if body.shared else b""
    records, rejected = [], []
    for index, piece in enumerate(body.events):
        problem = foreign or problem_of(piece, type_of_path, largest)
        code, message = problem or ("", "")
        data = without_address(piece.data, policy)
        if problem:
            data = data[:largest]
            rejected.append(Rejected(index, code, message))
        records.append(
            Record(
                around.received,
                source.name,
                data,
                code,
                type_of_path,
                _text(body.sent_at),
                address,
                agent,
                shared,
                message,
                origin,
            )
        )
    return records, rejected


def around_of(service: Service, request: BaseRequest, route: Route) -> Around:
    headers = request.headers
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    address = client_address(peer[0] if peer else "", headers, service.settings.trusted_proxies)
    agent, origin = _text(headers.get("User-Agent", "")), _text(headers.get("Origin", ""))
    return Around(route, service.clock.now(), address, agent, origin)


def _text(said: str) -> str:
    """A header that can be kept: not too long, and without bytes that are not text."""
    said = said[:LONGEST_TEXT]
    return said if said.isascii() else said.encode("utf-8", "replace").decode()


def _origin(service: Service, source: Source, origin: str, count: int) -> tuple[str, tuple[str, str] | None]:
    """The origin to mark events with, and why they are refused, where the source says that of foreign origins."""
    if not origin or not source.origins or origin.lower() in source.origins:
        return "", None
    service.counters.foreign[source.name] += count
    if source.foreign_origins == "refuse":
        return origin, ("foreign_origin", "the page's origin is none of the source's")
    return (origin if source.foreign_origins == "tag" else ""), None


def _check_rate(service: Service, source: Source, count: int) -> None:
    bucket = service.buckets.get(source.name)
    wait = bucket.take(count, asyncio.get_running_loop().time()) if bucket else 0.0
    if wait:
        service.counters.turned_away[source.name, "rate"] += count
        message = f"this key may send {source.rate:g} events a second"
        raise ProblemError(429, "rate", message, wait=wait)


async def _keep_unreadable(
    service: Service, source: Source, around: Around, data: bytes, problem: ProblemError
) -> None:
    """Keep what cannot be read, for people to look at: without whole addresses, where those may not be kept."""
    _check_rate(service, source, 1)
    name = source.name
    kept = without_address(data, source.ip)[: service.settings.limits.event]
    record = Record(around.received, name, kept, problem.code, around.route.type, message=problem.message)
    try:
        await service.journal.append([record])
    except JournalFullError as error:
        raise ProblemError(429, error.code, str(error), wait=error.wait) from None
    service.counters.received[name] += 1
    service.counters.refused[name, problem.code] += 1


def _check_unknown(service: Service, key: str, around: Around, length: int) -> None:
    """Refuse a request before its body is read if too many with unknown keys came already."""
    now = asyncio.get_running_loop().time()
    if not service.unknown.may_keep(around.address, length, now):
        service.counters.count_name(service.counters.unknown_keys, shown(key))
        raise _bad_key(close=True)


async def _unknown(service: Service, key: str, around: Around, data: bytes) -> Answer:
    """Keep a request whose key no source has; what its sender gets."""
    counters = service.counters
    counters.count_name(counters.unknown_keys, shown(key) if key else "(none)")
    record = Record(around.received, "", b"", type=around.route.type, user_agent=around.user_agent)
    is_kept = bool(key) and await service.unknown.keep(key, data, record)
    if is_kept and service.settings.unknown_key == "keep":
        return OK
    raise _bad_key() if key else ProblemError(401, "bad_key", "the request has no write key")


def _bad_key(*, close: bool = False) -> ProblemError:
    return ProblemError(401, "bad_key", "no source has this write key", close=close)
