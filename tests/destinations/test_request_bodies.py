"""Requests of every method, with every kind of body."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from destinations.delivery import Deliverer, RetryPolicy, WireRequest, WireResponse
from destinations.sdk import ActionType, Limits, Part, Request
from tests.destinations.delivery.toy_tool import TOY, ToySettings, deliveries

URL = "https://toy.example/in"
FILE: dict[str, str | Part] = {"note": "hi", "file": Part(b"\x00\x01", 'a "b".bin', "image/png")}


@pytest.mark.parametrize(
    ("request_", "method", "url", "content_type", "body"),
    [
        pytest.param(Request.put(URL, json={"a": 1}), "PUT", URL, "application/json", b'{"a":1}', id="PUT"),
        pytest.param(
            Request.patch(URL, form={"a": "1"}), "PATCH", URL, "application/x-www-form-urlencoded", b"a=1", id="PATCH"
        ),
        pytest.param(Request.delete(URL), "DELETE", URL, None, b"", id="DELETE"),
        pytest.param(
            Request.post(URL, content="<a/>", headers={"content-type": "text/xml"}),
            "POST",
            URL,
            "text/xml",
            b"<a/>",
            id="XML",
        ),
        pytest.param(Request.post(URL, content=b"\x1f\x8b"), "POST", URL, None, b"\x1f\x8b", id="bytes"),
        pytest.param(
            Request.post(f"{URL}?a=1", params={"q": "x y&z"}),
            "POST",
            f"{URL}?a=1&q=x+y%26z",
            None,
            b"",
            id="parameters",
        ),
    ],
)
def test_a_request_is_what_its_maker_says(
    request_: Request, method: str, url: str, content_type: str | None, body: bytes
) -> None:
    assert (request_.method, request_.url, request_.headers.get("content-type"), request_.body) == (
        method,
        url,
        content_type,
        body,
    )


def test_a_multipart_body_is_the_same_each_time() -> None:
    one, other = Request.post(URL, multipart=FILE), Request.post(URL, multipart=FILE)
    assert one == other
    mark = one.headers["content-type"].removeprefix("multipart/form-data; boundary=")
    assert one.body.decode("latin-1") == (
        f'--{mark}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a %22b%22.bin"\r\n'
        f"Content-Type: image/png\r\n\r\n\x00\x01\r\n--{mark}--\r\n"
    )


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Request.post(URL, json=1, content=b""), id="JSON and bytes"),
        pytest.param(lambda: Request.put(URL, form={}, multipart={}), id="a form and parts"),
    ],
)
def test_a_request_has_one_body(make: Callable[[], Request]) -> None:
    with pytest.raises(ValueError, match="one body: json=, form=, content= or multipart="):
        make()


@pytest.mark.parametrize(
    ("rate_of", "at_once"),
    [pytest.param("account", 1, id="of the account"), pytest.param("type", 2, id="of each type")],
)
def test_a_rate_is_that_of_whom_it_says(rate_of: Any, at_once: int) -> None:
    one_in_an_hour = Limits(items=1, requests_per_second=1 / 3600, rate_of=rate_of)
    kinds: list[ActionType] = [replace(TOY, name=name, limits=one_in_an_hour) for name in ("one", "two")]
    sent: list[WireRequest] = []
    all_at_once = asyncio.Event()

    async def send(request: WireRequest) -> WireResponse:
        sent.append(request)
        if len(sent) == at_once:
            all_at_once.set()
        return WireResponse(200, {}, b"")

    async def inside() -> None:
        async with Deliverer({"shop": ToySettings()}, transport=send, policy=RetryPolicy()) as deliverer:
            given = [one for n, kind in enumerate(kinds) for one in deliveries(range(n * 3, n * 3 + 3), kind)]
            delivering = asyncio.create_task(deliverer.deliver(given))
            await asyncio.wait_for(all_at_once.wait(), 60)
            # Whoever would come too early comes with the others.
            await asyncio.sleep(0.05)
            await deliverer.stop(within=60.0)
            await delivering

    asyncio.run(inside())
    assert len(sent) == at_once
