"""Transports of callers that answer with no answer, or not at all: the delivery is tried again, and nothing is lost."""

import asyncio
import sys
from typing import Any, NoReturn

import pytest

from actions import Project
from destinations.delivery import Delivered, RetryPolicy, WireRequest, WireResponse
from destinations.sdk import Rejected
from tests.actions.cli import sending
from tests.actions.cli.sending import HOOK

ENVIRON = {"HOOK_SECRET": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk="}


@pytest.fixture
def project() -> Project:
    return Project.from_texts({"crm.yaml": HOOK.format(name="crm")}, environ=ENVIRON)


def answered(status: Any, headers: Any, body: Any) -> WireResponse:
    """What only a type checker would refuse."""
    return WireResponse(status, headers, body)


def leak(_: WireRequest) -> NoReturn:
    raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(answered("200", {}, b""), "status is '200', a str; write a whole number", id="a status as text"),
        pytest.param(answered(999, {}, b""), "status is 999", id="no status of HTTP"),
        pytest.param(answered(200, {}, "{}"), "body is '{}', a str; write bytes", id="a body as text"),
        pytest.param(answered(429, {"Retry-After": 5}, b""), "headers are to be a dict from texts", id="a number"),
        pytest.param(None, "it gave None where a WireResponse belongs", id="nothing"),
        pytest.param({"status": 200}, "of the class dict where a WireResponse belongs", id="a dict"),
    ],
)
def test_what_is_no_answer_of_a_transport_is_tried_again(project: Project, answer: Any, words: str) -> None:
    async def transport(_: WireRequest) -> Any:
        return answer

    [one] = deliver_once(project, transport)
    assert isinstance(one.outcome, Rejected)
    assert one.gave_up
    assert words in one.outcome.reason
    assert "gave up after 1 attempt in" in one.outcome.reason


@pytest.mark.parametrize(
    ("transport", "words"),
    [
        pytest.param(
            lambda _: 200, "it gave an object of the class int, and is to be a coroutine function", id="plain"
        ),
        pytest.param(leak, "the transport raised CancelledError", id="one whose own time was up"),
        pytest.param(lambda _: sys.exit(1), "the transport raised SystemExit", id="one that exits"),
    ],
)
def test_a_transport_that_does_not_answer_loses_nothing(project: Project, transport: Any, words: str) -> None:
    [one] = deliver_once(project, transport)
    assert one.gave_up
    assert words in getattr(one.outcome, "reason", "")


def deliver_once(project: Project, transport: Any) -> list[Delivered]:
    async def inside() -> list[Delivered]:
        once = RetryPolicy(attempts=1, max_age=0)
        event = sending.event(1) | {"timestamp": "2026-03-01T10:15:30Z"}
        async with project.direct_deliverer(ENVIRON, transport=transport, policy=once) as deliverer:
            return await asyncio.wait_for(deliverer.deliver(project.decide(event)), 20)

    return asyncio.run(inside())
