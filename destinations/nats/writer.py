"""Messages into NATS by nats-py: published one after the other, and sent once a stream has said that it has them."""

import asyncio
import ssl
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Self

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error, MaxPayloadError

from destinations.sdk import Outcome, Rejected, Retry, Sent, Write, to_json

if TYPE_CHECKING:
    from destinations.nats import NatsSettings

# Seconds within which a stream says that it has the messages of a batch; the delivery's own time limit lies above.
PATIENCE = 10.0
UNTOLD = Retry("NATS said nothing about this message; it may have arrived all the same")
NO_STREAM = Retry("NATS: no stream takes this subject; make one of it and .>", counts=False, pause=True)
TOO_LARGE = Rejected("NATS: the message is larger than the server takes (max_payload)")
# server/errors.json. The message is larger than the stream takes, or its headers are. Somebody must act: JetStream is
# off for the account, its store or the stream is full and refuses what is new, the stream is gone or sealed.
OF_THE_MESSAGE = {10054, 10097}
OF_THE_SET_UP = {10039, 10047, 10059, 10076, 10077, 10109, 10122}
REFUSED = ("authorization", "authentication", "nkey", "permissions")


class NatsWriter:
    """One connection, made with the first batch; `async with` closes it."""

    def __init__(self, settings: "NatsSettings", patience: float = PATIENCE) -> None:
        self._settings = settings
        self._patience = patience
        self._client: Client | None = None
        self._trouble: Exception | None = None
        self._inbox = ""
        self._numbers = count(1)
        self._awaited: dict[str, asyncio.Future[Msg]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.close()

    async def write(self, write: Write) -> Sequence[Outcome]:
        """Sent for the messages that a stream has."""
        try:
            client = await self._connected()
        except (Error, OSError, TimeoutError) as error:
            why = str(self._trouble or error).removeprefix("nats: ") or type(error).__name__
            return [Retry(f"NATS: {why}", counts=not refuses(why), pause=refuses(why))] * len(write.rows)
        published = [await self._publish(client, row) for row in write.rows]
        answers = [one for one in published if isinstance(one, asyncio.Future)]
        if answers:
            await asyncio.wait(answers, timeout=self._patience)
        self._awaited.clear()
        return [judged(one) if isinstance(one, asyncio.Future) else one for one in published]

    async def _connected(self) -> Client:
        if self._client is not None and self._client.is_connected:
            return self._client
        self._trouble, client = None, Client()
        servers = self._settings.servers.split(",")
        try:
            # Whoever is not there is tried again with the next batch, by the rules of deliveries.
            await client.connect(
                servers,
                error_cb=self._note,
                disconnected_cb=self._give_up,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=5,
                **options_of(self._settings),
            )
            self._inbox = client.new_inbox()
            await client.subscribe(f"{self._inbox}.*", cb=self._answered)
        except BaseException:
            await client.close()
            raise
        self._client = client
        return client

    async def _publish(self, client: Client, row: Any) -> "asyncio.Future[Msg] | Outcome":
        number = str(next(self._numbers))
        answer = self._awaited[number] = asyncio.get_running_loop().create_future()
        body, reply = to_json(row["value"]), f"{self._inbox}.{number}"
        try:
            await client.publish(row["subject"], body, reply, headers=dict(row["headers"]))
        except MaxPayloadError:
            return TOO_LARGE
        except (Error, OSError) as error:
            return Retry(f"NATS: {error or type(error).__name__}")
        return answer

    async def _answered(self, message: Msg) -> None:
        waiting = self._awaited.pop(message.subject.rpartition(".")[2], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    async def _give_up(self) -> None:
        for waiting in self._awaited.values():
            waiting.cancel()

    async def _note(self, error: Exception) -> None:
        # Without this, the library prints a traceback; what it raises in the end says only that there is no server. A
        # refusal is not forgotten for the connection that breaks behind it.
        if self._trouble is None or not refuses(str(self._trouble)):
            self._trouble = error


def refuses(why: str) -> bool:
    """Whether the server does not let this client in."""
    return any(word in why.lower() for word in REFUSED)


def options_of(settings: "NatsSettings") -> dict[str, Any]:
    """How to sign in, as the library names it."""
    options = {
        "user": settings.user,
        "password": settings.password and settings.password.get_secret_value(),
        "token": settings.token and settings.token.get_secret_value(),
        "user_credentials": settings.credentials_file,
        "tls": settings.tls_ca_file and ssl.create_default_context(cafile=settings.tls_ca_file),
    }
    return {name: value for name, value in options.items() if value is not None}


def judged(answer: "asyncio.Future[Msg]") -> Outcome:
    """What a stream's answer means."""
    if not answer.done() or answer.cancelled():
        return UNTOLD
    message = answer.result()
    if not message.data:
        # Nobody listens there: status 503.
        return NO_STREAM
    said = orjson.loads(message.data)
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return Sent()
    code, reason = error.get("err_code"), f"NATS: {error.get('description')} ({error.get('err_code')})"
    if code in OF_THE_MESSAGE:
        return Rejected(reason)
    return Retry(reason, counts=False, pause=True) if code in OF_THE_SET_UP else Retry(reason)
