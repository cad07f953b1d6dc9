"""`actions test`: do the written examples hold?"""

import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.asking.recording import record_all
from actions.cli.asking.results_text import print_missing, print_results, print_summary
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, print_json
from actions.cli.options import Directory, EnvFile, EnvName
from actions.cli.run.loading import project_folder, read_project
from actions.plan.plan import Plan
from actions.project import Checked
from actions.reading.sample import read_sample
from actions.run.selection import matching
from actions.workbench.testing.check import Result, run_tests
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.junit import junit
from actions.workbench.testing.read import Written, find_action, read_tests
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean

Select = Annotated[
    list[str] | None,
    typer.Option(help="Only tests of this name, instance, file or action; separate several by commas, or repeat."),
]


def check_tests(
    directory: Directory = Path(),
    select: Select = None,
    record: Annotated[bool, typer.Option("--record", help="Write expect: for tests that have none.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --record: write without asking.")] = False,
    missing: Annotated[
        bool, typer.Option("--missing", help="List the tests of conditions that no test covers.")
    ] = False,
    conditions: Annotated[
        float | None, typer.Option(min=0, max=100, help="Fail if fewer than this percentage of conditions is covered.")
    ] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="Write the results as JUnit XML.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Run the tests in the mapping files. Sends nothing."""
    start = perf_counter()
    checked = _sound(directory, env, env_file)
    report = Report()
    written = read_tests(checked.texts, checked.plan, report)
    if list(report):
        print_findings(
            (one for one in report if one.severity == "error"), checked.texts, Format.text, console(stderr=True)
        )
    chosen = _selected(written, select, checked.plan)
    folder = project_folder(directory)
    coverage = Coverage()
    if not select:
        # A file without tests is not covered either.
        coverage.expect(one for one in checked.plan.actions if one.enabled)
    results = list(run_tests(chosen, checked.plan, lambda one: read_sample(folder, one.file, one.given), coverage))
    seconds = perf_counter() - start
    if junit_file:
        write_or_complain({junit_file: junit(results, seconds).encode()})
    if record:
        record_all([one for one in results if one.test.expected is None], checked, folder, yes=yes)
        return
    _print(results, coverage, seconds, form, missing=missing, unread=report.errors())
    is_bare = conditions is not None and coverage.share < conditions
    if is_bare:
        console(stderr=True).print(
            f"actions: {coverage.share:.0f} % of the conditions are covered, not {conditions:g} %"
        )
    failed = report.has_errors or any(not one.passed for one in results)
    raise typer.Exit(exit_codes.FINDINGS if failed or is_bare else exit_codes.FINE)


def _sound(directory: Path, env: str | None, env_file: Path | None) -> Checked:
    """The project of that folder; where it has errors, these are shown and the command ends."""
    checked = read_project(directory, env, env_file)
    if checked.report.has_errors:
        errors = (one for one in checked.report if one.severity == "error")
        print_findings(errors, checked.texts, Format.text, console(stderr=True))
        raise typer.Exit(exit_codes.FINDINGS)
    return checked


def _selected(tests: Sequence[Written], select: Sequence[str] | None, plan: Plan) -> list[Written]:
    """The tests that are meant; a complaint about a pattern that means none."""
    patterns = [part for text in select or () for part in _parts(text, tests, plan)]
    chosen = set()
    for pattern in patterns:
        found = {
            number for number, one in enumerate(tests) if any(matching(name, pattern) for name in _names(one, plan))
        }
        if not found:
            names = sorted({name for one in tests for name in _names(one, plan)})
            hint = did_you_mean(pattern, names) or "names of tests, instances, files and actions can be written"
            raise complain(f"--select {pattern} names no test; {hint}", exit_codes.WRONG_COMMAND_LINE)
        chosen |= found
    return [one for number, one in enumerate(tests) if not patterns or number in chosen]


def _parts(text: str, tests: Sequence[Written], plan: Plan) -> list[str]:
    # The name of a test or an action may have a comma in it.
    if any(text in _names(one, plan) for one in tests):
        return [text]
    return [part for one in text.split(",") if (part := one.strip())]


def _names(test: Written, plan: Plan) -> list[str]:
    actions = [one for one in plan.actions if one.instance.name == test.instance]
    named = [found for name in test.names if (found := find_action(name, actions))]
    return [
        test.name, test.instance, test.file, Path(test.file).name,
        *(name for one in named for name in (one.name, one.id, one.key)),
    ]  # fmt: skip


def _print(
    results: Sequence[Result], coverage: Coverage, seconds: float, form: Format, *, missing: bool, unread: int
) -> None:
    if form is Format.json:
        for one in results:
            print_json(one.as_dict())
        failed = sum(not one.passed for one in results)
        print_json(
            {"passed": len(results) - failed, "failed": failed, "seconds": round(seconds, 3), **coverage.as_dict()}
        )
        return
    out = console()
    print_results(results, out)
    if missing:
        print_missing(coverage, out)
    print_summary(results, coverage, seconds, out, missing=missing, unread=unread)
    sys.stdout.flush()
