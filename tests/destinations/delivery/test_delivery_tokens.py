"""Access tokens over real HTTP: fetched once, kept while they last, fetched anew after a 401, never shown."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery import Delivered, Deliverer, Delivery, Exchange, RetryPolicy
from destinations.delivery.send import Clocks
from destinations.delivery.senders import SenderOptions, make_sender
from destinations.delivery.wire.kept_tokens import KeptTokens
from destinations.sdk import ActionType, Limits, OAuth2, Outcome, Payload, Rejected, Request, Retry, Sent, Settings
from destinations.testing import Answer, Call, Fault, Received, StandIn, Vendor

AUTH, API = "auth.toy.example", "api.toy.example"
TOKEN_URL = f"https://{AUTH}/token"
ONCE = RetryPolicy(base=0.01, budget=0.0)
AGAIN = RetryPolicy(base=0.01)


class ToySettings(Settings):
    token_url: str = TOKEN_URL


class Row(Payload):
    n: int


def build(rows: Sequence[Row], settings: ToySettings) -> Request:
    oauth = OAuth2(
        token_url=settings.token_url, client_id="me", client_secret="s3cret-client", refresh_token="s3cret-refresh"
    )
    return Request.post(f"https://{API}/rows", json=[row.n for row in rows], oauth=oauth)


SINGLE = ActionType("row", Row, build, "A row.", Limits(items=1, concurrency=8))


def token(value: Any = "acc3ss-good", **more: Any) -> Answer:
    return Answer.of_json(200, {"access_token": value, "token_type": "Bearer", **more})


def answer(call: Call) -> Answer:
    """Tokens for everybody; rows for whoever has one that is good, and a refusal that repeats it for row 13."""
    if call.host == AUTH:
        return token(expires_in=3600)
    authorization = call.headers.get("authorization", "")
    if not authorization.startswith("Bearer acc3ss-good"):
        return Answer(401)
    return Answer(400, body=f"13 of {authorization}".encode()) if 13 in call.json() else Answer(200)


def rows(numbers: Iterable[int]) -> list[Delivery]:
    return [Delivery(f"r-{n}", "toy", SINGLE, Row(n=n)) for n in numbers]


def deliver(
    *waves: Sequence[Delivery], faults: Sequence[Fault] = (), seconds_between: float = 0.0, **options: Any
) -> tuple[list[Delivered], list[Received]]:
    """What became of the deliveries, wave after wave, and all that came in."""
    late = [0.0]

    async def inside() -> tuple[list[Delivered], list[Received]]:
        async with StandIn([Vendor("toy", (AUTH, API), answer)]) as standin:
            standin.fail(AUTH, faults)
            clocks = Clocks(clock=lambda: time.monotonic() + late[0])
            options.setdefault("policy", AGAIN)
            async with Deliverer({"toy": ToySettings()}, divert=standin.url, clocks=clocks, **options) as deliverer:
                results = []
                for wave in waves:
                    results += await deliverer.deliver(wave)
                    late[0] += seconds_between
            return results, standin.received

    return asyncio.run(inside())


def hosts(received: Iterable[Received]) -> list[str]:
    return [one.url.split("/")[2].split(".")[0] for one in received]


def test_requests_at_the_same_time_wait_for_one_token() -> None:
    results, received = deliver(rows(range(8)))
    assert [one.outcome for one in results] == [Sent()] * 8
    assert hosts(received) == ["auth", *["api"] * 8]
    assert (received[0].url, received[0].body) == (
        TOKEN_URL,
        {
            "grant_type": "refresh_token",
            "refresh_token": "s3cret-refresh",
            "client_id": "me",
            "client_secret": "s3cret-client",
        },
    )


@pytest.mark.parametrize(
    ("expires_in", "after", "fetches"),
    [
        pytest.param(3600, 3500, 1, id="while it lasts"),
        pytest.param(3600, 3545, 2, id="not in its last minute"),
        pytest.param("3600", 3500, 1, id="a number written as a text"),
        pytest.param("3600", 3545, 2, id="a number written as a text, at its end"),
        pytest.param(None, 3500, 1, id="an hour where nothing is said"),
        pytest.param("soon", 3545, 2, id="an hour where nothing that makes sense is said"),
        pytest.param(30, 1, 2, id="one that ends at once"),
    ],
)
def test_a_token_is_kept_until_a_minute_before_its_end(expires_in: Any, after: float, fetches: int) -> None:
    results, received = deliver(rows([1]), rows([2]), faults=[token(expires_in=expires_in)], seconds_between=after)
    assert [one.outcome for one in results] == [Sent(), Sent()]
    assert hosts(received).count("auth") == fetches


def test_after_a_401_the_token_is_fetched_anew_once() -> None:
    results, received = deliver(rows([1]), faults=[token("acc3ss-old")])
    assert [(one.outcome, one.attempts) for one in results] == [(Sent(), 1)]
    assert hosts(received) == ["auth", "api", "auth", "api"]


def test_a_tool_that_takes_no_token_at_all_waits_for_a_person() -> None:
    results, received = deliver(rows([1]), faults=[token("acc3ss-old")] * 3)
    assert [one.outcome for one in results] == [Retry("answered 401 Unauthorized", counts=False, pause=True)]
    assert hosts(received) == ["auth", "api", "auth", "api"]


def test_a_token_that_the_tool_refused_is_not_used_again() -> None:
    results, received = deliver(rows([1]), faults=[token("acc3ss-old"), 503])
    assert [(one.outcome, one.attempts) for one in results] == [(Sent(), 2)]
    assert hosts(received) == ["auth", "api", "auth", "auth", "api"]


def test_a_refresh_token_that_the_server_changes_takes_the_place_of_the_old_one() -> None:
    first = token(expires_in=3600, refresh_token="s3cret-second")
    _, received = deliver(rows([1]), rows([2]), rows([3]), faults=[first], seconds_between=4000)
    used = [one.body["refresh_token"] for one in received if one.vendor == "toy" and one.url == TOKEN_URL]
    assert used == ["s3cret-refresh", "s3cret-second", "s3cret-second"]


REVOKED = {"error": "invalid_grant", "error_description": "revoked"}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        pytest.param(
            Answer.of_json(400, REVOKED),
            Retry(
                f"{TOKEN_URL} does not take the refresh token any more; allow the access anew:"
                ' {"error":"invalid_grant","error_description":"revoked"}',
                counts=False,
                pause=True,
            ),
            id="the access was taken back",
        ),
        pytest.param(
            Answer.of_json(401, {"error": "invalid_client"}),
            Retry(
                f'no access token from {TOKEN_URL}: answered 401: {{"error":"invalid_client"}}',
                counts=False,
                pause=True,
            ),
            id="the client is not known",
        ),
        pytest.param(
            404, Retry(f"no access token from {TOKEN_URL}: answered 404", counts=False, pause=True), id="no such page"
        ),
        pytest.param(
            302, Retry(f"no access token from {TOKEN_URL}: answered 302", counts=False, pause=True), id="elsewhere"
        ),
        pytest.param(
            503, Retry(f"no access token from {TOKEN_URL}: answered 503 Service Unavailable"), id="trouble of its own"
        ),
        pytest.param(token(None), Retry(f"{TOKEN_URL} answered without an access token"), id="no token"),
        pytest.param(token("a\r\nb"), Retry(f"{TOKEN_URL} answered without an access token"), id="two lines"),
        pytest.param(Answer(200, body=b"[]"), Retry(f"{TOKEN_URL} answered without an access token"), id="a list"),
    ],
)
def test_what_becomes_of_rows_that_no_token_is_there_for(fault: Fault, outcome: Outcome) -> None:
    results, received = deliver(rows([1]), faults=[fault], policy=ONCE)
    assert [one.outcome for one in results] == [outcome]
    assert hosts(received) == ["auth"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        pytest.param(ValueError("no such key"), "no such key", id="a key that is none"),
        pytest.param(KeyError("kid"), "KeyError: 'kid'", id="a plugin's mistake"),
    ],
)
def test_what_cannot_be_signed_costs_no_delivery(error: Exception, why: str) -> None:
    def sign(_: datetime) -> str:
        raise error

    def build_signed(given: Sequence[Row], _: ToySettings) -> Request:
        oauth = OAuth2(TOKEN_URL, "me", "", assertion=sign)
        return Request.post(f"https://{API}/rows", json=[row.n for row in given], oauth=oauth)

    kind = ActionType("row", Row, build_signed, "A row.", Limits(items=1))
    results, received = deliver([Delivery("r-1", "toy", kind, Row(n=1))])
    assert [one.outcome for one in results] == [
        Retry(f"no access token from {TOKEN_URL}: {why}", counts=False, pause=True)
    ]
    assert received == []


def test_who_waited_for_a_token_shares_the_failure() -> None:
    results, received = deliver(rows(range(8)), faults=[Answer.of_json(400, REVOKED)])
    assert {type(one.outcome) for one in results} == {Retry}
    assert hosts(received) == ["auth"]


@pytest.mark.parametrize("fault", [pytest.param(503, id="an error"), pytest.param("reset", id="a broken connection")])
def test_trouble_of_the_token_server_is_waited_out(fault: Fault) -> None:
    results, received = deliver(rows([1]), faults=[fault])
    assert [(one.outcome, one.attempts) for one in results] == [(Sent(), 2)]
    assert hosts(received) == ["auth", "auth", "api"]


def test_no_token_is_shown_anywhere() -> None:
    seen: list[Exchange] = []
    results, _ = deliver(rows([13]), on_exchange=seen.append)
    assert [one.outcome for one in results] == [Rejected("answered 400 Bad Request: 13 of Bearer [access_token]")]
    assert [one.request["headers"]["authorization"] for one in seen] == [f"Bearer (a token from {TOKEN_URL})"]
    assert "acc3ss" not in str(seen)
    assert "s3cret" not in str(seen)


def test_tokens_come_from_public_addresses_only() -> None:
    async def inside() -> Outcome:
        settings = ToySettings(token_url="http://127.0.0.1:8080/token")
        async with Deliverer({"toy": settings}, policy=ONCE) as deliverer:
            [result] = await deliverer.deliver(rows([1]))
        return result.outcome

    outcome = asyncio.run(inside())
    assert isinstance(outcome, Retry)
    assert outcome.pause
    assert "which requests may not reach" in outcome.reason


def test_a_refresh_token_that_the_server_changes_outlives_the_process(tmp_path: Path) -> None:
    used: list[str] = []

    def rotating(call: Call) -> Answer:
        if call.host != AUTH:
            return Answer(200)
        used.append(call.form()["refresh_token"])
        return token(refresh_token=f"r{len(used)}")

    async def run(transport_tokens: KeptTokens) -> None:
        async with StandIn([Vendor("toy", (AUTH, API), rotating)]) as standin:
            sender = make_sender("toy", ToySettings(), SenderOptions(standin.url, kept_tokens=transport_tokens))
            async with sender.transport:
                request = build([Row(n=1)], ToySettings())
                assert request.oauth
                await sender.tokens.exchange(request, request.oauth)

    for _ in range(3):
        asyncio.run(run(KeptTokens(tmp_path / "tokens")))
    assert used == ["s3cret-refresh", "r1", "r2"]


@pytest.mark.parametrize(
    ("client", "headers", "fields"),
    [
        pytest.param(
            OAuth2(TOKEN_URL, "me", "s3cret-client", scope="write", audience="https://api"),
            None,
            {
                "grant_type": "client_credentials",
                "scope": "write",
                "audience": "https://api",
                "client_id": "me",
                "client_secret": "s3cret-client",
            },
            id="client credentials in the form",
        ),
        pytest.param(
            OAuth2(TOKEN_URL, "m e", "s3cret-client", auth="basic"),
            "Basic bStlOnMzY3JldC1jbGllbnQ=",
            {"grant_type": "client_credentials"},
            id="client credentials as Basic",
        ),
        pytest.param(
            OAuth2(TOKEN_URL, "me", "s3cret-client", "s3cret-refresh", auth="basic"),
            "Basic bWU6czNjcmV0LWNsaWVudA==",
            {"grant_type": "refresh_token", "refresh_token": "s3cret-refresh"},
            id="a refresh token, the client as Basic",
        ),
    ],
)
def test_a_token_is_asked_for_as_the_server_wants_it(
    client: OAuth2, headers: str | None, fields: dict[str, str]
) -> None:
    def build_for(given: Sequence[Row], _: ToySettings) -> Request:
        return Request.post(f"https://{API}/rows", json=[row.n for row in given], oauth=client)

    kind = ActionType("row", Row, build_for, "A row.", Limits(items=1))
    ends, received = deliver([Delivery("r-1", "toy", kind, Row(n=1))])
    assert [one.outcome for one in ends] == [Sent()]
    assert received[0].headers.get("authorization") == headers
    assert received[0].body == fields
