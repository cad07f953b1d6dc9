"""Mappings held against what the fields of a payload mean: money, ids, people."""

from collections.abc import Iterator

from actions.personal_names import is_personal_name
from actions.plan.planned import PlannedAction
from actions.workbench.checking.written import WrittenAction, WrittenField
from destinations.sdk.fields.roles import AmountRole, CurrencyRole, DedupeRole, Personal, fields_with, roles_of
from destinations.sdk.fields.rules import OneOf, rule_of
from mappings.fields.target import show_target
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place


def check_meanings(written: WrittenAction) -> Iterator[Diagnostic]:
    """Findings about the action's fields that are surely mistakes.

    W354: money without the field that says its currency. W355: an order or event whose id is not sent, so that the
    tool cannot drop a repeat. W403: personal data in a field that nothing hashes, while the payload has one
    that does.
    """
    action = written.action
    yield from _check_missing(action)
    for field in written.fields:
        yield from _check_person(action, field)


def _check_missing(action: PlannedAction) -> Iterator[Diagnostic]:
    model, place = action.action_type.payload, _place(action)
    written = {entry.target[0] for entry in action.entries}
    amounts, currencies = set(fields_with(model, AmountRole)), fields_with(model, CurrencyRole)
    if amounts & written and currencies and not set(currencies) & written:
        message = f"an amount is sent, and nothing says its currency: {currencies[0]} is not mapped, so USD is meant"
        yield Diagnostic("W354", message, f"map {currencies[0]}, or write it under set:", place)
    if unsaid := _lacking(action):
        yield Diagnostic("E343", unsaid, "map one of them", place)
    for name in fields_with(model, DedupeRole):
        if name not in written and name in (action.spot.value.get("unset") or ()):
            message = f"{name} is not sent: the tool cannot tell a repeat from a second event"
            yield Diagnostic("W355", message, f"write {name}: messageId under map:", place)


def _lacking(action: PlannedAction) -> str | None:
    """What the action lacks of which it needs one, where nothing at all is mapped to any of them."""
    mapped = {entry.target[0] for entry in action.entries}
    for validator in action.action_type.payload.__pydantic_decorators__.model_validators.values():
        known = rule_of(validator.func)
        if isinstance(known, OneOf) and not any(set(names) <= mapped for names in known.choices):
            listed = [" with ".join(names) for names in known.choices]
            return f"{action.label} needs {' or '.join(listed)}, and no line maps any of them"
    return None


def _place(action: PlannedAction) -> Place:
    """Where the action says that it does without what it would inherit."""
    for key in ("unset", "inherit"):
        if key in action.spot.value:
            return action.spot.at(key).key_place
    return action.spot.at("do").place


def _check_person(action: PlannedAction, field: WrittenField) -> Iterator[Diagnostic]:
    said = field.compiled.field
    if field.infos or len(field.target) < len(("custom_data", "email")):
        return
    for number, text in enumerate(said.from_ or ()):
        name = text.rpartition(".")[2]
        around = text.split(".")[-2] if "." in text else ""
        if not text.replace(".", "").replace("_", "").isalnum() or not is_personal_name(name, around):
            continue
        hashed = _hashed_field(action, name)
        if hashed:
            name = show_target(tuple(map(str, field.target)))
            message = f"{text} goes out in clear as {name}, and the tool matches people by hashes"
            hint = f"map it to {hashed}, where it is hashed"
            yield Diagnostic("W403", message, hint, field.spot.at("from", number).place)
        elif action.instance.destination.forbids_people:
            title = action.instance.destination.title
            message = f"{title} accepts no unhashed personal data, and {text} is such"
            yield Diagnostic("W403", message, "leave it out", field.spot.at("from", number).place)


def _hashed_field(action: PlannedAction, name: str) -> str | None:
    plain = name.replace("_", "").lower()
    for field, roles in roles_of(action.action_type.payload).items():
        if any(isinstance(one, Personal) and one.sent == "sha256" for one in roles) and field.replace("_", "") == plain:
            return field
    return None
