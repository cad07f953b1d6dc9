"""Addresses of web pages, servers and networks: those that settings hold, and the pages of events."""

import re
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from pydantic import AfterValidator, BeforeValidator

from destinations.sdk.refusal import refusal, shown

# A page that can be opened anywhere: neither the path of one alone, nor one within a browser or an app.
PAGE = re.compile(r"https?://[^\s/?#]+(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)


def read_page(value: Any) -> str | None:
    """The complete URL of a web page; None when blank. A path alone, or a URL within an app, is refused.

    >>> read_page("https://shop.example/thanks"), read_page(" ")
    ('https://shop.example/thanks', None)
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise refusal(f"{shown(value)} is not the URL of a web page")
    address = value.strip()
    if address and not PAGE.fullmatch(address):
        raise refusal(f"{shown(value)} is not a complete URL of a web page; map one such as https://example.com/thanks")
    return address or None


def parameters_of(url: str) -> list[tuple[str, str]]:
    """The parameters in the query of the URL, by name.

    >>> parameters_of("https://shop.example/?q=green+tea&page=2#top")
    [('q', 'green tea'), ('page', '2')]
    """
    _, _, query = url.partition("#")[0].partition("?")
    return parse_qsl(query)


def without_parameter(url: str, name: str) -> str:
    """The URL without the parameters of that name in its query; all else is as it was.

    >>> without_parameter("https://shop.example/?q=green+tea&page=2#top", "q")
    'https://shop.example/?page=2#top'
    """
    address, mark, fragment = url.partition("#")
    path, _, query = address.partition("?")
    kept = "&".join(one for one in query.split("&") if unquote_plus(one.partition("=")[0]) != name)
    return f"{path}{'?' if kept else ''}{kept}{mark}{fragment}"


def read_web_address(url: str) -> str:
    """The URL without its fragment, if it is one of http or https that could be reached and holds no credentials.

    >>> read_web_address("https://example.com/hook?a=1#here")
    'https://example.com/hook?a=1'
    """
    if not url.isprintable() or " " in url.strip():
        raise refusal(
            "the URL holds a space or a control character; write it percent-encoded, by url_encode() in a mapping"
        )
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refusal(f"the URL cannot be read: {error}") from error
    whole = all(host.removesuffix(".").split(".")) and port != 0
    if parts.scheme not in {"http", "https"} or not whole:
        raise refusal(f"{shown(url)} is not a URL of http or https; write one such as https://example.com/hook")
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
        raise refusal(f"{shown(network)} is not a network; write one such as 10.0.0.0/8 ({error})") from error
    return network


def one_or_more(value: Any) -> Any:
    """A text alone as the only one of a list."""
    return (value,) if isinstance(value, str) else value


PageUrl = Annotated[str | None, BeforeValidator(read_page)]
WebAddress = Annotated[str, AfterValidator(read_web_address)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(read_network)], ...], BeforeValidator(one_or_more)]
