"""jq as one whole process over a file: start-up included, spread over many events."""

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.workloads import Action

NAME = "jq (process)"
EVENTS = {"W1": 8000, "W2": 2000, "W3": 1000, "W4": 100}
# jq limits the size of one function.
MOST_PER_GROUP = 50


def program(actions: Sequence[Action]) -> str:
    """The actions as a program: a function each, in groups."""
    lines = [f"def a{number}: {_action(one)};" for number, one in enumerate(actions)]
    names = [f"a{number}" for number in range(len(actions))]
    groups = [names[start : start + MOST_PER_GROUP] for start in range(0, len(names), MOST_PER_GROUP)]
    lines += [f"def g{number}: {', '.join(group)};" for number, group in enumerate(groups)]
    return "\n".join([*lines, ", ".join(f"g{number}" for number in range(len(groups)))])


def run(program_file: Path, events: Path) -> tuple[str, float]:
    """What jq writes, and the seconds it takes."""
    start = time.perf_counter()
    command = ["jq", "-c", "-f", str(program_file), str(events)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout, time.perf_counter() - start


def _action(action: Action) -> str:
    tests = " and ".join(
        f".{test[1]} == {json.dumps(test[2])}" if test[0] == "eq" else f".{test[1]} != null" for test in action["when"]
    )
    fields = ", ".join(f"{json.dumps(key)}: {_field(spec)}" for key, spec in action["fields"].items())
    payload = f"({{{fields}}} | with_entries(select(.value != null)))"
    return f"select({tests}) | {{action: {json.dumps(action['name'])}, payload: {payload}}}"


def _field(spec: Sequence[Any]) -> str:
    match spec:
        case ["path", path]:
            return f".{path}"
        case ["first", first, second]:
            return f"(.{first} // .{second})"
        case ["join", parts]:
            return f"({' + '.join(f'.{part[0]}' if isinstance(part, list) else json.dumps(part) for part in parts)})"
        case ["const", value]:
            return json.dumps(value)
        case ["items", path, names]:
            return f"(.{path} | map({{{', '.join(f'{json.dumps(key)}: .{name}' for key, name in names.items())}}}))"
        case ["column", path, name]:
            return f"(.{path} | map(.{name}))"
    raise ValueError(spec)
