"""How long 500 tests in two mapping files take, from the files to the last result."""

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from actions.project import check_project
from actions.workbench.testing.check import run_tests
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.read import read_tests
from mappings.findings.diagnostic import Report

FILES, ACTIONS, TESTS = 2, 20, 250
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name) / "mappings"
        folder.mkdir()
        for number in range(FILES):
            (folder / f"tools{number}.yaml").write_text(mapping_file(number), encoding="utf-8")
        _run(folder)  # imports what is imported once
        seconds = [_run(folder) for _ in range(rounds)]
    return [(f"actions test: {FILES * TESTS} tests, {FILES * ACTIONS} actions", median(seconds), "s")]


def mapping_file(number: int) -> str:
    lines = ["version: 1", "destination: mixpanel", f"name: tools{number}"]
    lines += ["settings: {project_token: {secret: MIXPANEL_TOKEN}}", "actions:"]
    for one in range(ACTIONS):
        when = f'type = "track" and event = "Event {one}" and properties.plan != "free"'
        lines.append(f"  - {{name: Action {one}, do: track, when: '{when}', map: {{properties.extra: properties.x}}}}")
    lines.append("tests:")
    for one in range(TESTS):
        event = f"type: track, event: Event {one % ACTIONS}, userId: u{one}, messageId: m{one}"
        lines.append(f"  - name: event {one} keeps its extra")
        lines.append(f"    given: {{{event}, properties: {{plan: pro, x: {one}}}}}")
        lines.append(f"    expect: [{{action: Action {one % ACTIONS}, payload_has: {{properties: {{extra: {one}}}}}}}]")
    return "\n".join(lines) + "\n"


def _run(folder: Path) -> float:
    start = perf_counter()
    checked, coverage = check_project(folder, {}), Coverage()
    tests = read_tests(checked.texts, checked.plan, Report())
    passed = sum(one.passed for one in run_tests(tests, checked.plan, lambda one: one.given, coverage))
    seconds = perf_counter() - start
    if passed != FILES * TESTS:
        raise ValueError(f"{passed} of {FILES * TESTS} tests hold")
    return seconds
