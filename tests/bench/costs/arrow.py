"""What a table of Arrow costs beside the same events as lines: processor time as times of `process_lines`."""

import tempfile
from pathlib import Path
from statistics import median
from time import process_time

import pyarrow as pa

from actions import Project, arrow
from tests.bench.costs.command import EVENTS, MAPPINGS, NOW, written_events

BATCH = 4096
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    """Ratios, both sides of each in turn."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        data = written_events(Path(name), EVENTS).read_bytes()
    project = Project.from_texts({"mixpanel.yaml": MAPPINGS}, environ={})
    table = pa.table({"event": data.decode().splitlines()})
    found = []
    for _ in range(rounds + 1):
        start = process_time()
        sum(map(len, project.process_lines(data, NOW)))
        alone = process_time() - start
        start = process_time()
        rows = sum(one.num_rows for one in arrow.decide(project, table.to_batches(BATCH), context=NOW))
        if not rows:
            raise RuntimeError("no event of the workload fires")
        found.append((process_time() - start) / alone)
    return [("Arrow in and out by process_lines, CPU time", median(found[1:]), "x")]
