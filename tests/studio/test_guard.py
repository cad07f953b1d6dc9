"""Who gets through to the page: nobody by another name, from another page, or without the token's session."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from actions.studio.security.guard import MOST_BYTES, Guard, Receive, Send
from actions.studio.security.sessions import Sessions

PORT = 8765
HOME = f"127.0.0.1:{PORT}"
Headers = dict[str, str]


class Page:
    """Stands for the page behind the guard, and notes what gets through."""

    def __init__(self) -> None:
        self.clock = 0.0
        self.sessions = Sessions(idle=100, clock=lambda: self.clock)
        self.guard = Guard(self, self.sessions, PORT)
        self.reached: list[str] = []
        self.sent: list[MutableMapping[str, Any]] = []

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        self.reached.append(scope["path"])
        if scope["type"] == "websocket":
            while (await receive())["type"] != "websocket.disconnect":
                await send({"type": "websocket.send", "text": "x"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"unsafe-url")]})
        await send({"type": "http.response.body", "body": b"page"})

    def get(self, path: str = "/", method: str = "GET", query: str = "", **headers: str) -> tuple[int, Headers]:
        """The status and headers of the answer."""
        self.sent.clear()
        scope = {**self._scope("http", path, query, headers), "method": method}
        asyncio.run(self.guard(scope, _nothing, self._send))
        told = {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}
        return self.sent[0]["status"], told

    def connect(self, *messages: str, **headers: str) -> list[str]:
        """The kinds of what the websocket answers."""
        self.sent.clear()
        waiting = [
            {"type": "websocket.connect"},
            *({"type": "websocket.receive", "text": one} for one in messages),
            {"type": "websocket.disconnect"},
        ]

        async def receive() -> MutableMapping[str, Any]:
            self.clock += 40
            return waiting.pop(0)

        asyncio.run(self.guard(self._scope("websocket", "/socket", "", headers), receive, self._send))
        return [one["type"] for one in self.sent]

    def cookie(self) -> str:
        """The cookie that the token gives."""
        _, headers = self.get(query=f"token={self.sessions.token}")
        return headers["set-cookie"].partition(";")[0]

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)

    @staticmethod
    def _scope(kind: str, path: str, query: str, headers: Headers) -> MutableMapping[str, Any]:
        named = {"host": HOME, **{name.replace("_", "-"): value for name, value in headers.items()}}
        pairs = [(name.encode(), value.encode()) for name, value in named.items() if value]
        return {"type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": pairs}


async def _nothing() -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": b""}


@pytest.fixture
def page() -> Page:
    return Page()


def test_the_token_becomes_a_cookie_and_leaves_the_address(page: Page) -> None:
    status, headers = page.get("/a/x", query=f"event=m-1&token={page.sessions.token}")
    assert (status, headers["location"]) == (303, "/a/x?event=m-1")
    assert headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert page.sessions.token not in headers["set-cookie"]
    assert page.get(cookie=headers["set-cookie"].partition(";")[0])[0] == 200
    assert page.reached == ["/"]


def test_an_address_with_the_token_leads_to_no_other_machine(page: Page) -> None:
    _, headers = page.get("//evil.example/", query=f"token={page.sessions.token}")
    assert headers["location"] == "/evil.example/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": f"localhost:{PORT}"}, 200),
        ({"origin": f"http://{HOME}", "sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "none"}, 200),
        ({"host": f"evil.example:{PORT}"}, 421),
        ({"host": "127.0.0.1:9999"}, 421),
        ({"host": ""}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": f"https://{HOME}"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403),
        ({"cookie": "studio_8765=guessed"}, 401),
        ({"cookie": "studio_9999=x"}, 401),
        ({"cookie": ""}, 401),
    ],
    ids=["as it is", "localhost", "from the page itself", "typed by hand", "another host", "another port", "no host",
         "another origin", "another scheme", "a hidden origin", "a script of another page", "a guessed session",
         "the cookie of another studio", "no cookie"],
)  # fmt: skip
def test_requests_are_let_through_or_refused(page: Page, headers: Headers, status: int) -> None:
    given = {"cookie": page.cookie(), **headers}
    page.reached.clear()
    assert page.get(**given)[0] == status
    assert bool(page.reached) is (status == 200)


@pytest.mark.parametrize("query", ["", "token=", "token=wrong", "token=%00"])
def test_without_the_token_nothing_is_opened(page: Page, query: str) -> None:
    status, headers = page.get(query=query)
    assert status == 401
    assert "set-cookie" not in headers


def test_other_methods_and_large_bodies_are_refused(page: Page) -> None:
    cookie = page.cookie()
    assert page.get(method="DELETE", cookie=cookie)[0] == 405
    assert page.get(method="POST", cookie=cookie, content_length=str(MOST_BYTES + 1))[0] == 413


def test_every_answer_says_what_may_be_loaded_and_told(page: Page) -> None:
    for headers in (page.get(cookie=page.cookie())[1], page.get()[1]):
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        for part in ("default-src 'self'", "connect-src 'self'", "object-src 'none'", "base-uri 'none'",
                     "frame-ancestors 'none'", "form-action 'self'"):  # fmt: skip
            assert part in policy.split("; ")


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": ""}, {"host": "evil.example"}, {"cookie": ""}],
    ids=["from a foreign page", "from nowhere", "by another name", "without a session"],
)
def test_a_foreign_websocket_is_refused(page: Page, headers: Headers) -> None:
    given = {"cookie": page.cookie(), "origin": f"http://{HOME}", **headers}
    page.reached.clear()
    assert page.connect(**given) == ["websocket.close"]
    assert page.reached == []


def test_a_websocket_of_the_page_is_let_through(page: Page) -> None:
    assert page.connect("4hello", cookie=page.cookie(), origin=f"http://{HOME}") == ["websocket.send"] * 2


def test_a_session_ends_when_only_pings_come(page: Page) -> None:
    cookie = page.cookie()
    page.connect("4a", "4b", "4c", "4d", cookie=cookie, origin=f"http://{HOME}")
    assert page.get(cookie=cookie)[0] == 200
    page.connect("2", "2", "2", "2", cookie=cookie, origin=f"http://{HOME}")
    assert page.get(cookie=cookie)[0] == 401
