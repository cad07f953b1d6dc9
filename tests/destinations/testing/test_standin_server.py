"""The stand-in as a server: routing, faults, what it keeps."""

import asyncio
import gzip
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import aiohttp
import orjson
import pytest

from destinations.testing import Answer, Call, Fault, Received, StandIn, Vendor
from destinations.testing.shipped_vendors import shipped_vendors

ECHO = Vendor("echo", ("*.echo.example",), lambda call: Answer.of_json(200, [call.host, call.path, dict(call.query)]))


Visitor = Callable[[StandIn, aiohttp.ClientSession], Coroutine[Any, Any, Any]]


def visit(visitor: Visitor, **options: Any) -> Any:
    async def inside() -> Any:
        async with StandIn([ECHO], **options) as standin, aiohttp.ClientSession(standin.url) as session:
            return await visitor(standin, session)

    return asyncio.run(inside())


async def status(session: aiohttp.ClientSession, path: str, body: bytes = b"[]") -> int | None:
    try:
        async with session.post(path, data=body) as answer:
            return answer.status
    except aiohttp.ClientError:
        return None


def test_a_vendor_sees_the_call_as_if_it_were_its_own() -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        async with session.post("/eu.echo.example/a/b?x=1", data=gzip.compress(b"{}"), headers=GZIP) as answer:
            return await answer.json(), standin.received

    echoed, received = visit(visitor)
    assert echoed == ["eu.echo.example", "/a/b", {"x": "1"}]
    assert [(one.vendor, one.url, one.body) for one in received] == [("echo", "https://eu.echo.example/a/b?x=1", {})]


GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        pytest.param("api.mixpanel.com", "mixpanel", id="Mixpanel"),
        pytest.param("api-eu.mixpanel.com", "mixpanel", id="Mixpanel in Europe"),
        pytest.param("www.google-analytics.com", "ga4", id="Google Analytics"),
        pytest.param("hooks.example.com", "webhook", id="any other host"),
    ],
)
def test_each_host_has_its_vendor(host: str, name: str) -> None:
    assert next(vendor.name for vendor in shipped_vendors() if vendor.serves(host)) == name


@pytest.mark.parametrize(
    ("faults", "statuses"),
    [
        pytest.param([], [200, 200, 200], id="no faults"),
        pytest.param([500, 429], [500, 429, 200], id="statuses, then the vendor again"),
        pytest.param([Answer(503, {"Retry-After": "1"})], [503, 200, 200], id="a whole answer"),
        pytest.param(["reset", "lost"], [None, None, 200], id="broken connections"),
    ],
)
def test_faults_come_before_the_vendors_answer(faults: Sequence[Fault], statuses: list[int | None]) -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        standin.fail("shop.example", faults)
        return [await status(session, "/shop.example/") for _ in range(3)]

    assert visit(visitor) == statuses


def test_a_fault_is_for_one_host_only() -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        standin.fail("shop.example", [500])
        return [await status(session, f"/{host}/") for host in ("crm.example", "shop.example")]

    assert visit(visitor) == [200, 500]


def test_lost_was_taken_and_reset_was_not() -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        standin.fail("shop.example", ["reset", "lost"])
        for body in (b"[1]", b"[2]"):
            await status(session, "/shop.example/", body)
        return [one.accepted for one in standin.received]

    assert visit(visitor) == [(), ([2],)]


def test_slow_is_held_until_it_is_released() -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        standin.fail("shop.example", ["slow"])
        held = asyncio.create_task(status(session, "/shop.example/"))
        await standin.until(1)
        other = await status(session, "/shop.example/")
        still_held = not held.done()
        standin.release()
        return other, still_held, await held

    assert visit(visitor) == (200, True, 200)


def test_whoever_watches_is_reported_of_each_request() -> None:
    seen: list[Received] = []

    async def visitor(_: StandIn, session: aiohttp.ClientSession) -> Any:
        return await status(session, "/shop.example/", b"not json")

    assert visit(visitor, on_received=seen.append) == 400
    assert [(one.body, one.status, [why.reason for why in one.refusals]) for one in seen] == [
        ("not json", 400, ["the body is not JSON"])
    ]


@pytest.mark.parametrize(
    ("credentials", "kept"),
    [
        pytest.param("Basic c2VjcmV0", "Basic …", id="behind a scheme"),
        pytest.param("c2VjcmV0", "…", id="alone"),
    ],
)
def test_a_line_for_a_file_keeps_no_credentials(credentials: str, kept: str) -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        async with session.post("/shop.example/", data=b"[]", headers={"Authorization": credentials}):
            return standin.received[0]

    reply = visit(visitor).as_dict()
    assert reply["headers"]["authorization"] == kept
    assert b"c2VjcmV0" not in orjson.dumps(reply)


def test_a_form_is_kept_by_its_fields() -> None:
    async def visitor(standin: StandIn, session: aiohttp.ClientSession) -> Any:
        async with session.post("/shop.example/", data={"a": "1 & 2", "b": ""}):
            return [one.body for one in standin.received]

    assert visit(visitor) == [{"a": "1 & 2", "b": ""}]


def test_the_vendor_is_asked_for_the_time_it_is_given() -> None:
    calls: list[Call] = []

    def keep(call: Call) -> Answer:
        calls.append(call)
        return Answer()

    async def inside() -> None:
        async with StandIn([Vendor("keep", ("*",), keep)]) as standin, aiohttp.ClientSession(standin.url) as session:
            await status(session, "/keep.example/")

    asyncio.run(inside())
    assert calls[0].now.utcoffset() is not None
