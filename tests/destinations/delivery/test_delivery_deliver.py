"""Deliveries end to end, over real HTTP, against a stand-in with faults."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

import pytest

from destinations.delivery import Delivered, Deliverer, Exchange
from destinations.delivery.wire.transport import Timeouts
from destinations.sdk.destination import Limits
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.request import Request
from destinations.testing import Answer, Fault, StandIn
from tests.destinations.delivery.toy_tool import (
    CANARY,
    JUDGED,
    QUICK,
    TOY,
    TOYS,
    Row,
    ToySettings,
    build,
    deliveries,
    run,
)


def test_results_come_in_the_order_given() -> None:
    given = [*deliveries([3, 1]), *deliveries([2], instance="crm"), *deliveries([4])]
    results, _ = run(given)
    assert [one.delivery for one in results] == given
    assert [one.outcome for one in results] == [Sent()] * 4


def test_nothing_to_deliver_is_delivered() -> None:
    assert run([]) == ([], [])


def test_the_same_delivery_twice_is_sent_once() -> None:
    results, received = run([*deliveries([1]), *deliveries([1])])
    assert [one.outcome for one in results] == [Sent(), Sent()]
    assert received == [[1]]


def test_an_unknown_instance_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no instance is named 'shpo'"):
        run(deliveries([1], instance="shpo"))


@pytest.mark.parametrize(
    ("faults", "outcome", "attempts", "status"),
    [
        pytest.param([], Sent(), 1, 200, id="at once"),
        pytest.param([500, 503], Sent(), 3, 200, id="after two faults of the tool"),
        pytest.param(["reset", "lost"], Sent(), 3, 200, id="after two broken connections"),
        pytest.param([429] * 6, Sent(), 7, 200, id="after many that do not count"),
        pytest.param([408, 425, 423], Sent(), 4, 200, id="after timeouts and locks"),
        pytest.param([404], Rejected("answered 404 Not Found"), 1, 404, id="never: not found"),
        pytest.param([501], Rejected("answered 501 Not Implemented"), 1, 501, id="never: not implemented"),
        pytest.param([400], Rejected("answered 400 Bad Request"), 1, 400, id="never: refused alone"),
        pytest.param([413], Rejected(f"answered 413 {HTTPStatus(413).phrase}"), 1, 413, id="never: too large alone"),
        pytest.param(
            [500] * 3,
            Rejected("gave up after 3 attempts in 0 s: answered 500 Internal Server Error"),
            3,
            500,
            id="given up",
        ),
    ],
)
def test_one_delivery_ends_as_the_answers_say(
    faults: list[Fault], outcome: Outcome, attempts: int, status: int
) -> None:
    (result,), received = run(deliveries([1]), faults)
    assert (result.outcome, result.attempts, result.status) == (outcome, attempts, status)
    assert len(received) == attempts


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_are_refused_stop_the_instance_and_cost_nothing(status: int) -> None:
    one_at_a_time = replace(TOY, limits=Limits(items=1, concurrency=1))
    results, received = run(deliveries(range(5), one_at_a_time), [status])
    assert [getattr(one.outcome, "pause", False) for one in results] == [True] * 5
    assert [one.attempts for one in results] == [1, 0, 0, 0, 0]
    assert received == [[0]]


def test_a_stopped_instance_stays_stopped_and_the_others_go_on() -> None:
    async def inside() -> tuple[list[Delivered], int]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", [401])
            settings = {"shop": ToySettings(), "crm": ToySettings(host="crm.toy.example")}
            async with Deliverer(settings, divert=standin.url, policy=QUICK) as deliverer:
                first = await deliverer.deliver(deliveries([1]))
                more = await deliverer.deliver([*deliveries([2]), *deliveries([3], instance="crm")])
                return first + more, len(standin.received)

    results, received = asyncio.run(inside())
    assert [type(one.outcome) for one in results] == [Retry, Retry, Sent]
    assert received == 2


def test_a_batch_that_is_too_large_is_halved() -> None:
    results, received = run(deliveries(range(7)))
    assert [one.outcome for one in results] == [Sent()] * 7
    assert received == [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3], [4, 5, 6]]


def test_only_the_culprit_of_a_refused_batch_is_rejected() -> None:
    results, received = run(deliveries([10, 11, 12, 13]))
    assert [one.outcome for one in results] == [Sent()] * 3 + [Rejected("answered 400 Bad Request: unlucky")]
    assert received == [[10, 11, 12, 13], [10, 11], [12, 13], [12], [13]]


def test_only_what_failed_is_sent_again_under_the_same_id() -> None:
    partly = Answer.of_json(207, [2, 4])
    results, received = run(deliveries([1, 2, 3, 4], JUDGED), [partly])
    assert received == [[1, 2, 3, 4], [2, 4]]
    assert [(one.delivery.id, one.attempts) for one in results] == [
        ("shop-1", 1),
        ("shop-2", 2),
        ("shop-3", 1),
        ("shop-4", 2),
    ]


def test_a_failing_build_rejects_its_payload_and_no_other_instance() -> None:
    def failing(_: Sequence[Row], settings: ToySettings) -> Request:
        raise ZeroDivisionError(settings.key.get_secret_value())

    broken = replace(TOY, name="broken", build=failing)
    results, _ = run([*deliveries([1, 2], broken), *deliveries([3], instance="crm")])
    reason = "no request could be built: ZeroDivisionError: [key]"
    assert [one.outcome for one in results] == [Rejected(reason), Rejected(reason), Sent()]
    assert [one.attempts for one in results] == [0, 0, 1]


@pytest.mark.parametrize(
    ("faults", "outcomes"),
    [
        pytest.param([200, 404], [Rejected, Sent], id="the second is the worse one"),
        pytest.param([404, 200], [Rejected, Rejected], id="the first is the worse one"),
    ],
)
def test_a_payload_of_several_requests_is_as_good_as_the_worst(faults: list[Fault], outcomes: list[type]) -> None:
    def twice(rows: Sequence[Row], settings: ToySettings) -> list[Request]:
        one = build(rows, settings)
        return [one, replace(one, items=(0,))]

    results, _ = run(deliveries([1, 2], replace(TOY, build=twice)), faults)
    assert [type(one.outcome) for one in results] == outcomes
    assert [one.status for one in results] == [404, faults[0]]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Answer(400, body=f"no such key {CANARY}".encode()), id="a tool that echoes the key"),
        pytest.param(
            Answer(404, body=b"Basic " + b64encode(f"{CANARY}:".encode())), id="a tool that echoes the credentials"
        ),
        pytest.param(Answer(401, body=b"c4nary-s3cret%2Fvalue%2B1"), id="a tool that echoes the query"),
        pytest.param(Answer(404, body=b"y" * 190 + CANARY.encode()), id="a key across the end of the extract"),
        pytest.param("reset", id="a broken connection"),
        pytest.param("slow", id="no answer"),
        pytest.param(Answer(302, {"Location": f"https://x.example/{CANARY}"}), id="a redirect"),
        pytest.param(500, id="a fault of the tool"),
    ],
)
def test_no_secret_is_in_anything_we_say(fault: Fault) -> None:
    shown: list[Exchange] = []
    results, _ = run(
        deliveries([1]),
        [fault] * 3,
        on_exchange=shown.append,
        timeouts=Timeouts(total=0.05) if fault == "slow" else Timeouts(),
    )
    said = [repr(one) for one in (*results, *shown)] + [json.dumps(one.request) for one in shown]
    assert shown
    assert not [text for text in said if "c4nary" in text or b64encode(CANARY.encode()).decode()[:12] in text]


def test_the_demo_sees_each_request_in_full_with_secrets_by_name() -> None:
    shown: list[Exchange] = []
    run(deliveries([1]), on_exchange=shown.append)
    assert shown == [
        Exchange(
            instance="shop",
            action_type="toy",
            request={
                "method": "POST",
                "url": "https://shop.toy.example/rows?key=[key]",
                "headers": {"content-type": "application/json", "authorization": "Basic [key]:"},
                "body": [1],
            },
            status=200,
            answer="",
        )
    ]


def test_a_callback_that_fails_loses_no_delivery() -> None:
    def failing(_: Exchange) -> None:
        raise RuntimeError("no terminal")

    results, _ = run(deliveries([1, 2]), on_exchange=failing)
    assert [one.outcome for one in results] == [Sent(), Sent()]
