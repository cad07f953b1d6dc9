"""A function as it is declared, called from generated code."""

from collections.abc import Sequence

from mappings.expr.compiled.block import BUDGET
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Rank, Value
from mappings.functions.plugins import all_functions


def run(emitter: Emitter, name: str, arguments: Sequence[Value]) -> Value:
    """The call of `run_name`, which checks the arguments, pays, and says what does not fit.

    It is not called where it would give null for an argument that is missing, as most that are missing are.
    """
    function = all_functions()[name]
    called = emitter.known_as(f"run_{name}", function.run)
    call = f"{called}([{', '.join(one.whole for one in arguments)}], {BUDGET})"
    named = ((position, one) for position, one in enumerate(arguments) if one.is_name and not one.is_literal)
    needed = [one.code for position, one in named if function.needs(position)]
    # Another argument may fail, or cost something: then it has to be worked out first.
    if not needed or not all(one.is_name or one.is_literal for one in arguments):
        return Value(call, rank=Rank.ATOM)
    return Value(f"None if {' or '.join(f'{one} is None' for one in needed)} else {call}")
