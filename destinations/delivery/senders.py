"""Makes the sender of each instance: settings, secrets, connections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp.abc import AbstractResolver

from destinations.delivery.pace.limit import Pace
from destinations.delivery.redaction.batch_result import BatchResult
from destinations.delivery.redaction.redact import Redactor
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
    """The error that pickling a deliverer raises."""
    return TypeError("a deliverer belongs to one process; pass on the project, and make the deliverer there")


@dataclass(frozen=True, slots=True)
class SenderOptions:
    """How all instances send. With `divert`, all requests go to that base URL; `on_exchange` is called for each.

    `transport` sends requests in the place of this project's HTTP. `ca_files` are authorities of their own by instance.
    `kept_tokens` keeps what outlives the process, `watch` is called with each batch that came back. DelivererError for
    a URL that is none.
    """

    divert: str | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    resolver: AbstractResolver | None = None
    on_exchange: Callable[[Exchange], None] | None = None
    clocks: Clocks = field(default_factory=Clocks)
    transport: Exchanging | None = None
    ca_files: Mapping[str, Path] = field(default_factory=dict)
    kept_tokens: KeptTokens | None = None
    watch: Callable[[BatchResult], None] | None = None

    def __post_init__(self) -> None:
        if self.divert is not None and not self.divert.strip():
            # Taken for none, the requests would go to the tools themselves.
            raise DelivererError("cannot divert to an empty URL; give the URL of a stand-in, or None for the tools")
        try:
            _ = read_url(self.divert or "http://localhost/").port
        except ValueError as error:
            raise DelivererError(f"cannot divert to {self.divert}: {error}") from None


def make_sender(instance: str, settings: Settings, options: SenderOptions) -> Sender:
    """What the instance sends with; DelivererError says what would keep it from delivering."""
    clocks = options.clocks
    try:
        secrets = list(settings.secrets())
        transport = _transport(instance, settings, options)
    except OSError as error:
        why = error.strerror or "it holds no certificate in PEM form"
        raise DelivererError(f"{instance}: {options.ca_files.get(instance)} cannot be used: {why}") from error
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        # A plugin's own code: before anything is sent, a person can still fix it or leave the instance out.
        raise DelivererError(f"{instance}: its settings cannot be used: {error_text(error)}") from error
    redactor = Redactor(secrets)
    return Sender(
        instance,
        settings,
        transport,
        Tokens(transport, redactor, clocks.clock, clocks.now, options.kept_tokens),
        Writing(settings, options.timeouts, redactor),
        redactor,
        clocks,
        Halt(),
        Pace(),
        options.on_exchange,
        options.watch,
    )


def _transport(instance: str, settings: Settings, options: SenderOptions) -> Transport:
    networks, now = settings.private_networks(), options.clocks.now
    if options.transport:
        return OwnTransport(options.transport, divert=options.divert, timeouts=options.timeouts, now=now)
    return Transport(
        private_networks=networks,
        divert=options.divert,
        timeouts=options.timeouts,
        resolver=options.resolver,
        now=now,
        ca_file=options.ca_files.get(instance),
    )
