"""Summary lines of the log: what a lane did lately, as a line per batch would be too many."""

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from destinations.delivery.redaction.log import log_about

# Between two lines of an instance, in seconds.
EVERY = 10.0


def log_summary(instance: str, counts: Counter[str], facts: Mapping[str, Any], seconds: float) -> None:
    """Log what became of deliveries in so many seconds, and what waits; nothing where nothing does."""
    waiting, paused = facts["waiting"], facts["paused"]
    if not counts and not waiting:
        return
    done = ", ".join(f"{counts[name]:,} {name}" for name in ("sent", "retried", "rejected") if counts[name])
    message = f"{done or 'nothing sent'} in {seconds:.1f} s; {waiting:,} waiting, {facts['in_flight']:,} in flight"
    log_about(
        logging.INFO,
        instance,
        message + (", paused" if paused else ""),
        number=counts["sent"],
        waiting=waiting,
        in_flight=facts["in_flight"],
    )
