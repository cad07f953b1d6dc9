"""The events that every destination's cases go through."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from actions.kit.cases.overlay import overlay
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

FILE = "standard_events.yaml"


@cache
def standard_events() -> Mapping[str, dict[str, Any]]:
    """The standard events by name, in the order of `standard_events.yaml`: orders and what is odd about them, people.

    Read-only: a case that differs from one is laid over a copy.
    """
    text = files("actions.kit.cases").joinpath(FILE).read_text(encoding="utf-8")
    report = Report()
    [document] = read_yaml(text, FILE, report)
    if list(report):
        raise ValueError("; ".join(f"{one.place}: {one.message}" for one in report))
    events: dict[str, dict[str, Any]] = {}
    for name, written in document.value.items():
        own = {key: value for key, value in written.items() if key != "like"}
        events[name] = overlay(events[written["like"]], own) if "like" in written else own
    return MappingProxyType(events)
