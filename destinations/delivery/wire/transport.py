"""HTTP: the only module that opens sockets itself."""

import os
import socket
import ssl
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from yarl import URL

from destinations.arguments import check, number
from destinations.delivery.status import MAYBE
from destinations.delivery.wire.address_guard import LOOPBACK, Network, is_allowed, read_networks
from destinations.delivery.wire.patience import Patience
from destinations.sdk.outcome import Rejected, Retry
from destinations.sdk.request import Request, Response

MOST_BODY = 1 << 20
HEAD_END = b"\r\n\r\n"
CHUNK = 1 << 16
# What may follow the Content-Encoding of an answer: zlib's window size, with either header.
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
OWN_HEADERS = {"user-agent": "destination-actions", "accept-encoding": "gzip, deflate"}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds until a connection must stand, and until the whole answer must be there."""

    connect: float = 5.0
    total: float = 30.0

    def __post_init__(self) -> None:
        check("Timeouts", connect=(self.connect, number(0)), total=(self.total, number(0)))


class ForbiddenAddressError(OSError):
    """An address that must not be connected to; all have one text, so that aiohttp keeps the type."""

    def __init__(self, address: str, port: int) -> None:
        super().__init__("this address may not be reached")
        self.address = address
        self.port = port

    def __reduce__(self) -> tuple[type["ForbiddenAddressError"], tuple[str, int]]:
        return type(self), (self.address, self.port)


class Transport:
    """The connections of one instance.

    Redirects are not followed, cookies are forgotten, proxies of the environment are not used, an answer is
    read up to 1 MiB. With `divert`, `https://host/path` is fetched from `{divert}/host/path`. Servers are known by the
    authorities that this machine trusts, and by those in `ca_file`; OSError where there is none in it.
    """

    def __init__(
        self,
        *,
        private_networks: Sequence[str] = (),
        divert: str | None = None,
        timeouts: Timeouts,
        resolver: AbstractResolver | None,
        now: Callable[[], datetime],
        ca_file: Path | None = None,
    ) -> None:
        self._trust = _trusting(ca_file) if ca_file else None
        networks = read_networks(private_networks)
        # Whoever diverts all traffic has chosen the place, and the place is this machine.
        self._networks: tuple[Network, ...] = (*networks, *read_networks(LOOPBACK)) if divert else networks
        self._divert = divert.rstrip("/") if divert else None
        self._timeouts = timeouts
        self._resolver = resolver
        self._now = now
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # The lane bounds how many requests are under way; a second bound here would eat into their time.
        connector = _Connector(
            limit=0, resolver=self._resolver, socket_factory=self._open_socket, ssl=self._trust or True
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=self._timeouts.connect),
            trust_env=False,
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    @property
    def is_diverted(self) -> bool:
        """Whether all requests go to another place than they say."""
        return self._divert is not None

    async def exchange(self, request: Request) -> Response | Retry | Rejected:
        """The answer to the request, or the outcome of not getting one."""
        try:
            url = _url(request.url, self._divert)
            headers = OWN_HEADERS | request.wire_headers(self._now())
        except ValueError as error:
            return Rejected(f"cannot be sent: {error}")
        try:
            return await self._fetch(request, url, headers)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # What failed is where it was sent, which is not always what it is for.
            return self._failure(
                urlsplit(self._divert).netloc if self._divert else urlsplit(request.url).hostname or "", error
            )

    async def _fetch(self, request: Request, url: URL, headers: dict[str, str]) -> Response:
        if self._session is None:
            raise RuntimeError("use the transport inside `async with`")
        asked = self._session.request(
            request.method, url, data=request.body or None, headers=headers, allow_redirects=False
        )
        head: aiohttp.ClientResponse | None = None
        content, is_whole = bytearray(), False
        try:
            async with Patience(self._timeouts.total), asked as head:
                await _read_body(head, content)
                is_whole = True
        except (aiohttp.ClientError, OSError, ValueError):
            # Once the status was read, it may be all that matters.
            if head is None:
                raise
        names = {name.lower(): value for name, value in head.headers.items()}
        return Response(request, head.status, names, bytes(content), is_whole)

    def _failure(self, host: str, error: Exception) -> Retry | Rejected:
        """What a failed request means. The texts are ours: aiohttp's quote the URL, which may hold a key."""
        match error:
            case aiohttp.ConnectionTimeoutError():
                return Retry(f"no connection to {host} within {self._timeouts.connect:g} s")
            case TimeoutError():
                return Retry(f"no answer from {host} within {self._timeouts.total:g} s; {MAYBE}")
            case aiohttp.ClientSSLError():
                return Retry(f"no secure connection to {host} ({type(error).__name__})")
            case aiohttp.ClientConnectorError():
                return _not_connected(host, error.os_error)
            case aiohttp.InvalidURL() | ValueError():
                return Rejected(f"cannot be sent: {host} is not a host that can be fetched from")
        return Retry(f"{host} broke off before a whole answer came ({type(error).__name__}); {MAYBE}")

    def _open_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        host, port = address[:2]
        if not is_allowed(host, port, self._networks):
            raise ForbiddenAddressError(host, port)
        return socket.socket(family, kind, protocol)


class _HeadFirst(ResponseHandler):
    """Reads the head of an answer before what follows it: a mistake in the body then leaves us the status."""

    def data_received(self, data: bytes) -> None:
        head, end, rest = data.partition(HEAD_END)
        super().data_received(head + end)
        if rest:
            super().data_received(rest)


class _Connector(aiohttp.TCPConnector):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # The one way in: aiohttp reads all that has arrived at once, and gives none of it where a part is wrong.
        handler: type[ResponseHandler] = _HeadFirst
        self._factory = partial(handler, loop=self._loop)


def _trusting(ca_file: Path) -> ssl.SSLContext:
    """Trust in this machine's authorities and those of the file."""
    context = ssl.create_default_context()
    context.load_verify_locations(ca_file)
    return context


def read_url(text: str, divert: str | None = None) -> URL:
    """The URL to fetch; ValueError when it is none for http or https.

    An ASCII URL goes out letter by letter as `build` wrote it, since some tools care how a colon is written.

    >>> read_url("https://api.example.com:8443/import?strict=1#top", "http://127.0.0.1:5000")
    URL('http://127.0.0.1:5000/api.example.com:8443/import?strict=1')
    """
    if any(ord(letter) <= ord(" ") or ord(letter) == ord("\x7f") for letter in text):
        raise ValueError("the URL holds a space or a control character; write it as %20 or leave it out")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError("the URL's host cannot be read; an IPv6 address needs both brackets") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("the URL must start with https:// or http:// and a host")
    if "@" in parts.netloc:
        raise ValueError("the URL holds a user name or a password; credentials go into headers")
    if divert:
        query = f"?{parts.query}" if parts.query else ""
        text = f"{divert}/{parts.netloc}{parts.path or '/'}{query}"
    return URL(text, encoded=text.isascii())


# Most requests of a tool are to one or two URLs.
_url = lru_cache(maxsize=256)(read_url)


async def _read_body(answer: aiohttp.ClientResponse, body: bytearray) -> None:
    """Put at most 1 MiB of the body, decompressed, into `body`; the connection is dropped where there is more."""
    compressed = answer.headers.get("content-encoding", "").strip().lower() in {"gzip", "x-gzip", "deflate"}
    inflate = zlib.decompressobj(GZIP_OR_ZLIB) if compressed else None
    async for chunk in answer.content.iter_chunked(CHUNK):
        room = MOST_BODY - len(body)
        try:
            body += inflate.decompress(chunk, room) if inflate else chunk[:room]
        except zlib.error:
            break
        if len(body) >= MOST_BODY:
            break
    else:
        return
    answer.close()


def _not_connected(host: str, error: OSError) -> Retry | Rejected:
    if isinstance(error, ForbiddenAddressError):
        return Rejected(
            f"{host} is at {error.address} port {error.port}, which requests may not reach; "
            "a private network must be named in the settings"
        )
    # The resolver's error numbers are negative and have texts of their own.
    text = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
    return Retry(f"cannot connect to {host}: {text or type(error).__name__}")
