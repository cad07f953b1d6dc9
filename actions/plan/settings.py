"""An instance's settings: plain values, and names of secrets and variables that are looked up only to deliver."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean, nearest
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

    def resolve(self, lookup: Lookup) -> Settings:
        """The settings to deliver with; MissingReferenceError names what `lookup` does not know."""
        values = {one.path: _value(one, lookup) for one in self.references}
        missing = [one.name for one in self.references if values[one.path] is None and not one.has_default]
        if missing:
            raise MissingReferenceError(", ".join(missing))
        try:
            return type(self.shown).model_validate(_replaced(self.raw, values))
        except ValidationError as error:
            # The values themselves stay out of the text: one of them may be a secret.
            told = "; ".join(f"{_dotted(one['loc'])}: {_words(one)}" for one in error.errors(include_input=False))
            raise MissingReferenceError(f"what was found does not fit: {told}") from None


def read_settings(spot: Spot, model: type[Settings], report: Report, lookup: Lookup) -> InstanceSettings | None:
    """The settings under `spot`, or None with findings E401 to E404 when they do not fit `model`."""
    raw = spot.value if isinstance(spot.value, dict) else {}
    references = tuple(_references(raw, ()))
    # A variable that is set now is shown as it is; a secret never is, and what is unset is shown by its name.
    stand_ins = {one.path: _stand_in(one, lookup) for one in references}
    values = _replaced(raw, stand_ins)
    try:
        settings = model.model_validate(values)
    except ValidationError as error:
        mine = [one for one in error.errors() if not _names_only(one, references)]
        misspelt = {
            nearest(str(one["loc"][-1]), list(model.model_fields)) for one in mine if one["type"] == "extra_forbidden"
        }
        for one in mine:
            # A misspelt setting is one mistake, not an unknown one and a missing one.
            if not (one["type"] == "missing" and one["loc"][-1] in misspelt):
                _report(one, spot, model, report)
        if mine:
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


def _value(reference: Reference, lookup: Lookup) -> Any:
    found = lookup(reference.name)
    if found is None:
        return reference.default
    return SecretStr(found) if reference.secret else found


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


def _names_only(error: ErrorDetails, references: tuple[Reference, ...]) -> bool:
    """Whether the finding is about a name that stands in for a value nobody has looked up yet."""
    if error["type"] in ("string_type", "extra_forbidden"):
        return False  # A secret where none may be, or in a setting that is none: that is the file's mistake.
    return any(one.path[: len(error["loc"])] == error["loc"][: len(one.path)] for one in references)


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
            report.add(
                "W401",
                spot.at(name).place,
                f"{name} is a secret and stands here for everyone to read",
                f"write {{secret: {name.upper()}}} and set that variable where events are delivered",
            )
    return settings.model_copy(update=hidden) if hidden else settings


def _report(error: ErrorDetails, spot: Spot, model: type[Settings], report: Report) -> None:
    at = spot.at(*error["loc"])
    name = _dotted(error["loc"])
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(str(error["loc"][-1]), list(model.model_fields))
        report.add(
            "E401",
            at.key_place,
            f"there is no setting {name}",
            hint or f"settings are {', '.join(model.model_fields)}",
        )
    elif error["type"] == "missing":
        report.add("E402", spot.key_place, f"the setting {name} is missing", f"add {name} under settings:")
    elif isinstance(error["input"], SecretStr):
        report.add("E403", at.place, f"{name} takes no secret", "write the value itself, or {env: NAME}")
    else:
        report.add("E404", at.place if error["loc"] else spot.key_place, f"{name or 'settings'}: {_words(error)}")


def _words(error: ErrorDetails) -> str:
    cause = error.get("ctx", {}).get("error")
    return str(cause) if cause else error["msg"][0].lower() + error["msg"][1:]


def _dotted(path: tuple[Step, ...]) -> str:
    return ".".join(map(str, path))
