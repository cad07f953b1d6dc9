"""What the changes that are not saved yet make of the event: the payload now, and the one of the saved file."""

import difflib
import json
from collections.abc import Iterator
from typing import Any

from actions.json_line import json_line
from actions.studio.model.asking.answer import Answer, ask
from actions.studio.model.files.workspace import Workspace


def saved_answer(workspace: Workspace, label: str, key: str, event: Any) -> Answer | None:
    """What the action of the file on disk does with the event; None where there is no such action."""
    checked = workspace.compiled_as_saved(label)
    action = next((one for one in checked.plan.actions if one.key == key), None)
    return ask(action, checked.plan, event) if action else None


def differences(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """The lines of both values as JSON: `removed`, `added` or `same`, and the line."""
    old, new = _lines(before), _lines(after)
    for line in difflib.ndiff(old, new):
        kind = {"-": "removed", "+": "added", " ": "same"}.get(line[0])
        if kind:
            yield kind, line[2:]


def _lines(value: Any) -> list[str]:
    return json.dumps(json.loads(json_line(value)), indent=2, ensure_ascii=False).splitlines()
