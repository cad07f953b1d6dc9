"""A function as it is declared, called from generated code."""

from collections.abc import Sequence

from mappings.expr.compiled.block import BUDGET
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Rank, Value
from mappings.functions.plugins import all_functions


def run(emitter: Emitter, name: str, arguments: Sequence[Value]) -> Value:
    """The call of `run_name`, which checks the arguments, pays, and says what does not fit."""
    called = emitter.known_as(f"run_{name}", all_functions()[name].run)
    return Value(f"{called}([{', '.join(one.whole for one in arguments)}], {BUDGET})", rank=Rank.ATOM)
