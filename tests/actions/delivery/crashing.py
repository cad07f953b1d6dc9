"""Processes that accept and deliver until they are killed, and the ledgers that tell what came of it.

The producer writes the number of an event down when `accept` has returned; the server writes down what it took before
it answers; a lane writes down what it takes. Nobody's own counters are asked.
"""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# So many events go to the tool at once.
BATCH = 2000
# More numbers than a process lives to see.
MANY = 10**9
MAPPING = """version: 1
destination: mixpanel
settings: {project_token: token, region: us}
actions: [{do: track, when: event = "Crash"}]
"""
SERVER = """
import asyncio, json, sys
from aiohttp import web

ledger = open(sys.argv[1], "ab", buffering=0)
wait = float(sys.argv[2])

async def serve(request):
    rows = json.loads(await request.read())
    facts = [row['properties'] for row in rows]
    ids = [f"{one['n']} {one['$insert_id']} {one.get('version', '')}".rstrip() for one in facts]
    ledger.write("".join(f"{one}\\n" for one in ids).encode())
    await asyncio.sleep(wait)
    return web.json_response({"code": 200, "num_records_imported": len(rows), "status": "OK"})

async def main():
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{anything:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.sleep(36000)

asyncio.run(main())
"""
# Accepts events from a number on, for ever or so many, and delivers. `kill_at` names the step at which it kills itself.
OWNER = """
import asyncio, os, signal, sys
from pathlib import Path
from actions import Project
from destinations.delivery.outbox.cursor import one_by_one
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.file.commit import GroupCommit
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.send import Sender

folder, url, kill_at = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
first, most, block = map(int, sys.argv[4:])
accepted = open(folder / "accepted", "ab", buffering=0)
claimed = open(folder / "claimed", "ab", buffering=0)

def step(name):
    if name == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)

def wrap(owner, method, before="", behind=""):
    real = getattr(owner, method)
    if asyncio.iscoroutinefunction(real):
        async def wrapped(*args, **options):
            step(before)
            result = await real(*args, **options)
            step(behind)
            return result
    else:
        def wrapped(*args, **options):
            step(before)
            result = real(*args, **options)
            step(behind)
            return result
    setattr(owner, method, wrapped)

next_ = DiskCursor.next
async def logged(self, most, now):
    claims = await next_(self, most, now)
    if claims:
        claimed.write("".join(f"{one.delivery.payload.properties['n']}\\n" for one in one_by_one(claims)).encode())
        step("after claim")
    return claims
DiskCursor.next = logged
wrap(Sender, "send", behind="after send")
wrap(DiskCursor, "_write", before="before ack", behind="inside commit")
wrap(DiskCursor, "_written", before="after commit")

commit = GroupCommit._commit
checkpoints = open(folder / "checkpoints", "ab", buffering=0)
async def checkpointed(self, changes):
    failed = await commit(self, changes)
    # One mark before and one behind: whoever sees an odd number of them sees a checkpoint at work.
    checkpoints.write(b".")
    self.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    checkpoints.write(b".")
    return failed
if kill_at == "inside checkpoint":
    GroupCommit._commit = checkpointed

def event(number):
    return {"type": "track", "event": "Crash", "userId": f"u{number % 100}", "messageId": f"m{number}",
            "timestamp": "2026-03-01T10:00:00Z", "properties": {"n": number}}

async def main():
    project = Project.load(folder)
    async with project.deliverer(divert=url) as deliverer:
        number = first
        while number < first + most:
            numbers = range(number, min(number + block, first + most))
            await deliverer.accept_many([event(one) for one in numbers])
            accepted.write("".join(f"{one}\\n" for one in numbers).encode())
            number += block
        await deliverer.drained()

asyncio.run(main())
"""


@dataclass(slots=True)
class Ledgers:
    """What was accepted, what lanes took, what the server took: event by event."""

    folder: Path
    shop: Path
    accepted: Counter[int] = field(default_factory=Counter)
    claimed: Counter[int] = field(default_factory=Counter)
    received: Counter[int] = field(default_factory=Counter)
    ids: dict[int, set[str]] = field(default_factory=dict)

    def read(self) -> "Ledgers":
        """Read the ledger of the server at `shop`, and those of all who accept in `folder` and the folders in it."""
        for feeder in (self.folder, *sorted(self.folder.glob("feeder*"))):
            self.accepted += _numbers(feeder / "accepted")
            self.claimed += _numbers(feeder / "claimed")
        for line in _whole_lines(self.shop / "received"):
            number, name = line.split()
            self.received[int(number)] += 1
            self.ids.setdefault(int(number), set()).add(name)
        return self

    @property
    def lost(self) -> set[int]:
        return self.accepted.keys() - self.received.keys()

    @property
    def repeated(self) -> dict[int, int]:
        """How often more than once an event was received."""
        return {number: times - 1 for number, times in self.received.items() if times > 1}


def _whole_lines(path: Path) -> list[str]:
    """The lines that were written to their end: a process may be killed while it writes one."""
    text = path.read_text(encoding="ascii") if path.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


def _numbers(path: Path) -> Counter[int]:
    return Counter(map(int, _whole_lines(path)))


def project(folder: Path) -> Path:
    (folder / "mappings").mkdir(parents=True)
    (folder / "mappings" / "mixpanel.yaml").write_text(MAPPING, encoding="utf-8")
    return folder


@contextmanager
def server(folder: Path, wait: float, program: str = SERVER) -> Iterator[str]:
    """The URL of a tool that takes its time for each request, in a process of its own."""
    command = [sys.executable, "-c", program, str(folder / "received"), str(wait)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def owner(
    folder: Path, url: str, first: int, most: int, *, block: int = 100, kill_at: str = "-"
) -> "subprocess.Popen[bytes]":
    """A process that accepts `most` events from number `first` on, so many at once, and delivers."""
    words = (str(folder), url, kill_at, *map(str, (first, most, block)))
    return subprocess.Popen([sys.executable, "-c", OWNER, *words])


def wait_until_more(path: Path, lines: int, process: "subprocess.Popen[bytes]", most: float = 60.0) -> None:
    """Wait until there are so many lines, or the process has ended."""
    end = time.monotonic() + most
    while process.poll() is None and (not path.exists() or path.read_bytes().count(b"\n") < lines):
        if time.monotonic() > end:
            raise AssertionError(f"{lines} lines of {path.name} did not come")
        time.sleep(0.005)


def crash_loop(folder: Path, seed: int, kills: int, least: int, feeders: int = 1) -> Ledgers:
    """Kill the owners so many times under load, each of an outbox of its own; let them end, and read the ledgers."""
    luck = random.Random(seed)  # noqa: S311 - the same luck again
    folders = [project(folder / f"feeder{number}") for number in range(feeders)]
    each = least // ((kills + feeders) or 1) + 1
    with server(folder, wait=0.02) as url:
        for _ in range(kills // feeders):
            processes = [owner(one, url, _next(one, number), MANY) for number, one in enumerate(folders)]
            for one, process in zip(folders, processes, strict=True):
                wait_until_more(one / "accepted", len(_whole_lines(one / "accepted")) + each, process)
            time.sleep(luck.random() / 20)
            for process in processes:
                process.send_signal(signal.SIGKILL)
                process.wait()
        last = [owner(one, url, _next(one, number), each) for number, one in enumerate(folders)]
        assert [process.wait() for process in last] == [0] * feeders
    return Ledgers(folder, folder).read()


def _next(folder: Path, feeder: int) -> int:
    """The number from which a feeder goes on.

    Numbers that were accepted and not written down may come again: they are the same deliveries.
    """
    return max(_numbers(folder / "accepted"), default=feeder * MANY - 1) + 1


def kill_in_checkpoints(folder: Path, url: str, kills: int) -> int:
    """Kill the owner while it carries its log over into its file, so many times; gives how many events to expect."""
    marks, inside, number = folder / "checkpoints", 0, 0
    for _ in range(20 * kills):
        marks.unlink(missing_ok=True)
        process = owner(folder, url, number, MANY, kill_at="inside checkpoint")
        wait_until_more(folder / "accepted", len(_whole_lines(folder / "accepted")) + 500, process)
        while marks.stat().st_size % 2 == 0:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        # It may have been done with it meanwhile.
        inside += marks.stat().st_size % 2
        number = max(_numbers(folder / "accepted")) + 1
        if inside == kills:
            return number
    raise AssertionError(f"only {inside} of {kills} kills came while a checkpoint was at work")


def check(ledgers: Ledgers, kills: int, least: int) -> None:
    assert len(ledgers.accepted) >= least
    assert len(ledgers.received) >= least
    assert ledgers.lost == set()
    # Between two batches a kill proves nothing: something must have been under way.
    assert 0 < len(ledgers.repeated) <= kills * 2 * BATCH
    assert all(ledgers.claimed[number] > 1 for number in ledgers.repeated)
    assert all(len(ids) == 1 for ids in ledgers.ids.values())
