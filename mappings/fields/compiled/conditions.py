"""Conditions on fields and items, compiled by the caller: as Python where that is possible."""

from typing import Protocol, runtime_checkable

from mappings.expr.compiled.block import BUDGET
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.reads import Reads
from mappings.fields.scope import Condition


@runtime_checkable
class Writable(Protocol):
    """A condition that can be part of generated code."""

    def write(self, emitter: Emitter, here: Path) -> str:
        """The condition on a value in Python, as an operand of `and`; it may use the variable `budget`."""

    def add_reads(self, here: Reads) -> None:
        """Note what it reads of the value."""


def write_condition(emitter: Emitter, condition: Condition, here: Path, name: str) -> str:
    """The condition in Python, as an operand of `and`: written out, or a call under a name that starts so."""
    if isinstance(condition, Writable):
        return condition.write(emitter, here)
    return f"{emitter.known_as(emitter.fresh(name), condition)}({here.name}, {BUDGET})"


def add_condition_reads(condition: Condition, here: Reads) -> None:
    if isinstance(condition, Writable):
        condition.add_reads(here)
    else:
        # It gets the whole.
        here.is_whole = True
