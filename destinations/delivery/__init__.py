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

from destinations.delivery.deliver import Deliverer
from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.entry import Caps
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Exchange
from destinations.delivery.senders import DelivererError
from destinations.delivery.wire.own_transport import WireRequest, WireResponse
from destinations.delivery.wire.transport import Timeouts

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
