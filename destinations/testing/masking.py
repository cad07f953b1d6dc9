"""What a stand-in records, without credentials."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_plus

HIDDEN = "…"
SECRETS = frozenset(
    {
        "accesstoken",
        "apikey",
        "apisecret",
        "assertion",
        "authtoken",
        "clientassertion",
        "clientsecret",
        "idtoken",
        "password",
        "privatekey",
        "refreshtoken",
        "secret",
        "secretkey",
        "token",
        "xapikey",
        "xauthtoken",
    }
)
QUERY = re.compile(r"([?&])([^=&#]*)=([^&#]*)")


def masked(value: Any) -> Any:
    """The JSON value, with … in the place of texts under names of credentials.

    >>> masked({"grant_type": "refresh_token", "client_secret": "s3cr3t", "rows": [{"api-key": "k"}]})
    {'grant_type': 'refresh_token', 'client_secret': '…', 'rows': [{'api-key': '…'}]}
    """
    if isinstance(value, Mapping):
        return {name: HIDDEN if is_secret(name) and part else masked(part) for name, part in value.items()}
    return [masked(part) for part in value] if isinstance(value, list | tuple) else value


def masked_url(url: str) -> str:
    """The URL, with … in the place of credentials in its query.

    >>> masked_url("https://toy.example/mp?api_secret=abc&id=7")
    'https://toy.example/mp?api_secret=%E2%80%A6&id=7'
    """
    return QUERY.sub(
        lambda part: f"{part[1]}{part[2]}={quote(HIDDEN)}" if is_secret(unquote_plus(part[2])) else part[0], url
    )


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers; of credentials the scheme alone.

    >>> masked_headers({"authorization": "Bearer abc", "x-api-key": "k", "content-type": "text/plain"})
    {'authorization': 'Bearer …', 'x-api-key': '…', 'content-type': 'text/plain'}
    """
    return {name: _masked_header(name, value) for name, value in headers.items()}


def is_secret(name: object) -> bool:
    """Whether it is a name of credentials, however it is spelled."""
    return isinstance(name, str) and re.sub(r"[^a-z]", "", name.lower()) in SECRETS


def _masked_header(name: str, value: str) -> str:
    if name.lower() in ("authorization", "proxy-authorization"):
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {HIDDEN}" if space else HIDDEN
    return HIDDEN if is_secret(name) else value
