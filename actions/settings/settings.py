"""An instance's settings: plain values, and names of secrets and variables that are looked up only to deliver."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from actions.credentials import holds_secret
from actions.settings.explain_settings import dotted, explain_one_for_all, explain_settings, takes_secret, words
from actions.settings.placeholders import check_placeholders
from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Report
from mappings.located import Located

Lookup = Callable[[str], str | None]
Step = str | int


class Reference(Struct, frozen=True):
    """`{secret: NAME}` or `{env: NAME, default: …}` at a path inside the settings.

    What the setting keeps secret, it `hides`, however it is given.
    """

    path: tuple[Step, ...]
    name: str
    secret: bool
    hides: bool
    default: Any = None
    has_default: bool = False


class MissingReferenceError(LookupError):
    """Secrets or variables that are not there; the text names them and never shows a value."""


class InstanceSettings(Struct, frozen=True):
    """`shown` has the name of each secret in its place; `resolve` puts the values there, at delivery.

    `spot` is where the file says them.
    """

    shown: Settings
    raw: Mapping[str, Any]
    references: tuple[Reference, ...]
    spot: Located

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
            problems = "; ".join(f"{dotted(one['loc'])}: {words(one)}" for one in error.errors(include_input=False))
            raise MissingReferenceError(f"what was found does not fit: {problems}") from None
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's own validators
            # Not its words: they may hold a secret.
            raise MissingReferenceError(f"its settings cannot be made: {type(error).__name__}") from None


def read_settings(
    spot: Located, model: type[Settings], report: Report, lookup: Lookup, *, owner: str = ""
) -> InstanceSettings | None:
    """The settings under `spot`, or None with findings E401 to E405 when they do not fit `model`.

    `owner` is the instance whose settings they are.
    """
    raw = spot.value if isinstance(spot.value, dict) else {}
    if explain_one_for_all(spot, model, report):
        return None
    # The map itself is none: a setting may be called `secret`.
    references = tuple(one for name, value in raw.items() for one in _references(value, (name,), model))
    _check_names(references, spot, report)
    unfilled = check_placeholders(raw, spot, model, report)
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
        mine = [one for one in error.errors() if not _is_about(one, [*(one.path for one in names), *unfilled])]
        if mine:
            explain_settings(mine, spot, model, report)
            return None
        settings = _with_names(model, values)
    if unfilled:
        return None
    return InstanceSettings(_hide_literals(settings, references, spot, report, owner), raw, references, spot)


def in_environment(own: Located, over: Located) -> Located:
    """The settings `own` of a file with those of an environment, `over`, in their place, one by one."""
    children = {key: own.at(key) for key in own.value} | {key: over.at(key) for key in over.value}
    value = {key: one.value for key, one in children.items()}
    return Located(value, over.place, over.key_place, children, key=over.key)


def _references(value: Any, path: tuple[Step, ...], model: type[Settings]) -> list[Reference]:
    if isinstance(value, list):
        return [one for number, part in enumerate(value) for one in _references(part, (*path, number), model)]
    if not isinstance(value, dict):
        return []
    name, hides = value.get("secret", value.get("env")), takes_secret(model, path)
    if isinstance(name, str) and set(value) <= {"secret"}:
        return [Reference(path, name, secret=True, hides=True)]
    if isinstance(name, str) and set(value) <= {"env", "default"}:
        has_default = "default" in value
        return [Reference(path, name, secret=False, hides=hides, default=value.get("default"), has_default=has_default)]
    return [one for key, part in value.items() for one in _references(part, (*path, key), model)]


def _check_names(references: Sequence[Reference], spot: Located, report: Report) -> None:
    for one in references:
        if re.search(r"[\s${}]", one.name):
            kind = "secret" if one.secret else "variable"
            hint = f"write {re.sub(r'[^0-9A-Za-z]+', '_', one.name).strip('_').upper()}"
            report.add(
                "E405", spot.at(*one.path, kind if one.secret else "env").place, f'"{one.name}" names no {kind}', hint
            )


def _value(reference: Reference, lookup: Lookup) -> Any:
    found = lookup(reference.name)
    if not reference.hides:
        return reference.default if found is None else found
    # A variable set to nothing is a secret forgotten: a webhook, say, would go out unsigned.
    return SecretStr(found) if found and found.strip() else reference.default


def _stand_in(reference: Reference, lookup: Lookup) -> Any:
    found = lookup(reference.name)
    if reference.hides:
        is_default = found is None and reference.has_default
        return reference.default if is_default else SecretStr(reference.name)
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


def _is_about(error: ErrorDetails, paths: Sequence[tuple[Step, ...]]) -> bool:
    """Whether the finding is about a value at one of `paths`, of which there is nothing more to say."""
    # What is said of the settings as a whole, such as which of them belong together, is about no value.
    if error["type"] == "extra_forbidden" or not error["loc"]:
        return False
    return any(one[: len(error["loc"])] == error["loc"][: len(one)] for one in paths)


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


def _hide_literals(
    settings: Settings, references: tuple[Reference, ...], spot: Located, report: Report, owner: str
) -> Settings:
    """The settings with the name of the setting in place of each secret written out in the file."""
    hidden = {}
    for name in type(settings).model_fields:
        mine = next((one for one in references if one.path == (name,)), None)
        if not isinstance(getattr(settings, name), SecretStr) or (mine and not mine.has_default):
            continue
        if name not in settings.model_fields_set:
            continue
        hidden[name] = SecretStr(name)
        at = spot.at(name, "default") if mine else spot.at(name)
        message, hint = _written_out(name, owner)
        fix = None if mine else hint.removeprefix("write ").partition(" and ")[0]
        report.add("W401", at.place, message, hint, fix=fix)
    hidden |= _hide_headers(settings, references, spot, report, owner)
    return settings.model_copy(update=hidden) if hidden else settings


def _hide_headers(
    settings: Settings, references: tuple[Reference, ...], spot: Located, report: Report, owner: str
) -> dict[str, Any]:
    """The settings that hold headers, with the header's name for each secret that is written out among them."""
    hidden: dict[str, Any] = {}
    named = {one.path for one in references}
    for field in settings.model_fields_set:
        headers = getattr(settings, field)
        for name, value in headers.items() if field == "headers" and isinstance(headers, dict) else ():
            if isinstance(value, str) and holds_secret(name) and (field, name) not in named:
                hidden[field] = {**hidden.get(field, headers), name: SecretStr(name)}
                report.add("W401", spot.at(field, name).place, *_written_out(name, owner))
    return hidden


def _written_out(name: str, owner: str) -> tuple[str, str]:
    # Two destinations may each have a setting of that name.
    variable = re.sub(r"[^0-9A-Za-z]+", "_", f"{owner}_{name}").strip("_").upper()
    message = f"{name} is a secret, and everyone who reads this file sees it"
    return message, f"write {{secret: {variable}}} and set that variable where events are delivered"
