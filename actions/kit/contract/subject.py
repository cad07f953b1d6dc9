"""The destination that is checked, and what its cases make of it."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from actions.decision import Decision
from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases import Case, read_cases
from actions.kit.cases.run import plan_case
from actions.plan.planned import Instance, Plan
from actions.plan.settings import InstanceSettings
from destinations.registry import Plugin, Registry
from destinations.sdk.destination import ActionType, Destination, Sendable
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request
from destinations.sdk.settings import Settings
from destinations.sdk.write import Write
from mappings.findings.diagnostic import Diagnostic, Report

CASES = "cases.yaml"


@dataclass(frozen=True, slots=True)
class Tried:
    """A case and its plan, which has one instance and one action."""

    case: Case
    plan: Plan

    @property
    def instance(self) -> Instance:
        [instance] = self.plan.instances.values()
        return instance

    def decide(self, event: object) -> list[Decision]:
        """What the case's action makes of `event`."""
        return decide(event, self.plan, Context(self.case.now))


@dataclass(frozen=True, slots=True)
class Bunch:
    """Payloads that may travel together: of one action type, with the same settings and the same batch key."""

    action_type: ActionType
    settings: InstanceSettings
    payloads: tuple[Payload, ...]


@dataclass(frozen=True)
class Subject:
    """A destination with its cases; `trouble` says why there are none."""

    plugin: Plugin
    registry: Registry
    cases: tuple[Case, ...]
    trouble: str = ""

    @property
    def destination(self) -> Destination:
        return self.plugin.destination

    @property
    def built_in(self) -> bool:
        return self.plugin.origin == "built in"

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """The cases that have a plan; of the others `unplanned` tells."""
        return tuple(self._try())

    def _try(self) -> Iterator[Tried]:
        for case in self.cases:
            plan, report = self._plans[repr(case.file)]
            if not report.has_errors:
                yield Tried(case, plan)

    @cached_property
    def unplanned(self) -> tuple[str, ...]:
        """What is wrong with the mapping files of cases, a sentence each."""
        found = ((case, self._plans[repr(case.file)][1]) for case in self.cases)
        return tuple(f"{case.name}: {one.code} {one.message}" for case, report in found for one in errors_of(report))

    @cached_property
    def _plans(self) -> dict[str, tuple[Plan, Report]]:
        # Most cases differ in their events alone.
        different = {repr(case.file): case for case in self.cases}
        return {key: plan_case(case, self.registry) for key, case in different.items()}

    @cached_property
    def bunches(self) -> tuple[Bunch, ...]:
        """All payloads that the cases give and `build` takes."""
        found: dict[Hashable, list[Payload]] = {}
        types: dict[Hashable, tuple[ActionType, InstanceSettings]] = {}
        for tried in self.tried:
            settings = tried.instance.settings
            for decision in tried.decide(tried.case.event):
                action_type = self.destination.action_type(decision.type or "")
                if decision.payload is not None and action_type is not None:
                    if refuses(action_type, decision.payload, settings.shown):
                        continue
                    key = (action_type.name, repr(settings.raw), action_type.batch_key(decision.payload))
                    found.setdefault(key, []).append(decision.payload)
                    types[key] = (action_type, settings)
        return tuple(Bunch(*types[key], tuple(payloads)) for key, payloads in found.items())


def read_subject(name: str, registry: Registry) -> Subject:
    """The destination `name` with the cases beside its code; LookupError where there is none of that name.

    PluginError where it cannot be loaded.
    """
    plugin = registry.find(name)
    if plugin is None:
        raise LookupError(f"there is no destination {name}")
    if not plugin.package or not (file := files(plugin.package) / CASES).is_file():
        return Subject(
            plugin, registry, (), f"there is no {CASES} beside its code; write one, with a case for each type"
        )
    label = f"{plugin.package.replace('.', '/')}/{CASES}"
    try:
        return Subject(plugin, registry, tuple(read_cases(file.read_text(encoding="utf-8"), label, name)))
    except ValueError as error:
        return Subject(plugin, registry, (), str(error))


def refuses(action_type: ActionType, payload: Payload, settings: Settings) -> bool:
    """Whether `build` says of the payload, with a ValueError, that it cannot be sent."""
    try:
        built(action_type, (payload,), settings)
    except ValueError as error:
        # Of its subclasses, such as UnicodeEncodeError, nobody has thought.
        if type(error) is not ValueError:
            raise
        return True
    return False


def errors_of(report: Report) -> list[Diagnostic]:
    """The findings that keep a plan from being one."""
    return [one for one in report if one.severity == "error"]


def built(action_type: ActionType, payloads: tuple[Payload, ...], settings: Settings) -> list[Sendable]:
    """What `build` makes of the payloads, as a list; it gets copies, in case it changes them."""
    made = action_type.build([one.model_copy(deep=True) for one in payloads], settings.model_copy(deep=True))
    return [made] if isinstance(made, Request | Write) else list(made)
