"""Rows to a tool that is not spoken to by HTTP, by the destination's own writer."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from destinations.delivery.redact import Redactor
from destinations.delivery.status import MAYBE, Verdict, as_verdict, worse
from destinations.delivery.wire.transport import Timeouts
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.request import Request
from destinations.sdk.settings import Settings
from destinations.sdk.write import OpenWriter, Write, Writer


class Writing:
    """The writer of one instance: opened when the first rows are there, closed and opened anew after an error.

    One batch at a time is given to it. Opening, writing and closing have `Timeouts.total` seconds each time. The
    same task need not open it, write and close it.
    """

    def __init__(self, settings: Settings, timeouts: Timeouts, redactor: Redactor) -> None:
        self._settings = settings
        self._seconds = timeouts.total
        self._redactor = redactor
        self._lock = asyncio.Lock()
        self._way: OpenWriter | None = None
        self._writer: Writer | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def write(self, write: Write) -> Sequence[Outcome]:
        """One outcome per row, in order; the same `Retry` for all of them where the writer has failed."""
        async with self._lock:
            try:
                async with asyncio.timeout(self._seconds):
                    writer = self._writer or await self._open()
                    outcomes = list(await writer.write(write))
            except Exception as error:  # noqa: BLE001 - whatever a writer raises, the other lanes go on
                await self._close()
                return [self._failure(write.tool, error)] * len(write.rows)
        told = outcomes[: len(write.rows)]
        missing = Retry(f"the writer told of only {len(told)} of {len(write.rows)} rows")
        return told + [missing] * (len(write.rows) - len(told))

    async def _open(self) -> Writer:
        self._way = self._settings.open_writer()
        if self._way is None:
            raise NotImplementedError("its settings have no open_writer()")
        self._writer = await self._way.__aenter__()
        return self._writer

    async def _close(self) -> None:
        way, writer, self._way, self._writer = self._way, self._writer, None, None
        if way and writer:
            with suppress(Exception):  # what is broken need not close well
                async with asyncio.timeout(self._seconds):
                    await way.__aexit__(None, None, None)

    def _failure(self, tool: str, error: Exception) -> Retry | Rejected:
        match error:
            case ModuleNotFoundError():
                return Retry(str(error), counts=False, pause=True)
            case NotImplementedError():
                return Rejected(f"{tool} cannot be written to: {error}")
            case TimeoutError():
                return Retry(f"{tool} did not answer within {self._seconds:g} s; {MAYBE}")
        # Redacted before it is cut: libraries quote the address that they connect to, with the password in it.
        told = self._redactor.extract(str(error).encode("utf-8", "replace"))
        return Retry(f"{tool}: {type(error).__name__}: {told}".rstrip(": "))


def by_payload(write: Write, outcomes: Sequence[Outcome], payloads: int) -> list[Verdict]:
    """One verdict per payload, the worst of its rows; of payloads that the rows are not about, it does not count.

    >>> write = Write.of("toy", "t", [{}, {}, {}], items=[0, 1, 1])
    >>> by_payload(write, [Sent(), Rejected("no"), Sent()], 2)
    [Sent(), Rejected(reason='no', batch=False)]
    """
    verdicts: list[Verdict] = [Sent()] * payloads
    for position, outcome in zip(write.items, outcomes, strict=True):
        verdicts[position] = worse(verdicts[position], as_verdict(outcome))
    return verdicts


def as_request(write: Write) -> Request:
    """The call by which a stand-in gets the rows in place of the tool.

    >>> as_request(Write.of("postgres", "shop.tracks", [{"id": "m-1"}])).body
    b'{"target":"shop.tracks","rows":[{"id":"m-1"}]}'
    """
    body = {"target": write.target, "rows": write.rows}
    return Request.post(f"https://{write.tool}.writer/", json=body, items=write.items)
