"""NATS beyond its cases: messages in a stream of a real server, and what becomes of those that stay out."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.js.api import DiscardPolicy, RawStreamMsg
from pydantic import ValidationError

from destinations.nats import NATS, NatsSettings, build_messages
from destinations.nats.writer import NO_STREAM, NatsWriter, options_of
from destinations.sdk import Outcome, Rejected, Retry, Sent
from tests.actions.stream.nats_server import nats_server

WHEN = "2026-03-01T10:15:30.250Z"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own process."""
    with nats_server(tmp_path_factory.mktemp("nats")) as address:
        yield address


def settings_of(server: str, **own: Any) -> NatsSettings:
    return NatsSettings.model_validate({"servers": server, "subject": f"events{next(NUMBERS)}", **own})


def payload(kind: str = "track", number: int = 1, **own: Any) -> Any:
    action_type = NATS.action_type(kind)
    assert action_type
    fields = {"id": f"m-{number}", "timestamp": WHEN, **({} if kind == "send" else {"event": "E"}), **own}
    return action_type.payload.model_validate(fields).with_delivery_id(f"d-{number}")


def written(
    settings: NatsSettings, *batches: Sequence[Any], patience: float = 10.0, **stream: Any
) -> tuple[list[list[Outcome]], list[RawStreamMsg]]:
    """The outcomes of batches written one after the other, and all that the stream has then."""

    async def run() -> tuple[list[list[Outcome]], list[RawStreamMsg]]:
        client = await nats.connect(settings.servers, **options_of(settings))
        context = client.jetstream()
        await context.add_stream(name=settings.subject, subjects=[settings.subject, f"{settings.subject}.>"], **stream)
        async with NatsWriter(settings, patience) as writer:
            outcomes = [list(await writer.write(build_messages(batch, settings))) for batch in batches]
        state = (await context.stream_info(settings.subject)).state
        found = [await context.get_msg(settings.subject, one) for one in range(1, state.last_seq + 1)]
        await client.close()
        return outcomes, found

    return asyncio.run(run())


def outcome_of(settings: NatsSettings, row: Any) -> Outcome:
    """What becomes of the row where no stream was made for it."""

    async def run() -> Outcome:
        async with NatsWriter(settings) as writer:
            (outcome,) = await writer.write(build_messages([row], settings))
        return outcome

    return asyncio.run(run())


# What arrives


def test_a_message_has_the_events_subject_id_and_time(server: str) -> None:
    settings = settings_of(server)
    order = payload(
        "purchase", below=["track", "Order Completed"], revenue=Decimal("19.990"), headers={"Source": "web"}
    )
    ((outcome,),), (message,) = written(settings, [order])
    assert outcome == Sent()
    assert message.subject == f"{settings.subject}.track.order_completed"
    assert message.headers == {"Source": "web", "Nats-Msg-Id": "m-1", "Event-Time": WHEN}
    assert json.loads(message.data or b"") == {"id": "m-1", "timestamp": WHEN, "event": "E", "revenue": 19.99}


def test_messages_keep_their_order_and_come_once(server: str) -> None:
    settings = settings_of(server)
    rows = [payload("send", number, data=number, below=["track", number % 7]) for number in range(900)]
    outcomes, found = written(settings, rows, rows[:300])
    assert outcomes == [[Sent()] * 900, [Sent()] * 300]
    assert [json.loads(one.data or b"") for one in found] == [*range(900)]


def test_an_id_with_line_breaks_adds_no_header(server: str) -> None:
    settings = settings_of(server)
    _, (message,) = written(
        settings, [payload("send", data=1, id="m\r\nNats-Expected-Stream: other", headers={"A": "x"})]
    )
    assert set(message.headers or ()) == {"A", "Nats-Msg-Id", "Event-Time"}


# What does not


def test_only_the_message_at_fault_is_rejected_where_a_stream_takes_no_larger(server: str) -> None:
    rows = [payload("send", number, data="x" * size) for number, size in enumerate([10, 5000, 10])]
    ((first, second, third),), found = written(settings_of(server), rows, max_msg_size=2000)
    assert (first, third) == (Sent(), Sent())
    assert second == Rejected("NATS: message size exceeds maximum allowed (10054)")
    assert [len(one.data or b"") for one in found] == [12, 12]


def test_a_message_larger_than_the_server_takes_is_rejected_alone(server: str) -> None:
    rows = [payload("send", 1, data="x" * 4_200_000), payload("send", 2, data=2)]
    ((first, second),), _ = written(settings_of(server), rows)
    assert first == Rejected("NATS: the message is larger than the server takes (max_payload)")
    assert second == Sent()


def test_a_full_stream_pauses_the_tool(server: str) -> None:
    rows = [payload("send", number, data=number) for number in range(3)]
    (outcomes,), found = written(settings_of(server), rows, max_msgs=2, discard=DiscardPolicy.NEW)
    assert outcomes[:2] == [Sent(), Sent()]
    assert outcomes[2] == Retry("NATS: maximum messages exceeded (10077)", counts=False, pause=True)
    assert len(found) == 2


def test_a_subject_that_no_stream_takes_pauses_the_tool(server: str) -> None:
    outcome = outcome_of(settings_of(server), payload("send", data=1))
    assert outcome == NO_STREAM


def test_no_server_is_tried_again() -> None:
    outcome = outcome_of(settings_of("nats://127.0.0.1:1"), payload("send", data=1))
    assert isinstance(outcome, Retry)
    assert (outcome.counts, outcome.pause) == (True, False)
    assert "Connect call failed" in outcome.reason


def test_a_server_that_says_nothing_leaves_it_open(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NatsWriter, "_answered", _ignored)
    ((outcome,),), _ = written(settings_of(server), [payload("send", data=1)], patience=0.2)
    assert outcome == Retry("NATS said nothing about this message; it may have arrived all the same")


async def _ignored(*_: object) -> None: ...


def test_who_may_not_sign_in_pauses_the_tool(tmp_path: Path) -> None:
    with nats_server(tmp_path, more='authorization { user: "u", password: "p" }') as address:
        outcome = outcome_of(settings_of(address, user="u", password="wrong"), payload("send", data=1))
        assert outcome == Retry("NATS: 'Authorization Violation'", counts=False, pause=True)
        assert written(settings_of(address, user="u", password="p"), [payload("send", data=1)])[0] == [[Sent()]]


def test_a_connection_that_broke_is_made_anew(tmp_path: Path) -> None:
    async def run() -> list[Outcome]:
        with nats_server(tmp_path) as address:
            settings = settings_of(address)
            batch = build_messages([payload("send", data=1)], settings)
            writer = NatsWriter(settings)
            outcomes = [*await writer.write(batch)]
        async with writer:
            # Whether the message goes into the broken connection, or none can be made: both are tried again.
            outcomes += await writer.write(batch)
            with nats_server(tmp_path, int(address.rpartition(":")[2])):
                outcomes += await writer.write(batch)
        return outcomes

    first, second, third = asyncio.run(run())
    assert (first, third) == (NO_STREAM, NO_STREAM)
    assert isinstance(second, Retry)
    assert (second.counts, second.pause) == (True, False)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({"servers": "http://n:4222"}, "names no servers", id="another scheme"),
        pytest.param({"servers": "nats://u:p@n:4222"}, "names no servers", id="a password in the address"),
        pytest.param({"subject": "events.>"}, "is not a subject", id="a wildcard"),
        pytest.param({"subject": "a..b"}, "is not a subject", id="an empty part"),
        pytest.param({"user": "u"}, "belong together", id="a user without password"),
        pytest.param({"user": "u", "password": "p", "token": "t"}, "several ways to sign in", id="two ways to sign in"),
    ],
)
def test_settings_that_cannot_be_are_refused(own: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        NatsSettings.model_validate({"servers": "nats://one:4222, tls://two:4222", **own})
