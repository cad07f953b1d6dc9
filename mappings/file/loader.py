"""Mapping files and the defaults of destinations: text in, models with their places out."""

from collections.abc import Mapping
from typing import Final, TypeVar

from msgspec import Struct, field
from pydantic import ValidationError

from mappings.file.alike import KnownActions
from mappings.file.check_file import check_file
from mappings.file.fragments import use_fragments
from mappings.file.model import (
    Action,
    DefaultsFile,
    FragmentsFile,
    Keys,
    MappingFile,
    SharedFragment,
    TypeDefaults,
)
from mappings.file.readings import Readings, use_readings
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader.past_errors import read_past_errors
from mappings.yaml_reader.read import read_yaml

Model = TypeVar("Model", bound=Keys)
NONE: Final = Readings()
# Behind a misspelt key there may be one more: `actoins:` with an action that says `wen:`.
MOST_ROUNDS = 5


class LoadedFragment(Struct, frozen=True):
    """A fragment of a shared file."""

    model: SharedFragment
    spot: Located


Included = Mapping[str, LoadedFragment]


class LoadedFile(Struct, frozen=True):
    """One document of a mapping file. `spot` has a child for each key of `model`, in the same order.

    `fragments` are those of all files that it includes, by their names.
    """

    model: MappingFile
    spot: Located
    file: str
    fragments: Included = field(default_factory=dict)


class LoadedDefaults(Struct, frozen=True):
    """What one action type starts from."""

    model: TypeDefaults
    spot: Located


def load_mapping_file(text: str, file: str, report: Report, known: KnownActions | None = None) -> list[LoadedFile]:
    """The destination instances that a mapping file configures; all findings go to `report`.

    One mistake does not hide the others: a field that cannot be read is replaced by the path `@`, an action
    that cannot be read is left out, and all else is given back so that it is checked further. A document
    whose own keys cannot be read is not given back. A report with errors means that nothing may run. Files of one
    project share what is `known` of their actions.
    """
    known = known or KnownActions()
    loaded = []
    for document in read_past_errors(text, file, report):
        read = _read_alike(document, known) or _read(document, MappingFile, report)
        if read:
            model, spot = read
            _check_any_action(document, report)
            check_file(model, spot, report)
            loaded.append(LoadedFile(model, spot, file))
    return loaded


def load_fragments(text: str, file: str, report: Report) -> Included | None:
    """The fragments of a shared file by their names; None with findings if it cannot be read."""
    loaded: dict[str, LoadedFragment] = {}
    before = report.errors()
    for document in read_yaml(text, file, report):
        read = _read(document, FragmentsFile, report)
        if read:
            model, spot = read
            loaded |= {name: LoadedFragment(one, spot.at("fragments", name)) for name, one in model.fragments.items()}
    return None if report.errors() > before else loaded


def load_type_defaults(text: str, file: str, report: Report, readings: Readings = NONE) -> dict[str, LoadedDefaults]:
    """The default trigger and mapping of each action type in a destination's `defaults.yaml`, by its name.

    `readings` are the paths that `$name` stands for in it.
    """
    loaded: dict[str, LoadedDefaults] = {}
    for document in read_yaml(text, file, report):
        read = _read(use_readings(document, readings, report), DefaultsFile, report)
        if read:
            model, spot = read
            for name, one in model.action_types.items():
                loaded[name] = LoadedDefaults(*use_fragments(name, one, model.fragments, spot, report))
    return loaded


def _check_any_action(document: Located, report: Report) -> None:
    # Asked of the file as it was written: `_read` may have left out every action.
    actions = document.at("actions")
    if actions.value == []:
        hint = "write a list below actions:; each starts with - do:"
        report.add("E121", actions.key_place, "this file has no actions", hint)


def _read_alike(document: Located, known: KnownActions) -> tuple[MappingFile, Located] | None:
    """The model of a document without mistakes; its actions are held against the model once for each structure."""
    written = document.value
    if not isinstance(written, dict) or not isinstance(written.get("actions"), list):
        return None
    actions = []
    try:
        for one in written["actions"]:
            read = known.read(one)
            if read is one:
                read = Action.model_validate(one)
                known.learn(one, read)
            actions.append(read)
        return MappingFile.model_validate(written | {"actions": actions}), document
    except ValidationError:
        return None


def _read(spot: Located, root: type[Model], report: Report) -> tuple[Model, Located] | None:
    """The model of the document; with findings, the model of what is left of it without its mistakes."""
    rest: Located | None = spot
    misspelt: set[tuple[str | int, ...]] = set()
    for _ in range(MOST_ROUNDS):
        if rest is None:
            return None
        try:
            return root.model_validate(rest.value), rest
        except ValidationError as error:
            # Most files have no mistake.
            from mappings.file.explain_model import explain_model
            from mappings.file.without_mistakes import without_mistakes

            explain_model(error, rest, root, report, misspelt)
            fixed = without_mistakes(rest, error.errors(include_url=False), root) if root is MappingFile else None
        rest = fixed
    return None
