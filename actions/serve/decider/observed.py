"""What a running service reports to OpenTelemetry beside its deliveries: events by source, and how far it is behind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from actions.deliver.observability.telemetry import NAME, Telemetry

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, MeterProvider, Observation

    from actions.serve.decider.service import Service


def observe(service: "Service", meter_provider: "MeterProvider | None" = None) -> Telemetry:
    """What reports the deliveries of the service; the rest is read by OpenTelemetry when it collects.

    ModuleNotFoundError where OpenTelemetry is not installed.
    """
    telemetry = Telemetry(meter_provider)
    from opentelemetry import metrics

    def events(_: "CallbackOptions") -> "Iterable[Observation]":
        for source, numbers in service.totals.by_source().items():
            for became in ("accepted", "refused", "repeated", "suppressed", "blocked", "invalid"):
                yield metrics.Observation(numbers[became], {"source": source, "outcome": became})

    def reloads(_: "CallbackOptions") -> "Iterable[Observation]":
        for result, number in service.reloads.items():
            yield metrics.Observation(number, {"result": result})

    def lag(_: "CallbackOptions") -> "Iterable[Observation]":
        decider: Any = service.decider
        yield metrics.Observation(decider.lag if decider else 0.0)

    meter = metrics.get_meter(NAME, meter_provider=meter_provider)
    meter.create_observable_counter("actions.events", [events])
    meter.create_observable_counter("actions.reload", [reloads])
    meter.create_observable_gauge("actions.journal.lag", [lag], unit="s")
    return telemetry
