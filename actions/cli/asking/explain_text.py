"""Prints an explanation: the condition as a tree, what fails in it, the payload as a table."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.console import Console

from actions.cli.asking.layout import FAILS, HOLDS, fit, print_rows, short_value, wrapped
from actions.cli.formats import count, printable
from actions.decision import Decision
from actions.trigger.trace import LeafTrace, Trace, describe_test
from actions.workbench.explaining.changes import Change, describe_change
from actions.workbench.explaining.explain import Explanation, Way
from actions.workbench.explaining.fields import FieldRow, without_value
from actions.workbench.explaining.misses import Miss
from actions.workbench.people import personal_values
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place

Hide = Callable[[Any], Any]
GROUPS = {"all": "all of", "any": "any of", "not": "not"}
VERDICTS = {"fired": "fires", "failed": "fires, and its payload cannot be built", "not_fired": "does not fire"}
STYLES = {"fired": "green", "failed": "red", "not_fired": "yellow"}
WIDEST_TEST = 48
# A list or an object is shown whole up to here.
LONGEST_VALUE = 80
# Of a field in the table more is seen with --field.
LONGEST_CELL = 48


def as_it_is(value: Any) -> Any:
    """The value: what stands in for hiding people."""
    return value


def texts_of(found: Explanation) -> Iterator[str]:
    """The texts in its payloads that identify a person."""
    model = found.action.action_type.payload
    for decision in (*found.decisions, *(one for way in found.ways for one in way.decisions)):
        yield from personal_values(decision.payload_fields() or {}, model)


def print_brief(found: Sequence[Explanation], out: Console, hide: Hide) -> None:
    """A line for each action: its verdict, and the first reason."""
    for one in found:
        mark = HOLDS if one.status == "fired" else FAILS
        reason = next((decision.reason for decision in one.decisions if decision.reason), None) or VERDICTS[one.status]
        out.print(f"{mark} {one.action.key}", style=STYLES[one.status])
        if one.status != "fired":
            out.print(wrapped(printable(hide(reason)), out.width, "    "))


def print_explanation(found: Explanation, out: Console, hide: Hide) -> None:
    """The action, its condition test by test, what would have to change, and the payload."""
    place = f"  {found.action.spot.place.file}:{found.action.spot.place.line}"
    out.print(fit(f"{found.action.key} · {found.action.name}", out.width - len(place)), style="bold", end="")
    out.print(place, style="dim")
    mark = HOLDS if found.status == "fired" else FAILS
    out.print(f"{mark} {VERDICTS[found.status]}", style=STYLES[found.status])
    if found.obstacle:
        out.print(wrapped(printable(found.obstacle), out.width, "  "))
    print_trace(found.trace, found.misses, out, hide, lambda place: where_of(place, found))
    for decision in found.decisions:
        _print_failure(decision, out, hide)
    if found.never:
        out.print()
        out.print(wrapped(printable(f"no event can fire it: {hide(found.never)}"), out.width, "  "))
    for number, way in enumerate(found.ways):
        _print_way(found, way, out, hide, first=number == 0)
    if found.status != "not_fired":
        out.print()
        print_payload(found.rows, out, hide)
        _print_left_out([one for one in found.decisions if one.status == "fired"], found, out, hide)
    out.print()


def print_trace(
    trace: Trace, misses: Sequence[Miss | None], out: Console, hide: Hide, where: Callable[[Place], str] | None = None
) -> None:
    """The tests of a condition under their groups, each with the value seen, and with `where` it stands."""
    _Tree(trace, misses, out, hide, where).print()


class _Tree:
    """Prints the tests of a condition under their groups."""

    def __init__(
        self,
        trace: Trace,
        misses: Sequence[Miss | None],
        out: Console,
        hide: Hide,
        where: Callable[[Place], str] | None,
    ) -> None:
        self._trace = trace
        self._out = out
        self._hide = hide
        self._misses = iter(misses)
        self._where = where
        tests = [describe_test(one.leaf) for one in trace.leaves()]
        self._wide = min(max(map(len, tests), default=0), max(out.width - 44, 24), WIDEST_TEST)

    def print(self) -> None:
        self._part(self._trace, 1)

    def _part(self, trace: Trace, depth: int) -> None:
        if isinstance(trace, LeafTrace):
            self._test(trace, next(self._misses), depth)
            return
        parts, words, inner = trace.parts, GROUPS[trace.group], trace.parts[0]
        if trace.group == "not" and not isinstance(inner, LeafTrace) and inner.group == "any":
            parts, words = inner.parts, "none of"
        self._out.print(f"{'  ' * depth}{_mark(trace.verdict)} {words}")
        for part in parts:
            self._part(part, depth + 1)

    def _test(self, trace: LeafTrace, miss: Miss | None, depth: int) -> None:
        start = f"{'  ' * depth}{_mark(trace.verdict)} {printable(describe_test(trace.leaf))}"
        where = f"{self._where(trace.place):<9} " if self._where else ""
        wide = self._wide + 2 * depth + 2
        seen = f"saw {printable(str(short_value(self._hide(trace.seen))))}"
        if len(start) > wide:
            self._out.print(fit(start, self._out.width))
            start = ""
        head = f"{start:<{wide}}  {where}"
        self._out.print(f"{head}{fit(seen, max(self._out.width - len(head), 12))}")
        if miss:
            hint = f"{miss.words} → {miss.advice}" if miss.advice else miss.words
            indent = " " * min(len(head), self._out.width // 2)
            self._out.print(wrapped(printable(self._hide(hint)), self._out.width, indent), style="yellow")


def where_of(place: Place, found: Explanation) -> str:
    """The line of a test, for whoever has the action's file open."""
    if place.file in found.action.names_of_files:
        return "default"
    same = place.file == found.action.spot.place.file
    return f"line {place.line}" if same else f"{place.file}:{place.line}"


def _print_way(found: Explanation, way: Way, out: Console, hide: Hide, *, first: bool) -> None:
    tests = found.tests
    if first:
        out.print()
        stand = "stands" if len(way.tests) == 1 else "stand"
        out.print(f"{len(way.tests)} of {count(len(tests), 'condition')} {stand} in the way.")
    if way.changes is None:
        wanted = " and ".join(describe_test(tests[number].leaf) for number in way.tests)
        words = f"what must change: {wanted}; no value was found for which it does"
    else:
        words = f"fires with {' and '.join(_describe_change(one) for one in way.changes)}"
    out.print(wrapped(printable(str(hide(words))), out.width, "  " if first else "  or "))
    if first and way.decisions:
        _print_then(way.decisions[0], out, hide)
        _print_left_out(way.decisions[:1], found, out, hide)


def _print_then(decision: Decision, out: Console, hide: Hide) -> None:
    if decision.payload is None:
        out.print(wrapped(f"then: {printable(hide(decision.reason or ''))}", out.width, "  "))
        return
    parts = [f"{name} {short_value(hide(value))}" for name, value in (decision.payload_fields() or {}).items()]
    out.print("  the payload would be:")
    out.print(wrapped(" · ".join(parts), out.width, "    "))


def _describe_change(change: Change) -> str:
    return describe_change(change, _describe_value)


def _describe_value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else ""
    return text if text and len(text) <= LONGEST_VALUE else short_value(value)


def _print_left_out(decisions: Sequence[Decision], found: Explanation, out: Console, hide: Hide) -> None:
    """What the payloads went without, and where the lines of it stand."""
    said = dict.fromkeys(one for decision in decisions if decision.payload for one in decision.diagnostics)
    for note in said:
        out.print(wrapped(printable(hide(describe_note(note, found))), out.width, "  "), style="yellow")


def describe_note(note: Diagnostic, found: Explanation) -> str:
    """What was left out, why, what to write instead, and the line."""
    parts = [f"{note.code} {note.message}", note.hint, where_of(note.place, found) if note.place else None]
    return "; ".join(part for part in parts if part)


def _print_failure(decision: Decision, out: Console, hide: Hide) -> None:
    if decision.status != "failed":
        return
    for one in decision.diagnostics:
        message = f"{one.code} {one.message}" + (f"; {one.hint}" if one.hint else "")
        out.print(wrapped(printable(hide(message)), out.width, "  "), style="red")


def print_payload(rows: Sequence[FieldRow], out: Console, hide: Hide) -> None:
    """The fields as a table; those without a value in a sentence below."""
    there = [row for row in rows if row.is_there]
    cells = [
        (
            row.field,
            fit(short_value(hide(row.value)), LONGEST_CELL),
            row.found_by or row.source,
            _place(row),
            ", ".join(row.conversions),
        )
        for row in there
    ]
    print_rows([tuple(printable(cell) for cell in row) for row in cells], out,
               head=("field", "value", "from", "line", "through"), fold=True)  # fmt: skip
    own = [name for row in rows if row.layer == "own" for name in without_value(row)]
    if own:
        out.print(wrapped(f"your lines that found nothing: {', '.join(own)}", out.width, "  "), style="yellow")
    rest = [name for row in rows if row.layer != "own" for name in without_value(row)]
    if rest:
        out.print(wrapped(f"defaults that found nothing: {', '.join(rest)}", out.width, "  "), style="dim")


def _place(row: FieldRow) -> str:
    if row.layer == "destination default":
        return "default"
    if row.place is None:
        return "action type"
    if row.layer == "fragment":
        return f"{row.place.file}:{row.place.line}"
    return f"line {row.place.line}" + (" (defaults:)" if row.layer == "file default" else "")


def _mark(verdict: bool) -> str:
    return HOLDS if verdict else FAILS
