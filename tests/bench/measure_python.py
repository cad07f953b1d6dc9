"""Measures one Python adapter in a process of its own, and prints what it found as a line of JSON.

python -m tests.bench.measure_python ADAPTER FOLDER SECONDS CHECK WORKLOAD…
"""

import gc
import itertools
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from tests.bench.adapter import Engine, load_adapter

CHECKED_EVENTS = 60
# Few enough that glibc does not return the outputs' memory to the system after each call.
LINES_PER_CALL = 20
SLOW_SECONDS = 0.002


def measure(step: Callable[[], object], per_step: int, seconds: float, whole: int) -> float:
    """Events per second; `step` handles `per_step` events.

    Warms up with a whole pass over the events (an engine may compile on first use), but no longer than 0.6 s
    unless the engine is fast enough to finish it in 8 s.
    """
    start, done = time.perf_counter(), 0
    while True:
        step()
        done += per_step
        spent = time.perf_counter() - start
        too_slow = spent > 0.6 and done < whole * spent / 8
        if (done >= whole and spent > seconds * 0.4) or too_slow or spent > 8:
            break
    start, done = time.perf_counter(), 0
    while True:
        step()
        done += per_step
        spent = time.perf_counter() - start
        if spent > seconds:
            return done / spent


def measure_engine(engine: Engine, lines: Sequence[bytes], seconds: float) -> dict[str, float]:
    """Rates for parsed events in and payloads out, and for bytes in and bytes out."""
    rates = {}
    process, run_lines = engine.process, engine.run_lines
    if process is not None:
        events = [orjson.loads(line) for line in lines]
        size = 1 if _takes(lambda: process(events[0])) > SLOW_SECONDS else LINES_PER_CALL
        chunks = itertools.cycle(_chunks(events, size))

        def step() -> None:
            for event in next(chunks):
                process(event)

        rates["engine"] = measure(step, size, seconds, len(events))
    size = 2 if _takes(lambda: run_lines(lines[0])) > SLOW_SECONDS else LINES_PER_CALL
    parts = itertools.cycle([b"\n".join(chunk) for chunk in _chunks(lines, size)])
    rates["bytes"] = measure(lambda: run_lines(next(parts)), size, seconds, len(lines))
    return rates


def main() -> None:
    name, folder, seconds, check, *workloads = sys.argv[1:]
    adapter = load_adapter(name)
    found: dict[str, Any] = {"name": adapter.NAME, "rates": {}, "prepare_ms": {}, "outputs": {}}
    for workload in workloads:
        if workload not in getattr(adapter, "WORKLOADS", (workload,)):
            continue
        actions = json.loads((Path(folder) / f"{workload}.actions.json").read_text(encoding="utf-8"))
        lines = (Path(folder) / f"{workload}.ndjson").read_bytes().splitlines()
        start = time.perf_counter()
        try:
            engine: Engine = adapter.prepare(actions)
        except ImportError as error:
            found["skip"] = str(error)
            break
        found["prepare_ms"][workload] = (time.perf_counter() - start) * 1e3
        if check == "1" and engine.checked:
            written = engine.run_lines(b"\n".join(lines[:CHECKED_EVENTS]))
            found["outputs"][workload] = [engine.compared(json.loads(line)) for line in written.splitlines()]
        gc.collect()
        for kind, rate in measure_engine(engine, lines, float(seconds)).items():
            found["rates"][f"{workload}.{kind}"] = rate
    sys.stdout.write(json.dumps(found) + "\n")


def _takes(call: Callable[[], object]) -> float:
    """Seconds; those of the second time, as an engine may compile on first use."""
    call()
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _chunks(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [items[start : start + size] for start in range(0, len(items) - size + 1, size)]


if __name__ == "__main__":
    main()
