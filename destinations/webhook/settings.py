"""Where a webhook goes, and what it says of itself."""

from ipaddress import ip_network
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator

from destinations.sdk import Settings, check_headers, refusal, shown

# What the sender and the connection decide; a setting that overrode them would break the call.
RESERVED_HEADERS = frozenset(
    {
        *("host", "content-length", "transfer-encoding", "connection"),
        *("webhook-id", "webhook-timestamp", "webhook-signature", "idempotency-key"),
    }
)


def free_header(name: str) -> str:
    """The name, if a setting may give that header."""
    if name.lower() in RESERVED_HEADERS:
        raise refusal(f"the header {name} is set by the sender; take it out of the settings")
    check_headers({name: ""})
    return name


def header_text(value: Any) -> Any:
    """The value, if it is a text; what a secret holds is checked where it is known."""
    if not isinstance(value, str | SecretStr):
        raise refusal(f"{shown(value)} is not a text; put it in quotes")
    check_headers({"value": plain(value)})
    return value


HeaderName = Annotated[str, AfterValidator(free_header)]
HeaderValue = Annotated[str | SecretStr, BeforeValidator(header_text)]


class WebhookSettings(Settings):
    """The endpoint."""

    url: str = Field(description="Where to send; http or https.")
    method: Literal["POST", "PUT", "PATCH"] = Field("POST", description="POST, PUT or PATCH.")
    headers: dict[HeaderName, HeaderValue] = Field(default={}, description="Further headers; values may be secrets.")
    secret: SecretStr | None = Field(None, description="Signs each call: base64, whsec_ before it.")
    allow_private: tuple[str, ...] = Field((), description="Networks to allow although they are private: 10.0.0.0/8.")

    def private_networks(self) -> tuple[str, ...]:
        return self.allow_private

    @field_validator("url")
    @classmethod
    def _a_web_address(cls, url: str) -> str:
        if not url.isprintable() or " " in url.strip():
            raise refusal("the URL holds a space or a control character; write it percent-encoded")
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise refusal(f"the URL cannot be read: {error}") from error
        whole = all(host.removesuffix(".").split(".")) and port != 0
        if parts.scheme not in {"http", "https"} or not whole:
            raise refusal(f"{shown(url)} is no web address; write one such as https://example.com/hook")
        if parts.username is not None or parts.password is not None:
            raise refusal("the URL holds a user name or password; put them into headers, as a secret")
        return parts._replace(fragment="").geturl()

    @field_validator("method", mode="before")
    @classmethod
    def _upper_case(cls, method: Any) -> Any:
        return method.strip().upper() if isinstance(method, str) else method

    @field_validator("headers")
    @classmethod
    def _each_once(cls, headers: dict[str, str | SecretStr]) -> dict[str, str | SecretStr]:
        seen: dict[str, str] = {}
        for name in headers:
            if name.lower() in seen:
                raise refusal(f"{seen[name.lower()]} and {name} are the same header; write it once")
            seen[name.lower()] = name
        return headers

    @field_validator("allow_private", mode="before")
    @classmethod
    def _one_or_more(cls, networks: Any) -> Any:
        return (networks,) if isinstance(networks, str) else networks

    @field_validator("allow_private")
    @classmethod
    def _networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            try:
                ip_network(network)
            except ValueError as error:
                raise refusal(f"{shown(network)} is no network; write one such as 10.0.0.0/8 ({error})") from error
        return networks


def plain(value: str | SecretStr) -> str:
    """The text of a header's value."""
    return value.get_secret_value() if isinstance(value, SecretStr) else value
