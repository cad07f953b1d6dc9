"""`actions run --send`, killed at random and started again until it has come to its end."""

import random
import subprocess
import time
from collections import Counter
from pathlib import Path

from tests.actions.cli.sending import actions, project, server, start, taken, write_events

SEND = ("--send", "--yes", "--format", "json")
# Eight requests are under way at most, and as many answers wait for their commit.
UNDER_WAY = 16


def wait_for(ledger: Path, lines: int, most: float = 600.0) -> None:
    """Wait until the server has taken so many requests."""
    end = time.monotonic() + most
    while not ledger.exists() or ledger.read_bytes().count(b"\n") < lines:
        assert time.monotonic() < end, f"{lines} requests did not come"
        time.sleep(0.01)


def killed_runs(folder: Path, seed: int, count: int, kills: int) -> Counter[str]:
    """How often the server took each event of a run that was killed so many times; none is lost."""
    luck = random.Random(seed)  # noqa: S311 - the same luck again
    project(folder, "shop")
    path = write_events(folder / "e.ndjson", range(count))
    with server(folder, shop={"wait": 0.005}) as (url, ledger):
        for kill in range(kills):
            program = start(folder, "run", str(path), *SEND, "--divert", url, stdout=subprocess.DEVNULL)
            wait_for(ledger, (kill + 1) * count // (kills + 2))
            time.sleep(luck.random() / 10)
            program.kill()
            program.wait()
        last = actions(folder, "run", str(path), *SEND, "--divert", url)
    assert last.returncode == 0, (seed, last.stderr)
    got = Counter(taken(ledger, "shop"))
    assert got.keys() == {f"m{number}" for number in range(count)}, seed
    # The kills come under load: something was under way.
    assert 0 < got.total() - count <= kills * UNDER_WAY, seed
    return got
