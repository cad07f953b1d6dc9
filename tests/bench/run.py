"""One table of events per second, our engine and its peers side by side. README.md says what is measured.

python -m tests.bench.run --help
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import workloads
from tests.bench.adapters import jq
from tests.bench.measure_python import CHECKED_EVENTS
from tests.bench.results import Results

HERE = Path(__file__).parent
PYTHON = (
    *("limit_orjson", "project", "project_strict", "project_engine", "expressions", "interpreter"),
    *("jmespath_py", "jmespath_py_indexed", "rjmespath", "glom_py"),
)
COSTS = (
    *(
        "growth",
        "loading",
        "compiling",
        "validation",
        "clocks",
        "delivery",
        "floor",
        "outbox",
        "testing",
        "checking",
        "studio",
    ),
    "command",
    "arrow",
    "lane",
)
NODE = ("segment", "segment_indexed", "json_template", "json_template_indexed", "workflow_engine", "jsonata")
PACKAGES = (
    "@segment/destination-subscriptions@3.37.0",
    "@segment/actions-core@3.170.0",
    "@rudderstack/json-template-engine@0.20.0",
    "@rudderstack/workflow-engine@0.9.0",
    "jsonata@2.2.2",
    # actions-core needs it and does not declare it.
    "liquidjs@10.30.1",
)
# Segment's package asks for one exact version of a client that nothing here uses, and fails with the newest fast-uri.
OVERRIDES = {"@aws-sdk/client-kinesis": ">=3.900.0", "fast-uri": "3.0.6"}
PACKAGE_JSON = {"name": "bench-npm", "private": True, "overrides": OVERRIDES}


def main() -> None:
    options = _options()
    start, results = time.monotonic(), Results()
    names = options.workloads.split(",")
    wanted = (*PYTHON, *NODE, "jq", *COSTS) if options.only is None else options.only.split(",")
    node = node_modules(options.npm, results) if set(wanted) & set(NODE) else None
    adapters = [*(one for one in PYTHON if one in wanted), *options.adapter]
    peers = [one for one in NODE if one in wanted] if node else []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        workloads.write(Path(folder), names)
        for turn in range(options.rounds):
            arguments = [folder, str(options.seconds), "1" if turn == 0 else "0", *names]
            for one in adapters:
                measure(one, [sys.executable, "-m", "tests.bench.measure_python", one, *arguments], node, results)
            for one in peers:
                measure(one, ["node", str(HERE / "measure_node.js"), one, *arguments], node, results)
            if "jq" in wanted:
                measure_jq(Path(folder), names, results, is_first=turn == 0)
    for one in (one for one in COSTS if one in wanted):
        measure_cost(one, options.rounds, results)
    lines = [*results.table(names), *results.cost_table(), "", *(f"note: {note}" for note in notes(results))]
    lines.append(f"took {time.monotonic() - start:.0f} s")
    sys.stdout.write("\n".join(lines) + "\n")
    if options.json:
        Path(options.json).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json).write_text(results.as_json(), encoding="utf-8")


def measure(adapter: str, command: Sequence[str], node: str | None, results: Results) -> None:
    """One round of one adapter, in a fresh process; one that failed once is left alone."""
    if any(note.startswith(f"{adapter} ") for note in results.notes):
        return
    environment = os.environ | ({"NODE_PATH": node} if node else {})
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=HERE.parent.parent, check=False)
    if done.returncode:
        results.notes.append(f"{adapter} failed: {done.stderr.strip()[-300:]}")
        return
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if "skip" in found:
        results.notes.append(f"{adapter} left out: {found['skip']}")
        return
    results.add(adapter, found)


def measure_cost(name: str, rounds: int, results: Results) -> None:
    """The rows of one question about this engine alone."""
    command = [sys.executable, "-m", "tests.bench.costs", name, str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent.parent, check=False)
    if done.returncode:
        results.notes.append(f"{name} failed: {done.stderr.strip()[-300:]}")
        return
    results.costs[name] = json.loads(done.stdout.strip().splitlines()[-1])


def measure_jq(folder: Path, names: Sequence[str], results: Results, *, is_first: bool) -> None:
    """One round of jq; W4 takes it so long that it is measured once."""
    if not shutil.which("jq"):
        results.notes.append("jq left out: it is not installed")
        return
    for name in names:
        if name == "W4" and not is_first:
            continue
        program, events, short = (folder / f"{name}.{ending}" for ending in ("jq", "jq.ndjson", "short.ndjson"))
        if is_first:
            program.write_text(jq.program(json.loads((folder / f"{name}.actions.json").read_text("utf-8"))), "utf-8")
            lines = (folder / f"{name}.ndjson").read_text("utf-8").splitlines(keepends=True)
            events.write_text("".join((lines * jq.EVENTS[name])[: jq.EVENTS[name]]), "utf-8")
            short.write_text("".join(lines[:CHECKED_EVENTS]), "utf-8")
        found = {"name": jq.NAME, "rates": {}, "prepare_ms": {}, "outputs": {}}
        if is_first:
            written, _ = jq.run(program, short)
            found["outputs"] = {name: [json.loads(line) for line in written.splitlines()]}
        _, spent = jq.run(program, events)
        found["rates"] = {f"{name}.bytes": jq.EVENTS[name] / spent}
        results.add("jq", found)


def node_modules(given: str | None, results: Results, packages: Sequence[str] = PACKAGES) -> str | None:
    """Where Node finds the peers: installed once, at fixed versions, outside the repository. None without Node."""
    npm = shutil.which("npm")
    if not (npm and shutil.which("node")):
        results.notes.append("Node or npm is missing: the Node peers are left out")
        return None
    folder = Path(given or Path(tempfile.gettempdir()) / "bench-npm")
    if not all((folder / "node_modules" / one.rpartition("@")[0]).is_dir() for one in packages):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "package.json").exists():
            (folder / "package.json").write_text(json.dumps(PACKAGE_JSON), encoding="utf-8")
        command = [npm, "install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts", *packages]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            results.notes.append(f"the Node peers cannot be installed: {done.stderr.strip()[-200:]}")
            return None
    return str(folder / "node_modules")


def notes(results: Results) -> Iterator[str]:
    yield from results.differences()
    yield from dict.fromkeys(results.notes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure events per second, beside the peers.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.2, help="per measure and round, after a warm-up")
    parser.add_argument("--workloads", default="W1,W2,W3,W4")
    parser.add_argument("--only", help="these adapters and questions alone, separated by commas")
    parser.add_argument("--adapter", action="append", default=[], help="the path of a further adapter module")
    parser.add_argument("--npm", help="the folder in which node_modules stands")
    parser.add_argument("--json", help="write the medians to this file as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
