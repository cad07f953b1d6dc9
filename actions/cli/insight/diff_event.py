"""`actions diff --explain`: one event in both versions, side by side."""

from collections.abc import Callable
from functools import partial
from typing import Any

from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.explain_text import VERDICTS, texts_of
from actions.cli.asking.layout import print_rows, short_value, wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, print_json, printable
from actions.cli.insight.reading import ReadEvents
from actions.decision import Failed
from actions.event.context import Context
from actions.event.read import read_event
from actions.insight.diff.one_event import (
    ActionOfEvent,
    FieldOfEvent,
    FieldSide,
    Line,
    Version,
    explain_both,
    reason_of,
)
from actions.insight.diff.values import NOTHING
from actions.project import Project
from actions.workbench.people import personal_values, without_texts
from destinations.delivery.redaction.people import HIDDEN

GONE = "is not there"


def diff_event(
    projects: tuple[Project, Project], lines: ReadEvents, wanted: str, context: Context, *, as_json: bool, reveal: bool
) -> None:
    """Print what both versions do about the event with this id; a complaint where there is none."""
    value = _find(lines, wanted, context)
    old, new = (Version(one.plan, one.texts) for one in projects)
    found = explain_both(value, old, new, context)
    if isinstance(found, Failed):
        raise complain(f"{wanted} is not an event: {printable(found.reason)}", exit_codes.FINDINGS)
    if as_json:
        print_json({"message_id": wanted, "actions": [one.as_dict() for one in found if one.differs]})
        return
    seen = [side for one in found for side in (one.before, one.after) if side]
    texts = {text for one in seen for text in texts_of(one)} | set(personal_values(value))
    hide = _as_it_is if reveal else partial(without_texts, texts=texts)
    _print(found, wanted, console(), hide, reveal=reveal)


def _find(lines: ReadEvents, wanted: str, context: Context) -> Any:
    for value in lines.values():
        given = value.get("messageId") if isinstance(value, dict) else None
        # One without an id has that which is made of its content.
        if wanted == (given or read_event(value, context).message_id):
            return value
    raise complain(f"--explain {wanted}: no event has this messageId", exit_codes.WRONG_COMMAND_LINE)


def _print(found: list[ActionOfEvent], wanted: str, out: Console, hide: Callable[[Any], Any], *, reveal: bool) -> None:
    differing = [one for one in found if one.differs]
    out.print(printable(f"{wanted}: {count(len(differing), 'action')} of {len(found)} {_do(len(differing))}"))
    for one in differing:
        out.print()
        out.print(printable(f"{one.key} · {one.name}"), style="bold")
        rows = zip(("before", "now"), (one.before, one.after), one.statuses, strict=True)
        words = [("  " + name, _verdict(status, hide(reason_of(side)))) for name, side, status in rows]
        print_rows([tuple(map(printable, row)) for row in words], out, fold=True)
        if one.statuses[0] != one.statuses[1]:
            _print_lines(one.lines, out, hide)
        for field in one.fields:
            out.print(wrapped(printable(_field(field, hide, reveal=reveal)), out.width, "  "))
            sides = [(side.line,) if side.line else () for side in (field.before, field.after)]
            _print_lines((sides[0], sides[1]), out, hide)


def _do(number: int) -> str:
    return "does something else" if number == 1 else "do something else"


def _verdict(status: str, reason: str | None) -> str:
    words = GONE if status == "gone" else VERDICTS[status]
    return f"{words}: {reason}" if reason else words


def _field(field: FieldOfEvent, hide: Callable[[Any], Any], *, reveal: bool) -> str:
    def shown(side: FieldSide) -> str:
        if side.value is NOTHING:
            return "nothing"
        return short_value(HIDDEN if field.is_personal and not reveal else hide(side.value))

    paths = list(dict.fromkeys(one.path for one in (field.before, field.after) if one.path))
    came = f"  ← {' → '.join(paths)}" if paths else ""
    return f"{field.name}: {shown(field.before)} → {shown(field.after)}{came}"


def _print_lines(sides: tuple[tuple[Line, ...], tuple[Line, ...]], out: Console, hide: Callable[[Any], Any]) -> None:
    """The lines of the files before with a minus, and those of now with a plus; one that is in both stands once."""
    before, after = sides
    if [one.text for one in before] == [one.text for one in after]:
        before = ()
    rows = [("-", one) for one in before] + [("+" if before or not sides[0] else "=", one) for one in after]
    for sign, one in rows:
        text = hide(one.text) if one.text else "by default of the action type"
        place = f"{one.file}:{one.number}  " if one.text else ""
        out.print(wrapped(printable(f"{sign} {place}{text}"), out.width, "    "), style="dim")


def _as_it_is(value: Any) -> Any:
    return value
