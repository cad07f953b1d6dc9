"""Prints the results of tests: a line for each test, and below it where a wrong field comes from."""

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console

from actions.cli.asking.layout import FAILS, HOLDS, fit, short_value, wrapped
from actions.cli.formats import count, printable
from actions.trigger.trace import describe_test
from actions.workbench.testing.check import Problem, Result
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.differences import Difference

WIDEST_FIELD = 26


def print_results(results: Sequence[Result], out: Console) -> None:
    """The tests by file, in their order."""
    for file, found in groupby(results, key=lambda one: one.test.file):
        out.print(file, style="bold")
        for one in found:
            if one.passed:
                out.print(f"  {HOLDS} ", style="green", end="")
                out.print(fit(printable(one.test.name), out.width - 4))
                continue
            out.print(f"  {FAILS} ", style="red", end="")
            out.print(fit(printable(one.test.name), out.width - len(file) - 12), end="")
            out.print(f"  {file}:{one.test.place.line}", style="dim")
            for problem in one.problems:
                _print_problem(problem, out)
    if results:
        out.print()


def _print_problem(problem: Problem, out: Console) -> None:
    action = f"{problem.action}: " if problem.action else ""
    out.print(wrapped(printable(f"{action}{problem.words}"), out.width, "      "))
    if problem.hint:
        out.print(wrapped(printable(f"→ {problem.hint}"), out.width, "      "), style="yellow")
    wide = min(max((len(one.field) for one in problem.differences), default=0), WIDEST_FIELD)
    for one in problem.differences:
        _print_difference(one, wide, out)


def _print_difference(one: Difference, wide: int, out: Console) -> None:
    indent = " " * (8 + wide + 2)
    text = wrapped(printable(one.words), out.width, indent).removeprefix(indent)
    field = printable(one.field) or "(all)"
    start = f"        {field:<{wide}}  "
    if len(field) > wide:
        out.print(start.rstrip())
        start = indent
    out.print(f"{start}{text}", style="red")
    if one.place:
        # A default stands in a file that the reader does not have.
        where = "a default" if one.place.file.startswith("destinations/") else f"{one.place.file}:{one.place.line}"
        out.print(fit(f"{indent}← {where}  {printable(one.source)}", out.width), style="dim")
    if one.event_path:
        seen = f"{indent}← event {one.event_path} = {short_value(one.event_value)}"
        out.print(fit(printable(seen), out.width), style="dim")
    if one.hint:
        out.print(wrapped(printable(f"→ {one.hint}"), out.width, indent), style="yellow")


def print_missing(coverage: Coverage, out: Console) -> None:
    """The tests of conditions that are not covered, with their lines."""
    found = coverage.missing()
    if found:
        out.print("conditions not covered", style="bold")
    for one in found:
        place = f"{one.leaf.place.file}:{one.leaf.place.line}"
        text = wrapped(printable(f"{place}  {describe_test(one.leaf)}: {one.words}"), out.width - 4, "  ")
        # What goes on below stands a little further in.
        out.print(text.replace("\n", "\n    "))
    if found:
        out.print()


def print_summary(
    results: Sequence[Result], coverage: Coverage, seconds: float, out: Console, *, missing: bool, unread: int = 0
) -> None:
    """How many passed, and what they cover; so many mistakes keep tests from being read, `unread`."""
    failed = sum(not one.passed for one in results)
    if unread:
        out.print(f"{count(unread, 'mistake')} in tests: those of them are not run.", style="red")
    if not results:
        if not unread:
            out.print("There are no tests: write tests: into a mapping file.")
        return
    out.print(f"{len(results) - failed:,} passed", style="green", end="")
    if failed:
        out.print(f", {failed:,} failed", style="red", end="")
    out.print(f" in {seconds:.2f} s")
    covered = f"actions covered {len(coverage.fired)} of {len(coverage.actions)}"
    left = coverage.total - coverage.covered
    show = f"--missing shows the {left}" if left and not missing else ""
    summary = f"{covered} · conditions covered {coverage.covered} of {coverage.total} (both outcomes)"
    between = "   " if cell_len(summary) + len(show) + 3 <= out.width else "\n"
    out.print(f"{wrapped(summary, out.width)}{between if show else ''}{show}")
