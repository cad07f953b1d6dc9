"""Sends through a function of the caller, such as their HTTP client or a proxy."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from yarl import URL

from destinations.delivery.status import MAYBE
from destinations.delivery.wire.transport import Timeouts, Transport
from destinations.sdk.outcome import Rejected, Retry
from destinations.sdk.request import Request, Response


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it goes out, credentials and signature included."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WireResponse:
    """The answer to a request, of whatever status; names of headers in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Exchanging = Callable[[WireRequest], Awaitable[WireResponse]]


class OwnTransport(Transport):
    """Sends with a function of the caller's. Which addresses may be reached is that function's business.

    What it raises counts as no answer: the request may have arrived, and is tried again.
    """

    def __init__(
        self, exchanging: Exchanging, *, divert: str | None, timeouts: Timeouts, now: Callable[[], datetime]
    ) -> None:
        networks: Sequence[str] = ()
        super().__init__(private_networks=networks, divert=divert, timeouts=timeouts, resolver=None, now=now)
        self._exchanging = exchanging

    async def __aenter__(self) -> Self:
        return self

    async def _fetch(self, request: Request, url: URL, headers: dict[str, str]) -> Response:
        answer = await self._exchanging(WireRequest(request.method, str(url), headers, request.body))
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Response(request, answer.status, names, answer.body)

    async def exchange(self, request: Request) -> Response | Retry | Rejected:
        try:
            return await super().exchange(request)
        except Exception as error:  # noqa: BLE001 - whatever a client raises, nobody knows what became of the request
            return self._failure("", error)

    def _failure(self, host: str, error: Exception) -> Retry | Rejected:  # noqa: ARG002 - its text may hold a key
        return Retry(f"the transport raised {type(error).__name__}; {MAYBE}")
