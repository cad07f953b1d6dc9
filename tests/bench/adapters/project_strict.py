"""This project, whole, reading all of every line: what decoding just what is read gains."""

from collections.abc import Sequence

from actions.event.context import Context
from actions.run.ndjson.process_lines import process_lines
from tests.bench.adapter import Engine
from tests.bench.adapters.project import compared
from tests.bench.our_plan import plan_of
from tests.bench.workloads import Action

NAME = "destination-actions, strict"


def prepare(actions: Sequence[Action]) -> Engine:
    plan, context = plan_of(actions), Context.current()

    def run_lines(data: bytes) -> bytes:
        return b"".join(process_lines(data, plan, context, strict=True))

    return Engine(None, run_lines, compared=compared)
