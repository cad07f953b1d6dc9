"""How commands ask the service's admin port."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.cli.serve.loading import NOT_SET
from actions.serve.admin.token import read_token
from actions.serve.journal.several.servers import is_silent, read_servers
from actions.serve.journal.state import DECIDER, read_state
from actions.serve.settings.model import ServeSettings

if TYPE_CHECKING:
    from actions.stream.address import Address

SECONDS = 60.0
EVENT = b"data: "
# What to ask instead of a decider where there is none, as events go into a stream.
INSTEAD = {
    "/tail": "`actions dead list --from {0}` lists what failed; --log of `actions worker` says what is sent",
    "/replay": "`actions worker rewind LANE --to TIME --from {0}` has a lane deliver again what came since then",
}
OTHERWISE = "`actions worker status --from {0}` says what became of them"


class SilentError(RuntimeError):
    """The decider does not run, or does not answer: what is known of it, and what to do."""


def ask_admin(settings: ServeSettings, method: str, path: str, body: Any = None) -> Any:
    """The answer of the service of these settings; a complaint where it does not run, or refuses."""
    try:
        return reach_admin(settings, method, path, body)
    except SilentError as error:
        raise complain(str(error), exit_codes.FINDINGS) from None


def reach_admin(settings: ServeSettings, method: str, path: str, body: Any = None) -> Any:
    """The same; SilentError where nobody answers."""
    connection, headers = _connect(settings, path, SECONDS)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
    except (OSError, HTTPException) as error:
        raise _silent(settings, error) from None
    finally:
        connection.close()
    reply = _parsed(text)
    if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
        raise _refused(answer.reason, reply)
    return reply


def follow_admin(settings: ServeSettings, path: str) -> Iterator[dict[str, Any]]:
    """The server-sent events of the path, as they come, until the service ends."""
    try:
        yield from _follow(settings, path)
    except SilentError as error:
        raise complain(str(error), exit_codes.FINDINGS) from None


def _follow(settings: ServeSettings, path: str) -> Iterator[dict[str, Any]]:
    # A line comes every 15 seconds at least.
    connection, headers = _connect(settings, path, SECONDS)
    try:
        connection.request("GET", path, None, headers)
        answer = connection.getresponse()
        if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
            raise _refused(answer.reason, _parsed(answer.read()))
        while line := answer.readline():
            if line.startswith(EVENT):
                yield json.loads(line[len(EVENT) :])
        raise complain("the service has ended, and with it what it had to show", exit_codes.FINDINGS)
    except (OSError, HTTPException) as error:
        raise _silent(settings, error) from None
    finally:
        connection.close()


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text.decode("utf-8", "replace")


def _refused(reason: str, reply: Any) -> typer.Exit:
    message = reply.get("message", reason) if isinstance(reply, dict) else reason
    return complain(printable(str(message)), exit_codes.FINDINGS)


def stream_of(settings: ServeSettings) -> "Address | None":
    """The stream that the service writes into, from which workers deliver; a complaint where it is not set here."""
    from actions.stream.address import read_address

    place = settings.journal
    if place.stream is None:
        return None
    text = place.stream.get_secret_value()
    if text.endswith(NOT_SET):
        message = f"the stream's address is not set here: set {text.removesuffix(NOT_SET)}, as where the service runs"
        raise complain(message, exit_codes.FINDINGS)
    return read_address(text, place.partitions, place.copies)


def _connect(settings: ServeSettings, path: str, seconds: float) -> tuple[HTTPConnection, dict[str, str]]:
    journal, given = settings.journal.path, settings.admin_token
    state, token = read_state(journal, DECIDER), given.get_secret_value() if given else read_token(journal)
    address = str(state.get("admin") or "") if state else ""
    host, _, port = address.rpartition(":")
    if (stream := stream_of(settings)) is not None:
        instead = INSTEAD.get(path.split("?", maxsplit=1)[0], OTHERWISE).format(stream)
        raise complain(printable(f"events go into a stream, and workers decide: {instead}"), exit_codes.FINDINGS)
    if token is None or not port.isdecimal():
        raise _silent(settings, None)
    if token.endswith(NOT_SET):
        message = (
            f"the admin port's token is not set here: set {token.removesuffix(NOT_SET)}, as where the service runs"
        )
        raise complain(message, exit_codes.FINDINGS)
    return HTTPConnection(host.strip("[]"), int(port), timeout=seconds), {"Authorization": f"Bearer {token}"}


def _silent(settings: ServeSettings, error: Exception | None) -> SilentError:
    journal = settings.journal.path
    server = read_servers(journal, settings.processes)
    if server and not is_silent(server):
        words = (
            "the server accepts events, and the decider does not answer: it is being started, or its log says why not"
        )
        return SilentError(f"{words} (server: process {server['pid']})")
    if error is None:
        return SilentError(f"no service uses {printable(str(journal))}; start it with `actions serve`")
    why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    message = f"the service that used {printable(str(journal))} does not answer ({why}); start it with `actions serve`"
    return SilentError(message)
