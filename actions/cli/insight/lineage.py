"""`actions lineage`: who gets what stands at this place in events, and what is a field made of?"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.layout import print_rows
from actions.cli.exit_codes import complain
from actions.cli.formats import console, print_json, printable
from actions.cli.insight.reading import read_events
from actions.cli.options import Directory, EnvFile, EnvName, Select
from actions.cli.run.command import run_context, selected
from actions.cli.run.loading import load_project
from actions.insight.lineage.ask import (
    Found,
    backward,
    forward,
    personal_only,
    places_read,
    read_event_way,
    read_wanted,
)
from actions.insight.lineage.edges import Edge, edges_of_all
from actions.insight.lineage.graphs import as_dot, as_mermaid
from actions.insight.lineage.ways import show_way
from actions.insight.lineage.wire import Wire, in_requests, wire_of
from actions.plan.plan import Plan

USES = {
    "fires": "whether it fires",
    "decides": "decides",
    "presence": "whether it is there",
    "value": "",
    "literal": "",
}


class GraphFormat(StrEnum):
    """The values of `--format`."""

    text = "text"
    json = "json"
    dot = "dot"
    mermaid = "mermaid"


def lineage(
    path: Annotated[
        str | None,
        typer.Argument(help="A place in events, such as context.traits.email; without it, all that are read."),
    ] = None,
    directory: Directory = Path(),
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="The other direction: an instance, an action or a field, such as ga4.purchase.value."
        ),
    ] = None,
    personal: Annotated[bool, typer.Option("--personal", help="Only personal data, and how it leaves.")] = False,
    events: Annotated[
        str | None,
        typer.Option("--events", help="Events that show where in requests the fields are: a file, a folder, recorded."),
    ] = None,
    select: Select = None,
    form: Annotated[
        GraphFormat, typer.Option("--format", help="text for people, json for machines, dot and mermaid for pictures.")
    ] = GraphFormat.text,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Say which fields of which tools a place in events goes to, or with --to what a field is made of."""
    if path is not None and to is not None:
        raise complain("lineage takes a place in events, or --to, and not both", exit_codes.WRONG_COMMAND_LINE)
    plan = load_project(directory, env, env_file).plan
    selection = selected(select, plan)
    edges = edges_of_all(one for one in plan.actions if selection.takes(one))
    found = _found(edges, plan, path, to)
    if personal:
        found = personal_only(found)
    wire = _wire(events, directory, plan)
    if form is GraphFormat.json:
        for one in found:
            print_json(as_row(one, wire))
    elif form is GraphFormat.text:
        _print(found, plan, console(), path, to, wire)
    else:
        sys.stdout.write((as_dot if form is GraphFormat.dot else as_mermaid)(found))


def as_row(one: Found, wire: Wire) -> dict[str, object]:
    """What was found as JSON: the edge, with the field and the words for what was asked about."""
    edge = one.edge
    return edge.as_dict() | {
        "field": show_way(one.target) if one.target else None,
        "through": list(edge.words(one.rest)),
        "personal": edge.personal(one.rest),
        "sent": edge.sent(one.rest),
        "request": in_requests(wire, edge.action, one.target),
    }


def _wire(events: str | None, directory: Path, plan: Plan) -> Wire:
    """Where in requests the fields stand, by these events; nothing without any."""
    if events is None:
        return {}
    return wire_of(plan, read_events(events, directory, datetime.now(UTC)).values(), run_context(None))


def _found(edges: Sequence[Edge], plan: Plan, path: str | None, to: str | None) -> list[Found]:
    try:
        if to is not None:
            return backward(edges, read_wanted(to, plan))
        if path is not None:
            return forward(edges, read_event_way(path))
    except ValueError as error:
        written = f"--to {to}" if to is not None else str(path)
        raise complain(f"{written}: {printable(str(error))}", exit_codes.WRONG_COMMAND_LINE) from None
    return [Found(one, one.target) for one in edges]


def _print(found: Sequence[Found], plan: Plan, out: Console, path: str | None, to: str | None, wire: Wire) -> None:
    if to is not None:
        _print_backward(found, out, wire)
    elif path is not None:
        _print_forward(found, out, path, wire)
        without = [name for name in plan.instances if all(one.edge.action.instance.name != name for one in found)]
        if without:
            out.print(f"  not read for {', '.join(without)}", style="dim")
    else:
        for way in places_read([one.edge for one in found]):
            own = [one for one in found if one.edge.source and one.edge.source.way == way]
            _print_forward(own, out, show_way(way), wire)


def _print_forward(found: Sequence[Found], out: Console, path: str, wire: Wire) -> None:
    out.print(printable(path), style="bold")
    if not found:
        out.print("  no action reads it")
    rows = [
        (
            f"→ {key}",
            ", ".join(dict.fromkeys(show_way(one.target) for one in same if one.target)),
            *rest,
            _requests(same, wire),
        )
        for (key, *rest), same in _together(found)
    ]
    print_rows([tuple(map(printable, row)) for row in rows], out, fold=True)


def _together(found: Sequence[Found]) -> Iterator[tuple[tuple[str, str, str, str], list[Found]]]:
    """What an action does with it, the fields with which it does the same together."""

    def key(one: Found) -> tuple[str, str, str, str]:
        edge = one.edge
        how = ", ".join(filter(None, (USES[edge.use], *edge.words(one.rest))))
        return edge.action.key, how, edge.sent(one.rest) or "", _line(edge)

    for names, same in groupby(
        sorted(found, key=lambda one: (one.edge.action.key, one.edge.use != "value", key(one))), key
    ):
        yield names, list(same)


def _print_backward(found: Sequence[Found], out: Console, wire: Wire) -> None:
    for key, same in groupby(found, lambda one: one.edge.action.key):
        out.print(printable(key), style="bold")
        rows = [
            (
                show_way(one.target) if one.target else "fires",
                f"← {_origin(one.edge)}",
                ", ".join(filter(None, (USES[one.edge.use] if one.target else "", *one.edge.words()))),
                one.edge.sent() or "",
                _line(one.edge),
                _requests([one], wire),
            )
            for one in same
        ]
        print_rows([tuple(map(printable, row)) for row in rows], out, fold=True)
    if not found:
        out.print("no line of the mapping writes it: it is left to the action type, or empty")


def _origin(edge: Edge) -> str:
    if edge.source is not None:
        return show_way(edge.source.way)
    return f"{json.dumps(edge.literal, ensure_ascii=False, default=str)} in the mapping"


def _requests(found: Sequence[Found], wire: Wire) -> str:
    """Where in requests the fields stand: `in data[].user_data.em`."""
    names = [name for one in found for name in in_requests(wire, one.edge.action, one.target)]
    return f"in {', '.join(dict.fromkeys(name.removeprefix('body.') for name in names))}" if names else ""


def _line(edge: Edge) -> str:
    if edge.place is None:
        return ""
    return "default" if edge.layer == "destination default" else f"{edge.place.file}:{edge.place.line}"
