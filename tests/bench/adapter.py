"""What an adapter module offers, and how it is loaded.

NAME        the row's label
WORKLOADS   optional, the workloads it takes part in (default: all)
prepare(actions) -> Engine
            actions: the neutral form of workloads.py. ImportError when it cannot run here: its row is
            left out, and the reason printed.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

from tests.bench.workloads import Action, Event

Process = Callable[[Event], Iterable[tuple[str, dict[str, Any]]]]
RunLines = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine with its actions loaded.

    `process` takes an event and gives the (action name, payload) pairs in the order of the actions; None where
    only bytes can be measured. `run_lines` takes NDJSON and gives a line `{"action": …, "payload": {…}}` per
    match; by default it is orjson around `process`. `checked` is false for what gives no payloads to compare.
    `compared` makes what is compared of a line that holds more than that.
    """

    process: Process | None
    run_lines: RunLines
    checked: bool = True
    compared: Callable[[dict[str, Any]], dict[str, Any]] = dict


def engine(process: Process) -> Engine:
    """An engine of which only `process` is its own."""

    def run_lines(data: bytes) -> bytes:
        written = [
            orjson.dumps({"action": name, "payload": payload})
            for line in data.splitlines()
            for name, payload in process(orjson.loads(line))
        ]
        return b"\n".join(written) + b"\n"

    return Engine(process, run_lines)


def load_adapter(name: str) -> ModuleType:
    """The adapter called so in `adapters/`, or the one in the file of that path."""
    if not name.endswith(".py"):
        return importlib.import_module(f"tests.bench.adapters.{name}")
    spec = importlib.util.spec_from_file_location(Path(name).stem, name)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare(name: str, actions: Sequence[Action]) -> Engine:
    prepared: Engine = load_adapter(name).prepare(actions)
    return prepared
