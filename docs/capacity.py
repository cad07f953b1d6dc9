"""What so many events a second need: tools, processors, broker. Reckoned from measured costs, in docs/costs.yaml.

    python -m docs.capacity --events 1000000 --destinations 20 --matches 3 [--costs FILE]

Prints a table in Markdown, the one of docs/scale.md where nothing else is given.
"""

import argparse
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from destinations.registry import Registry, load_registry

COSTS = Path(__file__).parent / "costs.yaml"
MICRO = 1e-6
MEGA = 1e6
# Action types of which there are a few, whatever the number of events.
RARE = {"delete", "archive"}


@dataclass(frozen=True, slots=True)
class Load:
    """Events a second, for so many destinations, of which so many want each event."""

    events: float = 1_000_000
    destinations: int = 20
    matches: float = 3

    @property
    def deliveries(self) -> float:
        return self.events * self.matches

    @property
    def each(self) -> float:
        """Deliveries a second of one destination."""
        return self.deliveries / self.destinations


class Row(NamedTuple):
    """A resource, how much of it is needed, in numbers and in words."""

    resource: str
    need: float
    words: str


def reckon(load: Load, costs: dict[str, Any], registry: Registry | None = None) -> list[Row]:
    """What the load needs, the scarcest first."""
    return [*_tools(load, costs, registry or load_registry()), *_processors(load, costs), *_broker(load, costs)]


def declared(registry: Registry) -> dict[str, float]:
    """Deliveries a second that tools take, by what their plugins declare: of each, the action type that takes least."""
    found = {}
    for name in registry.names():
        plugin = registry.find(name)
        kinds = plugin.destination.action_types if plugin else ()
        rates = [
            (kind.limits.items * kind.limits.requests_per_second, f"{name}.{kind.name}")
            for kind in kinds
            if kind.limits.requests_per_second and kind.name not in RARE
        ]
        if rates:
            most, kind = min(rates)
            found[kind] = most
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _tools(load: Load, costs: dict[str, Any], registry: Registry) -> Iterator[Row]:
    less = {name: most for name, most in declared(registry).items() if most < load.each}
    named = ", ".join(f"{name} {most:,.0f}" for name, most in less.items()) or "none"
    yield Row("tools that take less than their share", len(less), f"of {load.each:,.0f} a second each: {named}")
    tool = costs["tool"]
    at_once = tool["at_once"] / tool["seconds"]
    lanes = math.ceil(load.each / at_once)
    words = (
        f"lanes of a tool that takes one event a request, each {at_once:,.0f} requests a second; of 1,000 a request, "
    )
    yield Row("requests under way", lanes, f"{words}{math.ceil(load.each / at_once / 1000)}")


def _processors(load: Load, costs: dict[str, Any]) -> Iterator[Row]:
    cost = {name: value * MICRO for name, value in costs["microseconds"].items()}
    passing = load.events * load.destinations * (cost["read"] + cost["pass_over"])
    delivering = load.deliveries * cost["decide_and_deliver"]
    words = f"{passing:,.0f} to read and pass over, {delivering:,.0f} to decide and deliver"
    yield Row("processors, a cursor for each instance", passing + delivering, words)
    stored = load.events * (cost["decide_all"] + cost["broker_payloads"]) + load.deliveries * cost["deliver_stored"]
    yield Row("processors, were payloads a stream", stored, "with those of the broker; it is not built so")
    anew = load.each * cost["request_anew"]
    words = f"for each tool that takes one event a request; {anew:,.0f} if each had a new connection"
    yield Row("processors of single requests", load.each * cost["request"], words)
    one = 1 / cost["outbox_process"]
    words = f"of {one:,.0f} events a second; one outbox file takes {costs['rates']['outbox_rows']:,} deliveries"
    yield Row("machines without a broker", math.ceil(load.events / one), words)


def _broker(load: Load, costs: dict[str, Any]) -> Iterator[Row]:
    event, rates = costs["event"], costs["rates"]
    inward = load.events * event["bytes"] / MEGA
    kept = inward / event["compression"] * event["copies"]
    yield Row("MB/s into the broker", inward, f"{kept:,.0f} compressed, in {event['copies']} copies")
    outward = inward * load.destinations
    yield Row(
        "MB/s out of the broker", outward, f"{outward / event['compression']:,.0f} compressed; --group reads less"
    )
    streams = math.ceil(load.events / rates["stream"])
    yield Row("JetStream streams", streams, f"of {rates['stream']:,} events a second, on disk before the answer")
    least = math.ceil(load.events / rates["partition_in_order"])
    words = (
        f"for an instance that wants all, in order; {math.ceil(load.events / rates['partition_filtering'])} for 15 %"
    )
    yield Row("partitions", least, words)


def table(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = [f"| {row.resource} | {row.need:,.0f} | {row.words} |" for row in rows]
    return "\n".join(["| what | how much | of it |", "| --- | --- | --- |", *lines]) + "\n"


def read_costs(path: Path = COSTS) -> dict[str, Any]:
    """The measured costs; they have the form of docs/costs.yaml."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Print the table."""
    usual = Load()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=float, default=usual.events, help="events a second")
    parser.add_argument("--destinations", type=int, default=usual.destinations)
    parser.add_argument("--matches", type=float, default=usual.matches, help="destinations that want an event")
    parser.add_argument("--costs", type=Path, default=COSTS)
    given = parser.parse_args()
    load = Load(given.events, given.destinations, given.matches)
    sys.stdout.write(table(reckon(load, read_costs(given.costs))))


if __name__ == "__main__":
    main()
