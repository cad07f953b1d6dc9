"""What a run with --send has to do, and how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.reading.stored import Input

if TYPE_CHECKING:
    from destinations.delivery.outbox.entry import Caps


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent, to whom, and how; the first `limit` events, if that is not None.

    With `follow` it does not end when nothing is left, but waits for more, and for tools that are down. With
    `telemetry`, OpenTelemetry gets metrics and traces. `caps` says how much may wait, where the command line does.
    `verb` is the command that sends. With `watch`, new objects are looked for every so many seconds.
    """

    files: Sequence[Input]
    instances: Collection[str]
    outbox: Path
    divert: str | None = None
    yes: bool = False
    again: bool = False
    limit: int | None = None
    follow: bool = False
    telemetry: bool = False
    caps: "Caps | None" = None
    verb: str = "actions run … --send"
    watch: float | None = None


@dataclass(slots=True)
class Ended:
    """How it ended: by a signal, with rows that could not be printed, with deliveries that wait on.

    `reload` says that it was a SIGHUP, and whoever follows is to go on with the files as they are now.
    """

    interrupted: bool = False
    unwritten: bool = False
    waiting: int = 0
    reload: bool = False


def read_caps(waiting: Sequence[str] | None, sizes: Sequence[str] | None, instances: Collection[str]) -> "Caps | None":
    """How much may wait, as `--most-waiting` and `--most-bytes` say; None where they say nothing.

    Each is a number for all instances, or `crm=1000` for one; what is said of one goes before what is said of all.
    """
    if not waiting and not sizes:
        return None
    # Deliveries take a while to load: only who limits them waits.
    from destinations.delivery.outbox.entry import Caps

    own = _numbers("--most-waiting", waiting or (), instances)
    return Caps(own=own, own_bytes=_numbers("--most-bytes", sizes or (), instances))


def _numbers(option: str, written: Sequence[str], instances: Collection[str]) -> dict[str, int]:
    """The number for each instance that has one."""
    for_all: dict[str, int] = {}
    for_one: dict[str, int] = {}
    for text in written:
        name, equals, number = text.rpartition("=")
        if not (number.isascii() and number.isdecimal() and int(number)):
            message = f"{option} {text}: write a whole number from 1 on, or INSTANCE=NUMBER"
            raise complain(message, exit_codes.WRONG_COMMAND_LINE)
        if equals and name not in instances:
            message = (
                f"{option} {text}: no instance is named {name}; there are {', '.join(sorted(instances)) or 'none'}"
            )
            raise complain(message, exit_codes.WRONG_COMMAND_LINE)
        if equals:
            for_one[name] = int(number)
        else:
            for_all = dict.fromkeys(instances, int(number))
    return for_all | for_one
