"""How long the studio takes on a project of 200 actions: a key press, another event, and counting 20,000 events.

Without a browser: what the model needs until the page can show it.
"""

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from actions.studio.model.asking.answer import ask
from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.counts import Counts
from tests.bench.costs import checking

Row = tuple[str, float, str]
KEYS = 20


def measure(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "mappings").mkdir()
        (folder / "samples").mkdir()
        for number in range(checking.FILES):
            path = folder / "mappings" / f"tools{number}.yaml"
            path.write_text(checking.mapping_file(number), encoding="utf-8")
        lines = "\n".join(map(checking.event, range(checking.EVENTS)))
        (folder / "samples" / "events.ndjson").write_text(lines, encoding="utf-8")
        workspace, events = Workspace(folder, {}), Events(folder)
        events.read()
        workspace.read_evidence()
        keys = [seconds for _ in range(rounds) for seconds in _type(workspace)]
        asked = [seconds for _ in range(rounds) for seconds in _switch(workspace, events)]
        counted = [_count(workspace, events) for _ in range(rounds)]
    size = f"{checking.FILES * checking.ACTIONS} actions"
    return [
        (f"studio: a key press to its findings, {size}", 1000 * median(keys), "ms"),
        (f"studio: another event to its answer, {size}", 1000 * median(asked), "ms"),
        (f"studio: {checking.EVENTS:,} events counted over {size}", median(counted), "s"),
    ]


def _type(workspace: Workspace) -> list[float]:
    label = next(iter(workspace.files))
    workspace.check_file(label)
    seconds = []
    for _ in range(KEYS):
        start = perf_counter()
        workspace.put(label, workspace.files[label].text + "#")
        workspace.check_file(label)
        seconds.append(perf_counter() - start)
    return seconds


def _switch(workspace: Workspace, events: Events) -> list[float]:
    label = next(iter(workspace.files))
    plan, action = workspace.compiled(label).plan, workspace.actions(label)[0]
    seconds = []
    for one in events.all[: 5 * KEYS : 5]:
        start = perf_counter()
        ask(action, plan, one.value)
        seconds.append(perf_counter() - start)
    return seconds


def _count(workspace: Workspace, events: Events) -> float:
    counts, plans = Counts(), {label: workspace.compiled(label).plan for label in workspace.files}
    start = perf_counter()
    for _ in counts.count(plans, events.all, 1):
        pass
    if counts.done != checking.EVENTS:
        raise ValueError(f"{counts.done} events")
    return perf_counter() - start
