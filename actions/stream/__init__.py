"""Deliveries from a stream of events that other machines read as well; nothing here imports a broker.

    portion.py     events that are read together, and what a cursor, a hand-over and a source do
    failed_event.py      an event that is handed on: to be tried later, or never again
    control.py     what people see of lanes, and do to them
    oversize.py    what is kept of those that are larger than a broker takes
    sink.py        where new events go
    address.py     where a stream is; brokers.py: the way there
    lanes/         what reads streams and delivers
    memory.py      a source in memory, for tests and for trying things out

Each instance has a cursor of its own on the stream of events. What must wait, or has ended, is handed on as events.
"""

from actions.stream.failed_event import FailedEvent, NewerFormatError
from actions.stream.lanes.lane import Lane
from actions.stream.lanes.pace import Pace
from actions.stream.lanes.worker import Worker
from actions.stream.memory import MemorySource
from actions.stream.portion import Cursor, Handoff, Lag, Owned, Portion, Source, SourceGoneError

__all__ = [
    "Cursor",
    "FailedEvent",
    "Handoff",
    "Lag",
    "Lane",
    "MemorySource",
    "NewerFormatError",
    "Owned",
    "Pace",
    "Portion",
    "Source",
    "SourceGoneError",
    "Worker",
]
