"""`python -m tests.bench.cold`: what a fresh process takes to import, load one file, and decide for the first time.

Each number is the least of several processes, in milliseconds of CPU time, beside what it should be at most. Python's
compiled files are kept for the measurement, as `pip install` keeps them: one process more writes them first.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MAPPING = """version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions: [{do: purchase}]
"""
CODE = """
import json, sys, time
marks = [time.process_time()]
from actions import Context, Decision, Project, ProjectError
marks.append(time.process_time())
project = Project.load(sys.argv[1])
marks.append(time.process_time())
project.warm()
marks.append(time.process_time())
event = {"type": "track", "event": "Order Completed", "userId": "u", "messageId": "m", "properties": {"revenue": 5}}
for _ in range(2):
    project.decide(event)
    marks.append(time.process_time())
print(json.dumps([1000 * (after - before) for before, after in zip(marks, marks[1:])]))
"""
ROWS = (
    ("import of what decides", 30.0),
    ("Project.load of one file", 120.0),
    ("project.warm()", 25.0),
    ("the first decide", 3.0),
    ("the next one", 0.5),
)
# What a load takes at least: it reads YAML and checks settings and payloads.
BELOW = """
import time
start = time.process_time()
import yaml
from pydantic import BaseModel
class Model(BaseModel):
    field: int
print(1000 * (time.process_time() - start))
"""


def measure(processes: int) -> tuple[list[float], float]:
    """The least of each number, of so many processes; and what PyYAML and pydantic take of it alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mixpanel.yaml"
        file.write_text(MAPPING, encoding="utf-8")
        command = [sys.executable, "-c", CODE, str(file)]
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = folder

        def run(command: list[str]) -> list[Any]:
            done = [subprocess.run(command, capture_output=True, check=True, env=environ) for _ in range(1 + processes)]
            return [json.loads(one.stdout) for one in done[1:]]

        return [min(column) for column in zip(*run(command), strict=True)], min(run([sys.executable, "-c", BELOW]))


def main() -> None:
    """Print the table, and write it to `--json` if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found, below = measure(options.processes)
    for (name, most), taken in zip(ROWS, found, strict=True):
        print(f"{name:<28} {taken:8.2f} ms   at most {most:g}")
    print(f"PyYAML and pydantic with one model take {below:.0f} ms of the load on this machine.")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({name: taken for (name, _), taken in zip(ROWS, found, strict=True)}))


if __name__ == "__main__":
    main()
