"""What a vendor's stand-in says to a request, without a server between."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from destinations.sdk import Destination, Request, Response, Settings
from destinations.testing import Answer, Call, Vendor

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def requests_of(destination: Destination, name: str, payloads: Sequence[Any], settings: Settings) -> list[Request]:
    """The requests that the action type of that name builds for the payloads together."""
    action_type = destination.action_type(name)
    assert action_type
    built = action_type.build(payloads, settings)
    made = built if isinstance(built, Sequence) else [built]
    return [one for one in made if isinstance(one, Request)]


def said(vendor: Vendor, request: Request, now: datetime = NOW) -> Answer:
    """What the stand-in makes of the request, refusals included."""
    request = request.with_token("t0ken") if request.oauth else request
    url = urlsplit(request.url)
    assert vendor.serves(url.hostname or "")
    headers = {name.lower(): value for name, value in request.wire_headers(now).items()}
    query = dict(parse_qsl(url.query))
    return vendor.answer(Call(request.method, url.hostname or "", url.path, query, headers, request.body, now))


def played(vendor: Vendor, request: Request) -> Response:
    """The vendor's answer on 2 March 2026, as a judge gets it."""
    answer = said(vendor, request)
    return Response(
        request, answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.body
    )
