"""Fields that limit what is done: once mapped, they must have a value, or more is done than is meant."""

from collections.abc import Sequence

from msgspec.structs import replace
from pydantic import BaseModel

from destinations.sdk.fields.roles import ScopeRole, roles_of
from mappings.fields.entry import Entry


def demand_scope(entries: Sequence[Entry], model: type[BaseModel]) -> tuple[Entry, ...]:
    """The entries, those of a field that must be found with `if_missing: fail` where they do not say otherwise."""
    roles = roles_of(model)
    return tuple(
        replace(entry, field=entry.field.model_copy(update={"if_missing": "fail"}))
        if _must_be_found(roles.get(entry.target[0], ())) and not _declares_missing(entry)
        else entry
        for entry in entries
    )


def _must_be_found(roles: Sequence[object]) -> bool:
    return any(isinstance(one, ScopeRole) and one.must_be_found for one in roles)


def _declares_missing(entry: Entry) -> bool:
    """Whether the file says itself what happens without a value; a literal has one."""
    return bool(entry.field.model_fields_set & {"required", "if_missing", "value"})
