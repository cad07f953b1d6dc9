"""Mappings written as YAML, as their authors write them."""

from collections.abc import Callable, Collection
from typing import Any

import pytest

from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.expr.check import check_expression
from mappings.fields.entry import Entry, read_entries
from mappings.fields.mapper import Mapper, compile_mapping
from mappings.fields.scope import Condition, Mapped, Scope
from mappings.file.model import Defaults
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml


@pytest.fixture(scope="session")
def entries_of() -> Callable[[str], tuple[Entry, ...]]:
    """A function from a snippet to its entries."""
    return lambda text: _read(text, Report())


@pytest.fixture(scope="session")
def mapper_of() -> Callable[..., Mapper]:
    """A function from a snippet without mistakes to its mapper."""
    return lambda text, **options: _compile(text, Report(), **options)


@pytest.fixture(scope="session")
def map_event() -> Callable[..., Mapped]:
    """A function from a snippet without mistakes, and an event, to what it maps."""

    def run(text: str, event: Any, **options: Any) -> Mapped:
        report = Report()
        mapper = _compile(text, report, **options)
        assert list(report) == []
        return mapper(Scope(event, event, 0, Budget()))

    return run


@pytest.fixture(scope="session")
def findings() -> Callable[..., list[tuple[str, str, str]]]:
    """A function from a snippet to the (code, line:column, message) of what is wrong with it."""

    def run(text: str, **options: Any) -> list[tuple[str, str, str]]:
        report = Report()
        _compile(text, report, **options)
        return [(one.code, str(one.place).removeprefix("m.yaml:"), one.message) for one in report]

    return run


def _read(text: str, report: Report) -> tuple[Entry, ...]:
    """The entries of a text that starts with `map:` or `set:`."""
    (spot,) = read_yaml(text, "m.yaml", report)
    written = Defaults.model_validate(spot.value)
    return tuple(read_entries(written.map, written.set, spot, report).values())


def _truth(spot: Located, report: Report, roots: Collection[str] | None, _: bool) -> Condition | None:
    """A stand-in for conditions, which are another package's: true when the path finds something true."""
    path = check_expression(spot.value, spot, 0, report, roots=roots)
    return None if path is None else lambda subject, budget: path(subject, budget) is True


def _compile(text: str, report: Report, **options: Any) -> Mapper:
    given = {"roots": EVENT_FIELDS, "currency_target": ("currency",)} | options
    return compile_mapping(_read(text, report), report, _truth, **given)
