"""Literals, lists `[a, b]` and objects `{a: b}`.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("{id: userId, plan: traits.plan}").tree), end="")
def expression(subject, budget):
    budget.spend(3)
    if type(subject) is dict:
        v1 = subject.get('userId')
        v2 = subject.get('traits')
    else:
        v1 = v2 = None
    v3 = v2.get('plan') if type(v2) is dict else None
    return {'id': v1, 'plan': v3} if subject is not None else None
>>> print(source_of(parse("traits.{plan: plan}").tree), end="")
def expression(subject, budget):
    budget.spend(2)
    v1 = subject.get('traits') if type(subject) is dict else None
    v2 = v1.get('plan') if type(v1) is dict else None
    return {'plan': v2} if v1 is not None else None
"""

from collections.abc import Sequence
from typing import Literal

from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.value import Rank, Value
from mappings.expr.tree import Node

BRACKETS = {"list": ("[", "]"), "object": ("{", "}")}


def literal(emitter: Emitter, node: Node, _: Path) -> Value:
    return emitter.literal(node["value"])


def new_list(emitter: Emitter, node: Node, here: Path) -> Value:
    return _build(emitter, here, "list", [("", child) for child in node["children"]])


def new_object(emitter: Emitter, node: Node, here: Path) -> Value:
    parts = [(f"{child['value']!a}: ", child["children"][0]) for child in node["children"]]
    return _build(emitter, here, "object", parts)


def _build(emitter: Emitter, here: Path, kind: Literal["list", "object"], parts: Sequence[tuple[str, Node]]) -> Value:
    """The display of the parts; of null nothing is built."""
    emitter.block.nodes += 1 + len(parts)
    if emitter.is_present(here):
        return Value(_display(emitter, here, kind, parts), kind, rank=Rank.ATOM)
    guard = here.presence
    with emitter.branch(f"if {guard}:", present=here.variable) as block:
        code = _display(emitter, here, kind, parts)
    if block.is_empty:
        return Value(code, kind, guard=guard, rank=Rank.ATOM)
    result = emitter.assigned(emitter.literal(None))
    block.parts.append(f"{result.code} = {code}")
    emitter.block.parts.append(block)
    return Value(result.code, is_name=True)


def _display(emitter: Emitter, here: Path, kind: str, parts: Sequence[tuple[str, Node]]) -> str:
    opening, closing = BRACKETS[kind]
    return opening + ", ".join(key + emitter.emit(part, here).whole for key, part in parts) + closing
