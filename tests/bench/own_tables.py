"""The tables of what only our engine is measured for."""

from collections.abc import Iterator, Mapping
from typing import Any


def own_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """What `scale` and `delivered` measured, as lines; nothing of what was not measured."""
    if "scale" in found:
        yield from _scale(found["scale"])
    if "delivered" in found:
        yield from _delivered(found["delivered"])


def _scale(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nMany actions (100 structures, four actions a name, names by Zipf; `decide`, whole)"
    yield f"  {'actions':>10}{'us an event':>14}{'of the first':>14}{'loaded in':>13}{'first use, each':>18}"
    first = found["event_us"][0]
    columns = (found["sizes"], found["event_us"], found["load_s"], found["first_use_ms"])
    for size, spent, load, use in zip(*columns, strict=True):
        yield f"  {size:>10,}{spent:>14.1f}{spent / first:>14.2f}{load:>11.2f} s{use:>15.2f} ms"
    yield f"  an event that nobody wants: {found['miss_us']:.1f} us"
    yield f"  kept in memory for an action: {found['kib_an_action']:.1f} KiB"
    yield f"  checking a payload of 12 fields takes {found['validation']:.0%} of mapping and checking it"


def _delivered(found: Mapping[str, Any]) -> Iterator[str]:
    whole = found["undelivered_s"]
    yield f"\nDelivered to a server on this machine, events/s from bytes on; decided only: {whole:,.0f}"
    for batch, rate in found["events_s"].items():
        yield f"  {batch:>10} in a request{rate:>12,.0f}{rate / whole:>8.2f}"
