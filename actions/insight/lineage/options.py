"""What a line's options do to the places that its value comes from."""

from msgspec.structs import replace

from actions.insight.lineage.flow import Flow
from actions.insight.lineage.ways import Way
from mappings.fields.target import parse_target
from mappings.file.model import Field


def rest_after(rest: Way, field: Field) -> Way | None:
    """The way below a copied object after `only:`, `except:` and `rename:`; None where they leave it out.

    >>> line = Field.model_validate({"from": "traits", "except": "email", "rename": {"plan": "tier"}})
    >>> rest_after(("plan", "name"), line), rest_after(("email",), line)
    (('tier', 'name'), None)
    """
    only = [parse_target(name) for name in field.only or ()]
    if rest and only and not any(rest[: len(name)] == name[: len(rest)] for name in only):
        return None
    if any(rest[: len(name)] == name for name in map(parse_target, field.except_ or ())):
        return None
    renamed = (field.rename or {}).get(str(rest[0])) if rest else None
    return (renamed, *rest[1:]) if renamed else rest


def makes_another_value(field: Field) -> bool:
    """Whether the line's value is another one than what its path found, so that nothing below it is told apart."""
    return field.lookup is not None or (field.as_ is not None and field.as_ != "list")


def after_options(flow: Flow, field: Field) -> Flow:
    """The flow of the line's value, if this is that of what its path found: the fields of a built object, chosen."""
    if makes_another_value(field):
        return Flow(by=flow.sources())
    fields = {}
    for name, one in flow.fields.items():
        rest = rest_after((name,), field)
        if rest is not None:
            fields[str(rest[0])] = one
    return replace(flow, fields=fields)
