"""What long tests have in common: instances with an outbox, a vendor in a process of its own, and its ledger."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Arrival, Entry, Kind
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.outbox.stored import write_payload
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Clocks
from destinations.delivery.senders import SenderOptions
from destinations.delivery.wire.transport import Timeouts
from destinations.delivery.workers import Tool, Workers
from destinations.sdk import ActionType, Limits, Payload, Request, Settings
from destinations.sdk.outcome import Outcome, Retry, Sent, Success
from destinations.sdk.request import Response
from tests.soak.vendor import CLEAR

QUICK = RetryPolicy(base=0.05, cap=1.0, max_age=3600.0, longest=7200.0)


# So many people have made the events.
PEOPLE = 1000


class Row(Payload):
    n: int
    text: str = "y" * 300


def build(host: str, rows: Sequence[Row], _: Settings) -> Request:
    return Request.post(f"https://{host}.example.com/in", json=[row.delivery_id for row in rows])


def judge(response: Response, rows: Sequence[Row]) -> Sequence[Outcome]:
    """Sent is what the vendor says that it took; of what it says nothing, nobody knows."""
    answer = response.json()
    taken = answer.get("taken") if isinstance(answer, dict) else None
    names = taken if isinstance(taken, list) else ()
    return [Sent() if row.delivery_id in names else Retry("the answer does not say what was taken") for row in rows]


def tool(host: str, limits: Limits, *, by_person: bool = False) -> Tool:
    kind = ActionType("row", Row, partial(build, host), "A row.", limits, judge=judge, success=Success.JSON)
    return Tool(Settings(), {"row": kind}, by_person=by_person)


def workers(
    outbox: Outbox, tools: Mapping[str, Tool], url: str, expected: list[Delivered] | None = None, within: float = 1.0
) -> Workers:
    ends = (lambda _: None) if expected is None else expected.extend
    ways = SenderOptions(url, Timeouts(connect=within, total=within), clocks=Clocks(clock=time.time))
    return Workers(outbox, tools, ends, QUICK, ways, patience=2.0)


def arrivals(numbers: range, instances: Sequence[str]) -> list[Arrival]:
    """Events of these numbers, with a delivery to each instance."""
    kinds = [Kind(one, "a", "row", "hash") for one in instances]
    made = []
    for number in numbers:
        row = Row(n=number)
        payload = write_payload(row)
        entries = []
        for kind in kinds:
            name = delivery_id(kind.instance, number)
            entries.append(Entry(name, kind, payload, model=row.model_copy().with_delivery_id(name)))
        made.append(Arrival(b'{"n":%d}' % number, "Row", f"m{number}", f"u{number % PEOPLE}", None, entries))
    return made


def delivery_id(instance: str, number: int) -> str:
    return f"{number // 5000:06x}-{blake2b(f'{instance}/{number}'.encode(), digest_size=14).hexdigest()}"


@contextmanager
def vendor(folder: Path, seed: int, **hosts: dict[str, Any]) -> Iterator[tuple[str, "Ledger"]]:
    """The URL of a vendor, and its ledger."""
    ledger = folder / "ledger"
    command = [sys.executable, "-m", "tests.soak.vendor", str(ledger), json.dumps(hosts), str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        within = max((host.get("within", 1.0) for host in hosts.values()), default=1.0)
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", Ledger(ledger, within)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@dataclass(slots=True)
class Ledger:
    """What came for each host: when, how often each id was taken, and how often nobody could know."""

    path: Path
    # How long whoever asks waits for an answer.
    within: float = 1.0
    times: dict[str, list[float]] = field(default_factory=dict)
    taken: dict[str, Counter[str]] = field(default_factory=dict)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    fates: Counter[str] = field(default_factory=Counter)
    # By host, the ids that were taken, as often as they were, in their order.
    order: dict[str, list[str]] = field(default_factory=dict)

    def read(self) -> "Ledger":
        fresh = replace(self, times={}, taken={}, unknown={}, fates=Counter(), order={})
        lines = [line.split("\t") for line in self.path.read_text().splitlines()]
        # A sound answer may come too late where the vendor had no time: then nobody knows, either.
        gaps = [(float(at) - self.within, float(end)) for at, _, fate, end in lines if fate == "gap"]
        for at, host, fate, ids in lines:
            if fate == "gap":
                continue
            fresh.times.setdefault(host, []).append(float(at))
            fresh.fates[fate] += 1
            if fate not in CLEAR:
                fresh.taken.setdefault(host, Counter()).update(ids.split())
                fresh.order.setdefault(host, []).extend(ids.split())
            if fate not in (*CLEAR, "fine") or (fate == "fine" and any(one <= float(at) <= end for one, end in gaps)):
                fresh.unknown.setdefault(host, Counter()).update(ids.split())
        return fresh

    def most_in(self, host: str, seconds: float) -> int:
        """The most requests that came within so many seconds."""
        times, most, start = self.times[host], 0, 0
        for end, at in enumerate(times):
            while times[start] <= at - seconds:
                start += 1
            most = max(most, end - start + 1)
        return most
