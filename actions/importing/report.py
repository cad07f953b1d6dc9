"""What became of everything that was imported, as data; as text it is in the command."""

from collections.abc import Sequence
from typing import Any, Final

from actions.importing.imported import ImportedAction, ImportedFile

# Where imported mappings differ from Segment's, whatever they say: by rules that hold for all mappings of ours.
SEGMENT: Final = (
    (
        "null, and a text that is empty or of white space, is not a value: the field, or the item of a list that is "
        "put together, is left out. Segment leaves them out of a payload's own fields, and sends them inside objects"
    ),
    (
        "an object that is put together, and an item of a list, in which nothing was found is left out, and a webhook "
        "without any field fails; Segment sends {}"
    ),
    (
        "a list or an object in the middle of a text leaves the field out, with a warning; Segment writes "
        "[object Object], or the values with commas"
    ),
    "a path that goes on behind 0, false or an empty text finds nothing; for Segment that value itself is found",
    "@flatten of a single value gives an empty object; for Segment an object with that value under an empty name",
    "@json does not encode null; Segment writes the text null",
)


RUDDERSTACK: Final = (
    "fields are those of our defaults, which `actions show` lists; RudderStack's own mappings are code, and not read",
    "names in its lists of events are compared exactly, without blanks at their ends",
)


def report_of(files: list[ImportedFile], always: Sequence[str], left: Sequence[str]) -> dict[str, Any]:
    """The report: files with their actions, how many of those are exact, and what was left out."""
    actions = [one for file in files for one in file.actions]
    return {
        "files": [_file(one) for one in files],
        "actions": len(actions),
        "exact": sum(one.is_exact for one in actions),
        "always": list(always),
        "left_out": list(left),
    }


def _file(file: ImportedFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "destination": file.destination,
        "todo": file.todo,
        "actions": [_action(one) for one in file.actions],
    }


def _action(action: ImportedAction) -> dict[str, Any]:
    return {
        "name": action.name,
        "do": action.do,
        "exact": action.is_exact,
        "enabled": action.enabled,
        "trigger": action.trigger,
        "trigger_notes": action.notes,
        "todo": [*action.todo, *([action.refused] if action.refused else [])],
        "remarks": action.remarks,
        "added": action.added,
    }
