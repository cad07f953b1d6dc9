"""The long forms of tests that CI runs short: `make soak`.

python -m tests.soak --kills 60 --events 500000 --seed 1
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.actions.delivery.crashing import check, crash_loop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    print(f"crash loop: seed {given.seed}, {given.kills} kills, {given.events:,} events", flush=True)
    began = time.monotonic()
    with TemporaryDirectory(prefix="actions-soak-") as folder:
        ledgers = crash_loop(Path(folder), given.seed, given.kills, given.events)
        check(ledgers, given.kills, given.events)
    print(
        f"accepted {len(ledgers.accepted):,}, received {len(ledgers.received):,}, lost {len(ledgers.lost):,}, "
        f"repeated {len(ledgers.repeated):,}, in {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
