"""NATS: events, or rows made of them, as messages that a stream of JetStream keeps.

`send` publishes the event as it came in, the other action types publish rows: amounts exact, the rest as JSON. A
message's subject is that of the settings, with the event's type and name below it: Order Completed goes to
`events.track.order_completed`, so that readers choose by subject. It counts as sent when a stream has it: one of yours
must take `events.>`. Its header `Nats-Msg-Id` is the id by which the stream drops what it has seen, two minutes
long unless its `duplicate_window` says otherwise. Messages are published in the order of the events.

- sources: docs.nats.io/nats-concepts/subjects, /jetstream/model_deep_dive (message deduplication), /jetstream/api
  (codes of errors in server/errors.json), read in November 2026
- `writer.py`: the connection; needs `destination-actions[nats]`
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from destinations.sdk import (
    ActionType,
    DedupeId,
    Destination,
    IsoTime,
    Limits,
    OpenWriter,
    Payload,
    ScopeRole,
    Settings,
    Write,
    Writer,
    hookimpl,
)
from destinations.sdk.families.writers import require_extra, row_types, to_row
from destinations.sdk.refusal import refusal, shown

SERVERS = re.compile(r"(nats|tls)://[^\s,:/@]+(:[0-9]{1,5})?(,(nats|tls)://[^\s,:/@]+(:[0-9]{1,5})?)*")
SUBJECT = re.compile(r"[\w$-]+(\.[\w$-]+)*")
HEADER = re.compile(r"[!#$%&'*+.^`|~\w-]+", re.ASCII)
MOST_SUBJECT, MOST_TOKEN = 255, 100
LIMITS = Limits(items=1000, bytes=8_000_000, concurrency=1)


def read_servers(servers: str) -> str:
    """Addresses of servers, commas between."""
    joined = servers.replace(" ", "")
    if not SERVERS.fullmatch(joined):
        raise refusal(f"{shown(servers)} names no servers; write addresses: nats://one.example.com:4222, tls://two…")
    return joined


def read_subject(subject: str) -> str:
    """A subject to publish to."""
    if not SUBJECT.fullmatch(subject) or len(subject) > MOST_SUBJECT:
        raise refusal(f"{shown(subject)} is not a subject; write words of letters, digits, _ and -, dots between")
    return subject


def read_header(name: str) -> str:
    """The name of a header of one's own."""
    if not HEADER.fullmatch(name) or name.lower().startswith("nats-"):
        raise refusal(
            f"{shown(name)} is not a name for a header; write letters, digits and -, and no Nats- before them"
        )
    return name


def token(part: Any) -> str:
    """The text as a part of a subject.

    >>> token("Order Completed"), token("shop.Größe > 3"), token(" * ")
    ('order_completed', 'shop_größe_3', '_')
    """
    return re.sub(r"[^\w-]+", "_", str(part).lower()).strip("_")[:MOST_TOKEN] or "_"


def read_parts(parts: Any) -> Any:
    """What is known of the parts, each as one of a subject."""
    return [token(one) for one in parts if one is not None] if isinstance(parts, list | tuple) else parts


SubjectName = Annotated[str, AfterValidator(read_subject), ScopeRole()]
HeaderName = Annotated[str, AfterValidator(read_header)]


class NatsSettings(Settings):
    """Servers, and the subject that messages go below."""

    servers: Annotated[str, AfterValidator(read_servers)] = Field(
        description="Addresses of servers, commas between: nats://nats.example.com:4222; tls:// encrypts."
    )
    subject: SubjectName = Field("events", description="What messages go below; a stream must take it and `.>`.")
    user: str | None = Field(None, description="Who publishes.")
    password: SecretStr | None = Field(None, description="The password of who publishes.")
    token: SecretStr | None = Field(None, description="A token in place of both.")
    credentials_file: str | None = Field(None, description="File with credentials (.creds) in place of all of them.")
    tls_ca_file: str | None = Field(None, description="File with the authority to trust, unless the machine knows it.")

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> Self:
        if bool(self.user) != bool(self.password):
            raise refusal("user and password belong together; write both, or none")
        if sum(map(bool, (self.user, self.token, self.credentials_file))) > 1:
            raise refusal("there are several ways to sign in; write user and password, or token, or credentials_file")
        return self

    def open_writer(self) -> OpenWriter:
        return opened(self)


class InSubject(Payload):
    """Where a message goes."""

    subject: SubjectName | None = Field(None, description="A subject in place of the settings' and what is below it.")
    below: Annotated[list[str], BeforeValidator(read_parts)] = Field(
        [], description="What comes after the settings' subject: the event's type and its name."
    )
    headers: dict[HeaderName, str] = Field(default={}, description="Further headers, beside Nats-Msg-Id.")


class Send(InSubject):
    """A message of any JSON."""

    id: DedupeId | None = Field(None, description="Messages of one id count once; else the delivery's id.")
    timestamp: IsoTime = Field(description="When it happened; sent in the header Event-Time.")
    data: Any = Field(description="The message, any JSON; by default the whole event.")


def build_messages(payloads: Sequence[Any], settings: NatsSettings) -> Write:
    """The messages, each with its own subject."""
    return Write.of("nats", settings.subject, [to_message(one, settings.subject) for one in payloads])


def to_message(payload: Any, above: str) -> dict[str, Any]:
    """A message in its parts."""
    value = payload.data if isinstance(payload, Send) else to_row(payload, *InSubject.model_fields)
    own = {"Nats-Msg-Id": payload.id or payload.delivery_id, "Event-Time": payload.timestamp}
    subject = payload.subject or ".".join([above, *payload.below])
    return {"subject": subject, "headers": {**payload.headers, **own}, "value": value}


def together(_: InSubject) -> None:
    """Messages of all subjects travel together."""


@asynccontextmanager
async def opened(settings: NatsSettings) -> AsyncIterator[Writer]:
    """The writer."""
    with require_extra("nats"):
        from destinations.nats.writer import NatsWriter
    async with NatsWriter(settings) as writer:
        yield writer


SEND = ActionType("send", Send, build_messages, "Publish the event as it is, or any JSON.", LIMITS, together)
NATS = Destination(
    name="nats",
    title="NATS",
    settings=NatsSettings,
    action_types=(SEND, *row_types(InSubject, build_messages, LIMITS, together)),
    help="Messages of a JetStream stream, by subjects of type and name.",
    names=("NATS JetStream", "JetStream"),
    kind="other",
    without=("a row or a message has the context whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [NATS]
