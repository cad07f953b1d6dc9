"""Conditions made of plain values, without places."""

from typing import Any

from actions.trigger.condition import Condition
from actions.trigger.structured import parse_condition
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.located import Located


def condition(value: Any) -> Condition:
    """The condition that `value` writes as YAML would; paths may start anywhere."""
    report = Report()
    made = parse_condition(spot(value), report, None)
    assert made is not None, list(report)
    return made


def spot(value: Any) -> Located:
    """The value with a made-up place in every part."""
    place = Place("mixpanel.yaml", 1, 1, 1, 1)
    if isinstance(value, dict):
        return Located(value, place, children={key: spot(one) for key, one in value.items()})
    if isinstance(value, list):
        return Located(value, place, children=[spot(one) for one in value])
    return Located(value, place)
