"""Options of a field that have no effect beside what else is written: a condition, a default."""

from collections.abc import Iterator

from actions.trigger.condition import Condition, all_of
from actions.trigger.structured import parse_condition
from actions.workbench.checking.logic import conflict
from actions.workbench.checking.written import WrittenAction, WrittenField
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.target import show_steps
from mappings.findings.diagnostic import Diagnostic, Report


def check_narrowing(written: WrittenAction) -> Iterator[Diagnostic]:
    """Findings about options that can do nothing.

    W216: an `only_when:` that never holds where the action fires. W357: `required:` beside a `default:`, which
    leaves nothing missing.
    """
    for field in written.fields:
        yield from _check_only_when(field, written.condition)
        yield from _check_default(field)


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
