"""Real destinations, pair by pair: `python -m tests.bench.pairs [--only mixpanel,"ga4 purchase"] [--json FILE]`.

Microseconds of CPU an event, the median of rounds in which all ways take turns, and the share of `orjson.loads`; events
are fresh (ids, times, amounts and people of their own), and for lines also recorded (20 that come again).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import orjson

from tests.bench.pairs import odd, segment
from tests.bench.pairs.events import events
from tests.bench.pairs.measure import steps, timed
from tests.bench.pairs.plans import Pair, pairs
from tests.bench.results import Results
from tests.bench.run import node_modules

WAYS = ("strict", "decide", "bodies", "entries")
COLUMNS = (("loads", 7), ("line", 7), ("share", 7), ("again", 7), *((way, 8) for way in WAYS))
HEAD = f"{'pair':<28}{''.join(f'{name:>{width}}' for name, width in COLUMNS)}{'x Segment':>11}"


def main() -> None:
    options = _options()
    notes = Results()
    found: dict[str, dict[str, float]] = {}
    lines: dict[str, list[bytes]] = {}
    for pair in pairs(options.only.split(",") if options.only else ()):
        lines[pair.name] = [orjson.dumps(event) for event in events(pair.kind, options.events, fresh=True)]
        found[pair.name] = _measure(pair, lines[pair.name], options)
    node = None if options.no_segment else node_modules(options.npm, notes, segment.PACKAGES)
    peers: dict[str, Any] = segment.measure(lines, options.seconds, node) if node else {}
    out = [HEAD, *(_row(name, times, peers.get(name)) for name, times in found.items())]
    rows = [] if options.only else odd.measure(options.rounds)
    out += [f"{name:<62}{value:>7.2f} {unit}" for name, value, unit in rows]
    out += [f"note: {name}: {one['error']}" for name, one in peers.items() if isinstance(one, dict)]
    sys.stdout.write("\n".join([*out, *(f"note: {one}" for one in notes.notes)]) + "\n")
    if options.json:
        Path(options.json).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json).write_text(json.dumps({"pairs": found, "segment": peers, "odd": rows}, indent=1), "utf-8")


def _measure(pair: Pair, lines: list[bytes], options: argparse.Namespace) -> dict[str, float]:
    found = steps(pair, lines)
    again = steps(pair, [orjson.dumps(event) for event in events(pair.kind, options.events, fresh=False)])
    return timed({**found, "again": again["line"], "loads again": again["loads"]}, options.events, options.rounds)


def _row(name: str, times: dict[str, float], peer: Any) -> str:
    share, again = times["loads"] / times["line"], times["loads again"] / times["again"]
    quickest = min(times["bodies"], times["entries"])
    beside = f"{1e6 / quickest / peer:>11.1f}" if isinstance(peer, float | int) else ""
    cells = (f"{times[one]:>8.1f}" if one in times else f"{'-':>8}" for one in WAYS)
    return f"{name:<28}{times['loads']:>7.2f}{times['line']:>7.1f}{share:>7.0%}{again:>7.0%}{''.join(cells)}{beside}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="tools, or pairs such as `ga4 purchase`, separated by commas")
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each measurement of Segment's package")
    parser.add_argument("--no-segment", action="store_true", help="leave Segment's package out")
    parser.add_argument("--npm", help="the folder in which node_modules stands")
    parser.add_argument("--json", help="write the figures to this file as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
