"""A status of success is not always the tool's: pages of others, and answers that break off."""

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.delivery.status import Split, judge_answer
from destinations.delivery.wire.transport import Timeouts
from destinations.registry import load_registry
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent, Success
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request, Response
from destinations.sdk.settings import Settings
from tests.destinations.delivery.toy_tool import QUICK

NOW = datetime(2026, 1, 2, tzinfo=UTC)
REQUEST = Request.post("https://toy.example/", json=[1])
PAGE = b"\n<!doctype html><title>Back soon</title>"
TAKEN = b'{"taken":1}'


def saying_sent(*_: Any) -> Sequence[Outcome]:
    return [Sent()]


def kind(success: Success | None, *, judge: bool = False) -> ActionType:
    return ActionType(
        "toy", Payload, lambda *_: REQUEST, "A toy.", judge=saying_sent if judge else None, success=success
    )


def verdict(action_type: ActionType, body: bytes, status: int = 200, *, is_whole: bool = True) -> Any:
    return judge_answer(action_type, [None], Response(REQUEST, status, {}, body, is_whole), NOW)[0]


ANSWERS: list[tuple[str, bytes, set[Success]]] = [
    ("its own JSON", TAKEN, {*Success}),
    ("a list", b"[]", {*Success}),
    ("a digit, as some say yes", b"1", {*Success}),
    ("JSON behind a byte order mark", b"\xef\xbb\xbf{}", {*Success}),
    ("JSON with a lone surrogate in a message", rb'{"message":"\ud800"}', {*Success}),
    ("nothing", b"", {Success.STATUS, Success.NO_PAGE}),
    ("a word", b"ok", {Success.STATUS, Success.NO_PAGE}),
    ("JSON cut short", b'{"taken":', {Success.STATUS, Success.NO_PAGE}),
    ("a page", PAGE, {Success.STATUS}),
    ("a page behind a byte order mark", b"\xef\xbb\xbf<html>", {Success.STATUS}),
]


@pytest.mark.parametrize("judge", [False, True])
@pytest.mark.parametrize(("body", "taken_by"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_an_answer_of_another_is_no_success(body: bytes, taken_by: set[Success], judge: bool) -> None:
    for success in Success:
        seen = verdict(kind(success, judge=judge), body)
        assert (success, type(seen)) == (success, Sent if success in taken_by else Retry)
    assert isinstance(verdict(kind(None, judge=judge), body), Sent)


def test_what_came_instead_is_reported() -> None:
    [seen] = judge_answer(kind(Success.JSON), [None], Response(REQUEST, 200, {}, PAGE), NOW, lambda: "Back soon")
    assert seen == Retry("answered 200 OK, but with a page of HTML and not as the tool does: Back soon")


@pytest.mark.parametrize(
    ("action_type", "body", "outcome"),
    [
        pytest.param(kind(None), b"", Sent, id="only the status matters"),
        pytest.param(kind(Success.STATUS), PAGE, Sent, id="only the status matters, whatever begins"),
        pytest.param(kind(Success.JSON, judge=True), b'{"tak', Sent, id="the body says no more than the status"),
        pytest.param(kind(Success.JSON), b"<htm", Retry, id="a page begins"),
        pytest.param(kind(Success.VERDICT, judge=True), b'{"tak', Retry, id="the body would say which were refused"),
        pytest.param(kind(None, judge=True), b"", Retry, id="a judge that nobody has spoken for"),
    ],
)
def test_an_answer_that_broke_off_behind_success(action_type: ActionType, body: bytes, outcome: type) -> None:
    assert type(verdict(action_type, body, is_whole=False)) is outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        pytest.param(503, Retry("answered 503 Service Unavailable"), id="its own trouble"),
        pytest.param(401, Retry("answered 401 Unauthorized", counts=False, pause=True), id="a person must act"),
        pytest.param(400, Retry("answered 400 Bad Request, and broke off before it said why"), id="a refusal"),
    ],
)
def test_an_answer_that_broke_off_behind_a_failure(status: int, outcome: Outcome) -> None:
    assert verdict(kind(Success.VERDICT, judge=True), b"", status, is_whole=False) == outcome


def http_types() -> list[tuple[str, ActionType]]:
    registry = load_registry()
    plugins = [found for name in registry.names() if (found := registry.find(name))]
    return [
        (f"{one.destination.name}.{each.name}", each)
        for one in plugins
        if one.destination.settings.open_writer is Settings.open_writer and one.destination.name != "webhook"
        for each in one.destination.action_types
    ]


@pytest.mark.parametrize("action_type", [row[1] for row in http_types()], ids=[row[0] for row in http_types()])
def test_no_tool_takes_a_page_of_somebody_else_for_a_success(action_type: ActionType) -> None:
    assert isinstance(verdict(action_type, PAGE), Retry)
    if action_type.success is not Success.NO_PAGE:
        for body in (b"", b"moved", b'{"half":'):
            assert isinstance(verdict(action_type, body), Retry)


class Row(Payload):
    n: int = 1


class LocalSettings(Settings):
    port: int

    def private_networks(self) -> tuple[str, ...]:
        return ("127.0.0.0/8",)


def build(_: Sequence[Row], settings: LocalSettings) -> Request:
    return Request.post(f"http://127.0.0.1:{settings.port}/", json=[1])


def deliver_to(raw: bytes, action_type: ActionType, *, hang: bool = False) -> tuple[Delivered, int]:
    """What became of one delivery to a server that says just these bytes, and how often it was asked."""
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        asked += 1
        writer.write(raw)
        await writer.drain()
        if hang:
            await reader.read()
        writer.close()

    async def run() -> Delivered:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        settings = LocalSettings(port=server.sockets[0].getsockname()[1])
        timeouts = Timeouts(connect=30.0, total=3.0)
        async with server, Deliverer({"toy": settings}, policy=QUICK, timeouts=timeouts) as deliverer:
            [done] = await deliverer.deliver([Delivery("d-1", "toy", action_type, Row())])
        return done

    return asyncio.run(run()), asked


HEAD = b"HTTP/1.1 200 OK\r\n"
ZIPPED = gzip.compress(TAKEN)
BROKEN: list[tuple[str, bytes, bool]] = [
    ("less than was announced", HEAD + b"content-length: 100\r\n\r\nok", False),
    ("nothing of what was announced", HEAD + b"content-length: 100\r\n\r\n", False),
    ("a chunk cut short", HEAD + b"transfer-encoding: chunked\r\n\r\n10\r\nok", False),
    ("chunks without an end", HEAD + b"transfer-encoding: chunked\r\n\r\n2\r\nok\r\n", False),
    ("a chunk whose size is not a number", HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\nok\r\n", False),
    ("a body that never ends", HEAD + b"content-length: 100\r\n\r\nok", True),
    ("broken gzip", HEAD + b"content-encoding: gzip\r\ncontent-length: 12\r\n\r\n" + ZIPPED[:10] + b"\xff\xff", False),
    ("204 with a body", b"HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok", False),
]


@pytest.mark.parametrize(("raw", "hang"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_what_was_answered_with_success_is_sent_once(raw: bytes, hang: bool) -> None:
    toy = ActionType("toy", Row, build, "A toy.")
    done, asked = deliver_to(raw, toy, hang=hang)
    assert (done.outcome, done.attempts, asked) == (Sent(), 1, 1)


def test_where_the_body_has_the_verdict_it_is_asked_again() -> None:
    toy = ActionType("toy", Row, build, "A toy.", judge=saying_sent, success=Success.VERDICT)
    done, asked = deliver_to(BROKEN[0][1], toy)
    assert isinstance(done.outcome, Rejected)
    assert "broke off before it said which were taken; it may have arrived all the same" in done.outcome.reason
    assert asked == QUICK.attempts


def test_no_answer_at_all_is_none() -> None:
    toy = ActionType("toy", Row, build, "A toy.", success=Success.STATUS)
    done, asked = deliver_to(b"HTTP/1.1 2", replace(toy))
    assert isinstance(done.outcome, Rejected)
    assert asked == QUICK.attempts


def test_a_batch_that_was_refused_is_still_halved() -> None:
    assert verdict(kind(Success.JSON), PAGE, 400) == Split("answered 400 Bad Request")
