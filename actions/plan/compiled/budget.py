"""The budget of a generated function, or a limit for each of its charges."""

from collections.abc import Iterator, Sequence

from mappings.budget import MOST_BYTES, MOST_NODES, Budget
from mappings.expr.compiled.block import BUDGET, Block, Loop, Part, Spend, TooDeepError
from mappings.expr.compiled.emitter import Emitter
from mappings.fields.compiled.runtime import refuse


def grant_budget(emitter: Emitter) -> None:
    """Let what the block at hand does cost no more than the budget of an event.

    Where it charges a few times and in no loop, each charge is held to its part of the whole: that takes no budget
    that is counted down. It is stricter, so that an event may end the function which an event may well build; this
    event is then worked out step by step.
    """
    block = emitter.block
    parts, nodes = block.parts, block.nodes
    block.nodes = 0
    if nodes > MOST_NODES:
        raise TooDeepError
    if not any(BUDGET in line for part in parts for line in _lines(part)):
        return
    try:
        charges = list(_charges(parts))
    except _UncountableError:
        parts.insert(0, f"{BUDGET} = {emitter.known_as('Budget', Budget)}({MOST_NODES - nodes})")
        return
    nodes += sum(one.nodes for one in charges if not isinstance(one, Loop))
    most = ((MOST_NODES - nodes) // len(charges), MOST_BYTES // len(charges))
    if most[0] <= 0:
        raise TooDeepError
    emitter.known_as("refuse", refuse)
    for one in charges:
        if not isinstance(one, Block):
            one.most = most
            continue
        one.nodes = 0
        if _calls(one):
            one.parts.insert(0, f"{BUDGET} = {emitter.known_as('Budget', Budget)}({most[0]}, {most[1]})")


class _UncountableError(Exception):
    """There are charges whose number is unknown at compile time."""


def _charges(parts: Sequence[str | Part]) -> Iterator[Spend | Loop | Block]:
    """What is charged outside of loops. A block stands for its own cost, and for what the functions it calls charge."""
    for part in parts:
        if isinstance(part, Spend):
            yield part
        elif isinstance(part, Block) and not part.header.startswith("for ") and BUDGET not in part.header:
            if part.nodes or _calls(part):
                yield part
            yield from _charges([one for one in part.parts if not isinstance(one, str)])
        elif isinstance(part, Loop) and not any(BUDGET in line for line in part.body.body()):
            yield part
        elif any(BUDGET in line for line in _lines(part)):
            raise _UncountableError


def _calls(block: Block) -> bool:
    """Whether statements of the block give a budget to what they call."""
    return any(isinstance(part, str) and BUDGET in part for part in block.parts)


def _lines(part: str | Part) -> Iterator[str]:
    return iter((part,)) if isinstance(part, str) else part.lines()
