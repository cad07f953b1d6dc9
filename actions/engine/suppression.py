"""Suppression: why an action whose trigger matches does not fire."""

from actions.event.event import Event
from actions.event.integrations import switched_off
from actions.plan.planned import PlannedAction


def suppressed_by(action: PlannedAction, event: Event, taken: set[tuple[str, str]]) -> str | None:
    """Why a matching action is suppressed, or None; `taken` collects the exclusive groups that have fired."""
    reason = switched_off(event.body.get("integrations"), action.instance.names)
    if reason is not None:
        return reason
    sample = action.sample
    if sample is not None and not sample.takes(event.body.get("userId"), event.body.get("anonymousId")):
        return f"sample: its person is not among the {sample.written}"
    if action.exclusive is not None:
        group = (action.instance.name, action.exclusive)
        if group in taken:
            return f"exclusive: an action above took the event for the group {action.exclusive}"
        taken.add(group)
    return None
