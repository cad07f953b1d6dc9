"""Rows to a tool without an HTTP API, by the destination's own writer."""

import asyncio
from collections.abc import Sequence
from typing import Self

from destinations.delivery.redaction.redact import Redactor
from destinations.delivery.status import MAYBE, Verdict, as_verdict, worse
from destinations.delivery.wire.patience import Patience
from destinations.delivery.wire.transport import Timeouts
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.refusal import error_text, shown
from destinations.sdk.request import Request
from destinations.sdk.settings import Settings
from destinations.sdk.write import OpenWriter, Write, Writer

# What a writer raises of the rows themselves, which are no better a minute later; all else may pass.
OF_THE_ROWS = (ValueError, TypeError, ArithmeticError, LookupError)


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
        """One outcome per row, in order; the same for all of them where the writer has failed."""
        async with self._lock:
            try:
                async with Patience(self._seconds):
                    writer = self._writer or await self._open()
                    results = await self._results(writer, write)
            except (asyncio.CancelledError, KeyboardInterrupt, GeneratorExit):
                raise
            except BaseException as error:  # noqa: BLE001 - whatever a writer does, sys.exit() included, others go on
                await self._close()
                return [self._failure(write.tool, error)] * len(write.rows)
        return [results] * len(write.rows) if isinstance(results, Rejected) else one_per_row(results, len(write.rows))

    async def _results(self, writer: Writer, write: Write) -> Sequence[Outcome] | Rejected:
        """What the writer returns; a rejection where it fails because of one of the rows."""
        try:
            return await writer.write(write)
        except OSError:
            # Some of them are ValueErrors as well, such as a certificate that is not trusted.
            raise
        except OF_THE_ROWS as error:
            await self._close()
            return Rejected(self._reason(write.tool, error), batch=True)

    async def _open(self) -> Writer:
        self._way = self._settings.open_writer()
        if self._way is None:
            raise NotImplementedError("its settings have no open_writer()")
        self._writer = await self._way.__aenter__()
        return self._writer

    async def _close(self) -> None:
        way, writer, self._way, self._writer = self._way, self._writer, None, None
        if way and writer:
            try:
                async with asyncio.timeout(self._seconds):
                    await way.__aexit__(None, None, None)
            except (asyncio.CancelledError, KeyboardInterrupt, GeneratorExit):
                raise
            except BaseException:  # noqa: BLE001 - what is broken need not close well
                return

    def _failure(self, tool: str, error: BaseException) -> Retry | Rejected:
        match error:
            case ModuleNotFoundError():
                return Retry(str(error), counts=False, pause=True)
            case NotImplementedError():
                return Rejected(f"{tool} cannot be written to: {error}")
            case TimeoutError():
                return Retry(f"{tool} did not answer within {self._seconds:g} s; {MAYBE}")
        return Retry(self._reason(tool, error))

    def _reason(self, tool: str, error: BaseException) -> str:
        # Redacted before it is cut: libraries quote the address that they connect to, with the password in it.
        words = self._redactor.extract(error_text(error).encode("utf-8", "replace"))
        name = type(error).__name__
        return f"{tool}: {words}" if words.startswith(name) else f"{tool}: {name}: {words}"


def one_per_row(results: object, rows: int) -> list[Outcome]:
    """An outcome for each row; a row that the writer did not report is never taken for written.

    >>> one_per_row([Sent(), "fine"], 3)[1:]
    [Retry(reason='the writer returned "fine" for the row, which is not an outcome', ...),
     Retry(reason='the writer returned outcomes for only 2 of 3 rows', ...)]
    """
    given = list(results)[:rows] if isinstance(results, Sequence) else []
    outcomes = [
        one
        if isinstance(one, Sent | Retry | Rejected)
        else Retry(f"the writer returned {shown(one)} for the row, which is not an outcome")
        for one in given
    ]
    missing = Retry(f"the writer returned outcomes for only {len(given)} of {rows} rows")
    return [*outcomes, *[missing] * (rows - len(given))]


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
