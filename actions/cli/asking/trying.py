"""`actions try`: what does this path, condition, template or function give for an event?"""

import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.explain import OneEvent, Reveal, read_one_event
from actions.cli.asking.explain_text import as_it_is, print_trace
from actions.cli.asking.findings_text import print_findings
from actions.cli.asking.layout import wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, print_json, printable
from actions.cli.options import EventType
from actions.cli.run.command import run_context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.json_line import json_line
from actions.reading.parse_event import Unreadable
from actions.workbench.people import masked, personal_values, without_texts
from actions.workbench.trying.complete import completions
from actions.workbench.trying.try_text import TYPED, Tried, try_text

PROMPT = "try> "
HELP = "a path, a condition, a template {{ … }} or a field {from: …}; Tab completes; Ctrl-D ends"
NAME = re.compile(r"[A-Za-z_]\w*")
ENDS = ("exit", "quit", ":q")


def try_(
    source: Annotated[str, typer.Argument(help="A file with the event, or the event itself.", metavar="EVENT")],
    text: Annotated[
        str | None, typer.Argument(help="The expression to try; without it, you get a prompt.", metavar="TEXT")
    ] = None,
    event: OneEvent = None,
    reveal: Reveal = False,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    event_type: EventType = None,
) -> None:
    """Try a path, a condition, a template or a field against an event: once, or at a prompt."""
    _check_order(source, text)
    value = _event(source, event)
    found = read_event(value, run_context(event_type))
    # What is not an event may still be looked into.
    body = value if isinstance(found, Refused) else found.body

    def show(typed: str) -> Tried:
        tried = try_text(typed, body)
        _show(tried, form, console(), _hider(body, typed, reveal=reveal))
        return tried

    if text is not None:
        raise typer.Exit(exit_codes.FINE if show(text).is_read else exit_codes.FINDINGS)
    for typed in _typed(body):
        show(typed)


def _check_order(source: str, text: str | None) -> None:
    """A complaint where the event seems to stand behind the expression."""
    is_event = text is not None and (text.lstrip().startswith('{"') or _is_file(text))
    if is_event and not source.lstrip().startswith("{") and source != "-" and not _is_file(source):
        turned = f"actions try {shlex.quote(str(text))} {shlex.quote(source)}"
        raise complain(f"the event comes first: {turned}", exit_codes.WRONG_COMMAND_LINE)


def _is_file(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False  # No name that a file could have.


def _event(source: str, wanted: str | None) -> Any:
    """The event that is written out, or that the file holds."""
    line = read_one_event(source, wanted)
    if isinstance(line.value, Unreadable):
        raise complain(f"{line.file}:{line.number}: {line.value.diagnostic.message}", exit_codes.INPUT_LOST)
    return line.value


def _hider(event: Any, text: str, *, reveal: bool) -> Callable[[Any], Any]:
    """What hides people in what comes of the text, whose last name says what its value is part of."""
    if reveal:
        return as_it_is
    names = NAME.findall(text)
    return partial(_without_people, texts=set(personal_values(event)), around=names[-1] if names else "")


def _without_people(value: Any, texts: set[str], around: str) -> Any:
    # Of an object the names are known, so that what is short or a number is hidden, too.
    return without_texts(masked(value, around=around), texts)


def _typed(event: Any) -> Iterator[str]:
    """What is typed at the prompt, line by line; at a terminal with history and completion."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    if at_terminal:
        _complete_by(event)
        console().print(HELP, style="dim")
    while True:
        try:
            line = input(PROMPT if at_terminal else "").strip()
        except EOFError:
            if at_terminal:
                console().print()
            return
        if line in ENDS:
            return
        if line in ("?", "help"):
            console().print(HELP)
        elif line:
            yield line


def _complete_by(event: Any) -> None:
    """Let Tab complete what is typed at the prompt, and arrows bring back what was."""
    try:
        import readline
    except ImportError:
        return  # Not every Python has it: then it is a plain prompt.
    known: list[str] = []

    def complete(word: str, state: int) -> str | None:
        if state == 0:
            known[:] = completions(readline.get_line_buffer()[: readline.get_endidx()], event)
            # What stands before the last dot stays: readline replaces the whole word.
            before = word[: word.rfind(".") + 1]
            known[:] = [before + one for one in known]
        return known[state] if state < len(known) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ()[],|&=<>!'`{}:")
    readline.parse_and_bind("tab: complete")
    if hasattr(readline, "set_completion_append_character"):
        readline.set_completion_append_character("")


def _show(tried: Tried, form: Format, out: Console, hide: Callable[[Any], Any]) -> None:
    if form is Format.json:
        print_json(tried.as_dict())
        return
    if tried.findings:
        print_findings(tried.findings, {TYPED: tried.text}, Format.text, out)
    if not tried.is_read:
        return
    if tried.trace:
        out.print("holds" if tried.value else "does not hold", style="green" if tried.value else "yellow")
        print_trace(tried.trace, tried.misses, out, hide)
        return
    for failure in tried.failures:
        out.print(wrapped(printable(str(hide(failure))), out.width), style="red")
    if tried.value is None:
        if not tried.failures:
            out.print("nothing", style="yellow")
        for miss in filter(None, tried.misses):
            hint = f"{miss.words} → {miss.advice}" if miss.advice else miss.words
            out.print(wrapped(printable(hint), out.width, "  "), style="yellow")
        return
    text = json.dumps(json.loads(json_line(hide(tried.value))), indent=2, ensure_ascii=False)
    out.print("\n".join(map(printable, text.splitlines())))
