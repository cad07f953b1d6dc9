"""Prints a survey of many events: a line of counts for each action, and below it what it nearly fired for."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from actions.cli.asking.layout import FAILS, HOLDS, fit, short_value, wrapped
from actions.cli.formats import count, printable
from actions.trigger.trace import LeafTrace, describe_test
from actions.workbench.explaining.misses import Miss
from actions.workbench.explaining.survey import ActionSurvey, NearMiss, Survey

Hide = Callable[[Any], Any]
MOST_SHOWN = 3


def print_survey(survey: Survey, source: str, out: Console, hide: Hide, *, brief: bool, why_not: bool) -> None:
    """How many events there were, and what each action made of them; `brief` leaves out why it nearly fired."""
    refused = f", and {count(survey.refused, 'line')} without an event" if survey.refused else ""
    out.print(wrapped(f"{count(survey.events, 'event')} of {printable(source)}{refused}", out.width))
    shown = [one for one in survey.actions if not (why_not and one.fired)]
    if not shown:
        out.print("Every action fires for some of them.")
    for one in shown:
        if not brief:
            out.print()
        _print_action(one, out, hide, brief=brief)
    named = [name for one in shown for near in one.often_near for name in near.named]
    if named and not brief:
        command = printable(f"actions explain {source} --event {named[0]}")
        out.print(f"\n{command} shows one of them.", soft_wrap=True)


def _print_action(found: ActionSurvey, out: Console, hide: Hide, *, brief: bool) -> None:
    action = found.action
    place = f"  {action.spot.place.file}:{action.spot.place.line}"
    out.print(fit(f"{_mark(found)} {action.key} · {action.name}", out.width - len(place)), style="bold", end="")
    out.print(place, style="dim")
    out.print(f"    {_counts(found)}", style="green" if found.fired else "yellow")
    if brief:
        return
    listed = found.often_near
    for near in listed[:MOST_SHOWN]:
        _print_near(near, out, hide)
    rest = sum(near.count for near in listed[MOST_SHOWN:])
    if rest:
        out.print(f"    {count(rest, 'event')} more for other reasons; --format json has them all")


def _mark(found: ActionSurvey) -> str:
    return HOLDS if found.fired else FAILS


def _counts(found: ActionSurvey) -> str:
    if not found.action.enabled:
        return "switched off by enabled: false"
    parts = [f"fires for {found.fired:,}"] if found.fired else ["never fires"]
    parts += [f"cannot be built for {found.failed:,}"] if found.failed else []
    parts += [f"nearly fires for {found.nearly:,}"] if found.nearly else []
    return ", ".join(parts)


def _print_near(near: NearMiss, out: Console, hide: Hide) -> None:
    times = f"    {near.count:,} × "
    for number, (test, miss) in enumerate(zip(near.tests, near.misses, strict=True)):
        start = times if number == 0 else f"{'and ':>{len(times)}}"
        _print_test(test, miss, start, out, hide)
    named = ", ".join(near.named) + (", …" if near.count > len(near.named) else "")
    words = printable(f"{'event' if near.count == 1 else 'events'} {named}")
    out.print(wrapped(words, out.width, " " * len(times)), style="dim")


def _print_test(test: LeafTrace, miss: Miss, start: str, out: Console, hide: Hide) -> None:
    indent = " " * len(start)
    seen = f"saw {short_value(hide(test.seen))}"
    line = f"{start}{describe_test(test.leaf)}  {seen}"
    if len(line) > out.width:
        out.print(fit(printable(f"{start}{describe_test(test.leaf)}"), out.width))
        line = f"{indent}{seen}"
    out.print(fit(printable(line), out.width))
    hint = f"{miss.words} → {miss.advice}" if miss.advice else miss.words
    out.print(wrapped(printable(hide(hint)), out.width, indent), style="yellow")
