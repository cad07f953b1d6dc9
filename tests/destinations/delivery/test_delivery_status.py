"""The status table, and what a judge's word is worth."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from destinations.delivery.status import Split, Verdict, judge_answer, read_status, worse
from destinations.sdk.destination import ActionType, Judge
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request, Response

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REQUEST = Request("POST", "https://toy.example/", {}, b"[]")

TABLE: dict[type[Verdict], tuple[int, ...]] = {
    Sent: (200, 201, 202, 204, 207, 299),
    Retry: (401, 403, 408, 423, 425, 429, 500, 502, 503, 504, 520, 599),
    Split: (400, 413, 422),
    Rejected: (100, 301, 302, 304, 307, 308, 402, 404, 405, 409, 410, 411, 415, 451, 501, 600, 999),
}
ROWS = [(status, kind) for kind, statuses in TABLE.items() for status in statuses]


def judged(judge: Judge | None, response: Response, payloads: Sequence[Any]) -> list[Verdict]:
    action_type = ActionType("toy", Payload, lambda *_: REQUEST, "A toy.", judge=judge)
    return judge_answer(action_type, payloads, response, NOW)


def saying(*outcomes: Outcome) -> Judge:
    return lambda *_: outcomes


def broken(*_: Any) -> Sequence[Outcome]:
    raise KeyError("failed_records")


@pytest.mark.parametrize(("status", "kind"), ROWS, ids=[f"{status} is {kind.__name__}" for status, kind in ROWS])
def test_a_status_has_one_meaning(status: int, kind: type[Verdict]) -> None:
    assert type(read_status(status)) is kind


@pytest.mark.parametrize(
    ("status", "counts", "pause"),
    [
        pytest.param(500, True, False, id="a fault of the tool counts"),
        pytest.param(423, True, False, id="locked counts"),
        pytest.param(408, False, False, id="a timeout does not count"),
        pytest.param(429, False, False, id="too many requests does not count"),
        pytest.param(401, False, True, id="unknown credentials stop the instance"),
        pytest.param(403, False, True, id="forbidden stops the instance"),
    ],
)
def test_a_retry_says_what_it_costs(status: int, counts: bool, pause: bool) -> None:
    verdict = read_status(status)
    assert isinstance(verdict, Retry)
    assert (verdict.counts, verdict.pause) == (counts, pause)


def test_the_reason_names_status_and_answer() -> None:
    assert read_status(404, excerpt="no such list") == Rejected("answered 404 Not Found: no such list")


def test_a_redirect_is_not_followed_and_says_so() -> None:
    assert read_status(302) == Rejected("answered 302 Found; redirects are not followed")


@pytest.mark.parametrize(
    ("judge", "status", "expected"),
    [
        pytest.param(None, 200, [Sent(), Sent()], id="no judge leaves it to the status"),
        pytest.param(saying(), 200, [Sent(), Sent()], id="a judge without a word leaves it to the status"),
        pytest.param(
            saying(Sent(), Rejected("bad")), 400, [Sent(), Rejected("bad")], id="a judge is heard at any status"
        ),
        pytest.param(
            saying(Sent()),
            200,
            [Sent(), Retry("the tool's answer was judged for only 1 of 2 payloads")],
            id="a forgotten payload is not sent",
        ),
        pytest.param(
            saying(Sent(), Sent(), Rejected("whose?")), 200, [Sent(), Sent()], id="a word too many is dropped"
        ),
        pytest.param(
            broken,
            200,
            [Rejected("judging the answer failed: KeyError: 'failed_records'")] * 2,
            id="a broken judge never makes a delivery look sent",
        ),
        pytest.param(
            broken, 400, [Split("answered 400 Bad Request")] * 2, id="a broken judge splits what the status splits"
        ),
        pytest.param(broken, 404, [Rejected("answered 404 Not Found")] * 2, id="a broken judge adds nothing to a 404"),
        pytest.param(
            broken, 503, [Retry("answered 503 Service Unavailable")] * 2, id="a broken judge rejects no retry"
        ),
    ],
)
def test_each_payload_gets_one_verdict(judge: Judge | None, status: int, expected: list[Verdict]) -> None:
    assert judged(judge, Response(REQUEST, status, {}, b""), ["one", "two"]) == expected


def test_a_batch_that_a_judge_rejects_as_one_is_split() -> None:
    refused = Rejected("one of them is bad", batch=True)
    assert (
        judged(saying(refused, refused), Response(REQUEST, 200, {}, b""), ["one", "two"])
        == [Split("one of them is bad")] * 2
    )


def test_a_judges_retry_waits_as_long_as_the_tool_asks() -> None:
    response = Response(REQUEST, 200, {"retry-after": "7"}, b"")
    assert judged(saying(Retry("throttled")), response, ["one"]) == [Retry("throttled", after=7.0)]


@pytest.mark.parametrize(
    ("status", "headers", "after"),
    [
        pytest.param(429, {"x-ratelimit-reset": "9"}, 9.0, id="a used-up limit"),
        pytest.param(429, {"x-ratelimit-reset": "9", "retry-after": "7"}, 7.0, id="what is asked comes first"),
        pytest.param(503, {"x-ratelimit-reset": "9"}, None, id="an outage has nothing to do with the limit"),
    ],
)
def test_a_used_up_rate_limit_is_waited_out(status: int, headers: dict[str, str], after: float | None) -> None:
    (verdict,) = judged(None, Response(REQUEST, status, headers, b""), ["one"])
    assert isinstance(verdict, Retry)
    assert verdict.after == after


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Sent(), Retry("later"), id="a retry is worse than sent"),
        pytest.param(Retry("later"), Split("too large"), id="a split is worse than a retry"),
        pytest.param(Split("too large"), Rejected("never"), id="rejected is the worst"),
    ],
)
def test_the_worst_verdict_stands(one: Verdict, other: Verdict) -> None:
    assert worse(one, other) == worse(other, one) == other
