"""The function of several actions gives the fields that each action's own function gives, on budgets of their own."""

from random import Random
from typing import Any

import pytest

from actions import Project
from actions.plan.compiled.function import write_function
from actions.plan.compiled.functions import MOST_TOGETHER
from actions.plan.compiled.output import Fields, MakeFields
from actions.plan.compiled.parts import Parts
from mappings.expr.compiled.block import TooDeepError
from mappings.expr.compiled.load import Codes, load
from tests.actions.plan.test_plan_one_function import (
    MODELS,
    NOTHING,
    REFUSED,
    TYPES,
    compile_run,
    compiled,
    outcome,
    parts_of,
    shown,
    when,
    written,
)
from tests.actions.small_projects import MakeProject
from tests.actions.trigger.conditions import condition
from tests.mappings.fields.random_mappings import as_yaml, event


def outcomes(make: Any, happened: dict[str, Any], actions: int) -> list[Any]:
    """What each action comes to; here the first of them is 1, and so on."""
    found = {number: REFUSED if fields is None else shown(fields) for number, _, fields in make(happened)}
    return [found.get(number, NOTHING) for number in range(1, actions + 1)]


def together(actions: list[Parts], *, is_shared: bool) -> MakeFields:
    source, names = write_function(actions, Fields(), is_shared=is_shared)
    names |= {f"ACTION_{number}": number for number in range(1, len(actions) + 1)}
    return Codes().function(source, names, "fields") if is_shared else load(source, "fields", names)


@pytest.mark.parametrize("seed", range(10))
def test_random_actions_agree(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    compared = fired = 0
    for _ in range(30):
        models = [random.choice(MODELS) for _ in range(random.choice((2, 3)))]
        made = [compiled(as_yaml(written(random, one))) for one in models]
        asked = [None if random.randrange(3) else condition(when(random)) for _ in models]
        actions = [Parts(*one) for one in zip(asked, [one.object for one in made], map(TYPES.get, models), strict=True)]  # type: ignore[arg-type]  # every model has its type
        try:
            runs = [compile_run(one, Codes()) for one in actions]
            made_together = [together(actions, is_shared=one) for one in (True, False)]
        except TooDeepError:
            continue
        for _ in range(4):
            happened = event(random)
            alone = [outcome(run, happened) for run in runs]
            for make in made_together:
                found = outcomes(make, happened, len(actions))
                assert found == alone
                compared += 1
                fired += any(one not in (NOTHING, REFUSED) for one in found)
    assert compared > 100
    assert fired > 10


LOOPS = ("map: {u: 'properties.list[*].a'}", "map: {u: 'properties.list[*].b', a: 'properties.other[*].c'}")


@pytest.mark.parametrize(
    ("items", "others"), [(10, 10), (4000, 1000), (4000, 5500), (4000, 7000), (9990, 0), (9999, 0)]
)
def test_no_action_builds_on_the_budget_of_another(items: int, others: int) -> None:
    actions = [parts_of("{" + text + "}", {"type": "track"}) for text in LOOPS]
    unasked = [Parts(None, one.mapping, one.action_type) for one in actions]
    happened = {"type": "track", "properties": {"list": [{}] * items, "other": [{}] * others}}
    alone = [outcome(compile_run(one, Codes()), happened) for one in unasked]
    assert outcomes(together(unasked, is_shared=True), happened, len(unasked)) == alone


MANY = "".join(
    f"- {{name: A{number}, do: send, inherit: false, when: type exists, map: {{data.x: properties.x{number}}}}}\n"
    for number in range(MOST_TOGETHER * 2 + 1)
)
FAILING = """\
- {name: Fine, do: send, inherit: false, when: type exists, map: {data.x: userId}}
- {name: Fails, do: send, inherit: false, when: type exists, map: {data.x: {from: properties.x, as: number}}}
- {name: Asks, do: send, inherit: false, when: length(properties.list) > 1, map: {data.x: userId}}
"""
EVENT = {"type": "track", "event": "A", "userId": "u", "messageId": "m", "timestamp": "2026-03-01T10:15:30.250Z"}


def described(project: Project, **fields: Any) -> list[tuple[str | None, str]]:
    return [(one.action, one.status) for one in project.decide(EVENT | fields)]


def test_many_actions_stand_in_several_functions(make_project: MakeProject) -> None:
    project = make_project(webhook=MANY)
    properties = {f"x{number}": number for number in range(MOST_TOGETHER * 2 + 1)}
    assert described(project, properties=properties) == [
        (f"a{number}", "fired") for number in range(MOST_TOGETHER * 2 + 1)
    ]


def test_one_action_that_fails_leaves_the_others_alone(make_project: MakeProject) -> None:
    project = make_project(webhook=FAILING)
    assert described(project, properties={"x": "no number"}) == [("fine", "fired"), ("fails", "failed")]
    assert described(project, properties={"x": 5, "list": [1, 2]}) == [
        ("fine", "fired"),
        ("fails", "fired"),
        ("asks", "fired"),
    ]
