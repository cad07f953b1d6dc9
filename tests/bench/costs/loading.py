"""How long 10,000 actions of 100 structures in 40 files take until they are ready, and what they weigh."""

import gc
import tempfile
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from actions import Project
from actions.plan.build import build_plan
from destinations.registry import load_registry
from mappings.file.alike import KnownActions
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml
from tests.bench.costs.alike import mapping_files

ACTIONS, STRUCTURES, FILES = 10_000, 100, 40
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    texts = mapping_files(ACTIONS, STRUCTURES, FILES)
    what = f"{ACTIONS:,} actions, {STRUCTURES} structures, {FILES} files"
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name) / "mappings"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"hook{number}.yaml").write_text(text, encoding="utf-8")
        Project.load(folder, environ={})  # imports what is imported once
        whole = [_load(folder) for _ in range(rounds)]
        weight = _weigh(folder)
    parts = [_parts(texts) for _ in range(rounds)]
    reading, models, planning = (median(column) for column in zip(*parts, strict=True))
    return [
        (f"Project.load: {what}", median(whole), "s"),
        ("  of that reading YAML", reading, "s"),
        ("  of that the file's models", models - reading, "s"),
        ("  of that the plan and its index", planning, "s"),
        ("memory of an action", weight, "KiB"),
    ]


def _load(folder: Path) -> float:
    gc.collect()
    start = perf_counter()
    Project.load(folder, environ={})
    return perf_counter() - start


def _weigh(folder: Path) -> float:
    """KiB that stay per action of a loaded project."""
    gc.collect()
    tracemalloc.start()
    project = Project.load(folder, environ={})
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / 1024 / len(project.plan.actions)


def _parts(texts: Sequence[str]) -> tuple[float, float, float]:
    """Seconds for reading alone, for reading and models, and for the plan."""
    report, known = Report(), KnownActions()
    start = perf_counter()
    for text in texts:
        read_yaml(text, "a.yaml", report)
    reading = perf_counter() - start
    start = perf_counter()
    files = [one for text in texts for one in load_mapping_file(text, "a.yaml", report, known)]
    models = perf_counter() - start
    start = perf_counter()
    build_plan(files, load_registry(), report, lambda _: None)
    return reading, models, perf_counter() - start
