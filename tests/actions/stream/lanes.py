"""Lanes over a source in memory, and a tool of which each test says what it answers."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from actions import Project
from actions.decision import Decision, Fired
from actions.stream import Lane, Pace, Source
from destinations.delivery.delivery import Delivered, Delivery
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent

NO_WAY = Retry("answered 503")
GAVE_UP = "gave up after 3 attempts in 30 s: answered 500"
# As in production, but that nothing takes long.
QUICK = Pace(within=0.02, heartbeat=0.02, stand=0.01, longest_stand=0.02, delays=(0.0,), drain=0.3)
HOOK = """
version: 1
destination: webhook
name: {name}
settings: {{url: https://hooks.example.com/in}}
actions:
  - {{do: send, name: all, when: type = "track"}}
"""
Answers = Callable[[Fired], Outcome | str]


def project(*names: str) -> Project:
    return Project.from_texts({f"{name}.yaml": HOOK.format(name=name) for name in names or ("shop",)}, environ={})


def event(number: int, **said: Any) -> bytes:
    facts = {"type": "track", "event": "Clicked", "userId": f"u{number}", "messageId": f"m{number}", **said}
    return json.dumps({**facts, "timestamp": "2026-03-01T10:15:30Z"}).encode()


def lines(*numbers: int) -> bytes:
    return b"".join(event(number) + b"\n" for number in numbers)


def always_sent(_: Fired) -> Outcome:
    return Sent()


@dataclass
class Tool:
    """A deliverer that answers at once; a text stands for a delivery that was given up, for that reason."""

    answer: Answers = always_sent
    sent: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    entered: int = 0
    held: asyncio.Event | None = None
    shares: list[float] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self.entered += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    def take_share(self, share: float) -> None:
        self.shares.append(share)

    async def stop(self, within: float) -> None:  # noqa: ARG002 - nothing is under way
        if self.held:
            self.held.set()

    async def deliver(self, deliveries: Iterable[Decision], /) -> list[Delivered]:
        if self.held:
            await self.held.wait()
        return [self._end(one) for one in deliveries if one.status == "fired"]

    def _end(self, one: Fired) -> Delivered:
        answer = self.answer(one)
        self.tried.append(one.message_id)
        kind: Any = None
        delivery = Delivery(one.delivery_id, one.instance, kind, one.payload, one)
        if isinstance(answer, str):
            return Delivered(delivery, Rejected(answer), 3, 500, gave_up=True)
        self.sent += [one.message_id] if isinstance(answer, Sent) else []
        return Delivered(delivery, answer, 1, 400 if isinstance(answer, Rejected) else None)


def lane_of(source: Source, tool: Any, name: str = "shop", **options: Any) -> Lane:
    return Lane(name, project(name).plan, source, tool, **{"pace": QUICK, **options})


class Runs(Protocol):
    """A lane, or a worker."""

    async def run(self, stop: asyncio.Event) -> None: ...


async def run_until(is_reached: Callable[[], object], *lanes: Runs, within: float = 20.0) -> None:
    """Have the lanes run until the condition holds, then stop them; TimeoutError where it never does."""
    stop = asyncio.Event()
    running = [asyncio.create_task(one.run(stop)) for one in lanes]
    try:
        async with asyncio.timeout(within):
            while not is_reached():
                done = [one for one in running if one.done()]
                if done:
                    await done[0]
                await asyncio.sleep(0.005)
    finally:
        stop.set()
        await asyncio.gather(*running)
