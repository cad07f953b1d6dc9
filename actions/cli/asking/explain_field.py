"""Prints one field of a payload: its value, and every step on the way to it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.explain_text import describe_note
from actions.cli.asking.layout import short_value, wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.workbench.explaining.explain import Explanation, item_of
from actions.workbench.explaining.fields import (
    FieldRow,
    Part,
    describe_source_of,
    find_part,
    find_row,
    layer_of,
    steps_to,
)
from actions.workbench.showing import options_of, show_action
from actions.workbench.testing.origins import find_origin
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
        payload = (then.payload_fields() if then else None) or {}
        row = find_row(one.rows, steps, payload)
        part, may_be = find_part(one.rows, steps)
        if row and (may_be or row.is_there):
            made = _as_of(row, part, one, payload, item_of(one.action, then, one.event) if then else one.event.body)
            rows.append((one, made, decision is not None))
    # Of those that do not fire only where nothing else is asked.
    shown = [one for one in rows if one[2]] or rows
    for one, row, fires in shown:
        _print(one, row, out, hide, fires=fires)
    if not shown:
        names = [row.field.replace("[]", "") for one in found for row in show_action(one.action).fields]
        hint = did_you_mean(name, sorted(set(names))) or f"there are {', '.join(dict.fromkeys(names))}"
        raise complain(f"no line writes the field {name}; {hint}", exit_codes.WRONG_COMMAND_LINE)


def _as_of(row: FieldRow, part: Part | None, found: Explanation, payload: dict[str, Any], here: Any) -> FieldRow:
    """The row of a field inside an object, with the line that writes it there and what its path found."""
    if part is None:
        return row
    layer, options = layer_of(found.action, part.place), tuple(options_of(part.field))
    source = describe_source_of(part.field)
    origin = find_origin(row.path, list(found.rows), payload, here)
    path, seen = (origin.path, origin.seen) if origin else (None, None)
    return replace(row, layer=layer, place=part.place, source=source, found_by=path, seen=seen, conversions=options)


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
        say(str(hide(describe_note(note, found))), "yellow")
    out.print()


def _size(value: Any) -> str:
    return f", text of {len(value)} characters" if isinstance(value, str) else ""
