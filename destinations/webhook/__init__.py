"""Webhook: the event, or whatever is mapped, as JSON to any URL.

Every request carries the delivery's stable id as `webhook-id` and `idempotency-key`, so that a receiver can
drop what it has seen. With a `secret` it is signed as Standard Webhooks 1.0.0 says (standardwebhooks.com).
Addresses that are not public are refused at connect time unless `allow_private` names their network.

An action may map `url`, `method` and `headers` of its own for each event; the URL's host must be that of the settings'
`url` or stand in `hosts`, so that no event decides where data go; `{{ url_encode(userId) }}` is for what stands in its
path or query. `send_list` sends up to 100 payloads as one list,
under an id that stands for all of them.
"""

from collections.abc import Hashable, Sequence
from functools import partial
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from destinations.sdk import (
    ActionType,
    Destination,
    Limits,
    Payload,
    Request,
    ScopeRole,
    Success,
    WebAddress,
    check_headers,
    hookimpl,
)
from destinations.sdk.fields.copied import check_parts
from destinations.webhook.settings import Method, WebhookSettings, free_headers, host_of, plain
from destinations.webhook.signature import sign

__all__ = ["WEBHOOK", "Send", "WebhookSettings", "build_list", "build_send"]

ONES = Limits(items=1, bytes=2_000_000)
LISTS = Limits(items=100, bytes=2_000_000)


def fit_values(headers: dict[str, str]) -> dict[str, str]:
    """The headers; those whose value would end its line are unusable."""
    check_parts({(name,): why for name, value in headers.items() if (why := why_no_value(name, value))})
    return headers


def why_no_value(name: str, value: str) -> str | None:
    """What is wrong with the header's value; None if nothing."""
    try:
        check_headers({name: value})
    except ValueError as error:
        return f"cannot be sent: {error}"
    return None


Headers = Annotated[dict[str, str], AfterValidator(free_headers), AfterValidator(fit_values)]


class Send(Payload):
    """One call."""

    data: Any = Field(description="The body, any JSON; by default the whole event.")
    url: Annotated[WebAddress, ScopeRole(must_be_found=True)] | None = Field(
        None, description="Where to send this one; its host must be that of the settings, or be listed in `hosts`."
    )
    method: Annotated[Method, ScopeRole()] | None = Field(None, description="POST, PUT or PATCH, for this one.")
    headers: Headers | None = Field(
        None, description="Further headers of this one; they go before those of the settings."
    )


def by_call(row: Send) -> Hashable:
    """What a list's request says once for all."""
    return (row.url, row.method, tuple(sorted((row.headers or {}).items())))


def build_send(rows: Sequence[Send], settings: WebhookSettings) -> list[Request]:
    """One request per payload; its body is the JSON of `data` and nothing around it."""
    return [call(row, row.data, row.delivery_id, (position,), settings) for position, row in enumerate(rows)]


def build_list(rows: Sequence[Send], settings: WebhookSettings) -> Request:
    """One request with the list of all `data`; its id is made of the payloads' own."""
    ids = ",".join(row.delivery_id for row in rows)
    own = rows[0].delivery_id if len(rows) == 1 else sha256(ids.encode()).hexdigest()[:36]
    return call(rows[0], [row.data for row in rows], own, tuple(range(len(rows))), settings)


def call(row: Send, body: Any, own: str, items: tuple[int, ...], settings: WebhookSettings) -> Request:
    """The request, to where the payload says, or else the settings."""
    url = row.url or settings.url
    if host_of(url) not in {host_of(settings.url), *settings.hosts}:
        raise ValueError(f"{host_of(url)} is not a host of this webhook; add it to hosts in the settings")
    if settings.url.startswith("https:") and not url.startswith("https:"):
        raise ValueError("a webhook with https sends nothing in clear; map a url that begins with https")
    secret = settings.secret.get_secret_value() if settings.secret else ""
    mine = {name.lower() for name in row.headers or {}}
    kept = {name: plain(value) for name, value in settings.headers.items() if name.lower() not in mine}
    return Request.post(
        url,
        method=row.method or settings.method,
        json=body,
        headers={**kept, **(row.headers or {}), "webhook-id": own, "idempotency-key": own},
        items=items,
        signer=partial(sign, message_id=own, secret=secret) if secret else None,
    )


WEBHOOK = Destination(
    name="webhook",
    title="Webhook",
    settings=WebhookSettings,
    action_types=(
        ActionType("send", Send, build_send, "Send JSON to a URL.", ONES, success=Success.STATUS),
        ActionType("send_list", Send, build_list, "Send many as one list.", LISTS, by_call, success=Success.STATUS),
    ),
    help="Any HTTP endpoint that takes JSON.",
    names=("Webhooks", "Webhook V2", "HTTP"),
    kind="other",
    without=("it gets the whole event."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [WEBHOOK]
