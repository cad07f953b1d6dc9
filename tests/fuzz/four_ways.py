"""Odd lines through the four ways to a decision, which must say the same.

    python -m tests.fuzz.four_ways --lines 1000000 --seed 7 --jobs 2

`decide`, `explain`, `process_lines` and `process_lines(strict=True)` are compared by payloads, ids, diagnostics,
and order, byte for byte. Ends with code 1 and the first lines that differ, by seed, if any do.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import Any

from actions.decision import Decision
from actions.engine.decide import decide_event
from actions.engine.explain import explain
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.planned import Plan
from actions.run.ndjson.process_lines import process_lines
from actions.run.parse_event import Unreadable, parse_line
from destinations.sdk.encode import to_json
from tests.fuzz.odd_lines import lines
from tests.fuzz.projects import project

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
LINES_A_PROJECT = 500
MOST_SHOWN = 5


def differences(seed: int, count: int = LINES_A_PROJECT) -> tuple[Counter[str], list[str]]:
    """What came of so many lines in one project, and what was not the same in all ways."""
    plan = project(Random(seed))  # noqa: S311  # not for secrets: for cases that come again
    seen, found = Counter[str](), []
    for line in lines(count, seed):
        decisions = decided(line, plan)
        seen.update(
            f"{one.status}{' with warnings' if one.diagnostics and one.status == 'fired' else ''}" for one in decisions
        )
        seen["lines"] += 1
        expected = b"".join(written(one) for one in decisions)
        for name, given in ways(line, plan, decisions):
            if given != expected:
                found.append(f"seed {seed}, {name}: {line!r}\n  decide {expected!r}\n  {name} {given!r}")
    return seen, found


def ways(line: bytes, plan: Plan, decisions: list[Decision]) -> Iterator[tuple[str, bytes]]:
    """The other three ways, as lines."""
    yield "process_lines", b"".join(process_lines(line, plan, NOW))
    yield "strict", b"".join(process_lines(line, plan, NOW, strict=True))
    value = parse_line(line, 1)
    if line.strip() and not isinstance(value, Unreadable):
        explained = [one for one in explain(value, plan, NOW) if one.status != "not_fired"]
        yield "explain", b"".join(map(written, explained))
        same = [told(one) for one in explained] == [told(one) for one in decisions]
        yield "explain's decisions", b"".join(map(written, decisions)) if same else b"other facts"


def decided(line: bytes, plan: Plan) -> list[Decision]:
    """The decisions about the event of one line; none of a blank line."""
    return decide_event(event_of(line), plan) if line.strip() else []


def event_of(line: bytes) -> Event | Refused:
    value = parse_line(line, 1)
    return Refused((value.diagnostic,), None) if isinstance(value, Unreadable) else read_event(value, NOW)


def written(decision: Decision) -> bytes:
    """The line that docs/library.md promises for a decision."""
    names: dict[str, Any] = {"instance": decision.instance, "action": decision.action}
    diagnostics = [one.as_dict() for one in decision.diagnostics]
    if decision.status == "fired":
        facts = {**names, "delivery_id": decision.delivery_id, "payload": decision.payload_fields()}
        return to_json(facts | ({"diagnostics": diagnostics} if diagnostics else {})) + b"\n"
    return to_json({**names, "message_id": decision.message_id, "line": 1, "diagnostics": diagnostics}) + b"\n"


def told(decision: Decision) -> dict[str, Any]:
    return {**decision.as_dict(), "trace": None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    rounds = -(-options.lines // LINES_A_PROJECT)
    seeds = range(options.seed * 1_000_000, options.seed * 1_000_000 + rounds)
    seen, found = Counter[str](), list[str]()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for counted, differing in pool.map(partial(differences), seeds, chunksize=4):
            seen += counted
            found += differing
    sys.stdout.write("".join(f"{one}\n" for one in found[:MOST_SHOWN]))
    sys.stdout.write("".join(f"{count:>9} {name}\n" for name, count in seen.most_common()))
    sys.stdout.write(f"{len(found):>9} differences\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
