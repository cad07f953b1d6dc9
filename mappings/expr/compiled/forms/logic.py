"""`||`, `&&` and `!`.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("plan && trial").tree), end="")
def expression(subject, budget):
    if type(subject) is dict:
        v1 = subject.get('plan')
        v2 = subject.get('trial')
    else:
        v1 = v2 = None
    return v2 if v1 or v1 == 0 and v1 is not False else v1
>>> print(source_of(parse("!coupon").tree), end="")
def expression(subject, budget):
    v1 = subject.get('coupon') if type(subject) is dict else None
    return not (v1 or v1 == 0 and v1 is not False)
>>> print(source_of(parse("name || join(' ', [first, last])").tree), end="")
def expression(subject, budget):
    if type(subject) is dict:
        v1 = subject.get('name')
        v2 = subject.get('first')
        v3 = subject.get('last')
    else:
        v1 = v2 = v3 = None
    v5 = v1
    if not (v5 or v5 == 0 and v5 is not False):
        if type(v2) is str and type(v3) is str:
            v4 = f'{v2} {v3}'
            budget.spend(7, len(v4) + 1)
        else:
            v4 = run_join([' ', [v2, v3]], budget)
        v5 = v4
    return v5
"""

from mappings.expr.compiled.block import Block
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.value import Kind, Rank, Value, is_false
from mappings.expr.tree import Node

# Kinds whose falsity in Python is that of JMESPath; of the others, 0 is true.
PLAIN = {"bool", "order", "text", "list", "object"}


def truth(value: Value) -> str:
    """A condition in Python: is the value true as JMESPath has it? The value has a name, or a plain kind."""
    if value.is_literal:
        return str(not is_false(value.literal))
    if _is_plain(value):
        return value.within(Rank.OR)
    return f"{value.code} or {value.code} == 0 and {value.code} is not False"


def testable(emitter: Emitter, value: Value) -> Value:
    """The value in a form that `truth` takes."""
    return value if _is_plain(value) and not value.guard else emitter.named(value)


def _is_plain(value: Value) -> bool:
    return value.kind in PLAIN or value.is_text_or_null


def either(emitter: Emitter, node: Node, here: Path) -> Value:
    """`a || b`: the first unless it is false, and only then the second."""
    first, second = node["children"]
    left = testable(emitter, emitter.emit(first, here))
    if left.is_literal:
        return emitter.emit(second, here) if is_false(left.literal) else left
    with emitter.branch("") as block:
        right = emitter.emit(second, here)
    if block.is_empty:
        kind, is_verbatim = _common_kind(left, right), left.is_verbatim and right.is_verbatim
        if _is_plain(left):
            code = f"{left.within(Rank.OR)} or {right.within(Rank.AND)}"
            is_text = left.is_text_or_null and right.is_text_or_null
            return Value(code, kind, rank=Rank.OR, is_verbatim=is_verbatim, is_text_if_any=is_text)
        name = left.code
        otherwise = f"{name} if {name} == 0 and {name} is not False else {right.within(Rank.OR)}"
        return Value(f"{name} or ({otherwise})", rank=Rank.OR, is_verbatim=is_verbatim)
    return _in_two_steps(emitter, left, right, block, when="not ({})")


def both(emitter: Emitter, node: Node, here: Path) -> Value:
    """`a && b`: the first if it is false, else the second."""
    first, second = node["children"]
    left = testable(emitter, emitter.emit(first, here))
    if left.is_literal:
        return left if is_false(left.literal) else emitter.emit(second, here)
    with emitter.branch("") as block:
        right = emitter.emit(second, here)
    if block.is_empty:
        if _is_plain(left):
            kind = _common_kind(left, right)
            return Value(f"{left.within(Rank.AND)} and {right.within(Rank.NOT)}", kind, rank=Rank.AND)
        return Value(f"{right.within(Rank.OR)} if {truth(left)} else {left.code}")
    return _in_two_steps(emitter, left, right, block, when="{}")


def negation(emitter: Emitter, node: Node, here: Path) -> Value:
    value = testable(emitter, emitter.emit(node["children"][0], here))
    if value.is_literal:
        return emitter.literal(is_false(value.literal))
    test = value.within(Rank.COMPARISON) if _is_plain(value) else f"({truth(value)})"
    return Value(f"not {test}", "bool", rank=Rank.NOT)


def _common_kind(left: Value, right: Value) -> Kind:
    """What is known of a value that is the one or the other."""
    if left.kind == right.kind and not right.guard:
        return left.kind
    return "order" if {left.kind, right.kind} == {"bool", "order"} else "any"


def _in_two_steps(emitter: Emitter, left: Value, right: Value, block: Block, when: str) -> Value:
    """The right side needs statements of its own, which run only where its value is asked for."""
    result = emitter.assigned(left)
    block.header = f"if {when.format(truth(result))}:"
    block.parts.append(f"{result.code} = {right.whole}")
    emitter.block.parts.append(block)
    return Value(result.code, is_name=True)
