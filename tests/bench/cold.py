"""`python -m tests.bench.cold`: what a fresh process takes to import, load one file, and decide for the first time.

Each number is the least of several processes, in milliseconds of CPU time, beside what it should be at most.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MAPPING = """version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions: [{do: purchase}]
"""
CODE = """
import json, sys, time
marks = [time.process_time()]
import actions
marks.append(time.process_time())
project = actions.Project.load(sys.argv[1])
marks.append(time.process_time())
event = {"type": "track", "event": "Order Completed", "userId": "u", "messageId": "m", "properties": {"revenue": 5}}
for _ in range(2):
    project.decide(event)
    marks.append(time.process_time())
print(json.dumps([1000 * (after - before) for before, after in zip(marks, marks[1:])]))
"""
ROWS = (("import actions", 30.0), ("Project.load of one file", 120.0), ("the first decide", 3.0), ("the next one", 0.5))


def measure(processes: int) -> list[float]:
    """The least of each number, of so many processes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mixpanel.yaml"
        file.write_text(MAPPING, encoding="utf-8")
        command = [sys.executable, "-c", CODE, str(file)]
        runs = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(processes)]
    return [min(column) for column in zip(*runs, strict=True)]


def main() -> None:
    """Print the table, and write it to `--json` if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options.processes)
    for (name, most), taken in zip(ROWS, found, strict=True):
        print(f"{name:<28} {taken:8.2f} ms   at most {most:g}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({name: taken for (name, _), taken in zip(ROWS, found, strict=True)}))


if __name__ == "__main__":
    main()
