"""OpenTelemetry for deliveries: counters, gauges, and a span for some of the batches.

Counted in dicts where things happen, and read when they are collected. No label holds what comes from an event.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from destinations.arguments import check, seen
from destinations.arguments import number as number_from
from destinations.delivery.outbox.entry import Arrival, Receipt
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.redaction.batch_result import BatchResult

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, MeterProvider, Observation
    from opentelemetry.trace import TracerProvider

NAME = "destination-actions"
SYSTEM = "actions"
# How often the age of the oldest delivery is looked up, in seconds.
EVERY = 10.0
NANO = 1_000_000_000


class Telemetry:
    """Reports one deliverer to the given providers, or to those that the process has set.

        project.deliverer(telemetry=Telemetry())

    `share` of the batches get a span. ModuleNotFoundError where OpenTelemetry is not installed.
    """

    def __init__(
        self,
        meter_provider: "MeterProvider | None" = None,
        tracer_provider: "TracerProvider | None" = None,
        share: float = 0.01,
    ) -> None:
        try:
            from opentelemetry import metrics, trace
        except ModuleNotFoundError:
            raise ModuleNotFoundError("pip install 'destination-actions[telemetry]'") from None
        for name, value, method in (
            ("meter_provider", meter_provider, "get_meter"),
            ("tracer_provider", tracer_provider, "get_tracer"),
        ):
            if value is not None and not hasattr(value, method):
                raise TypeError(f"{name} is {seen(value)}; write one of OpenTelemetry, which has {method}()")
        check("Telemetry", share=(share, number_from(0)))
        self._observation = metrics.Observation
        self._status = trace.Status(trace.StatusCode.ERROR)
        self._kind = trace.SpanKind.CLIENT
        self._tracer = trace.get_tracer(NAME, tracer_provider=tracer_provider)
        self._share = share
        self._events: Counter[str] = Counter()
        self._deliveries: Counter[tuple[str, str]] = Counter()
        self._oldest: dict[str, float] = {}
        self._outbox: Outbox | None = None
        self._task: asyncio.Task[None] | None = None
        meter = metrics.get_meter(NAME, meter_provider=meter_provider)
        for name, read in (
            ("actions.events.accepted", lambda: self._of_events("accepted")),
            ("actions.events.repeated", lambda: self._of_events("repeated")),
            ("actions.deliveries", self._of_deliveries),
        ):
            meter.create_observable_counter(name, [_collected(read)])
        meter.create_observable_gauge("actions.outbox.size", [_collected(self._of_size)])
        meter.create_observable_gauge("actions.outbox.oldest", [_collected(self._of_oldest)], unit="s")

    def watch(self, result: BatchResult) -> None:
        """A batch came back."""
        for outcome, number in result.outcomes().items():
            self._deliveries[result.instance, outcome] += number
        # A span that nothing records takes time as well: sampling is decided first.
        if random.random() < self._share:  # noqa: S311
            self._span(result)

    def accepted(self, arrivals: Sequence[Arrival], receipt: Receipt) -> None:
        """Events were accepted."""
        self._events["accepted"] += len(arrivals)
        self._events["repeated"] += len(receipt.repeated)

    def start(self, outbox: Outbox) -> None:
        """Look at this outbox from now on."""
        self._outbox = outbox
        self._task = asyncio.create_task(self._watch_status())

    def stop(self) -> None:
        """Look no more."""
        self._outbox = None
        if self._task:
            self._task.cancel()

    def _span(self, result: BatchResult) -> None:
        end, counts = time.time_ns(), result.outcomes()
        facts: dict[str, Any] = {
            "messaging.system": SYSTEM,
            "messaging.operation.name": "send",
            "messaging.destination.name": result.instance,
            "messaging.batch.message_count": len(result.answers),
        }
        facts |= {f"actions.deliveries.{outcome}": number for outcome, number in counts.items()}
        if result.status:
            facts["http.response.status_code"] = result.status
        start = end - int(result.seconds * NANO)
        span = self._tracer.start_span(f"send {result.instance}", kind=self._kind, attributes=facts, start_time=start)
        if set(counts) - {"sent"}:
            span.set_attribute("error.type", str(result.status or "no answer"))
            span.set_status(self._status)
        span.end(end)

    async def _watch_status(self) -> None:
        while self._outbox:
            with suppress(OutboxError):
                self._oldest = await self._outbox.read(_ages)
            await asyncio.sleep(EVERY)

    def _of_events(self, what: str) -> "Iterator[Observation]":
        yield self._observation(self._events[what])

    def _of_deliveries(self) -> "Iterator[Observation]":
        for (instance, outcome), number in list(self._deliveries.items()):
            yield self._observation(number, {"instance": instance, "outcome": outcome})

    def _of_size(self) -> "Iterator[Observation]":
        for name, lane in list(self._outbox.store.lanes.items()) if self._outbox else ():
            yield self._observation(lane.rows, {"instance": name})

    def _of_oldest(self) -> "Iterator[Observation]":
        for name, age in self._oldest.items():
            yield self._observation(age, {"instance": name})


def _ages(store: Store) -> dict[str, float]:
    now = time.time()
    found = {name: store.oldest(lane) for name, lane in store.lanes.items()}
    return {name: max(0.0, now - at) if at else 0.0 for name, at in found.items()}


def _collected(read: "Callable[[], Iterator[Observation]]") -> "Callable[[CallbackOptions], Iterator[Observation]]":
    return lambda _: read()
