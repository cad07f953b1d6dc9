"""Webhook: the event, or whatever is mapped, as JSON to any URL.

Every request carries the delivery's stable id as `webhook-id` and `idempotency-key`, so that a receiver can
drop what it has seen. With a `secret` it is signed as Standard Webhooks 1.0.0 says (standardwebhooks.com).
Addresses that are not public are refused at connect time unless `allow_private` names their network.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from pydantic import Field

from destinations.sdk import ActionType, Destination, Limits, Payload, Request, Success, hookimpl
from destinations.webhook.settings import WebhookSettings, plain
from destinations.webhook.signature import sign

__all__ = ["WEBHOOK", "Send", "WebhookSettings", "build_send"]


class Send(Payload):
    """One call."""

    data: Any = Field(description="The body, any JSON; by default the whole event.")


def build_send(rows: Sequence[Send], settings: WebhookSettings) -> list[Request]:
    """One request per payload; its body is the JSON of `data` and nothing around it."""
    own = {name: plain(value) for name, value in settings.headers.items()}
    secret = settings.secret.get_secret_value() if settings.secret else ""
    return [
        Request.post(
            settings.url,
            method=settings.method,
            json=row.data,
            headers={**own, "webhook-id": row.delivery_id, "idempotency-key": row.delivery_id},
            items=(position,),
            signer=partial(sign, message_id=row.delivery_id, secret=secret) if secret else None,
        )
        for position, row in enumerate(rows)
    ]


WEBHOOK = Destination(
    name="webhook",
    title="Webhook",
    settings=WebhookSettings,
    action_types=(
        ActionType(
            "send", Send, build_send, "Send JSON to a URL.", Limits(items=1, bytes=2_000_000), success=Success.STATUS
        ),
    ),
    help="Any HTTP endpoint that takes JSON.",
    names=("Webhooks", "Webhook V2", "HTTP"),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [WEBHOOK]
