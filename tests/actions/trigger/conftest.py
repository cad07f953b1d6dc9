from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest

from actions.trigger.condition import Condition
from actions.trigger.structured import parse_condition
from mappings.event_fields import EVENT_FIELDS
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.yaml_reader import read_yaml
from tests.actions.trigger.conditions import spot


@dataclass(frozen=True)
class Reading:
    """What became of the condition in a YAML text."""

    condition: Condition | None
    findings: list[Diagnostic]


Read: TypeAlias = Callable[[str], Reading]
ReadValue: TypeAlias = Callable[[Any], Reading]
Build: TypeAlias = Callable[[Any], Condition]


@pytest.fixture(scope="session")
def read() -> Read:
    """A function that reads the condition of a YAML text, be it a map with `when` or the condition alone."""

    def reading(text: str) -> Reading:
        report = Report()
        (whole,) = read_yaml(text, "mixpanel.yaml", report)
        when = whole.at("when") if isinstance(whole.value, dict) and "when" in whole.value else whole
        return Reading(parse_condition(when, report, EVENT_FIELDS), list(report))

    return reading


@pytest.fixture(scope="session")
def read_value() -> ReadValue:
    """A function that reads a condition of plain values, without places; paths may start anywhere."""

    def reading(value: Any) -> Reading:
        report = Report()
        return Reading(parse_condition(spot(value), report, None), list(report))

    return reading


@pytest.fixture(scope="session")
def build(read_value: ReadValue) -> Build:
    """A function that makes a condition of plain values that are one."""

    def building(value: Any) -> Condition:
        reading = read_value(value)
        assert reading.condition is not None, [(one.message, one.hint) for one in reading.findings]
        return reading.condition

    return building
