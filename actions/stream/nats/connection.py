"""The connection to NATS, and how often something is asked that may fail for a moment."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import nats
from nats.aio.client import Client
from nats.errors import Error, MaxPayloadError
from nats.js.errors import BadRequestError, KeyValueError, NoKeysError, NotFoundError

LOGGER = logging.getLogger("actions.stream")
# While a server is gone or a leader is chosen, whatever is asked fails in one of many ways.
MOMENTARY: tuple[type[Exception], ...] = (Error, TimeoutError, OSError)
LASTING: tuple[type[Exception], ...] = (NotFoundError, BadRequestError, MaxPayloadError, KeyValueError, NoKeysError)
# A leader is chosen within seconds; longer than this somebody must look.
PATIENCE, PAUSE, ANSWER = 60.0, 0.25, 5.0
# A stream that is full refuses all the while: whoever waits for it says so after this time.
TOLD_AFTER = 5.0
FIRST_TRIES = 3
T = TypeVar("T")


@asynccontextmanager
async def connection(servers: str | list[str]) -> AsyncIterator[Client]:
    """A connection that comes back by itself, closed at the end."""

    async def report(error: Exception) -> None:
        # Without this, each failed try to connect again prints a traceback.
        LOGGER.warning("NATS: %s", type(error).__name__)

    client = await nats.connect(
        servers,
        name="actions",
        error_cb=report,
        reconnect_time_wait=PAUSE,
        max_reconnect_attempts=FIRST_TRIES,
        connect_timeout=int(ANSWER),
    )
    # Whoever was there once is waited for.
    client.options["max_reconnect_attempts"] = -1
    try:
        yield client
    finally:
        await client.close()


async def surely(ask: Callable[[], Awaitable[T]], within: float = PATIENCE, what: str | None = None) -> T:
    """What `ask` gives, asked again while the server cannot answer; its error once that has taken so long.

    After some seconds a line in the log says `what` waits, if given, and why.
    """
    clock = asyncio.get_running_loop().time
    end, told_at = clock() + within, clock() + TOLD_AFTER
    while True:
        try:
            return await ask()
        except LASTING:
            raise
        except MOMENTARY as error:
            if clock() >= end:
                raise
            if what is not None and clock() >= told_at:
                LOGGER.warning("%s cannot be written: %s", what, words_of(error))
                what = None
        await asyncio.sleep(PAUSE)


def words_of(error: Exception) -> str:
    """What the server said is wrong, as it does of a stream that is full; else the name of the error."""
    return str(getattr(error, "description", None) or type(error).__name__)


def version_of(client: Client) -> tuple[int, int]:
    """The server's version, as far as it matters."""
    version = client.connected_server_version
    return version.major, version.minor
