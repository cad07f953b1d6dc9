"""What a vendor's stand-in says to a request, without a server between."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from destinations.sdk import Request, Response
from destinations.testing import Call, Vendor

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def played(vendor: Vendor, request: Request) -> Response:
    """The vendor's answer on 2 March 2026, as a judge gets it."""
    url = urlsplit(request.url)
    assert vendor.serves(url.hostname or "")
    headers = {name.lower(): value for name, value in request.wire_headers(NOW).items()}
    query = dict(parse_qsl(url.query))
    said = vendor.answer(Call(request.method, url.hostname or "", url.path, query, headers, request.body, NOW))
    return Response(request, said.status, {name.lower(): value for name, value in said.headers.items()}, said.body)
