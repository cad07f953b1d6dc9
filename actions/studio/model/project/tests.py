"""The tests of the mapping files: run as `actions test` runs them, and what comes of an event recorded."""

from dataclasses import dataclass
from time import perf_counter

from actions.reading.sample import read_sample
from actions.studio.model.files.workspace import Workspace
from actions.workbench.testing.check import Result, run_tests
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.read import read_tests
from actions.workbench.testing.record import CannotRecordError, record
from mappings.findings.diagnostic import Diagnostic, Report


@dataclass(frozen=True, slots=True)
class TestRun:
    """The results in the order of the files, what they cover, what cannot be read of them, and how long it took."""

    __test__ = False

    results: tuple[Result, ...]
    coverage: Coverage
    trouble: tuple[Diagnostic, ...]
    seconds: float

    @property
    def failed(self) -> int:
        return sum(not one.passed for one in self.results)


def run_all(workspace: Workspace) -> TestRun:
    """All tests of the files as they are being written."""
    start, report, coverage = perf_counter(), Report(), Coverage()
    checked = workspace.whole
    if checked.report.has_errors:
        errors = tuple(one for one in checked.report if one.severity == "error")
        return TestRun((), coverage, errors, perf_counter() - start)
    tests = read_tests(checked.texts, checked.plan, report)
    coverage.expect(one for one in checked.plan.actions if one.enabled)
    results = tuple(
        run_tests(tests, checked.plan, lambda one: read_sample(workspace.folder, one.file, one.given), coverage)
    )
    return TestRun(results, coverage, tuple(report), perf_counter() - start)


def record_missing(workspace: Workspace, run: TestRun) -> tuple[int, str | None]:
    """Write what comes of them into the tests that expect nothing yet: how many, and why not the rest."""
    done = 0
    for label, file in workspace.files.items():
        wanted = [one for one in run.results if one.test.expected is None and one.test.file == label]
        if not wanted:
            continue
        try:
            made = record(file.text, wanted, workspace.whole.plan)
        except CannotRecordError as error:
            return done, str(error)
        workspace.put(label, made)
        done += len(wanted)
    return done, None
