"""Pydantic's errors in a mapping file, in words of the file."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mappings.expr.calls import function_meant
from mappings.file.file_words import (
    ANY,
    CALLED,
    KIND_HINTS,
    MISSING,
    NAME_HINTS,
    RENAMED_KEYS,
    SAID_OTHERWISE,
    SWITCH_WORDS,
    WORDS_ELSEWHERE,
    key_meant,
    known_keys,
    model_at,
)
from mappings.file.model import Action, Field, Keys, MappingFile, slug_of
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean, surely
from mappings.located import Located

Steps = tuple[str | int, ...]
WANTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string_type": "a text",
        "greater_than_equal": "a whole number from 1 on",
        "bool_type": "true or false",
        "int_type": "a whole number",
        "list_type": "a list",
        "dict_type": "a map",
        "model_type": "a map",
    }
)
# Keys whose values are of their own kind.
OWN: Final[Mapping[str, str]] = MappingProxyType({"linger": "a number from 0 to 3600"})
PATHS = ("from", "from_event", "each")
MAPS = ("dict_type", "model_type")
# `do:track`, which YAML reads as one word.
GLUED = re.compile(r"([a-z_]+)(:|\uff1a\s*)([^\s:/].*)")
# `-do: track`, which YAML reads as a key of this name.
NO_SPACE = re.compile(r"-(?=[^\W\d])")
# Signs that stand for list items elsewhere.
BULLETS = re.compile("[\u2010-\u2015\u2022\u2212*+]\\s*")
# How action types are called.
TYPE = re.compile(r"[a-z][a-z0-9_]*")
# What pydantic calls a key that is itself at fault.
KEY_ITSELF = "[key]"


def explain_model(
    error: ValidationError, spot: Located, root: type[Keys], report: Report, misspelt: set[Steps] | None = None
) -> None:
    """One finding for each mistake in the file that `spot` is; `root` is the model it was held against.

    `misspelt` are the ways to maps in which an unknown key was found, now or when the file was read before.
    """
    details = error.errors(include_url=False)
    misspelt = set() if misspelt is None else misspelt
    misspelt |= {one["loc"][:-1] for one in details if one["type"] == "extra_forbidden"}
    for one in details:
        # Where a key is unknown, the missing one is most likely that key misspelt: one mistake, one finding.
        if one["type"] == "missing" and one["loc"][:-1] in misspelt:
            continue
        explain = EXPLANATIONS.get(one["type"], _wrong_kind)
        if one["loc"] == ("version",) and one["type"] not in ("missing", "E122"):
            explain = _version
        explain(_Finding(one, spot, root, report))


class _Finding:
    """One error of pydantic's, where it stands, and the model of the map it stands in."""

    def __init__(self, detail: ErrorDetails, spot: Located, root: type[Keys], report: Report) -> None:
        self.kind: str = detail["type"]
        self.text: str = detail["msg"]
        self.value: Any = detail["input"]
        self.context: dict[str, Any] = detail.get("ctx", {})
        self.steps: Steps = detail["loc"]
        # `email: userId` has no `from` and no list.
        self.written = spot.way(*self.steps)
        self.spot = spot.at(*self.steps)
        self.report = report
        self.model = model_at(root, self.steps[:-1])
        self.around = spot.at(*self.steps[:-1])

    @property
    def key(self) -> str:
        """The nearest key around the value that the file has."""
        return next((step for step in reversed(self.written) if isinstance(step, str)), "this file")

    def add(
        self, code: str, message: str, hint: str | None, place: Place | None = None, *, fix: str | None = None
    ) -> None:
        self.report.add(code, place or value_place(self.spot), message, hint, fix=fix)


def value_place(spot: Located) -> Place:
    """Where a finding about a value points: at the value, or at its key where nothing is written."""
    return spot.key_place if spot.value is None else spot.place


def _unknown_key(found: _Finding) -> None:
    key, place = found.key, found.spot.key_place
    if found.model is Field and found.value is None:
        # `{from: join(a, b)}`: the comma ends the value and starts a key without one.
        hint = "a value with a comma inside { } goes in single quotes"
        found.add("E120", f'a field has no option "{key}"', hint, place)
        return
    if NO_SPACE.match(key):
        found.add("E122", "a space is missing after this `-`", f"write - {key[1:]}:", place)
        return
    if found.model is Action and "do" not in found.around.value and _is_like_a_type(found):
        inside = ", and the lines below it in line with do:" if found.value else ""
        found.add(
            "E120",
            f'"{key}" is not a key of an action: an action type goes after do:',
            f"write - do: {key}{inside}",
            place,
        )
        return
    model = found.model or MappingFile
    known, meant = known_keys(model), key_meant(key, model)
    listed = f"the keys are {', '.join(known)}"
    if found.model is Action:
        listed = f"a field of the payload goes under map: or set:; {listed}"
        if key in known_keys(MappingFile):
            listed = f"{key}: belongs beside actions:, at column 1"
    others = SAID_OTHERWISE.get(model, {})
    other = others.get(key)
    renamed = f"write {meant}:" if meant and key in RENAMED_KEYS.get(model, {}) else None
    if other is None and meant in (found.around.value or {}):
        # Written so it would stand there a second time.
        other = f"{meant}: is there as well: merge the two, or remove this one"
    hint = other or renamed or did_you_mean(key, known) or others.get(ANY) or listed
    found.add("E120", f'{CALLED[model]} has no key "{key}"', hint, place, fix=None if other else meant)


def _is_like_a_type(found: _Finding) -> bool:
    """Whether the key is the name of an action type: `- track:`, with nothing behind it or its lines below."""
    is_bare = found.value is None or isinstance(found.value, dict)
    return is_bare and found.key not in SAID_OTHERWISE[Action] and key_meant(found.key, Action) is None


def _missing_key(found: _Finding) -> None:
    if found.steps == ("actions",) and "actions" in (found.around.at("settings").value or {}):
        astray = found.around.at("settings", "actions").key_place
        found.add("E121", "actions: is nested under settings:", "move it and its lines left, to column 1", astray)
        return
    called = CALLED[found.model or MappingFile]
    first = found.around
    if isinstance(first.children, Mapping) and first.children:
        first = next(iter(first.children.values()))
    key = str(found.steps[-1])
    found.add("E121", f"{called} needs {key}:", MISSING[key], first.key_place)


def _wrong_kind(found: _Finding) -> None:
    wanted = OWN.get(str(found.key)) or WANTED.get(found.kind, "something else")
    if found.key in PATHS and found.kind in ("string_type", "list_type"):
        wanted = "a path" if found.kind == "string_type" else "a path or a list of paths"
    elif found.kind == "list_type" and found.key != "actions":
        wanted = "a text or a list of texts"
    glued = GLUED.fullmatch(found.value) if isinstance(found.value, str) and found.kind in MAPS else None
    if glued:
        fix = f"{glued[1]}: {glued[3]}"
        is_ours = glued[2] == ":"
        message = "a space is missing after this `:`" if is_ours else f"{glued[2][0]} is not a colon to YAML"
        found.add("E122", message, f"write {fix}", fix=fix)
        return
    if found.kind == "list_type" and NO_SPACE.match(_first_words(found.value)):
        words, place = found.value[1:] if isinstance(found.value, str) else "", found.spot.place
        if isinstance(found.spot.children, Mapping):
            words, place = f"{_first_words(found.value)[1:]}:", next(iter(found.spot.children.values())).key_place
        found.add("E122", "a space is missing after this `-`", f"write - {words}", place)
        return
    if found.kind in MAPS and found.key == "actions" and isinstance(found.value, str) and TYPE.fullmatch(found.value):
        fix = f"do: {found.value}"
        found.add("E122", f'an action must be a map, not "{found.value}"', f"write - {fix}", fix=fix)
        return
    if found.kind == "list_type" and (bullet := BULLETS.match(_first_words(found.value))):
        message = f"{bullet[0].strip()} does not begin an item of a list"
        found.add("E122", message, "write - and a space in its place")
        return
    seen = show(found.value) if isinstance(found.value, str | int | float) else _kind(found.value)
    found.add("E122", f"{_subject(found)} must be {wanted}, not {seen}", _kind_hint(found))


def _first_words(value: Any) -> str:
    """The text, or the first key, that stands where a list should."""
    return value if isinstance(value, str) else str(next(iter(value), "")) if isinstance(value, dict) else ""


def _subject(found: _Finding) -> str:
    if not found.written:
        return "a mapping file"
    last = found.written[-1]
    if isinstance(last, int):
        return "an action" if found.key == "actions" else f"item {last + 1} of {found.key}:"
    return f"{last}:"


def _kind(value: Any) -> str:
    return "a map" if isinstance(value, dict) else kind_of(value)


def _kind_hint(found: _Finding) -> str | None:
    value = found.value
    if found.key in NAME_HINTS:
        return NAME_HINTS[found.key]
    if found.kind == "string_type" and isinstance(value, bool | int | float) and found.key not in PATHS:
        return f"put it in quotes: '{show(value)}'"
    if found.key in KIND_HINTS:
        return KIND_HINTS[found.key]
    if found.kind in ("string_type", "list_type") and found.key in PATHS:
        return "put the path in quotes" if isinstance(value, dict) else "a literal goes under value:, or under set:"
    if found.kind in ("dict_type", "model_type"):
        return "write it as key: value, one per line" if found.steps else "start it with: version: 1"
    return None


def _switch(found: _Finding) -> None:
    meant = SWITCH_WORDS.get(found.value.lower()) if isinstance(found.value, str) else None
    if meant:
        message = f"{found.key}: must be true or false; YAML 1.2 reads {found.value} as a text"
        found.add("E119", message, f"write {meant}", fix=meant)
    else:
        fix = found.value if found.value in ("true", "false") else None
        hint = "write it without quotes" if fix else "write true or false"
        found.add("E122", f"{found.key}: must be true or false, not {_seen(found.value)}", hint, fix=fix)


def _version(found: _Finding) -> None:
    what = _seen(found.value)
    hint = "write version: 1"
    if type(found.value) is int and found.value > 1:
        hint = "its keys may mean something else: install a later release of destination-actions, or rewrite the file"
    found.add("E124", f"this release reads version 1 of mapping files, not {what}", hint)


def _word(found: _Finding) -> None:
    words = [word.strip("'") for word in found.context["expected"].replace(" or ", ", ").split(", ")]
    near = did_you_mean(found.value, words) if isinstance(found.value, str) else None
    ours = WORDS_ELSEWHERE.get(found.key, {}).get(str(found.value).lower())
    hint = f"write {ours}" if ours else near or _function_hint(found) or f"it is one of {', '.join(words)}"
    fix = ours if ours in words else surely(str(found.value), words) if near else None
    found.add("E123", f"{found.key}: cannot be {_seen(found.value)}", hint, fix=fix)


def _function_hint(found: _Finding) -> str | None:
    """`as: sha256`: what is a function of paths here."""
    function = function_meant(found.value) if found.key == "as" and isinstance(found.value, str) else None
    path = found.around.value.get("from") if isinstance(found.around.value, dict) else None
    if function is None:
        return None
    return f"it is a function of paths: write from: {function}({path if isinstance(path, str) else 'path'})"


def _pattern(found: _Finding) -> None:
    hint = f"write {slug_of(found.value)}" if slug_of(found.value) else "start with a letter or a digit"
    message = f"{found.key}: holds only a-z, 0-9, - and _, so it cannot be {_seen(found.value)}"
    is_key = found.steps[-1] == KEY_ITSELF
    place = found.spot.key_place if is_key else None
    found.add("E126", message, hint, place, fix=slug_of(found.value) or None)


def _empty(found: _Finding) -> None:
    found.add("E122", f"{_subject(found)} is empty", "write one, or remove the key")


def _too_small(found: _Finding) -> None:
    found.add(
        "E122",
        f"{found.key}: must be 1 or more, not {_seen(found.value)}",
        "write 1 or more, or remove the key",
    )


def _ours(found: _Finding) -> None:
    """A finding of the models' own, which says all itself."""
    at = found.context.get("at")
    spot = found.spot.at(at) if at else found.spot
    hint = MISSING.get(at or "", found.context.get("hint"))
    if found.kind == "E122" and at and _continues_at_its_own_column(found.spot, at, found.written):
        hint = "indent the lines below it, which belong to it"
        if any(NO_SPACE.match(str(key)) for key in found.spot.value):
            hint = "its items begin with - and a space"
    if found.kind == "E304" and found.spot.place.line > found.spot.key_place.line:
        # Written as a block, it is not a path in braces: an object was meant.
        hint = "for an object write map: and its fields below that"
    found.add(found.kind, found.text, hint, spot.key_place if at else value_place(spot))


def _continues_at_its_own_column(around: Located, key: str, way: Steps) -> bool:
    """Whether the next key of the map is none that it has, so that it was meant to stand inside `key`."""
    model = model_at(MappingFile, way)
    names = list(around.children) if isinstance(around.children, Mapping) else []
    following = names[names.index(key) + 1 :][:1] if key in names else []
    if model is None:
        return False
    return any(key_meant(one, model) is None and one not in known_keys(model) for one in following)


def _seen(value: Any) -> str:
    return _kind(value) if isinstance(value, dict | list) else show(value)


EXPLANATIONS: Final[Mapping[str, Callable[[_Finding], None]]] = MappingProxyType(
    {
        "extra_forbidden": _unknown_key,
        "missing": _missing_key,
        "bool_type": _switch,
        "literal_error": _word,
        "string_pattern_mismatch": _pattern,
        "string_too_short": _empty,
        "too_short": _empty,
        "greater_than": _too_small,
        "E122": _ours,
        "E304": _ours,
        "E330": _ours,
        "E331": _ours,
        "E332": _ours,
    }
)
