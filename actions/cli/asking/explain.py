"""`actions explain`: why did an action (not) fire for this event, and where does each value come from?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.asking.explain_field import print_field
from actions.cli.asking.explain_text import as_it_is, print_brief, print_explanation, texts_of
from actions.cli.asking.survey_text import print_survey
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, print_json, printable
from actions.cli.options import Directory, EnvFile, EnvName, EventType, Select
from actions.cli.run.command import run_context, selected
from actions.cli.run.loading import load_project
from actions.cli.run.progress import Bar
from actions.decision import Failed
from actions.event.context import Context
from actions.project.files import project_folder
from actions.reading.lines import Line, NoEventsError
from actions.reading.parse_event import Unreadable, parse_event
from actions.reading.pick import NoSuchEventError, only_event, pick_event
from actions.reading.recorded import EventSource, find_events
from actions.workbench.explaining.explain import Explanation, explain_event
from actions.workbench.explaining.survey import Survey
from actions.workbench.people import personal_values, without_texts

EXAMPLE = "Example: actions explain samples/events.ndjson --event m-0021 --select mixpanel"
SOURCE = "An event, or a file of one or several; - is standard input, recorded what was recorded (recorded:7d of late)."
Reveal = Annotated[bool, typer.Option("--reveal", help="Show personal data.")]
OneEvent = Annotated[
    str | None, typer.Option("--event", help="Which event of the file: its messageId, or its line.", metavar="ID")
]


def explain(
    source: Annotated[str, typer.Argument(help=SOURCE, metavar="EVENT")],
    directory: Directory = Path(),
    event: OneEvent = None,
    select: Select = None,
    field: Annotated[str | None, typer.Option(help="Where the value of this field of the payload comes from.")] = None,
    brief: Annotated[bool, typer.Option("--all", help="One line for each action.")] = False,
    why_not: Annotated[bool, typer.Option("--why-not", help="Only the actions that did not fire.")] = False,
    reveal: Reveal = False,
    mask: Annotated[bool, typer.Option("--mask", help="With --format json: hide personal data.")] = False,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Say why each action fires for an event or not, what is nearly right, and what each field is made of.

    Of several events: for how many each action fires, and for which it nearly does.
    """
    project = load_project(directory, env, env_file)
    keys = selected(select, project.plan).keys(project.plan)
    ask = _Ask(source, run_context(event_type), form, field, brief, why_not, reveal, mask)
    line = _written_out(source)
    if line is None:
        events = _events(source, directory)
        lines = events.lines()
        if event is None and field is None:
            line, lines = only_event(lines)
        if line is None and event is None and field is None:
            ask.about_many(Bar(events.files).follow(lines), Survey(project.plan, ask.context, keys))
            return
        line = line or _picked(lines, source, event)
    if isinstance(line.value, Unreadable):
        raise complain(f"{line.file}:{line.number}: {line.value.diagnostic.message}", exit_codes.INPUT_LOST)
    found = explain_event(line.value, project.plan, ask.context, keys)
    if isinstance(found, Failed):
        messages = "; ".join(f"{one.code} {one.message}" for one in found.diagnostics)
        raise complain(f"{line.file}:{line.number} is not an event: {printable(messages)}", exit_codes.FINDINGS)
    ask.about_one([one for one in found if not (why_not and one.status == "fired")], line.value)


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the command line asks for."""

    source: str
    context: Context
    form: Format
    field: str | None
    brief: bool
    why_not: bool
    reveal: bool
    mask: bool

    def about_one(self, found: list[Explanation], value: Any) -> None:
        out = console()
        hide = self._hiding({text for one in found for text in texts_of(one)} | set(personal_values(value)))
        if self.form is Format.json:
            for one in found:
                print_json(hide(one.as_dict()))
        elif self.field is not None:
            print_field(found, self.field, out, hide)
        elif self.brief:
            print_brief(found, out, hide)
        else:
            for one in found:
                print_explanation(one, out, hide)

    def about_many(self, lines: Iterator[Line], survey: Survey) -> None:
        broken = None
        for line in lines:
            if line.ends_file:
                broken = line
            elif isinstance(line.value, Unreadable):
                survey.refused += 1
            else:
                survey.add(line.value, _name_of(line))
        if broken and not survey.events:
            raise _unread(broken)
        hide = self._hiding(survey.texts)
        if self.form is Format.json:
            for one in survey.actions:
                print_json(hide(one.as_dict()))
        else:
            print_survey(survey, self.source, console(), hide, brief=self.brief, why_not=self.why_not)
        if broken:
            raise _unread(broken)

    def _hiding(self, texts: set[str]) -> Callable[[Any], Any]:
        as_is = not self.mask if self.form is Format.json else self.reveal
        return as_it_is if as_is else partial(without_texts, texts=texts)


def _unread(line: Line) -> typer.Exit:
    """The end of the command where a file cannot be read on."""
    found = line.value.diagnostic
    hint = f"; {found.hint}" if found.hint else ""
    return complain(f"{line.file}: {found.message}{hint}", exit_codes.FINDINGS)


def read_one_event(source: str, wanted: str | None, directory: Path = Path()) -> Line:
    """The event that is written out, or the one of the file that is wanted; a complaint where there is none."""
    return _written_out(source) or _picked(_events(source, directory).lines(), source, wanted)


def _written_out(source: str) -> Line | None:
    """The event, where it stands on the command line itself."""
    if not source.lstrip().startswith("{"):
        return None
    return Line("EVENT", 1, parse_event(source.encode("utf-8", "surrogatepass")), 0)


def _picked(lines: Iterator[Line], source: str, wanted: str | None) -> Line:
    try:
        return pick_event(lines, wanted)
    except NoSuchEventError as error:
        raise complain(f"{source}: {error}", exit_codes.WRONG_COMMAND_LINE) from None


def _events(source: str, directory: Path) -> EventSource:
    try:
        return find_events(source, project_folder(directory), datetime.now(UTC))
    except NoEventsError as error:
        raise complain(f"{source}: {error}", exit_codes.WRONG_COMMAND_LINE) from None


def _name_of(line: Line) -> str:
    """What `--event` takes for this event."""
    given = line.value.get("messageId") if isinstance(line.value, dict) else None
    return given if isinstance(given, str) and given.strip() else str(line.number)
