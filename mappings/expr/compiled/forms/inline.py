"""Functions written out for the values they usually get; for others the declared function runs, and explains.

>>> from mappings.expr.compiled.compile import source_of
>>> from mappings.expr.parse import parse
>>> print(source_of(parse("null_if(plan, 'none')").tree), end="")
def expression(subject, budget):
    budget.spend(1)
    v1 = subject.get('plan') if type(subject) is dict else None
    return v1 if v1 != 'none' else None
>>> print(source_of(parse("if_(trial, 'trial', plan)").tree), end="")
def expression(subject, budget):
    budget.spend(1)
    if type(subject) is dict:
        v1 = subject.get('trial')
        v2 = subject.get('plan')
    else:
        v1 = v2 = None
    return 'trial' if v1 or v1 == 0 and v1 is not False else v2
>>> print(source_of(parse("join(' ', [first, last])").tree), end="")
def expression(subject, budget):
    if type(subject) is dict:
        v1 = subject.get('first')
        v2 = subject.get('last')
    else:
        v1 = v2 = None
    if type(v1) is str and type(v2) is str:
        v3 = f'{v1} {v2}'
        budget.spend(7, len(v3) + 1)
    else:
        v3 = run_join([' ', [v1, v2]], budget)
    return v3
"""

from collections.abc import Callable, Sequence

from mappings.event_fields import EVENT_NAMES
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.forms.logic import testable, truth
from mappings.expr.compiled.forms.run import run
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.runtime import KINDS
from mappings.expr.compiled.value import Rank, Value, is_plain, within_f_string
from mappings.expr.tree import Node

# Gives None, before anything is written, where the function had better be called.
Inline = Callable[[Emitter, Sequence[Node], Path], Value | None]
# A text joined of more parts is measured before it is built. With texts between them, Python puts 15 together at once.
MOST_PARTS = 15
TWO = 2
SPELLED = frozenset(EVENT_NAMES)
WORDS = {None: "null", True: "true", False: "false"}


def _arguments(emitter: Emitter, nodes: Sequence[Node], here: Path) -> list[Value]:
    """The arguments under names: all of them are worked out, whichever is needed."""
    return [emitter.named(emitter.emit(node, here)) for node in nodes]


def _first_present(name: str) -> Inline:
    def write(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
        values = _arguments(emitter, nodes, here)
        *firsts, last = (one.code for one in values)
        if any(one.is_literal for one in values[:-1]):
            return run(emitter, name, values)
        emitter.block.nodes += 1
        return Value("".join(f"{one} if {one} is not None else " for one in firsts) + last)

    return write


def _if(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    condition, *others = _arguments(emitter, nodes, here)
    emitter.block.nodes += 1
    then, otherwise = (others[0].code, others[1].code if len(others) > 1 else "None")
    return Value(f"{then} if {truth(testable(emitter, condition))} else {otherwise}")


def _null_if(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    """Written out for a text that is known beforehand: nothing but that text equals it."""
    value, other = _arguments(emitter, nodes, here)
    if value.is_literal or not other.is_literal or other.kind != "text":
        return run(emitter, "null_if", [value, other])
    emitter.block.nodes += 1
    return Value(f"{value.code} if {value.code} != {other.code} else None", is_verbatim=value.is_verbatim)


def _type(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    (value,) = _arguments(emitter, nodes, here)
    emitter.block.nodes += 1
    emitter.known_as("KINDS", KINDS)
    return Value(f"KINDS[type({value.code})]", "text", rank=Rank.ATOM)


def _length(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    (value,) = _arguments(emitter, nodes, here)
    emitter.block.nodes += 1
    kind, otherwise = f"type({value.code})", run(emitter, "length", [value]).code
    return Value(f"len({value.code}) if {kind} is list or {kind} is str or {kind} is dict else {otherwise}")


def _ends(name: str, method: str) -> Inline:
    def write(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
        text, end = _arguments(emitter, nodes, here)
        if text.is_literal:
            return run(emitter, name, [text, end])
        emitter.block.nodes += 1
        test = " and ".join(f"type({one.code}) is str" for one in (text, end) if one.kind != "text")
        code = f"{text.code}.{method}({end.code})"
        return Value(f"{code} if {test} else {run(emitter, name, [text, end]).code}" if test else code, "bool")

    return write


def _contains(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    """Written out for a text that is looked for in a list, and one that is known beforehand also in a text."""
    subject, search = _arguments(emitter, nodes, here)
    if subject.is_literal or (search.is_literal and search.kind != "text"):
        return run(emitter, "contains", [subject, search])
    result = emitter.fresh()
    if not search.is_literal:
        with emitter.branch(f"if type({subject.code}) is list and type({search.code}) is str:") as usual:
            emitter.spend(1, f"len({subject.code}) + len({search.code}) // 1024")
            # No text equals what is not text.
            emitter.line(f"{result} = {search.code} in {subject.code}")
        with emitter.branch("else:") as otherwise:
            emitter.line(f"{result} = {run(emitter, 'contains', [subject, search]).code}")
        emitter.block.parts += [usual, otherwise]
        return Value(result, "bool", is_name=True)
    extra = len(search.literal) // 1024
    cost = 1 + extra
    with emitter.branch(f"if type({subject.code}) is list:") as in_list:
        emitter.spend(cost, f"len({subject.code})")
        emitter.line(f"{result} = {search.code} in {subject.code}")
    with emitter.branch(f"elif type({subject.code}) is str:") as in_text:
        emitter.spend(cost, f"len({subject.code}) // 1024")
        emitter.line(f"{result} = {search.code} in {subject.code}")
    with emitter.branch("else:") as otherwise:
        emitter.line(f"{result} = {run(emitter, 'contains', [subject, search]).code}")
    emitter.block.parts += [in_list, in_text, otherwise]
    return Value(result, "bool", is_name=True)


def _case(name: str) -> Inline:
    def write(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
        (text,) = _arguments(emitter, nodes, here)
        if text.is_literal:
            return run(emitter, name, [text])
        result = emitter.fresh()
        with emitter.branch(f"if type({text.code}) is str:") as usual:
            emitter.line(f"{result} = {text.code}.{name}()")
            emitter.spend(1, f"len({text.code}) // 1024 + len({result}) // 1024", f"len({result})")
        with emitter.branch("else:") as otherwise:
            emitter.line(f"{result} = {run(emitter, name, [text]).code}")
        emitter.block.parts += [usual, otherwise]
        return Value(result, is_name=True)

    return write


def _to_string(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    (value,) = _arguments(emitter, nodes, here)
    if value.is_literal:
        return run(emitter, "to_string", [value])
    result = emitter.fresh()
    with emitter.branch(f"if type({value.code}) is str:") as usual:
        emitter.line(f"{result} = {value.code}")
        emitter.spend(1, f"len({value.code}) // 1024")
    with emitter.branch(f"elif {value.code} is None or type({value.code}) is bool:") as word:
        emitter.line(f"{result} = {emitter.known_as('WORDS', WORDS)}[{value.code}]")
        emitter.block.nodes += 1
    with emitter.branch("else:") as otherwise:
        emitter.line(f"{result} = {run(emitter, 'to_string', [value]).code}")
    emitter.block.parts += [usual, word, otherwise]
    return Value(result, "text", is_name=True)


def _merge_present(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    """Written out for two objects of which one may be missing."""
    values = _arguments(emitter, nodes, here)
    if len(values) != TWO or any(one.is_literal for one in values):
        return run(emitter, "merge_present", values)
    (under, over), result = (one.code for one in values), emitter.fresh()
    with emitter.branch(f"if {under} is None and type({over}) is dict:") as alone:
        emitter.spend(1, f"len({over})")
        emitter.line(f"{result} = {over}")
    with emitter.branch(f"elif type({under}) is dict and type({over}) is dict:") as both:
        emitter.spend(1, f"len({under}) + len({over})")
        emitter.line(f"{result} = {{**{under}, **{over}}}")
    with emitter.branch("else:") as otherwise:
        emitter.line(f"{result} = {run(emitter, 'merge_present', values).code}")
    emitter.block.parts += [alone, both, otherwise]
    return Value(result, is_name=True)


def _spec_name(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    (name,) = _arguments(emitter, nodes, here)
    if name.is_literal:
        return run(emitter, "spec_name", [name])
    result = emitter.fresh()
    with emitter.branch(
        f"if type({name.code}) is str and {name.code} in {emitter.known_as('SPELLED', SPELLED)}:"
    ) as usual:
        emitter.line(f"{result} = {name.code}")
        emitter.block.nodes += 1
    with emitter.branch("else:") as otherwise:
        emitter.line(f"{result} = {run(emitter, 'spec_name', [name]).code}")
    emitter.block.parts += [usual, otherwise]
    return Value(result, is_name=True)


def _to_number(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    (value,) = _arguments(emitter, nodes, here)
    result, kind = emitter.fresh(), f"type({value.code})"
    with emitter.branch(f"if {kind} is float or {kind} is int:") as usual:
        emitter.line(f"{result} = {value.code}")
        emitter.block.nodes += 1
    with emitter.branch("else:") as otherwise:
        emitter.line(f"{result} = {run(emitter, 'to_number', [value]).code}")
    emitter.block.parts += [usual, otherwise]
    return Value(result, is_name=True)


def _join(emitter: Emitter, nodes: Sequence[Node], here: Path) -> Value | None:
    """`join('', ['Hello ', name])` as an f-string where every part is a text."""
    separator, texts = nodes
    parts = texts["children"]
    if texts["type"] != "multi_select_list" or separator["type"] != "literal" or len(parts) > MOST_PARTS:
        return None
    between = separator["value"]
    if not isinstance(between, str) or not any(_reads_from(part) for part in parts):
        return None
    values = _arguments(emitter, parts, here)
    if any(one.is_literal and one.kind != "text" for one in values):
        return run(emitter, "join", [emitter.literal(between), _listed(values)])
    result = emitter.fresh()
    unsure = list(dict.fromkeys(one.text_test for one in values if one.kind != "text"))
    with emitter.branch(f"if {' and '.join(unsure)}:") as usual:
        pieces = [emitter.within_text(one) for one in values]
        emitter.line(f"{result} = f'{within_f_string(between).join(pieces)}'")
        nodes_spent = 3 + 2 * len(parts) + len(between) // 1024
        plus = f" + {len(between)}" if between else ""
        emitter.spend(nodes_spent, size=f"len({result}){plus}")
    with emitter.branch("else:") as otherwise:
        fallback = run(emitter, "join", [emitter.literal(between), _listed(values)])
        emitter.line(f"{result} = {fallback.code}")
    emitter.block.parts += [usual, otherwise]
    is_verbatim = is_plain(between) and all(one.is_verbatim for one in values)
    says_something = any(one.is_literal and one.literal.strip() for one in values)
    return Value(result, "text", is_name=True, is_verbatim=is_verbatim, says_something=says_something)


def _reads_from(part: Node) -> bool:
    """Is it a path? A text found there shows that the subject is not null, of which no list is made."""
    return part["type"] in {"field", "subexpression"} and all(
        one["type"] == "field" for one in part["children"] or [part]
    )


def _listed(values: Sequence[Value]) -> Value:
    return Value(f"[{', '.join(one.code for one in values)}]", "list", rank=Rank.ATOM)


INLINE: dict[str, Inline] = {
    "contains": _contains,
    "default": _first_present("default"),
    "ends_with": _ends("ends_with", "endswith"),
    "if_": _if,
    "join": _join,
    "length": _length,
    "lower": _case("lower"),
    "merge_present": _merge_present,
    "not_null": _first_present("not_null"),
    "null_if": _null_if,
    "spec_name": _spec_name,
    "starts_with": _ends("starts_with", "startswith"),
    "to_number": _to_number,
    "to_string": _to_string,
    "type": _type,
    "upper": _case("upper"),
}
