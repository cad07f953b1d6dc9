"""An action's name and place."""

from typing import Any

from actions.plan.planned import PlannedAction


def standing(action: PlannedAction) -> dict[str, Any]:
    """The action's names and its place, as JSON."""
    place = action.spot.place
    return {
        "instance": action.instance.name,
        "action": action.id,
        "name": action.name,
        "file": place.file,
        "line": place.line,
    }
