"""Comparisons, specialised for their literal; two unknown sides are compared by `runtime`.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("plan == 'pro'").tree), end="")
def expression(subject, budget):
    v1 = subject.get('plan') if type(subject) is dict else None
    return v1 == 'pro'
>>> print(source_of(parse("trial == `true`").tree), end="")
def expression(subject, budget):
    v1 = subject.get('trial') if type(subject) is dict else None
    return v1 is True
>>> print(source_of(parse("revenue >= `100`").tree), end="")
def expression(subject, budget):
    v1 = subject.get('revenue') if type(subject) is dict else None
    return v1 >= 100 if type(v1) is float or type(v1) is int else compare('gte', v1, 100)
>>> print(source_of(parse("left != right").tree), end="")
def expression(subject, budget):
    if type(subject) is dict:
        v1 = subject.get('left')
        v2 = subject.get('right')
    else:
        v1 = v2 = None
    return v1 != v2 if type(v1) is str else not equal(v1, v2, budget)
"""

from typing import Any

from mappings.expr.compiled.block import BUDGET
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.runtime import compare, equal
from mappings.expr.compiled.value import Rank, Value
from mappings.expr.tree import Node

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def comparison(emitter: Emitter, node: Node, here: Path) -> Value:
    left, right = (emitter.emit(side, here) for side in node["children"])
    write = _equality if node["value"] in {"eq", "ne"} else _order
    return write(emitter, node["value"], left, right)


def _equality(emitter: Emitter, order: str, left: Value, right: Value) -> Value:
    if left.is_literal is not right.is_literal:
        literal, other = (left, right) if left.is_literal else (right, left)
        if not isinstance(literal.literal, list | dict):
            return _equals_scalar(emitter, order, other, literal)
    left, right = emitter.named(left), emitter.named(right)
    emitter.known_as("equal", equal)
    called = f"equal({left.code}, {right.code}, {BUDGET})"
    if order == "ne":
        called = f"not {called}"
    if left.is_literal:
        return Value(called, "bool", rank=Rank.NOT)
    return Value(f"{left.code} {SIGNS[order]} {right.code} if type({left.code}) is str else {called}", "bool")


def _equals_scalar(emitter: Emitter, order: str, value: Value, literal: Value) -> Value:
    """A text equals what Python says; null, true and false are one each; 0 and 1 are not false and true."""
    wanted: Any = literal.literal
    if wanted is None or isinstance(wanted, bool):
        sign = "is" if order == "eq" else "is not"
        return Value(f"{value.within(Rank.ATOM)} {sign} {literal.code}", "bool", rank=Rank.COMPARISON)
    if isinstance(wanted, str) or wanted not in {0, 1}:
        code = f"{value.within(Rank.ATOM)} {SIGNS[order]} {literal.code}"
        return Value(code, "bool", rank=Rank.COMPARISON)
    name = emitter.named(value).code
    if order == "eq":
        return Value(f"{name} == {literal.code} and type({name}) is not bool", "bool", rank=Rank.AND)
    return Value(f"{name} != {literal.code} or type({name}) is bool", "bool", rank=Rank.OR)


def _order(emitter: Emitter, order: str, left: Value, right: Value) -> Value:
    left, right = emitter.named(left), emitter.named(right)
    emitter.known_as("compare", compare)
    called = f"compare({order!r}, {left.code}, {right.code})"
    if left.is_literal is right.is_literal:
        return Value(called, "order", rank=Rank.ATOM)
    literal, other = (left, right) if left.is_literal else (right, left)
    plain = f"{left.code} {SIGNS[order]} {right.code}"
    if isinstance(literal.literal, str):
        return Value(f"{plain} if type({other.code}) is str else {called}", "order")
    if isinstance(literal.literal, int | float) and not isinstance(literal.literal, bool):
        kind = f"type({other.code})"
        return Value(f"{plain} if {kind} is float or {kind} is int else {called}", "order")
    return Value(called, "order", rank=Rank.ATOM)
