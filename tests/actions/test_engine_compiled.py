"""Decisions are the same with generated code and without."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from actions import Context, Project
from actions.engine.decide import decide
from actions.engine.explain import explain
from actions.plan.index import Index
from actions.plan.plan import Plan

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
STARTER = files("actions.starter")


def by_reference(plan: Plan) -> Plan:
    """The plan with mappings that are worked out step by step."""
    actions = tuple(replace(one, mapper=replace(one.mapper, engine="reference")) for one in plan.actions)
    return replace(plan, actions=actions, index=Index([one for one in actions if one.enabled]))


def test_the_starter_project_decides_the_same() -> None:
    plan = Project.load(Path(str(STARTER)), environ={}).plan
    reference = by_reference(plan)
    lines = (STARTER / "samples/events.ndjson").read_text(encoding="utf-8").splitlines()
    fired = 0
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        decided, expected = decide(event, plan, NOW), decide(event, reference, NOW)
        assert [repr(one) for one in decided] == [repr(one) for one in expected]
        assert repr(explain(event, plan, NOW)) == repr(explain(event, reference, NOW))
        fired += sum(one.status == "fired" for one in decided)
    assert fired > 200
