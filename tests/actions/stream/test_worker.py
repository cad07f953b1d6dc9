"""A worker has a lane for each instance, and none of them depends on another."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from actions import Project
from actions.stream import FailedEvent, MemorySource, NewerFormatError, Portion, Worker
from actions.stream.lanes.worker import lane_names
from actions.stream.portion import Cursor
from destinations.delivery import RetryPolicy, WireRequest, WireResponse
from tests.actions.stream.lanes import HOOK, QUICK, event, lines, project, run_until

SHORT = RetryPolicy(attempts=2, max_age=0.01, base=0.01, budget=0.05)


class Vendor:
    """Keeps what comes by host; one of the hosts may be down."""

    def __init__(self, down: str = "") -> None:
        self.sent: dict[str, list[str]] = {}
        self.down = down

    async def __call__(self, request: WireRequest) -> WireResponse:
        host = request.url.split("/")[2].split(".")[0]
        if host == self.down:
            return WireResponse(503, {}, b"")
        self.sent.setdefault(host, []).append(json.loads(request.body)["messageId"])
        return WireResponse(200, {}, b"")


def shops(*names: str) -> Project:
    texts = {name: HOOK.format(name=name).replace("hooks.", f"{name}.") for name in names}
    return Project.from_texts({f"{name}.yaml": text for name, text in texts.items()}, environ={})


def source_of(*portions: bytes) -> MemorySource:
    source = MemorySource()
    for one in portions:
        source.publish(one)
    return source


def worker_of(made: Project, source: MemorySource, vendor: Vendor, **options: object) -> Worker:
    return Worker(made, source, {}, **{"pace": QUICK, "transport": vendor, "policy": SHORT, **options})  # type: ignore[arg-type]


def test_each_instance_gets_what_is_its_own() -> None:
    vendor, source = Vendor(), source_of(lines(1, 2), lines(3))
    worker = worker_of(shops("a", "b"), source, vendor)
    asyncio.run(run_until(lambda: sum(map(len, vendor.sent.values())) == 6, worker))
    assert {name: sorted(sent) for name, sent in vendor.sent.items()} == {one: ["m1", "m2", "m3"] for one in "ab"}
    assert list(worker.lanes) == ["a", "b"]


def test_a_tool_that_is_down_holds_no_other_and_writes_nothing() -> None:
    vendor, source = Vendor(down="a"), source_of(*(lines(number) for number in range(10)))
    worker = worker_of(shops("a", "b"), source, vendor)
    asyncio.run(run_until(lambda: len(vendor.sent.get("b", ())) == 10, worker))
    assert "a" not in vendor.sent
    assert not source.dead
    after = Vendor()
    asyncio.run(run_until(lambda: len(after.sent.get("a", ())) == 10, worker_of(shops("a", "b"), source, after)))
    assert {name: sorted(sent) for name, sent in after.sent.items()} == {"a": [f"m{number}" for number in range(10)]}


def test_a_refused_event_is_one_dead_letter_of_all_lanes() -> None:
    vendor, source = Vendor(), source_of(b"[1]\n" + event(1))
    worker = worker_of(shops("a", "b"), source, vendor)
    asyncio.run(run_until(lambda: len(vendor.sent) == 2 and source.dead, worker))
    assert {name: len(letters) for name, letters in source.dead.items() if letters} == {"a": 1}


def test_what_a_newer_version_handed_on_ends_the_worker_and_waits_for_a_newer_one() -> None:
    vendor, source = Vendor(), MemorySource()
    source.put_again("a", Portion(b"", "p"), [FailedEvent(event(1), "a")], 0.0)
    (kept,) = source.queue("a", is_again=True).kept.values()
    kept.portion = replace(kept.portion, data=kept.portion.data.replace(b'"format":1', b'"format":2'))
    with pytest.raises(NewerFormatError, match="install a newer one"):
        asyncio.run(asyncio.wait_for(worker_of(shops("a", "b"), source, vendor).run(asyncio.Event()), 20))
    assert list(source.queue("a", is_again=True).kept.values()) == [kept]
    assert (vendor.sent, source.dead.get("a", [])) == ({}, [])


class Failing(MemorySource):
    """A source that cannot be reached at first, for one lane."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    async def cursor(self, lane: str) -> Cursor:  # type: ignore[override]
        if lane == "a" and not self.failures:
            self.failures += 1
            raise ConnectionError("gone")
        return await super().cursor(lane)


def test_a_lane_that_fails_is_started_again() -> None:
    vendor, source = Vendor(), Failing()
    source.publish(lines(1))
    asyncio.run(run_until(lambda: len(vendor.sent) == 2, worker_of(shops("a", "b"), source, vendor)))
    assert source.failures == 1


@pytest.mark.parametrize(
    ("groups", "lanes"),
    [
        pytest.param({}, {"a": ["a"], "b": ["b"], "c": ["c"]}, id="each by itself"),
        pytest.param({"quiet": ["a", "c"]}, {"quiet": ["a", "c"], "b": ["b"]}, id="two of them together"),
    ],
)
def test_instances_may_share_a_lane(groups: Mapping[str, Sequence[str]], lanes: dict[str, list[str]]) -> None:
    assert lane_names(["a", "b", "c"], groups) == lanes


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        pytest.param({"g": ["x"]}, "group g: no instance is named 'x'; there are a, b", id="one that is not there"),
        pytest.param({"g": ["a"], "h": ["a"]}, "a is in two groups, g and h", id="one in two groups"),
        pytest.param({"b": ["a"]}, "a group cannot be named as the instance b", id="a name that is taken"),
    ],
)
def test_groups_that_make_no_sense_are_refused(groups: Mapping[str, Sequence[str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lane_names(["a", "b"], groups)


def test_an_instance_that_is_not_there_is_refused() -> None:
    with pytest.raises(LookupError, match="no instance is named"):
        Worker(project("a"), MemorySource(), {}, instances=["x"])


def test_order_is_kept_where_the_file_asks_for_it() -> None:
    text = HOOK.format(name="a") + "delivery: {order: user}\n"
    made = Project.from_texts({"a.yaml": text}, environ={})
    worker = Worker(made, MemorySource(), {})
    assert worker.lanes["a"].in_order
