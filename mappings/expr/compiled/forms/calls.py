"""Functions: written out where that is possible, otherwise called as declared.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("sha256(email)").tree), end="")
def expression(subject, budget):
    v1 = subject.get('email') if type(subject) is dict else None
    return None if v1 is None else run_sha256([v1], budget)
>>> print(source_of(parse("sort_by(products, &price)").tree), end="")
def each1(item, budget):
    v2 = item.get('price') if type(item) is dict else None
    return v2
<BLANKLINE>
<BLANKLINE>
def expression(subject, budget):
    v1 = subject.get('products') if type(subject) is dict else None
    return run_sort_by([v1, Reference(each1, budget)], budget)
"""

from mappings.expr.compiled.block import BUDGET
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
    return Value(f"Reference({emitter.each(node['children'][0])}, {BUDGET})", rank=Rank.ATOM)
