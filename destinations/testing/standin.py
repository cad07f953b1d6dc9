"""The stand-in's server: takes diverted requests, lets the vendor answer, keeps what it got."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self

import orjson
from aiohttp import web

from destinations.testing.masking import masked, masked_headers, masked_url
from destinations.testing.shipped_vendors import shipped_vendors
from destinations.testing.vendor import Answer, Call, Refusal, Vendor

LOOPBACK = "127.0.0.1"
MOST_BODY = 64 << 20

# An HTTP status or a whole answer in place of the vendor's own; or a way not to answer: `reset` breaks the
# connection, `slow` holds it until `release()`, `lost` lets the vendor take the request and then breaks it.
Fault = int | Answer | Literal["reset", "slow", "lost"]


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came in, as the vendor would have seen it, and what was made of it."""

    vendor: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Any
    status: int | None
    accepted: tuple[Any, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON for a file; of credentials in headers only the scheme is kept, in bodies and URLs nothing."""
        refusals = [{"row": one.row, "field": one.field, "reason": one.reason} for one in self.refusals]
        result = {"status": self.status, "accepted": masked(list(self.accepted)), "refusals": refusals}
        seen = {"method": self.method, "url": masked_url(self.url), "headers": masked_headers(self.headers)}
        seen["body"] = masked(self.body)
        return {"vendor": self.vendor, **seen, **result}


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class StandIn:
    """An HTTP server on 127.0.0.1; `url` is what to divert to, `received` what came in, oldest first.

    `vendors` are asked before those that destinations bring, which are looked for when the stand-in starts.
    `on_received` is called with each request once it is answered.
    """

    def __init__(
        self,
        vendors: Iterable[Vendor] = (),
        *,
        port: int = 0,
        now: Callable[[], datetime] = utc_now,
        on_received: Callable[[Received], None] | None = None,
    ) -> None:
        self.received: list[Received] = []
        self.url = ""
        self._vendors = tuple(vendors)
        self._port = port
        self._now = now
        self._on_received = on_received
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._released = asyncio.Event()
        self._arrived = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._vendors += tuple(shipped_vendors())
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_route("*", "/{anything:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, self._port).start()
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        if self._runner:
            await self._runner.cleanup()

    def fail(self, host: str, faults: Iterable[Fault]) -> None:
        """Let the next requests to `host` meet these faults, one each, before the vendor answers again."""
        self._faults[host].extend(faults)

    def release(self) -> None:
        """Let go of the requests that are held by the fault `slow`, now and from now on."""
        self._released.set()

    async def until(self, count: int) -> None:
        """Wait until so many requests have come in, answered or held."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.received) >= count)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await self._read(request)
        vendor = next(vendor for vendor in self._vendors if vendor.serves(call.host))
        faults = self._faults[call.host]
        fault = faults.popleft() if faults else None
        answer = _answer(vendor, call, fault)
        self._keep(vendor, call, request, answer)
        async with self._arrived:
            self._arrived.notify_all()
        if fault == "slow":
            await self._released.wait()
        if answer is None or fault == "lost":
            if request.transport:
                request.transport.abort()
            return web.Response()
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _read(self, request: web.Request) -> Call:
        host, _, path = request.rel_url.raw_path.lstrip("/").partition("/")
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = dict(request.rel_url.query)
        return Call(request.method, host, f"/{path}", query, headers, await request.read(), self._now())

    def _keep(self, vendor: Vendor, call: Call, request: web.Request, answer: Answer | None) -> None:
        query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
        url = f"https://{call.host}{call.path}{query}"
        received = Received(vendor.name, call.method, url, call.headers, call.content(), None)
        if answer:
            received = replace(received, status=answer.status, accepted=answer.accepted, refusals=answer.refusals)
        self.received.append(received)
        if self._on_received:
            self._on_received(received)


def _answer(vendor: Vendor, call: Call, fault: Fault | None) -> Answer | None:
    if fault == "reset":
        return None
    if isinstance(fault, int):
        return Answer(fault)
    if isinstance(fault, Answer):
        return fault
    return vendor.answer(call)


def as_line(received: Received) -> bytes:
    """One line of NDJSON."""
    return orjson.dumps(received.as_dict(), option=orjson.OPT_APPEND_NEWLINE)
