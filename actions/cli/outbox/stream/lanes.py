"""`actions worker status`, `pause`, `resume` and `rewind`: the lanes of a stream, by all of its workers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from actions.cli import exit_codes
from actions.cli.asking.layout import print_rows
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, print_json, printable
from actions.cli.outbox.stream.place import StreamAddress, broker_errors, read_place

if TYPE_CHECKING:
    from actions.stream import Source
    from actions.stream.address import Address
    from actions.stream.control import Control, LaneStatus

HEAD = ("lane", "lag", "oldest", "waiting", "sent", "dead", "workers", "why")
# Workers look every two seconds, and end what is under way.
HEARD_WITHIN, PAUSE = 30.0, 0.2
MINUTE, HOUR = 60, 3600
T = TypeVar("T")
Lane = Annotated[str, typer.Argument(help="The instance, or the group, whose lane is meant.")]


def status(
    source: StreamAddress = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Show for each lane what waits, what its workers have sent, what failed for good, what is paused and why."""
    found = ask(source, lambda _, control: control.status())
    if form is Format.json:
        print_json({"lanes": [one.as_dict() for one in found]})
        return
    print_lanes(found)


def print_lanes(found: "Sequence[LaneStatus]") -> None:
    """The lanes as a table."""
    out = console()
    if not found:
        out.print("no worker has read this stream yet")
        return
    print_rows([_row(one) for one in found], out, head=HEAD)


def pause(
    lane: Lane,
    source: StreamAddress = None,
    reason: Annotated[str, typer.Option(help="The reason, shown by `status`.")] = "paused by hand",
) -> None:
    """Have no worker send anything for a lane until `resume`; its events wait in the stream."""

    async def do(_: "Source", control: "Control") -> None:
        await _known(control, lane)
        await control.pause(lane, reason)

    ask(source, do)
    console().print(printable(f"{lane} is paused; `actions worker resume {lane}` ends that"))


def resume(lane: Lane, source: StreamAddress = None) -> None:
    """Have a lane that was paused go on."""

    async def do(_: "Source", control: "Control") -> None:
        await _known(control, lane)
        await control.resume(lane)

    ask(source, do)
    console().print(printable(f"{lane} goes on"))


def rewind(
    lane: Lane,
    to: Annotated[str, typer.Option(help="Deliver again what came since then: 2026-03-01T00:00Z.", metavar="TIME")],
    source: StreamAddress = None,
) -> None:
    """Have a lane deliver again what came since a moment, under the same ids. Others stay where they are."""
    since = _moment(to)

    async def do(_: "Source", control: "Control") -> bool:
        await _known(control, lane)
        was_paused = lane in await control.paused()
        if not was_paused:
            await control.pause(lane, f"rewound to {to}")
        try:
            await _wait_until_idle(control, lane)
            await control.rewind(lane, since)
        finally:
            if not was_paused:
                await control.resume(lane)
        return was_paused

    is_paused = ask(source, do)
    more = "; it is still paused" if is_paused else ""
    console().print(printable(f"{lane} reads again what came since {to}{more}"))


def ask(source: str | None, do: "Callable[[Source, Control], Awaitable[T]]") -> T:
    """What `do` gives of the stream and its control; a complaint where these cannot be had."""
    return ask_at(read_place(source), do)


def ask_at(place: "Address", do: "Callable[[Source, Control], Awaitable[T]]") -> T:
    """The same, of an address that was read."""
    from actions.stream.brokers import open_source

    async def run() -> T:
        async with open_source(place, makes=False) as opened:
            if f"there is no stream {place.stream}" in await opened.check():
                raise complain(f"there is no stream {place.stream} at {place}", exit_codes.WRONG_COMMAND_LINE)
            return await do(opened, await opened.control())

    with broker_errors(place):
        return asyncio.run(run())


async def _known(control: "Control", lane: str) -> None:
    names = [one.name for one in await control.status()]
    if lane not in names:
        there = f"there are {', '.join(names)}" if names else "no worker has read this stream yet"
        raise complain(printable(f"no lane is named {lane}; {there}"), exit_codes.WRONG_COMMAND_LINE)


async def _wait_until_idle(control: "Control", lane: str) -> None:
    """Return when no worker reads the lane any more."""
    loop = asyncio.get_running_loop()
    end = loop.time() + HEARD_WITHIN
    while loop.time() < end:
        if not await control.read_by(lane):
            return
        await asyncio.sleep(PAUSE)
    text = f"{lane} is still read by a worker: something of it is under way; try again, or stop the worker"
    raise complain(printable(text), exit_codes.NOT_DELIVERED)


def _moment(written: str) -> float:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        text = f"--to {written}: write a moment, such as 2026-03-01T00:00Z"
        raise complain(printable(text), exit_codes.WRONG_COMMAND_LINE) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _row(one: "LaneStatus") -> Sequence[str]:
    by_tool = [facts["paused"] for facts in one.workers.values() if facts.get("paused")]
    why = one.paused or next(iter(by_tool), "")
    sent = sum(facts.get("sent", 0) for facts in one.workers.values())
    numbers = (f"{one.lag:,}", _age(one.oldest), f"{one.waiting:,}", f"{sent:,}", f"{one.dead:,}")
    return [printable(text) for text in (one.name, *numbers, str(len(one.workers)), why)]


def _age(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < HOUR else f"{seconds / HOUR:.1f} h"
