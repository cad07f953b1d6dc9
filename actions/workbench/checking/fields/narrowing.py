"""Options of a field that have no effect beside what else is written: a condition, a default."""

from collections.abc import Iterator

from actions.trigger.condition import Condition, all_of
from actions.trigger.structured import parse_condition
from actions.workbench.checking.conditions import check_tests
from actions.workbench.checking.logic import conflict
from actions.workbench.checking.written import WrittenAction, WrittenField
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.target import show_steps
from mappings.findings.diagnostic import Diagnostic, Report


def check_narrowing(written: WrittenAction) -> Iterator[Diagnostic]:
    """Findings about options that can do nothing, or something else than they say.

    W213 to W215: what is odd in the tests of `only_when:` and `where:`. W216: one that never holds where the action
    fires. W357: `required:` beside a `default:`, which leaves nothing missing. W359: two names that become one.
    """
    for field in written.fields:
        yield from _check_tests(field)
        yield from _check_only_when(field, written.condition)
        yield from _check_default(field)
        yield from _check_rename(field)


def _check_tests(field: WrittenField) -> Iterator[Diagnostic]:
    said = field.compiled.field
    for key, written, in_list in (("only_when", said.only_when, field.in_list), ("where", said.where, True)):
        if written is None:
            continue
        spot = field.spot.at(key)
        condition = parse_condition(spot, Report(), None if in_list else EVENT_FIELDS)
        if condition is None:
            continue
        yield from check_tests(condition, spot)
        if key == "where" and (reason := conflict(condition)):
            yield Diagnostic("W216", f"this can never hold: {reason}", "take where: out, or change it", spot.place)


def _check_rename(field: WrittenField) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for old, new in (field.compiled.field.rename or {}).items():
        first = seen.setdefault(new, old)
        if first != old:
            message = f"{first} and {old} both become {new}, and only the last of them is sent"
            yield Diagnostic("W359", message, "give each a name of its own", field.spot.at("rename", old).place)


def _check_only_when(field: WrittenField, condition: Condition) -> Iterator[Diagnostic]:
    if field.compiled.field.only_when is None or field.in_list:
        return
    spot = field.spot.at("only_when")
    narrowed = parse_condition(spot, Report(), EVENT_FIELDS)
    if narrowed is None or conflict(condition):
        return  # Reported where the condition is.
    if alone := conflict(narrowed):
        yield Diagnostic("W216", f"this can never hold: {alone}", "take only_when: out, or change it", spot.place)
    elif reason := conflict(all_of([condition, narrowed])):
        message = f"this never holds where the action fires: {reason}"
        hint = f"map {show_steps(field.target)} in an action of its own, or take only_when: out"
        yield Diagnostic("W216", message, hint, spot.place)


def _check_default(field: WrittenField) -> Iterator[Diagnostic]:
    said = field.compiled.field
    asks = "required" if said.required else "if_missing" if said.if_missing == "fail" else None
    if said.default is None or asks is None:
        return
    message = f"{asks}: asks for a value, and default: is one wherever none is found"
    yield Diagnostic("W357", message, f"take {asks}: out, or default:", field.spot.at(asks).key_place)
