"""`actions tail`: events as they come, what was decided about them, and how deliveries ended."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from actions.cli.formats import Format, console, may_go_unread, print_json, printable
from actions.cli.serve.admin import follow_admin
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_without_keys


def tail(
    settings: SettingsFile = DEFAULT,
    source: Annotated[str | None, typer.Option(help="Only events of this source.")] = None,
    event: Annotated[str | None, typer.Option(help="Only events of this name, or of this type.")] = None,
    status: Annotated[
        str | None, typer.Option(help="Only events of which this came: decided, refused, failed, not_fired, …")
    ] = None,
    back: Annotated[int, typer.Option(min=0, max=1000, help="Begin with so many events before now.")] = 10,
    most: Annotated[int | None, typer.Option("--limit", min=1, help="End after so many lines.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Also say why actions did not fire.")] = False,
    people: Annotated[bool, typer.Option("--people", help="Show what tells of a person, which is hidden.")] = False,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Show events as they come in, all that match, until Ctrl-C; and say how many had to be skipped."""
    query = {"source": source, "event": event, "status": status, "back": back or None}
    query |= {"explain": "1" if explain else None, "people": "show" if people else None}
    path = "/tail?" + urlencode({name: value for name, value in query.items() if value is not None})
    with may_go_unread():
        for number, line in enumerate(follow_admin(load_without_keys(settings), path), 1):
            if form is Format.json:
                print_json(line)
            else:
                for text in _lines(line):
                    console().print(printable(text), soft_wrap=True)
            if number == most:
                return


def _lines(line: Mapping[str, Any]) -> Iterator[str]:
    if "skipped" in line:
        yield f"({line['skipped']:,} were skipped, as they came faster than they are shown)"
    elif "outcome" in line:
        status = f" ({line['http_status']})" if line["http_status"] else ""
        why = f": {line['reason']}" if line.get("reason") else ""
        yield f"    {line['instance']}.{line['action']} {line['outcome']}{status}{why}"
    else:
        event = line["event"]
        said = event.get("event") or event.get("name") or event.get("type") or ""
        name = said if isinstance(said, str) else json.dumps(said)
        code = f" {line['code']}" if line["code"] else ""
        why = f": {line['message']}" if line["message"] else ""
        yield f"{line['received'][11:23]} {line['source']} {name} {line['status']}{code}{why}"
        for one in line["violations"]:
            yield f"    plan: {one['description']}"
        for one in line["decisions"]:
            why = f": {one['reason']}" if one["reason"] else ""
            yield f"    {one['instance']}.{one['action']} {one['status']}{why}"
