"""This project, whole: `decide` on a webhook's actions, ids, payload validation and decisions included.

The payload compared is what the webhook sends, `data`. Each action is written as a mapping file has it, with
`inherit: false`, so that only its own fields count.
"""

from collections.abc import Sequence
from typing import Any

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.planned import Plan
from tests.bench.adapter import Engine, engine
from tests.bench.our_plan import plan_of
from tests.bench.workloads import Action, Event

NAME = "destination-actions"


def prepare(actions: Sequence[Action]) -> Engine:
    plan: Plan = plan_of(actions)
    context = Context.current()

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        decisions = decide(event, plan, context)
        return [(str(one.action), getattr(one.payload, "data", {})) for one in decisions]

    return engine(process)
