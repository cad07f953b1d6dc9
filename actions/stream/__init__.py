"""Deliveries from a stream of events that other machines read as well; nothing here imports a broker.

    portion.py     events that are read together, and what a cursor, a hand-over and a source do
    letter.py      an event that is handed on: to be tried later, or never again
    deciding.py    from a portion to what its lane has to deliver
    lane.py        one instance: reads, decides, delivers, hands on
    worker.py      the lanes of a project
    ends.py        what becomes of deliveries: done, later, dead
    pace.py        how much at once, how long to wait
    memory.py      a source in memory, for tests and for trying things out

Each instance has a cursor of its own on the stream of events. What must wait, or has ended, is handed on as events.
"""

from actions.stream.lane import Lane
from actions.stream.letter import Letter
from actions.stream.memory import MemorySource
from actions.stream.pace import Pace
from actions.stream.portion import Cursor, Handoff, Lag, Owned, Portion, Source, SourceGoneError
from actions.stream.worker import Worker

__all__ = [
    "Cursor",
    "Handoff",
    "Lag",
    "Lane",
    "Letter",
    "MemorySource",
    "Owned",
    "Pace",
    "Portion",
    "Source",
    "SourceGoneError",
    "Worker",
]
