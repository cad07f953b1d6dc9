"""A project: the folder with mapping files, loaded once, asked often."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from actions.decision import Decision
from actions.event.context import Context
from mappings.findings.diagnostic import Report

# What reads files, decides and delivers is imported when it is first needed: `import actions` takes no time.
if TYPE_CHECKING:
    from actions.plan.planned import Plan
    from destinations.delivery.deliver import Deliverer
    from destinations.sdk.settings import Settings
    from mappings.file.loader import LoadedFile

SUFFIXES = (".yaml", ".yml")


class ProjectError(Exception):
    """A project that cannot be used; `report` has every finding, `texts` the files they point into."""

    def __init__(self, text: str, report: Report, texts: Mapping[str, str]) -> None:
        super().__init__(text)
        self.report = report
        self.texts = texts


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading a project gave: a plan of all that is right, the findings, and the texts by file name."""

    plan: Plan
    report: Report
    texts: Mapping[str, str]
    files: int


def check_project(path: str | os.PathLike[str], environ: Mapping[str, str] | None = None) -> Checked:
    """The plan and every finding about the mapping files of the project at `path`.

    `path` is the project's folder (the one with `mappings/` in it), a folder of mapping files, or one file.
    Raises ProjectError when there are none.
    """
    from actions.plan.build import build_plan
    from destinations.registry import load_registry
    from mappings.file.alike import KnownActions
    from mappings.file.loader import load_mapping_file
    from mappings.yaml_reader import decode

    root, names = _find(Path(path))
    report = Report()
    texts: dict[str, str] = {}
    loaded: list[LoadedFile] = []
    known = KnownActions()
    for name in names:
        label = name.relative_to(root).as_posix()
        text = decode(name.read_bytes(), label, report)
        if text is not None:
            texts[label] = text
            loaded.extend(load_mapping_file(text, label, report, known))
    registry = load_registry()
    plan = build_plan(loaded, registry, report, (os.environ if environ is None else environ).get)
    return Checked(plan, report, texts, len(names))


class Project:
    """A loaded project. Its methods may be called from several threads: nothing in it changes."""

    def __init__(self, plan: Plan, warnings: Report) -> None:
        self.plan = plan
        self.warnings = warnings

    @classmethod
    def load(cls, path: str | os.PathLike[str] = ".", environ: Mapping[str, str] | None = None) -> Self:
        """The project at `path`, compiled; ProjectError with every finding if any of them is an error."""
        checked = check_project(path, environ)
        if checked.report.has_errors:
            first = next(one for one in checked.report if one.severity == "error")
            errors = checked.report.errors()
            more = f", the first of {errors} errors" if errors > 1 else ""
            text = f"{first.place}: {first.message}{more}"
            raise ProjectError(text, checked.report, checked.texts)
        return cls(checked.plan, checked.report)

    def decide(self, event: Any, context: Context | None = None) -> list[Decision]:
        """The decisions that fired or failed for `event`; without a context, the clock is read once."""
        from actions.engine.decide import decide

        return decide(event, self.plan, context or Context.current())

    def decide_many(self, events: Iterable[Any], context: Context | None = None) -> Iterator[list[Decision]]:
        """As `decide`, for each of `events`, under one context."""
        from actions.engine.decide import decide

        context = context or Context.current()
        for event in events:
            yield decide(event, self.plan, context)

    def process_lines(self, data: bytes, context: Context | None = None, *, strict: bool = False) -> Iterator[bytes]:
        """NDJSON in, NDJSON out: blocks of whole lines, under 64 KiB each unless one line is longer.

        What its actions do not read of an event is looked at for being JSON in UTF-8 and no more; with `strict` all of
        it is, as `decide` does.

        A line is `{"instance", "action", "delivery_id", "payload"}` for each decision that fired, and
        `{"instance", "action", "message_id", "line", "diagnostics"}` for each that failed; `line` counts those
        of `data` from 1. Ends after an event whose action asks for it with `on_error: stop`.
        """
        from actions.run.ndjson.process_lines import process_lines

        return process_lines(data, self.plan, context or Context.current(), strict=strict)

    def explain(self, event: Any, context: Context | None = None) -> list[Decision]:
        """A decision for every action, with the reason where it did not fire."""
        from actions.engine.explain import explain

        return explain(event, self.plan, context or Context.current())

    def deliverer(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        divert: str | None = None,
        instances: Collection[str] | None = None,
    ) -> Deliverer:
        """A deliverer for this project's instances, or for those named, to be entered with `async with`.

        Looks up secrets and variables in `environ` (the process's, if not given), and secrets that are not there with
        the installed providers; MissingReferenceError names those that nobody has. `divert` is the address of a
        stand-in that gets all requests instead. LookupError for a name that no instance has.
        """
        from actions.kit.secret_providers import SecretProviderError, secret_lookup
        from actions.plan.settings import MissingReferenceError
        from destinations.delivery.deliver import Deliverer

        unknown = sorted(set(instances or ()) - self.plan.instances.keys())
        if unknown:
            raise LookupError(f"no instance is named {unknown[0]}; there are {', '.join(self.plan.instances)}")
        lookup = (os.environ if environ is None else environ).get
        secrets = secret_lookup(lookup)
        settings: dict[str, Settings] = {}
        missing = []
        for name, instance in self.plan.instances.items():
            if instances is not None and name not in instances:
                continue
            try:
                settings[name] = instance.settings.resolve(lookup, secrets)
            except (MissingReferenceError, SecretProviderError) as error:
                missing.append(f"{name}: {error}")
        if missing:
            raise MissingReferenceError("; ".join(missing))
        return Deliverer(settings, divert=divert)


def _find(path: Path) -> tuple[Path, list[Path]]:
    """The project's folder, and its mapping files in the order of their names."""
    if path.is_file():
        folder, names = path.parent, [path]
    else:
        folder = path / "mappings" if (path / "mappings").is_dir() else path
        names = sorted(one for one in folder.rglob("*") if one.suffix in SUFFIXES and "shared" not in one.parts)
    if not names:
        hint = "write one there, or let `actions init` do it"
        raise ProjectError(f"there is no mapping file (*.yaml) in {folder}; {hint}", Report(), {})
    root = folder.parent if folder.name == "mappings" else folder
    return root, names
