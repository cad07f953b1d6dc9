"""The server itself: its sockets, the deadlines of its connections, and how it ends."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import BaseRequest, Response, Server, StreamResponse
from aiohttp.web_protocol import RequestHandler

from actions.serve.http.logs import SILENT
from actions.serve.http.respond import refuse_unread, respond
from actions.serve.http.service import Service
from actions.system.limits import allow_open_files

LINGER = 2.0
HEADER_BYTES = 16 << 10
CLOSING_TIME = 8.0
FILES_BESIDE = 200
Handler = Callable[[BaseRequest], Awaitable[StreamResponse]]


class TlsError(ValueError):
    """A certificate or key that cannot be used: which file, and why."""


class _Connections(Server):
    """The server of the library, with connections of our own."""

    def __init__(self, service: Service, handler: Handler, **options: Any) -> None:
        super().__init__(handler, **options)
        self._service = service
        self._options = options

    def __call__(self) -> RequestHandler:
        return _Connection(self._service, self, **self._options)


class _Connection(RequestHandler):
    """A connection on which also what the library refuses is answered as everything else is."""

    __slots__ = ("_service",)

    def __init__(self, service: Service, manager: Server, **options: Any) -> None:
        super().__init__(manager, loop=asyncio.get_running_loop(), **options)
        self._service = service

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> StreamResponse:
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        return refuse_unread(self._service)


class HttpServer:
    """Answers requests from `start` to `stop`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._server: Server | None = None
        self._listening: asyncio.Server | None = None
        # Connections that have not yet sent a whole head, and since when; and when others were last of use.
        self._silent: dict[RequestHandler, float] = {}
        self._used: dict[RequestHandler, float] = {}

    async def start(self) -> int:
        """Listen; the port, which the system has chosen where the settings say 0."""
        settings = self._service.settings
        self._server = _Connections(
            self._service,
            self._handle,
            keepalive_timeout=settings.limits.keep_alive,
            lingering_time=LINGER,
            auto_decompress=False,
            access_log=None,
            logger=SILENT,
            max_line_size=HEADER_BYTES,
            max_field_size=HEADER_BYTES,
        )
        allow_open_files(settings.limits.connections + FILES_BESIDE)
        listen = settings.listen
        context = _tls(settings.tls.certificate, settings.tls.key) if settings.tls else None
        self._listening = await asyncio.get_running_loop().create_server(
            self._server,
            listen.host,
            listen.port,
            ssl=context,
            backlog=1024,
            reuse_address=True,
            # The system spreads connections over all processes that listen.
            reuse_port=settings.processes > 1 or None,
        )
        return int(self._listening.sockets[0].getsockname()[1])

    async def _handle(self, request: BaseRequest) -> Response:
        connection = request.protocol
        self._used[connection] = asyncio.get_running_loop().time()
        self._silent.pop(connection, None)
        return await respond(self._service, request)

    @property
    def connections(self) -> int:
        return len(self._server.connections) if self._server else 0

    def close_idle(self) -> None:
        """Close connections that never finished a head, and, above the limit, those that were idle longest."""
        assert self._server is not None  # noqa: S101 - it was started
        now, limits = asyncio.get_running_loop().time(), self._service.settings.limits
        there = set(self._server.connections)
        self._used = {one: at for one, at in self._used.items() if one in there}
        self._silent = {one: self._silent.get(one, now) for one in there if one not in self._used}
        for one, since in list(self._silent.items()):
            if now - since >= limits.header_time:
                one.force_close()
        excess = len(there) - limits.connections
        if excess > 0:
            oldest = sorted(there, key=lambda one: self._used.get(one) or self._silent.get(one, now))
            for one in oldest[:excess]:
                one.force_close()

    async def stop(self) -> None:
        """Listen no more, and return when the requests that are under way have their answers."""
        self._service.is_closing = True
        if self._listening is not None:
            self._listening.close()
        if self._server is not None:
            self._server.pre_shutdown()
            await self._server.shutdown(CLOSING_TIME)


def _tls(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        for path in (certificate, key):
            path.read_bytes()
        # A key with a password would be asked for at the terminal.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError as error:
        why = error.reason or "no certificate and key in PEM"
        raise TlsError(f"tls: {certificate} and {key} cannot be used: {why}") from error
    except OSError as error:
        raise TlsError(f"tls: {error.filename} cannot be read: {error.strerror}") from error
    return context
