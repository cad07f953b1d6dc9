"""A lane delivers each event of its stream, or hands it on, and loses none."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from actions.decision import Fired
from actions.stream import FailedEvent, Lane, MemorySource
from actions.stream.memory import MemoryCursor
from actions.stream.portion import Portion
from destinations.delivery import RetryPolicy, WireRequest, WireResponse
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from tests.actions.stream.lanes import GAVE_UP, NO_WAY, QUICK, Tool, event, lane_of, lines, project, run_until


def source_of(*portions: bytes) -> MemorySource:
    source = MemorySource(lease=5.0)
    for one in portions:
        source.publish(one)
    return source


async def left_of(source: MemorySource, lane: str = "shop") -> int:
    return sum([(await cursor.lag()).messages for cursor in (await source.cursor(lane), await source.again(lane))])


def run_to_end(source: MemorySource, *lanes: Lane) -> None:
    """Have the lanes run until nothing is left for any of them."""

    async def run() -> None:
        async def watch(stop: asyncio.Event) -> None:
            while any([await left_of(source, one.name) for one in lanes]):  # noqa: ASYNC110 - a source tells nobody
                await asyncio.sleep(0.005)
            stop.set()

        stop = asyncio.Event()
        async with asyncio.timeout(20):
            await asyncio.gather(watch(stop), *(one.run(stop) for one in lanes))

    asyncio.run(run())


def test_what_arrives_is_done_with_and_nothing_is_written() -> None:
    source, tool = source_of(lines(1, 2), lines(3)), Tool()
    lane = lane_of(source, tool)
    run_to_end(source, lane)
    assert tool.sent == ["m1", "m2", "m3"]
    assert lane.counts == Counter(sent=3, later=0, dead=0)
    assert not source.dead


def test_a_refused_delivery_is_one_dead_letter_and_its_neighbours_arrive() -> None:
    def answer(one: Fired) -> Outcome:
        return Rejected("no such user") if one.message_id == "m2" else Sent()

    source, tool = source_of(lines(1, 2, 3)), Tool(answer)
    run_to_end(source, lane_of(source, tool))
    assert tool.sent == ["m1", "m3"]
    (letter,) = source.dead["shop"]
    assert (letter.event, letter.action, letter.message_id) == (event(2), "all", "m2")
    assert (letter.cause, letter.reason, letter.status) == ("rejected", "no such user", 400)


def test_what_keeps_failing_beside_others_comes_again_alone() -> None:
    failures: Iterator[Outcome | str] = iter([GAVE_UP, GAVE_UP, Sent()])

    def answer(one: Fired) -> Outcome | str:
        return next(failures) if one.message_id == "m2" else Sent()

    source, tool = source_of(lines(1, 2, 3)), Tool(answer)
    lane = lane_of(source, tool)
    run_to_end(source, lane)
    assert tool.tried == ["m1", "m2", "m3", "m2", "m2"]
    assert lane.counts == Counter(sent=3, later=2, dead=0)


@pytest.mark.parametrize("failure", [NO_WAY, GAVE_UP], ids=["left alone", "given up"])
def test_while_nothing_gets_through_nothing_is_handed_on(failure: Outcome | str) -> None:
    rounds = iter([failure, failure])

    def answer(_: Fired) -> Outcome | str:
        return next(rounds, Sent())

    source, tool = source_of(lines(1), lines(2)), Tool(answer)
    lane = lane_of(source, tool)
    run_to_end(source, lane)
    assert tool.tried == ["m1", "m1", "m1", "m2"]
    assert lane.counts == Counter(sent=2, later=0, dead=0)


def test_an_event_that_never_gets_through_does_not_stop_those_behind_it() -> None:
    def answer(one: Fired) -> Outcome:
        return NO_WAY if one.message_id == "m1" else Sent()

    source, tool = source_of(lines(1), lines(2), lines(3)), Tool(answer)
    lane = lane_of(source, tool)
    asyncio.run(run_until(lambda: len(tool.sent) == 2, lane))
    assert tool.tried[:3] == ["m1"] * 3
    assert tool.sent == ["m2", "m3"]


def test_a_delivery_that_came_again_too_often_is_a_dead_letter() -> None:
    source = source_of()
    letter = FailedEvent(event(1), "shop", "all", tries=QUICK.most_later, first_at=1_772_360_130.0)
    source.put_again("shop", Portion(b"", "p"), [letter], 0.0)
    run_to_end(source, lane_of(source, Tool(lambda _: GAVE_UP)))
    (dead,) = source.dead["shop"]
    assert (dead.cause, dead.reason, dead.first_at) == ("gave_up", GAVE_UP, letter.first_at)


def test_an_event_that_was_stored_long_ago_is_tried_like_any_other() -> None:
    now = 1_772_360_130.0
    source, failures = MemorySource(clock=lambda: now), iter([GAVE_UP])
    source.publish(lines(1, 2))
    source.clock = lambda: now + 365 * 86_400

    def answer(one: Fired) -> Outcome | str:
        return next(failures, Sent()) if one.message_id == "m1" else Sent()

    tool = Tool(answer)
    run_to_end(source, lane_of(source, tool, clock=source.clock))
    assert tool.sent == ["m2", "m1"]


def test_in_order_what_fails_holds_what_is_behind_it() -> None:
    failures = iter([GAVE_UP] * 5)

    def answer(one: Fired) -> Outcome | str:
        return next(failures, Sent()) if one.message_id == "m1" else Sent()

    source, tool = source_of(lines(1), lines(2)), Tool(answer)
    lane = lane_of(source, tool, in_order=True)
    run_to_end(source, lane)
    assert tool.tried == ["m1"] * 6 + ["m2"]
    assert lane.counts == Counter(sent=2, later=0, dead=0)


def test_a_lane_that_is_stopped_while_nothing_gets_through_gives_its_portion_back() -> None:
    source, tool = source_of(lines(1)), Tool(lambda _: NO_WAY)
    lane = lane_of(source, tool)
    asyncio.run(run_until(lambda: tool.tried, lane))
    assert asyncio.run(left_of(source)) == 1
    assert lane.counts == Counter()
    # The next worker gets it at once, and not after the lease.
    again = Tool()
    run_to_end(source, lane_of(source, again))
    assert again.sent == ["m1"]


def test_lanes_that_are_stopped_again_and_again_while_a_tool_is_down_lose_nothing() -> None:
    source, after = source_of(lines(1)), Tool()
    for _ in range(2 * QUICK.most_tries):
        down = Tool(lambda _: NO_WAY)
        slow = QUICK.__class__(within=0.02, stand=600.0, longest_stand=600.0, delays=(0.05,))
        asyncio.run(run_until(partial(getattr, down, "tried"), lane_of(source, down, pace=slow)))
    run_to_end(source, lane_of(source, after))
    assert after.sent == ["m1"]
    assert not source.dead


def test_a_lane_that_is_stopped_in_the_middle_sends_nothing_twice() -> None:
    def answer(one: Fired) -> Outcome:
        return NO_WAY if one.message_id == "m2" else Sent()

    source, tool, after = source_of(lines(1, 2)), Tool(answer), Tool()
    asyncio.run(run_until(lambda: tool.sent, lane_of(source, tool)))
    run_to_end(source, lane_of(source, after))
    assert (tool.sent, after.sent) == (["m1"], ["m2"])


def test_a_lane_that_waits_for_a_person_says_why_and_goes_on_when_told() -> None:
    reason = Retry("answered 401", counts=False, pause=True)
    is_mended = False

    def answer(_: Fired) -> Outcome:
        return Sent() if is_mended else reason

    async def run() -> None:
        nonlocal is_mended
        waiting = asyncio.create_task(run_until(lambda: tool.sent, lane))
        while lane.paused is None:  # noqa: ASYNC110 - the lane tells nobody
            await asyncio.sleep(0.005)
        assert lane.paused == "answered 401"
        is_mended = True
        lane.resume()
        await waiting

    source, tool = source_of(lines(1)), Tool(answer)
    lane = lane_of(source, tool, pace=QUICK.__class__(within=0.02, stand=600.0, longest_stand=600.0))
    asyncio.run(run())
    assert lane.paused is None
    assert tool.entered == 2
    assert not source.dead


def test_a_portion_of_a_killed_worker_comes_again_under_the_same_ids() -> None:
    now = [1_772_360_130.0]
    source = MemorySource(lease=10.0, clock=lambda: now[0])
    source.publish(lines(1))

    async def take() -> Portion | None:
        return await (await source.cursor("shop")).next(10, 0.0)

    first = asyncio.run(take())
    assert asyncio.run(take()) is None
    now[0] += 10.0
    second = asyncio.run(take())
    assert first
    assert second
    assert (first.key, first.tries) == (second.key, second.tries - 1)


def test_events_of_a_portion_that_kills_its_workers_go_on_one_by_one() -> None:
    source, tool = source_of(lines(1, 2)), Tool()
    lane = lane_of(source, tool)

    async def kill() -> None:
        cursor = await source.cursor("shop")
        for _ in range(QUICK.most_tries):
            portion = await cursor.next(10, 0.0)
            assert portion
            await cursor.give_back(portion)

    asyncio.run(kill())
    run_to_end(source, lane)
    assert sorted(tool.sent) == ["m1", "m2"]
    assert not source.dead


def test_an_event_that_kills_its_workers_alone_is_dead() -> None:
    source, tool = source_of(lines(1)), Tool()
    portion = Portion(b"", "p")
    source.put_again("shop", portion, [FailedEvent(event(7), "shop")], 0.0)

    async def kill() -> None:
        cursor = await source.again("shop")
        for _ in range(QUICK.most_tries):
            found = await cursor.next(10, 0.0)
            assert found
            await cursor.give_back(found)

    asyncio.run(kill())
    run_to_end(source, lane_of(source, tool))
    assert tool.sent == ["m1"]
    assert [(one.event, one.cause) for one in source.dead["shop"]] == [(event(7), "unreadable")]


def test_a_refused_event_has_one_dead_letter_whoever_reads_it() -> None:
    refused = b'{"type": "track", "userId": "u"}'
    source = source_of(refused + b"\n\n" + event(1) + b"\nnot json\n")
    first, second = Tool(), Tool()
    run_to_end(source, lane_of(source, first), lane_of(source, second, "crm", takes_refused=False))
    assert (first.sent, second.sent) == (["m1"], ["m1"])
    assert [(one.event, one.action, one.cause) for one in source.dead["shop"]] == [
        (refused, None, "refused"),
        (b"not json", None, "refused"),
    ]
    assert not source.dead["crm"]


def test_a_delivery_that_the_mapping_no_longer_makes_is_dead() -> None:
    source, tool = source_of(), Tool()
    source.put_again(
        "shop", Portion(b"", "p"), [FailedEvent(event(1), "shop", "old"), FailedEvent(event(2), "shop", "all")], 0.0
    )
    run_to_end(source, lane_of(source, tool))
    assert tool.sent == ["m2"]
    (letter,) = source.dead["shop"]
    assert letter.reason == "the mapping makes no such delivery of the event any more"


def test_a_tool_that_does_not_answer_stops_its_own_lane_only() -> None:
    source = source_of(*(lines(number) for number in range(20)))

    async def run() -> None:
        slow.held = asyncio.Event()
        await run_until(lambda: len(quick.sent) == 20, lane_of(source, slow), lane_of(source, quick, "crm"))

    slow, quick = Tool(), Tool()
    asyncio.run(run())
    assert len(quick.sent) == 20


def test_heartbeats_keep_a_portion_for_as_long_as_its_delivery_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    now, keep = [1_772_360_130.0], MemoryCursor.keep
    source = MemorySource(lease=5.0, clock=lambda: now[0])
    source.publish(lines(1))

    async def keep_and_go_on(cursor: MemoryCursor, portion: Portion) -> None:
        await keep(cursor, portion)
        now[0] += 3.0

    monkeypatch.setattr(MemoryCursor, "keep", keep_and_go_on)

    async def run() -> None:
        tool.held = asyncio.Event()
        stop = asyncio.Event()
        running = [asyncio.create_task(lane_of(source, one).run(stop)) for one in (tool, other)]
        while now[0] < 1_772_360_130.0 + 30.0:  # noqa: ASYNC110 - the clock tells nobody
            await asyncio.sleep(0.005)
        tool.held.set()
        while not tool.sent:  # noqa: ASYNC110 - the tool tells nobody
            await asyncio.sleep(0.005)
        stop.set()
        await asyncio.gather(*running)

    tool, other = Tool(), Tool()
    asyncio.run(run())
    assert (tool.sent, other.sent) == (["m1"], [])


ENVIRON = {"HOOK_SECRET": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk="}
LITTLE_PATIENCE = RetryPolicy(attempts=2, max_age=0.01, base=0.01, budget=5.0)


def test_with_the_real_deliverer_all_that_was_sent_has_arrived_or_is_dead() -> None:
    arrived: list[str] = []
    failed: set[str] = set()

    async def vendor(request: WireRequest) -> WireResponse:
        name = json.loads(request.body)["messageId"]
        if name.endswith("3"):
            return WireResponse(400, {}, b"")
        if name.endswith("5") and name not in failed:
            failed.add(name)
            return WireResponse(500, {}, b"")
        arrived.append(name)
        return WireResponse(200, {}, b"")

    source = source_of(*(lines(*range(start, start + 10)) for start in range(0, 60, 10)))
    made = project("shop")
    deliverer: Any = made.direct_deliverer(ENVIRON, transport=vendor, policy=LITTLE_PATIENCE)
    run_to_end(source, Lane("shop", made.plan, source, deliverer, pace=QUICK))
    dead = [one.message_id for one in source.dead["shop"]]
    assert (len(arrived), len(dead)) == (54, 6)
    assert sorted([*arrived, *map(str, dead)]) == sorted(f"m{number}" for number in range(60))


def test_a_lane_that_is_held_leaves_a_stream_when_the_last_of_its_loops_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    asking, left = Counter[int](), list[int]()
    plain = MemoryCursor.next

    async def counted(self: MemoryCursor, most: int, within: float) -> Portion | None:
        asking[id(self)] += 1
        try:
            return await plain(self, most, within)
        finally:
            asking[id(self)] -= 1

    async def leave(self: MemoryCursor) -> None:
        left.append(asking[id(self)])

    monkeypatch.setattr(MemoryCursor, "next", counted)
    monkeypatch.setattr(MemoryCursor, "leave", leave)

    async def run() -> None:
        lane, stop = lane_of(MemorySource(partitions=4), Tool()), asyncio.Event()
        running = asyncio.create_task(lane.run(stop))
        for times in (1, 2):
            await run_until(lambda: sum(asking.values()) == 5)
            lane.hold()
            # Of the events, and of what was handed on.
            await run_until(lambda times=times: len(left) == 2 * times)  # type: ignore[misc] # of this round
            lane.go_on()
        await run_until(lambda: sum(asking.values()) == 5)
        stop.set()
        await running

    asyncio.run(run())
    assert left[:4] == [0] * 4
