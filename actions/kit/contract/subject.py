"""The destination under check, and the results of its cases."""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from importlib.resources import files
from io import StringIO
from typing import Any, TypeVar

from actions.decision import Decision
from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases import Case, read_cases
from actions.kit.cases.run import plan_case
from actions.kit.contract.places import place_of
from actions.plan.plan import Plan
from actions.plan.planned import Instance
from actions.settings.settings import InstanceSettings
from destinations.registry import Plugin, Registry
from destinations.sdk.destination import ActionType, BuildError, Destination, Sendable
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request
from destinations.sdk.settings import Settings
from destinations.sdk.write import Write
from mappings.findings.diagnostic import Diagnostic, Report

CASES = "cases.yaml"
# What the trigger looks at, and what has a meaning of its own.
KEPT = ("type", "event", "sentAt", "receivedAt", "integrations", "messageId")
TIMES = ("timestamp", "originalTimestamp")
PLAIN_ID = re.compile(r"(^|_|[a-z])([iI]d|name|title|sku|label)$")
COUNTED = re.compile(r"(^|_)(amount|cost|discount|price|quantity|revenue|score|shipping|subtotal|tax|total|value)$")
T = TypeVar("T")


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
class PayloadGroup:
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
        """The cases that have a plan; `unplanned` has the problems of the others."""
        return tuple(self._try())

    @cached_property
    def unbuilt(self) -> tuple[str, ...]:
        """Why `build` makes nothing of a case's payload that can be sent, but for what it refuses in words."""
        return tuple(dict.fromkeys(self._unbuilt()))

    def _unbuilt(self) -> Iterator[str]:
        for tried in self.tried:
            for decision in tried.decide(tried.case.event):
                kind = self.destination.action_type(decision.type or "")
                if decision.status != "fired" or kind is None:
                    continue
                try:
                    quietly(lambda: kind.requests(copies([decision.payload]), tried.instance.settings.shown))  # noqa: B023 - called at once
                except BuildError as error:
                    if type(error.__cause__) is not ValueError:
                        yield f"{kind.name}: {error}{place_of(error.__cause__)} (case {tried.case.name})"

    @cached_property
    def unkeyed(self) -> tuple[str, ...]:
        """Why `batch_key` gives no key for a case's payload."""
        fired = (one for tried in self.tried for one in tried.decide(tried.case.event) if one.status == "fired")
        pairs = ((self.destination.action_type(one.type), one.payload) for one in fired)
        return tuple(
            dict.fromkeys(trouble for kind, one in pairs if kind and (trouble := self._key_trouble(kind, one)))
        )

    @staticmethod
    def _key_trouble(kind: ActionType, payload: Payload) -> str:
        try:
            hash(quietly(lambda: kind.batch_key(payload)))
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            advice = "it gets one payload, and gives what can be a key, such as a text or a tuple"
            return f"{kind.name}: batch_key fails: {type(error).__name__}: {error}{place_of(error)}; {advice}"
        return ""

    @cached_property
    def larger_groups(self) -> tuple[PayloadGroup, ...]:
        """As `groups`, with further payloads of the same cases: of at least three, where they may travel together."""
        return self._groups(more=True)

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
    def groups(self) -> tuple[PayloadGroup, ...]:
        """All payloads that the cases give and `build` takes."""
        return self._groups(more=False)

    def _groups(self, *, more: bool) -> tuple[PayloadGroup, ...]:
        found: dict[Hashable, list[Payload]] = {}
        types: dict[Hashable, tuple[ActionType, InstanceSettings]] = {}
        for tried in self.tried:
            settings = tried.instance.settings
            events = (tried.case.event, *(others(tried.case.event) if more else ()))
            for decision in (made for event in events for made in tried.decide(event)):
                action_type = self.destination.action_type(decision.type or "")
                if decision.status == "fired" and action_type is not None:
                    if refuses(action_type, decision.payload, settings.shown):
                        continue
                    if self._key_trouble(action_type, decision.payload):
                        continue
                    key = (action_type.name, repr(settings.raw), action_type.batch_key(decision.payload))
                    found.setdefault(key, []).append(decision.payload)
                    types[key] = (action_type, settings)
        return tuple(PayloadGroup(*types[key], tuple(payloads)) for key, payloads in found.items())


def others(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Two more events of the kind: of other ids, at other times, with other texts and amounts.

    The three stand in no order by any of these, rising or falling, so that rows which somebody sorts show.
    """
    for number in (2, 1):
        made: dict[str, Any] = _varied(event, number)
        made["messageId"] = f"{event.get('messageId', 'm')}-{number}"
        # Some tools take those of one person together only.
        yield {**made, **{name: event[name] for name in ("userId", "anonymousId") if name in event and number == 1}}


def _varied(value: Any, number: int, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: part if key in KEPT else _varied(part, number, key) for key, part in value.items()}
    if name in TIMES and isinstance(value, str):
        return _later(value, number)
    if isinstance(value, list):
        return [_varied(part, number, name) for part in value]
    if isinstance(value, str) and PLAIN_ID.search(name):
        return f"{value}{number}"
    if isinstance(value, int | float) and not isinstance(value, bool) and COUNTED.search(name):
        return value + number
    return value


def _later(text: str, seconds: int) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
        # Its subclasses, such as UnicodeEncodeError, are not deliberate.
        if type(error) is not ValueError:
            raise
        return True
    return False


def errors_of(report: Report) -> list[Diagnostic]:
    """The findings that keep a plan from being one."""
    return [one for one in report if one.severity == "error"]


def built(action_type: ActionType, payloads: tuple[Payload, ...], settings: Settings) -> list[Sendable]:
    """What `build` makes of the payloads, as a list; it gets copies, in case it changes them."""
    made = quietly(lambda: action_type.build(copies(payloads), settings.model_copy(deep=True)))
    return [made] if isinstance(made, Request | Write) else list(made)


def copies(payloads: Sequence[Payload]) -> list[Payload]:
    """The payloads once more."""
    return [one.model_copy(deep=True) for one in payloads]


def quietly(call: Callable[[], T]) -> T:
    """What the call gives; what it prints is reported by the one check that looks for that."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return call()
