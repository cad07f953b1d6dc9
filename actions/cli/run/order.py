"""What a run with --send is told to do, and how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent, to whom, and how; the first `limit` events, if that is not None.

    With `follow` it does not end when nothing is left, but waits for more, and for tools that are down. With
    `telemetry`, OpenTelemetry is told of it.
    """

    files: Sequence[Path | None]
    instances: Collection[str]
    outbox: Path
    divert: str | None = None
    yes: bool = False
    again: bool = False
    limit: int | None = None
    follow: bool = False
    telemetry: bool = False


@dataclass(slots=True)
class Ended:
    """How it ended: by a signal, with rows that could not be printed, with deliveries that wait on.

    `reload` says that it was a SIGHUP, and whoever follows is to go on with the files as they are now.
    """

    interrupted: bool = False
    unwritten: bool = False
    waiting: int = 0
    reload: bool = False
