"""A webhook's URL, headers and signature."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from destinations.sdk import Networks, Settings, WebAddress, check_headers, refusal, shown
from destinations.sdk.fields.addresses import one_or_more

# What the sender and the connection decide; a setting that overrode them would break the call.
RESERVED_HEADERS = (
    *("host", "content-length", "transfer-encoding", "connection"),
    *("webhook-id", "webhook-timestamp", "webhook-signature", "idempotency-key"),
)


HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?")


def header_text(value: Any) -> Any:
    """The value, if it is a text; what a secret holds is checked where it is known."""
    if not isinstance(value, str | SecretStr):
        raise refusal(f"{shown(value)} is not a text; put it in quotes")
    check_headers({"value": plain(value)})
    return value


def free_headers(headers: dict[str, Any]) -> dict[str, Any]:
    """The headers, if settings may give those, and each stands there once."""
    seen: dict[str, str] = {}
    for name in headers:
        check_headers({name: ""})
        if name.lower() in RESERVED_HEADERS:
            raise refusal(f"the header {name} is set by the sender; take it out of the settings")
        if name.lower() in seen:
            raise refusal(f"{seen[name.lower()]} and {name} are the same header; write it once")
        seen[name.lower()] = name
    return headers


def plain(value: str | SecretStr) -> str:
    """The text of a header's value."""
    return value.get_secret_value() if isinstance(value, SecretStr) else value


Headers = Annotated[dict[str, Annotated[str | SecretStr, BeforeValidator(header_text)]], AfterValidator(free_headers)]
Method = Annotated[Literal["POST", "PUT", "PATCH"], BeforeValidator(lambda text: str(text).strip().upper())]


def host_of(url: str) -> str:
    """Host and port of the URL, in lower case.

    >>> host_of("https://API.Example.com:8443/hook")
    'api.example.com:8443'
    """
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def read_host(text: str) -> str:
    """The host, if it is one and nothing around it."""
    host = text.strip().lower()
    if not HOST.fullmatch(host):
        raise refusal(f"{shown(text)} is not a host; write its name alone, such as api.example.com")
    return host


Hosts = Annotated[tuple[Annotated[str, AfterValidator(read_host)], ...], BeforeValidator(one_or_more)]


class WebhookSettings(Settings):
    """The endpoint."""

    url: WebAddress = Field(description="Where to send; http or https.")
    method: Method = Field("POST", description="POST, PUT or PATCH.")
    hosts: Hosts = Field((), description="Further hosts that actions may send to: api.example.com.")
    headers: Headers = Field(default={}, description="Further headers; values may be secrets.")
    secret: SecretStr | None = Field(None, description="Signs each call: base64, whsec_ before it.")
    allow_private: Networks = Field((), description="Networks to allow although they are private: 10.0.0.0/8.")

    def private_networks(self) -> tuple[str, ...]:
        return self.allow_private
