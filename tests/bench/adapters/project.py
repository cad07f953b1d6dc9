"""This project, whole: ids and payload validation included, `decide` for the engine and `process_lines` for bytes.

The payload compared is what the webhook sends, `data`. Each action is written as a mapping file has it, with
`inherit: false`, so that only its own fields count.
"""

from collections.abc import Sequence
from typing import Any

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.plan import Plan
from actions.run.ndjson.process_lines import process_lines
from tests.bench.adapter import Engine
from tests.bench.our_plan import plan_of
from tests.bench.workloads import Action, Event

NAME = "destination-actions"


def prepare(actions: Sequence[Action]) -> Engine:
    plan: Plan = plan_of(actions)
    context = Context.current()

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        decisions = decide(event, plan, context)
        return [(str(one.action), getattr(one.payload, "data", {})) for one in decisions]

    def run_lines(data: bytes) -> bytes:
        return b"".join(process_lines(data, plan, context))

    return Engine(process, run_lines, compared=compared)


def compared(line: dict[str, Any]) -> dict[str, Any]:
    return {"action": line["action"], "payload": line["payload"]["data"]}
