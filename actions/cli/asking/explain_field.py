"""Prints one field of a payload: its value, and every step on the way to it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.layout import short_value, wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.workbench.explaining.explain import Explanation
from actions.workbench.explaining.fields import FieldRow, find_row, steps_to
from mappings.fields.target import Steps, parse_target
from mappings.findings.errors import ExpressionError
from mappings.findings.suggest import did_you_mean

LAYERS = {
    "own": "the action's own line",
    "file default": "from defaults: of the file",
    "fragment": "from a fragment",
    "destination default": "by default of the action type",
    "action type": "set by the action type itself",
}


def print_field(found: Sequence[Explanation], name: str, out: Console, hide: Callable[[Any], Any]) -> None:
    """The field in each of the actions that have it; a complaint where none has."""
    try:
        steps = read_steps(name)
    except ExpressionError as error:
        raise complain(f"--field {name}: {error.problem.message}", exit_codes.WRONG_COMMAND_LINE) from None
    rows = []
    for one in found:
        decision = next((made for made in one.decisions if made.payload is not None), None)
        then = decision or next((made for way in one.ways for made in way.decisions if made.payload is not None), None)
        row = find_row(one.rows, steps, (then.payload_fields() if then else None) or {})
        if row:
            rows.append((one, row, decision is not None))
    # Of those that do not fire only where nothing else is asked.
    shown = [one for one in rows if one[2]] or rows
    for one, row, fires in shown:
        _print(one, row, out, hide, fires=fires)
    if not shown:
        names = [row.field for one in found for row in one.rows]
        hint = did_you_mean(name, sorted(set(names))) or f"there are {', '.join(dict.fromkeys(names))}"
        raise complain(f"no line writes the field {name}; {hint}", exit_codes.WRONG_COMMAND_LINE)


def read_steps(name: str) -> Steps:
    """The way that a field's name says.

    >>> read_steps("items[1].price")
    ('items', 1, 'price')
    """
    steps: list[str | int] = []
    for number, part in enumerate(re.split(r"\[([0-9]+)\]", name)):
        if number % 2:
            steps.append(int(part))
        elif part.removeprefix("."):
            steps += parse_target(part.removeprefix("."))
    return tuple(steps)


def _print(found: Explanation, row: FieldRow, out: Console, hide: Callable[[Any], Any], *, fires: bool) -> None:
    def say(text: str, style: str = "") -> None:
        out.print(wrapped(printable(str(text)), out.width, "  "), style=style)

    value = short_value(hide(row.value)) if row.is_there else "nothing"
    out.print(wrapped(printable(f"{row.field} = {value}"), out.width), style="bold")
    say(f"{found.action.key}" + ("" if fires else ", if it fired"))
    place = f"{row.place}  " if row.place and row.layer != "destination default" else ""
    say(f"{place}{row.source}  ({LAYERS[row.layer]})")
    if row.found_by:
        names = [name for name, _ in steps_to(row.found_by, found.event.body)]
        way = " → ".join(names) or row.found_by
        say(f"{way}: found {short_value(hide(row.seen))}{_size(row.seen)}")
    elif row.source and not row.is_there:
        say("found nothing", "yellow")
    if row.conversions:
        say(f"then {', '.join(row.conversions)}")
    for note in row.notes:
        say(str(hide(note)), "yellow")
    out.print()


def _size(value: Any) -> str:
    return f", text of {len(value)} characters" if isinstance(value, str) else ""
