"""A dead letter in the outbox of the starter project, made by the deliverer itself."""

import asyncio
from pathlib import Path
from threading import Thread
from typing import Any

from actions.cli.first.demo import SECRETS
from actions.deliver.arrivals import arrival_of
from actions.project import Project

ORDER: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_42",
    "messageId": "m-1",
    "timestamp": "2026-03-01T10:15:30Z",
    "properties": {"order_id": "A7", "revenue": "19.99", "currency": "eur"},
}
PURCHASE = "    do: purchase\n"


def leave_a_dead_letter(shop: Path, *, mended: bool = False) -> None:
    """Leave one of Mixpanel's `Orders`, for its revenue is not a number; with the mapping `mended` it would be sent."""
    path = shop / "mappings" / "mixpanel.yaml"
    written, event = path.read_text("utf-8"), ORDER
    if mended:
        assert PURCHASE in written
        path.write_text(written.replace(PURCHASE, f"{PURCHASE}    map: {{revenue: properties.order_id}}\n"), "utf-8")
    else:
        event = {**ORDER, "properties": {"order_id": "A7", "revenue": "abc"}}
    # In a thread of its own: the tests that drive a browser have a loop already.
    thread = Thread(target=lambda: asyncio.run(_deliver(shop, event)))
    thread.start()
    thread.join()
    path.write_text(written, "utf-8")


async def _deliver(shop: Path, event: dict[str, Any]) -> None:
    project = Project.load(shop, SECRETS)
    decisions = [one for one in project.decide(event) if one.instance == "mixpanel"]
    async with project.deliverer(SECRETS, instances=["mixpanel"]) as deliverer:
        await deliverer.accept_arrivals([arrival_of(event, decisions, {})])
