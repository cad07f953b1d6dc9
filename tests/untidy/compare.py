"""How what an action made of an untidy order differs from what is right."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from actions.decision import Decision
from actions.engine.decide import decide
from mappings.fields.target import show_steps
from tests.destinations.acceptance.built_in import NAMES, REGISTRY
from tests.untidy.expected import Expected, Oracle, differing
from tests.untidy.orders import Kind, Path
from tests.untidy.rows import NOW, payload_of, plan_of


@cache
def oracles() -> dict[str, Oracle]:
    """All actions about orders and refunds, by name, with the trigger and mapping that they have by default."""
    return {
        f"{name}.{one.name}": Oracle(one, plan_of(name, one.name))
        for name in NAMES
        if (plugin := REGISTRY.find(name))
        for one in plugin.destination.action_types
        if one.about
    }


def faults(oracle: Oracle, kinds: Sequence[Kind]) -> tuple[Expected, list[str]]:
    """What is right of an order that is untidy in these ways, and how the engine's answer differs from it."""
    event = oracle.tidy
    for kind in kinds:
        event = kind(event)
    before = deepcopy(event)
    expected = oracle.of(kinds)
    decisions = decide(event, oracle.plan, NOW)
    found = ["the event was changed"] if event != before else []
    if not decisions:
        return expected, found if is_of_no_lines(oracle) else ["nothing became of it"]
    decision = decisions[0]
    if expected.point:
        if decision.status != "failed":
            found.append(f"fired, where it fails by {expected.point}")
        return expected, found
    if decision.status != "fired":
        said = "; ".join(f"{one.code} {one.message}" for one in decision.diagnostics)
        return expected, [*found, f"failed: {said}"]
    # A line of which no id is left goes from the tidy order, too.
    said_of = paths_said(decision) - paths_said(decide(oracle.twin(kinds), oracle.plan, NOW)[0])
    return expected, [*found, *payload_faults(expected, payload_of(decision), said_of)]


def paths_said(decision: Decision) -> set[str]:
    return {one.path or "" for one in decision.diagnostics}


def is_of_no_lines(oracle: Oracle) -> bool:
    """Whether the action goes through lines, of which there may be none."""
    return oracle.plan.actions[0].each is not None


def payload_faults(expected: Expected, payload: Any, said_of: set[str]) -> list[str]:
    differs = set(differing(expected.payload, payload)) | set(differing(payload, expected.payload))
    found = [
        f"{show_steps(path)} differs" for path in differs if not any(is_copy(path, one) for one in expected.copies)
    ]
    gone = {show_steps(path) for path in expected.left_out}
    gone_copies = {show_steps(path) for path in expected.copies if is_missing(payload, path)}
    found += [f"{path} is left out without a word" for path in gone - said_of]
    found += [
        f"{path} is said to be left out" for path in said_of - gone if not is_said_rightly(path, gone | gone_copies)
    ]
    return found


def is_copy(path: Path, copy: Path) -> bool:
    return path[: len(copy)] == copy or copy[: len(path)] == path


def is_said_rightly(path: str, gone: set[str]) -> bool:
    return any(path.startswith(one) or one.startswith(path) for one in gone)


def is_missing(payload: Any, path: Path) -> bool:
    for step in path:
        try:
            payload = payload[step]
        except (KeyError, IndexError, TypeError):
            return True
    return False
