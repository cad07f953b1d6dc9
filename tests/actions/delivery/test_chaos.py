"""Three tools that fail in every way they can: each event arrives, and twice only where nobody could know."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from actions import Project
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Exchange
from destinations.delivery.wire.transport import Timeouts
from tests.actions.cli.sending import ENVIRONMENT, event, project

NAMES = ("shop", "crm", "desk")
QUICK = RetryPolicy(base=0.02, cap=0.2, max_age=3600.0, longest=7200.0)
# What becomes of a request, and how often. Of `clear` ones everybody knows that nothing was taken.
FATES = (("500", 0.10), ("429", 0.05), ("hang", 0.03), ("reset", 0.02), ("drip", 0.01), ("no json", 0.01))
CLEAR = {"500", "429", "429 later", "reset"}
# Of these nobody knows what came of it.
AMBIGUOUS = ("hang", "reset after")


class Vendor:
    """A server whose ledger says of each request what was taken, and how it was answered."""

    def __init__(self, seed: int) -> None:
        self._luck = random.Random(seed)  # noqa: S311 - the same luck again
        self.taken: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
        self.fates: Counter[str] = Counter()
        self.order: dict[str, list[str]] = {name: [] for name in NAMES}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        host = request.path.split("/")[1].split(".")[0]
        name = json.loads(await request.read())["messageId"]
        fate, point = "fine", self._luck.random()
        for one, share in FATES:
            if 0 <= point < share:
                fate = one
            point -= share
        if fate == "reset" and self._luck.random() < 0.5:
            fate = "reset after"
        self.fates[fate] += 1
        if fate == "429" and self.fates[fate] % 40 == 0:
            fate = "429 later"
        if fate not in CLEAR:
            self.taken[host][name] += 1
            self.order[host].append(name)
        return await self._answer(request, fate)

    @staticmethod
    async def _answer(request: web.Request, fate: str) -> web.StreamResponse:
        match fate:
            case "500":
                return web.Response(status=500)
            case "429":
                return web.Response(status=429)
            case "429 later":
                return web.Response(status=429, headers={"Retry-After": "1"})
            case "hang":
                await asyncio.sleep(3)
            case "reset" | "reset after":
                assert request.transport
                request.transport.abort()
            case "drip":
                answer = web.StreamResponse()
                await answer.prepare(request)
                for _ in range(30):
                    await asyncio.sleep(0.1)
                    await answer.write(b" ")
                return answer
            case "no json":
                return web.Response(text='{"half": ')
        return web.Response(text="{}")


class Seen:
    """How often a request came back without an answer, by tool and event: a sound answer may be late, too."""

    def __init__(self) -> None:
        self.unanswered: dict[str, Counter[str]] = {name: Counter() for name in NAMES}

    def exchange(self, one: Exchange) -> None:
        self.unanswered[one.instance][one.request["body"]["messageId"]] += one.status is None


async def deliver(
    project: Project, vendor: Vendor, count: int, path: Path, seen: Seen | None = None, **options: Any
) -> dict[str, Any]:
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", vendor.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    deliverer = project.deliverer(ENVIRONMENT, divert=url, outbox=path, policy=QUICK, **options)
    sender = deliverer.workers
    sender.options = replace(
        sender.options, timeouts=Timeouts(connect=2.0, total=0.5), on_exchange=seen.exchange if seen else None
    )
    try:
        async with deliverer:
            await deliverer.accept_many([event(number) for number in range(count)])
            await asyncio.wait_for(deliverer.drained(), 120)
            return await deliverer.status()
    finally:
        await runner.cleanup()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [5])
def test_each_event_arrives_and_twice_only_where_nobody_could_know(tmp_path: Path, seed: int) -> None:
    count = 700
    vendor = Vendor(seed)
    loaded = Project.load(project(tmp_path, *NAMES), environ=ENVIRONMENT)
    seen = Seen()
    reply = asyncio.run(deliver(loaded, vendor, count, tmp_path / "outbox.db", seen))
    expected = {f"m{number}" for number in range(count)}
    for name in NAMES:
        taken = vendor.taken[name]
        assert taken.keys() == expected, (seed, name)
        known = {one for one, times in taken.items() if times - 1 > seen.unanswered[name][one]}
        assert known == set(), (seed, name, known)
        assert (reply["instances"][name]["sent"], reply["instances"][name]["dead"]) == (count, 0)
    assert all(vendor.fates[fate] for fate, _ in FATES), vendor.fates
    unanswered = sum(sum(found.values()) for found in seen.unanswered.values())
    assert unanswered >= sum(vendor.fates[fate] for fate in AMBIGUOUS) > 0
    assert reply["letters"] == 0


def inversions(order: list[str]) -> int:
    """How many events came behind a later one of the same person, each counted when it came first."""
    last: dict[int, int] = {}
    found = 0
    for number in dict.fromkeys(int(name.removeprefix("m")) for name in order):
        # As `event` says whose it is.
        found += number < last.get(number % 50, -1)
        last[number % 50] = max(number, last.get(number % 50, -1))
    return found


@pytest.mark.slow
def test_a_persons_deliveries_keep_their_order_where_that_is_asked_for(tmp_path: Path) -> None:
    vendor = Vendor(9)
    loaded = Project.load(project(tmp_path, *NAMES), environ=ENVIRONMENT)
    asyncio.run(deliver(loaded, vendor, 600, tmp_path / "outbox.db", by_person=["shop", "crm"]))
    assert [len(vendor.taken[name]) for name in NAMES] == [600] * 3
    assert [inversions(vendor.order[name]) for name in ("shop", "crm")] == [0, 0]
    # Without it, retries come behind what was sent meanwhile: the count finds something.
    assert inversions(vendor.order["desk"]) > 0
