"""ClickHouse beyond its cases: what its codes of errors mean, the token of a batch, and the stand-in."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.clickhouse import CLICKHOUSE, ClickHouseSettings, judge_insert
from destinations.clickhouse.stand_in import VENDOR
from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.sdk import Payload, Rejected, Response, Retry, Sent
from destinations.testing import StandIn
from tests.destinations.played import played, requests_of

SETTINGS = ClickHouseSettings.model_validate({"url": "https://abc.clickhouse.cloud:8443"})
TRACK = CLICKHOUSE.action_types[0]


def track(name: str, **more: Any) -> Payload:
    fields = {"table": "tracks", "event": "E", "timestamp": 1772360130250, **more}
    return TRACK.payload.model_validate(fields).with_delivery_id(f"id-{name}")


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        pytest.param(400, "27", Rejected("ClickHouse: Code: 1", batch=True), id="a value that cannot be read"),
        pytest.param(400, "117", Rejected("ClickHouse: Code: 1", batch=True), id="a column that is missing"),
        pytest.param(404, "60", Rejected("ClickHouse: Code: 1", batch=True), id="a table that is missing"),
        pytest.param(403, "516", Retry("ClickHouse: Code: 1", counts=False, pause=True), id="a wrong password"),
        pytest.param(500, "497", Retry("ClickHouse: Code: 1", counts=False, pause=True), id="no right to write"),
        pytest.param(500, "164", Retry("ClickHouse: Code: 1", counts=False, pause=True), id="a user who only reads"),
        pytest.param(500, "252", Retry("ClickHouse: Code: 1"), id="too many parts"),
        pytest.param(500, "243", Retry("ClickHouse: Code: 1"), id="a full disk"),
        pytest.param(500, "745", Retry("ClickHouse: Code: 1"), id="a server that has too much to do"),
        pytest.param(500, "130", Rejected("ClickHouse: Code: 1", batch=True), id="a list that cannot be read"),
        pytest.param(500, "241", Retry("ClickHouse: Code: 1"), id="no memory"),
        pytest.param(502, None, None, id="a proxy's answer is for the status table"),
        pytest.param(200, None, None, id="all is written"),
    ],
)
def test_what_a_code_means(status: int, code: str | None, expected: Any) -> None:
    [request] = requests_of(CLICKHOUSE, "track", [track("a")], SETTINGS)
    headers = {} if code is None else {"x-clickhouse-exception-code": code}
    outcomes = judge_insert(Response(request, status, headers, b"Code: 1\nstack"), [track("a")])
    assert outcomes == ([] if expected is None else [expected])


def test_the_same_rows_bear_the_same_token_and_others_another() -> None:
    one, again, other = (
        requests_of(CLICKHOUSE, "track", [track(name) for name in names], SETTINGS)[0].url
        for names in ("ab", "ab", "ac")
    )
    assert one == again != other


def test_a_table_that_is_missing_is_said_in_the_servers_words() -> None:
    [request] = requests_of(CLICKHOUSE, "track", [track("a", table="missing")], SETTINGS)
    [outcome] = judge_insert(played(VENDOR, request), [track("a")])
    assert "Table missing does not exist (UNKNOWN_TABLE)" in outcome.reason  # type: ignore[union-attr]  # it is Rejected


@pytest.mark.parametrize("name", ["a`b", "a.b", "", "1a", "a;DROP TABLE x"])
def test_no_name_ends_the_query(name: str) -> None:
    with pytest.raises(ValidationError, match="is not a name for a table or a column"):
        track("a", table=name)
    with pytest.raises(ValidationError, match="database"):
        ClickHouseSettings.model_validate({"url": "https://abc.clickhouse.cloud:8443", "database": name})


def test_one_row_that_is_refused_takes_no_other_along() -> None:
    payloads = [track("a"), track("b", columns={"total": "much"}), track("c")]

    async def deliver() -> tuple[list[Delivered], list[Any]]:
        async with StandIn([VENDOR]) as stand_in:
            deliveries = [Delivery(one.delivery_id, "clickhouse", TRACK, one) for one in payloads]
            policy = RetryPolicy(base=0.01)
            async with Deliverer({"clickhouse": SETTINGS}, divert=stand_in.url, policy=policy) as deliverer:
                results = await deliverer.deliver(deliveries)
            return results, [row["id"] for got in stand_in.received for row in got.accepted]

    results, stored = asyncio.run(deliver())
    assert [type(one.outcome) for one in results] == [Sent, Rejected, Sent]
    assert sorted(stored) == ["id-a", "id-c"]
