"""Paths, pipes, indexes and slices.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("products[0].sku").tree), end="")
def expression(subject, budget):
    v1 = subject.get('products') if type(subject) is dict else None
    v2 = v1[0] if type(v1) is list and v1 else None
    v3 = v2.get('sku') if type(v2) is dict else None
    return v3
>>> print(source_of(parse("tags | [-1]").tree), end="")
def expression(subject, budget):
    v1 = subject.get('tags') if type(subject) is dict else None
    v2 = v1[-1] if type(v1) is list and v1 else None
    return v2
"""

from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.value import Value
from mappings.expr.tree import Node


def read_field(_: Emitter, node: Node, here: Path) -> Value:
    return _value_at(here.field(node["value"]))


def read_item(_: Emitter, node: Node, here: Path) -> Value:
    return _value_at(here.item(node["value"]))


def read_here(_: Emitter, __: Node, here: Path) -> Value:
    return _value_at(here)


def read_chain(emitter: Emitter, node: Node, here: Path) -> Value:
    """`a.b`, `a[0]` and `a | b`: each step reads what the step before it gave."""
    *steps, last = node["children"]
    for step in steps:
        is_field = step["type"] == "field"
        here = here.field(step["value"]) if is_field else emitter.place(emitter.emit(step, here))
    return emitter.emit(last, here)


def read_slice(emitter: Emitter, node: Node, here: Path) -> Value:
    start, stop, step = ("" if part is None else str(part) for part in node["children"])
    name = emitter.fresh()
    emitter.line(f"{name} = None")
    with emitter.branch(f"if type({here.name}) is list:") as block:
        emitter.line(f"{name} = {here.name}[{start}:{stop}{':' if step else ''}{step}]")
        emitter.spend(1, f"len({name})")
    emitter.block.parts.append(block)
    return Value(name, is_name=True)


def _value_at(path: Path) -> Value:
    return Value(path.name, is_name=True, path=path, is_verbatim=path.is_verbatim)
