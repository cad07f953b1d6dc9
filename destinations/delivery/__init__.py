"""From a payload to its outcome: batches, limits, retries, and the only door to the network.

A delivery is put into the outbox, claimed by the lane of its instance, batched with its neighbours, built
into requests or writes by the destination's `build`, sent, and judged. `Sent` and `Rejected` end it, `Retry` does not.

    outbox ─ claim ─▶ batches ─ build ─▶ requests ─ transport ─▶ response ─ judge ─▶ Sent | Retry | Rejected

Each instance has its own lane (queue, connections, concurrency, rate, pause), so that a tool which is down or
slow is nobody else's problem. What the modules know:

    delivery.py       Delivery, Delivered: what goes in, what comes out
    outbox/           deliveries that are not done yet
    batch.py          which payloads travel together
    limit.py          when the next request may start
    wire/             the ways out: HTTP, and the writers of tools that are not spoken to by HTTP
    status.py         what an answer means
    retry.py          when to try again, and when to stop
    redact.py         secrets by name, never by value
    spelling.py       all ways to read a text, for whoever looks for secrets in it
    send.py           one batch through build, wire and judgement
    lane.py           one instance at work
    deliver.py        `Deliverer`: all lanes together
"""

from destinations.delivery.deliver import Deliverer, DelivererError
from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.retry import RetryPolicy
from destinations.delivery.send import Exchange

__all__ = ["Delivered", "Deliverer", "DelivererError", "Delivery", "Exchange", "RetryPolicy"]
