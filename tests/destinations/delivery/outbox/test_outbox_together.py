"""Deliveries that were accepted together travel together, and each is made only for whoever looks at it."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery.batch import Batch, cut
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.cursor import Claims
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.outbox.stored import write_payload
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Clocks
from destinations.delivery.senders import SenderOptions
from destinations.delivery.wire.own_transport import WireRequest, WireResponse
from destinations.delivery.workers import Tool, Workers
from destinations.sdk.destination import ActionType, Limits
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.request import Request, Response
from destinations.sdk.rows.record import record_of
from destinations.sdk.settings import Settings
from tests.destinations.delivery.outbox.shop import Row, arrival, inside, numbers, rows, settled, sizes

EMPTY = {"bundles": 0, "blocks": 0, "done": 0, "waiting": 0, "events": 0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def build(payloads: Sequence[Any], _: Settings) -> Request:
    return Request.post("https://toy.example/", json=[one.n for one in payloads])


def kind(name: str, items: int = 100) -> ActionType:
    return ActionType(name, Row, build, "A toy.", Limits(items=items))


def taker(outbox: Outbox, expected: list[Delivered], **types: ActionType) -> DiskCursor:
    return outbox.cursor("shop", types or {"toy": kind("toy")}, expected.extend)


def numbers_of(expected: Sequence[Delivered]) -> list[int]:
    return [end.delivery.payload.n for end in expected if isinstance(end.delivery.payload, Row)]


async def together(one: DiskCursor) -> list[Claims]:
    found = await one.next(100, 1e12)
    assert all(isinstance(claims, Claims) for claims in found)
    return [claims for claims in found if isinstance(claims, Claims)]


def warm(*spans: range, of: Sequence[str] = ("toy",), model: str = "payload") -> list[list[Any]]:
    """Events of these numbers, one list for each commit; their action types take turns."""
    made = [[arrival(number, warm=True) for number in span] for span in spans]
    for one in (entry for block in made for event in block for entry in event.entries):
        number = int(one.about[8:-1])
        one.kind = one.kind._replace(type=of[number % len(of)])
        if model == "record":
            one.model = record_of(Row(n=number).with_delivery_id(one.id))
    return made


@pytest.mark.parametrize("model", ["payload", "record"])
def test_those_of_several_commits_travel_in_batches_of_the_limit_and_are_reported(path: Path, model: str) -> None:
    async def use(outbox: Outbox) -> Any:
        for block in warm(range(3), range(3, 8), model=model):
            await outbox.accept(block)
        reported: list[Delivered] = []
        one = taker(outbox, reported, toy=kind("toy", 3))
        batches = [piece for piece in cut(await together(one), Settings()) if isinstance(piece, Batch)]
        for batch in batches:
            one.sent(batch.members, 5.0, [202] * len(batch.members))
        await settled(outbox)
        ends = [(number, end.attempts, end.status) for number, end in zip(numbers_of(reported), reported, strict=True)]
        return [batch.requests[0].body for batch in batches], ends, sizes(outbox), outbox.store.lanes["shop"].bytes

    expected = [(number, 1, 202) for number in range(8)]
    assert inside(path, use) == ([b"[0,1,2]", b"[3,4,5]", b"[6,7]"], expected, EMPTY, 0)


def test_each_is_reported_with_the_status_of_its_own_request(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        for block in warm(range(3)):
            await outbox.accept(block)
        reported: list[Delivered] = []
        one = taker(outbox, reported)
        [claims] = await together(one)
        one.sent(claims, 5.0, [200, 202, 200])
        await settled(outbox)
        return [end.status for end in reported], sizes(outbox)

    assert inside(path, use) == ([200, 202, 200], EMPTY)


def test_action_types_are_parted_also_where_they_came_in_turn(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        for block in warm(range(6), range(6, 9), of=("toy", "bear")):
            await outbox.accept(block)
        one = taker(outbox, [], toy=kind("toy"), bear=kind("bear"))
        found = await together(one)
        one.sent(found[0], 5.0, [200] * len(found[0]))
        await settled(outbox)
        left = [(row[0] & 15, row[1]) for row in rows(outbox, "SELECT place, count FROM done ORDER BY place")]
        one.sent(found[1], 5.0, [200] * len(found[1]))
        await settled(outbox)
        return [(claims.action_type.name, numbers(claims)) for claims in found], left, sizes(outbox)

    found = [("toy", [0, 2, 4, 6, 8]), ("bear", [1, 3, 5, 7])]
    assert inside(path, use) == (found, [(1, 1), (3, 1), (5, 1), (7, 1), (9, 1)], EMPTY)


def test_where_one_ends_otherwise_each_goes_its_own_way(path: Path) -> None:
    """One is sent, one is to be tried again, one is given back and one is refused."""

    async def use(outbox: Outbox) -> Any:
        for block in warm(range(5), model="record"):
            await outbox.accept(block)
        reported: list[Delivered] = []
        one = taker(outbox, reported)
        [claims] = await together(one)
        one.sent(claims[:2], 5.0, [200, 200])
        one.later(claims[2].tried(5.0, 503, counts=True), 7.0, "busy")
        one.give_back(claims[3], Any)  # type: ignore[arg-type]  # nobody reads the reason
        await settled(outbox)
        again = await one.next(100, 1e12)
        return (
            numbers([end for end in again if not isinstance(end, Claims)]),
            len(reported),
            outbox.store.lanes["shop"].rows,
        )

    # The fifth is still under way.
    assert inside(path, use) == ([2, 3], 2, 3)


def test_a_person_who_is_forgotten_meanwhile_is_sent_and_counted_once(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number, warm=True, user=f"u{number}") for number in range(4)])
        reported: list[Delivered] = []
        one = taker(outbox, reported)
        [claims] = await together(one)
        found = await outbox.forget(["u1"])
        one.sent(claims, 5.0, [200] * 4)
        await settled(outbox)
        counts = rows(outbox, "SELECT accepted, sent, dropped FROM lanes")
        return (
            len(found.under_way),
            len(reported),
            counts,
            outbox.store.lanes["shop"].rows,
            outbox.store.gone,
            sizes(outbox),
        )

    assert inside(path, use) == (1, 4, [(4, 4, 0)], 0, set(), EMPTY)


def test_a_plugin_that_asks_more_than_a_record_has_is_given_payloads(path: Path) -> None:
    def of_payloads(payloads: Sequence[Any], _: Settings) -> Request:
        return Request.post("https://toy.example/", json=[one.model_dump() for one in payloads])

    async def use(outbox: Outbox) -> Any:
        for block in warm(range(4), model="record"):
            await outbox.accept(block)
        one = taker(outbox, [], toy=ActionType("toy", Row, of_payloads, "A toy.", Limits(items=3)))
        return [piece.requests[0].body for piece in cut(await together(one), Settings()) if isinstance(piece, Batch)]

    assert inside(path, use) == [b'[{"n":0},{"n":1},{"n":2}]', b'[{"n":3}]']


@pytest.mark.parametrize("model", ["payload", "record"])
def test_of_a_batch_that_failed_in_part_each_ends_as_its_own_payload_was_judged(path: Path, model: str) -> None:
    bodies: list[bytes] = []

    async def answer(request: WireRequest) -> WireResponse:
        bodies.append(request.body)
        return WireResponse(200, {}, b"{}")

    def judge(_: Response, payloads: Sequence[Any]) -> list[Outcome]:
        busy = len(bodies) == 1
        return [
            Rejected("no two") if type(one) is Row and one.n == 2 else Retry("busy") if busy and one.n == 3 else Sent()
            for one in payloads
        ]

    async def use(outbox: Outbox) -> Any:
        for block in warm(range(5), model=model):
            await outbox.accept(block)
        reported: list[Delivered] = []
        toy = ActionType("toy", Row, build, "A toy.", Limits(items=10), judge=judge)
        quick = RetryPolicy(base=0.01, cap=0.02)
        options = SenderOptions(transport=answer, clocks=Clocks(clock=time.time))
        async with Workers(
            outbox, {"shop": Tool(Settings(), {"toy": toy})}, reported.extend, quick, options
        ) as workers:
            await workers.drained()
        ends = {
            number: (type(end.outcome), end.attempts)
            for number, end in zip(numbers_of(reported), reported, strict=True)
        }
        return bodies, ends, rows(outbox, "SELECT payload, event FROM letters"), sizes(outbox)

    once = dict.fromkeys((0, 1, 4), (Sent, 1))
    letter = (b'{"fields":{"n":2}}', b'{"n":2}')
    assert inside(path, use) == ([b"[0,1,2,3,4]", b"[3]"], {**once, 2: (Rejected, 1), 3: (Sent, 2)}, [letter], EMPTY)


def test_those_of_a_process_that_ended_are_given_out_again(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        for block in warm(range(4)):
            await outbox.accept(block)
        one = taker(outbox, [])
        [claims] = await together(one)
        one.sent(claims[1:3], 5.0, [200, 200])
        await settled(outbox)

    async def after(outbox: Outbox) -> Any:
        return numbers([end for end in await taker(outbox, []).next(100, 1e12) if not isinstance(end, Claims)])

    inside(path, use)
    assert inside(path, after) == [0, 3]
    assert write_payload(Row(n=3)) == b'{"fields":{"n":3}}'
