"""What `actions run --format json` takes beside the library's `process_lines`, and what a second process brings."""

import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import orjson

from actions import Context, Project

EVENTS, MANY = 20_000, 100_000
NOW = Context(datetime(2026, 3, 1, tzinfo=UTC))
COMMAND = "import sys; from actions.cli.entry import main; main()"
MAPPINGS = """
version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions:
  - do: track
    when: type = "track" and event != "Order Completed"
  - do: purchase
"""
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    """Ratios, both sides of each in turn: CPU time of the command by that of the library, seconds of one by two."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "mappings").mkdir()
        (folder / "mappings" / "mixpanel.yaml").write_text(MAPPINGS, encoding="utf-8")
        none, some, many = (written_events(folder, count) for count in (0, EVENTS, MANY))
        project = Project.load(folder)
        beside, more = [], []
        for _ in range(rounds):
            start = process_time()
            sum(map(len, project.process_lines(some.read_bytes(), NOW)))
            alone = process_time() - start
            beside.append((_processor(folder, some) - _processor(folder, none)) / alone)
            more.append(_seconds(folder, many, 1) / _seconds(folder, many, 2))
    return [
        ("actions run --format json by process_lines, CPU time", median(beside), "x"),
        ("actions run: one process by two (--jobs 2), seconds", median(more), "x"),
    ]


def written_events(folder: Path, count: int) -> Path:
    """A file of events that differ in all that people, orders and clocks differ in; every fifth is an order."""
    path = folder / f"{count}.ndjson"
    with path.open("wb") as file:
        for number in range(count):
            file.write(orjson.dumps(_event(number)) + b"\n")
    return path


def _event(number: int) -> dict[str, object]:
    properties: dict[str, object] = {"label": f"label {number}", "position": number % 7}
    if number % 5 == 0:
        items = [{"sku": f"s{number % 97}", "price": 9.99 + number % 50, "quantity": 1 + number % 3}]
        properties = {"order_id": f"o{number}", "revenue": number % 900 + 0.5, "currency": "EUR", "products": items}
    return {
        "type": "track",
        "event": "Order Completed" if number % 5 == 0 else "Button Clicked",
        "messageId": f"m-{number}",
        "userId": f"u-{number % 1000}",
        "timestamp": f"2026-02-27T{number % 24:02}:{number % 60:02}:{number % 59:02}.{number % 1000:03}Z",
        "properties": properties,
        "context": {"ip": "198.51.100.7", "locale": "en-GB", "page": {"url": f"https://shop.example/p/{number % 300}"}},
    }


def _command(folder: Path, events: Path, *options: str) -> None:
    command = [sys.executable, "-c", COMMAND, "run", str(events), "-C", str(folder), "--format", "json", *options]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def _processor(folder: Path, events: Path) -> float:
    """Seconds of CPU time of the command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _command(folder, events)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _seconds(folder: Path, events: Path, jobs: int) -> float:
    start = perf_counter()
    _command(folder, events, "--jobs", str(jobs))
    return perf_counter() - start
