"""Every action type of every destination, alone, on mutated events of the kind it is for: lines and request bodies.

    python -m tests.fuzz.every_action --events 700 --seed 7 [--only "ga4 purchase"]

`decide` and both ways of `process_lines` run generated code, `explain` the reference; the requests that are built of
their payloads are compared as well.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from functools import partial
from itertools import islice
from random import Random
from typing import Any

from actions.deliver.arrivals_of_lines import LinesReader
from actions.engine.decide import decide
from actions.engine.explain import explain
from actions.reading.parse_event import may_be_huge
from actions.run.ndjson.what_is_read import BEYOND
from destinations.delivery.outbox.stored import read_payload
from destinations.sdk.destination import BuildError
from tests.bench.pairs.events import KINDS
from tests.bench.pairs.plans import plan_of, registry
from tests.fuzz.compare import Found, compare
from tests.fuzz.four_ways import NOW
from tests.fuzz.lines import CHANGES, written
from tests.fuzz.plans import written_in_cases

MOST_SHOWN = 3


def every_action() -> list[tuple[str, str]]:
    """The names of all destinations and their action types, built-in and installed."""
    found = [(tool, registry().find(tool)) for tool in registry().names()]
    return [(tool, one.name) for tool, plugin in found if plugin is not None for one in plugin.destination.action_types]


def run_action(tool: str, action: str, *, seed: int, events: int) -> Found:
    """What the ways make of so many events, a third of them untouched."""
    plan, settings = plan_of(tool, action)
    kinds = [kind for kind in KINDS if _fires(plan, kind)]
    if not kinds:
        # It has no trigger, or one for events of other names; or fields that a mapping has to say.
        own = {key: value for key, value in written_in_cases(tool).get(action, {}).items() if key != "do"}
        plan, settings = plan_of(tool, action, **{**own, "name": "a", "when": "userId exists"})
        kinds = [kind for kind in KINDS if _fires(plan, kind)] or list(KINDS)
    random = Random(f"{seed} {tool} {action}")  # noqa: S311  # not for secrets: for cases that come again
    lines = list(islice(_lines(random, kinds), events))
    found = compare(plan, lines, NOW)
    _compare_requests(plan, settings, lines, found)
    return found


def _fires(plan: Any, kind: str) -> bool:
    return any(one.status == "fired" for one in decide(KINDS[kind](Random(0)), plan, NOW))  # noqa: S311  # for cases that come again


def _lines(random: Random, kinds: Sequence[str]) -> Iterator[bytes]:
    while True:
        event = deepcopy(KINDS[random.choice(kinds)](random))
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            random.choice(CHANGES)(random, event)
        yield written(random, event)


def _compare_requests(plan: Any, settings: Any, lines: Sequence[bytes], found: Found) -> None:
    """The requests of the payloads that `decide` gives and of those that `explain` gives, one payload in each."""
    kind = plan.actions[0].action_type
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        decisions = decide(value, plan, NOW)
        _compare_rows(plan, settings, line, decisions, found)
        for quick, slow in zip(decisions, explain(value, plan, NOW), strict=False):
            if quick.payload is not None and slow.payload is not None:
                bodies = [_requests(kind, one.payload, settings) for one in (quick, slow)]
                found.counts["requests"] += 1
                found.compare(line, "requests of decide and explain", *bodies)


def _compare_rows(plan: Any, settings: Any, line: bytes, decisions: Sequence[Any], found: Found) -> None:
    """The rows of what the outbox is given of a line, and of what it reads back, and those of `decide`'s payloads."""
    (action,) = plan.actions
    kind = action.action_type
    # What is beyond all bounds, and no action reads, is looked at by decisions alone.
    is_beyond = any(one.action is None and one.diagnostics[0].code in BEYOND for one in decisions)
    if kind.rows is None or settings is None or may_be_huge(line) or is_beyond:
        return
    kept = LinesReader(plan, NOW.now).arrival(line, {})
    if kept is None:
        return
    found.counts["rows of lines"] += len(kept.entries)
    expected = [(one.delivery_id, *kind.write_rows(one.payload, settings)) for one in decisions if one.payload]
    models = [(one.id, *kind.write_rows(one.model, settings)) for one in kept.entries]
    found.compare(line, "rows of decide and of records", expected, models)
    read = [(one.id, read_payload(kind.payload, one.id, one.payload)) for one in kept.entries]
    again = [(name, *kind.write_rows(payload, settings)) for name, payload in read]
    found.compare(line, "rows of decide and of what the outbox keeps", expected, again)


def _requests(kind: Any, payload: Any, settings: Any) -> list[str]:
    try:
        return [str(one.shown()) if hasattr(one, "shown") else repr(one) for one in kind.requests([payload], settings)]
    except BuildError as error:
        return [str(error)]


def _run(names: tuple[str, str], *, seed: int, events: int) -> Found:
    return run_action(*names, seed=seed, events=events)


def main() -> int:
    """The exit code: 1 where the ways differ."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--events", type=int, default=700)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--only", help="a tool, or a tool and its action type")
    given = asked.parse_args()
    total = Found()
    asked_for = [(tool, one) for tool, one in every_action() if given.only in {None, tool, f"{tool} {one}"}]
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        ran = pool.map(partial(_run, seed=given.seed, events=given.events), asked_for)
        for (tool, action), found in zip(asked_for, ran, strict=True):
            total.merge(found)
            for one in found.differences[:MOST_SHOWN]:
                print(f'--seed {given.seed} --only "{tool} {action}": {one}\n')
    print(dict(total.counts), len(total.differences), "differences")
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
