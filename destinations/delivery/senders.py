"""Makes the sender of each instance: settings, secrets, connections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp.abc import AbstractResolver

from destinations.delivery.pace.limit import Pace
from destinations.delivery.redaction.redact import Redactor
from destinations.delivery.redaction.trip import Trip
from destinations.delivery.send import Clocks, Exchange, Halt, Sender
from destinations.delivery.wire.kept_tokens import KeptTokens
from destinations.delivery.wire.own_transport import Exchanging, OwnTransport
from destinations.delivery.wire.tokens import Tokens
from destinations.delivery.wire.transport import Timeouts, Transport, read_url
from destinations.delivery.wire.writing import Writing
from destinations.sdk.refusal import error_text
from destinations.sdk.settings import Settings


class DelivererError(RuntimeError):
    """A deliverer that cannot be used: why, and what to do instead."""


def no_pickle() -> TypeError:
    """What whoever pickles a deliverer is told."""
    return TypeError("a deliverer belongs to one process; hand over the project, and make the deliverer there")


@dataclass(frozen=True, slots=True)
class Ways:
    """How all instances send. With `divert`, all requests go to that base URL; `on_exchange` is called for each.

    `transport` sends requests in the place of this project's HTTP. `ca_files` are authorities of their own by instance.
    `kept_tokens` keeps what outlives the process, `watch` is told of each batch that came back. DelivererError for a
    URL that is none.
    """

    divert: str | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    resolver: AbstractResolver | None = None
    on_exchange: Callable[[Exchange], None] | None = None
    clocks: Clocks = field(default_factory=Clocks)
    transport: Exchanging | None = None
    ca_files: Mapping[str, Path] = field(default_factory=dict)
    kept_tokens: KeptTokens | None = None
    watch: Callable[[Trip], None] | None = None

    def __post_init__(self) -> None:
        if self.divert is not None and not self.divert.strip():
            # Taken for none, the requests would go to the tools themselves.
            raise DelivererError("cannot divert to an empty URL; give the URL of a stand-in, or None for the tools")
        try:
            _ = read_url(self.divert or "http://localhost/").port
        except ValueError as error:
            raise DelivererError(f"cannot divert to {self.divert}: {error}") from None


def make_sender(instance: str, settings: Settings, ways: Ways) -> Sender:
    """What the instance sends with; DelivererError says what would keep it from delivering."""
    clocks = ways.clocks
    try:
        secrets = list(settings.secrets())
        transport = _transport(instance, settings, ways)
    except OSError as error:
        why = error.strerror or "it holds no certificate in PEM form"
        raise DelivererError(f"{instance}: {ways.ca_files.get(instance)} cannot be used: {why}") from error
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        # A plugin's own code: before anything is sent, a person can still mend it or leave the instance out.
        raise DelivererError(f"{instance}: its settings cannot be used: {error_text(error)}") from error
    redactor = Redactor(secrets)
    return Sender(
        instance,
        settings,
        transport,
        Tokens(transport, redactor, clocks.clock, clocks.now, ways.kept_tokens),
        Writing(settings, ways.timeouts, redactor),
        redactor,
        clocks,
        Halt(),
        Pace(),
        ways.on_exchange,
        ways.watch,
    )


def _transport(instance: str, settings: Settings, ways: Ways) -> Transport:
    networks, now = settings.private_networks(), ways.clocks.now
    if ways.transport:
        return OwnTransport(ways.transport, divert=ways.divert, timeouts=ways.timeouts, now=now)
    return Transport(
        private_networks=networks,
        divert=ways.divert,
        timeouts=ways.timeouts,
        resolver=ways.resolver,
        now=now,
        ca_file=ways.ca_files.get(instance),
    )
