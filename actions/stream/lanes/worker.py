"""`Worker`: the lanes of a project's instances, each by itself."""

import asyncio
import logging
import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from actions.project import Project
from actions.stream.control import Control
from actions.stream.failed_event import NewerFormatError
from actions.stream.lanes.lane import Lane
from actions.stream.lanes.pace import AT_ONCE, Pace
from actions.stream.portion import Source, SourceGoneError

LOGGER = logging.getLogger("actions.stream")
LONGEST_PAUSE = 60.0
WATCHED_EVERY = 2.0
BY_HAND = "paused by hand"


class Worker:
    """Delivers what a source has, for the instances named or for all of them, until it is told to stop.

        worker = Worker(project, source, environ)
        await worker.run(stop)

    `groups` are instances that share a lane, by the name of that: quiet ones, so that the stream is read less often.
    A lane that fails is started again after a while, and no other hears of it. `options` are those of
    `project.direct_deliverer`. Several workers may share the work.
    """

    def __init__(
        self,
        project: Project,
        source: Source,
        environ: Mapping[str, str] | None = None,
        *,
        instances: Iterable[str] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
        pace: Pace | None = None,
        **options: Any,
    ) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}"
        self._source = source
        every = list(project.plan.instances)
        chosen = every if instances is None else list(project.only(instances).plan.instances)
        named = lane_names(chosen, groups or {})
        self.lanes = {
            name: _lane(name, own, project, source, environ, pace, takes_refused=every[0] in own, options=options)
            for name, own in named.items()
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set, and end what is under way then."""
        control = await self._source.control()
        await self._obey(control)
        watching = asyncio.create_task(self._watch(control))
        lanes = [asyncio.create_task(_run_again(one, stop)) for one in self.lanes.values()]
        try:
            await asyncio.gather(*lanes)
        except (SourceGoneError, NewerFormatError):
            stop.set()
            await asyncio.gather(*lanes, return_exceptions=True)
            raise
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            with suppress(Exception):
                await asyncio.wait_for(control.report(self.name, {}), WATCHED_EVERY)

    def facts(self) -> dict[str, dict[str, Any]]:
        """What became of deliveries so far, and which lanes wait for a person, by their names."""
        return {
            name: {
                **one.counts,
                "paused": one.paused or (BY_HAND if one.is_held else None),
                "share": round(one.share, 4),
            }
            for name, one in self.lanes.items()
        }

    async def _watch(self, control: Control) -> None:
        """Say what is done, and hear what is to be paused, every few seconds."""
        while True:
            try:
                await control.report(self.name, self.facts())
                await asyncio.sleep(WATCHED_EVERY)
                await self._obey(control)
            except Exception as error:  # noqa: BLE001 - what people see must not end what is delivered
                LOGGER.warning("what is paused cannot be read: %s", type(error).__name__)
                await asyncio.sleep(WATCHED_EVERY)

    async def _obey(self, control: Control) -> None:
        held = await control.paused()
        for name, lane in self.lanes.items():
            if name in held:
                lane.hold()
            else:
                lane.go_on()


def lane_names(instances: Sequence[str], groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The instances of each lane; ValueError where a group has what is not there, or what another has.

    >>> lane_names(["ga4", "slack", "hook"], {"quiet": ["slack", "hook"]})
    {'ga4': ['ga4'], 'quiet': ['slack', 'hook']}
    """
    lane_of = {one: one for one in instances}
    for group, members in groups.items():
        for one in members:
            if one not in lane_of:
                raise ValueError(f"group {group}: no instance is named {one!r}; there are {', '.join(instances)}")
            if lane_of[one] != one:
                raise ValueError(f"{one} is in two groups, {lane_of[one]} and {group}")
            lane_of[one] = group
    found: dict[str, list[str]] = {}
    for one, name in lane_of.items():
        found.setdefault(name, []).append(one)
    clash = next((name for name, own in found.items() if name in instances and own != [name]), None)
    if clash is not None:
        raise ValueError(f"a group cannot be named as the instance {clash}")
    return found


def _lane(
    name: str,
    instances: Sequence[str],
    project: Project,
    source: Source,
    environ: Mapping[str, str] | None,
    pace: Pace | None,
    *,
    takes_refused: bool,
    options: Mapping[str, Any],
) -> Lane:
    own = project.only(instances)
    deliverer = own.direct_deliverer(environ, **{"instances": instances, "policy": AT_ONCE, **options})
    in_order = any(one.delivering.order is not None for one in own.plan.instances.values())
    return Lane(name, own.plan, source, deliverer, pace=pace, in_order=in_order, takes_refused=takes_refused)


async def _run_again(lane: Lane, stop: asyncio.Event) -> None:
    pause = 1.0
    while not stop.is_set():
        try:
            await lane.run(stop)
            pause = 1.0
        except (SourceGoneError, NewerFormatError):
            raise
        except Exception as error:  # noqa: BLE001 - one lane must not end the others
            LOGGER.error("%s: %s; starting again in %.0f s", lane.name, type(error).__name__, pause)  # noqa: TRY400
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(LONGEST_PAUSE, pause * 2)
