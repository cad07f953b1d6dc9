"""Names of columns that the tool or the row has itself, for every tool that rows are written to."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from mappings.fields.check_targets import check_targets
from mappings.fields.entry import read_entries
from mappings.file.model import Defaults
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml
from tests.destinations.writers.conftest import STORES
from tests.destinations.writers.stores import payload_of, writers

WRITERS = [pytest.param(one, kind, id=f"{one.name} {kind.name}") for one, kind in writers()]
# What a tool keeps for itself, beyond what a row has in any tool.
OF_THE_TOOL = {"postgres": ("xmin", "xmax", "cmin", "cmax", "ctid", "tableoid"), "files": ("dt",), "duckdb": ("rowid",)}
# Those that are not a column of the row: they say where it goes.
BESIDE = ("columns", "table", "topic", "key", "headers", "subject", "below")


def kept_names() -> Iterator[Any]:
    for destination, kind in writers():
        own = [name for name in kind.payload.model_fields if name not in BESIDE]
        for name in (*own, *OF_THE_TOOL.get(destination.name, ())):
            yield pytest.param(kind, name, id=f"{destination.name} {kind.name} {name}")


KEPT = list(kept_names())


def test_every_tool_that_rows_go_to_is_tried_for_real() -> None:
    # It needs a server.
    elsewhere = {"clickhouse"}
    assert {one.name for one, _ in writers()} <= {name.partition(" ")[0] for name in STORES} | elsewhere


@pytest.mark.parametrize(("kind", "name"), KEPT)
def test_a_name_that_the_tool_or_the_row_has_is_refused(kind: Any, name: str) -> None:
    with pytest.raises(ValidationError, match=f'"{name}" is .*; write another name') as refused:
        payload_of(kind, 1, {"plan": "pro", name: 5})
    assert refused.value.errors()[0]["loc"][:2] == ("columns", name)
    fields = {"id": "m", "timestamp": "2026-03-01", "columns": {name: 5}, "table": "t", "event": "E", "group_id": "g"}
    given = {one: fields[one] for one in kind.payload.model_fields if one in fields}
    assert kind.quick(given) is None
    assert kind.quick({**given, "columns": {"plan": 5}})


@pytest.mark.parametrize(("destination", "kind"), WRITERS)
def test_a_mapping_that_writes_such_a_name_is_a_mistake(destination: Any, kind: Any) -> None:
    names = [name for name in kind.payload.model_fields if name not in BESIDE]
    names += OF_THE_TOOL.get(destination.name, ())
    report = Report()
    lines = [f"  columns.{name}: userId" for name in ("plan", *names, "XMIN")]
    (spot,) = read_yaml("\n".join(["map:", *lines]), "m.yaml", report)
    entries = tuple(read_entries(Defaults.model_validate(spot.value).map, {}, spot, report).values())
    check_targets(entries, kind.payload, "toy.do", report)
    found = [one for one in report if one.code == "E349"]
    assert [one.message.partition(": ")[0] for one in found] == [
        f"toy.do has no place for columns.{name}" for name in names
    ]
    assert [one.place.line for one in found if one.place] == list(range(3, 3 + len(names)))
    assert {one.hint for one in found} == {"write another name, or leave it out with except:"}


@pytest.mark.parametrize(("destination", "kind"), WRITERS)
def test_other_names_are_free(destination: Any, kind: Any) -> None:
    names = ["plan", "XMIN", "Event", "shop total", "largeur-é", "_x", "n" * 63]
    assert list(payload_of(kind, 1, dict.fromkeys(names, 1)).columns) == names
    # ... also those that another tool keeps for itself, and where the row goes.
    others = [name for tool, kept in OF_THE_TOOL.items() if tool != destination.name for name in kept]
    assert list(payload_of(kind, 1, dict.fromkeys([*others, "table"], 1)).columns) == [*others, "table"]


@pytest.mark.parametrize(("destination", "kind"), WRITERS)
@pytest.mark.parametrize("name", ["", "a.b", "7up", "a/b", "a\0", 'a"b', "n" * 64, "é" * 32])
def test_what_is_no_name_is_refused(destination: Any, kind: Any, name: str) -> None:
    del destination
    with pytest.raises(ValidationError, match="is not a name for a table or a column"):
        payload_of(kind, 1, {name: 1})
