"""Functions: written out where that is possible, otherwise called as declared."""

from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.forms.inline import INLINE
from mappings.expr.compiled.forms.run import run
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.runtime import Reference
from mappings.expr.compiled.value import Rank, Value
from mappings.expr.tree import Node


def call(emitter: Emitter, node: Node, here: Path) -> Value:
    name, arguments = node["value"], node["children"]
    inline = INLINE.get(name)
    written = inline(emitter, arguments, here) if inline else None
    return written or run(emitter, name, [emitter.emit(argument, here) for argument in arguments])


def reference(emitter: Emitter, node: Node, _: Path) -> Value:
    """`&a`: a function of its own, for the function that takes it."""
    emitter.known_as("Reference", Reference)
    return Value(f"Reference({emitter.each(node['children'][0])}, budget)", rank=Rank.ATOM)
