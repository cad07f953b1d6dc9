"""What `serve.yaml` may hold: one pydantic model for each kind of map in it.

Paths in the file count from the file's folder; `read` makes them so.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr
from pydantic import Field as Key

from actions.serve.settings.units import Bytes, Listen, ListenAt, Networks, Rate, Seconds, wrong

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")


def _name(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise wrong("holds only a-z, 0-9, - and _", "begin with a letter or a digit")
    return value


def _path(value: Any) -> Path:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise wrong("must be the path of a file or a folder", "paths count from the folder of this file")
    return Path(value)


def _origin(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    if not (parts.scheme and parts.netloc) or parts.path or parts.query or value != value.lower():
        raise wrong(
            "must be an origin, such as https://shop.example.com",
            "write scheme and host in small letters, and nothing behind them",
        )
    if "*" in parts.netloc:
        raise wrong("must be one origin, such as https://shop.example.com", "write each one that pages may have")
    return str(value)


def _host(value: Any) -> str:
    if not isinstance(value, str) or not HOST.fullmatch(value):
        raise wrong("must be a host, such as events.example.com", "write it without https:// and without a path")
    return value


FilePath = Annotated[Path, BeforeValidator(_path)]
Name = Annotated[str, BeforeValidator(_name)]
Origin = Annotated[str, BeforeValidator(_origin)]
Host = Annotated[str, BeforeValidator(_host)]
# How long what is under way may take when a process ends.
ENDING_TIME = 25.0
Positive = Annotated[int, Key(ge=1)]


class Keys(BaseModel):
    """A map of the file: its keys are the fields, all others are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class JournalSettings(Keys):
    """Where accepted events are kept, and for how long: in a folder, or in a stream from which workers deliver."""

    path: FilePath = Path(".actions/journal")
    keep: Seconds = 3 * 86400.0
    reserve: Bytes = 1 << 30
    stream: SecretStr | None = None
    partitions: Annotated[int, Key(ge=1, le=1024)] = 8
    copies: Annotated[int, Key(ge=1, le=5)] = 1


class Limits(Keys):
    """What a client may send, and how long it may take; `event` and `request` are bytes."""

    event: Bytes = 32 << 10
    request: Bytes = 4 << 20
    events: Positive = 2500
    connections: Positive = 10_000
    header_time: Seconds = 10.0
    body_time: Seconds = 10.0
    keep_alive: Seconds = 75.0


class Tls(Keys):
    """The files of a certificate, for those who have no proxy that does this."""

    certificate: FilePath
    key: FilePath


class SourcePlan(Keys):
    """A tracking plan, and what happens to events that are not as it says."""

    file: FilePath
    on_violation: Literal["accept", "tag", "block"] = "tag"


class SourceConsent(Keys):
    """What counts where an event says nothing of consent."""

    missing: Literal["allow", "deny"] = "allow"


class Source(Keys):
    """Where events come from: an app or a site, with write keys of its own."""

    name: Name
    keys: Annotated[tuple[SecretStr, ...], Key(min_length=1, strict=False)]
    kind: Literal["browser", "mobile", "server"] = "browser"
    mappings: FilePath | None = None
    origins: Annotated[tuple[Origin, ...], Key(strict=False)] = ()
    foreign_origins: Literal["count", "tag", "refuse"] = "count"
    rate: Rate | None = None
    ip: Literal["keep", "truncate", "none"] = "keep"
    plan: SourcePlan | None = None
    consent: SourceConsent = SourceConsent()
    strict: bool = False


class Consent(Keys):
    """Which instances each category of consent is for, and the category for each consent field of tools."""

    categories: dict[str, Annotated[tuple[str, ...], Key(min_length=1, strict=False)]]
    signals: dict[Literal["ad_user_data", "ad_personalization", "limited_data_use", "opt_out"], str] = {}


class Suppress(Keys):
    """The file of people of whom nothing is taken."""

    file: FilePath


class ServeSettings(Keys):
    """All of `serve.yaml`."""

    version: Annotated[int, Key(ge=1, le=1)]
    project: FilePath = Path()
    env: str | None = None
    outbox: FilePath = Path(".actions/outbox.db")
    listen: ListenAt = Listen("127.0.0.1", 8080)
    admin: ListenAt = Listen("127.0.0.1", 8081)
    admin_token: SecretStr | None = None
    public_address: Host | None = None
    tls: Tls | None = None
    trusted_proxies: Annotated[Networks, Key(strict=False)] = ()
    processes: Annotated[int, Key(ge=1, le=64)] = 1
    journal: JournalSettings = JournalSettings()
    limits: Limits = Limits()
    dedupe: Seconds = 86400.0
    ready_lag: Seconds = 60.0
    drain_delay: Seconds = 5.0
    unknown_key: Literal["refuse", "keep"] = "refuse"
    analytics_js: FilePath | None = None
    sources: Annotated[tuple[Source, ...], Key(min_length=1, strict=False)]
    consent: Consent | None = None
    suppress: Suppress | None = None

    @property
    def ending_time(self) -> float:
        """How many seconds a process may take to end before it is killed."""
        return self.drain_delay + ENDING_TIME
