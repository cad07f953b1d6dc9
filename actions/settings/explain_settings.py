"""Errors in a destination's settings, in words of the mapping file."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic import SecretStr
from pydantic_core import ErrorDetails

from actions.constraint_words import EXPLANATIONS as CONSTRAINTS
from actions.constraint_words import choice_meant, choices_of, constraint_words
from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Report
from mappings.findings.show import show
from mappings.findings.suggest import did_you_mean, either, nearest, surely
from mappings.located import Located

Steps = tuple[str | int, ...]
REFERENCES = ("secret", "env")
DIGITS = re.compile(r"\^(\[0-9\]|\\d)(\+|\*|\{[0-9,]+\})\$")
NO_SPACE = re.compile(r"(secret|env):(\S+)")
# What pydantic calls a kind of value, by the start of its error's type.
WANTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string_": "a text",
        "bool_": "true or false",
        "int_": "a whole number",
        "float_": "a number",
        "dict_": "a map",
        "list_": "a list",
        "tuple_": "a list",
    }
)


def explain_settings(errors: Sequence[ErrorDetails], spot: Located, model: type[Settings], report: Report) -> None:
    """One finding for each mistake in the settings that `spot` is; `model` is what they were held against."""
    known = list(model.model_fields)
    lacking = [str(one["loc"][-1]) for one in errors if one["type"] == "missing"]
    misspelt = {_meant(str(one["loc"][-1]), known, lacking) for one in errors if one["type"] == "extra_forbidden"}
    # A misspelt setting is one mistake, not an unknown one and a missing one.
    missing = [dotted(one["loc"]) for one in errors if one["type"] == "missing" and one["loc"][-1] not in misspelt]
    if missing:
        names = " and ".join(missing)
        message = f"the setting {names} is missing" if len(missing) == 1 else f"the settings {names} are missing"
        hint = f"add {names} under settings:" if spot.key else f"add settings: with {names} below it"
        report.add("E402", spot.key_place, message, hint)
    told_at = set()
    for one in errors:
        way = spot.way(*one["loc"])
        # A value of which several kinds may be is refused once for each of them.
        if one["type"] != "missing" and way not in told_at:
            told_at.add(way)
            _explain(one, way, spot.at(*way), model, report, lacking)


def _meant(name: str, known: Sequence[str], lacking: Sequence[str]) -> str | None:
    """The setting that is meant: by its spelling, or as the one that is missing and has this word in its name."""
    holding = [one for one in lacking if name.lower() in one.split("_")]
    return nearest(name, known) or (holding[0] if len(holding) == 1 else None)


def explain_one_for_all(spot: Located, model: type[Settings], report: Report) -> bool:
    """Whether `spot` is a secret or a variable in the place of all settings; the finding is made then."""
    keys = set(spot.value) if isinstance(spot.value, dict) else set()
    if not keys & set(REFERENCES) or keys - {*REFERENCES, "default"} or keys & set(model.model_fields):
        return False
    kind = next(one for one in REFERENCES if one in keys)
    first = next((name for name, info in model.model_fields.items() if info.is_required()), None)
    hint = f"write it behind a setting's name: {first or 'name'}: {{{kind}: …}}"
    report.add("E405", spot.place, f"{{{kind}: …}} is one value, not all settings", hint)
    return True


def takes_secret(model: type[Settings], path: Steps) -> bool:
    """Whether the setting at `path` may be a secret; an unknown one may not."""
    info = model.model_fields.get(str(path[0])) if path else None
    return info is not None and _mentions_secret(info.annotation)


def _mentions_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_mentions_secret, get_args(annotation)))


def words(error: ErrorDetails) -> str:
    """What is wrong with a value, without the value itself: it may be a secret."""
    cause = error.get("ctx", {}).get("error")
    if cause:
        return str(cause)
    wanted = _wanted(error)
    return f"must be {wanted}" if wanted else constraint_words(error, "the value here")[0]


def dotted(path: Steps) -> str:
    return ".".join(map(str, path))


def _explain(
    error: ErrorDetails, way: Steps, at: Located, model: type[Settings], report: Report, lacking: Sequence[str]
) -> None:
    name = dotted(way) or "settings"
    if error["type"] == "extra_forbidden":
        known = list(model.model_fields)
        written = str(error["loc"][-1])
        meant = _meant(written, known, lacking)
        near = did_you_mean(written, known) or (f"write {meant}" if meant else None)
        hint = near or f"settings are {', '.join(known)}"
        fix = surely(str(error["loc"][-1]), known)
        report.add("E401", at.key_place, f"there is no setting {name}", hint, fix=fix)
    elif isinstance(at.value, dict) and _explain_reference(at, report):
        return
    elif isinstance(at.value, dict) and "secret" in at.value:
        report.add("E403", at.place, f"{name} takes no secret", "write the value itself, or {env: NAME}")
    else:
        explain = next((words_of for kind, words_of in EXPLANATIONS if error["type"].startswith(kind)), _refused)
        seen = "the value here" if takes_secret(model, way) else _seen(at.value)
        explained: tuple[str, str | None] = explain(error, name, at, seen)
        fix = _word_meant(error, at) if explain is _wrong_word else None
        if explain is _refused and error["type"] == "string_pattern_mismatch":
            explained = _wrong_form(error, name, seen, model)
        advice = explained[1] or (
            "write {secret: NAME}" if isinstance(at.value, dict) and takes_secret(model, way) else None
        )
        report.add("E404", at.place if way else at.key_place, explained[0], advice, fix=fix)


def _explain_reference(at: Located, report: Report) -> bool:
    """Whether the map at `at` means to name a secret or a variable and does not; the finding is made then."""
    kind = next((one for one in REFERENCES if one in at.value), None)
    if kind is None:
        return _explain_misspelt(at, report)
    name = at.at(kind)
    others = [key for key in at.value if key != kind]
    if not isinstance(name.value, str) or not name.value:
        place = name.key_place if name.value is None else name.place
        hint = f"put it in quotes: '{name.value}'" if isinstance(name.value, int) else f"write {{{kind}: NAME}}"
        report.add("E405", place, f"{kind}: needs a name", hint)
    elif kind == "secret" and others:
        hint = "write {secret: NAME} alone; a value that anyone may read is {env: NAME, default: …}"
        report.add("E405", at.at(others[0]).key_place, f"nothing goes beside secret:, so no {others[0]}:", hint)
    elif others and others != ["default"]:
        wrong = next(key for key in others if key != "default")
        hint = did_you_mean(wrong, ("default",)) or "write {env: NAME}, or {env: NAME, default: …}"
        report.add("E405", at.at(wrong).key_place, f"only default: goes beside env:, not {wrong}:", hint)
    else:
        return False
    return True


def _explain_misspelt(at: Located, report: Report) -> bool:
    for key in at.value:
        glued = NO_SPACE.fullmatch(key)
        hint = f"write {{{glued[1]}: {glued[2]}}}, with a space" if glued else did_you_mean(key, REFERENCES)
        if hint:
            message = f"a value is named by secret: or env:, not by {key}{'' if glued else ':'}"
            report.add("E405", at.at(key).key_place, message, hint)
            return True
    return False


def _wrong_kind(error: ErrorDetails, name: str, at: Located, seen: str) -> tuple[str, str | None]:
    if at.value is None:
        return f"{name} has no value", "write one, or remove the line"
    hint = None
    if error["type"].startswith("dict_"):
        hint = "write it as key: value, one per line"
    elif error["type"].startswith("string_") and isinstance(at.value, int | float):
        hint = "put it in quotes"
    return f"{name} must be {_wanted(error)}, not {seen}", hint


def _wrong_word(error: ErrorDetails, name: str, at: Located, seen: str) -> tuple[str, str | None]:
    choices, meant = _choices(error), _word_meant(error, at)
    nearly = choice_meant(at.value, choices) if isinstance(at.value, str) else []
    near = f"did you mean {either(nearly)}?" if nearly else None
    inside = f"write {meant}" if meant and meant.lower() in at.value.lower() else None
    return f"{name} cannot be {seen}", inside or near or f"it is one of {', '.join(choices)}"


def _choices(error: ErrorDetails) -> list[str]:
    return choices_of(error["ctx"]["expected"])


def _word_meant(error: ErrorDetails, at: Located) -> str | None:
    """The one choice that surely is meant: nearly written, or part of a longer text, such as an address."""
    if not isinstance(at.value, str):
        return None
    choices = _choices(error)
    inside = [one for one in choices if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", at.value, re.IGNORECASE)]
    return inside[0] if len(inside) == 1 else surely(at.value, choices)


def _wrong_form(error: ErrorDetails, name: str, seen: str, model: type[Settings]) -> tuple[str, str | None]:
    """A text of another form than the setting has, in the words of the setting's own description."""
    description = model.model_fields[name].description if name in model.model_fields else None
    if DIGITS.fullmatch(error["ctx"]["pattern"]):
        return f"{name} is made of digits alone, not {seen}", description
    return f"{name} has another form than {seen}", description


def _refused(error: ErrorDetails, name: str, _at: Located, seen: str) -> tuple[str, str | None]:
    if error["type"] in CONSTRAINTS:
        wrong, advice = constraint_words(error, seen)
        return f"{name}: {wrong}", advice
    # Destinations say what is wrong and what to write in one sentence.
    message, write, hint = words(error).partition("; write ")
    return f"{name}: {message}", f"write {hint}" if write else None


def _seen(value: Any) -> str:
    return "a map" if isinstance(value, dict) else show(value)


def _wanted(error: ErrorDetails) -> str | None:
    is_kind = error["type"].endswith(("_type", "_parsing", "_from_float"))
    return next((one for kind, one in WANTED.items() if is_kind and error["type"].startswith(kind)), None)


Explain = Callable[[ErrorDetails, str, Located, str], tuple[str, str | None]]
EXPLANATIONS: Final[tuple[tuple[str, Explain], ...]] = (
    ("literal_error", _wrong_word),
    *((f"{kind}{end}", _wrong_kind) for kind in WANTED for end in ("type", "parsing", "from_float")),
)
