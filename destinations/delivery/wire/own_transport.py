"""Sends through a function of the caller, such as their HTTP client or a proxy."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from inspect import isawaitable
from typing import Self

from yarl import URL

from destinations.arguments import BYTES, check, whole
from destinations.delivery.status import MAYBE
from destinations.delivery.wire.transport import MOST_BODY, Timeouts, Transport
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


STATUS = whole(100, 599)


class _NoAnswerError(Exception):
    """The caller's function gave something else than an answer: what, and what belongs there."""


def _are_texts(headers: object) -> bool:
    parts = headers.items() if isinstance(headers, Mapping) else [(0, 0)]
    return all(isinstance(name, str) and isinstance(value, str) for name, value in parts)


def _named(value: object) -> str:
    return "None" if value is None else f"an object of the class {type(value).__name__}"


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
        asked = self._exchanging(WireRequest(request.method, str(url), headers, request.body))
        if not isawaitable(asked):
            raise _NoAnswerError(f"it gave {_named(asked)}, and is to be a coroutine function: async def")
        answer = await asked
        if not isinstance(answer, WireResponse):
            raise _NoAnswerError(f"it gave {_named(answer)} where a WireResponse belongs")
        try:
            check("WireResponse", status=(answer.status, STATUS), body=(answer.body, BYTES))
        except (TypeError, ValueError) as error:
            raise _NoAnswerError(str(error)) from None
        if not _are_texts(answer.headers):
            raise _NoAnswerError("WireResponse: headers are to be a dict from texts to texts")
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Response(request, answer.status, names, answer.body[:MOST_BODY])

    async def exchange(self, request: Request) -> Response | Retry | Rejected:
        try:
            return await super().exchange(request)
        except _NoAnswerError as error:
            return Retry(f"the transport gave no answer: {error}; {MAYBE}")
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except asyncio.CancelledError as error:
            # Of a client whose own time was up; nobody has cancelled the delivery.
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return self._failure("", error)
        except BaseException as error:  # noqa: BLE001 - whatever a client raises, nobody knows what became of the request
            return self._failure("", error)

    def _failure(self, host: str, error: BaseException) -> Retry | Rejected:  # noqa: ARG002 - its text may hold a key
        return Retry(f"the transport raised {type(error).__name__}; {MAYBE}")
