"""The long forms of tests that CI runs short: `make soak`.

python -m tests.soak [crash] [chaos] [order] [isolation] [outages] [runs] [serve] [reloads] [hostile] --kills 60
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.actions.cli.killing import killed_runs
from tests.actions.delivery.crashing import check, crash_loop
from tests.serve.killing import Ledger, killed_service, reloaded_service
from tests.soak.chaos import RATES, chaos
from tests.soak.hostile import attacked
from tests.soak.isolation import isolation
from tests.soak.order import order
from tests.soak.outages import outages

MB = 1 << 20


def _crash(folder: Path, given: argparse.Namespace) -> str:
    ledgers = crash_loop(folder, given.seed, given.kills, given.events, feeders=2)
    check(ledgers, given.kills, given.events)
    return (
        f"accepted {len(ledgers.accepted):,}, received {len(ledgers.received):,}, lost {len(ledgers.lost):,}, "
        f"repeated {len(ledgers.repeated):,}"
    )


def _chaos(folder: Path, given: argparse.Namespace) -> str:
    found = chaos(folder, given.seed, given.events // 10, batch=50, within=4.0)
    rates = ", ".join(
        f"{name} {found.most_in(name, 5.0) / 5:.1f} of {rate:g} a second" for name, rate in RATES.items() if rate
    )
    repeated = sum(times - 1 for taken in found.taken.values() for times in taken.values())
    return f"{given.events // 10:,} events for {len(RATES)} tools, none lost, {repeated:,} repeated; at most {rates}"


def _order(folder: Path, given: argparse.Namespace) -> str:
    count = given.events // 10
    behind = order(folder, given.seed, count, batch=50)
    return f"{count:,} events of 1,000 people: none out of order where that was asked for, and {behind:,} elsewhere"


def _isolation(folder: Path, given: argparse.Namespace) -> str:
    share, grown = isolation(folder, given.events // 3, seconds=10.0)
    assert share >= 0.95, share
    assert grown < 20 * MB, grown
    return f"{3 * (given.events // 3):,} waiting: {share:.2f} of the speed alone, {grown / MB:.1f} MB more memory"


def _outages(folder: Path, given: argparse.Namespace) -> str:
    seen = outages(folder, given.seconds, per_second=500, period=20.0)
    assert seen.growth < MB, seen.growth
    return (
        f"{seen.events:,} events for 2 tools, none lost or repeated: {seen.growth / MB:.2f} MB a minute, "
        f"{min(seen.files[5:])} to {max(seen.files)} files, {min(seen.tasks[5:])} to {max(seen.tasks)} tasks"
    )


def _runs(folder: Path, given: argparse.Namespace) -> str:
    count = given.events // 5
    got = killed_runs(folder, given.seed, count, kills=10)
    return f"{count:,} events of a run that was killed 10 times, none lost, {got.total() - count:,} repeated"


def _serve(folder: Path, given: argparse.Namespace) -> str:
    # Every fifth of the events of others: each is a request. 500,000 of them are `--events 2500000`.
    ends = min(10, given.kills // 2)
    found = killed_service(folder, given.seed, given.kills, given.events // 5, ends=ends, apart=True)
    return _checked(found, f"{given.kills} kills and {ends} drains")


def _reloads(folder: Path, given: argparse.Namespace) -> str:
    found = reloaded_service(folder, 50, given.events // 5)
    assert not found.refused, found.refused
    return _checked(found, f"50 reloads, {len(found.versions)} mappings")


def _hostile(folder: Path, _: argparse.Namespace) -> str:
    found = attacked(folder)
    assert found.megabytes < 200, found.megabytes
    slow, many = found.during_slow_heads, found.during_many_connections
    return f"the slowest honest request took {slow:.0f} ms and {many:.0f} ms; {found.megabytes} MB"


def _checked(found: Ledger, what: str) -> str:
    assert not found.lost, sorted(found.lost)[:10]
    assert not found.doubled, found.doubled[:10]
    assert not any(status >= 500 for status in found.refused), found.refused
    return f"{len(found.acknowledged):,} events taken over HTTP, {what}: none lost, none under two ids, no 5xx"


SOAKS: dict[str, Callable[[Path, argparse.Namespace], str]] = {
    "crash": _crash,
    "chaos": _chaos,
    "order": _order,
    "isolation": _isolation,
    "outages": _outages,
    "runs": _runs,
    "serve": _serve,
    "reloads": _reloads,
    "hostile": _hostile,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", nargs="*", default=list(SOAKS), metavar="which")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    for name in given.which:
        began = time.monotonic()
        print(f"{name}: seed {given.seed}, {given.kills} kills, {given.events:,} events", flush=True)
        with TemporaryDirectory(prefix="actions-soak-") as folder:
            reported = SOAKS[name](Path(folder), given)
        print(f"{name}: {reported}; {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
