"""What the HTTP server reports to OpenTelemetry: the time of requests, what came of their events, open connections."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from actions.serve.http.counters import BOUNDS
from actions.serve.http.service import Service

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, MeterProvider, Observation

NAME = "destination-actions"
# From this status on, it was not the client's mistake.
FAILED = 500
INSTALL = "pip install 'destination-actions[telemetry]'"


def observe_server(
    service: Service, connections: Callable[[], int], meter_provider: "MeterProvider | None" = None
) -> None:
    """Report to the given provider, or to the one that the process has set.

    No label holds what comes from a client. ModuleNotFoundError where OpenTelemetry is not installed.
    """
    try:
        from opentelemetry import metrics
    except ModuleNotFoundError:
        raise ModuleNotFoundError(INSTALL) from None
    counters = service.counters

    def received(_: "CallbackOptions") -> "Iterable[Observation]":
        for source, number in counters.received.items():
            yield metrics.Observation(number, {"source": source})

    def outcomes(_: "CallbackOptions") -> "Iterable[Observation]":
        for source, number in counters.accepted.items():
            yield metrics.Observation(number, {"source": source, "outcome": "accepted"})
        for outcome, found in (("refused", counters.refused), ("turned_away", counters.turned_away)):
            for (source, code), number in found.items():
                yield metrics.Observation(number, {"source": source, "outcome": outcome, "code": code})

    def is_open(_: "CallbackOptions") -> "Iterable[Observation]":
        yield metrics.Observation(connections())

    meter = metrics.get_meter(NAME, meter_provider=meter_provider)
    meter.create_observable_counter("actions.events.received", [received])
    meter.create_observable_counter("actions.server.events", [outcomes])
    meter.create_observable_gauge("actions.server.connections", [is_open])
    durations = meter.create_histogram(
        "http.server.request.duration", unit="s", explicit_bucket_boundaries_advisory=BOUNDS
    )
    scheme = "https" if service.settings.tls else "http"

    def answered(path: str, status: int, seconds: float) -> None:
        labels: dict[str, str | int] = {"http.route": path, "http.response.status_code": status, "url.scheme": scheme}
        durations.record(seconds, labels | ({"error.type": str(status)} if status >= FAILED else {}))

    counters.on_answer = answered
