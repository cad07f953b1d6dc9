"""Projections as loops: lists, objects, filters, flattening.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("products[*].sku").tree), end="")
def expression(subject, budget):
    v1 = subject.get('products') if type(subject) is dict else None
    v2 = None
    if type(v1) is list:
        budget.spend(1 + len(v1))
        v2 = []
        for item1 in v1:
            v3 = item1.get('sku') if type(item1) is dict else None
            if v3 is not None:
                v2.append(v3)
    return v2
>>> print(source_of(parse("products[?price > `5`].sku").tree), end="")
def expression(subject, budget):
    v1 = subject.get('products') if type(subject) is dict else None
    v2 = None
    if type(v1) is list:
        budget.spend(1 + len(v1))
        v2 = []
        for item1 in v1:
            v3 = item1.get('price') if type(item1) is dict else None
            if (v3 > 5 if type(v3) is float or type(v3) is int else compare('gt', v3, 5)):
                v4 = item1.get('sku') if type(item1) is dict else None
                if v4 is not None:
                    v2.append(v4)
    return v2
>>> print(source_of(parse("prices.*").tree), end="")
def expression(subject, budget):
    v1 = subject.get('prices') if type(subject) is dict else None
    v2 = None
    if type(v1) is dict:
        budget.spend(1 + len(v1))
        v2 = []
        for item1 in v1.values():
            if item1 is not None:
                v2.append(item1)
    return v2
>>> print(source_of(parse("tags[]").tree), end="")
def expression(subject, budget):
    v1 = subject.get('tags') if type(subject) is dict else None
    v2 = flatten(v1, budget) if type(v1) is list else None
    v3 = None
    if type(v2) is list:
        budget.spend(1 + len(v2))
        v3 = []
        for item1 in v2:
            if item1 is not None:
                v3.append(item1)
    return v3
"""

from mappings.expr.compiled.block import BUDGET, MOST_LOOPS, Loop
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.forms.logic import testable, truth
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.reads import plain_names
from mappings.expr.compiled.runtime import flatten
from mappings.expr.compiled.shape import Shape
from mappings.expr.compiled.value import Rank, Value
from mappings.expr.compiled.verdict import can_fail
from mappings.expr.tree import Node


def each_item(emitter: Emitter, node: Node, here: Path) -> Value:
    """`a[*].b`: what `b` gives for each item, without the nulls.

    Projections of one list that stand side by side and cannot fail share one loop.
    """
    source, each = node["children"]
    base, shape = list_at(emitter, source, here)
    joins = not can_fail(each)
    known = emitter.block.loops.get(base) if joins else None
    if known is not None:
        return _join(emitter, known, each)
    loop = _loop(emitter, base, base, f"type({base}) is list", each, shape)
    if joins:
        emitter.block.loops[base] = loop
    return Value(loop.results[0], is_name=True)


def each_value(emitter: Emitter, node: Node, here: Path) -> Value:
    """`a.*.b`: the same for the values of an object."""
    source, each = node["children"]
    base = emitter.variable(emitter.emit(source, here))
    loop = _loop(emitter, base, f"{base}.values()", f"type({base}) is dict", each)
    return Value(loop.results[0], is_name=True)


def each_match(emitter: Emitter, node: Node, here: Path) -> Value:
    """`a[?b].c`: what `c` gives for each item of which `b` is true."""
    source, each, condition = node["children"]
    base, shape = list_at(emitter, source, here)
    result, item = emitter.fresh(), emitter.fresh("item")
    with emitter.branch("for", loop=True) as body:
        subject = emitter.subject(item, shape=shape)
        test = truth(testable(emitter, _value_at_item(emitter, condition, subject)))
        with emitter.branch(f"if {test}:") as kept:
            _collect(emitter, result, each, emitter.subject(item, shape=shape))
        emitter.block.parts.append(kept)
    emitter.block.parts.append(Loop(base, base, f"type({base}) is list", item, subject, body, [result]))
    return Value(result, is_name=True)


def flat_list(emitter: Emitter, node: Node, here: Path) -> Value:
    base = emitter.variable(emitter.emit(node["children"][0], here))
    emitter.known_as("flatten", flatten)
    return emitter.assigned(Value(f"flatten({base}, {BUDGET}) if type({base}) is list else None"))


def list_at(emitter: Emitter, source: Node, here: Path) -> tuple[str, Shape | None]:
    """The variable of the list to go through, and the shape of its items if they have one."""
    names, path = plain_names(source), here
    for name in names:
        path = path.field(name)
    if names and path.known.items is not None:
        return path.variable, path.known.items
    return emitter.variable(emitter.emit(source, here)), None


def _loop(emitter: Emitter, base: str, items: str, test: str, each: Node, shape: Shape | None = None) -> Loop:
    """A loop of its own, which fills a list."""
    result, item = emitter.fresh(), emitter.fresh("item")
    with emitter.branch("for", loop=True) as body:
        subject = emitter.subject(item, shape=shape)
        _collect(emitter, result, each, subject)
    loop = Loop(base, items, test, item, subject, body, [result])
    emitter.block.parts.append(loop)
    return loop


def _join(emitter: Emitter, loop: Loop, each: Node) -> Value:
    result = emitter.fresh()
    loop.results.append(result)
    with emitter.within(loop.body):
        _collect(emitter, result, each, loop.subject)
    return Value(result, is_name=True)


def _collect(emitter: Emitter, result: str, each: Node, subject: Path) -> None:
    """Statements that add what `each` gives for the item at hand, unless that is null."""
    value = _value_at_item(emitter, each, subject)
    if value.is_literal or not (value.guard or value.is_never_null):
        value = emitter.named(value)
        guard = "" if value.is_never_null else f"{value.code} is not None"
    else:
        guard = value.guard
    add = f"{result}.append({value.code})"
    if guard:
        emitter.line(f"if {guard}:")
        add = f"    {add}"
    emitter.line(add)


def _value_at_item(emitter: Emitter, node: Node, item: Path) -> Value:
    """What the node gives for the item; by a function of its own where loops stand deep in each other."""
    if emitter.block.loops_around < MOST_LOOPS:
        return emitter.emit(node, item)
    return Value(f"{emitter.each(node)}({item.name}, {BUDGET})", rank=Rank.ATOM)
