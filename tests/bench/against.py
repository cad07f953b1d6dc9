"""This tree beside another revision of itself: CPU time for the same lines, in pairs that alternate.

    python -m tests.bench.against REVISION [--pairs 15] [--workloads W1,W2] [--json FILE]

A ratio is the old CPU time by the new one: above 1 this tree is quicker. Each measurement is a process of its own, old
and new by turns, as a machine that is shared changes from minute to minute; the median of the pairs and their quartiles
are printed. The other revision is unpacked by git into a temporary folder and runs with this environment's packages.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[2]
STEP = """
import json, sys, time
from pathlib import Path
from tests.bench.adapters import project
folder, workload, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
engine = project.prepare(json.loads((folder / f"{workload}.actions.json").read_text(encoding="utf-8")))
lines = (folder / f"{workload}.ndjson").read_bytes()
events = [json.loads(line) for line in lines.splitlines()]
def of_bytes():
    engine.run_lines(lines)
def of_events():
    for event in events:
        engine.process(event)
found = {}
for name, step in (("bytes", of_bytes), ("decide", of_events)):
    step(), step()
    begin, passes = time.process_time(), []
    while not passes or time.process_time() - begin < seconds:
        start = time.process_time()
        step()
        passes.append(time.process_time() - start)
    found[name] = min(passes)
print(json.dumps(found))
"""


def main() -> None:
    options = _options()
    ratios: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="against-") as temporary:
        old, work = Path(temporary) / "old", Path(temporary) / "work"
        work.mkdir()
        _unpack(options.revision, old)
        names = options.workloads.split(",")
        subprocess.run([sys.executable, "-c", _write(work, names)], cwd=ROOT, check=True)
        for pair in range(options.pairs):
            for name in names:
                trees = (old, ROOT) if pair % 2 else (ROOT, old)
                times = {tree: _measure(tree, work, name, options.seconds) for tree in trees}
                for kind, spent in times[old].items():
                    ratios.setdefault(f"{name} {kind}", []).append(spent / times[ROOT][kind])
    rows = {name: _quartiles(found) for name, found in sorted(ratios.items())}
    sys.stdout.write(f"CPU time of {options.revision} by that of this tree, {options.pairs} pairs\n")
    for name, (low, middle, high) in rows.items():
        sys.stdout.write(f"{name:<12} {middle:.3f}   quartiles {low:.3f} {high:.3f}\n")
    if options.json:
        Path(options.json).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json).write_text(json.dumps(rows, indent=1), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", help="what git calls the other tree")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--workloads", default="W1,W2,W3,W4")
    parser.add_argument("--seconds", type=float, default=0.5, help="CPU seconds of each measurement")
    parser.add_argument("--json", help="a file for the figures")
    return parser.parse_args()


def _unpack(revision: str, folder: Path) -> None:
    folder.mkdir()
    git = shutil.which("git") or "git"
    archive = subprocess.run([git, "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def _write(folder: Path, names: Sequence[str]) -> str:
    where = f"Path({str(folder)!r})"
    return f"from pathlib import Path; from tests.bench import workloads; workloads.write({where}, {names!r})"


def _measure(tree: Path, work: Path, name: str, seconds: float) -> dict[str, float]:
    """CPU seconds of the quickest pass over the workload's events, from bytes and from objects.

    The quickest, since what else the machine does only ever adds; one hash seed, so that both trees' dicts lie alike.
    """
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
    arguments = [sys.executable, "-c", STEP, str(work), name, str(seconds)]
    done = subprocess.run(arguments, cwd=tree, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _quartiles(found: Sequence[float]) -> tuple[float, float, float]:
    low, middle, high = statistics.quantiles(found, n=4) if len(found) > 1 else (found[0],) * 3
    return low, middle, high


if __name__ == "__main__":
    main()
