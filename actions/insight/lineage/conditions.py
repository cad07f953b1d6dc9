"""What conditions read of an event, or of an item: it decides, and is in no value."""

from collections.abc import Callable
from typing import Any

from actions.insight.lineage.flow import Flow, decided_by, flow_of, present
from actions.plan.compiled.trigger import WritableCondition
from actions.trigger.condition import Condition, Leaf, leaves


def reads_of(condition: Callable[..., Any] | None, here: Flow) -> Flow:
    """What a compiled condition of a field or of items reads, if its paths start at `here`; nothing of none."""
    if condition is None:
        return Flow()
    # What is not ours may look at all of it.
    return reads_of_condition(condition.condition, here) if isinstance(condition, WritableCondition) else here


def reads_of_condition(condition: Condition, here: Flow) -> Flow:
    """What all tests of the condition read."""
    return decided_by(*(reads_of_leaf(leaf, here) for leaf in leaves(condition)))


def reads_of_leaf(leaf: Leaf, here: Flow) -> Flow:
    """What one test reads; of one that asks for no more than a value, that it is there."""
    flow = flow_of(leaf.read.tree, here)
    asks_presence = leaf.test == "exists" and not leaf.blank_is_missing
    return present(flow) if asks_presence and not (flow.items or flow.fields) else decided_by(flow)
