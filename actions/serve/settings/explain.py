"""What pydantic refused in `serve.yaml`, in words of the file."""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from actions.serve.settings.model import ServeSettings
from mappings.findings.diagnostic import Report
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean, nearest, surely
from mappings.located import Located

Steps = tuple[str | int, ...]
WANTED = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
}
BOUNDS = {"greater_than_equal": ("ge", "or more"), "less_than_equal": ("le", "or less")}


def explain(error: ValidationError, spot: Located, report: Report) -> None:
    """One finding for each mistake in the file that `spot` is."""
    details = error.errors(include_url=False)
    unknown = {(one["loc"][:-1], _meant(one["loc"])) for one in details if one["type"] == "extra_forbidden"}
    for one in details:
        way = _way(spot, one["loc"])
        # Where a key is misspelt, the one that is missing for it is the same mistake.
        if one["type"] == "missing" and (one["loc"][:-1], one["loc"][-1]) in unknown:
            continue
        _explain(one, way, spot, report)


def _explain(one: ErrorDetails, way: Steps, spot: Located, report: Report) -> None:
    kind, key, at = one["type"], _key(way), spot.at(*way)
    if kind == "extra_forbidden":
        known = list(_fields_at(one["loc"][:-1]))
        hint = did_you_mean(str(way[-1]), known) or f"the keys are {', '.join(known)}"
        report.add("E120", at.key_place, f'{_owner(way)} has no key "{way[-1]}"', hint, fix=surely(str(way[-1]), known))
    elif kind == "missing":
        lacking, around = str(one["loc"][-1]), spot.at(*one["loc"][:-1])
        report.add("E121", around.key_place, f"{_owner(one['loc'])} needs {lacking}:", _example(lacking))
    elif one["loc"] == ("version",):
        report.add("E124", at.place, f"this release reads version 1 of serve.yaml, not {_seen(at.value)}", "version: 1")
    elif kind == "literal_error":
        words = [word.strip("'") for word in one["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        near = did_you_mean(at.value, words) if isinstance(at.value, str) else None
        hint = near or f"it is one of {', '.join(words)}"
        report.add("E123", at.place, f"{key}: cannot be {_seen(at.value)}", hint)
    elif kind == "too_short" and at.value:
        pass  # What it holds is wrong, and is reported by itself.
    elif kind == "too_short":
        report.add("E122", at.place, f"{key}: is empty", "write one, or remove the key")
    else:
        problem = one["msg"] if kind == "E122" else f"must be {_wanted(one)}"
        last = way[-1] if way else ""
        where = f"item {last + 1} of {key}:" if isinstance(last, int) else f"{key}:"
        advice = one.get("ctx", {}).get("hint") or _advice(one)
        is_secret = "keys" in way
        seen = "" if is_secret else f", not {_seen(at.value)}"
        report.add("E122", at.place, f"{where} {problem}{seen}", advice)


def _wanted(one: ErrorDetails) -> str:
    if one["type"] in BOUNDS:
        name, words = BOUNDS[one["type"]]
        return f"{one['ctx'][name]} {words}"
    return WANTED.get(one["type"], "something else")


def _advice(one: ErrorDetails) -> str | None:
    """How a list or a map is written."""
    if one["type"] == "tuple_type":
        return "write it in brackets: [one, another]"
    if one["type"] == "model_type":
        return f"write it in braces: {{{next(iter(_fields_at(one['loc'])))}: …}}"
    return None


def _way(spot: Located, steps: Steps) -> Steps:
    """The part of the way that the file spells; pydantic's names of kinds of values are left out."""
    way: Steps = ()
    for step in steps:
        if spot.way(*way, step) == (*way, step):
            way = (*way, step)
    return way


def _meant(steps: Steps) -> str | None:
    return nearest(str(steps[-1]), list(_fields_at(steps[:-1])))


def _fields_at(steps: Steps) -> dict[str, Any]:
    """The keys of the map at the end of `steps`."""
    model: type[BaseModel] = ServeSettings
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return dict(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _key(way: Steps) -> str:
    return next((step for step in reversed(way) if isinstance(step, str)), "this file")


def _owner(way: Steps) -> str:
    """What the map is called that the last step is a key of."""
    around = _key(way[:-1])
    return {"sources": "a source", "this file": "serve.yaml"}.get(around, f"{around}:")


def _example(key: str) -> str:
    return {
        "version": "start the file with: version: 1",
        "sources": "write sources: and below it - name: website, with keys:",
        "name": "give the source a name: of its own",
        "keys": "write keys: [{env: WEBSITE_KEY}]",
    }.get(key, f"add {key}:")


def _seen(value: Any) -> str:
    return "a map" if isinstance(value, dict) else show(value) if isinstance(value, str | int) else kind_of(value)
