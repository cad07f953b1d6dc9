"""One comparison, checked: what both spellings of a condition end in."""

from collections.abc import Collection

from msgspec.structs import replace

from actions.trigger.condition import NAMES_AN_EVENT, Leaf, Operand
from actions.trigger.leaf_tests.table import TESTS
from mappings.event_fields import EVENT_NAMES, EVENT_TYPES
from mappings.expr.check import check_expression
from mappings.expr.expression import Expression, compile_expression
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.findings.suggest import did_you_mean
from mappings.located import Located

UNKNOWN_FIRST_WORD = "E301"
SPELLED = "spec_name(event)"
SPEC_NAMES = frozenset(EVENT_NAMES)
NAMES_A_TYPE = ("is", "is_not", "one_of", "none_of")


def check_path(
    text: str, spot: Located, offset: int, report: Report, roots: Collection[str] | None
) -> Expression | None:
    """The left side as an expression, or None with findings; an unknown first word is E201 in a condition."""
    found = Report()
    read = check_expression(text, spot, offset, found, roots=roots)
    for one in found:
        if one.fix == "||":
            # Outside of brackets it would be read as the `or` between conditions.
            hint = "write || and put brackets around the whole path: (a || b)"
            report.extend([replace(one, hint=hint, fix=None)])
        else:
            report.extend([replace(one, code="E201") if one.code == UNKNOWN_FIRST_WORD else one])
    return read


def check_types(
    path: str, test: str, operand: Located, report: Report, roots: Collection[str] | None, *, ignore_case: bool = False
) -> None:
    """Report a type that no event has: `type = "Track"` would hold for none, in silence."""
    if path != "type" or roots is None or test not in NAMES_A_TYPE:
        return
    is_list = isinstance(operand.value, list)
    for one in [operand.at(number) for number in range(len(operand.value))] if is_list else [operand]:
        word = one.value.casefold() if ignore_case and isinstance(one.value, str) else one.value
        if isinstance(word, str) and word not in EVENT_TYPES:
            hint = did_you_mean(word, EVENT_TYPES) or f"types are {', '.join(EVENT_TYPES)}"
            report.add("E211", one.place, f'no event has the type "{one.value}"', hint)


def build_leaf(
    path: str,
    read: Expression | None,
    test: str,
    operand: Located,
    report: Report,
    *,
    written: str,
    place: Place,
    ignore_case: bool = False,
) -> Leaf | None:
    """The leaf, or None with a finding when `test` cannot compare with this operand or the path is none.

    `written` is how the file spells the test; `place` is what the leaf's traces point to.
    """
    complaint = TESTS[test].check(operand, written)
    if complaint:
        hint = complaint.hint and complaint.hint.replace("length(…)", f"length({path})")
        report.add(complaint.code, complaint.place, complaint.message, hint, fix=complaint.fix)
    if complaint or read is None:
        return None
    value = tuple(operand.value) if isinstance(operand.value, list) else operand.value
    if path == SPELLED and test in NAMES_AN_EVENT and not ignore_case and _are_spec_names(value):
        # The same question, and one that an index of names can answer.
        return Leaf("event", test, value, any_spelling=True, read=compile_expression("event"), place=place)
    return Leaf(path, test, value, ignore_case=ignore_case, read=read, place=place)


def _are_spec_names(value: Operand) -> bool:
    return set(value if isinstance(value, tuple) else (value,)) <= SPEC_NAMES
