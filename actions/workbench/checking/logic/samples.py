"""Samples that change what a tool reports."""

from collections.abc import Iterator

from actions.plan.planned import PlannedAction
from mappings.findings.diagnostic import Diagnostic


def check_sample(action: PlannedAction) -> Iterator[Diagnostic]:
    """W143: of orders or refunds, a tool gets a part, and reports a part of their money."""
    about, sample = action.action_type.about, action.sample
    if about is None or sample is None or not action.enabled:
        return
    things = f"{about}s"
    message = f"{sample.written} of people: {action.instance.name} reports only their {things}, and only their money"
    key = "sample" if "sample" in action.spot.value else "do"
    hint = f"take sample: out where {things} are counted"
    yield Diagnostic("W143", message, hint, action.spot.at(key).place)
