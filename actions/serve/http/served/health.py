"""Whether the service lives, and whether it can do its work."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

from actions.serve.http.answers import Answer, json
from actions.serve.http.service import Service

FAILURES = 2
MICROSECONDS = 1_000_000
# The decider reports its status once a second.
SILENT_AFTER = 10.0


@lru_cache
def release() -> str:
    return version("destination-actions")


def health() -> Answer:
    return json({"status": "ok", "version": release()})


def ready(service: Service) -> Answer:
    """200, or 503 with everything that stands in the way."""
    problems = list(_problems(service))
    body = {"status": "not ready" if problems else "ready", "problems": problems}
    return json(body, 503 if problems else 200, {"Cache-Control": "no-store"})


def _problems(service: Service) -> Iterator[str]:
    if service.is_starting:
        yield "starting"
    if service.is_draining:
        yield "draining"
    if service.journal.is_disk_full:
        yield "disk: less room is left than journal.reserve"
    if service.journal.failures_in_a_row >= FAILURES:
        yield "journal: it cannot be written"
    if (lag := decider_lag(service)) > service.settings.ready_lag:
        yield f"decider: {lag:.0f} s behind"


def decider_lag(service: Service) -> float:
    """How many seconds old the oldest event is that is not decided; 0 where no decider ever reported its status."""
    status = service.decider
    if status is None:
        return 0.0
    silent = (service.clock.now() - int(status.get("at", 0))) / MICROSECONDS
    return float(status.get("lag", 0.0)) + (silent if silent > SILENT_AFTER else 0.0)
