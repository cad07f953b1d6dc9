"""A fuzz: `decide`, `explain`, `process_lines` and its strict way say the same of lines of every kind.

    python -m tests.fuzz.four_ways --lines 1000000 --seed 7

Decisions, delivery ids, payloads byte by byte, diagnostics and their order. The lines are cut into jobs of 1000, each
with a plan of its own. A seed and a job give the same lines and plan again: `--seed 7 --job 12` repeats that job alone.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from random import Random

from actions import Context
from tests.fuzz.compare import Found, compare
from tests.fuzz.lines import lines
from tests.fuzz.plans import plan_of

NOW = Context(datetime(2026, 3, 3, 12, tzinfo=UTC))
LINES_A_JOB = 1000
MOST_SHOWN = 10


def run_job(number: int, *, seed: int, most: int = LINES_A_JOB) -> tuple[int, str, Found]:
    """The job's number, the name of its plan, and what was found."""
    random = Random(f"{seed} {number}")  # noqa: S311  # not for secrets: for cases that come again
    name, plan = plan_of(random, number)
    return number, name, compare(plan, list(islice(lines(random), most)), NOW)


def main() -> int:
    """The exit code: 1 where the ways differ."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--job", type=int, help="this job alone")
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    start, total = time.monotonic(), Found()
    jobs = [given.job] if given.job is not None else range(max(1, given.lines // LINES_A_JOB))
    with ProcessPoolExecutor(min(given.processes, len(jobs))) as pool:
        for number, name, found in pool.map(partial(run_job, seed=given.seed), jobs):
            total.merge(found)
            for one in found.differences[:MOST_SHOWN]:
                print(f"--seed {given.seed} --job {number} ({name}): {one}\n")
    for kind, count in total.counts.most_common():
        print(f"{count:>10,}  {kind}")
    print(f"{len(total.differences):>10,}  differences, in {time.monotonic() - start:.0f} s")
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
