"""HTTP as it happens: addresses, sizes, redirects, time limits, headers."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from destinations.delivery.wire.transport import MOST_BODY, Timeouts, Transport, read_url
from destinations.sdk.outcome import Rejected, Retry
from destinations.sdk.request import Request, Response
from destinations.testing import Answer, Fault, StandIn, Vendor

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PATIENT = Timeouts(connect=30.0, total=30.0)


class Names(AbstractResolver):
    """A resolver that gives the next of these addresses each time it is asked."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        flags = socket.AI_NUMERICHOST
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)]

    async def close(self) -> None:
        """Hold nothing."""


def request(url: str = "https://toy.example/", **more: Any) -> Request:
    return Request("POST", url, more.pop("headers", {}), b"[]", **more)


def exchange(
    *requests: Request,
    answer: Callable[..., Answer] = lambda call: Answer(accepted=(call.headers,)),
    faults: Sequence[Fault] = (),
    timeouts: Timeouts = PATIENT,
) -> tuple[list[Response | Retry | Rejected], StandIn]:
    """What the transport says to requests that are diverted to a stand-in for toy.example."""

    async def run() -> tuple[list[Response | Retry | Rejected], StandIn]:
        async with StandIn([Vendor("toy", ("toy.example*",), answer)]) as standin:
            standin.fail("toy.example", faults)
            transport = Transport(divert=standin.url, timeouts=timeouts, resolver=None, now=lambda: NOW)
            async with transport:
                return [await transport.exchange(one) for one in requests], standin

    return asyncio.run(run())


def reach(
    url: str, *addresses: str, networks: Sequence[str] = (), times: int = 1
) -> tuple[list[Response | Retry | Rejected], int]:
    """What the transport says to a URL of a server that does run on this machine, and how much the server got."""

    async def run() -> tuple[list[Response | Retry | Rejected], int]:
        resolver = Names(*addresses) if addresses else None
        async with StandIn() as standin:
            transport = Transport(private_networks=networks, timeouts=PATIENT, resolver=resolver, now=lambda: NOW)
            async with transport:
                port = standin.url.rpartition(":")[2]
                said = [await transport.exchange(request(url.replace("PORT", port))) for _ in range(times)]
                return said, len(standin.received)

    return asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:PORT/", id="dotted"),
        pytest.param("http://2130706433:PORT/", id="one number"),
        pytest.param("http://0x7f000001:PORT/", id="hex"),
        pytest.param("http://0x7f.1:PORT/", id="hex and short"),
        pytest.param("http://0177.0.0.1:PORT/", id="octal"),
        pytest.param("http://127.1:PORT/", id="short"),
        pytest.param("http://\uff11\uff12\uff17.0.0.1:PORT/", id="full-width digits"),
        pytest.param("http://0.0.0.0:PORT/", id="this host"),
        pytest.param("http://localhost:PORT/", id="by name"),
        pytest.param("http://[::1]:PORT/", id="IPv6"),
        pytest.param("http://[::ffff:127.0.0.1]:PORT/", id="IPv4 in IPv6"),
        pytest.param("http://[64:ff9b::7f00:1]:PORT/", id="NAT64"),
        pytest.param("http://[2002:7f00:1::]:PORT/", id="6to4"),
        pytest.param("http://169.254.169.254/latest/meta-data/", id="cloud metadata"),
    ],
)
def test_no_spelling_of_an_inner_address_is_reached(url: str) -> None:
    said, received = reach(url)
    assert received == 0
    assert isinstance(said[0], Rejected)


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(["127.0.0.1"], id="loopback"),
        pytest.param(["::1"], id="IPv6 loopback"),
        pytest.param(["10.0.0.1"], id="a private network"),
    ],
)
def test_a_name_that_leads_inside_is_not_followed(addresses: list[str]) -> None:
    said, received = reach("http://hooks.example.com:PORT/secret", *addresses)
    assert received == 0
    assert isinstance(said[0], Rejected)
    assert said[0].reason.startswith(f"hooks.example.com is at {addresses[0]} port ")


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    said, received = reach("http://hooks.example.com:1/", "192.0.2.1", "127.0.0.1", times=2)
    assert received == 0
    assert all(isinstance(one, Rejected) for one in said)


def test_a_named_private_network_is_reached() -> None:
    said, received = reach("http://hooks.example.com:PORT/", "127.0.0.1", networks=["127.0.0.0/8"])
    assert received == 1
    assert isinstance(said[0], Response)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("file:///etc/passwd", "must start with https://", id="a file"),
        pytest.param("gopher://toy.example/", "must start with https://", id="gopher"),
        pytest.param("//toy.example/", "must start with https://", id="no scheme"),
        pytest.param("https:///path", "must start with https://", id="no host"),
        pytest.param("https://me:pass@toy.example/", "credentials go into headers", id="credentials"),
        pytest.param("https://toy.example/a b", "space or a control character", id="a blank"),
        pytest.param("https://toy.example/\r\nX: y", "space or a control character", id="a line break"),
        pytest.param("https://toy.example/\x00", "space or a control character", id="a zero byte"),
        pytest.param("https://[::1", "needs both brackets", id="half an address"),
    ],
)
def test_what_is_no_web_address_is_rejected(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_url(url)


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        pytest.param("https://a.b/?id=1:2:android:3%2F", "https://a.b/?id=1:2:android:3%2F", id="as written"),
        pytest.param("https://a.b/%7Euser/../x", "https://a.b/%7Euser/../x", id="nothing is put right"),
        pytest.param("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC", id="beyond ASCII"),
    ],
)
def test_a_url_goes_out_as_it_was_built(url: str, fetched: str) -> None:
    assert str(read_url(url)) == fetched


@pytest.mark.parametrize(
    ("faults", "kind", "reason"),
    [
        pytest.param(["reset"], Retry, "broke off before a whole answer came", id="reset"),
        pytest.param(["lost"], Retry, "it may have arrived", id="taken and lost"),
        pytest.param(["slow"], Retry, "no answer from 127.0.0.1:", id="no answer in time"),
    ],
)
def test_what_went_wrong_on_the_way_is_tried_again(faults: list[Fault], kind: type, reason: str) -> None:
    said, _ = exchange(
        request(), faults=faults, timeouts=Timeouts(connect=30.0, total=0.1 if faults == ["slow"] else 30.0)
    )
    assert isinstance(said[0], kind)
    assert reason in getattr(said[0], "reason", "")


@pytest.mark.parametrize("diverted", [True, False])
def test_a_port_where_nobody_listens_is_tried_again_and_named(diverted: bool) -> None:
    async def run() -> tuple[str, Any]:
        async with StandIn() as standin:
            url = standin.url
        divert, networks = (url, []) if diverted else (None, ["127.0.0.0/8"])
        transport = Transport(
            divert=divert, private_networks=networks, timeouts=PATIENT, resolver=None, now=lambda: NOW
        )
        async with transport:
            return url, await transport.exchange(request() if diverted else request(url))

    url, said = asyncio.run(run())
    assert isinstance(said, Retry)
    place = url.removeprefix("http://") if diverted else "127.0.0.1"
    assert said.reason == f"cannot connect to {place}: Connection refused"


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    found = Answer(302, {"Location": "http://169.254.169.254/latest/meta-data/"})
    said, standin = exchange(request(), faults=[found])
    assert isinstance(said[0], Response)
    assert said[0].status == 302
    assert len(standin.received) == 1


def test_cookies_are_forgotten() -> None:
    async def run() -> list[bool]:
        # By name: an address alone is never sent a cookie.
        names, networks = Names("127.0.0.1"), ["127.0.0.0/8"]
        async with StandIn() as standin:
            standin.fail("shop", [Answer(200, {"Set-Cookie": "a=b; Path=/"})])
            url = standin.url.replace("127.0.0.1", "cookies.example") + "/shop/"
            transport = Transport(private_networks=networks, timeouts=PATIENT, resolver=names, now=lambda: NOW)
            async with transport:
                for _ in range(2):
                    await transport.exchange(request(url))
            return ["cookie" in one.headers for one in standin.received]

    assert asyncio.run(run()) == [False, False]


@pytest.mark.parametrize(
    ("headers", "body", "read"),
    [
        pytest.param({}, b"x" * (3 << 20), b"x" * MOST_BODY, id="a long body is cut"),
        pytest.param({}, b"whole", b"whole", id="a short body is whole"),
        pytest.param({"Content-Encoding": "gzip"}, gzip.compress(b"hello"), b"hello", id="gzip"),
        pytest.param({"Content-Encoding": "deflate"}, zlib.compress(b"hello"), b"hello", id="deflate"),
        pytest.param(
            {"Content-Encoding": "gzip"}, gzip.compress(bytes(64 << 20)), bytes(MOST_BODY), id="a gzip bomb is cut"
        ),
        pytest.param({"Content-Encoding": "gzip"}, b"not gzip at all", b"", id="what says gzip and is not"),
    ],
)
def test_an_answer_is_read_up_to_a_mebibyte(headers: Mapping[str, str], body: bytes, read: bytes) -> None:
    said, _ = exchange(request(), faults=[Answer(200, headers, body)])
    assert isinstance(said[0], Response)
    assert said[0].body == read


def test_the_connection_is_good_for_the_next_request_after_a_cut() -> None:
    said, standin = exchange(request(), request(), faults=[Answer(200, {}, b"x" * (3 << 20))])
    assert [getattr(one, "status", None) for one in said] == [200, 200]
    assert len(standin.received) == 2


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param({"x-event": "a\r\nX-Admin: 1"}, id="a line break in a value"),
        pytest.param({"x-event": "a\x00"}, id="a zero byte in a value"),
        pytest.param({"x\r\ny": "a"}, id="a line break in a name"),
        pytest.param({"": "a"}, id="no name"),
    ],
)
def test_a_header_cannot_start_another(signed: dict[str, str]) -> None:
    said, standin = exchange(request(signer=lambda *_: signed))
    assert isinstance(said[0], Rejected)
    assert said[0].reason.startswith("cannot be sent: ")
    assert standin.received == []


def test_what_is_sent_is_signed_at_that_moment() -> None:
    signer = lambda body, now: {"x-signed": f"{body.decode()} {now:%H:%M}"}  # noqa: E731 - one line reads best
    _, standin = exchange(request(signer=signer, basic=("me", "pass"), headers={"user-agent": "mine"}))
    headers = standin.received[0].headers
    assert headers["x-signed"] == "[] 03:04"
    assert headers["authorization"] == "Basic bWU6cGFzcw=="
    assert headers["user-agent"] == "mine"


def test_an_answers_headers_are_in_lower_case() -> None:
    said, _ = exchange(request(), faults=[Answer(429, {"Retry-After": "3"})])
    assert isinstance(said[0], Response)
    assert said[0].headers["retry-after"] == "3"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    said, _ = exchange(request())
    assert isinstance(said[0], Response)
