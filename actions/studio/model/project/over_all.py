"""Counts over all events that are asked for: what is filled, and what changes that are not saved yet do."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Protocol

from actions.event.context import Context
from actions.event.event import Event
from actions.event.read import read_event
from actions.insight.coverage.counting import ProjectCoverage
from actions.insight.coverage.incoming import Incoming
from actions.insight.lineage.ask import Found, forward, personal_only, places_read
from actions.insight.lineage.edges import edges_of_all
from actions.plan.planned import PlannedAction
from actions.studio.model.files.events import SeenEvent
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.counts import SLICE

# So long others are let in between two slices.
PAUSE = 0.004


class Counting(Protocol):
    """What counts one event after the other."""

    def add(self, value: Any) -> None: ...


def in_slices(counting: Sequence[Counting], events: Sequence[SeenEvent]) -> Iterator[int]:
    """Count all events; gives control back every now and then, and says how many are done."""
    start = perf_counter()
    for done, one in enumerate(events, 1):
        for each in counting:
            each.add(one.value)
        if perf_counter() - start > SLICE:
            yield done
            start = perf_counter()


def coverage_of(workspace: Workspace) -> ProjectCoverage:
    """What `actions coverage` counts, of the files as they are being written."""
    return ProjectCoverage(workspace.whole.plan, Context(datetime.now(UTC)))


def unused_in(actions: Sequence[PlannedAction], events: Sequence[SeenEvent]) -> list[tuple[str, int]]:
    """What the events bring along and no action reads, as `actions coverage` says it."""
    incoming, context = Incoming(), Context(datetime.now(UTC))
    for one in events:
        event = read_event(one.value, context)
        if isinstance(event, Event):
            incoming.add(event.body)
    return incoming.unused(edges_of_all(actions))


def personal_data(actions: Sequence[PlannedAction]) -> list[Found]:
    """Where personal data goes, as `actions lineage --personal` says it."""
    edges = edges_of_all(actions)
    found = [one for way in places_read(edges) for one in personal_only(forward(edges, way))]
    return list({(one.edge.action.key, one.target, one.edge.source, one.rest): one for one in found}.values())
