"""What can hold back an action whose trigger matches."""

from actions.event.event import Event
from actions.event.integrations import switched_off
from actions.plan.planned import PlannedAction


def kept_back(action: PlannedAction, event: Event, taken: set[tuple[str, str]]) -> str | None:
    """Why a matching action stays back all the same, or None; `taken` gathers the exclusive groups already served."""
    if event.body.get("integrations") and (reason := switched_off(event.body, action.instance.names)) is not None:
        return reason
    if action.exclusive is not None:
        group = (action.instance.name, action.exclusive)
        if group in taken:
            return f"exclusive: an action above took the event for the group {action.exclusive}"
        taken.add(group)
    return None
