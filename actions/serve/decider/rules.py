"""What holds for the events of each source: mapping sets, consent, tracking plans, suppressed people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from actions.project import Project
from actions.project.files import find_mapping_files, find_shared_files, real
from actions.serve.decider.joining import IpPolicy
from actions.serve.privacy.consent_gate import ConsentGate
from actions.serve.privacy.plan_file import PlanFileError, read_plan_file
from actions.serve.privacy.suppressions import Suppressions, read_suppressions
from actions.serve.privacy.tracking_plan import SourcePlan
from actions.serve.settings.model import ServeSettings, Source


class RulesError(ValueError):
    """Settings and files that do not go together: which source, and why."""


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What holds for the events of one source; `project` has only the instances that are for it."""

    name: str
    project: Project
    gate: ConsentGate
    plan: SourcePlan | None = None
    ip: IpPolicy = "keep"
    # The instances of the whole project that are not for it.
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for each source, by its name."""

    project: Project
    sources: Mapping[str, SourceRules]
    suppressions: Suppressions = field(default_factory=Suppressions)


def make_rules(settings: ServeSettings, project: Project) -> Rules:
    """The rules of these settings for a project; RulesError where they do not go together."""
    categories = settings.consent.categories if settings.consent else {}
    signals = {str(word): one for word, one in settings.consent.signals.items()} if settings.consent else {}
    unknown = sorted({one for instances in categories.values() for one in instances} - project.plan.instances.keys())
    if unknown:
        known = ", ".join(project.plan.instances) or "none"
        raise RulesError(f"consent: no instance is named {unknown[0]}; there are {known}")
    sources = {}
    for one in settings.sources:
        gate = ConsentGate(categories, one.consent.missing, signals)
        own = _own_project(one, project)
        others = frozenset(project.plan.instances.keys() - own.plan.instances.keys())
        sources[one.name] = SourceRules(one.name, own, gate, _plan(one), one.ip, others)
    return Rules(project, sources, _all_suppressed(settings.suppress.file) if settings.suppress else Suppressions())


def _all_suppressed(path: Path) -> Suppressions:
    people, problem = read_suppressed(path)
    if problem:
        raise RulesError(f"suppress: {problem}")
    return people


def _own_project(source: Source, project: Project) -> Project:
    """The project with the instances whose mapping files lie where the source says."""
    if source.mappings is None:
        return project
    wanted = real(source.mappings)
    chosen = {
        action.instance.name
        for action in project.plan.actions
        if real(project.folder / action.spot.place.file).is_relative_to(wanted)
    }
    if not chosen:
        raise RulesError(f"source {source.name}: {source.mappings} holds no mapping file of the project")
    return project.only(chosen)


def _plan(source: Source) -> SourcePlan | None:
    if source.plan is None:
        return None
    path = source.plan.file
    try:
        return read_plan_file(path, source.plan.on_violation)
    except (PlanFileError, ModuleNotFoundError) as error:
        raise RulesError(f"source {source.name}: {error}") from None
    except OSError as error:
        raise RulesError(f"source {source.name}: {path} cannot be read: {error.strerror}") from None


def read_suppressed(path: Path) -> tuple[Suppressions, str]:
    """The people in the file, and what is wrong with the first line that names nobody, if one does.

    RulesError where the file cannot be read.
    """
    try:
        return read_suppressions(_bytes(path).decode("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise RulesError(f"suppress: {path} is not text in UTF-8") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RulesError(f"{path} cannot be read: {error.strerror}") from None


def files_of(settings: ServeSettings, settings_file: Path) -> list[Path]:
    """The files that rules are made of, for whoever watches them."""
    plans = [one.plan.file for one in settings.sources if one.plan]
    suppressed = [settings.suppress.file] if settings.suppress else []
    _, mappings = find_mapping_files(settings.project)
    return sorted({settings_file, *plans, *suppressed, *mappings, *find_shared_files(settings.project)})
