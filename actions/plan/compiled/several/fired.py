"""What is done with an event if an action's trigger holds, in a function of several actions."""

from collections.abc import Callable

from actions.plan.compiled.budget import grant_budget
from actions.plan.compiled.trigger import write_test
from actions.trigger.condition import Condition
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path


def write_fired(emitter: Emitter, condition: Condition | None, event: Path, write: Callable[[], None]) -> None:
    """The statements that `write` writes, where the condition holds, on a budget of their own."""
    if condition is None:
        start = len(emitter.block.parts)
        write()
        grant_budget(emitter, start)
    else:
        with emitter.branch(f"if {write_test(emitter, condition, event)}:") as block:
            write()
            grant_budget(emitter, 0)
        emitter.block.parts.append(block)
    # The next action pays for loops of its own.
    emitter.block.loops.clear()
