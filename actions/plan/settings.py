"""An instance's settings: plain values, and names of secrets and variables that are looked up only to deliver."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from actions.plan.explain_settings import dotted, explain_settings, takes_secret, words
from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Report
from mappings.spot import Spot

Lookup = Callable[[str], str | None]
Step = str | int


@dataclass(frozen=True, slots=True)
class Reference:
    """`{secret: NAME}` or `{env: NAME, default: …}` at a path inside the settings."""

    path: tuple[Step, ...]
    name: str
    secret: bool
    default: Any = None
    has_default: bool = False


class MissingReferenceError(LookupError):
    """Secrets or variables that are not there; the text names them and never shows a value."""


@dataclass(frozen=True, slots=True)
class InstanceSettings:
    """`shown` has the name of each secret in its place; `resolve` puts the values there, at delivery."""

    shown: Settings
    raw: Mapping[str, Any]
    references: tuple[Reference, ...]

    def resolve(self, lookup: Lookup, secrets: Lookup | None = None) -> Settings:
        """The settings to deliver with; MissingReferenceError names what `lookup` does not know.

        Secrets are asked of `secrets`, if that is given.
        """
        values = {one.path: _value(one, (secrets or lookup) if one.secret else lookup) for one in self.references}
        missing = [one.name for one in self.references if values[one.path] is None and not one.has_default]
        if missing:
            raise MissingReferenceError(", ".join(missing))
        try:
            return type(self.shown).model_validate(_replaced(self.raw, values))
        except ValidationError as error:
            # The values themselves stay out of the text: one of them may be a secret.
            told = "; ".join(f"{dotted(one['loc'])}: {words(one)}" for one in error.errors(include_input=False))
            raise MissingReferenceError(f"what was found does not fit: {told}") from None


def read_settings(spot: Spot, model: type[Settings], report: Report, lookup: Lookup) -> InstanceSettings | None:
    """The settings under `spot`, or None with findings E401 to E405 when they do not fit `model`."""
    raw = spot.value if isinstance(spot.value, dict) else {}
    references = tuple(_references(raw, ()))
    _check_names(references, spot, report)
    # A variable that is set now is shown as it is; a secret never is, and what is unset is shown by its name.
    stand_ins = {one.path: _stand_in(one, lookup) for one in references}
    values = _replaced(raw, stand_ins)
    # What a name alone stands in for is not held against the model: nobody has looked its value up.
    names = [
        one for one in references if (takes_secret(model, one.path) or not one.secret) and not _is_default(one, lookup)
    ]
    try:
        settings = model.model_validate(values)
    except ValidationError as error:
        mine = [one for one in error.errors() if not _is_about(one, names)]
        if mine:
            explain_settings(mine, spot, model, report)
            return None
        settings = _with_names(model, values)
    return InstanceSettings(_hide_literals(settings, references, spot, report), raw, references)


def _references(value: Any, path: tuple[Step, ...]) -> list[Reference]:
    if isinstance(value, list):
        return [one for number, part in enumerate(value) for one in _references(part, (*path, number))]
    if not isinstance(value, dict):
        return []
    name = value.get("secret", value.get("env"))
    if isinstance(name, str) and set(value) <= {"secret"}:
        return [Reference(path, name, secret=True)]
    if isinstance(name, str) and set(value) <= {"env", "default"}:
        return [Reference(path, name, secret=False, default=value.get("default"), has_default="default" in value)]
    return [one for key, part in value.items() for one in _references(part, (*path, key))]


def _check_names(references: Sequence[Reference], spot: Spot, report: Report) -> None:
    for one in references:
        if re.search(r"[\s${}]", one.name):
            kind = "secret" if one.secret else "variable"
            hint = f"write {re.sub(r'[^0-9A-Za-z]+', '_', one.name).strip('_').upper()}"
            report.add(
                "E405", spot.at(*one.path, kind if one.secret else "env").place, f'"{one.name}" names no {kind}', hint
            )


def _value(reference: Reference, lookup: Lookup) -> Any:
    found = lookup(reference.name)
    if reference.secret:
        # A variable set to nothing is a secret forgotten: a webhook, say, would go out unsigned.
        return SecretStr(found) if found and found.strip() else None
    return reference.default if found is None else found


def _stand_in(reference: Reference, lookup: Lookup) -> Any:
    if reference.secret:
        return SecretStr(reference.name)
    found = lookup(reference.name)
    return found if found is not None else reference.default if reference.has_default else reference.name


def _replaced(value: Any, values: Mapping[tuple[Step, ...], Any], path: tuple[Step, ...] = ()) -> Any:
    if path in values:
        return values[path]
    if isinstance(value, dict):
        return {key: _replaced(part, values, (*path, key)) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, values, (*path, number)) for number, part in enumerate(value)]
    return value


def _is_default(reference: Reference, lookup: Lookup) -> bool:
    return reference.has_default and lookup(reference.name) is None


def _is_about(error: ErrorDetails, names: Sequence[Reference]) -> bool:
    """Whether the finding is about a value that one of `names` stands in for."""
    if error["type"] == "extra_forbidden":
        return False
    return any(one.path[: len(error["loc"])] == error["loc"][: len(one.path)] for one in names)


def _with_names(model: type[Settings], values: dict[str, Any]) -> Settings:
    """The settings with names left unchecked in the fields that refused them."""
    checked = model.model_construct(**values)
    for field, value in values.items():
        try:
            part = model.__pydantic_validator__.validate_assignment(model.model_construct(), field, value)
        except ValidationError:
            continue
        checked.__dict__[field] = getattr(part, field)
    return checked


def _hide_literals(settings: Settings, references: tuple[Reference, ...], spot: Spot, report: Report) -> Settings:
    """The settings with the name of the setting in place of each secret written out in the file."""
    hidden = {}
    for name in type(settings).model_fields:
        if isinstance(getattr(settings, name), SecretStr) and not any(one.path == (name,) for one in references):
            if name not in settings.model_fields_set:
                continue
            hidden[name] = SecretStr(name)
            at = spot.at(name)
            filled_in = re.fullmatch(r"\$\{?(\w+)\}?", str(at.value))
            if filled_in:
                message, hint = f"nothing is filled in for {at.value}", f"write {{secret: {filled_in[1]}}}"
                report.add("E405", at.place, message, hint)
            else:
                message = f"{name} is a secret and stands here for everyone to read"
                hint = f"write {{secret: {name.upper()}}} and set that variable where events are delivered"
                report.add("W401", at.place, message, hint)
    return settings.model_copy(update=hidden) if hidden else settings
