"""Why a payload model refused an action's fields, in the words of the mapping file."""

from typing import Final

from pydantic_core import ErrorDetails

from actions.constraint_words import constraint_words
from actions.plan.planned import PlannedAction
from mappings.fields.entry import Entry
from mappings.fields.target import Steps, show_steps
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place
from mappings.findings.show import show

# The last step to a name that is refused.
KEY: Final = "[key]"


def explain_error(error: ErrorDetails, action: PlannedAction) -> Diagnostic:
    """What is wrong with a refused field: the field, the value seen, and the line that maps it."""
    # Of a part whose very name is refused, pydantic says so at the end of its path.
    steps = tuple(step for step in error["loc"] if isinstance(step, str | int) and step != KEY)
    name = show_steps(steps)
    entry = _entry(steps, action.entries)
    place = place_of(steps, action)
    if error["type"] == "missing":
        looked = f", but {_source(entry)} gave nothing" if entry else ""
        hint = None if entry else f"add {name} under map:"
        return Diagnostic("E501", f"{name}: required{looked}", hint, place, path=name)
    if error["type"] == "extra_forbidden":
        return Diagnostic("E503", f"{name}: {action.label} has no such field", None, place, path=name)
    words, hint = words_of(error)
    message = f"{name}: {words}" if name else words
    return Diagnostic("E502", message, hint, place, path=name or None)


def place_of(steps: Steps, action: PlannedAction) -> Place:
    """The place of the entry that writes this field, or the action's."""
    entry = _entry(steps, action.entries)
    return action.own(entry.spot).place if entry else action.spot.place


def words_of(error: ErrorDetails) -> tuple[str, str | None]:
    """What is wrong, and what to write instead where the plugin says so after a semicolon."""
    if error["type"] in {"refused", "unusable"}:
        wrong, _, advice = error["msg"].partition("; ")
        return wrong, advice or None
    cause = error.get("ctx", {}).get("error")
    if cause:
        return str(cause), None
    return constraint_words(error, show(error["input"]))


def _entry(steps: Steps, entries: tuple[Entry, ...]) -> Entry | None:
    """The entry that wrote the refused field: the one whose target is the longest beginning of its path."""
    names = tuple(step for step in steps if isinstance(step, str))
    fitting = [one for one in entries if one.target == names[: len(one.target)]]
    return max(fitting, key=lambda one: len(one.target), default=None)


def _source(entry: Entry | None) -> str:
    paths = entry.field.from_ if entry else None
    return "its line" if not paths else " and ".join(f"`{path}`" for path in paths)
