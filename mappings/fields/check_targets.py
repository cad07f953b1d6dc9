"""Checks targets: every target exists in the payload, and every required field is mapped."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct
from pydantic import AliasChoices, BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from mappings.event_fields import EVENT_FIELDS
from mappings.fields.entry import Entry, read_entries
from mappings.fields.target import show_target
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.findings.suggest import did_you_mean, surely

# The objects of a payload that take parts of any name, those for what events say first.
FOR_OWN = ("properties", "traits", "custom_data", "params", "data")
MOST_NAMES_IN_A_HINT = 12
LISTS = (list, tuple, Sequence)

Target = tuple[str, ...]


def check_targets(
    entries: Sequence[Entry],
    model: type[BaseModel],
    label: str,
    report: Report,
    place: Callable[[], Place] | None = None,
) -> None:
    """Findings about the targets of `entries` in the payload `model` of the action type called `label`.

    E342: the payload, or an object or list item inside it, has no field of that name. E344: nothing goes
    inside that field. E349: the object takes parts of any name but this one. E343: a field that must be there is
    written by no entry; at `place`, where the action says `do:`.
    """
    check = _Check(label, report)
    for entry in entries:
        check.entry(entry, [model], ())
    check.nothing_missing(model, entries, (), place)


def fields_at(model: type[BaseModel], target: Target) -> frozenset[str] | None:
    """The names of all fields of the object at `target` of a payload; None where it takes any, or is not an object."""
    kinds: list[Any] = [model]
    for name in target:
        models = models_among(kinds)
        if len(models) < len(kinds) or any(_is_free(one, name) for one in kinds):
            return None
        kinds = [
            one for each in models if name in fields_of(each) for one in kinds_of(fields_of(each)[name].annotation)
        ]
    models = models_among(kinds)
    if not models or len(models) < len(kinds) or any(one.model_config.get("extra") == "allow" for one in models):
        return None
    return frozenset(name for one in models for name in fields_of(one))


class _Check(Struct, frozen=True):
    label: str
    report: Report

    def entry(self, entry: Entry, kinds: list[Any], way: Target) -> None:
        """Follow a target into types, name by name, and then into the fields of its nested map."""
        for name in entry.target:
            models = models_among(kinds)
            free = [one for one in kinds if _is_free(one, name)]
            if free:
                self.free_name(name, free, way, entry.spot.key_place)
                return
            found = [fields_of(model)[name] for model in models if name in fields_of(model)]
            if not found:
                self.report_unknown(name, kinds, way, entry)
                return
            kinds = [one for info in found for one in kinds_of(info.annotation)]
            way = (*way, name)
        self.nested(entry, kinds, way)

    def free_name(self, name: str, kinds: Sequence[Any], way: Target, place: Place) -> None:
        """Report a part that has its name by right nowhere, as the type of the object's keys says."""
        problems = [_refused_key(get_args(one)[0], name) if get_args(one) else None for one in kinds]
        if problems and all(problems):
            wrong, _, advice = str(problems[0]).partition("; ")
            message = f"{self.label} has no place for {show_target((*way, name))}: {wrong}"
            self.report.add("E349", place, message, advice or None)

    def nested(self, entry: Entry, kinds: list[Any], way: Target) -> None:
        field = entry.field
        for name in field.value if isinstance(field.value, dict) else ():
            free = [one for one in kinds if _is_free(one, name)]
            self.free_name(name, free, way, entry.spot.key_place)
        if not field.model_fields_set & {"map", "set"}:
            return
        if field.each is not None:
            kinds = [item for one in kinds for item in item_kinds(one)]
        # What cannot be read of its targets is reported when the mapping is compiled.
        parts = tuple(read_entries(field.map, field.set, entry.spot, Report()).values())
        for part in parts:
            self.entry(part, kinds, way)
        if len(kinds) == 1 and models_among(kinds):
            self.nothing_missing(kinds[0], parts, way, lambda: entry.spot.key_place)

    def nothing_missing(
        self, model: type[BaseModel], entries: Sequence[Entry], way: Target, place: Callable[[], Place] | None
    ) -> None:
        written = {entry.target[0] for entry in entries}
        for name, info in model.model_fields.items():
            names = _names(name, info, model)
            if info.is_required() and not written & set(names):
                self.report.add(
                    "E343",
                    place and place(),
                    f"{self.label} needs {show_target((*way, names[0]))}",
                    "add it under map:",
                )

    def report_unknown(self, name: str, kinds: list[Any], way: Target, entry: Entry) -> None:
        place = entry.spot.key_place
        names = sorted({one for model in models_among(kinds) for one in fields_of(model)})
        if not names:
            hint = "to make its items, write each:" if any(_origin(one) in LISTS for one in kinds) else None
            self.report.add("E344", place, f"nothing goes inside {show_target(way)} of {self.label}", hint)
            return
        # A file's default is written once and looked at for each of its actions.
        if any(one.code == "E342" and one.place == place for one in self.report):
            return
        listed = f"its fields are {', '.join(names)}"
        if len(names) > MOST_NAMES_IN_A_HINT:
            listed = f"`actions catalog {self.label.replace('.', ' ')}` lists its fields"
        free = _best_of(
            [one for model in models_among(kinds) for one, info in fields_of(model).items() if _takes_own(info)]
        )
        if free:
            listed = f"for a field of your own write {show_target((*way, free, *_own_name(entry)))}"
        message = f"{self.label} has no field {show_target((*way, name))}"
        known = [getattr(model, "vendor_names", {}) for model in models_among(kinds)]
        # `em`, and `user_data.em`, which is where the vendor's own call has it.
        ours = next((own for one in known if (own := one.get(name) or one.get(entry.target[-1]))), None)
        if ours:
            hint = f"write {ours}, with the value as it is: the tool's own name and form are made here"
            self.report.add("E342", place, message, hint, fix=ours)
            return
        self.report.add("E342", place, message, did_you_mean(name, names) or listed, fix=surely(name, names))


def _own_name(entry: Entry) -> Target:
    """What a field of one's own is called that was written as the event has it: `properties.plan`, or just so."""
    name, *rest = entry.target
    if name not in EVENT_FIELDS:
        return (name,)
    path = entry.field.from_[0] if entry.field.from_ else ""
    last = path.rpartition(".")[2]
    return tuple(rest) or ((last,) if last.isidentifier() else (name,))


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The model's fields by each name that a payload may call them."""
    return {written: info for name, info in model.model_fields.items() for written in _names(name, info, model)}


def _names(name: str, info: FieldInfo, model: type[BaseModel]) -> list[str]:
    alias = info.validation_alias or info.alias
    if alias is None:
        return [name]
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    names = [one for one in choices if isinstance(one, str)]
    by_name = model.model_config.get("populate_by_name") or model.model_config.get("validate_by_name")
    return [*names, name] if by_name or not names else names


def kinds_of(kind: Any) -> list[Any]:
    """The types that a value may have, without null; `Annotated` and type aliases looked through."""
    if hasattr(kind, "__value__"):
        return kinds_of(kind.__value__)
    origin = get_origin(kind)
    if origin is Annotated:
        return kinds_of(get_args(kind)[0])
    if origin in (Union, UnionType):
        return [one for part in get_args(kind) for one in kinds_of(part)]
    return [] if kind is type(None) else [kind]


def item_kinds(kind: Any) -> list[Any]:
    if _origin(kind) in LISTS and get_args(kind):
        return kinds_of(get_args(kind)[0])
    return [Any]


def models_among(kinds: Sequence[Any]) -> list[type[BaseModel]]:
    return [one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)]


def can_be_list(kind: Any) -> bool:
    """Whether a value of this type may be a list."""
    return any(one in (Any, object) or _origin(one) in LISTS for one in kinds_of(kind))


def _is_free(kind: Any, name: str) -> bool:
    """Whether a value of this type may have a part called `name` that nobody has declared."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_config.get("extra") == "allow" and name not in fields_of(kind)
    return kind in (Any, object) or _origin(kind) in (dict, Mapping)


@lru_cache(maxsize=256)
def _refused_key(kind: Any, name: str) -> str | None:
    """Why an object whose keys are of this type has none of that name."""
    try:
        TypeAdapter(kind).validate_python(name)
    except ValidationError as error:
        first = error.errors()[0]
        return str(first.get("ctx", {}).get("error") or first["msg"])
    return None


def _best_of(names: Sequence[str]) -> str | None:
    """The object that most likely takes what people add."""
    return next((one for one in FOR_OWN if one in names), next(iter(names), None))


def _is_open(info: FieldInfo) -> bool:
    """Whether the field is an object with parts of any name."""
    kinds = kinds_of(info.annotation)
    return bool(kinds) and all(_origin(one) in (dict, Mapping) for one in kinds)


def _takes_own(info: FieldInfo) -> bool:
    """Whether parts of one's own go into the field: an open object, or a body that may be anything."""
    return _is_open(info) or (info.annotation is Any and info.is_required())


def _origin(kind: Any) -> Any:
    return get_origin(kind) or kind
