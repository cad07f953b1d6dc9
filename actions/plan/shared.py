"""What the actions of a plan share: equal triggers and equal mappings are compiled once."""

from collections.abc import Sequence

import orjson
from msgspec import Struct, field

from actions.plan.usual_trigger import NOWHERE, read_usual
from actions.trigger.compile import Matches, compile_condition
from actions.trigger.condition import Condition, Leaf, all_of, in_any_spelling
from actions.trigger.facts import Facts, read_facts
from actions.trigger.structured import parse_condition
from mappings.event_fields import EVENT_FIELDS
from mappings.expr import Expression, compile_expression
from mappings.fields.entry import Entry
from mappings.fields.mapper import Mapper
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.lazy_located import LazyDocument, LazyLocated
from mappings.located import Located


class When(Struct, frozen=True):
    """A condition of a file; that of a destination's defaults takes the names of events in `any_spelling`."""

    spot: Located
    any_spelling: bool = False

    def read(self, report: Report) -> Condition | None:
        """The condition, with the places of its tests; None with findings."""
        return self._as_meant(parse_condition(self.spot, report, EVENT_FIELDS))

    def read_silently(self) -> Condition | None:
        """The condition without places, None if anything is to be said about it."""
        value = self.spot.value
        if isinstance(value, str) and (usual := read_usual(value)):
            return self._as_meant(usual)
        quiet = Report()
        condition = parse_condition(LazyLocated(value, LazyDocument(_nowhere, NOWHERE.file)), quiet, EVENT_FIELDS)
        return None if quiet.found else self._as_meant(condition)

    def _as_meant(self, condition: Condition | None) -> Condition | None:
        return in_any_spelling(condition) if condition and self.any_spelling else condition


class Trigger(Struct, frozen=True):
    """A condition, compiled, and what the index knows of it. Its leaves may have no places: many actions share it."""

    condition: Condition
    matches: Matches
    facts: Facts

    @classmethod
    def of(cls, condition: Condition) -> "Trigger":
        return cls(condition, compile_condition(condition), read_facts(condition))

    @classmethod
    def of_readable(cls, parts: Sequence[When], report: Report, place: Place) -> "Trigger":
        """The trigger of the parts that can be read, with findings; where there are none it takes every event."""
        every = Leaf("type", "exists", operand=True, read=compile_expression("type"), place=place)
        read = [one for part in parts if (one := part.read(report))]
        return cls.of(all_of(read) if read else every)


class Mapping(Struct, frozen=True):
    """A mapping, compiled, without findings. `origin` is the action whose lines it names, `digest` its identity."""

    entries: tuple[Entry, ...]
    mapper: Mapper
    each: Expression | None
    digest: str
    origin: Located


class Shared(Struct):
    """What has been checked and compiled for one action and will do for others as well."""

    triggers: dict[bytes, Trigger] = field(default_factory=dict)
    mappings: dict[bytes, Mapping] = field(default_factory=dict)

    def trigger(self, parts: Sequence[When]) -> Trigger | None:
        """The trigger of all `parts`; None where one has a finding, so that it must be read with its places."""
        key = orjson.dumps([[one.spot.value, one.any_spelling] for one in parts])
        known = self.triggers.get(key)
        if known is None:
            read = [one.read_silently() for one in parts]
            whole = [one for one in read if one is not None]
            if len(whole) < len(read):
                return None
            known = self.triggers[key] = Trigger.of(all_of(whole))
        return known


def _nowhere() -> Located:
    return Located(None, NOWHERE)
