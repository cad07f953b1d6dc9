"""A stand-in for the vendors: an HTTP server on this machine that answers as they would.

It refuses what a vendor refuses by its published rules, answers with the vendor's own error bodies, and
keeps what it got. Requests reach it diverted: `https://api.mixpanel.com/import?strict=1` is sent to
`http://127.0.0.1:PORT/api.mixpanel.com/import?strict=1`, as a `Deliverer` with `divert=standin.url` does.

    async with StandIn() as standin:
        standin.fail("api.mixpanel.com", [503, "reset"])
        async with Deliverer({"mixpanel": settings}, divert=standin.url) as deliverer:
            await deliverer.deliver(deliveries)
        print(standin.received[0].refusals)

A plugin's author describes their vendor with a `Vendor`, whose `answer` is a pure function. It stands as `VENDOR`
in `stand_in.py` in the destination's folder, where it is found, or is passed as `StandIn(vendors=[...])`.
`python -m destinations.testing --port 8080 --out received.ndjson` runs one alone.
"""

from destinations.testing.standin import Fault, Received, StandIn
from destinations.testing.vendor import Answer, Call, Refusal, Vendor

__all__ = ["Answer", "Call", "Fault", "Received", "Refusal", "StandIn", "Vendor"]
