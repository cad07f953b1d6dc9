"""Stands before the whole page: only this machine's browser, with the session that the token opened, gets through."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlencode

from actions.studio.security.headers import HEADERS
from actions.studio.security.sessions import Sessions

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BYTES: Final = 32 << 20
TOKEN: Final = "token"  # noqa: S105 - its name in the address
# What the two ends of a websocket say to each other when nobody does anything.
PINGS: Final = ("2", "3", b"2", b"3")
NOT_OPEN: Final = "Open the address that `actions studio` printed: it has the token that opens this page."
NAVIGATES: Final = (None, "none", "same-origin")


class Guard:
    """An ASGI application around another: refuses by Host, Origin and session, and caps what is sent in."""

    def __init__(self, app: App, sessions: Sessions, port: int) -> None:
        self._app, self._sessions = app, sessions
        self.hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        # Cookies do not tell ports apart: two studios on one machine need two names.
        self.cookie = f"studio_{port}"

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Let it through, or refuse it."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        refused = self._refusal(headers)
        if refused is None and scope["method"] not in ("GET", "HEAD", "POST"):
            refused = 405, "this page takes GET and POST"
        if refused is None and _length(headers) > MOST_BYTES:
            refused = 413, f"more than {MOST_BYTES >> 20} MiB at once"
        if refused:
            await _answer(send, *refused)
            return
        session = self._session(headers)
        if not self._sessions.is_open(session):
            await self._open(scope, send)
            return
        self._sessions.touch(session or "")
        if TOKEN in dict(parse_qsl(scope["query_string"].decode("latin-1"))):
            # The session is there already; the token leaves the address all the same.
            await _answer(send, 303, "", [(b"location", _without_token(scope).encode("latin-1"))])
            return
        await self._app(scope, _capped(receive), _with_headers(send))

    async def _open(self, scope: MutableMapping[str, Any], send: Send) -> None:
        """Exchange the token for a session, if the address has it."""
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get(TOKEN, "")
        session = self._sessions.open(given) if scope["method"] == "GET" else None
        if session is None:
            await _answer(send, 401, NOT_OPEN)
            return
        cookie = f"{self.cookie}={session}; Path=/; HttpOnly; SameSite=Strict"
        location = _without_token(scope).encode("latin-1")
        await _answer(send, 303, "", [(b"location", location), (b"set-cookie", cookie.encode())])

    async def _websocket(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        session = self._session(headers)
        # A browser always says where a websocket comes from.
        if self._refusal(headers) or "origin" not in headers or session is None or not self._sessions.is_open(session):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def received() -> Message:
            message = await receive()
            if not self._sessions.is_open(session):
                return {"type": "websocket.disconnect", "code": 1008}
            if message.get("text", message.get("bytes")) not in PINGS:
                self._sessions.touch(session)
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "websocket.send" and not self._sessions.is_open(session):
                message = {"type": "websocket.close", "code": 1008}
            await send(message)

        await self._app(scope, received, sent)

    def _refusal(self, headers: MutableMapping[str, str]) -> tuple[int, str] | None:
        """Why the request is refused whoever sends it: another name for this machine, or a page from elsewhere."""
        if headers.get("host", "").lower() not in self.hosts:
            return 421, "this page answers to 127.0.0.1 and localhost only"
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://").lower() != headers["host"].lower():
            return 403, "this page answers to itself only"
        if headers.get("sec-fetch-site") not in NAVIGATES and headers.get("sec-fetch-mode") != "navigate":
            return 403, "this page answers to itself only"
        return None

    def _session(self, headers: MutableMapping[str, str]) -> str | None:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return None
        return found.value if found else None


def _headers(scope: MutableMapping[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _length(headers: MutableMapping[str, str]) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdecimal() else 0


def _without_token(scope: MutableMapping[str, Any]) -> str:
    kept = [pair for pair in parse_qsl(scope["query_string"].decode("latin-1")) if pair[0] != TOKEN]
    # One slash: two would name another machine.
    path = "/" + scope.get("raw_path", scope["path"].encode()).decode("latin-1").lstrip("/\\")
    return f"{path}?{urlencode(kept)}" if kept else path


def _capped(receive: Receive) -> Receive:
    """What is received, and its end where it grows beyond all measure without having said so."""
    taken = 0

    async def received() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MOST_BYTES else {"type": "http.disconnect"}

    return received


def _with_headers(send: Send) -> Send:
    ours = {name for name, _ in HEADERS}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            theirs = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
            message = {**message, "headers": [*theirs, *HEADERS]}
        await send(message)

    return sent


async def _answer(send: Send, status: int, text: str, more: Iterable[tuple[bytes, bytes]] = ()) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *HEADERS, *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
