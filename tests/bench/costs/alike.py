"""Mapping files as people write them: thousands of actions, a few structures."""

from collections.abc import Sequence
from random import Random

from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.registry import load_registry
from mappings.file.alike import KnownActions
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from tests.bench.in_jmespath import field
from tests.bench.workloads import POOL

FIELDS = 12
ACTIONS_A_NAME = 3
HEAD = "version: 1\ndestination: webhook\nname: {name}\nsettings:\n  url: https://hooks.example.com/in\nactions:\n"


def mapping_files(actions: int, structures: int, files: int) -> list[str]:
    """The texts of so many files, with so many actions of 12 fields, three to an event name, in all."""
    shapes = [_shape(number) for number in range(structures)]
    made = [_action(number, shapes[number % structures]) for number in range(actions)]
    size = -(-actions // files)
    return [HEAD.format(name=f"hook{at}") + "".join(made[at * size : (at + 1) * size]) for at in range(files)]


def plan_of(texts: Sequence[str]) -> Plan:
    report, known = Report(), KnownActions()
    files = [one for at, text in enumerate(texts) for one in load_mapping_file(text, f"hook{at}.yaml", report, known)]
    plan = build_plan(files, load_registry(), report, lambda _: None)
    if report.found:
        raise ValueError(report.found[0])
    return plan


def event_names(actions: int) -> list[str]:
    return [f"Event {number}" for number in range(-(-actions // ACTIONS_A_NAME))]


def _shape(number: int) -> str:
    """The mapping of one structure; no two write the same."""
    paths = {name: spec for name, spec in POOL.items() if spec[0] != "const"}
    chosen = sorted(Random(number).sample(sorted(paths), FIELDS - 1))  # noqa: S311  # for cases that come again
    lines = [f"      data.{name}: {field(paths[name])}\n" for name in chosen]
    return "".join([*lines, f"      data.s{number}: messageId\n"])


def _action(number: int, shape: str) -> str:
    name = f"Event {number // ACTIONS_A_NAME}"
    when = f'type = "track" and event = "{name}"'
    return f"  - name: a{number}\n    do: send\n    inherit: false\n    when: {when}\n    map:\n{shape}"
