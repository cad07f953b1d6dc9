"""The tests of the mapping files: run, recorded, what they cover."""

from nicegui import run, ui

from actions.studio.model.project.tests import TestRun, record_missing, run_all
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import action_link, box, button, empty, heading, mark, table, text
from actions.trigger.trace import describe_test
from actions.workbench.testing.check import Result
from mappings.findings.show import show


def show_tests(studio: Studio) -> None:
    """The page."""
    _Tests(studio).build()


class _Tests:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._run: TestRun | None = None
        self._is_running = False

    def build(self) -> None:
        with box("whole", "main"):
            with box("whole-head"):
                heading("Tests", 1)
                text("Examples in the mapping files: an event, and what must come of it.", "dim")
                box("grow")
                button("Run all tests", self._go, icon="play_arrow", style="primary")
            self._body()

    async def _go(self) -> None:
        self._is_running = True
        self._body.refresh()
        self._run = await run.io_bound(run_all, self._studio.workspace)
        self._is_running = False
        self._body.refresh()

    def _record(self) -> None:
        if self._run is None:
            return
        number, trouble = record_missing(self._studio.workspace, self._run)
        ui.notify(
            trouble or f"Recorded {number}: look at them, and save the files", type="warning" if trouble else "positive"
        )

    @ui.refreshable_method
    def _body(self) -> None:
        if self._is_running:
            with box("empty"):
                ui.spinner(size="sm")
                text("Running")
            return
        if self._run is None:
            empty("Nothing was run yet.")
            return
        found = self._run
        self._summary(found)
        for one in found.trouble:
            with box(f"finding {one.severity}"), box("finding-words"):
                text(f"{one.place}: {one.code} {one.message}")
        if not found.results and not found.trouble:
            empty("There are no tests: write `tests:` into a mapping file.")
        if found.results:
            with box("test-list"):
                # Those that failed are what somebody looks for.
                for result in sorted(found.results, key=lambda one: one.passed):
                    _result(result)
        _missing(found)

    def _summary(self, found: TestRun) -> None:
        passed, coverage = len(found.results) - found.failed, found.coverage
        with box("figures-row summary").props('role="status"'):
            for number, words in (
                (f"{passed}", "passed"),
                (f"{found.failed}", "failed"),
                (f"{len(coverage.fired)} of {len(coverage.actions)}", "actions covered"),
                (f"{coverage.covered} of {coverage.total}", "conditions covered"),
                (f"{found.seconds:.2f} s", "took"),
            ):
                with box("big-figure"):
                    text(number, "number")
                    text(words, "dim small")
        unwritten = sum(one.test.expected is None for one in found.results)
        if unwritten and not self._studio.read_only:
            button(f"Record {unwritten} that expect nothing yet", self._record, icon="edit_note")


def _result(result: Result) -> None:
    with box("test-row"):
        mark(result.passed)
        with box("node-words"):
            text(result.test.name, "strong" if not result.passed else "")
            text(f"{result.test.file}:{result.test.place.line}", "dim small mono")
            for problem in result.problems:
                text(f"{problem.action}: {problem.words}" if problem.action else problem.words, "trouble")
                if problem.hint:
                    text(problem.hint, "dim small")
                for one in problem.differences:
                    text(f"{one.field or '(all)'}: {one.words}", "mono small")
                    if one.event_path:
                        text(f"from {one.event_path} = {show(one.event_value)}", "mono small dim")


def _missing(found: TestRun) -> None:
    missing = found.coverage.missing()
    if not missing:
        return
    heading("Conditions that no test covers", 2)
    with table(("Action", "Test", "Never", "Line")):
        for one in missing:
            with box("", "tr"):
                with box("", "td"):
                    action_link(one.action)
                text(describe_test(one.leaf), "mono", tag="td")
                text(one.words, tag="td")
                text(f"{one.leaf.place.file}:{one.leaf.place.line}", "mono dim", tag="td")
