"""Addresses that settings hold: of web pages and servers, of networks."""

from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from destinations.sdk.refusal import refusal, shown


def read_web_address(url: str) -> str:
    """The URL without its fragment, if it is one of http or https that could be reached and holds no credentials.

    >>> read_web_address("https://example.com/hook?a=1#here")
    'https://example.com/hook?a=1'
    """
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


def read_network(network: str) -> str:
    """The network, if it is written as one.

    >>> read_network("10.0.0.0/8")
    '10.0.0.0/8'
    """
    try:
        ip_network(network)
    except ValueError as error:
        raise refusal(f"{shown(network)} is no network; write one such as 10.0.0.0/8 ({error})") from error
    return network


def one_or_more(value: Any) -> Any:
    """A text alone as the only one of a list."""
    return (value,) if isinstance(value, str) else value


WebAddress = Annotated[str, AfterValidator(read_web_address)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(read_network)], ...], BeforeValidator(one_or_more)]
