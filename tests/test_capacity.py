"""docs/capacity.py: what a load needs follows from the measured costs, and docs/scale.md shows it."""

from dataclasses import replace

import pytest

from destinations.registry import load_registry
from docs.capacity import Load, declared, read_costs, reckon, table
from tests.docs_pages import ROOT, agrees

COSTS = read_costs()
MILLION = Load()


def needs(load: Load) -> dict[str, float]:
    return {row.resource: row.need for row in reckon(load, COSTS)}


@pytest.mark.parametrize(
    ("resource", "need"),
    [
        pytest.param("processors, a cursor for each instance", 64 + 87, id="20 x 1 M x 3.2 us + 3 M x 29 us"),
        pytest.param("processors, were payloads a stream", 39 + 126 + 50, id="1 M x 39 us + 3 M x 42 us + 1 M x 50 us"),
        pytest.param("processors of single requests", 12.6, id="150,000 x 84 us"),
        pytest.param("MB/s into the broker", 771, id="1 M x 771 bytes"),
        pytest.param("MB/s out of the broker", 15_420, id="20 times as much"),
        pytest.param("requests under way", 1875, id="150,000 by 80 a second"),
        pytest.param("machines without a broker", 107, id="1 M x 107 us"),
    ],
)
def test_a_million_events_a_second_need_what_was_reckoned_by_hand(resource: str, need: float) -> None:
    assert needs(MILLION)[resource] == pytest.approx(need)


def test_tools_are_the_first_that_end_and_take_what_their_plugins_declare() -> None:
    most = declared(load_registry())
    assert next(iter(most.items())) == ("slack.message", 1)
    assert most["pinterest_capi.add_payment_info"] == 80_000
    [first, *_] = reckon(MILLION, COSTS)
    assert first.need == sum(one < MILLION.each for one in most.values()) > 5
    assert next(iter(reckon(Load(events=1), COSTS))).need == 0


def test_twice_the_events_need_twice_of_what_events_cost() -> None:
    once, twice = needs(MILLION), needs(replace(MILLION, events=2 * MILLION.events))
    for name in ("processors, a cursor for each instance", "MB/s into the broker", "processors of single requests"):
        assert twice[name] == pytest.approx(2 * once[name])


def test_the_page_shows_the_table() -> None:
    """But for the tools, of which there are more from time to time."""
    rows = table(reckon(MILLION, COSTS)).splitlines()
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8").splitlines()
    start = page.index(rows[0])
    assert agrees("\n".join(page[start : start + len(rows)]), "\n".join(rows))
