"""Keeps a masked sample of a stream of events, each of which does the same as its original."""

from typing import Any

from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.insight.record.masking import Masker
from actions.insight.record.people import People
from actions.insight.record.reservoir import Reservoir
from actions.plan.plan import Plan


class Recording:
    """Takes one event after the other; what is `kept` is masked, unless there is no masker.

    `left_out` counts events that would do something else once they are masked, as where a condition asks for somebody.
    """

    def __init__(self, plan: Plan, context: Context, masker: Masker | None, room: int) -> None:
        self.kept = Reservoir(room)
        self.events = self.refused = self.left_out = 0
        self._plan, self._context, self._masker = plan, context, masker
        self._people = People()

    def keep_as_it_is(self, value: Any) -> None:
        """Keep an event that was recorded before."""
        event = read_event(value, self._context)
        if isinstance(event, Event):
            self.kept.add(name_of(event), event.message_id, value)

    def add(self, value: Any) -> None:
        """Keep the event, if it is one of those that are kept."""
        event = read_event(value, self._context)
        if isinstance(event, Refused):
            self.refused += 1
            return
        self.events += 1
        if self._masker is not None:
            self._people.remember(value)
        if not self.kept.would_keep(name_of(event), event.message_id):
            return
        made = value if self._masker is None else self._masker.event(value, self._people.texts(value))
        if made is not value and self._actions(event) != self._actions(read_event(made, self._context)):
            self.left_out += 1
            return
        self.kept.add(name_of(event), event.message_id, made)

    def _actions(self, event: Event | Refused) -> list[tuple[str | None, str | None, int | None, str]]:
        """What fires for the event, and what fails."""
        return [(one.instance, one.action, one.item, one.status) for one in decide_event(event, self._plan)]


def name_of(event: Event) -> str:
    """The name of a track event, and the type of another one."""
    return event.name if event.type == "track" and event.name else event.type
