"""From a payload to its outcome: batches, limits, retries, and the only access to the network.

A delivery is put into the outbox, claimed by the lane of its instance, batched with its neighbours, built
into requests or writes by the destination's `build`, sent, and judged. `Sent` and `Rejected` end it, `Retry` does not.

    outbox ─ claim ─▶ batches ─ build ─▶ requests ─ transport ─▶ response ─ judge ─▶ Sent | Retry | Rejected

Each instance has its own lane (queue, connections, concurrency, rate, pause): a bulkhead, so that a tool which is down
or slow does not hold up the others. The modules:

    delivery.py       Delivery, Delivered: what goes in, what comes out
    outbox/           deliveries that are not done yet, in memory or in a file
    batch.py          which payloads travel together
    pace/             when the next request may start, when to try again, and when to stop
    wire/             the network: HTTP, and the writers of tools without an HTTP API
    status.py         what an answer means
    redaction/        secrets by name, never by value; what goes into logs, metrics and traces
    send.py           one batch: build, send, judge
    senders.py        the settings, secrets and connections of each instance
    lane.py           one instance at work
    deliver.py        `Deliverer`: all lanes together, on deliveries in memory
    workers.py        `Workers`: all lanes together, on an outbox
"""

from typing import TYPE_CHECKING, Any

from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.entry import Caps
from destinations.delivery.pace.retry import RetryPolicy

if TYPE_CHECKING:
    from destinations.delivery.deliver import Deliverer
    from destinations.delivery.send import Exchange
    from destinations.delivery.senders import DelivererError
    from destinations.delivery.wire.own_transport import WireRequest, WireResponse
    from destinations.delivery.wire.transport import Timeouts
else:
    # Who only looks into an outbox needs no HTTP client: these are imported on first use.
    _LATER = {
        "Deliverer": "destinations.delivery.deliver",
        "DelivererError": "destinations.delivery.senders",
        "Exchange": "destinations.delivery.send",
        "Timeouts": "destinations.delivery.wire.transport",
        "WireRequest": "destinations.delivery.wire.own_transport",
        "WireResponse": "destinations.delivery.wire.own_transport",
    }

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_LATER[name]), name)


__all__ = [
    "Caps",
    "Delivered",
    "Deliverer",
    "DelivererError",
    "Delivery",
    "Exchange",
    "RetryPolicy",
    "Timeouts",
    "WireRequest",
    "WireResponse",
]
