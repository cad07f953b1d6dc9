"""`actions explain`: why did an action (not) fire for this event, and where does each value come from?"""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.asking.explain_field import print_field
from actions.cli.asking.explain_text import as_it_is, print_brief, print_explanation, texts_of
from actions.cli.check import Directory
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, print_json, printable
from actions.cli.run.command import EventType, Select, run_context, selected
from actions.cli.run.loading import EnvFile, EnvName, load_project
from actions.decision import Failed
from actions.run.lines import Line, NoEventsError, find_files
from actions.run.parse_event import Unreadable
from actions.run.reading.pick import NoSuchEventError, pick_event
from actions.workbench.explaining.explain import explain_event
from actions.workbench.people import personal_values, without_texts

EXAMPLE = "Example: actions explain samples/events.ndjson --event m-0021 --select mixpanel"
Reveal = Annotated[bool, typer.Option("--reveal", help="Show what tells of a person.")]
OneEvent = Annotated[
    str | None, typer.Option("--event", help="Which event of the file: its messageId, or its line.", metavar="ID")
]


def explain(
    source: Annotated[str, typer.Argument(help="A file with the event; - is standard input.", metavar="EVENT")],
    directory: Directory = Path(),
    event: OneEvent = None,
    select: Select = None,
    field: Annotated[str | None, typer.Option(help="Where the value of this field of the payload comes from.")] = None,
    brief: Annotated[bool, typer.Option("--all", help="One line for each action.")] = False,
    why_not: Annotated[bool, typer.Option("--why-not", help="Only the actions that did not fire.")] = False,
    reveal: Reveal = False,
    mask: Annotated[bool, typer.Option("--mask", help="With --format json: hide what tells of a person.")] = False,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Say why each action fires for an event or not, what is nearly right, and what each field is made of."""
    project = load_project(directory, env, env_file)
    line = read_one_event(source, event)
    if isinstance(line.value, Unreadable):
        raise complain(f"{line.file}:{line.number}: {line.value.diagnostic.message}", exit_codes.INPUT_LOST)
    keys = selected(select, project.plan).keys(project.plan)
    found = explain_event(line.value, project.plan, run_context(event_type), keys)
    if isinstance(found, Failed):
        told = "; ".join(f"{one.code} {one.message}" for one in found.diagnostics)
        raise complain(f"{line.file}:{line.number} is no event: {printable(told)}", exit_codes.FINDINGS)
    found = [one for one in found if not (why_not and one.status == "fired")]
    out = console()
    texts = {text for one in found for text in texts_of(one)} | set(personal_values(line.value))
    hide = as_it_is if reveal else partial(without_texts, texts=texts)
    if form is Format.json:
        for one in found:
            print_json(without_texts(one.as_dict(), texts) if mask else one.as_dict())
    elif field is not None:
        print_field(found, field, out, hide)
    elif brief:
        print_brief(found, out, hide)
    else:
        for one in found:
            print_explanation(one, out, hide)


def read_one_event(source: str, wanted: str | None) -> Line:
    """The event of the file, the one that is wanted; a complaint where there is none."""
    try:
        return pick_event(find_files([source]), wanted)
    except (NoEventsError, NoSuchEventError) as error:
        raise complain(f"{source}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
